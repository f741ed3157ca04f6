import Foundation
import Testing

/// Something done to a database behind the program's back.
struct Damage: Sendable, CustomTestStringConvertible {
    let testDescription: String
    let sql: String
    let says: String

    init(_ what: String, _ sql: String, says: String) {
        (testDescription, self.sql, self.says) = (what, sql, says)
    }

    /// Found by the next command of anybody.
    static let atOnce = [
        Damage(
            "a leaf edited",
            "UPDATE ledger SET leaf = CAST(substr(leaf, 1, length(leaf) - 1) || x'5a5a' AS BLOB) WHERE seq = 9",
            says: "the vault is damaged: ledger, entry 9"),
        Damage(
            "a leaf's byte changed", "UPDATE ledger SET leaf = zeroblob(length(leaf)) WHERE seq = 9",
            says: "ledger, entry 9"),
        Damage(
            "two leaves swapped",
            """
            CREATE TEMP TABLE t AS SELECT seq, leaf FROM ledger WHERE seq IN (9, 10);
            UPDATE ledger SET leaf = (SELECT leaf FROM t WHERE t.seq = 19 - ledger.seq) WHERE seq IN (9, 10)
            """, says: "ledger, entry 9"),
        Damage(
            "the last entries cut", "DELETE FROM ledger WHERE seq > (SELECT max(seq) FROM ledger) - 3",
            says: "entries"),
        Damage(
            "the last entries cut, and the head told so",
            """
            DELETE FROM ledger WHERE seq > (SELECT max(seq) FROM ledger) - 3;
            UPDATE head SET size = size - 3
            """, says: "ledger, checkpoint"),
        Damage("an entry taken out", "DELETE FROM ledger WHERE seq = 9", says: "ledger"),
        Damage(
            "the tree edited", "UPDATE tree SET hash = zeroblob(32) WHERE level = 0 AND position = 9",
            says: "ledger"),
        Damage("the checkpoint edited", "UPDATE head SET checkpoint = x'41'", says: "ledger, checkpoint"),
        Damage("no checkpoint", "DELETE FROM head", says: "damaged"),
        Damage(
            "the roster cut", "DELETE FROM roster WHERE position = (SELECT max(position) FROM roster)", says: "roster"),
        Damage(
            "the seed's hash edited", "UPDATE vault SET sealed_seed = '\(String(repeating: "0", count: 64))'",
            says: "custody/custodian.age"),
        Damage("a table gone", "DROP TABLE tree", says: "damaged"),
    ]

    /// Found by `verify`.
    static let byVerify = [
        Damage(
            "an entry's time edited", "UPDATE ledger SET time = time - 86400 WHERE seq = 9",
            says: "ledger, entry 9"),
        Damage(
            "an entry said to be another's",
            "UPDATE ledger SET actor = (SELECT actor FROM ledger WHERE seq = 0) WHERE seq = (SELECT max(seq) FROM ledger)",
            says: "ledger, entry"),
        Damage(
            "a denial said to be none", "UPDATE ledger SET denied = 1 WHERE seq = 9",
            says: "ledger, entry 9"),
        Damage(
            "a manifest edited",
            "UPDATE ledger SET manifest = zeroblob(length(manifest)) WHERE seq = (SELECT max(seq) FROM ledger WHERE record IS NOT NULL)",
            says: "ledger, entry"),
        Damage(
            "a sealed thing gone",
            "DELETE FROM personal; DELETE FROM things WHERE item = (SELECT max(item) FROM things)",
            says: "index, personal"),
        Damage("a grant's row gone", "DELETE FROM grants", says: "index, grants"),
        Damage(
            "a record's row gone", "DELETE FROM tokens; DELETE FROM records WHERE id LIKE 'D-%'", says: "index, records"
        ),
        Damage("an object's row gone", "DELETE FROM objects", says: "entry"),
        Damage("a NIK that is found no more", "DELETE FROM tokens", says: "index, tokens"),
        Damage("nobody's case", "DELETE FROM concerns", says: "index, concerns"),
        Damage("a ledger that may be rewritten", "DROP TRIGGER ledger_stays", says: "index, schema"),
        Damage("an index gone", "DROP INDEX ledger_record", says: "index, schema"),
        Damage("a table too many", "CREATE TABLE notes (text TEXT)", says: "index, schema"),
    ]
}

@Suite("verify: the index")
struct IndexDamageScenarios {
    @Test(.inAFolder, arguments: Damage.atOnce)
    func `is found at the next command`(damage: Damage) throws {
        let (s, _) = try Session.played()
        try s.sql("vault/index.sqlite", damage.sql)
        try s.fails(65, "siti", "case list", says: damage.says)
        let indonesian = try s.run("wati", "audit verify --lang id")
        #expect(indonesian.status == 65 && isOneComplaint(indonesian.error), "\(indonesian)")
        #expect(indonesian.error.contains("\npetunjuk: jangan lanjutkan"), "\(indonesian)")
    }

    @Test(arguments: Damage.byVerify)
    func `is found by verify`(damage: Damage) throws {
        let (s, _) = try Session.played()
        try s.sql("vault/index.sqlite", damage.sql)
        let answer = try s.run("lina", "verify --json")
        #expect(answer.status == 65 && !answer.json["ok"].isTrue && !answer.json["damages"].texts.isEmpty, "\(answer)")
        #expect(isOneComplaint(answer.error) && answer.error.contains(damage.says), "\(answer)")
    }

    @Test(.inAFolder, arguments: Tongue.allCases)
    func `one whose rows are lost is made anew from the ledger`(say: Tongue) throws {
        let (s, played) = try Session.played()
        try s.sql(
            "vault/index.sqlite",
            """
            DELETE FROM roster; DELETE FROM concerns; DELETE FROM tree; DELETE FROM records; DELETE FROM objects;
            UPDATE ledger SET case_id = NULL, number = NULL, change = NULL, record = NULL;
            """)
        try s.fails(65, "siti", "case list", says: "the vault is damaged")
        try s.fails(64, "siti", "verify --rebuild --read-only", says: "--rebuild")
        let made = try s.done("siti", "verify --rebuild --lang \(say.rawValue)")
        #expect(made.error.contains(say(id: "Indeks dibuat ulang dari ", en: "The index was made anew from ")))
        #expect(made.output.hasPrefix(say(id: "Isi brankas utuh: ", en: "The vault is whole: ")))
        #expect(try s.done("siti", "document open \(played.letter) --purpose penyidikan").output == Played.letterText)
        try s.done("siti", "document open \(played.video) --purpose penyidikan --output video")
        try s.done("wati", "audit verify")
        // What is signed can't be made anew.
        try s.sql("vault/index.sqlite", "UPDATE ledger SET leaf = zeroblob(length(leaf)) WHERE seq = 5")
        try s.fails(65, "siti", "verify --rebuild", says: "the vault is damaged")
        #expect(!s.exists("vault/index.sqlite.new"))
    }

    @Test(.inAFolder) func `it is not made anew in a copy that nobody agreed to, nor where the ledger was rolled back`()
        throws
    {
        let (s, _) = try Session.played()
        try s.copyVault(to: "kemarin")
        try s.done("siti", "case list")
        let copy = try s.shell(
            "siti", "exec 8>&2; '\(Session.program)' verify --rebuild --vault kemarin --passphrase-fd 9; echo $?")
        #expect(copy.output == "1\n" && copy.error.contains("is not where you last worked"), "\(copy)")
        try s.restoreVault(from: "kemarin")
        let older = try s.fails(65, "siti", "verify --rebuild", says: "the ledger was rolled back or rewritten")
        #expect(!older.error.contains("made anew"))
    }

    @Test(.inAFolder) func `a file that is no database is damage, one that is missing is no vault`() throws {
        let (s, played) = try Session.played()
        try s.copyVault(to: "asli")
        try s.write("vault/index.sqlite", noise(40_000, seed: 3))
        try s.fails(65, "siti", "case list", says: "the vault is damaged")
        try s.restoreVault(from: "asli")
        try s.flip("vault/custody/custodian.age", at: -5)
        try s.fails(65, "siti", "case list", says: "custody/custodian.age")
        try s.restoreVault(from: "asli")
        try FileManager.default.removeItem(atPath: s.path("vault/index.sqlite"))
        try s.fails(1, "siti", "case list", says: "is not a vault")
        try s.restoreVault(from: "asli")
        #expect(try s.done("siti", "document open \(played.letter) --purpose penyidikan").output == Played.letterText)
    }

    @Test func `a small document edited in the index is not opened`() throws {
        let (s, played) = try Session.played()
        // The largest thing of the entry that added the letter is neither key nor metadata.
        try s.sql(
            "vault/index.sqlite",
            """
            UPDATE things SET bytes = zeroblob(length(bytes))
            WHERE seq = (SELECT min(seq) FROM ledger WHERE record = '\(played.letter)')
            """)
        try s.fails(65, "siti", "document open \(played.letter) --purpose penyidikan --output x", says: "damaged")
        #expect(!s.exists("x"))
        try s.fails(65, "lina", "verify")
    }
}

@Suite("verify: objects and halves")
struct StoreDamageScenarios {
    enum ObjectDamage: CaseIterable, Sendable {
        case firstByteFlipped, lastByteFlipped, truncated, emptied, extended, deleted, swapped, chunkCut
    }

    private func damage(_ s: Session, _ what: ObjectDamage, _ object: String, _ other: String) throws {
        let bytes = try s.read(object)
        switch what {
        case .firstByteFlipped: try s.flip(object, at: 20)
        case .lastByteFlipped: try s.flip(object, at: -1)
        case .truncated: try s.write(object, Array(bytes.dropLast(1)))
        case .emptied: try s.write(object, "")
        case .extended: try s.write(object, bytes + [0])
        case .deleted: try FileManager.default.removeItem(atPath: s.path(object))
        case .swapped:
            try s.write(object, try s.read(other))
            try s.write(other, bytes)
        // The age payload: 16 bytes of nonce, then chunks of 64 KiB and 16 bytes.
        case .chunkCut: try s.write(object, Array(bytes.prefix(16 + 65_552)))
        }
    }

    @Test(arguments: ObjectDamage.allCases)
    func `a damaged object is not opened, and verify finds it`(what: ObjectDamage) throws {
        let (s, played) = try Session.played()
        let object = try #require(s.files(under: "vault/objects").first)
        try s.write("lain.bin", noise(200_000, seed: 99))
        _ = try s.addDocument("siti", played.caseID, "lain.bin", to: "evidence")
        let other = try #require(s.files(under: "vault/objects").first { $0 != object })
        try damage(s, what, object, other)
        let open = "document open \(played.video) --purpose penyidikan"
        try s.fails(65, "siti", "\(open) --output x.bin", says: played.video)
        #expect(!s.exists("x.bin"))
        #expect(try s.names().filter { $0.contains("part") }.isEmpty)
        let streamed = try s.run("siti", open)
        #expect(streamed.status == 65 && streamed.bytes.count < Played.videoBytes.count)
        #expect(Played.videoBytes.starts(with: streamed.bytes))
        let verified = try s.run("lina", "verify --json")
        #expect(verified.status == 65 && !verified.json["ok"].isTrue, "\(verified)")
        #expect(verified.error.contains("objects, "), "\(verified)")
        // What is whole still opens.
        #expect(try s.done("siti", "document open \(played.letter) --purpose penyidikan").output == Played.letterText)
    }

    @Test func `every damaged object is named, in the order of the entries`() throws {
        let (s, played) = try Session.played()
        var objects: [String: String] = [:]
        for number in 0..<6 {
            let before = Set(s.files(under: "vault/objects"))
            try s.write("f\(number)", noise(80_000, seed: UInt64(number)))
            let id = try s.addDocument("siti", played.caseID, "f\(number)", to: "evidence")
            objects[id] = s.files(under: "vault/objects").first { !before.contains($0) }
        }
        let ids = try s.documents("siti", played.caseID).filter { objects[$0] != nil }
        let damaged = [ids[1], ids[4], ids[5]]
        for id in damaged { try s.flip(try #require(objects[id]), at: 40_000) }
        let verified = try s.run("lina", "verify --json")
        #expect(verified.status == 65)
        #expect(verified.json["damages"].texts == damaged.map { "objects, \($0)" })
    }

    @Test func `with a key that holds a case, what is recorded of it is held against what was signed`() throws {
        let (s, played) = try Session.played()
        let answer = try s.done("siti", "verify --case \(played.caseID)")
        #expect(answer.output.contains("\(played.caseID): 4 records are as signed."), "\(answer)")
        let json = try s.done("siti", "verify --case \(played.caseID) --json").json
        #expect(json["commitments"].number == 4 && json["ok"].isTrue)
        #expect(!(try s.done("siti", "verify --json").json.keys.contains("commitments")))
        try s.fails(64, "siti", "verify --case D-1")
        try s.fails(77, "lina", "verify --case \(played.caseID)")
    }

    @Test(arguments: [
        (
            "swapped between two documents",
            """
            CREATE TEMP TABLE t AS SELECT seq, kind, half FROM halves;
            UPDATE halves SET half = (SELECT t.half FROM t WHERE t.kind = halves.kind AND t.seq <> halves.seq
                AND t.seq IN (%A, %B)) WHERE seq IN (%A, %B)
            """
        ),
        (
            "said to be another's",
            "UPDATE halves SET seq = -1 WHERE seq = %A; UPDATE halves SET seq = %A WHERE seq = %B"
        ),
        ("zeroed", "UPDATE halves SET half = zeroblob(length(half)) WHERE seq = %A"),
        ("deleted", "DELETE FROM halves WHERE seq = %A"),
    ])
    func `damaged halves open nothing, and verify finds them`(what: String, sql: String) throws {
        let (s, played) = try Session.played()
        func entry(_ record: String) throws -> String {
            let listed = try s.done("wati", "audit list --record \(record) --action document.add --json").json
            return String(try #require(listed["entries"].list.first)["seq"].number)
        }
        let (letter, video) = (try entry(played.letter), try entry(played.video))
        try s.sql("vault/custody/custody.sqlite", sql.replacing("%A", with: letter).replacing("%B", with: video))
        try s.fails(
            65, "siti", "document open \(played.letter) --purpose penyidikan", says: "custody, \(played.letter)")
        try s.fails(
            65, "joko", "document open \(played.letter) --purpose penuntutan", says: "custody, \(played.letter)")
        try s.fails(65, "lina", "verify", says: "custody, \(played.letter)")
    }

    @Test func `a document said to be another's is not opened`() throws {
        let (s, played) = try Session.played()
        try s.write("lain.bin", noise(200_000, seed: 99))
        let other = try s.addDocument("siti", played.caseID, "lain.bin", to: "evidence")
        try s.sql(
            "vault/index.sqlite",
            """
            CREATE TEMP TABLE t AS SELECT seq, name FROM objects;
            UPDATE objects SET name = name || 'x';
            UPDATE objects SET name = (SELECT t.name FROM t WHERE t.seq <> objects.seq)
            """)
        for id in [played.video, other] {
            try s.fails(65, "siti", "document open \(id) --purpose penyidikan --output x.bin", says: id)
        }
        try s.fails(65, "lina", "verify", says: "objects")
    }
}
