/// Latin letters with a mark, a bar or a tail, and the plain letters that stand for them.
enum LatinLetters {
    /// `é` → `e`, `ß` → `ss`; nil of what is no such letter. Lower-case letters only.
    static func plain(_ scalar: Unicode.Scalar) -> [Unicode.Scalar]? { table[scalar] }

    /// Latin-1, Latin Extended-A and -B, and Latin Extended Additional for Vietnamese.
    private static let table: [Unicode.Scalar: [Unicode.Scalar]] = {
        var table: [Unicode.Scalar: [Unicode.Scalar]] = [:]
        for (plain, letters) in rows {
            for letter in letters.unicodeScalars { table[letter] = Array(plain.unicodeScalars) }
        }
        return table
    }()

    /// Each letter is one scalar here: a letter and a mark that combines with it are told apart before.
    private static let rows: [(plain: String, letters: String)] = [
        ("a", "àáâãäåāăąǎǟǡǻȁȃȧḁẚạảấầẩẫậắằẳẵặ"),
        ("b", "ƀɓḃḅḇ"),
        ("c", "çćĉċčḉ"),
        ("d", "ðďđɗḋḍḏḑḓ"),
        ("e", "èéêëēĕėęěǝȅȇȩəḕḗḙḛḝẹẻẽếềểễệ"),
        ("f", "ƒḟ"),
        ("g", "ĝğġģǧǵḡ"),
        ("h", "ĥħȟḣḥḧḩḫẖ"),
        ("i", "ìíîïĩīĭįıǐȉȋɨḭḯỉị"),
        ("j", "ĵǰ"),
        ("k", "ķĸƙǩḱḳḵ"),
        ("l", "ĺļľŀłḷḹḻḽ"),
        ("m", "ḿṁṃ"),
        ("n", "ñńņňŉǹɲṅṇṉṋ"),
        ("o", "òóôõöøōŏőơǒǫǭǿȍȏȫȭȯȱṍṏṑṓọỏốồổỗộớờởỡợ"),
        ("p", "ṕṗ"),
        ("r", "ŕŗřȑȓṙṛṝṟ"),
        ("s", "śŝşšſșṡṣṥṧṩẛẜẝ"),
        ("t", "ţťŧțṫṭṯṱẗ"),
        ("u", "ùúûüũūŭůűųưǔǖǘǚǜȕȗṳṵṷṹṻụủứừửữự"),
        ("v", "ṽṿ"),
        ("w", "ŵẁẃẅẇẉẘ"),
        ("x", "ẋẍ"),
        ("y", "ýÿŷȳẏẙỳỵỷỹ"),
        ("z", "źżžǯʒẑẓẕ"),
        ("ae", "æǣǽ"),
        ("dz", "ǆǳ"),
        ("ij", "ĳ"),
        ("lj", "ǉ"),
        ("ng", "ŋ"),
        ("nj", "ǌ"),
        ("oe", "œ"),
        ("ss", "ß"),
        ("th", "þ"),
    ]
}
