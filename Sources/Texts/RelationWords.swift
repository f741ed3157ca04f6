package import Vocabulary

extension Relation {
    package func text(_ say: Language) -> String {
        switch self {
        case .victim: say(id: "korban", en: "victim")
        case .childVictim: say(id: "Anak Korban", en: "child victim")
        case .witness: say(id: "saksi", en: "witness")
        case .childWitness: say(id: "Anak Saksi", en: "child witness")
        case .childSuspect: say(id: "Anak yang berkonflik dengan hukum", en: "child in conflict with the law")
        case .parent: say(id: "orang tua", en: "parent")
        case .guardian: say(id: "wali", en: "guardian")
        case .reporter: say(id: "pelapor", en: "reporter")
        case .other: say(id: "lainnya", en: "other")
        }
    }

    /// All codes, as they are to be typed, with what they mean where the reader may not know the words.
    static func listed(_ say: Language) -> String {
        allCases.map { say(id: $0.rawValue, en: "\($0.rawValue) (\($0.text(say)))") }.joined(separator: ", ")
    }
}
