import Foundation
import Glibc
import Testing

/// Text that tries to act on whoever reads it.
enum Hostile {
    /// What one line may hold: codes that turn, hide or join, none of which is a control character.
    static let quiet = "a\u{202e}kilab\u{2066}\u{200b}\u{feff}\u{00ad}\u{3164}\u{e0041}e\u{301}z"
    /// And with those that act at once: a title, a link, the clipboard, the cursor, the bell.
    static let loud =
        quiet + "\u{1b}]0;judul\u{07}\u{1b}]8;;http://x/\u{07}klik\u{1b}]8;;\u{07}\u{1b}]52;c;aGFsbw==\u{07}"
        + "\u{1b}[2J\u{9b}31m\rpalsu\u{7f}\n\u{2028}akhir"

    /// The scalars of `text` that may go to no terminal, lines apart.
    /// A screen without what the program itself tells the terminal while it asks.
    static func withoutAsking(_ screen: String) -> String {
        ["\r\n", "\u{1b}[?2004h", "\u{1b}[?2004l"].reduce(screen) { $0.replacing($1, with: $1 == "\r\n" ? "\n" : "") }
    }

    static func acting(in text: String) -> [Unicode.Scalar] {
        text.unicodeScalars.filter { scalar in
            scalar != "\n"
                && (scalar.properties.generalCategory == .control || scalar.properties.generalCategory == .format
                    || scalar.properties.isDefaultIgnorableCodePoint || scalar == "\u{2028}" || scalar == "\u{2029}")
        }
    }

    /// Those that could act where JSON is shown: what JSON must write as codes.
    static func actingInJSON(_ text: String) -> [Unicode.Scalar] {
        acting(in: text).filter {
            $0.properties.generalCategory == .control || ["\u{202e}", "\u{2066}", "\u{2028}"].contains($0)
        }
    }
}

@Suite("hostile text")
struct HostileTextScenarios {
    /// What was played: every field that one officer writes and another sees bears hostile text.
    private struct Scene {
        let session: Session
        let caseID: String
        let identity: String
        let document: String
        let withdrawn: String
        let waitingGrant: String
    }

    private static func quoted(_ text: String) throws -> String {
        String(decoding: try JSONEncoder().encode(text), as: UTF8.self)
    }

    private func scene() throws -> Scene {
        let s = try Session.founded()
        let (quiet, loud) = (try Self.quoted(Hostile.quiet), try Self.quoted(Hostile.loud))
        let k = try s.done(
            "siti", "case new --from - --json", input: #"{"title":\#(quiet),"number":\#(quiet),"kind":\#(quiet)}"#
        ).json["case"].text
        let other = try s.newCase()
        try s.done("siti", "case link \(k) \(other)")
        let identity = try s.done(
            "siti", "identity add \(k) --from - --json",
            input:
                #"{"name":\#(loud),"alias":\#(quiet),"relation":"lainnya","address":\#(loud),"extra":{\#(loud):\#(loud)}}"#
        ).json["identity"].text
        let file = "b" + Hostile.loud.replacing("/", with: "|")
        try s.write(file, "isi")
        var ids: [String] = []
        for _ in 0..<2 {
            let add = ["document", "add", k, file, "--compartment", "evidence", "--about", "-", "--json", "--again"]
            let about = #"{"label":\#(loud),"source":\#(loud),"place":\#(loud)}"#
            let added = try s.run("siti", add, input: Array(about.utf8))
            try #require(added.status == 0, "\(added)")
            ids.append(added.json["documents"][0]["document"].text)
        }
        let grant = "grant new \(k) --to kejaksaan/jaksa --purpose penuntutan --basis - --until \(day(in: 5)) --json"
        try s.done("siti", "\(grant) --compartment evidence", input: Hostile.loud)
        let revoked = try s.done("siti", "\(grant) --compartment statement", input: Hostile.loud).json["grant"].text
        try s.done("siti", "grant revoke \(revoked) --reason -", input: Hostile.loud)
        let waiting = try s.done("siti", "\(grant) --compartment identity", input: Hostile.loud).json["grant"].text
        let ask = "grant request \(k) --compartment medical --purpose pendampingan --basis - --json"
        for role in 0..<2 {
            let asked = try s.done("ayu", ask, input: Hostile.loud).json["request"].text
            if role == 0 { try s.done("siti", "grant refuse \(asked) --reason -", input: Hostile.loud) }
        }
        try s.done("siti", "document withdraw \(ids[1]) --reason -", input: Hostile.loud)
        try s.done(
            "siti",
            "identity update \(identity) --from - --purpose penyidikan --reason \"x\"".replacing("\"x\"", with: "x"),
            input: #"{"notes":\#(loud)}"#)
        let card = try s.run(
            "key new jahat@unit-ppa --name '\(Hostile.quiet)' --output keys/jahat.age --work-factor 4 --passphrase-fd 9",
            passphrases: [Session.passphrase("jahat")])
        try #require(card.status == 0, "\(card)")
        try s.done("budi", "person enroll --yes keys/jahat@unit-ppa.card --role unit-ppa/penyidik")
        try s.done("budi", "person dismiss jahat@unit-ppa --reason -", input: Hostile.loud)
        return Scene(
            session: s, caseID: k, identity: identity, document: ids[0], withdrawn: ids[1], waitingGrant: waiting)
    }

    @Test func `no field that another officer sees acts on the terminal of whoever lists it`() throws {
        let scene = try scene()
        let (s, k) = (scene.session, scene.caseID)
        let reading: [(who: String, command: String, shows: Bool)] = [
            ("siti", "case list", true), ("siti", "case show \(k)", true), ("siti", "identity list \(k)", true),
            ("siti", "identity open \(scene.identity) --purpose penyidikan", true),
            ("siti", "document list \(k)", true), ("siti", "grant list", true), ("joko", "grant list \(k)", true),
            ("joko", "case list", true), ("joko", "case show \(k)", true), ("joko", "document list \(k)", true),
            ("siti", "inbox", true), ("tono", "inbox", true), ("joko", "inbox", true), ("ayu", "inbox", true),
            ("wati", "audit list --names", true), ("siti", "audit list --names", true), ("joko", "person list", true),
            ("siti", "show", false), ("wati", "verify", false), ("wati", "audit verify", false),
        ]
        for (who, command, shows) in reading {
            let text = try s.done(who, command)
            #expect(Hostile.acting(in: text.output + text.error) == [], "\(text)")
            #expect(!shows || text.output.contains(#"\u{202e}kilab"#), "\(text)")
            let json = try s.done(who, "\(command) --json")
            #expect(Hostile.actingInJSON(json.output) == [], "\(json)")
            #expect(!json.json.isNull && (!shows || json.output.contains(#"\u202ekilab"#)), "\(json)")
        }
        // On a terminal, in a narrow table, and in the other language.
        for (who, command) in [("tono", "inbox"), ("wati", "audit list --names"), ("siti", "document list \(k)")] {
            let terminal = try s.terminal(who, "\(command) --no-pager --lang id", columns: 60)
            #expect(try terminal.end() == 0)
            let colours = terminal.screen.replacing(/\u{1b}\[[0-9;]*m/, with: "").replacing("\r\n", with: "\n")
            #expect(Hostile.acting(in: colours) == [], "\(command): \(colours)")
        }
    }

    @Test func `what is stored comes back as it was written`() throws {
        let scene = try scene()
        let s = scene.session
        let list = try s.done("siti", "document list \(scene.caseID) --json").json["documents"]
        #expect(list.list.count == 1 && list[0]["label"].text.utf8.elementsEqual(Hostile.loud.utf8))
        #expect(list[0]["fileName"].text == "b" + Hostile.loud.replacing("/", with: "|"))
        let shown = try s.done("siti", "case show \(scene.caseID) --json").json
        #expect(shown["title"].text.utf8.elementsEqual(Hostile.quiet.utf8), "not even its accents are composed")
        let opened = try s.done("siti", "identity open \(scene.identity) --purpose penyidikan --json").json
        #expect(opened["name"].text.utf8.elementsEqual(Hostile.loud.utf8))
        let grants = try s.done("joko", "grant list --json").json["grants"].list
        #expect(!grants.isEmpty && grants.allSatisfy { $0["basis"].text.utf8.elementsEqual(Hostile.loud.utf8) })
    }

    @Test func `what is asked before approving shows codes`() throws {
        let scene = try scene()
        let s = scene.session
        let terminal = try s.terminal("tono", "grant approve \(scene.waitingGrant)")
        try terminal.expect(#"\u{1b}]52;c;aGFsbw==\u{7}"#)
        try terminal.expect("Approve? (yes/no) ", type: "no")
        #expect(try terminal.end() == 1)
        #expect(Hostile.acting(in: Hostile.withoutAsking(terminal.screen)) == [])
        try s.done("tono", "grant approve --yes \(scene.waitingGrant)")
    }

    @Test func `what an update asks shows codes of what now stands there`() throws {
        let scene = try scene()
        let s = scene.session
        let terminal = try s.terminal(
            "siti", "identity update \(scene.identity) --set name address --purpose penyidikan --reason x")
        try terminal.expect(#"now: a\u{202e}kilab"#)
        try terminal.expect("Full name: ", type: "Melur")
        try terminal.expect("Address", type: "")
        #expect(try terminal.end() == 0)
        #expect(Hostile.acting(in: Hostile.withoutAsking(terminal.screen)) == [])
    }

    @Test func `agencies' titles of a keys file show codes, or are refused`() throws {
        let s = try Session.unfounded()
        let title = Hostile.quiet
        try s.write("keys/keys.yaml", World.keysFile.replacing("Unit PPA Polres", with: title))
        let founded = try s.run("dewi", "init vault --keys keys/keys.yaml")
        #expect(Hostile.acting(in: founded.output + founded.error) == [], "\(founded)")
        guard founded.status == 0 else { return s.expectFailure(founded, 64, "keys file") }
        for (who, command) in [("budi", "show"), ("dewi", "show"), ("budi", "person list")] {
            let text = try s.done(who, command)
            #expect(Hostile.acting(in: text.output + text.error) == [], "\(text)")
        }
        #expect(try s.done("dewi", "show").output.contains(#"\u{202e}kilab"#))
        let json = try s.done("dewi", "show --json")
        #expect(Hostile.actingInJSON(json.output) == [])
        #expect(json.json["agencies"].list.contains { $0["name"].text.utf8.elementsEqual(title.utf8) })
        for bad in [#""\e]0;x\a""#, #""x\ry""#] {
            try s.write("keys/buruk.yaml", World.keysFile.replacing(#""Unit PPA Polres""#, with: bad))
            try s.refuses(64, "dewi", "init lain --keys keys/buruk.yaml", en: "line 4: the value", id: "baris 4: nilai")
        }
    }

    @Test func `complaints show codes of the names that they name`() throws {
        let (s, played) = try Session.played()
        let name = "x" + Hostile.loud.replacing("/", with: "|")
        let d = played.letter
        let reason = ["--purpose", "penyidikan", "--basis", "S-1"]
        for words in [
            ["document", "check", d, name], ["case", "new", "--from", name],
            ["person", "enroll", name, "--role", "a/b"],
            ["case", "export", played.caseID, "--to", name, "--output", "y"] + reason,
            ["case", "export", played.caseID, "--to", "keys/rini@kejaksaan.card", "--output", name + "/y"] + reason,
            ["document", "check", d, "keys/keys.yaml", "--proof", name + "/y"],
            ["document", "open", d, "--purpose", "penyidikan", "--output", name + "/y"],
            ["init", "lain", "--keys", name], ["inbox", "--vault", name], ["case", "show", name],
            ["document", "withdraw", d, "--reason", "x", "--as", name], ["document", "move", d, "--compartment", name],
            ["grant", "refuse", name, "--reason", "x"], ["person", "approve", name], ["find", name, "--purpose", "x"],
            ["grant", "list", "--\(name)"], ["audit", "list", "--action", name], ["audit", "list", "--since", name],
            ["case", "export", played.caseID, "--to", "age1\(name)", "--output", "y"] + reason, [name],
        ] {
            let answer = try s.run("siti", words)
            #expect(answer.status == 1 || answer.status == 64, "\(answer)")
            #expect(Hostile.acting(in: answer.output + answer.error) == [], "\(answer)")
            #expect(isOneComplaint(answer.error) || words.count == 1, "\(answer)")
        }
        // Where it works, the path is told as codes too.
        let export =
            ["case", "export", played.caseID, "--to", "keys/rini@kejaksaan.card", "--output", name] + reason
            + ["--compartment", "evidence"]
        let done = try s.run("siti", export)
        #expect(
            done.status == 0 && Hostile.acting(in: done.error) == [] && done.error.contains(#"\u{202e}"#), "\(done)")
        #expect(try s.names(name).contains("manifest.json.age"))
    }

    @Test func `64 KiB in a field are stored whole or refused, and never crash a table`() throws {
        let (s, played) = try Session.played()
        let long = String(repeating: "ă", count: 32_400)
        let basis = "grant new \(played.caseID) --to dp2kbp3a/pendamping --compartment medical --purpose pendampingan"
        try s.done("siti", "\(basis) --until \(day(in: 3)) --basis -", input: long)
        try s.refuses(
            64, "siti", "\(basis) --until \(day(in: 3)) --basis -", input: long + long, en: "more than",
            id: "lebih dari")
        #expect(try s.done("ayu", "grant list --json").json["grants"][0]["basis"].text == long)
        #expect(try s.done("wati", "audit list --names").output.contains(long))
        let withdraw = "document withdraw \(played.letter) --reason -"
        try s.refuses(64, "siti", withdraw, input: long + long, en: "more than", id: "lebih dari")
        try s.done("siti", withdraw, input: long)
        for field in ["title", "kind"] {
            let input = #"{"title":"x","\#(field)":"\#(long)"}"#.replacing(#""title":"x","title""#, with: #""title""#)
            try s.refuses(64, "siti", "case new --from -", input: input, en: "too long", id: "terlalu panjang")
        }
        for field in ["alias", "relation", "name"] {
            let input = #"{"name":"x","\#(field)":"\#(long)\#(long)"}"#.replacing(
                #""name":"x","name""#, with: #""name""#)
            try s.refuses(
                64, "siti", "identity add \(played.caseID) --from -", input: input, en: "too long",
                id: "terlalu panjang")
        }
        let terminal = try s.terminal("ayu", "inbox --no-pager", columns: 40)
        #expect(try terminal.end() == 0)
    }
}
