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
