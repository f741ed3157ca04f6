/// What a role may do.
package enum Capability: String, CaseIterable, Sendable {
    case create, add, share, search, approve, audit

    package init(_ text: Substring) throws(BadName) {
        guard let capability = Capability(rawValue: String(text)) else { throw BadName(.capability) }
        self = capability
    }

    package init(_ text: String) throws(BadName) { try self.init(text[...]) }
}

/// What somebody searches by.
package enum FindKind: String, CaseIterable, Sendable {
    case nik, name, phone
}

extension FindKind {
    private var indonesian: String {
        switch self {
        case .nik: "nik"
        case .name: "nama"
        case .phone: "telepon"
        }
    }

    /// By its name in either language.
    package init?(named name: String) {
        guard let kind = Self.allCases.first(where: { $0.rawValue == name || $0.indonesian == name }) else {
            return nil
        }
        self = kind
    }

    package static var names: [String] {
        allCases.flatMap { $0.rawValue == $0.indonesian ? [$0.rawValue] : [$0.rawValue, $0.indonesian] }
    }
}

/// Whose the words are by which a search for a name found a case.
package enum FoundAs: String, CaseIterable, Sendable {
    case name, alias, guardian
}
