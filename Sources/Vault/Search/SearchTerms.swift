import Casework
package import Vocabulary

/// What an identity is found by, one word or number: what is HMACed under the search key.
///
///     kind ‖ LF ‖ normalised        nik ‖ LF ‖ 1609014507100001
package struct SearchTerm: Hashable, Sendable {
    package let kind: FindKind
    package let text: String

    private init(_ kind: FindKind, _ normalised: String) {
        self.kind = kind
        text = kind.rawValue + "\n" + normalised
    }

    package static let countLimit = 64

    /// The terms of an identity, distinct and sorted by their bytes: of its `nik`, `name`, `phone` and `alias`.
    ///
    /// Each may be a text or an array of texts. What is malformed finds nothing and is left out. Of more than
    /// `countLimit`, those of the later members are left out.
    ///
    /// This order is the alphabet's and must not reach the custodian: number the tokens in an order of their own.
    package static func of(identity: JSON) -> [SearchTerm] {
        func texts(_ name: String) -> [String] {
            switch identity[name] {
            case .string(let text): [text]
            case .array(let values): values.compactMap(\.string)
            default: []
            }
        }
        let niks = texts("nik").compactMap { NIK($0) }.map { SearchTerm(.nik, $0.digits) }
        let names = texts("name").flatMap { named($0) }
        let phones = texts("phone").flatMap { numbers(in: $0) }.map { SearchTerm(.phone, $0.digits) }
        let aliases = texts("alias").flatMap { named($0) }
        var terms: [SearchTerm] = []
        var seen: Set<[UInt8]> = []
        for term in niks + names + phones + aliases where seen.insert(Array(term.text.utf8)).inserted {
            if terms.count < countLimit { terms.append(term) }
        }
        return terms.sorted { $0.text.utf8.lexicographicallyPrecedes($1.text.utf8) }
    }

    /// What a searcher typed: an identity matches that has all of these. Nil where nothing usable was typed.
    package static func asked(_ kind: FindKind, _ text: String) -> [SearchTerm]? {
        switch kind {
        case .nik: return NIK(text).map { [SearchTerm(.nik, $0.digits)] }
        case .phone: return PhoneNumber(text).map { [SearchTerm(.phone, $0.digits)] }
        case .name:
            let terms = named(text)
            return terms.isEmpty ? nil : terms
        }
    }

    private static func named(_ text: String) -> [SearchTerm] {
        NameWords.normalise(text).map { SearchTerm(.name, $0) }
    }

    /// `0812…, 0813… atau 0814…`: each by itself.
    private static func numbers(in text: String) -> [PhoneNumber] {
        var parts: [String.UnicodeScalarView] = [.init()]
        var rest = text.unicodeScalars[...]
        while let scalar = rest.first {
            if rest.prefix(4).map(\.properties.lowercaseMapping) == ["a", "t", "a", "u"] {
                parts.append(.init())
                rest = rest.dropFirst(4)
            } else {
                if [",", ";", "/", "\n"].contains(scalar) {
                    parts.append(.init())
                } else {
                    parts[parts.count - 1].append(scalar)
                }
                rest = rest.dropFirst()
            }
        }
        return parts.compactMap { PhoneNumber(String($0)) }
    }
}
