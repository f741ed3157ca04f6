import Reports
import Testing
import Texts
import Vocabulary

/// Whatever officers, suspects and file names say: in a report it is text.
struct HostileTextTests {
    static let hostile = [
        "<script>alert(1)</script>", "\"><img src=x onerror=alert(1)>", "' onmouseover='alert(1)",
        "javascript:alert(1)", "</style><style>*{background:url(https://evil.example/x)}", "]]><!--", "-->",
        "&lt;b&gt; &amp; &#x3c;", "\u{202e}gnp.mp4\u{0}\u{1b}[31m\r\n<h1>", "\\\"; } @import 'https://evil.example';",
        "</title></head><body onload=alert(1)>", "{{constructor}}${7*7}", "\u{fffe}\u{feff}<",
    ]

    @Test(arguments: hostile)
    func `hostile text in every field of every report is text`(text: String) throws {
        for language in Language.allCases {
            for (name, paper) in HostileSamples(text).papers(language) {
                let page = paper.html
                try expectSelfContained(page, name)
                // Each field that was handed in is there to be read, as the escaped text.
                #expect(page.contains(escaped(text)), "\(name)")
                #expect(!page.contains("<script") && !page.contains("<img"))
            }
        }
    }

    @Test(arguments: hostile)
    func `hostile text moves no cursor in the text of a report`(text: String) {
        for (name, paper) in HostileSamples(text).papers(.english) {
            for width in [nil, 60] {
                let printed = paper.text(width: width)
                #expect(
                    printed.unicodeScalars.allSatisfy { $0 == "\n" || shown(String($0)) == String($0) }, "\(name)")
            }
        }
    }

    @Test(arguments: [
        ("a<b>&\"'", "a&lt;b&gt;&amp;&quot;&#39;"), ("Siti Nurbayá", "Siti Nurbayá"), ("", ""),
        ("\u{202e}x", "\\u{202e}x"), ("a\u{0}b", "a\\u{0}b"), ("line\nbreak", "line\\u{a}break"),
        ("\u{ffff}", "\u{fffd}"), ("日本語 <", "日本語 &lt;"), ("plain ASCII ~", "plain ASCII ~"),
        ("a<b", "a&lt;b"), ("a>b", "a&gt;b"), ("a&b", "a&amp;b"), ("a\"b", "a&quot;b"), ("a'b", "a&#39;b"),
        ("\u{7f}", "\\u{7f}"),
    ])
    func `what means something in HTML is named`(text: String, expected: String) {
        #expect(escaped(text) == expected)
    }

    @Test func `the reader of pages forgives nothing`() {
        let head = "<!DOCTYPE html>\n"
        for broken in [
            "<p>", "<p></b>", "</p>", "<p class=x></p>", "<p class=\"x></p>", "<p>&nbsp;</p>", "<p>a & b</p>", "text",
            "<p id=\"a\" id=\"b\"></p>",
        ] {
            #expect(throws: StrictMarkup.Fault.self, "\(broken)") { try StrictMarkup(head + broken) }
        }
        #expect(throws: StrictMarkup.Fault.self) { try StrictMarkup("<p></p>") }
        #expect(throws: Never.self) { try StrictMarkup(head + "<p class=\"x\">a &lt; b<br/></p>\n") }
    }
}

/// Values in which every text is the same one.
struct HostileSamples {
    let text: String

    init(_ text: String) {
        self.text = text
    }

    private var person: Person { Person(handle: text, name: text, agency: text) }

    /// Names are what they are; what a keys file calls them can be anything.
    private var labels: Labels {
        let wording = Wording(indonesian: text, english: text)
        return Labels(purposes: [.penyidikan: wording], compartments: [.identity: wording])
    }

    private var origin: Origin {
        Origin(
            vaultName: text, vaultID: text, zone: text, madeAt: ReportSamples.at(30, 9), madeBy: person, role: text,
            treeSize: 3, treeRoot: text, verification: .included, labels: labels, offsetSeconds: { _ in 25_200 })
    }

    private var acts: [Act] {
        (0..<14).map { number in
            let codes: [ActionName] = [
                .documentOpen, .caseExport, .grantCreate, .find, .vaultEnter, .documentOpen, .caseShow,
            ]
            return Act(
                sequence: UInt64(number), time: ReportSamples.at(5, 22, number), person: person, role: text,
                action: codes[number % 7],
                disclosure: number % 7 < 2 ? .content : .nothing, isStep: number % 7 < 3,
                denied: number % 7 == 5 ? .noGrant : nil, caseID: text,
                subject: ReportSamples.subject("D-1"), purpose: .penyidikan, compartment: .identity, recipients: [text])
        }
    }

    /// Of a grant, the basis alone is somebody's text.
    private var grants: [GrantSummary] {
        GrantState.allCases.map { ReportSamples.grant("G-1", state: $0, until: ReportSamples.at(33, 0), basis: text) }
    }

    func papers(_ language: Language) -> [(name: String, paper: Paper)] {
        let review = ReviewInput(
            origin: origin, period: Period(), acts: acts,
            cases: [CaseLine(caseID: text, title: text, owner: text, lastStep: ReportSamples.at(-200, 0))],
            grants: grants, grantOpenings: [:], roles: [RoleLine(role: text, capabilities: [.add], purposes: [])])
        let trail = TrailReport(
            origin: origin, caseID: text, number: text, owner: text, requested: nil, acts: acts, grants: grants,
            grantOpenings: [:],
            isComplete: true)
        let exposure = ExposureReport(
            origin: origin, person: person, roles: [text], enrolled: nil, dismissed: nil, since: nil, learned: nil,
            cause: .unknown, isEmbedded: true,
            reach: [
                .init(
                    caseID: text, compartments: [.identity], records: 1, role: text, grant: text,
                    from: ReportSamples.at(0, 0), until: nil)
            ], shared: SharedReach.allCases, acts: acts)
        let custody = CustodyReport(
            origin: origin,
            document: .init(
                id: text, version: 1, caseID: text, compartment: .identity, label: text, fileName: text,
                mediaType: text,
                byteCount: 1, sha256: text, salt: text, commitment: text, modified: nil, source: text,
                collectedAt: text,
                collectedBy: text, place: text),
            intake: .init(act: acts[0], proof: text), links: acts.map { .init(act: $0, proof: text) }, grants: grants,
            grantOpenings: [:])
        let stats = StatsReport(
            origin: origin, month: ReportSamples.at(0, 0).day, held: 1, opened: 1, closed: 0, running: 1,
            rows: [.init(kind: text, age: .unknown, sex: .female, count: 1)])
        return [
            ("review", ReviewReport().paper(review, language)), ("trail", trail.paper(language)),
            ("exposure", exposure.paper(language)), ("custody", custody.paper(language)),
            ("stats", stats.paper(language)),
        ]
    }
}
