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
package enum FindKind: String, Bilingual {
    case nik, name, phone

    package var indonesian: String {
        switch self {
        case .nik: "nik"
        case .name: "nama"
        case .phone: "telepon"
        }
    }
}

/// Whose the words are by which a search for a name found a case.
package enum FoundAs: String, CaseIterable, Sendable {
    case name, alias, guardian
}
