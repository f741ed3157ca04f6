import Foundation
import Glibc
import Testing

/// A vault made once, to be copied by every test that plays in it.
struct World: Sendable {
    let folder: String

    struct Person: Sendable {
        let name: String
        let handle: String
        let fullName: String
        let roles: [String]
    }

    /// First names, by which tests call them. `asing` has a key and is enrolled nowhere.
    static let people: [Person] = [
        Person(name: "dewi", handle: "admin@dp2kbp3a", fullName: "Dewi Kusumawati", roles: []),
        Person(name: "budi", handle: "admin@unit-ppa", fullName: "Budi Hartawan", roles: []),
        Person(name: "rina", handle: "admin@kejaksaan", fullName: "Rina Marpaung", roles: []),
        Person(name: "ayu", handle: "ayu@dp2kbp3a", fullName: "Ayu Lestari", roles: ["dp2kbp3a/pendamping"]),
        Person(name: "lina", handle: "lina@dp2kbp3a", fullName: "Lina Sulastri", roles: ["dp2kbp3a/kepala"]),
        Person(name: "wati", handle: "wati@dp2kbp3a", fullName: "Wati Handayani", roles: ["dp2kbp3a/pengawas"]),
        Person(name: "siti", handle: "siti@unit-ppa", fullName: "Siti Rahmawati", roles: ["unit-ppa/penyidik"]),
        Person(name: "sari", handle: "sari@unit-ppa", fullName: "Sari Puspita", roles: ["unit-ppa/penyidik"]),
        Person(name: "tono", handle: "tono@unit-ppa", fullName: "Tono Wirawan", roles: ["unit-ppa/kanit"]),
        Person(name: "joko", handle: "joko@kejaksaan", fullName: "Joko Prabowo", roles: ["kejaksaan/jaksa"]),
        Person(name: "rini", handle: "rini@kejaksaan", fullName: "Rini Setyawati", roles: ["kejaksaan/jaksa"]),
        Person(name: "asing", handle: "asing@unit-ppa", fullName: "Orang Asing", roles: []),
    ]

    static let admins = ["dp2kbp3a": "dewi", "unit-ppa": "budi", "kejaksaan": "rina"]

    static let keysFile = """
        vault: okuselatan
        agencies:
          dp2kbp3a:  { name: "Dinas P2KBP3A Okuselatan", admin: admin@dp2kbp3a.card }
          unit-ppa:  { name: "Unit PPA Polres", admin: admin@unit-ppa.card }
          kejaksaan: { name: "Kejaksaan Negeri Muaradua", admin: admin@kejaksaan.card }
        roles:
          dp2kbp3a/pendamping: [create, add, share, search]
          dp2kbp3a/kepala:     [approve]
          dp2kbp3a/pengawas:   [audit, search]
          unit-ppa/penyidik:   [create, add, share, search]
          unit-ppa/kanit:      [approve]
          kejaksaan/jaksa:     [add]
        compartments: [identity, assessment, medical, statement, evidence]

        """

    /// Folders of worlds, removed when the tests end.
    private static let root: String = {
        var template = Array((NSTemporaryDirectory() + "/brankas-worlds-XXXXXX").utf8CString)
        mkdtemp(&template)
        atexit { try? FileManager.default.removeItem(atPath: World.root) }
        return String(decoding: template.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
    }()

    /// The program, for whoever works with a copy of a vault.
    static let programHere: String = {
        let path = root + "/brankas"
        // For drivers under other accounts, too.
        chmod(root, 0o711)
        let script = "#!/bin/sh\nexec '\(Session.program)' \"$@\" --here\n"
        _ = FileManager.default.createFile(
            atPath: path, contents: Data(script.utf8), attributes: [.posixPermissions: 0o755])
        return path
    }()

    /// Keeps what `session` has made.
    fileprivate init(keeping session: Session, as name: String) throws {
        folder = Self.root + "/" + name
        try session.daemon?.stop()
        session.daemon = nil
        try FileManager.default.moveItem(atPath: session.folder, toPath: folder)
    }

    // MARK: Stages

    /// Keys and a keys file.
    static let keys = Result { () throws -> World in
        let session = try Session()
        for part in ["keys", "state", "vault"] {
            try FileManager.default.createDirectory(atPath: session.path(part), withIntermediateDirectories: false)
        }
        for person in people {
            let answer = try session.run(
                "key new \(person.handle) --name '\(person.fullName)' --output keys/\(person.name).age"
                    + " --work-factor 4 --passphrase-fd 9",
                passphrases: [Session.passphrase(person.name)])
            try #require(answer.status == 0, "\(answer)")
        }
        try session.write("keys/keys.yaml", keysFile)
        return try World(keeping: session, as: "keys")
    }

    /// Three agencies, everybody enrolled.
    static let founded = Result { try staffed(.current) }
    /// The same, with a custodian that is served at a socket.
    static let served = Door.current == .socket ? founded : Result { try staffed(.socket) }

    private static func staffed(_ door: Door) throws -> World {
        let session = try Session(keys.get(), at: door)
        try FileManager.default.removeItem(atPath: session.path("vault"))
        try session.found()
        for person in people where !person.roles.isEmpty {
            let agency = person.handle.split(separator: "@")[1]
            let roles = person.roles.map { "--role \($0)" }.joined(separator: " ")
            let answer = try session.run(
                admins[String(agency)] ?? "", "person enroll --yes keys/\(person.handle).card \(roles)")
            try #require(answer.status == 0, "\(answer)")
        }
        // Everybody has been here once: nobody is greeted any more.
        for person in people where !person.roles.isEmpty { try session.done(person.name, "person list") }
        return try World(keeping: session, as: "founded-\(door)")
    }
}

/// A case of Unit PPA: an identity, evidence in two sizes, a statement; the prosecutors hold its evidence.
struct Played: Sendable {
    let world: World
    let caseID: String
    let identity: String
    /// `surat.txt`, in the index.
    let letter: String
    /// `video.bin`, an object of its own.
    let video: String
    let statement: String
    let grant: String

    static let letterText = "Surat keterangan saksi mata di Terminal Simpang\n"
    static let statementText = "Keterangan korban: dibawa dengan janji pekerjaan\n"
    static let videoBytes = noise(200_000, seed: 7)
    static let identityText =
        #"{"name":"Bunga Melati","nik":"1609014507100001","birthDate":"2010-07-05","sex":"F","extra":{"julukan":["Nga"],"lvl":1.50}}"#
    static let nik = "1609014507100001"

    static let shared = Result { () throws -> Played in
        let session = try Session(World.founded.get())
        let caseID = try session.newCase(title: "TPPO Simpang", number: "LP/B/12/XI/2026")
        let identity = try session.done(
            "siti", "identity add \(caseID) --from - --json", input: identityText
        ).json["identity"].text
        try session.write("surat.txt", letterText)
        try session.write("video.bin", videoBytes)
        try session.write("bap.txt", statementText)
        let evidence = try session.done(
            "siti", "document add \(caseID) surat.txt video.bin --compartment evidence --json"
        ).json["documents"]
        let statement = try session.addDocument("siti", caseID, "bap.txt", to: "statement")
        let grant = try session.grant(caseID)
        for name in ["surat.txt", "video.bin", "bap.txt"] {
            try FileManager.default.removeItem(atPath: session.path(name))
        }
        return Played(
            world: try World(keeping: session, as: "played"), caseID: caseID, identity: identity,
            letter: evidence[0]["document"].text, video: evidence[1]["document"].text, statement: statement,
            grant: grant)
    }
}

/// The day so many days from now, `YYYY-MM-DD`.
func day(in days: Int) -> String {
    // In Jakarta it is seven hours later, all year round: there a month ends while it goes on elsewhere.
    let moment = Date(timeIntervalSinceNow: Double(days) * 86_400 + 7 * 3_600)
    return String(moment.formatted(.iso8601).prefix(10))
}

/// `count` bytes that look like nothing, the same for the same seed.
func noise(_ count: Int, seed: UInt64) -> [UInt8] {
    var state = seed &* 0x9e37_79b9_7f4a_7c15 | 1
    return (0..<count).map { _ in
        state ^= state << 13
        state ^= state >> 7
        state ^= state << 17
        return UInt8(truncatingIfNeeded: state >> 24)
    }
}

extension Session {
    static func keys() throws -> Session { try Session(World.keys.get()) }
    static func unfounded() throws -> Session {
        let session = try keys()
        try FileManager.default.removeItem(atPath: session.path("vault"))
        return session
    }
    static func founded() throws -> Session { try Session(World.founded.get()) }
    static func played() throws -> (Session, Played) {
        let played = try Played.shared.get()
        return (try Session(played.world), played)
    }

    func newCase(by who: String = "siti", title: String = "TPPO", number: String = "LP/1") throws -> String {
        try done(who, "case new --from - --json", input: #"{"title":"\#(title)","number":"\#(number)"}"#)
            .json["case"].text
    }

    func addDocument(_ who: String, _ caseID: String, _ file: String, to compartment: String) throws -> String {
        try done(who, "document add \(caseID) \(file) --compartment \(compartment) --again --json")
            .json["documents"][0]["document"].text
    }

    /// Evidence to the prosecutors, if nothing else is said.
    func grant(
        by who: String = "siti", _ caseID: String, to role: String = "kejaksaan/jaksa",
        _ compartments: String = "evidence", until: String = day(in: 300), purpose: String = "penuntutan",
        more: String = ""
    ) throws -> String {
        try done(
            who,
            "grant new \(caseID) --to \(role) --compartment \(compartments) --purpose \(purpose) --basis -"
                + " --until \(until) \(more) --json", input: "P-16/1/2026\n"
        ).json["grant"].text
    }

    /// The ids of the documents that `who` is shown.
    func documents(_ who: String, _ caseID: String) throws -> [String] {
        try done(who, "document list \(caseID) --json").json["documents"].list.map { $0["document"].text }
    }

    /// The last denied entry, as the supervisor reads it.
    func lastDenial() throws -> Value {
        try done("wati", "audit list --json --outcome denied").json["entries"].list.last ?? Value(nil)
    }

    /// How many entries the ledger has, before the one that this reading makes.
    func entryCount() throws -> Int {
        try done("wati", "verify --json").json["entries"].number - 1
    }

    /// The command is denied, and the ledger says so.
    func denied(
        _ who: String, _ command: String, why: String, action: String, input: String? = nil,
        _ location: SourceLocation = #_sourceLocation
    ) throws {
        try fails(77, who, command, input: input, says: "denied: ", location)
        let entry = try lastDenial()
        let handle = World.people.first { $0.name == who }?.handle
        #expect(entry["actor"].text == handle, "\(command)", sourceLocation: location)
        #expect(entry["outcome"].text == "denied", sourceLocation: location)
        #expect(entry["why"].text == why, "\(command)", sourceLocation: location)
        #expect(entry["action"].text == action, "\(command)", sourceLocation: location)
    }
}
