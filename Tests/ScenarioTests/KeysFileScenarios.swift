import Foundation
import Testing

/// One thing wrong in the keys file, and the line that the message names.
struct KeysFileFault: Sendable, CustomTestStringConvertible {
    let testDescription: String
    let old: String
    let new: String
    let line: Int
    let says: String

    init(_ what: String, _ old: String, _ new: String, line: Int, says: String) {
        (testDescription, self.old, self.new, self.line, self.says) = (what, old, new, line, says)
    }

    static let all = [
        KeysFileFault(
            "an unknown key", "vault: okuselatan\n", "vault: okuselatan\nowner: budi\n", line: 2,
            says: "unknown key 'owner'"),
        KeysFileFault("a missing key", "vault: okuselatan\n", "", line: 1, says: "'vault' is missing"),
        KeysFileFault(
            "an agency without a name", #"name: "Unit PPA Polres", "#, "", line: 4, says: "'name' is missing"),
        KeysFileFault(
            "an unknown key of an agency", #"{ name: "Unit PPA"#, #"{ kota: x, name: "Unit PPA"#, line: 4,
            says: "unknown key 'kota'"),
        KeysFileFault(
            "an unknown capability", "[approve]\n  dp2kbp3a/peng", "[setuju]\n  dp2kbp3a/peng", line: 8,
            says: "unknown capability 'setuju'"),
        KeysFileFault(
            "a role of an unlisted agency", "kejaksaan/jaksa:", "pengadilan/hakim:", line: 12,
            says: "agency 'pengadilan' is not listed"),
        KeysFileFault(
            "an admin's role, which exists by itself", "kejaksaan/jaksa:", "kejaksaan/admin:", line: 12,
            says: "'kejaksaan/admin' exists by itself"),
        KeysFileFault(
            "a card that is missing", "admin@kejaksaan.card", "tidak-ada.card", line: 5,
            says: "card 'tidak-ada.card' is missing or not valid"),
        KeysFileFault(
            "a card that is none", "admin@kejaksaan.card", "keys.yaml", line: 5,
            says: "card 'keys.yaml' is missing or not valid"),
        KeysFileFault(
            "another agency's card", "admin@kejaksaan.card", "admin@unit-ppa.card", line: 5,
            says: "the admin's card of 'kejaksaan' is another agency's"),
        KeysFileFault(
            "a role twice", "  unit-ppa/kanit:      [approve]\n",
            "  unit-ppa/kanit:      [approve]\n  unit-ppa/kanit: [add]\n", line: 11,
            says: "'unit-ppa/kanit' stands twice"),
        KeysFileFault(
            "a zone that is none", "vault: okuselatan\n", "vault: okuselatan\ntimezone: Mars/Olympus\n", line: 2,
            says: "the value of 'timezone' is not valid"),
        KeysFileFault(
            "a compartment that is in every case", "[identity, ", "[summary, ", line: 13,
            says: "'summary' exists by itself"),
        KeysFileFault(
            "a label in one language", "[identity, ", "{ identity: { id: identitas }, ", line: 13,
            says: "not valid YAML"),
        KeysFileFault(
            "a purpose's label in one language", "evidence]\n", "evidence]\npurposes: { lapor: { id: lapor } }\n",
            line: 14, says: "'en' is missing"),
        KeysFileFault(
            "a purpose that is no name", "evidence]\n", "evidence]\npurposes: [lapor diri]\n", line: 14,
            says: "the value of 'purposes' is not valid"),
        KeysFileFault(
            "no purpose", "evidence]\n", "evidence]\npurposes: []\n", line: 14,
            says: "the value of 'purposes' is not valid"),
        KeysFileFault(
            "an unknown rule", "evidence]\n", "evidence]\nrules: { berapa: 3 }\n", line: 14,
            says: "unknown key 'berapa'"),
        KeysFileFault(
            "an approval for a compartment that is not listed", "evidence]\n",
            "evidence]\nrules:\n  approvals: { alamat: 1 }\n", line: 15,
            says: "compartment 'alamat' is not listed"),
        KeysFileFault(
            "a number that is none", "evidence]\n", "evidence]\nrules: { searches-per-day: banyak }\n", line: 14,
            says: "the value of 'searches-per-day' is not valid"),
        KeysFileFault(
            "broken YAML", "compartments: [identity", "compartments: [[identity", line: 14, says: "not valid YAML"),
    ]
}

@Suite("the keys file")
struct KeysFileScenarios {
    @Test(arguments: KeysFileFault.all)
    func `a fault names its line`(fault: KeysFileFault) throws {
        let s = try Session.unfounded()
        #expect(World.keysFile.contains(fault.old))
        try s.write("keys/salah.yaml", World.keysFile.replacing(fault.old, with: fault.new))
        try s.fails(
            64, "dewi", "init vault --keys keys/salah.yaml", says: "keys file, line \(fault.line): \(fault.says)\n")
        #expect(!s.exists("vault"))
        let indonesian = try s.run("dewi", "init vault --keys keys/salah.yaml --lang id")
        #expect(indonesian.error.hasPrefix("brankas: berkas kunci bersama, baris \(fault.line): "), "\(indonesian)")
    }

    @Test func `what is no text at all is refused`() throws {
        let s = try Session.unfounded()
        try s.write("keys/kosong.yaml", "")
        try s.write("keys/biner.yaml", [0xff, 0xfe, 0x00, 0x80])
        try s.write("keys/panjang.yaml", [UInt8](repeating: 0x20, count: 300_000))
        try s.write("keys/daftar.yaml", "- vault\n- okuselatan\n")
        for name in ["kosong", "biner", "panjang", "daftar"] {
            try s.fails(64, "dewi", "init vault --keys keys/\(name).yaml", says: "keys file")
        }
        #expect(!s.exists("vault"))
    }

    @Test func `the rules of the keys file are the vault's`() throws {
        let s = try Session.unfounded()
        let rules = """
            rules:
              longest-grant-days: 30
              searches-per-day: 2
              approvals: { identity: 0, medical: 1, enrolment: 0 }

            """
        try s.write(
            "keys/keys.yaml",
            World.keysFile.replacing("agencies:\n", with: "timezone: Asia/Jayapura\nagencies:\n") + rules)
        try s.done("budi", "init vault --keys keys/keys.yaml")
        try s.done("budi", "person enroll --yes keys/siti@unit-ppa.card --role unit-ppa/penyidik")
        try s.done("rina", "person enroll --yes keys/joko@kejaksaan.card --role kejaksaan/jaksa")
        #expect(try s.done("siti", "show --json").json["timezone"].text == "Asia/Jayapura")
        let caseID = try s.newCase()
        func grant(_ compartment: String, _ until: String) -> String {
            "grant new \(caseID) --to kejaksaan/jaksa --compartment \(compartment) --purpose penuntutan --basis P-16"
                + " --until \(until) --json"
        }
        try s.fails(64, "siti", grant("evidence", day(in: 40)), says: "a grant lasts 30 days at most")
        #expect(try s.done("siti", grant("identity", day(in: 9))).json["state"].text == "active")
        #expect(try s.done("siti", grant("medical", day(in: 9))).json["state"].text == "waiting")
        for _ in 1...2 { try s.done("siti", "find nik --purpose penyidikan", input: Played.nik) }
        try s.fails(
            77, "siti", "find nik --purpose penyidikan", input: Played.nik,
            says: "the day's limit of searches is reached")
        // A day ends with its last second in the vault's zone: UTC+9.
        let until = try s.done("siti", "grant list \(caseID) --json").json["grants"][0]["until"].text
        #expect(until == "\(day(in: 9))T14:59:59Z")
    }
}
