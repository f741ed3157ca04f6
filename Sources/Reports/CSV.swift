/// Tables for spreadsheets, as RFC 4180 has them.
package enum CSV {
    /// `rows`, each ended by CR LF; `hasByteOrderMark` for spreadsheets that take UTF-8 for something else without it.
    ///
    /// A cell that a spreadsheet would take for a formula (`=`, `+`, `-`, `@`, a tab or a carriage return first, or
    /// one of them after spaces) begins with an apostrophe.
    package static func text(_ rows: [[String]], hasByteOrderMark: Bool = false) -> String {
        var text = hasByteOrderMark ? "\u{feff}" : ""
        for row in rows {
            text += row.map(cell).joined(separator: ",")
            text += "\r\n"
        }
        return text
    }

    private static func cell(_ value: String) -> String {
        let guarded = isFormula(value) ? "'" + value : value
        guard guarded.unicodeScalars.contains(where: { $0 == "," || $0 == "\"" || $0 == "\r" || $0 == "\n" }) else {
            return guarded
        }
        var quoted = "\""
        for scalar in guarded.unicodeScalars {
            quoted.unicodeScalars.append(scalar)
            if scalar == "\"" { quoted += "\"" }
        }
        return quoted + "\""
    }

    private static func isFormula(_ value: String) -> Bool {
        for scalar in value.unicodeScalars {
            switch scalar {
            // The last four: the same signs as East Asia writes them wide, which some spreadsheets read too.
            case "=", "+", "-", "@", "\t", "\r", "\n", "\u{ff1d}", "\u{ff0b}", "\u{ff0d}", "\u{ff20}": return true
            case " ", "\u{a0}", "\u{feff}", "\u{200b}", "\u{0}": continue
            default: return false
            }
        }
        return false
    }
}
