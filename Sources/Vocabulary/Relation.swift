/// What somebody whose identity is kept is in the matter.
///
/// The law's words (UU 11/2012, article 1): *Anak* alone is the child in conflict with the law, so a child who is a victim
/// or a witness is always called by both words. A free text would let a child victim go uncounted.
package enum Relation: String, CaseIterable, Sendable {
    case victim = "korban"
    case childVictim = "anak-korban"
    case witness = "saksi"
    case childWitness = "anak-saksi"
    case childSuspect = "anak-berkonflik-hukum"
    case parent = "orang-tua"
    case guardian = "wali"
    case reporter = "pelapor"
    case other = "lainnya"

    /// As people write it: in any case, its words apart or joined, in both languages.
    package init(written text: String) throws(RelationFault) {
        let words = text.lowercased().split { $0.isWhitespace || $0 == "-" || $0 == "_" }
        let code = words.joined(separator: "-")
        if let known = Relation(rawValue: code) ?? Self.otherSpellings[code] {
            self = known
        } else {
            throw ["anak", "child"].contains(code) ? RelationFault.bareChild : RelationFault.notListed
        }
    }

    /// A *saksi korban* is a witness because they are the victim.
    private static let otherSpellings: [String: Relation] = [
        "saksi-korban": .victim, "anak-yang-menjadi-korban": .childVictim, "anak-yang-menjadi-saksi": .childWitness,
        "anak-berkonflik-dengan-hukum": .childSuspect, "anak-yang-berkonflik-dengan-hukum": .childSuspect,
        "orangtua": .parent, "orang-tua-korban": .parent, "wali-korban": .guardian, "lain": .other, "lain-lain": .other,
        "victim": .victim, "child-victim": .childVictim, "witness": .witness, "child-witness": .childWitness,
        "child-suspect": .childSuspect, "child-in-conflict-with-the-law": .childSuspect, "parent": .parent,
        "guardian": .guardian, "reporter": .reporter, "other": .other,
    ]

    /// Whom the monthly recap counts.
    package var isVictim: Bool {
        switch self {
        case .victim, .childVictim: true
        case .witness, .childWitness, .childSuspect, .parent, .guardian, .reporter, .other: false
        }
    }

    /// Whether a notice of article 46 may go to them: towards a suspect it yields to law enforcement (UU 27/2022, article 50).
    package var getsNotice: Bool {
        switch self {
        case .victim, .childVictim, .witness, .childWitness, .parent, .guardian, .reporter, .other: true
        case .childSuspect: false
        }
    }
}
