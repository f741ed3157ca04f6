import Testing
import Texts
import Vocabulary

struct TextsTests {
    @Test(arguments: [
        ("plain", "plain"), ("Siti Nurbayá", "Siti Nurbayá"), ("a\u{1b}[31mred", "a\\u{1b}[31mred"),
        ("ring\u{7}", "ring\\u{7}"), ("line\nbreak\r", "line\\u{a}break\\u{d}"), ("\u{202e}cba", "\\u{202e}cba"),
        ("\u{9b}31m", "\\u{9b}31m"), ("zero\u{200b}width", "zero\\u{200b}width"),
        ("\u{2066}x\u{2069}", "\\u{2066}x\\u{2069}"),
    ])
    func `what others wrote can't move the cursor or turn the line`(text: String, expected: String) {
        #expect(shown(text) == expected)
    }

    @Test func `the language is the option's, then the variable's, then the locale's`() {
        #expect(Language.chosen(option: "id", environment: ["BRANKAS_LANG": "en"]) == .indonesian)
        #expect(
            Language.chosen(option: nil, environment: ["BRANKAS_LANG": "id", "LANG": "en_US.UTF-8"]) == .indonesian)
        #expect(Language.chosen(option: nil, environment: ["LANG": "id_ID.UTF-8"]) == .indonesian)
        #expect(Language.chosen(option: nil, environment: ["LC_ALL": "C", "LANG": "id_ID.UTF-8"]) == .english)
        #expect(Language.chosen(option: nil, environment: [:]) == .english)
    }

    @Test(arguments: Label.allCases)
    func `no heading is empty in either language`(label: Label) {
        for language in Language.allCases { #expect(!label.text(language).isEmpty) }
    }

    @Test func `complaints are one line, in lower case, without a full stop`() {
        let samples: [Complaint] = [
            .noVaultNamed, .wrongPassphrase, .passphraseWeak, .unknownCase, .denied(.noGrant, of: nil, entry: "1"),
            .busy,
            .keysFile(line: 3, problem: .unknownKey("x")), .damaged([.tree]), .tampered(.roster), .throttled,
        ]
        for sample in samples {
            for language in Language.allCases {
                let text = sample.text(language)
                #expect(!text.contains("\n") && !text.hasSuffix("."))
                #expect(text.first?.isUppercase == false)
            }
        }
    }
}
