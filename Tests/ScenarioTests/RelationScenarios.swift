import Foundation
import Testing

@Suite("what a person is in the matter")
struct RelationScenarios {
    private static let bareChild = #"{"name":"Anggun Lestari","birthDate":"2012-06-05","sex":"F","relation":"anak"}"#

    private func victims(_ s: Session) throws -> Value {
        try s.done("ayu", "audit stats --month \(day(in: 0).prefix(7)) --json").json
    }

    @Test func `a child victim is counted, and a bare child is refused without a terminal`() throws {
        let s = try Session.founded()
        let id = try s.newCase(by: "ayu")
        let add = "identity add \(id) --from -"
        try s.changesNothing {
            try s.fails(64, "ayu", add, input: Self.bareChild, says: "write anak-korban for a child victim")
            try s.fails(64, "ayu", add + " --lang id", input: Self.bareChild, says: "tulis anak-korban")
        }
        let child = Self.bareChild.replacing(#""anak""#, with: #""Anak Korban""#)
        let identity = try s.done("ayu", add + " --json", input: child).json["identity"].text
        let opened = try s.done("ayu", "identity open \(identity) --purpose pendampingan --json").output
        #expect(opened == Self.bareChild.replacing(#""anak""#, with: #""anak-korban""#) + "\n")
        let list = "identity list \(id)"
        #expect(try s.done("ayu", list + " --json").json["identities"][0]["relation"].text == "anak-korban")
        #expect(try s.done("ayu", list).output.contains("child victim"))
        #expect(try s.done("ayu", list + " --lang id").output.contains("Anak Korban"))
        let open = "identity open \(identity) --purpose pendampingan"
        #expect(try s.done("ayu", open).lines.contains { $0.hasPrefix("RELATION") && $0.hasSuffix("child victim") })
        #expect(try victims(s)["victims"].number == 1)
        // Who is something else is not counted, who is nothing is.
        for (relation, count) in [("saksi", 1), ("anak-berkonflik-hukum", 1), ("saksi korban", 2), ("", 3)] {
            try s.done("ayu", add, input: #"{"name":"B","relation":"\#(relation)"}"#)
            #expect(try victims(s)["victims"].number == count, "\(relation)")
        }
        #expect(try victims(s)["unclear"].number == 0)
        try s.isWhole()
    }

    @Test(arguments: Tongue.allCases)
    func `at a terminal a bare child of a file is asked about`(say: Tongue) throws {
        let s = try Session.founded()
        let id = try s.newCase(by: "ayu")
        try s.write("anak.json", Self.bareChild)
        let terminal = try s.terminal("ayu", "identity add \(id) --from anak.json --lang \(say.rawValue)")
        try terminal.expect(say(id: "tulis anak-korban", en: "write anak-korban"))
        try terminal.expect(say(id: "Hubungan: ", en: "Relation: "), type: "anak")
        try terminal.expect(say(id: "tulis anak-korban", en: "write anak-korban"))
        try terminal.expect(say(id: "Hubungan: ", en: "Relation: "), type: "Anak Korban")
        #expect(try terminal.end() == 0)
        #expect(try s.done("ayu", "identity list \(id) --json").json["identities"][0]["relation"].text == "anak-korban")
        #expect(try victims(s)["victims"].number == 1)
    }

    @Test func `what is no relation is refused, naming those that are`() throws {
        let s = try Session.founded()
        let id = try s.newCase(by: "ayu")
        let add = "identity add \(id) --from -"
        try s.changesNothing {
            for relation in ["tetangga", "korban 2", "anakkorban", "\\u001b[31mkorban"] {
                let input = #"{"name":"B","relation":"\#(relation)"}"#
                let answer = try s.fails(
                    64, "ayu", add, input: input, says: "one of: korban (victim), anak-korban (child")
                #expect(!answer.error.contains("tetangga") && !answer.error.contains("\u{1b}"))
            }
            try s.fails(64, "ayu", add, input: #"{"name":"B","relation":["korban"]}"#, says: "'relation' must be text")
        }
        let identity = try s.done("ayu", add + " --json", input: #"{"name":"B"}"#).json["identity"].text
        let update = "identity update \(identity) --set relation --purpose pendampingan --reason ralat"
        try s.fails(64, "ayu", update, input: "anak\n", says: "write anak-korban")
        try s.done("ayu", update, input: "Anak Saksi\n")
        #expect(try s.done("ayu", "identity list \(id) --json").json["identities"][0]["relation"].text == "anak-saksi")
        #expect(try victims(s)["victims"].number == 0)
    }
}
