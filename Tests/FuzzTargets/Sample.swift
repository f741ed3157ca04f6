import Casework
import Ledger
import Sodium
import Vocabulary

/// A small vault of fixed keys and times: three agencies, a few people, one case with a change of every kind.
struct Sample {
    static let standard = Result { try Sample() }

    private(set) var items: [RosterItem] = []
    private(set) var trail: [Entry] = []
    private(set) var roster: Roster
    private var state: CaseState?
    private var time = Instant(seconds: 1_795_000_000)

    let charter: Charter
    let genesis: Genesis
    let caseID: CaseID

    static let owner = Result { try RoleName("dp2kbp3a/pendamping") }
    static let hash = Digest.of("apa saja")

    /// An id that says its number: `D-0000000000000007`.
    static func id<ID: OpaqueID>(_ letter: String, _ number: Int) throws -> ID {
        let digits = String(number)
        return try ID(letter + "-" + String(repeating: "0", count: 16 - digits.count) + digits)
    }

    static func charter() throws -> Charter {
        func role(_ name: String, _ capabilities: [Capability]) throws -> Charter.Role {
            Charter.Role(name: try RoleName(name), capabilities: capabilities)
        }
        let compartments = try ["identity", "medical", "evidence"].map { try CompartmentName($0) }
        return Charter(
            name: "okuselatan", timezone: "Asia/Jakarta",
            agencies: try ["dp2kbp3a", "unit-ppa", "kejaksaan"].map {
                Charter.Agency(name: try AgencyName($0), title: "Instansi \($0)", admin: try Handle("admin@\($0)"))
            },
            roles: [
                try role("dp2kbp3a/pendamping", [.create, .add, .share, .search]),
                try role("dp2kbp3a/kepala", [.approve]), try role("dp2kbp3a/pengawas", [.audit, .search]),
                try role("unit-ppa/penyidik", [.create, .add, .share, .search]), try role("kejaksaan/jaksa", [.add]),
            ], compartments: compartments, purposes: Purpose.usual,
            labels: Labels(names: Purpose.usual, compartments), longestGrantDays: 365, searchesPerDay: 100,
            approvals: [.identity: 1], enrolmentApprovals: 1)
    }

    private init() throws {
        charter = try Self.charter()
        caseID = try Self.id("K", 1)
        let cards = try charter.agencies.map { try Fixed.card($0.admin.text) }
        let keysFile = Array("vault: okuselatan\n".utf8)
        genesis = Genesis(
            name: charter.name, nonce: Self.hash, mode: .embedded(mailbox: try Fixed.recipient("mailbox")),
            custodian: try Fixed.signingKey("custodian").verifyingKey,
            charter: Digest.of(charter.text), keysFile: Digest.of(keysFile),
            admins: cards.map { Genesis.Admin(handle: $0.handle, card: $0.digest) }, founded: time)
        var things: [ItemName: [UInt8]] = [
            .genesis: try Self.signed(genesis.text, by: "admin@dp2kbp3a").encoded,
            .charter: Array(charter.text.utf8), .keysFile: keysFile,
        ]
        for card in cards { things[.card(card.handle)] = card.note.encoded }
        let manifest = Manifest(things.map { Manifest.Item(name: $0.key, bytes: $0.value) })
        let founder = try Handle("admin@dp2kbp3a")
        let request = Request(
            vault: genesis.vault, actor: founder, role: .admin(of: founder.agency), nonce: Self.nonce(0), time: time,
            head: .empty, roster: .start, manifest: manifest.digest, action: .foundVault(genesis: genesis.vault))
        let item = RosterItem(
            note: try Self.signed(request.text, by: founder.text).encoded, manifest: manifest, things: things)
        roster = try Roster(founding: item)
        items = [item]
        try staff()
        for (actor, role, action) in try changes() { try allow(action, by: actor, as: role) }
        // What an approval names is known only once the grant stands.
        let (grant, kepala) = (
            try SampleActions(caseID: caseID, day: time).personalGrant, try RoleName("dp2kbp3a/kepala")
        )
        guard let request = state?.grants[grant]?.request else { throw Refused() }
        try allow(.approveGrant(grant, request: request), by: "kiki@dp2kbp3a", as: kepala)
        let (actions, owner) = (try SampleActions(caseID: caseID, day: time), try Self.owner.get())
        for action in [
            actions.withdrawIdentity, actions.restoreIdentity, actions.rekey, actions.requestExport, actions.export,
        ] { try allow(action, by: "ani@dp2kbp3a", as: owner) }
    }

    private static func nonce(_ number: Int) -> Nonce { Nonce(hex: Digest.of("nonce \(number)").hex.prefix(32))! }

    static func signed(_ text: String, by person: String) throws -> Note {
        var note = try Note(text: text)
        try note.sign(as: person, with: try Fixed.signingKey(person))
        return note
    }

    func request(_ action: Action, by actor: String, as role: RoleName, manifest: Manifest = Manifest([])) throws
        -> Request
    {
        Request(
            vault: genesis.vault, actor: try Handle(actor), role: role, nonce: Self.nonce(items.count + trail.count),
            time: time, head: TreeHead(size: 7, root: Self.hash), roster: roster.head, manifest: manifest.digest,
            action: action)
    }

    // MARK: The roster

    private mutating func staff() throws {
        for agency in ["unit-ppa", "kejaksaan"] {
            let admin = "admin@\(agency)"
            try link(
                .joinVault(genesis: genesis.vault), by: admin,
                things: [.genesis: try Self.signed(genesis.text, by: admin).encoded])
        }
        let people = [
            ("ani@dp2kbp3a", "pendamping"), ("kiki@dp2kbp3a", "kepala"), ("siti@unit-ppa", "penyidik"),
            ("jaja@kejaksaan", "jaksa"), ("budi@unit-ppa", "penyidik"),
        ]
        for (person, role) in people {
            let card = try Fixed.card(person)
            let role = try RoleName("\(card.handle.agency.text)/\(role)")
            var things: [ItemName: [UInt8]] = [.card(card.handle): card.note.encoded]
            var keys: [RoleGeneration] = []
            if roster.currentKey(of: role) == nil { keys = [try newKey(of: role, &things)] }
            try link(
                .enroll(card.handle, roles: [role], card: card.digest, newKeys: keys),
                by: "admin@\(card.handle.agency.text)", things: things)
            // Nobody of an agency can approve at the beginning: another's admin steps in.
            let approver = card.handle.agency.text == "kejaksaan" ? "admin@unit-ppa" : "admin@kejaksaan"
            try link(.approveEnrolment(card.handle, request: Digest.of(items[items.count - 1].note)), by: approver)
        }
        var things: [ItemName: [UInt8]] = [:]
        let keys = [try newKey(of: try RoleName("unit-ppa/penyidik"), &things)]
        try link(
            .dismiss(try Handle("budi@unit-ppa"), reason: Self.hash, newKeys: keys), by: "admin@unit-ppa",
            things: things)
    }

    private func newKey(of role: RoleName, _ things: inout [ItemName: [UInt8]]) throws -> RoleGeneration {
        let key = RoleGeneration(role: role, generation: (roster.currentKey(of: role)?.generation ?? 0) + 1)
        things[.roleKey(key)] = Array(try Fixed.recipient("key \(items.count)").utf8)
        return key
    }

    private mutating func link(_ action: Action, by actor: String, things: [ItemName: [UInt8]] = [:]) throws {
        let manifest = Manifest(things.map { Manifest.Item(name: $0.key, bytes: $0.value) })
        let request = try request(action, by: actor, as: .admin(of: try Handle(actor).agency), manifest: manifest)
        let item = RosterItem(
            note: try Self.signed(request.text, by: actor).encoded, manifest: manifest, things: things)
        try roster.apply(item)
        items.append(item)
        time = time.adding(seconds: 1)
    }

    // MARK: The case

    private mutating func allow(_ action: Action, by actor: String, as role: RoleName) throws {
        let entry = try entry(action, by: actor, as: role)
        if state == nil { state = try CaseState(caseID, trail: [entry]) } else { try state?.apply(entry) }
        trail.append(entry)
        time = time.adding(seconds: 1)
    }

    func entry(
        _ action: Action, by actor: String, as role: RoleName, outcome: Entry.Outcome = .allowed, shown: Digest? = nil,
        matches: [Match] = [], suppressed: Int = 0, isLate: Bool = false
    ) throws -> Entry {
        let request = try request(action, by: actor, as: role)
        return Entry(
            sequence: UInt64(100 + trail.count), time: time, outcome: outcome,
            place: Entry.CasePlace(
                caseID: caseID, number: trail.count + 1, previous: trail.last?.leafHash ?? Digest.of(""),
                trail: state?.head ?? .start), shown: shown, matches: matches, suppressed: suppressed, isLate: isLate,
            note: try Self.signed(request.text, by: actor), request: request)
    }

    /// A life of the case in which every action of a trail occurs.
    private func changes() throws -> [(String, RoleName, Action)] {
        let actions = try SampleActions(caseID: caseID, day: time)
        let (owner, police) = (try Self.owner.get(), try RoleName("unit-ppa/penyidik"))
        let (ani, siti) = ("ani@dp2kbp3a", "siti@unit-ppa")
        return [
            (ani, owner, try actions.create(charter)), (ani, owner, actions.identity), (ani, owner, actions.document),
            (ani, owner, actions.identityAgain), (ani, owner, actions.reopening),
            (ani, owner, actions.move), (ani, owner, actions.withdraw), (ani, owner, actions.restore),
            (ani, owner, actions.link), (ani, owner, actions.unlink), (siti, police, actions.ask),
            (siti, police, actions.secondAsk), (ani, owner, actions.refuse), (ani, owner, actions.grant),
            (siti, police, actions.accept), (ani, owner, actions.personal), (ani, owner, actions.revoke),
            (ani, owner, actions.close), (ani, owner, actions.reopen),
        ]
    }
}
