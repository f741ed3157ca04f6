import Casework
import Files
import Foundation
import Ledger
import Makers
import SQLiteStore
import Service
import Sodium
import Store
import Synchronization
import Testing
import Vocabulary
import Wire

@testable import Custodian
@testable import Vault

/// The people of every world: three agencies, each with an admin.
enum Who: String, CaseIterable, Sendable {
    case officeAdmin = "admin@dp2kbp3a"
    case policeAdmin = "admin@unit-ppa"
    case courtAdmin = "admin@kejaksaan"
    /// Companions: they make cases.
    case sari = "sari@dp2kbp3a"
    case tuti = "tuti@dp2kbp3a"
    /// Head of the office, who approves.
    case ratna = "ratna@dp2kbp3a"
    /// Oversight.
    case dewi = "dewi@dp2kbp3a"
    /// Investigators.
    case siti = "siti@unit-ppa"
    case budi = "budi@unit-ppa"
    /// Prosecutor.
    case rina = "rina@kejaksaan"

    var handle: Handle { known { try Handle(rawValue) } }

    var name: String { "Petugas " + rawValue }

    var role: RoleName {
        switch self {
        case .officeAdmin, .policeAdmin, .courtAdmin: .admin(of: handle.agency)
        case .sari, .tuti: .companion
        case .ratna: .head
        case .dewi: .oversight
        case .siti, .budi: .investigator
        case .rina: .prosecutor
        }
    }

    var admin: Who {
        switch handle.agency {
        case Who.officeAdmin.handle.agency: .officeAdmin
        case Who.policeAdmin.handle.agency: .policeAdmin
        default: .courtAdmin
        }
    }

    static let admins: [Who] = [.officeAdmin, .policeAdmin, .courtAdmin]
}

/// For constants of the tests: what can't fail.
func known<R>(_ body: () throws -> R) -> R {
    do { return try body() } catch { fatalError("a constant of the tests: \(error)") }
}

extension RoleName {
    static let companion = known { try RoleName("dp2kbp3a/pendamping") }
    static let head = known { try RoleName("dp2kbp3a/kepala") }
    static let oversight = known { try RoleName("dp2kbp3a/pengawas") }
    static let investigator = known { try RoleName("unit-ppa/penyidik") }
    static let prosecutor = known { try RoleName("kejaksaan/jaksa") }
}

extension CompartmentName {
    static let evidence = known { try CompartmentName("evidence") }
    static let medical = known { try CompartmentName("medical") }
}

/// A clock that stands until it is moved.
final class Clock: Sendable {
    private let time: Mutex<Instant>
    var now: Instant {
        get { time.withLock { $0 } }
        set { time.withLock { $0 = newValue } }
    }
    init(_ now: Instant) { time = Mutex(now) }
    func advance(seconds: Int64) { now = now.adding(seconds: seconds) }
    func advance(days: Int64) { advance(seconds: days * 86_400) }
}

/// Takes what is opened and counts it.
final class Sink {
    private(set) var bytes: [UInt8] = []
    var count: Int { bytes.count }
    func take(_ chunk: Span<UInt8>) { for index in 0..<chunk.count { bytes.append(chunk[index]) } }
}

/// One vault in a folder of its own, with a steerable clock and everybody's keys.
final class World {
    static let start = known { try Instant("2026-03-02T08:00:00Z") }

    let root: String
    let clock = Clock(World.start)
    let template: Template
    /// As the program has it.
    var engine: any Engine = SQLiteEngine(readers: 0)
    /// By what officers reach the custodian: over a connection, or within the process. `BRANKAS_WIRE=1` makes it the former for all.
    var isWired = ProcessInfo.processInfo.environment["BRANKAS_WIRE"] == "1"
    private let connections = DispatchGroup()
    private var fileCount = 0
    private var running: Custodian?
    private var officers: [Who: Officer] = [:]
    private var serving: Server?

    var folder: String { root + "/vault" }
    var vault: VaultID { template.vault }

    /// A copy of the vault that was founded and staffed for all worlds.
    convenience init() throws {
        try self.init(copying: try Template.staffed.get())
    }

    convenience init(copying template: Template) throws {
        try self.init(copying: template.root, of: template)
    }

    /// A copy of the folder `origin`, in which a world of `template` rests.
    init(copying origin: String, of template: Template, at now: Instant = World.start) throws {
        self.template = template
        clock.now = now
        root = NSTemporaryDirectory() + "brankas-" + Hex.encode(Random.bytes(8))
        try FileManager.default.copyItem(atPath: origin, toPath: root)
    }

    deinit {
        close()
        try? FileManager.default.removeItem(atPath: root)
    }

    /// The custodian on this folder; one for the whole world until `close`.
    var custodian: Custodian {
        get throws {
            if let running { return running }
            let custodian = try makeCustodian()
            running = custodian
            return custodian
        }
    }

    /// The custodian at its door; one until `close`.
    var server: Server {
        get throws {
            if let serving { return serving }
            let server = Server(.vault(try custodian)) { Issue.record($0) }
            serving = server
            return server
        }
    }

    func sealedVault() throws -> SealedVault { try Custodian.sealedSeed(folder: folder, engine: engine) }

    func makeCustodian() throws -> Custodian {
        let clock = clock
        if template.isServed {
            return try Custodian.serving(
                folder: folder, engine: engine, seed: template.seed.secret, clock: { clock.now })
        }
        return try Custodian(folder: folder, engine: engine, seed: template.seed.secret, clock: { clock.now })
    }

    /// Ends the custodian, so that the folder is at rest.
    func close() {
        officers = [:]
        running = nil
        serving = nil
        // Whoever serves a connection has the vault open until that is gone; a test that keeps an officer keeps it.
        _ = connections.wait(timeout: .now() + 1)
    }

    func pins(_ who: Who) -> PinStore { PinStore(folder: "\(root)/pins/\(who.rawValue)") }

    func key(_ who: Who) throws -> PersonKey { try template.key(who) }

    /// An officer at work: through `custody` if given, else the one who greeted this world's custodian before.
    func officer(_ who: Who, through custody: (any Custody)? = nil) throws -> Officer {
        if custody == nil, let known = officers[who] { return known }
        let officer = try greet(who, through: custody)
        if custody == nil { officers[who] = officer }
        return officer
    }

    /// An officer who greets anew, on their own pin.
    private func reached(_ custodian: Custodian, by who: Who) throws -> any Custody {
        if template.isServed {
            let key = try key(who)
            let known = try pins(who).load(vault, key)?.head ?? .empty
            let channel = try Wired.connection(to: try server, in: connections)
            return try RemoteCustody(try RemoteSession(channel, caller(key, head: known)))
        }
        return isWired ? try Wired.custody(custodian, as: who.handle, in: connections) : custodian
    }

    func greet(_ who: Who, as role: RoleName? = nil, through custody: (any Custody)? = nil) throws -> Officer {
        let clock = clock
        return try Officer(
            key: try key(who), vault: vault, custody: try custody ?? reached(custodian, by: who), pins: pins(who),
            as: role,
            clock: { clock.now },
            // Whoever turns this clock means it.
            confirmPause: { _, _ in true })
    }

    /// What the program does at each start: the seed from the folder, opened by the officer's key, then all the rest.
    func start(_ who: Who) throws -> Officer {
        let sealed = try sealedVault()
        guard sealed.vault == vault else { throw VaultError.tampered(.otherVault) }
        let seed = try key(who).openCustodianSeed(sealed.files[0], of: sealed.vault)
        let clock = clock
        let custodian = try Custodian(folder: folder, engine: engine, seed: seed, clock: { clock.now })
        try custodian.noteOpened(sealed.files[0], by: who.handle)
        return try officer(who, through: custodian)
    }

    // MARK: Work

    func file(_ content: [UInt8]) throws -> String {
        fileCount += 1
        let path = "\(root)/file-\(fileCount)-\(Hex.encode(Random.bytes(4)))"
        let file = try File.create(path)
        try file.write(content)
        return path
    }

    func makeCase(_ title: String = "Perkara 1", by who: Who = .sari) throws -> CaseID {
        try officer(who).createCase(.object([JSON.Member("title", .string(title))]))
    }

    @discardableResult
    func add(
        _ content: [UInt8], to id: CaseID, _ compartment: CompartmentName = .evidence, by who: Who = .sari,
        through custody: (any Custody)? = nil
    ) throws -> RecordID {
        let document = NewDocument(
            path: NamedPath(try file(content), fence: .none), fileName: "bukti.pdf", mediaType: "application/pdf",
            about: [])
        return try officer(who, through: custody).addDocuments(id, [document], to: compartment)[0].id
    }

    @discardableResult
    func addIdentity(_ name: String, to id: CaseID, tokens: [String] = [], by who: Who = .sari) throws -> RecordID {
        try officer(who).addIdentity(
            id, NewIdentity(json: identity(name), spokenOf: [], terms: tokens)
        ).id
    }

    func identity(_ name: String) -> [UInt8] { Array("{\"name\":\"\(name)\"}".utf8) }

    func read(
        _ record: RecordID, as who: Who = .sari, for purpose: Purpose = .penyidikan,
        through custody: (any Custody)? = nil
    ) throws -> [UInt8] {
        let sink = Sink()
        _ = try officer(who, through: custody).open(record, purpose: purpose, to: sink.take)
        return sink.bytes
    }

    @discardableResult
    func grant(
        _ id: CaseID, to role: RoleName = .investigator, _ compartments: [CompartmentName] = [.evidence],
        persons: [Who] = [], for purpose: Purpose = .penyidikan, allow: Permissions? = nil, from: Instant? = nil,
        days: Int64 = 30,
        by who: Who = .sari
    ) throws -> GrantID {
        let wish = GrantWish(
            caseID: id, ask: nil, to: role, compartments: compartments, persons: persons.map(\.handle),
            purpose: purpose, allow: allow, from: from,
            until: (from ?? clock.now).adding(seconds: days * 86_400))
        return try officer(who).grant(wish) { "LP/B/12/III/2026" }.grant.grant
    }

    func wish(
        _ id: CaseID, to recipients: [ExportRecipient], _ compartments: [CompartmentName]? = nil,
        for purpose: Purpose = .penyidikan
    ) -> ExportWish {
        ExportWish(
            caseID: id, recipients: recipients, compartments: compartments, purpose: purpose, basis: "P-16/7/III/2026")
    }

    /// What leaves, after an approval where one is needed.
    func export(
        _ id: CaseID, to recipients: [ExportRecipient], _ compartments: [CompartmentName]? = nil,
        for purpose: Purpose = .penyidikan, by who: Who = .sari, as officer: Officer? = nil
    ) throws -> ExportPlan {
        let officer = try officer ?? self.officer(who)
        switch try officer.planExport(wish(id, to: recipients, compartments, for: purpose)) {
        case .ready(let plan): return plan
        case .waiting(let grant):
            try approve(grant)
            return try officer.planExport(approved: grant)
        }
    }

    func recipient(_ who: Who) throws -> ExportRecipient {
        try ExportRecipient(try key(who).card.recipient, handle: who.handle)
    }

    func move(_ record: RecordID, to compartment: CompartmentName, by who: Who = .sari) throws {
        try officer(who).move(record, to: compartment)
    }

    func approve(_ grant: GrantID, by who: Who = .ratna) throws {
        _ = try officer(who).approve(grant) { _ in }
    }

    func ask(
        _ id: CaseID, _ compartments: [CompartmentName] = [.evidence], by who: Who = .siti, basis: String = "LP/B/13"
    ) throws -> AskID {
        try officer(who).requestGrant(
            id, compartments: compartments, purpose: .penyidikan, basis: basis)
    }

    /// Grants what was asked for, as it was asked.
    @discardableResult
    func answer(_ ask: AskID, basis: String? = nil, days: Int64 = 30, by who: Who = .sari) throws -> GrantID {
        let wish = GrantWish(
            caseID: nil, ask: ask, to: nil, compartments: nil, persons: [], purpose: nil, from: nil,
            until: clock.now.adding(seconds: days * 86_400))
        return try officer(who).grant(wish, basis: basis.map { basis in { basis } }).grant.grant
    }

    // MARK: Files

    func pinFile(_ who: Who) throws -> String {
        let pins = "\(root)/pins/\(who.rawValue)"
        guard let name = try Folder.names(pins).first(where: { $0.hasSuffix(".pin") }) else {
            throw FileError.missing(path: pins)
        }
        return pins + "/" + name
    }

    func read(file path: String) throws -> [UInt8] { try File.openOwn(path).readAll(limit: 1 << 24) }

    func write(_ bytes: [UInt8], to path: String) throws { try Files.replace(path, with: bytes) }

    // MARK: People

    func enroll(_ key: PersonKey, into roles: [RoleName], by admin: Who) throws {
        try officer(admin).enroll(key.card, into: roles, custodianSeed: template.handedSeed)
    }

    func dismiss(_ who: Who) throws {
        try officer(who.admin).dismiss(who.handle, reason: "mutasi", custodianSeed: template.handedSeed)
    }

    /// Every entry, oldest first, as oversight reads it.
    func entries(_ filter: AuditFilter = AuditFilter()) throws -> [AuditEntry] {
        try officer(.dewi).entries(filter).entries
    }

    /// Both verifications: nothing may be wrong with a vault that nobody touched.
    func expectSound(sourceLocation: SourceLocation = #_sourceLocation) throws {
        let report = try officer(.dewi).verifyStorage()
        #expect(report.damages.isEmpty, sourceLocation: sourceLocation)
        let log = try officer(.dewi).verifyLog()
        #expect(log.entries == report.entries + 1, sourceLocation: sourceLocation)
    }
}

/// Bytes that are easy to tell apart: `seed` decides them.
func content(_ seed: UInt64, byteCount: Int = 300) -> [UInt8] {
    var generator = SplitMix(seed)
    return (0..<byteCount).map { _ in UInt8(truncatingIfNeeded: generator.next()) }
}

/// A generator that a printed seed brings back.
struct SplitMix: RandomNumberGenerator {
    private var state: UInt64
    init(_ seed: UInt64) { state = seed }

    mutating func next() -> UInt64 {
        state &+= 0x9e37_79b9_7f4a_7c15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xbf58_476d_1ce4_e5b9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94d0_49bb_1331_11eb
        return mixed ^ (mixed >> 31)
    }
}

extension Officer {
    /// All of `documents`, or none; also what lies there already.
    func addDocuments(
        _ id: CaseID, _ documents: [NewDocument], to compartment: CompartmentName
    ) throws -> [StoredDocument] {
        try addDocuments(id, documents, to: compartment, all: true, again: true).map { try $0.get().stored }
    }
}

extension FiledDocument {
    struct NotStored: Error {}

    var stored: StoredDocument {
        get throws {
            guard case .stored(let document) = self else { throw NotStored() }
            return document
        }
    }
}

extension Officer {
    func createCase(_ summary: JSON) throws -> CaseID {
        try createCase { summary }
    }

    func addIdentity(_ id: CaseID, _ identity: NewIdentity) throws -> StoredIdentity {
        try addIdentity(id) { identity }
    }

    func updateIdentity(
        _ id: RecordID, reason: String, purpose: Purpose,
        merge: (_ current: [UInt8], _ added: Instant) throws -> NewIdentity
    ) throws -> StoredIdentity {
        try updateIdentity(id, purpose: purpose, reason: { reason }, merge: merge)
    }

    func records(_ kind: RecordKind, of id: CaseID) throws -> [RecordSummary] {
        try list(kind, of: id).records
    }

    func find(
        _ kind: FindKind, terms: [String], purpose: Purpose
    ) throws -> (matches: [Found], hasMore: Bool) {
        try find(kind, purpose: purpose) { [.name: terms] }
    }
}

extension Fence {
    /// Nothing is kept out.
    static let none = Fence(folders: [], shelves: { [] }, marks: [])
}
