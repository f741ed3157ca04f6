/// Titles, forms of address and words of descent, which one record has and the next has not.
///
/// Words that are also names are not among them: `Sri`, `Dewi`, `Siti`, `Andi`, `Anak`, `Mas`, `Nona`, `Ni`.
enum Honorifics {
    static func isHonorific(_ piece: NamePiece) -> Bool {
        isHonorific(piece.text) || piece.hasDot && abbreviated.contains(piece.text)
    }

    /// Of a word without its full stop.
    static func isHonorific(_ word: String) -> Bool { always.contains(word) }

    /// With or without a full stop.
    private static let always: Set<String> = [
        "bapak", "bpk", "pak", "ibu", "bu", "saudara", "saudari", "sdr", "sdri", "tn", "nyonya", "ny",
        "almarhum", "almarhumah", "alm", "almh", "haji", "hadji", "hajah", "hajjah", "hj", "kyai", "kiai", "kh",
        "ustad", "ustadz", "ustaz", "ustadzah", "ustazah", "ust", "raden", "rd", "alias", "als",
        "bin", "binti", "binte", "bint", "bt", "bte", "boru", "br",
        "prof", "dr", "drg", "drh", "drs", "dra", "ir",
        "sh", "mh", "mm", "mpd", "spd", "spdi", "mpdi", "msi", "skom", "mkom", "skm", "mkes", "skep", "sked", "skg",
        "ssos", "mhum", "shum", "shi", "sthi", "spsi", "mpsi", "sst", "sstp", "stp", "amd", "amdkeb", "amdkep", "llm",
        "phd", "bsc", "msc", "lc", "apt",
    ]

    /// Only with a full stop: without one, they may be names.
    private static let abbreviated: Set<String> = ["an", "hi", "nn", "ns", "bd"]

    /// What follows `S.`, `M.`, `A.`, `B.`, `Sp.` or `Ph.` in a degree: `S.Pd.`, `M. Si`, `A.Md.Keb.`
    private static let degrees: Set<String> = [
        "ag", "ak", "an", "ap", "bns", "d", "eng", "farm", "fil", "gz", "h", "hum", "i", "ip", "keb", "ked", "kep",
        "kes", "kg", "kj", "kn", "kom", "kp", "ling", "ma", "md", "og", "pd", "pdi", "psi", "pt", "rad", "sc", "si",
        "sn", "sos", "st", "stat", "th", "tr",
    ]

    /// The name's pieces without its degrees.
    static func withoutDegrees(_ pieces: [NamePiece]) -> [NamePiece] {
        var kept: [NamePiece] = []
        var rest = pieces[...]
        while let piece = rest.popFirst() {
            guard ["s", "m", "a", "b", "sp", "ph"].contains(piece.text), let next = rest.first,
                degrees.contains(next.text), next.letters.count > 1 || piece.text == "ph"
            else {
                kept.append(piece)
                continue
            }
            var last = rest.removeFirst()
            while last.hasDot, let next = rest.first, degrees.contains(next.text) { last = rest.removeFirst() }
        }
        return kept
    }
}
