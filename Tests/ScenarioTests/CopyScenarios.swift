import Foundation
import Testing

/// Looking at a copy is not working in it.
@Suite("copies")
struct CopyScenarios {
    /// Who says nothing of where they mean to work.
    private func plain(_ s: Session, _ who: String, _ command: String) throws -> Answer {
        let line = "exec 8>&2; '\(Session.program)' \(command) --passphrase-fd 9"
        return try s.shell(who, line)
    }

    private func files(_ s: Session, _ folder: String) throws -> [String: [UInt8]] {
        try Dictionary(uniqueKeysWithValues: s.files(under: folder).map { ($0, try s.read($0)) })
    }

    @Test(.inAFolder, arguments: Tongue.allCases)
    func `a copy is looked at without an entry and without a memory, and the vault does not look rolled back`(
        say: Tongue
    ) throws {
        let (s, played) = try Session.played()
        try s.done("wati", "verify")
        #expect(try plain(s, "wati", "verify").status == 0)
        try FileManager.default.copyItem(atPath: s.path("vault"), toPath: s.path("cadangan"))
        let entries = try s.entryCount() + 1
        let before = try files(s, "cadangan")
        let look = "verify --read-only --vault cadangan --lang \(say.rawValue)"
        let answer = try plain(s, "wati", look)
        #expect(answer.status == 0, "\(answer)")
        #expect(answer.error.contains(say(id: "Hanya dilihat", en: "Only looked at")), "\(answer)")
        #expect(answer.error.contains(say(id: "salinan ini berisi \(entries - 1)", en: "has \(entries - 1) entries")))
        #expect(answer.error.contains(say(id: "yang Anda ketahui: \(entries)", en: "you know of \(entries)")))
        let json = try plain(s, "wati", look + " --json").json
        #expect(json["ok"].isTrue && json["entries"].number == entries - 1)
        #expect(try files(s, "cadangan") == before)
        // Nothing was pinned: the true vault is what it was.
        #expect(try plain(s, "wati", "audit verify").status == 0)
        _ = played
    }

    /// What is in the log beside the database is a part of it.
    @Test(.inAFolder) func `the newest commits are in the copy, and a damage is found there`() throws {
        let (s, played) = try Session.played()
        // A process that holds the vault open keeps its log from being folded into the database.
        try s.write("surat2.txt", "baru")
        let line =
            "exec 8>&2; python3 -c 'import sqlite3,time;c=sqlite3.connect(\"vault/index.sqlite\");"
            + "c.execute(\"select 1 from vault\").fetchall();open(\"siap\",\"w\");time.sleep(4)' 9<&- & "
            + "until [ -e siap ]; do sleep 0.05; done;"
            + " $BRANKAS document add \(played.caseID) surat2.txt --compartment evidence --passphrase-fd 9;"
            + " cp -r vault cadangan; wait"
        #expect(try s.shell("siti", line).status == 0)
        let size = try FileManager.default.attributesOfItem(atPath: s.path("cadangan/index.sqlite-wal"))[.size] as? Int
        #expect((size ?? 0) > 0)
        let answer = try plain(s, "wati", "verify --read-only --vault cadangan --json")
        #expect(answer.json["records"].number == 5, "\(answer)")
        let object = try #require(s.files(under: "cadangan/objects").first)
        var bytes = try s.read(object)
        bytes[100] ^= 1
        try s.write(object, bytes)
        #expect(try plain(s, "wati", "verify --read-only --vault cadangan").status == 65)
    }

    @Test(.inAFolder, arguments: Tongue.allCases)
    func `a command tells the place where its officer worked from another, and asks`(say: Tongue) throws {
        let (s, _) = try Session.played()
        try s.done("siti", "case list")
        let lang = "--lang \(say.rawValue)"
        #expect(try plain(s, "siti", "case list").status == 0)
        // Another name is the same place; a copy under the old name is another.
        try FileManager.default.moveItem(atPath: s.path("vault"), toPath: s.path("asli"))
        #expect(try plain(s, "siti", "case list --vault asli").status == 0)
        try FileManager.default.copyItem(atPath: s.path("asli"), toPath: s.path("vault"))
        let says = say(id: "bukan yang Anda pakai sebelumnya", en: "is not where you last worked")
        for command in ["case list", "case show K-0000000000000000", "verify", "person list", "audit verify"] {
            s.expectFailure(try plain(s, "siti", "\(command) \(lang)"), 1, says)
        }
        // Nothing was entered there.
        let known = try plain(s, "wati", "verify --read-only --json").json["entries"].number
        let asli = try plain(s, "siti", "verify --vault asli --read-only --json").json["entries"].number
        #expect(known == asli)
        // At a terminal it is asked; a no ends it.
        let no = try s.terminalWithoutHere("siti", "case list --vault vault \(lang)")
        try no.expect(say(id: "Bekerja di sini mulai sekarang? [y/T] ", en: "Work here from now on? [y/N] "), type: "")
        #expect(try no.end() == 1)
        let yes = try s.terminalWithoutHere("siti", "case list --vault vault \(lang)")
        try yes.expect("]", type: say(id: "ya", en: "yes"))
        #expect(try yes.end() == 0)
        // From now on it is here, and no longer there.
        #expect(try plain(s, "siti", "case list").status == 0)
        s.expectFailure(try plain(s, "siti", "case list --vault asli \(lang)"), 65, nil)
        #expect(try plain(s, "wati", "case list --here --vault vault").status == 0)
    }

    @Test(.inAFolder, .enabled(if: Medium.canBeMounted), arguments: Tongue.allCases)
    func `a vault on a medium that can't be written is looked at, and nothing in it is opened`(say: Tongue) throws {
        let (s, played) = try Session.played()
        try FileManager.default.createDirectory(atPath: s.path("cakram"), withIntermediateDirectories: false)
        let lang = "--lang \(say.rawValue)"
        func on(_ who: String, _ command: String) throws -> Answer {
            try s.shell(
                who,
                "exec 8>&2; unshare -m bash -c \"mount --bind vault cakram && mount -o remount,ro,bind cakram &&"
                    + " '\(Session.program)' \(command) --vault cakram --passphrase-fd 9\" 9<&9")
        }
        let before = try files(s, "vault")
        #expect(try on("wati", "verify \(lang)").status == 0)
        #expect(try on("wati", "audit verify").status == 0)
        #expect(try on("wati", "person list").status == 0)
        #expect(try on("wati", "audit list --json").json["entries"].list.count > 10)
        let says = say(id: "brankas ini hanya dilihat", en: "this vault is only looked at")
        for (who, command) in [
            ("siti", "document open \(played.letter) --purpose penyidikan"),
            ("siti", "identity open \(played.identity) --purpose penyidikan"), ("siti", "case list"),
            ("siti", "document add \(played.caseID) keys/keys.yaml --compartment evidence"),
            ("siti", "case close \(played.caseID)"), ("wati", "witness"), ("wati", "audit export buku"),
            ("wati", "audit prove 3"), ("wati", "audit report"),
            ("budi", "person dismiss sari@unit-ppa --reason x"),
        ] {
            let answer = try on(who, "\(command) \(lang) --quiet")
            s.expectFailure(answer, 1, says)
        }
        let after = try files(s, "vault")
        for name in before.keys where !name.hasSuffix("-shm") { #expect(after[name] == before[name], "\(name)") }
        try s.done("wati", "audit verify")
    }
}
