import Testing
import Texts
import Vocabulary

struct ReportTextsTests {
    @Test func `words of reports stand in both languages`() {
        for language in Language.allCases {
            #expect(Caption.allCases.allSatisfy { !$0.text(language).isEmpty })
            #expect(Set(ActionName.allCases.map { $0.text(language) }).count == ActionName.allCases.count)
            #expect(Set(GrantState.allCases.map { $0.text(language) }).count == GrantState.allCases.count)
            #expect(Set(AgeBand.allCases.map { $0.text(language) }).count == AgeBand.allCases.count)
            #expect(Set(Sex.allCases.map { $0.text(language) }).count == Sex.allCases.count)
            #expect(Set(SuspicionKind.allCases.map { $0.text(language) }).count == SuspicionKind.allCases.count)
        }
        #expect(ActionName.allCases.allSatisfy { $0.text(.indonesian) != $0.text(.english) })
        #expect(SuspicionKind.allCases.allSatisfy { $0.text(.indonesian) != $0.text(.english) })
    }

    @Test func `a purpose and a compartment have the vault's words, the usual ones, or their names`() throws {
        let (medical, forensic) = (try CompartmentName("medical"), try CompartmentName("forensik"))
        let other = try Purpose("lain")
        let usual = Labels.usual(Purpose.usual + [other], [.identity, medical, forensic])
        #expect(usual.text(medical, .indonesian) == "medis" && usual.text(medical, .english) == "medical")
        #expect(usual.text(forensic, .english) == "forensik" && usual.text(other, .indonesian) == "lain")
        #expect(usual.text(.darurat, .indonesian) == "keadaan darurat")
        #expect(Set(Purpose.usual.map { usual.text($0, .english) }).count == Purpose.usual.count)
        #expect(usual.text(.summary, .indonesian) == "ringkasan")
        let own = Labels(purposes: [other: Wording(indonesian: "lain-lain", english: "other")], compartments: [:])
        #expect(own.text(other, .indonesian) == "lain-lain" && own.text(other, .english) == "other")
        #expect(own.text(.penyidikan, .english) == "penyidikan")
    }

    @Test func `codes of errors are words of their own, and each has its exit code`() {
        #expect(Set(ErrorCode.allCases.map(\.rawValue)).count == ErrorCode.allCases.count)
        #expect(Set(ErrorCode.allCases.map(\.exitCode)) == [1, 64, 65, 69, 77, 130])
        #expect(ErrorCode.allCases.allSatisfy { $0.rawValue.allSatisfy { $0 == "-" || $0.isLowercase } })
        #expect(Complaint.denied(.noGrant, of: nil, entry: "1").code == .denied && ErrorCode.denied.exitCode == 77)
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
