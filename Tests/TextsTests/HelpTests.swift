import Testing
import Texts
import Vocabulary

struct HelpTests {
    @Test(arguments: Help.allCases)
    func `every help text is a sentence in either language, and another one`(help: Help) {
        for language in Language.allCases {
            let text = help.text(language)
            #expect(text.hasSuffix(".") && !text.hasSuffix("..") && !text.contains("\n"), "\(text)")
        }
        #expect(help.text(.indonesian) != help.text(.english))
    }

    @Test func `no two say the same`() {
        for language in Language.allCases {
            let texts = Help.allCases.map { $0.text(language) }
            #expect(Set(texts).count == texts.count)
        }
    }

    @Test func `months, hours and decimals are written as each language writes them`() {
        #expect(Language.indonesian.date(year: 2026, month: .may, day: 1) == "1 Mei 2026")
        #expect(Language.english.date(year: 2026, month: .may, day: 1) == "1 May 2026")
        #expect(Language.indonesian.time(hour: 8, minute: 5) == "08.05")
        #expect(Language.english.time(hour: 8, minute: 5) == "08:05")
        #expect(
            Month.allCases.map { $0.text(.indonesian) }.joined(separator: " ")
                == "Jan Feb Mar Apr Mei Jun Jul Agu Sep Okt Nov Des")
        #expect(Language.indonesian.decimalMark == "," && Language.english.decimalMark == ".")
    }

    @Test(arguments: [
        ("Asia/Jakarta", "WIB"), ("Asia/Pontianak", "WIB"), ("Asia/Makassar", "WITA"), ("Asia/Jayapura", "WIT"),
        ("GMT", "UTC"), ("Asia/Singapore", "Asia/Singapore"),
    ])
    func `Indonesia's zones have their abbreviations`(identifier: String, name: String) {
        #expect(zoneName(identifier) == name)
    }

    @Test func `what is known of an amount is said, and no more`() {
        #expect(
            Activity.amount(done: "12 MB", total: "40 MB", perSecond: "8.1 MB", left: 63, .english)
                == "12 MB of 40 MB  8.1 MB/s  1:03 left")
        #expect(
            Activity.amount(done: "12 MB", total: nil, perSecond: "8,1 MB", left: nil, .indonesian)
                == "12 MB  8,1 MB/dtk")
    }
}
