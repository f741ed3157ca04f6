import Reports
import Testing
import Texts
import Vocabulary

/// What the papers say of the law, where the first drafts said too much or too little. A lawyer confirms the wording.
struct LawTests {
    typealias Samples = ReportSamples

    @Test(arguments: Language.allCases)
    func `a trail states no right without its limits, and is examined before it is handed over`(language: Language)
        throws
    {
        let paper = Samples.trail.paper(language)
        let text = paper.text()
        for sentence in ["Anda berhak", "wajib diberikan", "harus diberikan", "You have the right", "must be given"] {
            #expect(!text.contains(sentence), "\(sentence)")
        }
        let lead = paper.lead.joined(separator: " ")
        for article in ["15", "32", "33", "50"] { #expect(lead.contains(article), "\(article)") }
        let before = try #require(paper.sections.first)
        #expect(before.heading == Caption.beforeHandingOver.text(language) && before.blocks.count == 2)
        guard case .caution(let limits) = before.blocks[0] else {
            Issue.record("no caution")
            return
        }
        #expect(limits.contains(language == .english ? "endangers" : "membahayakan") && limits.contains("33"))
        #expect(limits.contains(language == .english ? "law enforcement" : "penegakan hukum") && limits.contains("50"))
    }

    @Test func `a notice leaves out whoever is the suspect`() throws {
        let suspect = Relation.childSuspect.text(.indonesian)
        let indonesian = Samples.exposure().text(.indonesian)
        #expect(indonesian.contains("tersangka, terdakwa, atau \(suspect) tidak mendapat surat"))
        #expect(
            indonesian.contains("Terhadap tersangka kewajiban itu mengalah pada proses penegakan hukum (pasal 50)."))
        let english = Samples.exposure().paper(.english)
        let letters = try #require(english.sections.last).blocks.compactMap { block -> String? in
            if case .letter(let lines) = block { lines.first?.text } else { nil }
        }
        #expect(letters.count == 2)
        for letter in letters {
            #expect(letter.contains("not for a suspect, a defendant or a child in conflict with the law (article 50)"))
        }
    }

    @Test(arguments: Language.allCases)
    func `what is printed names the laws that keep an identity secret`(language: Language) {
        let text = ReportNote.confidential.text(language)
        for law in [
            "UU 11/2012", "19", "97", "UU 21/2007", "24", "44", "UU 12/2022", "69", "71", "UU 35/2014", "17", "64",
        ] {
            #expect(text.contains(law), "\(law)")
        }
        for paper in [ReviewReport().paper(Samples.usual, language), Samples.exposure().paper(language)] {
            #expect(paper.text().contains("53"), "the data protection officer")
        }
    }

    @Test func `a child is never called by one word`() {
        for (name, paper) in Samples.papers(.indonesian) {
            let words = paper.text().split { !$0.isLetter && $0 != "-" }
            for (index, word) in words.enumerated() where word == "Anak" {
                let next = index + 1 < words.count ? words[index + 1] : ""
                #expect(["Korban", "Saksi", "yang"].contains(next), "\(name): Anak \(next)")
            }
        }
        #expect(Samples.exposure().text(.english).contains("criminal records"))
    }

    @Test func `a custody report says what its signatures are not`() {
        let text = Samples.custody.text(.indonesian)
        for part in [
            "tidak tersertifikasi (PP 71/2019, pasal 60)", "BSrE", "pasal 235", "242", "SNI 27037:2014", "BSSN",
        ] {
            #expect(text.contains(part), "\(part)")
        }
        #expect(Samples.custody.text(.english).contains("uncertified (PP 71/2019, article 60)"))
    }
}
