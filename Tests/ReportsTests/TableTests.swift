import Reports
import Testing
import Texts
import Vocabulary

struct TableTests {
    private static let caseID = "K-0123456789ABCDEF"

    private static func cases(_ title: String) -> Table {
        var table = Table([.caseID, .title, .purpose, .added], .english, zone: "WIB")
        table.add([caseID, title, "penyelidikan awal", "1 Nov 2026 20:27"])
        table.add([caseID, "x", "penyelidikan awal", "21 Nov 2026 20:27"])
        return table
    }

    private static func lines(_ text: String) -> [Substring] {
        text.split(separator: "\n", omittingEmptySubsequences: false)
    }

    @Test func `in a pipe nothing is cut`() {
        let title = String(repeating: "panjang ", count: 50) + "akhir"
        #expect(Self.cases(title).text(width: nil).contains(title))
    }

    @Test func `hours stand under hours, and the zone in the heading`() {
        #expect(
            Self.cases("TPPO").text(width: nil) == """
                CASE                TITLE  PURPOSE                  ADDED (WIB)
                K-0123456789ABCDEF  TPPO   penyelidikan awal   1 Nov 2026 20:27
                K-0123456789ABCDEF  x      penyelidikan awal  21 Nov 2026 20:27
                """)
    }

    @Test func `titles give first, then names, and ids and times never`() {
        let table = Self.cases("Perdagangan orang di pasar Muaradua dan sekitarnya")
        let hundred = table.text(width: 100)
        #expect(hundred.contains("Perdagangan orang di pasar Muaradua dan s…  penyelidikan awal"), "\(hundred)")
        let eighty = table.text(width: 80)
        #expect(eighty.contains("Perdagangan orang di…   penyelidikan awal"), "\(eighty)")
        let narrow = table.text(width: 63)
        #expect(narrow.contains("Perdagang…  penyelidika…"), "\(narrow)")
        for text in [hundred, eighty, narrow] {
            #expect(text.contains(Self.caseID) && text.contains("21 Nov 2026 20:27"))
        }
    }

    @Test(arguments: 1...160)
    func `lines fit, or rows become blocks`(width: Int) {
        let text = Self.cases("Perdagangan orang di pasar Muaradua 日本語").text(width: width)
        #expect(text.contains("\n\n") == (width < 61))
        if width < 61 { #expect(text.hasPrefix("CASE         K-0123456789ABCDEF\nTITLE        Perdagangan")) }
        if width >= 33 { for line in Self.lines(text) { #expect(displayWidth(line) <= width, "\(line)") } }
    }

    @Test(arguments: [
        ("a b", 3, ["a b"]), ("a b", 2, ["a", "b"]), ("ab,cd,ef", 6, ["ab,cd,", "ef"]), ("abcdef", 4, ["abcd", "ef"]),
        ("日本語", 5, ["日本", "語"]), ("", 5, [""]), ("aa bbbbbb cc", 4, ["aa", "bbbb", "bb", "cc"]),
    ])
    func `long values go on below`(text: String, width: Int, lines: [String]) {
        #expect(folded(text, to: width) == lines)
    }

    @Test func `a terminal sees no columns without values`() {
        var table = Table([.record, .label, .file], .english)
        table.add(["D-1", "", "a.pdf"])
        #expect(table.text(width: 80) == "RECORD  FILE\nD-1     a.pdf")
        #expect(table.text(width: nil).contains("LABEL"))
    }

    @Test func `what others wrote is escaped before it is measured`() {
        var table = Table([.title], .english)
        table.add(["a\u{1b}[31m\u{202e}b"])
        #expect(table.text(width: 80) == #"TITLE"# + "\n" + #"a\u{1b}[31m\u{202e}b"#)
        #expect(!table.text(width: 8, hasColour: true).contains("\u{1b}"))
    }

    @Test func `colours are whole lines, and only where they are asked for`() {
        var table = Table([.action, .outcome], .english)
        table.add(["case.show", "denied"], style: .warning)
        table.add(["case.list", "allowed"])
        #expect(table.text(width: 80, hasColour: true).contains("\u{1b}[31mcase.show  denied\u{1b}[0m\ncase.list"))
        #expect(!table.text(width: 80).contains("\u{1b}"))
        #expect(!table.text(width: nil).contains("\u{1b}"))
        #expect(table.text(width: 5, hasColour: true).hasPrefix("\u{1b}[31mACTION   case.show\u{1b}[0m\n"))
    }

    @Test(arguments: [
        ("Siti", 4), ("Nurbayá", 7), ("e\u{301}", 1), ("日本", 4), ("한국", 4), ("ｈ", 2), ("ﾊ", 1), ("", 0), ("🇮🇩", 2),
        ("😀", 2), ("…", 1), ("ꦧ", 1), ("\u{1112}\u{1161}\u{11ab}", 2), ("©", 1),
    ])
    func `a terminal's columns are counted, not letters`(text: String, width: Int) {
        #expect(displayWidth(text) == width)
    }

    @Test func `no letter is cut in two, and none of its marks is lost`() {
        #expect(shortened("日本語", to: 4) == "日…")
        #expect(shortened("e\u{301}e\u{301}e\u{301}", to: 2) == "e\u{301}…")
        #expect(shortened("abc", to: 3) == "abc")
    }
}
