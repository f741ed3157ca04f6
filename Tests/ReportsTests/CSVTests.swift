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
        #expect(text.contains(cell.unicodeScalars.filter { $0 != "\"" }.map { String($0) }.joined()))
    }

    @Test(arguments: ["K-7M3Q", "1", "a=b", "a-b", "siti@unit-ppa", "2026-11-02", " a"])
    func `ordinary cells stay as they are`(cell: String) {
        #expect(CSV.text([[cell]]) == cell + "\r\n")
    }

    @Test func `the mark of UTF-8 comes first, where it is asked for`() {
        #expect(Array(CSV.text([["a"]], hasByteOrderMark: true).utf8) == [0xef, 0xbb, 0xbf] + Array("a\r\n".utf8))
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
