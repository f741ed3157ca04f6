import Reports
import Testing
import Texts
import Vocabulary

struct DutyReportTests {
    typealias Samples = ReportSamples

    @Test func `a trail tells the victim who, when and for what, and until when it was due`() {
        let text = Samples.trail.text(.indonesian)
        #expect(
            text.contains(
                "Diminta pada 1 Des 2026 15.30 WIB; diberikan, atau ditolak dengan alasan, paling lambat 4 Des 2026 15.30"
            ))
        #expect(text.contains("Data dibuka atau diekspor 8 kali oleh 3 petugas dari 2 instansi."))
        #expect(text.contains("Unit PPA Polres OKU Selatan"))
        #expect(text.contains("penyidikan, SPDP/12/XI/2026"))
        #expect(text.contains("Rekam jejak ini memuat \(Samples.ofCase.count) catatan"))
        #expect(!Samples.emptyTrail.text(.indonesian).contains("Rekam jejak ini memuat"))
        #expect(Samples.emptyTrail.text(.english).contains("No record was ever opened or exported."))
    }

    @Test(arguments: Language.allCases)
    func `what only left in an export was opened, in the trail and in the letters`(language: Language) throws {
        let exports = Samples.ofCase.filter(\.isExport)
        let trail = TrailReport(
            origin: Samples.origin(), caseID: Samples.caseID, number: nil, owner: "", requested: nil, acts: exports,
            grants: [], grantOpenings: [:], isComplete: true
        ).text(language)
        #expect(trail.contains(say(language, "Data dibuka atau diekspor 2 kali", "opened or exported 2 times")))
        #expect(!trail.contains(TrailNote.neverOpened.text(language)))
        let exposure = ExposureReport(
            origin: Samples.origin(), person: Samples.siti, roles: [], enrolled: nil, dismissed: nil, since: nil,
            learned: nil, cause: .unknown, isEmbedded: true, reach: [], shared: [], acts: exports)
        let text = exposure.text(language)
        #expect(!text.contains(ExposureNote.neverOpened.text(language)))
        #expect(!text.contains(NoticeParagraph.openedNothing.text(language)))
        #expect(text.contains(say(language, "membuka atau mengekspor 2 rekaman", "opened or exported 2 records")))
        let letter = try #require(exposure.paper(language).sections.last?.blocks.last)
        guard case .letter(let lines) = letter else {
            Issue.record("no letter")
            return
        }
        let body = lines.map(\.text).joined(separator: "\n")
        #expect(body.contains(Samples.identity) && body.contains(Samples.document))
        #expect(body.contains(NoticeParagraph.exported(times: 1).text(language)))
    }

    private func say(_ language: Language, _ indonesian: String, _ english: String) -> String {
        language == .indonesian ? indonesian : english
    }

    @Test func `what was denied is never counted as opened`() throws {
        let paper = Samples.trail.paper(.english)
        let opened = try #require(paper.sections.first { $0.heading == "Who opened or exported the data" }?.blocks.last)
        guard case .grid(let grid) = opened else {
            Issue.record("no table")
            return
        }
        // Both records that went into an export among them: they were opened for it.
        #expect(grid.rowCount == 8)
        #expect(!grid.groups[0].rows.contains { $0.cells[1].contains("Rina") })
        #expect(Samples.trail.text(.english).contains("no grant to this case"))
    }

    @Test(arguments: [
        (Samples.at(30, 9), "49 hours"), (Samples.at(29, 10), "72 hours"), (Samples.at(32, 9, 30), "30 minutes"),
        (Samples.at(32, 10), "0 minutes"), (Samples.at(32, 12, 5), "over since 2 hours 5 minutes"),
        (Samples.at(31, 8, 59), "25 hours 1 minute"),
    ])
    func `three times twenty-four hours are counted from when it became known`(now: Moment, left: String) {
        let report = Samples.exposure(madeAt: now)
        #expect(report.deadline == Samples.at(32, 10))
        let text = report.text(.english)
        #expect(text.contains("4 Dec 2026 10:00 WIB"))
        #expect(
            text.split(separator: "\n").contains { $0.hasPrefix("Time left") && $0.hasSuffix("  " + left) }, "\(text)")
    }

    @Test func `without the moment nothing is counted, and the letter has a blank`() {
        let text = Samples.exposure(learned: nil).text(.english)
        #expect(text.contains("so the 3 × 24 hours are not counted"))
        #expect(text.contains("It became known to us on [to fill in]"))
        #expect(!text.contains("Time left"))
    }

    @Test func `each letter is about one case, and names no officer`() throws {
        let paper = Samples.exposure().paper(.english)
        let letters = try #require(paper.sections.last).blocks.compactMap { block -> String? in
            guard case .letter(let lines) = block else { return nil }
            return lines.map(\.text).joined(separator: "\n")
        }
        #expect(letters.count == 2)
        #expect(letters[0].contains(Samples.caseID) && !letters[0].contains("K-1N8PD4WZ6YB0FH2C"))
        #expect(letters[0].contains(Samples.identity) && letters[0].contains("identity, statements and evidence"))
        #expect(letters[1].contains("medical") && letters[1].contains("no record was opened or exported"))
        for letter in letters {
            #expect(!letter.contains("Budi") && !letter.contains("budi@"))
            #expect(letter.contains("a device with an officer's key was lost or stolen"))
            #expect(letter.contains("The key was revoked on 1 Dec 2026 10:20 WIB"))
        }
    }

    @Test func `a key that is still in force is said to be`() {
        #expect(Samples.exposure(dismissed: nil).text(.english).contains("it was NOT YET revoked"))
        #expect(Samples.exposure(dismissed: nil).text(.indonesian).contains("kunci itu BELUM dicabut"))
    }

    @Test func `a folder's report says that the ledger may not have everything, a service's that it has`() {
        #expect(Samples.exposure(isEmbedded: true).text(.english).contains("leave no entry"))
        #expect(Samples.exposure(isEmbedded: false).text(.english).contains("what is not on record was not opened"))
        #expect(Samples.exposure().text(.english).contains("could have opened 7 records in 2 cases"))
        let signing = "the ledger's signing key"
        #expect(Samples.exposure(isEmbedded: true).text(.english).contains(signing))
        #expect(!Samples.exposure(isEmbedded: false).text(.english).contains(signing))
        #expect(Samples.emptyExposure.text(.english).contains("No case was exposed"))
    }

    @Test func `custody has every proof to the byte, and says where one is missing`() throws {
        let page = Samples.custody.html(.english)
        let proofs = try StrictMarkup(page).elements.filter { $0.name == "pre" }
        #expect(proofs.count == 4)
        for proof in proofs { #expect(proof.text == Samples.proof + "\n") }
        #expect(page.contains("brankas audit prove 7"))
        #expect(page.contains(String(repeating: "0c7d", count: 16)))
        let text = Samples.custody.text(.indonesian)
        #expect(text.contains("1.482.009.331 bita"))
        #expect(text.contains("Sejak diterima: dibuka atau diekspor 4 kali (ekspor: 1), 4 pemberian akses."))
        #expect(text.contains("→ rsud@luar.card"))
    }

    @Test func `what was typed before the list was closed is told beside the count`() {
        let recap = StatsReport(
            origin: Samples.origin(), month: Samples.at(0, 0).day, held: 1, opened: 1, closed: 0, running: 1, rows: [],
            unclear: 2)
        #expect(recap.text(.indonesian).contains("Hubungan 2 orang dalam kasus bulan ini tidak ada dalam daftar"))
        #expect(recap.text(.english).contains("The relation of 2 persons in this month's cases is none of the list"))
        #expect(!Samples.stats.text(.english).contains("none of the list"))
    }

    @Test func `counts add up in every table`() throws {
        let paper = Samples.stats.paper(.english)
        let charts = paper.sections.flatMap(\.blocks).compactMap { block in
            if case .chart(let chart) = block { chart } else { nil }
        }
        #expect(charts.map { $0.bars.reduce(0) { $0 + $1.value } } == [18, 18, 18])
        let section = try #require(paper.sections.first { $0.heading == "Kind of case, age and sex" })
        guard case .grid(let grid) = section.blocks[0] else {
            Issue.record("no table")
            return
        }
        #expect(grid.groups.map(\.heading) == ["KDRT", "Kekerasan seksual", "TPPO", "no kind given", "Total"])
        #expect(grid.groups.last?.rows[0].cells == ["all ages", "16", "1", "1", "18"])
        let rows = grid.groups.dropLast().flatMap(\.rows)
        #expect(rows.reduce(0) { $0 + (Int($1.cells[4]) ?? 0) } == 18)
    }

    @Test func `the recap warns of small numbers and knows what it does not know`() {
        #expect(Samples.stats.text(.english).contains("Small numbers are not suppressed."))
        #expect(Samples.stats.text(.english).contains("The age or sex of 1 victim is not known."))
        #expect(Samples.stats.text(.english).contains("most: KDRT and Kekerasan seksual, 7."))
        #expect(Samples.emptyStats.text(.indonesian).contains("Tidak ada korban yang tercatat bulan ini."))
    }
}
