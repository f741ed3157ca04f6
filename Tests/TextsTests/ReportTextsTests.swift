import Testing
import Texts

struct ReportTextsTests {
    @Test func `words of reports stand in both languages`() {
        for language in Language.allCases {
            #expect(Caption.allCases.allSatisfy { !$0.text(language).isEmpty })
            #expect(Set(Deed.allCases.map { $0.text(language) }).count == Deed.allCases.count)
            #expect(Set(PurposeWord.allCases.map { $0.text(language) }).count == PurposeWord.allCases.count)
            #expect(Set(GrantWord.allCases.map { $0.text(language) }).count == GrantWord.allCases.count)
            #expect(Set(AgeBand.allCases.map { $0.text(language) }).count == AgeBand.allCases.count)
            #expect(Set(SexWord.allCases.map { $0.text(language) }).count == SexWord.allCases.count)
            #expect(Set(Suspicion.Kind.allCases.map { $0.text(language) }).count == Suspicion.Kind.allCases.count)
        }
        #expect(Deed.allCases.allSatisfy { $0.text(.indonesian) != $0.text(.english) })
        #expect(Suspicion.Kind.allCases.allSatisfy { $0.text(.indonesian) != $0.text(.english) })
    }

    @Test func `a code that has no words stands as it is`() {
        #expect(Deed.text(code: "future.deed", .english) == "future.deed")
        #expect(PurposeWord.text(code: "lain", .indonesian) == "lain")
        #expect(CompartmentWord.text(code: "forensik", .english) == "forensik")
        #expect(CompartmentWord.text(code: "medical", .indonesian) == "medis")
    }

    @Test(arguments: [
        (0, "0", "0"), (999, "999", "999"), (1_000, "1.000", "1,000"), (1_234_567, "1.234.567", "1,234,567"),
        (-12_345, "-12.345", "-12,345"),
    ])
    func `thousands are set apart as each language does it`(number: Int, indonesian: String, english: String) {
        #expect(Language.indonesian.number(number) == indonesian)
        #expect(Language.english.number(number) == english)
    }

    @Test(arguments: [
        (["a"], "a", "a"), (["a", "b"], "a dan b", "a and b"), (["a", "b", "c"], "a, b, dan c", "a, b and c"),
        ([], "", ""),
    ])
    func `lists read as sentences do`(items: [String], indonesian: String, english: String) {
        #expect(Language.indonesian.listed(items) == indonesian)
        #expect(Language.english.listed(items) == english)
    }

    @Test(arguments: [
        (-1, AgeBand.unknown), (0, .toFive), (5, .toFive), (6, .toTwelve), (12, .toTwelve), (13, .toSeventeen),
        (17, .toSeventeen), (18, .toTwentyFour), (24, .toTwentyFour), (25, .toFortyFour), (44, .toFortyFour),
        (45, .toFiftyNine), (59, .toFiftyNine), (60, .fromSixty), (130, .fromSixty), (131, .unknown),
    ])
    func `ages fall into the bands of the monthly recap`(years: Int, band: AgeBand) {
        #expect(AgeBand(years: years) == band)
        #expect(AgeBand(years: nil) == .unknown)
    }

    @Test func `English knows one from many`() {
        #expect(Language.english.duration(minutes: 1) == "1 minute")
        #expect(Language.english.duration(minutes: 61) == "1 hour 1 minute")
        #expect(Language.indonesian.duration(minutes: 150) == "2 jam 30 menit")
        #expect(ReportNote.entries(1).text(.english) == "1 entry")
        #expect(ReportNote.entryNumbers([4], more: 0).text(.english) == "Entry 4.")
        #expect(ReportNote.entryNumbers([4, 5], more: 1_000).text(.indonesian) == "Catatan 4, 5 dan 1.000 lagi.")
    }
}
