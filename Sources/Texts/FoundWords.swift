package import Vocabulary

extension FoundAs {
    /// Whose words they were, said behind a case that was found.
    package func text(_ say: Language) -> String {
        switch self {
        case .name: say(id: "sebagai nama", en: "as name")
        case .alias: say(id: "sebagai alias", en: "as alias")
        case .guardian: say(id: "sebagai wali", en: "as guardian")
        }
    }
}
