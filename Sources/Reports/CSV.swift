/// Tables for spreadsheets, of which no cell is computed by whatever opens them.
package enum CSV {
    package enum Dialect: Sendable {
        /// As RFC 4180 has it: for programs.
        case rfc4180
        /// As a spreadsheet opens it by a double click where a comma is a decimal's, as in Indonesia: separated by semicolons,
        /// and beginning with the mark without which UTF-8 is taken for something else.
        case spreadsheet

        fileprivate var separator: String { self == .spreadsheet ? ";" : "," }
        fileprivate var start: String { self == .spreadsheet ? "\u{feff}" : "" }
    }

    /// `rows`, each ended by CR LF.
    ///
    /// Where a program would take a cell, or what it takes for one by another separator than ours, for a formula, there stands an
    /// apostrophe before its sign.
    package static func text(_ rows: [[String]], _ dialect: Dialect = .rfc4180) -> String {
        rows.reduce(into: dialect.start) { text, row in
            text += row.map { cell($0) }.joined(separator: dialect.separator) + "\r\n"
        }
    }

    private static func cell(_ value: String) -> String {
        let guarded = guarded(value)
        guard guarded.unicodeScalars.contains(where: { $0 == "\"" || endsCell($0) }) else { return guarded }
        var quoted = "\""
        for scalar in guarded.unicodeScalars {
            quoted.unicodeScalars.append(scalar)
            if scalar == "\"" { quoted += "\"" }
        }
        return quoted + "\""
    }

    /// What some program takes for the end of a cell.
    private static func endsCell(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar {
        case ",", ";", "|", "\t", "\r", "\n": true
        default: false
        }
    }

    private static func guarded(_ value: String) -> String {
        var guarded: [Unicode.Scalar] = []
        // Where the cell began that a sign would make a formula of; nil once something else stands in it.
        var start: Int? = 0
        for scalar in value.unicodeScalars {
            switch scalar {
            // The last four: the same signs as East Asia writes them wide, which some spreadsheets read too.
            case "=", "+", "-", "@", "\u{ff1d}", "\u{ff0b}", "\u{ff0d}", "\u{ff20}":
                if let start { guarded.insert("'", at: start) }
                start = nil
                guarded.append(scalar)
            case _ where endsCell(scalar):
                // A cell that begins with one of these is a formula to some, whatever follows.
                if guarded.isEmpty, ["\t", "\r", "\n"].contains(scalar) { guarded.append("'") }
                guarded.append(scalar)
                start = guarded.count
            case " ", "\u{a0}", "\u{feff}", "\u{200b}", "\u{0}", "\"": guarded.append(scalar)
            default:
                start = nil
                guarded.append(scalar)
            }
        }
        return guarded.reduce(into: "") { $0.unicodeScalars.append($1) }
    }
}
