import Foundation
import Glibc
import Testing

/// A string that must not be found, in the forms in which it could lie about.
struct Canary {
    let text: String
    let forms: [(name: String, bytes: [UInt8])]

    init(_ text: String) {
        self.text = text
        let utf8 = Array(text.utf8)
        let utf16 = text.utf16.flatMap { [UInt8(truncatingIfNeeded: $0), UInt8(truncatingIfNeeded: $0 >> 8)] }
        let hex = utf8.map { String($0 >> 4, radix: 16) + String($0 & 15, radix: 16) }.joined()
        var forms = [
            ("UTF-8", utf8), ("UTF-16LE", utf16), ("hex", Array(hex.utf8)), ("HEX", Array(hex.uppercased().utf8)),
            ("small letters", Array(text.lowercased().utf8)), ("capitals", Array(text.uppercased().utf8)),
        ]
        for shift in 0..<3 {
            let encoded = Canary.base64(utf8, shift: shift)
            forms.append(("base64+\(shift)", encoded))
            let url = encoded.map {
                $0 == UInt8(ascii: "+") ? UInt8(ascii: "-") : $0 == UInt8(ascii: "/") ? UInt8(ascii: "_") : $0
            }
            if url != encoded { forms.append(("base64url+\(shift)", url)) }
        }
        self.forms = forms
    }

    /// The digits of base 64 that depend on `bytes` alone, where `shift` bytes stand before them.
    private static func base64(_ bytes: [UInt8], shift: Int) -> [UInt8] {
        let digits = Array(Data([UInt8](repeating: 0, count: shift) + bytes).base64EncodedString().utf8)
        let first = (shift * 8 + 5) / 6
        let last = (shift + bytes.count) * 8 / 6
        return Array(digits[first..<last])
    }

    /// The forms in which it stands in `bytes`.
    func found(in bytes: [UInt8]) -> [String] {
        forms.filter { Self.contains(bytes, $0.bytes) }.map(\.name)
    }

    private static func contains(_ bytes: [UInt8], _ wanted: [UInt8]) -> Bool {
        bytes.withUnsafeBytes { all in
            guard let start = all.baseAddress, let first = wanted.first else { return false }
            var offset = 0
            while offset + wanted.count <= bytes.count,
                let hit = memchr(start + offset, Int32(first), bytes.count - wanted.count + 1 - offset)
            {
                if memcmp(hit, wanted, wanted.count) == 0 { return true }
                offset = UnsafeRawPointer(hit) - start + 1
            }
            return false
        }
    }
}

@Suite("the thief")
struct ThiefScenarios {
    private static let sensitive = [
        // Who, and whose.
        "Kenanga Wulandari", "1609015507110003", "Ibu Ratnasari", "081278901234", "Jalan Pelabuhan 17",
        "catatan-rahasia",
        // The case.
        "Operasi Simpang Tiga", "LP/B/771/XI/2026", "TPPO-anak", "2026-11-19",
        // Documents: names, labels, texts.
        "visum-korban.pdf", "rekaman-cctv.mp4", "Visum et repertum", "RSUD Muaradua", "dr. Hasanah",
        "hasil pemeriksaan luar", "terminal bus malam itu",
        // Why, and on what ground.
        "penuntutan", "pendampingan", "P-16/889/2026", "perkara dihentikan demi hukum", "mutasi ke Palembang",
        // People, agencies, roles.
        "Siti Rahmawati", "siti@unit-ppa", "joko@kejaksaan", "wati@dp2kbp3a", "admin@unit-ppa", "unit-ppa/penyidik",
        "kejaksaan/jaksa", "Unit PPA Polres", "Kejaksaan Negeri Muaradua", "P2KBP3A Okuselatan", "dp2kbp3a", "unit-ppa",
        "kejaksaan", "penyidik", "pengawas", "okuselatan",
        // What was done.
        "document.open", "identity.add", "grant.create",
        // Keys.
        "AGE-SECRET-KEY-PQ-1", "BEGIN AGE",
    ]

    /// Everything that can be done, with words that are found nowhere else.
    private func play() throws -> Session {
        let s = try Session.founded()
        let caseID = try s.done(
            "siti", "case new --from - --json",
            input:
                #"{"title":"Operasi Simpang Tiga","number":"LP/B/771/XI/2026","kind":"TPPO-anak","opened":"2026-11-19"}"#
        ).json["case"].text
        let identity = try s.done(
            "siti", "identity add \(caseID) --from - --json",
            input:
                #"{"name":"Kenanga Wulandari","nik":"1609015507110003","birthDate":"2011-07-15","sex":"F","address":"Jalan Pelabuhan 17","guardian":"Ibu Ratnasari","phone":"081278901234","notes":"catatan-rahasia"}"#
        ).json["identity"].text
        try s.write("visum-korban.pdf", "%PDF-1.7 hasil pemeriksaan luar\n")
        let scene = Array("terminal bus malam itu\n".utf8)
        try s.write("rekaman-cctv.mp4", (0..<20_000).flatMap { _ in scene })
        let about = #"{"label":"Visum et repertum","source":"RSUD Muaradua","collectedBy":"dr. Hasanah"}"#
        let documents = try s.done(
            "siti", "document add \(caseID) visum-korban.pdf rekaman-cctv.mp4 --compartment evidence --about - --json",
            input: about
        ).json["documents"].list.map { $0["document"].text }
        let grant = try s.done(
            "siti",
            "grant new \(caseID) --to kejaksaan/jaksa --compartment identity,evidence --purpose penuntutan --basis -"
                + " --until \(day(in: 30)) --json", input: "P-16/889/2026"
        ).json["grant"].text
        try s.done("tono", "grant approve --yes \(grant)")
        try s.done("joko", "identity open \(identity) --purpose penuntutan")
        for id in documents { try s.done("joko", "document open \(id) --purpose penuntutan") }
        try s.done("joko", "document open \(documents[1]) --purpose penuntutan --output keluar.mp4")
        try s.fails(77, "ayu", "document open \(documents[0]) --purpose pendampingan")
        try s.done("ayu", "find nik --purpose pendampingan", input: "1609015507110003")
        try s.done("siti", "case list")
        try s.done("siti", "document list \(caseID)")
        try s.done("siti", "grant revoke \(grant) --reason -", input: "perkara dihentikan demi hukum")
        _ = try s.addDocument("siti", caseID, "visum-korban.pdf", to: "evidence")
        try s.done("budi", "person dismiss sari@unit-ppa --reason -", input: "mutasi ke Palembang")
        try s.done("siti", "case close \(caseID)")
        try s.done("wati", "audit list --names")
        try s.done("wati", "audit verify")
        try s.done("wati", "verify")
        return s
    }

    @Test func `whoever has the disk finds no word of it`() throws {
        let s = try play()
        let canaries = Self.sensitive.map { Canary($0) }
        let files = s.files(under: "vault") + s.files(under: "state")
        #expect(files.count >= 12, "\(files)")
        #expect(files.contains("vault/index.sqlite") && files.contains("vault/custody/custody.sqlite"))
        for file in files {
            let bytes = try s.read(file)
            for canary in canaries {
                let forms = canary.found(in: bytes) + (file.contains(canary.text) ? ["path"] : [])
                #expect(forms.isEmpty, "\(canary.text) in \(file)")
            }
        }
        // The home stayed empty, and so did the place of temporary files.
        #expect(s.files(under: "home").isEmpty)
    }

    /// The search finds what is there: each word, in each form, anywhere.
    @Test func `the search would find each of them`() throws {
        for text in Self.sensitive {
            let canary = Canary(text)
            #expect(canary.found(in: noise(300, seed: 5)).isEmpty)
            let utf8 = Array(text.utf8)
            for padding in 0..<4 {
                let around = [UInt8](repeating: 0x7e, count: padding)
                let whole = around + utf8 + around
                #expect(canary.found(in: whole).contains("UTF-8"))
                let encoded = Array(Data(whole).base64EncodedString().utf8)
                #expect(canary.found(in: encoded) == ["base64+\(padding % 3)"])
                let digits = whole.map { String(format: "%02x", $0) }.joined()
                #expect(canary.found(in: Array(digits.utf8)).contains("hex"))
            }
            #expect(canary.found(in: Array(text.data(using: .utf16LittleEndian) ?? Data())) == ["UTF-16LE"])
        }
        let s = try Session.founded()
        let keysFile = try s.read("keys/keys.yaml")
        #expect(Canary("Unit PPA Polres").found(in: keysFile) == ["UTF-8"])
    }

    @Test(.inAFolder) func `nothing stays in the folder for temporary files`() throws {
        let s = try Session.founded()
        try FileManager.default.createDirectory(atPath: s.path("tmp"), withIntermediateDirectories: false)
        s.environment["TMPDIR"] = s.path("tmp")
        let caseID = try s.newCase()
        try s.write("besar.bin", noise(300_000, seed: 2))
        let id = try s.addDocument("siti", caseID, "besar.bin", to: "evidence")
        try s.done("siti", "document open \(id) --purpose penyidikan --output keluar.bin")
        #expect(try s.names("tmp").isEmpty)
        #expect(try s.names() == ["vault", "state", "keys", "home", "tmp", "besar.bin", "keluar.bin"])
    }
}
