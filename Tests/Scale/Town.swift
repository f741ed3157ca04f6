import Casework
import Custodian
import Files
import Ledger
import SQLiteStore
import Sodium
import Synchronization
import Vault
import Vocabulary

/// A clock that threads may look at.
private final class Clock: Sendable {
    let time: Mutex<Instant>
    init(_ now: Instant) { time = Mutex(now) }
}

/// A vault of many years, made at once: who works there, their keys, and a clock that runs as they work.
final class Town {
    static let passphrase = "for show only"
    static let admins = ["admin@dp2kbp3a", "admin@kejaksaan", "admin@unit-ppa"]
    /// Everybody else, with their role.
    static let staff = [
        ("sari@dp2kbp3a", "dp2kbp3a/pendamping"), ("tuti@dp2kbp3a", "dp2kbp3a/pendamping"),
        ("ratna@dp2kbp3a", "dp2kbp3a/kepala"), ("dewi@dp2kbp3a", "dp2kbp3a/pengawas"),
        ("siti@unit-ppa", "unit-ppa/penyidik"), ("budi@unit-ppa", "unit-ppa/penyidik"),
        ("rina@kejaksaan", "kejaksaan/jaksa"),
    ]

    let folder: String
    let vault: VaultID
    private(set) var now: Instant {
        didSet { clock.time.withLock { $0 = now } }
    }
    private let clock: Clock
    private var keys: [String: PersonKey] = [:]
    private var custodian: Custodian?
    private var officers: [String: Officer] = [:]

    var vaultFolder: String { folder + "/vault" }

    /// Founds and staffs a vault in `folder`, with key files beside it that `passphrase` opens.
    init(founding folder: String, at now: Instant) throws {
        try Folder.make(folder)
        try Folder.make(folder + "/keys")
        var keys: [String: PersonKey] = [:]
        for handle in Self.admins + Self.staff.map(\.0) {
            let key = try PersonKey.make(handle: try Handle(handle), name: "Petugas \(handle)")
            keys[handle] = key
            let file = try KeyFile.seal(try key.text(), passphrase: try Self.secret(), logN: 10)
            try Files.replace("\(folder)/keys/\(handle).age", with: file)
        }
        try Files.replace(folder + "/passphrase", with: Array((Self.passphrase + "\n").utf8))
        let admins = Self.admins.compactMap { keys[$0] }
        let founding = try Founding(
            founder: admins[0], charter: try Self.charter(), keysFile: Array("vault: skala\n".utf8),
            cards: admins.map(\.card), at: now)
        self.folder = folder
        self.now = now
        clock = Clock(now)
        self.keys = keys
        vault = founding.vault
        guard let seed = founding.seed else { throw CustodyError.damaged(.seal) }
        _ = try Custodian.found(
            folder: vaultFolder, engine: SQLiteEngine(readers: 0), seed: seed.secret, founding: founding.call, at: now)
        try open(seed.secret)
        for (handle, role) in Self.staff {
            let agency = try Handle(handle).agency.text
            try officer("admin@" + agency).enroll(
                try key(handle).card, into: [try RoleName(role)], custodianSeed: seed)
        }
    }

    /// The town in `folder` as it was left.
    init(in folder: String, at now: Instant) throws {
        self.folder = folder
        self.now = now
        clock = Clock(now)
        let sealed = try Custodian.sealedSeed(folder: folder + "/vault", engine: SQLiteEngine(readers: 0))
        vault = sealed.vault
        for handle in Self.admins + Self.staff.map(\.0) {
            let file = try File.openOwn("\(folder)/keys/\(handle).age").readAll(limit: KeyFile.byteLimit)
            keys[handle] = try PersonKey(text: try KeyFile.open(file, passphrase: try Self.secret()))
        }
        try open(try key("dewi@dp2kbp3a").openCustodianSeed(sealed.files[0], of: sealed.vault))
    }

    private func open(_ seed: borrowing Secret) throws {
        let clock = clock
        custodian = try Custodian(folder: vaultFolder, engine: SQLiteEngine(readers: 0), seed: seed) {
            clock.time.withLock { $0 }
        }
    }

    private static func secret() throws -> Secret { try Secret(copying: Array(passphrase.utf8).span) }

    private static func charter() throws -> Charter {
        Charter(
            name: "skala", timezone: "Asia/Jakarta",
            agencies: [
                .init(name: try AgencyName("dp2kbp3a"), title: "DP2KBP3A", admin: try Handle(admins[0])),
                .init(name: try AgencyName("kejaksaan"), title: "Kejaksaan", admin: try Handle(admins[1])),
                .init(name: try AgencyName("unit-ppa"), title: "Unit PPA", admin: try Handle(admins[2])),
            ],
            roles: [
                .init(name: try RoleName("dp2kbp3a/kepala"), capabilities: [.approve]),
                .init(name: try RoleName("dp2kbp3a/pendamping"), capabilities: [.create, .add, .share, .search]),
                .init(name: try RoleName("dp2kbp3a/pengawas"), capabilities: [.audit, .search]),
                .init(name: try RoleName("kejaksaan/jaksa"), capabilities: [.add]),
                .init(name: try RoleName("unit-ppa/penyidik"), capabilities: [.create, .add, .share, .search]),
            ],
            compartments: [.identity, try CompartmentName("medical"), try CompartmentName("evidence")],
            purposes: Purpose.usual,
            labels: Labels(
                names: Purpose.usual, [.identity, try CompartmentName("medical"), try CompartmentName("evidence")]),
            longestGrantDays: 36_500, searchesPerDay: 1_000_000, approvals: [:], enrolmentApprovals: 0)
    }

    func key(_ handle: String) throws -> PersonKey {
        guard let key = keys[handle] else { throw VaultError.notEnrolled(try Handle(handle)) }
        return key
    }

    func custody() throws -> Custodian {
        guard let custodian else { throw VaultError.noRole(.vaultEnter) }
        return custodian
    }

    func officer(_ handle: String) throws -> Officer {
        if let known = officers[handle] { return known }
        let officer = try Officer(
            key: try key(handle), vault: vault, custody: try custody(),
            pins: PinStore(folder: folder + "/state/" + handle), clock: { [unowned self] in self.now },
            // These towns lie in a past of their own.
            confirmPause: { _, _ in true })
        officers[handle] = officer
        return officer
    }

    /// Entries in the ledger.
    func size() throws -> UInt64 {
        try Checkpoint(parsing: Note(parsing: custody().greet(Greeting(handle: dewi, head: .empty)).checkpoint).text)
            .head.size
    }

    private var dewi: Handle { get throws { try Handle("dewi@dp2kbp3a") } }

    /// Signs `actions` and has them decided, all in one transaction; what is released for them is let go.
    func ask(_ actions: [Action], by handle: String, as role: RoleName) throws {
        let officer = try officer(handle)
        let key = try key(handle)
        let nothing = Manifest([])
        func calls(afterPause: Bool) throws -> [Call] {
            try actions.map { action in
                let request = Request(
                    vault: vault, actor: key.handle, role: role, time: now, head: officer.head,
                    roster: officer.roster.head, manifest: nothing.digest, afterPause: afterPause, action: action)
                return Call(note: try key.sign(request).encoded, manifest: nothing, things: [:])
            }
        }
        do {
            _ = try custody().ask(try calls(afterPause: false))
        } catch CustodyError.longPause {
            _ = try custody().ask(try calls(afterPause: true))
        }
    }

    func role(of handle: String) throws -> RoleName {
        guard let role = Self.staff.first(where: { $0.0 == handle })?.1 else {
            return .admin(of: try Handle(handle).agency)
        }
        return try RoleName(role)
    }

    func advance(seconds: Int64) { now = now.adding(seconds: seconds) }
    func move(to moment: Instant) { now = moment }
}

/// A generator that a seed brings back: the same people do the same things in the same order, under other keys.
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
