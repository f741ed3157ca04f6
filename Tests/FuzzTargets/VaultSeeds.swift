import Age
import Casework
import Files
import Ledger
import Sodium
import Vocabulary

@testable import Vault

extension Seed {
    static func vault() throws -> [Seed] {
        let handle = try Handle("siti@unit-ppa")
        let key = try PersonKey(seed: try Fixed.seed("person"), handle: handle, name: "Siti Rahma")
        let bundle = Array(try Fixed.bundleHeader().utf8) + Sample.hash.bytes
        let hybrid = try Fixed.hybrid.get()
        let pin = Pin(
            vault: Fixed.vault, head: TreeHead(size: 7, root: Sample.hash),
            roster: RosterHead(count: 3, digest: Sample.hash), mailbox: try Fixed.recipient("mailbox"),
            role: try RoleName("unit-ppa/penyidik"))
        let identity =
            #"{"name":"Siti Nurhaliza binti M. Aḥmad","nik":"1609014507100001","birthDate":"2010-07-05","sex":"F","#
            + #""alias":"Mawar","phone":"0812-3456-7890 atau +62 813 5555 6666","relation":"anak-korban","notes":"\u202e\n"}"#
        return [
            Seed("json", "identity", identity),
            Seed(
                "json", "values",
                #" [ null , true,false, -0.5E+10, 12345678901234567890, "\u00e9\ud83d\ude00\/", {} ] "#),
            Seed("json", "number", "0"), Seed("key-text", "plain", plain(try key.text())),
            Seed("key-bundle", "open", bundle),
            Seed("key-bundle", "sealed", try AgeFile.seal(bundle.span, to: [hybrid.value.recipient]), isSealed: true),
            Seed("export-manifest", "two", exportManifest(records: 2)),
            Seed("export-manifest", "none", exportManifest(records: 0)),
            Seed("verified-log", "small", try verifiedLog(cases: 2)),
            Seed("verified-log", "empty", try verifiedLog(cases: 0)),
            Seed("pin", "plain", pin.text), Seed("nik", "plain", "1609014507100001"),
            Seed("nik", "written", "16.09.01 450710-0001\n2010-07-05\nF"),
            Seed("nik", "nobody", "0000000000000000\n2010-02-30\nM"), Seed("phone", "mobile", "0812-3456-7890"),
            Seed("phone", "international", "+62 (0) 812 3456 7890"), Seed("phone", "abroad", "0060 12-345 6789"),
            Seed("name-words", "titles", "Hj. Siti Nurhaliza binti M. Aḥmad, S.Pd."),
            Seed("name-words", "compound", "Nurrohman Abdurrahman Tjahjo Soekarno"),
            Seed("name-words", "initials", "M. A."), Seed("name-words", "ideograph", "王 \u{ff21}\u{ff22}"),
            Seed("search-terms", "identity", identity),
            Seed("search-terms", "arrays", #"{"name":["A'isyah","Desy"],"phone":["08123456789; 0813 / 0"],"nik":[1]}"#),
            Seed("identity-fields", "whole", identity), Seed("identity-fields", "short", #"{"name":"Siti"}"#),
            Seed("identity-fields", "absent", #"{"name":"x","nik":null,"alias":"","sex":"","birthDate":null}"#),
        ]
    }

    private static func exportManifest(records: Int) -> String {
        let items = (0..<records).map { number in
            let id = "D-000000000000000\(number)"
            return
                #"{"record":"\#(id)","file":"\#(id).age","version":1,"size":\#(number),"sha256":"\#(Sample.hash.hex)","#
                + #""salt":"00","label":"Visum \u202e","about":[{"deep":null}]}"#
        }
        return "brankas/export/v1\n"
            + #"{"format":"brankas/export/v1","vault":"\#(Fixed.vault.text)","case":"K-0000000000000001","#
            + #""by":"siti@unit-ppa","purpose":"penuntutan","exported":"2026-03-02T08:00:00Z","entry":7,"#
            + #""records":[\#(items.joined(separator: ","))],"unreadable":[]}"# + "\n"
    }

    private static func verifiedLog(cases: Int) throws -> [UInt8] {
        var tree = RunningTree()
        for _ in 0..<5 { tree.append(Sample.hash) }
        let time = Instant(seconds: 1_790_000_000)
        let handle = try Handle("siti@unit-ppa")
        var past = LogPast()
        for number in 0..<cases {
            let id = try CaseID("K-000000000000000\(number)")
            past.chains[id] = LogPast.Link(
                number: 3, hash: Sample.hash, trail: ChainHead(count: 2, digest: Sample.hash))
            past.addConcern(id, to: try RoleName("unit-ppa/penyidik"))
        }
        return VerifiedLog(
            vault: Fixed.vault, tree: tree, roster: RosterHead(count: 3, digest: Sample.hash), signatures: 5,
            past: LogPast(
                time: time, chains: past.chains, concerned: past.concerned,
                searches: [LogPast.Search(actor: handle, time: time)],
                recent: [LogPast.Seen(time: time, request: Sample.hash)], letters: [Sample.hash])
        ).bytes
    }

    static func program() throws -> [Seed] {
        let keys = """
            vault: okuselatan
            agencies:
              dp2kbp3a: { name: "DP2KBP3A", admin: admin@dp2kbp3a.card }
              unit-ppa:
                name: 'Unit PPA'
                admin: admin@unit-ppa.card
            roles:
              dp2kbp3a/pendamping: [create, add, share, search]
              unit-ppa/kanit: [approve]
            compartments: [identity, evidence]

            """
        let rules =
            "timezone: Asia/Jayapura\nrules:\n  longest-grant-days: 30\n  searches-per-day: 0\n"
            + "  approvals: { identity: 2, enrolment: 1 }\n"
        let pdf = Array("%PDF-1.7\n".utf8)
        return [
            Seed("keys-file", "plain", keys), Seed("keys-file", "example", try example()),
            Seed("keys-file", "rules", keys + rules),
            Seed(
                "keys-file", "bad-anchors",
                keys.replacing("[create", with: "&a [create").replacing("[approve]", with: "*a")
            ),
            Seed("address", "socket", "unix:/run/brankas/okuselatan.sock"), Seed("address", "folder", "/srv/brankas"),
            Seed("address", "ssh", "ssh://brankas-gate@brankas.example:2222/okuselatan"),
            Seed("date", "day", "2026-11-21"), Seed("date", "moment", "2026-11-21T20:00:00Z"),
            Seed("date", "last", "9998-12-31"), Seed("media-type", "pdf", pdf),
            Seed("media-type", "text", "catatan\r\n"),
            Seed("media-type", "mp4", [0, 0, 0, 0] + Array("ftypisom".utf8)),
            Seed("terminal-text", "lines", "satu\r\ndua\ttiga\nempat é王😀"), Seed("terminal-text", "nothing", ""),
            Seed("keys", "letters", "Sri Wahyuni é王😀"),
        ]
    }

    /// The keys file that newcomers copy, as it lies in the repository.
    private static func example() throws -> [UInt8] {
        let root = #filePath.split(separator: "/").dropLast(3).map { "/" + $0 }.joined()
        return try File.openOwn(root + "/keys.example").readAll(limit: 262_144)
    }
}
