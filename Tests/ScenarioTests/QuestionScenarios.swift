import Foundation
import Testing

/// A question that the program asks, the way there, and an answer that it takes.
private struct Question: Sendable, CustomTestStringConvertible {
    let name: String
    let who: String?
    let command: String
    /// What is asked before, with its answer.
    var before: [(text: String, answer: String)] = []
    let text: String
    let answer: String
    /// What the screen shows once the answer was taken: the next question, or what was done.
    let then: String
    /// Whether what is typed is shown.
    var isSeen = true

    var testDescription: String { name }

    private static let identity = [
        ("Full name: ", "Anggun Lestari"), ("NIK, 16 digits", "1609014506100007"), ("Birth date, ", "05-06-2010"),
        ("Sex, F or M", "F"), ("Relation: ", "anak-korban"), ("Alias, ", "Mawar"), ("Address (", "Dusun III"),
        ("Guardian (", "Sumiati"), ("Phone (", "08151234567"), ("Notes (", "tidak ada"),
    ]
    private static let summary = [
        ("Title, ", "TPPO Simpang"), ("Number (", "LP/B/7"), ("Kind (", "TPPO"), ("Day of opening, ", "01-11-2026"),
    ]

    static func all(caseID: String, identity record: String, grant: String, waiting: String, card: String) -> [Question]
    {
        func series(_ name: String, _ who: String, _ command: String, _ questions: [(String, String)], end: String)
            -> [Question]
        {
            questions.indices.map { index in
                Question(
                    name: "\(name) \(index + 1)", who: who, command: command,
                    before: questions[..<index].map { ($0.0, $0.1) },
                    text: questions[index].0, answer: questions[index].1,
                    then: index + 1 < questions.count ? questions[index + 1].0 : end)
            }
        }
        let basis =
            "grant new \(caseID) --to kejaksaan/jaksa --compartment evidence --purpose penuntutan --until \(day(in: 5)) --basis -"
        return [
            Question(
                name: "passphrase", who: nil, command: "case list --key keys/siti.age",
                text: "Passphrase for keys/siti.age: ",
                answer: Session.passphrase("siti"), then: caseID, isSeen: false),
            Question(
                name: "new passphrase", who: nil, command: "key passwd --key keys/siti.age --work-factor 4",
                before: [("Passphrase for keys/siti.age: ", Session.passphrase("siti"))], text: "New passphrase",
                answer: "sandi baru yang kuat", then: "Once more: ", isSeen: false),
            Question(
                name: "new passphrase again", who: nil, command: "key passwd --key keys/siti.age --work-factor 4",
                before: [
                    ("Passphrase for keys/siti.age: ", Session.passphrase("siti")),
                    ("New passphrase", "sandi baru yang kuat"),
                ], text: "Once more: ", answer: "sandi baru yang kuat", then: "changed", isSeen: false),
            Question(
                name: "search term", who: "siti", command: "find name --purpose penyidikan", text: "Name: ",
                answer: "Bunga Melati", then: "1 case matches:"),
            Question(
                name: "basis", who: "siti", command: basis, text: "Legal basis: ", answer: "SPDP/12/XI/2026",
                then: "active"),
            Question(
                name: "reason", who: "siti", command: "grant revoke \(grant) --reason -", text: "Reason: ",
                answer: "P-21",
                then: "revoked"),
            Question(
                name: "approval", who: "tono", command: "grant approve \(waiting)", text: "Approve? (yes/no) ",
                answer: "yes",
                then: "is approved"),
            Question(
                name: "fingerprint", who: "budi",
                command: "person enroll keys/asing@unit-ppa.card --role unit-ppa/kanit",
                text: "Type the fingerprint", answer: card, then: "is enrolled"),
            Question(
                name: "new value", who: "siti",
                command: "identity update \(record) --set phone --purpose penyidikan --reason pindah", text: "Phone (",
                answer: "0811-2222-3333", then: "version 2"),
        ] + series("summary", "siti", "case new", summary, end: "K-")
            + series("identity", "siti", "identity add \(caseID)", identity, end: "I-")
    }
}

@Suite("every question at a terminal of 80 columns and 24 rows")
struct QuestionScenarios {
    /// The vault on which all are asked, each on a copy of its own.
    private static func ground() throws -> (Session, [Question]) {
        let (s, played) = try Session.played()
        let waiting = try s.grant(played.caseID, "identity")
        let card = try s.run(
            "key show --key keys/asing.age --passphrase-fd 9 --json", passphrases: [Session.passphrase("asing")]
        ).json["fingerprint"].text
        return (
            s,
            Question.all(
                caseID: played.caseID, identity: played.identity, grant: played.grant, waiting: waiting, card: card)
        )
    }

    /// At the question, on a vault of its own; the answers before it are given.
    private static func reach(_ question: Question, _ s: Session) throws -> Terminal {
        let terminal = try s.terminal(
            question.who, question.command + (question.who == nil ? " --here" : ""), rows: 24, columns: 80)
        for (text, answer) in question.before { try terminal.expect(text, type: answer) }
        try terminal.expect(question.text)
        return terminal
    }

    /// Every question, each in a session of its own, with `body`.
    private func each(_ body: (Question, Session) throws -> Void) throws {
        var (index, count) = (0, 1)
        while index < count {
            let (s, questions) = try Self.ground()
            count = questions.count
            try body(questions[index], s)
            index += 1
        }
    }

    @Test func `arrows move, and end up in no answer`() throws {
        try each { question, s in
            let terminal = try Self.reach(question, s)
            // Up and down, there and back, a key that means nothing, a letter too many at the beginning, erased again.
            try terminal.send("\u{1b}[A\u{1b}[B\u{1b}OA")
            try terminal.send(question.answer)
            if question.isSeen { try terminal.send("\u{1b}[H\u{1b}[15~x\u{7f}\u{1b}[1;5C\u{1b}[D\u{1b}[F") }
            try terminal.type("")
            try terminal.expect(question.then)
            #expect(!terminal.screen.contains("^["), "\(question.name)")
        }
    }

    @Test func `what is pasted answers one question, whatever its lines`() throws {
        try each { question, s in
            let terminal = try Self.reach(question, s)
            try terminal.paste(question.answer + "\r")
            try terminal.type("")
            try terminal.expect(question.then)
        }
    }

    @Test func `Ctrl-C ends it, with the terminal as it was`() throws {
        try each { question, s in
            let terminal = try Self.reach(question, s)
            try terminal.send("abc")
            try terminal.interrupt()
            #expect(try terminal.end() == 130, "\(question.name): \(terminal.screen)")
            #expect(terminal.screen.hasSuffix("brankas: interrupted\r\n"), "\(question.name)")
        }
    }

    @Test func `Ctrl-Z keeps the answer so far`() throws {
        try each { question, s in
            let terminal = try Self.reach(question, s)
            let half = question.answer.prefix(question.answer.count / 2)
            try terminal.send(String(half))
            // Nobody could let it go on here, so the system goes on with it at once.
            try terminal.send("\u{1a}")
            try terminal.expect(question.text.trimmingCharacters(in: .whitespaces))
            try terminal.send(String(question.answer.dropFirst(half.count)))
            try terminal.type("")
            try terminal.expect(question.then)
        }
    }

    @Test func `Ctrl-D on an empty line ends it, and elsewhere erases`() throws {
        try each { question, s in
            let terminal = try Self.reach(question, s)
            try terminal.send("\u{4}")
            #expect(try terminal.end() == 1, "\(question.name): \(terminal.screen)")
            #expect(
                terminal.screen.contains("brankas: the input ended before the question was answered\r\n"),
                "\(question.name)")
        }
    }

    @Test func `a terminal that is closed ends it`() throws {
        try each { question, s in
            let before = try s.everything()
            let terminal = try Self.reach(question, s)
            #expect(try terminal.hangUp() != 0, "\(question.name)")
            // Nothing but entries was made meanwhile, in databases and their journals.
            let after = try s.everything().keys.filter { !$0.contains(".sqlite-") }
            #expect(Set(after) == Set(before.keys.filter { !$0.contains(".sqlite-") }), "\(question.name)")
        }
    }
}

@Suite("lines that are edited")
struct EditedLineScenarios {
    /// What `keys` make of a case's title and number.
    private func title(_ keys: String, columns: UInt16 = 80) throws -> String {
        let s = try Session.founded()
        let terminal = try s.terminal("siti", "case new", rows: 24, columns: columns)
        try terminal.expect("Title, ")
        try terminal.send(keys)
        try terminal.type("")
        try terminal.expect("Number (", type: "")
        try terminal.expect("Kind (", type: "")
        try terminal.expect("Day of opening", type: "")
        #expect(try terminal.end() == 0, "\(terminal.screen)")
        return try s.done("siti", "case list --json").json["cases"][0]["title"].text
    }

    @Test(arguments: [
        ("TPO\u{1b}[D\u{1b}[DP", "TPPO"), ("aTPPO\u{1b}[H\u{1b}[3~", "TPPO"), ("TPPO x\u{17}2", "TPPO 2"),
        ("salah\u{15}TPPO", "TPPO"), ("TPPO sisa\u{1b}b\u{b}1", "TPPO 1"), ("TPPO\u{1}1 \u{5} 2", "1 TPPO 2"),
        ("é🙂ü\u{7f}\u{7f}n", "én"), ("e\u{301}x\u{1b}[D\u{1b}[D\u{1b}[3~", "x"), ("PPO\u{1b}OHT\u{1b}OF!", "TPPO!"),
        ("ab\u{1b}[1;5Dc", "cab"), ("a\u{9}b", "a b"), ("TPPO\u{1b}", "TPPO"), ("TPPO\u{1b}[99;99~", "TPPO"),
        ("a\u{1b}[200~b\r\nc\u{1b}[201~d", "ab cd"), ("\u{1b}[200~ \u{1b}[A\u{7}x\u{1b}[201~", "x"),
    ])
    func `keys do what they do elsewhere`(keys: String, title: String) throws {
        #expect(try self.title(keys) == title)
    }

    @Test func `a line longer than the terminal is wide is edited at its beginning, too`() throws {
        let long = String(repeating: "0123456789", count: 30)
        #expect(try title(long + "\u{1b}[HX" + "\u{1b}[F" + "Y", columns: 40) == "X" + long + "Y")
        #expect(try title(long + String(repeating: "\u{7f}", count: 299), columns: 40) == "0")
    }

    @Test func `a line's length is the field's own, and what does not fit is told and not cut`() throws {
        let s = try Session.founded()
        let id = try s.newCase(title: "TPPO")
        let terminal = try s.terminal("siti", "case new", rows: 24, columns: 80)
        try terminal.expect("Title, ")
        try terminal.paste(String(repeating: "x", count: 1_001))
        try terminal.expect("more than 1,000 bytes")
        try terminal.expect("Title, ", type: String(repeating: "y", count: 1_000))
        for question in ["Number (", "Kind (", "Day of opening"] { try terminal.expect(question, type: "") }
        #expect(try terminal.end() == 0)
        let titles = try s.done("siti", "case list --json").json["cases"].list.map { $0["title"].text }
        #expect(Set(titles) == ["TPPO", String(repeating: "y", count: 1_000)])
        // Longer than what a terminal takes as one line by itself.
        let notes = (0..<700).map { "baris ke-\($0)" }.joined(separator: "\n")
        let person = try s.terminal("siti", "identity add \(id)", rows: 24, columns: 80)
        try person.expect("Full name: ", type: "Anggun")
        for question in ["NIK,", "Birth date,", "Sex,", "Relation:", "Alias,", "Address (", "Guardian (", "Phone ("] {
            try person.expect(question, type: "")
        }
        try person.expect("Notes (")
        try person.paste(notes.replacing("\n", with: "\r") + "\r")
        try person.type("")
        try person.expect("I-")
        #expect(try person.end() == 0)
        let identity = try s.done("siti", "identity list \(id) --json").json["identities"][0]["identity"].text
        let opened = try s.done("siti", "identity open \(identity) --purpose penyidikan --json").json
        #expect(opened["notes"].text == notes)
    }

    @Test func `a terminal that can only write on takes answers, and no keys that it can't show`() throws {
        let s = try Session.founded()
        let terminal = try s.terminal("siti", "case new", environment: ["TERM": "dumb"])
        try terminal.expect("Title, ")
        try terminal.send("TPPOx\u{7f}\u{1b}[D\u{1b}[D!")
        try terminal.type("")
        for question in ["Number (", "Kind (", "Day of opening"] { try terminal.expect(question, type: "") }
        #expect(try terminal.end() == 0 && !terminal.screen.contains("\u{1b}"))
        #expect(try s.done("siti", "case list --json").json["cases"][0]["title"].text == "TPPO!")
    }
}
