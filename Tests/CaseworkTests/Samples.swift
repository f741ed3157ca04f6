import Casework
import Ledger
import Sodium
import Vocabulary

/// One sample of every text of the module, each as its bytes and with its reader.
enum Samples {
    struct Kind: Sendable, CustomStringConvertible {
        let description: String
        let bytes: [UInt8]
        /// Reads the bytes and gives back what the value read writes.
        let rewrite: @Sendable ([UInt8]) throws -> [UInt8]
        /// Whether the reader itself catches every change: by a signature, or as the text says all of it in one form.
        let isSelfVerifying: Bool
    }

    struct NotText: Error {}

    static func text(_ bytes: [UInt8]) throws -> String {
        guard let text = String(validating: bytes, as: UTF8.self) else { throw NotText() }
        return text
    }

    /// One request's action of every kind, with every field that may be absent there at least once.
    static let actions: [Action] = {
        let caseID = CaseID.make()
        let grant = GrantID.make()
        let siti = handle("siti@unit-ppa")
        let key = RoleGeneration(role: role("unit-ppa/penyidik"), generation: 3)
        let evidence = EpochName(compartment: part("evidence"), epoch: 2)
        let day = instant("2026-11-21T20:00:00Z")
        func addition(_ kind: RecordKind, version: Int, opening: NewEpoch? = nil) -> Action {
            .add(
                AddRecord(
                    caseID: caseID, record: .make(kind), version: version, epoch: evidence,
                    keyCommitment: Digest.of("k"), contentCommitment: Digest.of("c"),
                    contentTag: kind == .document ? Digest.of("t") : nil, reason: version > 1 ? Digest.of("r") : nil,
                    opening: opening))
        }
        func terms(persons: [Handle], parent: GrantID?) -> Action {
            .createGrant(
                GrantTerms(
                    grant: grant, caseID: caseID, to: key.role, generation: 3, persons: persons,
                    epochs: [EpochName(compartment: .summary, epoch: 1), evidence], purpose: .penyidikan,
                    basis: Digest.of("b"), from: day, until: day.adding(seconds: 1), parent: parent))
        }
        var filter = AuditFilter()
        filter.caseID = caseID
        filter.record = .make(.document)
        filter.actor = siti
        filter.role = key.role
        filter.action = .find
        filter.outcome = .denied
        filter.since = day
        filter.until = day
        filter.from = .max
        filter.withTexts = true
        let holders: [Holder] = [.owner(key), .granted(grant, key), .person(grant, siti)]
        return [
            .foundVault(genesis: VaultID(Digest.of("g"))), .joinVault(genesis: VaultID(Digest.of("g"))),
            .enroll(siti, roles: [key.role, role("unit-ppa/kanit")], card: Digest.of("c"), newKeys: [key]),
            .enroll(siti, roles: [], card: Digest.of("c"), newKeys: []),
            .dismiss(siti, reason: Digest.of("r"), newKeys: [key]),
            .createCase(
                caseID, generation: 1, epochs: [EpochOpening(name: evidence, commitment: Digest.of("e"))]),
            .listCases(after: nil, limit: 0), .listCases(after: caseID, limit: .max), .showCase(caseID),
            .closeCase(caseID), .prepare(.caseID(caseID), for: .identityAdd),
            addition(.identity, version: 1),
            addition(.identity, version: 2), addition(.document, version: 1),
            addition(.document, version: 1, opening: .init(commitment: Digest.of("o"), holders: holders)),
            addition(.document, version: 1, opening: .init(commitment: Digest.of("o"), holders: [])),
            .list(.identity, caseID), .list(.document, caseID), .open(.make(.identity), .darurat),
            .open(.make(.document), .pelaporan), terms(persons: [], parent: nil), terms(persons: [siti], parent: grant),
            .acceptGrant(grant), .approveGrant(grant, request: Digest.of("r")),
            .revokeGrant(grant, reason: Digest.of("r")), .listGrants(nil), .listGrants(caseID),
            .find(.nik, .penyidikan), .find(.phone, .darurat), .readAudit(AuditFilter()), .readAudit(filter),
            .verifyAudit(from: .max), .exportAudit(nil), .exportAudit(caseID), .reportAudit(.review),
            .reportAudit(.trail(caseID)), .reportAudit(.custody(.make(.document))), .reportAudit(.exposure(siti)),
            .verifyVault, .enter(intended: .documentOpen), .reviewGrant(.make()),
        ] + later
    }()

    /// What came after the first version, every part that may be absent there once with it and once without.
    private static let later: [Action] = {
        let (caseID, document, ask) = (CaseID.make(), RecordID.make(.document), AskID.make())
        let siti = handle("siti@unit-ppa")
        let key = RoleGeneration(role: role("unit-ppa/penyidik"), generation: 3)
        let evidence = EpochName(compartment: part("evidence"), epoch: 2)
        let day = instant("2026-11-21T20:00:00Z")
        let reason = Digest.of("r")
        let (named, bare) = (
            ExportRecipientName(digest: Digest.of("x"), handle: siti),
            ExportRecipientName(digest: Digest.of("y"), handle: nil)
        )
        let opening = NewEpoch(
            commitment: Digest.of("o"), holders: [.owner(key), .granted(.make(), key), .person(.make(), siti)])
        return [
            .approveEnrolment(siti, request: Digest.of("e")), .setClockBack(to: Instant(seconds: 1_790_000_000)),
            .reopenCase(caseID),
            .linkCase(caseID, other: .make()), .unlinkCase(caseID, other: .make()),
            .prepare(.record(document), for: .documentMove),
            .prepare(.ask(ask), for: .grantCreate),
            .export(
                ExportCase(
                    caseID: caseID, record: nil, purpose: .penyidikan, basis: reason, grant: .make(),
                    recipients: [named])),
            .export(
                ExportCase(
                    caseID: caseID, record: document, purpose: .penyidikan, basis: reason, recipients: [bare, named])),
            .requestExport(
                ExportTerms(
                    id: .make(), caseID: caseID, purpose: .penuntutan, basis: reason,
                    records: [.init(record: document, version: 1), .init(record: .make(.identity), version: 2)],
                    recipients: [bare, named])), .prepare(.export(.make()), for: .caseExport),
            .export(
                ExportCase(caseID: caseID, record: nil, purpose: .penyidikan, basis: reason, recipients: [])),
            .withdraw(document, reason: reason),
            .restore(document, reason: reason), .withdraw(.make(.identity), reason: reason),
            .restore(.make(.identity), reason: reason),
            .move(
                MoveDocument(
                    record: document, version: 1, from: 12, epoch: evidence, contentTag: Digest.of("t"), opening: nil)),
            .move(
                MoveDocument(
                    record: document, version: 1, from: 12, epoch: evidence, contentTag: Digest.of("t"),
                    opening: opening)),
            .rekeyCase(caseID, epoch: evidence, opening: opening), .readHistory(.make(.identity)),
            .open(.make(.identity), .pendampingan, version: 2), .check(document), .check(document, for: .documentOpen),
            .edit(.make(.identity), .pendampingan), .refuseAsk(ask, reason: reason), .readInbox,
            .requestGrant(
                Ask(
                    id: ask, caseID: caseID, compartments: [part("statement"), part("evidence")], purpose: .penuntutan,
                    basis: Digest.of("b"))),
            .createGrant(
                GrantTerms(
                    grant: .make(), caseID: caseID, to: key.role, generation: 3,
                    persons: [siti, handle("budi@unit-ppa")],
                    epochs: [EpochName(compartment: .summary, epoch: 1), evidence], purpose: .penyidikan,
                    allow: Permissions([.update]),
                    basis: Digest.of("b"), from: day, until: day.adding(seconds: 1), parent: nil, answers: ask)),
        ]
    }()

    static func request(_ action: Action) throws -> Request {
        try World().request(action, by: "siti@unit-ppa", as: World.penyidik)
    }

    static let kinds: [Kind] = try! [
        card(), charter(), genesis(), manifest(), request(actions[14], "request"), entry(),
        request(actions[30], "filter"), request(newest(.caseExport) { $0.record != nil }, "export"),
        request(newest(.documentMove), "move"), request(newest(.grantRequest), "ask"),
    ]

    private static func newest(_ name: ActionName, where fits: (Action) -> Bool = { _ in true }) -> Action {
        later.last { $0.name == name && fits($0) }!
    }

    private static func card() throws -> Kind {
        let card = try World().card("siti@unit-ppa", name: "Siti Nurhaliza binti Ahmad")
        return Kind(
            description: "card", bytes: card.note.encoded, rewrite: { try Card(parsing: $0).note.encoded },
            isSelfVerifying: true)
    }

    private static func charter() throws -> Kind {
        Kind(
            description: "charter", bytes: Array(World.makeCharter().text.utf8),
            rewrite: { Array(try Charter(parsing: text($0)).text.utf8) }, isSelfVerifying: false)
    }

    private static func genesis() throws -> Kind {
        Kind(
            description: "genesis", bytes: Array(try World().genesis.text.utf8),
            rewrite: { Array(try Genesis(parsing: text($0)).text.utf8) }, isSelfVerifying: false)
    }

    private static func manifest() throws -> Kind {
        let manifest = Manifest([
            Manifest.Item(name: .payload, bytes: [1]), Manifest.Item(name: .keyHalf, bytes: [2]),
            Manifest.Item(name: .card(handle("siti@unit-ppa")), bytes: []),
        ])
        return Kind(
            description: "manifest", bytes: Array(manifest.text.utf8),
            rewrite: { Array(try Manifest(parsing: text($0)).text.utf8) }, isSelfVerifying: false)
    }

    private static func request(_ action: Action, _ description: String) throws -> Kind {
        let request = try request(action)
        return Kind(
            description: description, bytes: Array(request.text.utf8),
            rewrite: { Array(try Request(parsing: text($0)).text.utf8) }, isSelfVerifying: false)
    }

    static func entry() throws -> Kind {
        let world = try World()
        let request = try request(.find(.name, .penyidikan))
        let entry = Entry(
            sequence: 7, time: world.now, outcome: .denied(.searchLimit),
            place: Entry.CasePlace(
                caseID: world.caseID, number: 3, previous: Digest.of("p"),
                trail: ChainHead(count: 2, digest: Digest.of("t"))),
            shown: Digest.of("s"),
            matches: [
                Match(caseID: world.caseID, owner: World.owner), Match(caseID: .make(), owner: World.penyidik),
            ], suppressed: 4, note: try world.note(request),
            request: request)
        return Kind(
            description: "entry", bytes: entry.bytes, rewrite: { try Entry(parsing: $0).bytes },
            isSelfVerifying: false)
    }
}
