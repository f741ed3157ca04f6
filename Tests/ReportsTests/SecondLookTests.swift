import Reports
import Testing
import Texts
import Vocabulary

struct SecondLookTests {
    typealias Samples = ReportSamples

    static func findings(
        _ acts: [Act], cases: [CaseLine] = [], roles: [RoleLine] = Samples.roles, _ language: Language = .english
    ) -> [SecondLook.Finding] {
        SecondLook().findings(
            ReviewInput(
                origin: Samples.origin(), period: Period(), acts: acts, cases: cases, grants: [], grantOpenings: [:],
                roles: roles),
            language)
    }

    /// An opening by Siti for the purpose that is hers.
    static func opening(_ sequence: UInt64, _ time: Moment, purpose: String = "pendampingan", case id: String = "K-1")
        -> Act
    {
        Samples.act(
            sequence, time, Samples.siti, "document.open", caseID: id, subject: "D-\(sequence)", purpose: purpose)
    }

    @Test(arguments: [
        (0, 6, 59, true), (0, 7, 0, false), (0, 17, 59, false), (0, 18, 0, true), (4, 12, 0, false), (5, 12, 0, true),
        (6, 12, 0, true), (7, 0, 0, true), (7, 23, 59, true),
    ])
    func `working hours are Monday to Friday, from the first hour up to the last`(
        day: Int, hour: Int, minute: Int, isOutside: Bool
    ) {
        let found = Self.findings([Self.opening(7, Samples.at(day, hour, minute))])
        #expect(found.map(\.suspicion.kind) == (isOutside ? [.outsideHours] : []))
        #expect(found.flatMap(\.entries) == (isOutside ? [7] : []))
    }

    @Test func `a person's night is one finding, and a denied attempt or a listing none`() {
        let night = [
            Self.opening(1, Samples.at(0, 22)), Self.opening(2, Samples.at(0, 23)), Self.opening(3, Samples.at(1, 5)),
            Samples.act(4, Samples.at(0, 22), Samples.budi, "document.open", denied: .noGrant),
            Samples.act(5, Samples.at(0, 22), Samples.budi, "document.list", caseID: "K-1"),
        ]
        let found = Self.findings(night)
        #expect(found.map(\.entries) == [[1, 2], [3]])
        #expect(
            found[0].suspicion.text(.english)
                == "Siti Rahmawati (siti@dp2kbp3a) opened records 2 times outside working hours on Monday, 2 Nov 2026.")
        #expect(
            found[1].suspicion.text(.indonesian)
                == "Siti Rahmawati (siti@dp2kbp3a) membuka rekaman 1 kali di luar jam kerja pada Selasa, 3 Nov 2026.")
    }

    private static func export(_ sequence: UInt64, _ time: Moment, _ subject: String? = nil) -> Act {
        Samples.act(
            sequence, time, Samples.siti, "case.export", caseID: "K-1", subject: subject, recipients: ["rsud@luar.card"]
        )
    }

    @Test func `a case that was taken out at night is a finding of its own, though no record was in it`() {
        let night = [
            Self.opening(1, Samples.at(0, 22)), Self.export(2, Samples.at(0, 23)),
            Self.export(3, Samples.at(0, 23), "I-1"), Self.export(4, Samples.at(0, 23), "D-1"),
            Self.export(5, Samples.at(5, 12)),
        ]
        let found = Self.findings(night)
        #expect(found.map(\.suspicion.kind) == [.outsideHours, .outsideHours, .outsideHours])
        #expect(found.map(\.entries) == [[1], [2, 3, 4], [5]])
        #expect(
            found[1].suspicion.text(.english)
                == "Siti Rahmawati (siti@dp2kbp3a) exported K-1, 2 records, to rsud@luar.card outside working hours on "
                + "Monday, 2 Nov 2026 23:00.")
        #expect(
            found[2].suspicion.text(.indonesian)
                == "Siti Rahmawati (siti@dp2kbp3a) mengekspor K-1, 0 rekaman, kepada rsud@luar.card di luar jam kerja pada "
                + "Sabtu, 7 Nov 2026 12:00.")
        #expect(Self.findings([Self.export(2, Samples.at(0, 9)), Self.export(3, Samples.at(0, 9), "I-1")]).isEmpty)
    }

    @Test func `an export of many records is a burst, as reading them would be`() {
        let whole = [Self.export(0, Samples.at(0, 9))] + (1...10).map { Self.export($0, Samples.at(0, 9), "D-\($0)") }
        let found = Self.findings(whole)
        #expect(found.map(\.suspicion.kind) == [.burst] && found[0].entries == Array(1...10))
        #expect(found[0].suspicion.text(.english).contains("opened or exported records 10 times"))
    }

    @Test(arguments: [(88, false), (91, true)])
    func `an export long after the last step of the case is found, and is no step itself`(days: Int, isFound: Bool) {
        let acts = [
            Samples.act(1, Samples.at(0, 9), Samples.siti, "document.add", caseID: "K-1", subject: "D-1"),
            Self.export(2, Samples.at(30, 9)), Self.export(3, Samples.at(days, 9)),
            Self.export(4, Samples.at(days, 9), "D-1"), Self.opening(5, Samples.at(days, 10)),
        ]
        #expect(Self.findings(acts).map(\.entries) == (isFound ? [[4, 5]] : []))
    }

    @Test func `an export for an emergency is reviewed like an opening for it`() {
        let act = Samples.act(
            3, Samples.at(0, 9), Samples.siti, "case.export", caseID: "K-1", subject: "I-1", purpose: "darurat",
            recipients: ["rsud@luar.card"])
        #expect(Self.findings([act]).map(\.suspicion.kind) == [.purpose])
    }

    @Test(arguments: [(9, 60, []), (10, 60, [10]), (10, 66, [10]), (10, 67, []), (25, 60, [25])])
    func `many openings in a short time are one finding`(count: Int, everySeconds: Int, sizes: [Int]) {
        // Ten minutes hold ten openings that are 66 seconds apart (594 s), and not ten that are 67 s apart (603 s).
        let acts = (0..<count).map { Self.opening(UInt64($0), Samples.at(0, 9, second: $0 * everySeconds)) }
        let found = Self.findings(acts)
        #expect(found.map(\.suspicion.kind) == sizes.map { _ in .burst })
        #expect(found.map(\.entries.count) == sizes)
    }

    @Test func `two bursts on one day are two findings, and two persons make none together`() {
        let first = (0..<10).map { Self.opening(UInt64($0), Samples.at(0, 9, $0 / 2)) }
        let second = (10..<20).map { Self.opening(UInt64($0), Samples.at(0, 14, ($0 - 10) / 2)) }
        #expect(Self.findings(first + second).map(\.entries) == [first.map(\.sequence), second.map(\.sequence)])
        let shared = (0..<14).map { number in
            Samples.act(
                UInt64(number), Samples.at(0, 9, number / 2), number % 2 == 0 ? Samples.siti : Samples.wati,
                "document.open", caseID: "K-1", purpose: "pendampingan")
        }
        #expect(Self.findings(shared).isEmpty)
    }

    @Test func `a purpose is held against what was laid down, then against oversight, then against custom`() {
        func purposes(_ acts: [Act], _ roles: [RoleLine]) -> [[UInt64]] {
            Self.findings(acts, roles: roles).filter { $0.suspicion.kind == .purpose }.map(\.entries)
        }
        let own = [RoleLine(role: "dp2kbp3a/pendamping", capabilities: [], purposes: [.pendampingan])]
        let none = [RoleLine(role: "dp2kbp3a/pendamping", capabilities: [.add])]
        let overseer = [RoleLine(role: "dp2kbp3a/pendamping", capabilities: [.audit])]
        func one(_ purpose: String) -> [Act] { [Self.opening(3, Samples.at(0, 9), purpose: purpose)] }
        #expect(purposes(one("pendampingan"), own) == [])
        #expect(purposes(one("penuntutan"), own) == [[3]])
        #expect(purposes(one("penuntutan"), none) == [])
        #expect(purposes(one("pengawasan"), none) == [[3]])
        #expect(purposes(one("pengawasan"), overseer) == [])
        #expect(purposes(one("darurat"), overseer) == [[3]])
        #expect(purposes(one("pendampingan"), []) == [])
    }

    @Test(arguments: [(38, 1, false), (39, 1, true), (38, 2, false), (39, 2, true), (57, 3, false), (58, 3, true)])
    func `a purpose is unusual below one in twenty of forty or more`(usual: Int, other: Int, isFound: Bool) {
        let acts = (0..<(usual + other)).map { number in
            Self.opening(
                UInt64(number), Samples.at(number / 8 / 5 * 7 + number / 8 % 5, 9 + number % 8),
                purpose: number < usual ? "pendampingan" : "penuntutan")
        }
        let found = Self.findings(acts)
        #expect(found.map(\.suspicion.kind) == (isFound ? [.purpose] : []))
        #expect(found.first?.entries.count ?? other == other)
    }

    @Test(arguments: [(88, false), (91, true)])
    func `an opening long after the last step of the case is found`(days: Int, isFound: Bool) {
        let acts = [
            Samples.act(1, Samples.at(0, 9), Samples.siti, "document.add", caseID: "K-1", subject: "D-1"),
            Samples.act(2, Samples.at(30, 9), Samples.siti, "document.list", caseID: "K-1"),
            Self.opening(3, Samples.at(days, 9)),
        ]
        #expect(Self.findings(acts).map(\.entries) == (isFound ? [[3]] : []))
    }

    @Test func `the last step may lie before the period, and a new one counts from there`() {
        let old = CaseLine(caseID: "K-1", title: nil, owner: "", lastStep: Samples.at(-100, 9))
        let late = Self.findings([Self.opening(3, Samples.at(0, 9))], cases: [old])
        #expect(late.map(\.suspicion.kind) == [.lateOpening])
        #expect(late.first?.suspicion.text(.english).contains("100 days after the last step") == true)
        let stepped = [
            Samples.act(2, Samples.at(0, 8), Samples.siti, "case.reopen", caseID: "K-1"),
            Self.opening(3, Samples.at(0, 9)),
        ]
        #expect(Self.findings(stepped, cases: [old]).isEmpty)
        // Of a case of which nothing is known, nothing is said.
        #expect(Self.findings([Self.opening(3, Samples.at(0, 9), case: "K-2")], cases: [old]).isEmpty)
    }

    @Test(arguments: [(2, 0, false), (3, 0, true), (2, 5, false), (3, 5, true)])
    func `searches that found nothing are found, those with a match are not`(empty: Int, full: Int, isFound: Bool) {
        let acts = (0..<(empty + full)).map { number in
            Samples.act(
                UInt64(number), Samples.at(0, 9, number), Samples.siti, "find", matches: number < empty ? 0 : 1)
        }
        #expect(Self.findings(acts).map(\.suspicion.kind) == (isFound ? [.fruitlessSearches] : []))
    }

    @Test(arguments: [(4, 0, false), (5, 0, true), (1, 4, true), (1, 3, false)])
    func `many denials on one day are found, the counted ones too`(listed: Int, suppressed: Int, isFound: Bool) {
        let acts = (0..<listed).map { number in
            Samples.act(
                UInt64(number), Samples.at(0, 9, number), Samples.budi, "case.show", denied: .noGrant,
                caseID: "K-1", suppressed: number == 0 ? suppressed : 0)
        }
        #expect(Self.findings(acts).map(\.suspicion.kind) == (isFound ? [.denials] : []))
    }

    @Test func `the small vault has the findings that were put there`() {
        let found = SecondLook().findings(Samples.usual, .english)
        #expect(found.map(\.suspicion.kind) == [.purpose, .fruitlessSearches, .outsideHours, .outsideHours])
        #expect(found.map(\.entries) == [[18], [11, 12, 13], [9], [18]])
        #expect(SecondLook().findings(Samples.empty, .english).isEmpty)
    }

    @Test func `other measures find other things`() {
        var measures = SecondLook.Measures()
        measures.firstHour = 0
        measures.endHour = 24
        measures.fruitlessSearches = 4
        let found = SecondLook(measures).findings(Samples.usual, .english)
        #expect(found.map(\.suspicion.kind) == [.purpose, .outsideHours])
        #expect(SecondLook(measures).rules(.english)[0].contains("00:00–24:00"))
        #expect(SecondLook().rules(.indonesian).count == SuspicionKind.allCases.count)
    }
}
