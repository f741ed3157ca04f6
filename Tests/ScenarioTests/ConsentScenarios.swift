import Foundation
import Testing

/// Consent is given, and not assumed where nobody can be asked.
@Suite("consent")
struct ConsentScenarios {
    @Test(arguments: Tongue.allCases)
    func `without a terminal nothing is approved or enrolled that nobody said yes to`(say: Tongue) throws {
        let s = try Session.founded(rules: "  approvals: { identity: 1, enrolment: 1 }\n")
        try s.enroll("siti")
        let lang = "--lang \(say.rawValue)"
        let says = say(id: "tidak ada terminal untuk bertanya", en: "there is no terminal to ask at")
        let entries = { try s.run("dewi", "audit list --json --limit 10000").json["entries"].list.count }
        let before = try entries()
        for answer in ["tidak\n", "no\n", "ya\n", "yes\n", ""] {
            for (who, command) in [
                ("dewi", "person approve siti@unit-ppa"), ("dewi", "grant approve G-0123456789ABCDEF"),
                ("budi", "person enroll keys/tono@unit-ppa.card --role unit-ppa/kanit"),
            ] {
                try s.fails(64, who, "\(command) \(lang)", input: answer, says: says)
            }
        }
        #expect(try entries() == before + 1)
        try s.done("dewi", "person approve siti@unit-ppa --yes")
    }

    @Test(arguments: Tongue.allCases)
    func `a card's fingerprint is typed, or given, in any case and spacing`(say: Tongue) throws {
        let s = try Session.founded()
        let fingerprint = try s.run(
            "key show --key keys/asing.age --passphrase-fd 9 --json", passphrases: [Session.passphrase("asing")]
        ).json["fingerprint"].text
        let enroll = "person enroll keys/asing@unit-ppa.card --role unit-ppa/kanit --lang \(say.rawValue)"
        let question = say(
            id: "Ketik sidik kartu seperti dibacakan pemiliknya: ",
            en: "Type the fingerprint as its owner reads it out: ")
        // Wrong three times: nobody is enrolled.
        let wrong = try s.terminal("budi", enroll)
        for typed in ["", "AAAA" + fingerprint.dropFirst(4), String(fingerprint.dropLast())] {
            try wrong.expect(question, type: typed)
        }
        try wrong.expect(say(id: "sidik", en: "fingerprint"))
        #expect(try wrong.end() == 65)
        let right = try s.terminal("budi", enroll)
        try right.expect(fingerprint)
        try right.expect(question, type: "nonsense")
        try right.expect(say(id: "Sekali lagi", en: "Once more"))
        try right.expect(question, type: " " + fingerprint.lowercased().replacing("-", with: " "))
        #expect(try right.end() == 0)
        try s.fails(
            65, "budi", "person enroll keys/siti@unit-ppa.card --role unit-ppa/kanit --fingerprint '\(fingerprint)'")
        let other = try s.run(
            "key show --key keys/siti.age --passphrase-fd 9 --json", passphrases: [Session.passphrase("siti")]
        ).json["fingerprint"].text
        // It is the handle that is taken, and no longer the fingerprint that is wrong.
        try s.fails(
            1, "budi",
            "person enroll keys/siti@unit-ppa.card --role unit-ppa/kanit --fingerprint '\(other.lowercased().replacing("-", with: "  "))'"
        )
    }
}
