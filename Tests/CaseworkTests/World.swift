import Casework
import Ledger
import Sodium
import Vocabulary

func handle(_ text: String) -> Handle { try! Handle(text) }
func role(_ text: String) -> RoleName { try! RoleName(text) }
func part(_ text: String) -> CompartmentName { try! CompartmentName(text) }
func instant(_ text: String) -> Instant { try! Instant(text) }
func agency(_ text: String) -> AgencyName { try! AgencyName(text) }

/// Repeatable randomness (SplitMix64): a seed replays a failure.
struct Dice: RandomNumberGenerator {
    private var state: UInt64

    init(seed: UInt64) { state = seed }

    mutating func next() -> UInt64 {
        state &+= 0x9e37_79b9_7f4a_7c15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xbf58_476d_1ce4_e5b9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94d0_49bb_1331_11eb
        return mixed ^ (mixed >> 31)
    }

    mutating func bytes(_ count: Int) -> [UInt8] { (0..<count).map { _ in UInt8.random(in: 0...255, using: &self) } }
}

/// What `body` throws, if that is this module's.
func fault(_ body: () throws -> Void) -> CaseworkError? {
    do {
        try body()
        return nil
    } catch {
        return error as? CaseworkError
    }
}

func refuses(_ body: () throws -> Void) -> Bool { (try? body()) == nil }

/// What the policy says, whatever an allowed request rests on.
enum Expected: Hashable, Sendable {
    case allowed
    case denied(Denial)
    case refused(Refusal)

    init(_ decision: Decision) {
        self =
            switch decision {
            case .allowed: .allowed
            case .denied(let denial): .denied(denial)
            case .refused(let refusal): .refused(refusal)
            }
    }
}

/// Three agencies with their people, and a case of dp2kbp3a: real keys, real signatures, the real roster and trail.
///
/// Whatever changes it goes through the policy first, unless it is forced.
final class World {
    struct Failure: Error, CustomStringConvertible {
        let description: String
    }

    static let people: [(handle: String, roles: [String])] = [
        ("ani@dp2kbp3a", ["pendamping"]), ("adi@dp2kbp3a", ["pendamping"]), ("kiki@dp2kbp3a", ["kepala"]),
        ("koko@dp2kbp3a", ["kepala"]), ("pipi@dp2kbp3a", ["pengawas"]), ("rani@dp2kbp3a", ["kepala", "pendamping"]),
        ("dodo@dp2kbp3a", ["pendamping"]), ("siti@unit-ppa", ["penyidik"]), ("budi@unit-ppa", ["penyidik"]),
        ("kani@unit-ppa", ["kanit"]), ("dedi@unit-ppa", ["penyidik"]), ("jaja@kejaksaan", ["jaksa"]),
        ("juju@kejaksaan", ["jaksa"]), ("hubi@kejaksaan", ["penghubung"]),
    ]
    static let owner = role("dp2kbp3a/pendamping")
    static let penyidik = role("unit-ppa/penyidik")
    static let jaksa = role("kejaksaan/jaksa")
    static let penghubung = role("kejaksaan/penghubung")
    static let kepala = role("dp2kbp3a/kepala")

    /// What a built world consists of, to begin others with.
    private struct Base: Sendable {
        let salt: [UInt8]
        let genesis: Genesis
        let ids: (caseID: CaseID, identity: RecordID, document: RecordID, medical: RecordID)
        let items: [RosterItem]
        let roster: Roster
        let trail: [Entry]
        let state: CaseState?
        let recipients: Int
    }

    private static let base = Result { try World(enrolling: true).base }

    private var base: Base {
        Base(
            salt: salt, genesis: genesis, ids: (caseID, identity, document, medical), items: items, roster: roster,
            trail: trail, state: state, recipients: recipients)
    }

    private let salt: [UInt8]
    let charter: Charter
    let genesis: Genesis
    private(set) var items: [RosterItem] = []
    private(set) var roster: Roster
    var now = instant("2026-11-21T20:00:00Z")
    private(set) var trail: [Entry] = []
    private(set) var state: CaseState?
    private(set) var sequence: UInt64 = 100
    private var recipients = 0
    var searchesToday = 0

    let caseID: CaseID
    let identity: RecordID
    let document: RecordID
    let medical: RecordID

    static func makeCharter(enrolmentApprovals: Int = 0) -> Charter {
        func listed(_ name: String, _ capabilities: [Capability]) -> Charter.Role {
            Charter.Role(name: role(name), capabilities: capabilities)
        }
        return Charter(
            name: "okuselatan", timezone: "Asia/Jakarta",
            agencies: ["dp2kbp3a", "unit-ppa", "kejaksaan"].map {
                Charter.Agency(name: agency($0), title: "Instansi \($0)", admin: handle("admin@\($0)"))
            },
            roles: [
                listed("dp2kbp3a/pendamping", [.create, .add, .share, .search]), listed("dp2kbp3a/kepala", [.approve]),
                listed("dp2kbp3a/pengawas", [.audit, .search]),
                listed("unit-ppa/penyidik", [.create, .add, .share, .search]), listed("unit-ppa/kanit", [.approve]),
                listed("kejaksaan/jaksa", [.add]), listed("kejaksaan/penghubung", [.share]),
            ], compartments: ["identity", "assessment", "medical", "statement", "evidence"].map(part),
            purposes: Purpose.usual,
            labels: Labels(
                names: Purpose.usual, ["identity", "assessment", "medical", "statement", "evidence"].map(part)),
            longestGrantDays: 365, searchesPerDay: 100, approvals: [.identity: 1, part("medical"): 2],
            enrolmentApprovals: enrolmentApprovals)
    }

    /// All people enrolled, two dismissed, the case open.
    init() throws {
        let base = try Self.base.get()
        (caseID, identity, document, medical) = base.ids
        (salt, charter, genesis) = (base.salt, base.roster.charter, base.genesis)
        (items, roster, trail, state) = (base.items, base.roster, base.trail, base.state)
        recipients = base.recipients
        sequence += UInt64(trail.count)
        now = now.adding(seconds: Int64(trail.count))
    }

    /// With the agencies of `joining` joined; the founder's always is. Without `enrolling`, only admins are there.
    init(joining: [String] = ["unit-ppa", "kejaksaan"], enrolling: Bool, enrolmentApprovals: Int = 0) throws {
        salt = Random.bytes(32)
        (caseID, identity, document, medical) = (.make(), .make(.identity), .make(.document), .make(.document))
        charter = Self.makeCharter(enrolmentApprovals: enrolmentApprovals)
        let cards = try charter.agencies.map { [salt] agency in try Self.card(agency.admin, salt: salt) }
        let custodian = try Self.signingKey("custodian", salt: salt).verifyingKey
        let keysFile = Array("vault: okuselatan\n".utf8)
        genesis = Genesis(
            name: charter.name, nonce: Digest(Random.bytes(32))!, mode: .embedded(mailbox: recipient("mailbox")),
            custodian: custodian,
            charter: Digest.of(charter.text), keysFile: Digest.of(keysFile),
            admins: cards.map { Genesis.Admin(handle: $0.handle, card: $0.digest) }, founded: now)
        let founder = handle("admin@dp2kbp3a")
        let key = try Self.signingKey(founder.text, salt: salt)
        var genesisNote = try Note(text: genesis.text)
        try genesisNote.sign(as: founder.text, with: key)
        var things: [ItemName: [UInt8]] = [
            .genesis: genesisNote.encoded, .charter: Array(charter.text.utf8), .keysFile: keysFile,
        ]
        for card in cards { things[.card(card.handle)] = card.note.encoded }
        let manifest = Self.manifest(things)
        let request = Request(
            vault: genesis.vault, actor: founder, role: .admin(of: founder.agency), time: now, head: .empty,
            roster: .start, manifest: manifest.digest, action: .foundVault(genesis: genesis.vault))
        var note = try Note(text: request.text)
        try note.sign(as: founder.text, with: key)
        let item = RosterItem(note: note.encoded, manifest: manifest, things: things)
        roster = try Roster(founding: item)
        items = [item]
        for name in joining { try apply(try join(name)) }
        guard enrolling else { return }
        for person in Self.people { try enroll(person.handle, person.roles) }
        try dismiss("dodo@dp2kbp3a")
        try dismiss("dedi@unit-ppa")
        try openCase()
    }

    // MARK: Keys and signatures

    private static func signingKey(_ label: String, salt: [UInt8]) throws -> SigningKey {
        try SigningKey(seed: try Secret(copying: Digest.of(salt + Array(label.utf8)).bytes.span))
    }

    static func card(_ person: Handle, salt: [UInt8], name: String = "Nama", recipient: String? = nil) throws -> Card {
        try Card.make(
            handle: person, name: name, signingKey: try signingKey(person.text, salt: salt),
            cosign: try signingKey("cosign " + person.text, salt: salt).verifyingKey,
            recipient: recipient ?? CaseworkTests.recipient(person.text))
    }

    func card(_ person: String, name: String = "Nama", recipient: String? = nil) throws -> Card {
        try Self.card(handle(person), salt: salt, name: name, recipient: recipient)
    }

    static func manifest(_ things: [ItemName: [UInt8]]) -> Manifest {
        Manifest(things.map { Manifest.Item(name: $0.key, bytes: $0.value) })
    }

    func freshRecipient() -> [UInt8] {
        recipients += 1
        return Array(recipient("key \(recipients)").utf8)
    }

    /// An unsigned request of `actor` as things now stand.
    func request(
        _ action: Action, by actor: String, as role: RoleName, manifest: Manifest = Manifest([]),
        roster: RosterHead? = nil, vault: VaultID? = nil
    ) -> Request {
        Request(
            vault: vault ?? genesis.vault, actor: handle(actor), role: role, time: now,
            head: TreeHead(size: sequence, root: Digest.of("root")), roster: roster ?? self.roster.head,
            manifest: manifest.digest, action: action)
    }

    func note(_ request: Request, signer: Handle? = nil) throws -> Note {
        let signer = signer ?? request.actor
        var note = try Note(text: request.text)
        try note.sign(as: signer.text, with: try Self.signingKey(signer.text, salt: salt))
        return note
    }

    func signed(_ text: String, by person: String) throws -> [UInt8] {
        var note = try Note(text: text)
        try note.sign(as: person, with: try Self.signingKey(person, salt: salt))
        return note.encoded
    }

    // MARK: The roster

    func item(
        _ action: Action, by actor: String, as role: RoleName? = nil, things: [ItemName: [UInt8]] = [:],
        roster: RosterHead? = nil, vault: VaultID? = nil
    ) throws -> RosterItem {
        let manifest = Self.manifest(things)
        let request = request(
            action, by: actor, as: role ?? .admin(of: handle(actor).agency), manifest: manifest, roster: roster,
            vault: vault)
        return RosterItem(note: try note(request).encoded, manifest: manifest, things: things)
    }

    func apply(_ item: RosterItem) throws {
        try roster.apply(item)
        items.append(item)
    }

    func join(_ agency: String) throws -> RosterItem {
        let admin = "admin@\(agency)"
        return try item(
            .joinVault(genesis: genesis.vault), by: admin, things: [.genesis: try signed(genesis.text, by: admin)])
    }

    func enrolment(_ person: String, _ roles: [String], by admin: String? = nil) throws -> RosterItem {
        let card = try card(person)
        let roles = roles.map { role("\(card.handle.agency.text)/\($0)") }
        let keys = roles.filter { roster.currentKey(of: $0) == nil }.map { RoleGeneration(role: $0, generation: 1) }
        var things: [ItemName: [UInt8]] = [.card(card.handle): card.note.encoded]
        for key in keys { things[.roleKey(key)] = freshRecipient() }
        return try item(
            .enroll(card.handle, roles: roles, card: card.digest, newKeys: keys),
            by: admin ?? "admin@\(card.handle.agency.text)", things: things)
    }

    func enroll(_ person: String, _ roles: [String]) throws { try apply(try enrolment(person, roles)) }

    func dismissal(_ person: String, by admin: String? = nil) throws -> RosterItem {
        let person = handle(person)
        let keys = (roster.people[person]?.roles ?? []).map {
            RoleGeneration(role: $0, generation: (roster.currentKey(of: $0)?.generation ?? 0) + 1)
        }
        var things: [ItemName: [UInt8]] = [:]
        for key in keys { things[.roleKey(key)] = freshRecipient() }
        return try item(
            .dismiss(person, reason: Digest.of("alasan"), newKeys: keys), by: admin ?? "admin@\(person.agency.text)",
            things: things)
    }

    func dismiss(_ person: String) throws { try apply(try dismissal(person)) }

    // MARK: The case

    func policy(with state: CaseState?) -> Policy {
        Policy(roster: roster, state: state, searchesToday: searchesToday, now: now)
    }

    /// The custodian hands the policy the case that the request is about, by itself or by its record, grant or ask.
    func decide(_ action: Action, by actor: String, as role: RoleName) -> Expected {
        Expected(judge(action, by: actor, as: role))
    }

    /// And on what it rests.
    func judge(_ action: Action, by actor: String, as role: RoleName) -> Decision {
        let isKnown =
            (action.caseID.map { $0 == caseID }
                ?? action.record.map { state?.records[$0] != nil }
                ?? action.grant.map { state?.approvable($0) != nil }
                ?? action.ask.map { state?.asks[$0] != nil }) == true
        return policy(with: isKnown ? state : nil).decide(request(action, by: actor, as: role))
    }

    /// The entry that a custodian would write.
    func entry(
        _ action: Action, by actor: String, as role: RoleName, outcome: Entry.Outcome = .allowed,
        trail: ChainHead? = nil,
        placedIn place: CaseID? = nil
    ) throws -> Entry {
        let request = request(action, by: actor, as: role)
        var access: Access?
        if case .allowed(let found) = judge(action, by: actor, as: role), outcome == .allowed { access = found }
        return Entry(
            sequence: sequence, time: now, outcome: outcome,
            place: Entry.CasePlace(
                caseID: place ?? caseID, number: self.trail.count + 1, previous: Digest.of(""),
                trail: trail ?? state?.head ?? .start), access: access, note: try note(request), request: request)
    }

    /// Takes an entry into the trail whatever the policy says.
    func force(_ entry: Entry) throws {
        if state == nil {
            state = try CaseState(caseID, trail: [entry])
        } else {
            try state!.apply(entry)
        }
        trail.append(entry)
        sequence += 1
        now = now.adding(seconds: 1)
    }

    func allow(_ action: Action, by actor: String, as role: RoleName) throws {
        let decision = decide(action, by: actor, as: role)
        guard decision == .allowed else { throw Failure(description: "\(action.name.rawValue): \(decision)") }
        try force(try entry(action, by: actor, as: role))
    }

    func creation(_ id: CaseID, of role: RoleName, epoch: Int = 1) -> Action {
        .createCase(
            id, generation: roster.currentKey(of: role)?.generation ?? 1,
            epochs: (charter.compartments + [.summary]).sorted().map {
                EpochOpening(name: EpochName(compartment: $0, epoch: epoch), commitment: Digest.of($0.text))
            })
    }

    private func openCase() throws {
        try allow(creation(caseID, of: Self.owner), by: "ani@dp2kbp3a", as: Self.owner)
        try allow(add(identity, to: "identity"), by: "ani@dp2kbp3a", as: Self.owner)
        try allow(add(document, to: "evidence"), by: "ani@dp2kbp3a", as: Self.owner)
        try allow(add(medical, to: "medical"), by: "ani@dp2kbp3a", as: Self.owner)
    }
}
