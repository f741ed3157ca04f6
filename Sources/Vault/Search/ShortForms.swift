/// Names that are nearly always shortened or spelt in many ways, by the one word that stands for each.
enum ShortForms {
    /// The full word for a short one, or nil. `word` may be as written or folded.
    static func full(_ word: String) -> String? { table[word] }

    /// What only the first word of several can stand for: `M. Rizki`, `St. Aminah`.
    static func fullAtStart(_ word: String) -> String? {
        switch word {
        case "m": "muhamad"
        case "st": "siti"
        default: nil
        }
    }

    private static let table: [String: String] = {
        var table: [String: String] = [:]
        for (full, shorts) in rows {
            let folded = Spelling.fold(Array(full.unicodeScalars)).map(\.text).joined()
            for short in shorts { table[short] = folded }
        }
        return table
    }()

    /// The short ones are as `Spelling` leaves them.
    private static let rows: [(full: String, shorts: [String])] = [
        (
            "muhammad",
            ["mohamad", "mohamed", "muhamed", "mohamat", "muhamat", "moh", "muh", "mohd", "muhd", "mhd", "md"]
        ),
        ("ahmad", ["ahmat", "ahmed", "ahm", "ah"]),
        ("abdul", ["abd", "abdl", "abdur", "abdus", "abdun", "abdusi"]),
        ("nur", ["noor"]),
        // Palembang's inherited titles are part of the name; only their abbreviations are folded.
        ("kiagus", ["kgs"]), ("kemas", ["kms"]), ("masagus", ["mgs"]), ("nyimas", ["nys"]), ("masayu", ["msy"]),
    ]
}
