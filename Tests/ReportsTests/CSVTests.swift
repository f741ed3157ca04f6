import Reports
import Testing
import Texts
import Vocabulary

struct CSVTests {
    @Test(arguments: [
        (["a", "b"], "a,b\r\n"), (["a,b", "c"], "\"a,b\",c\r\n"), (["say \"yes\""], "\"say \"\"yes\"\"\"\r\n"),
        (["two\nlines"], "\"two\nlines\"\r\n"), (["", ""], ",\r\n"), (["Nurbayá"], "Nurbayá\r\n"),
        (["a\r\nb"], "\"a\r\nb\"\r\n"),
    ])
    func `rows are as RFC 4180 has them`(row: [String], text: String) {
        #expect(CSV.text([row]) == text)
    }

    @Test(arguments: [
        "=1+1", "+62812", "-1", "@SUM(A1)", "\t=1", "\r=1", "=cmd|' /C calc'!A0", "  =1", "\u{feff}=1", "＝1", "\n=1",
        "\r\n=1",
    ])
    func `what a spreadsheet would compute is text`(cell: String) {
        let text = CSV.text([[cell]])
        #expect(text.hasPrefix("'") || text.hasPrefix("\"'"), "\(text)")
        // Nothing is lost but what the apostrophes add.
        #expect(text.filter { $0 != "'" && $0 != "\"" }.hasSuffix(cell.filter { $0 != "'" && $0 != "\"" } + "\r\n"))
    }

    /// A program that separates by something else finds other cells in the same file.
    @Test(arguments: [CSV.Dialect.rfc4180, .spreadsheet])
    func `no cell of any separator is a formula`(dialect: CSV.Dialect) {
        let spaces = ["", " ", "\u{a0}", "\"", "\" ", "\"\""]
        for separator in [",", ";", "|", "\t", "\r", "\n", "\r\n"] {
            for sign in ["=", "+", "-", "@", "＝"] {
                for space in spaces {
                    let text = CSV.text([["dasar" + separator + space + sign + "HYPERLINK(1)", "x"]], dialect)
                    for other in [",", ";", "|", "\t", "\r", "\n", "\r\n"] {
                        let cells = text.unicodeScalars.split { scalar in other.unicodeScalars.contains(scalar) }
                        for cell in cells {
                            let start = cell.drop { [" ", "\"", "\u{a0}", "\u{feff}"].contains(Character($0)) }.first
                            #expect(!"=+-@＝".unicodeScalars.contains { $0 == start }, "\(text.debugDescription)")
                        }
                    }
                }
            }
        }
    }

    @Test(arguments: ["K-7M3Q", "1", "a=b", "a-b", "siti@unit-ppa", "2026-11-02", " a"])
    func `ordinary cells stay as they are`(cell: String) {
        #expect(CSV.text([[cell]]) == cell + "\r\n")
    }

    @Test func `a spreadsheet's begins with the mark of UTF-8 and has semicolons`() {
        let rows = [["a", "b;c", "1,5"], ["", "d"]]
        #expect(
            Array(CSV.text(rows, .spreadsheet).utf8)
                == [0xef, 0xbb, 0xbf] + Array("a;\"b;c\";\"1,5\"\r\n;d\r\n".utf8))
        #expect(CSV.text([]) == "")
    }

    @Test func `a report's tables become rows`() throws {
        let rows = ReportSamples.stats.csvRows(.indonesian)
        #expect(rows[0] == ["Jenis perkara", "Kelompok usia (tahun)", "Jenis kelamin", "Banyaknya"])
        #expect(rows[1] == ["KDRT", "6–12", "laki-laki", "1"])
        #expect(rows.count == 7 && rows.last?[0] == "tanpa jenis")
        let grid = Grid([.init("a"), .init("b", .number)], groups: [.init("g", [.init(["x", "1"])])])
        #expect(grid.csvRows == [["", "a", "b"], ["g", "x", "1"]])
    }
}
