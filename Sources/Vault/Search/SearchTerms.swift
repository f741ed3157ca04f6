import Casework
package import Vocabulary

/// What an identity is found by, one word or number: what is HMACed under the search key.
///
///     kind ‖ LF ‖ normalised        nik ‖ LF ‖ 1609014507100001
package struct SearchTerm: Hashable, Sendable {
    /// Words of the name and of aliases have one kind, so that a search may mix them; those of aliases and of guardians one of
    /// their own besides, so that a search can tell whose they are.
    private enum Kind: String {
        case nik, name, phone, alias, guardian
    }

    package let text: String

    private init(_ kind: Kind, _ normalised: String) {
        text = kind.rawValue + "\n" + normalised
    }

    package static let countLimit = 64

    /// The terms of an identity, distinct and sorted by their bytes: of its `nik`, `name`, `phone`, `alias` and `guardian`.
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
        func words(_ name: String, _ kind: Kind) -> [SearchTerm] { texts(name).flatMap { named($0, kind) } }
        let niks = texts("nik").compactMap { NIK($0) }.map { of($0) }
        let phones = texts("phone").flatMap { PhoneNumber.all(in: $0) }.map { SearchTerm(.phone, $0.digits) }
        let all =
            niks + words("name", .name) + phones + words("alias", .name) + words("alias", .alias)
            + words("guardian", .guardian)
        var terms: [SearchTerm] = []
        var seen: Set<[UInt8]> = []
        for term in all where seen.insert(Array(term.text.utf8)).inserted {
            if terms.count < countLimit { terms.append(term) }
        }
        return terms.sorted { $0.text.utf8.lexicographicallyPrecedes($1.text.utf8) }
    }

    package static func of(_ nik: NIK) -> SearchTerm { SearchTerm(.nik, nik.digits) }

    /// What a searcher typed: an identity matches that has all of these. Nil where nothing usable was typed.
    package static func asked(_ kind: FindKind, _ text: String) -> [SearchTerm]? {
        switch kind {
        case .nik: return NIK(text).map { [of($0)] }
        case .phone:
            let numbers = PhoneNumber.all(in: text)
            return numbers.count == 1 ? numbers.map { SearchTerm(.phone, $0.digits) } : nil
        case .name:
            let terms = named(text, .name)
            return terms.isEmpty ? nil : terms
        }
    }

    /// What an identity has besides, or instead, where the words of a name that was typed are those of an alias or a guardian.
    package static func asked(_ text: String, as capacity: FoundAs) -> [SearchTerm] {
        switch capacity {
        case .name: named(text, .name)
        case .alias: named(text, .alias)
        case .guardian: named(text, .guardian)
        }
    }

    private static func named(_ text: String, _ kind: Kind) -> [SearchTerm] {
        NameWords.normalise(text).map { SearchTerm(kind, $0) }
    }
}
