import Casework
import Ledger
import Sodium
import Testing
import Vocabulary

@testable import Custodian
@testable import Vault

/// A vault in which nobody is enrolled by one person alone: tuti is asked for, and waits.
struct EnrolmentApprovalTests {
    private static let first = RoleGeneration(role: .companion, generation: 1)
    private static let second = RoleGeneration(role: .companion, generation: 2)

    private func ground() throws -> World {
        let world = try World(copying: try Template.approving.get())
        try world.enroll(try world.key(.tuti), into: [.companion], by: .officeAdmin)
        return world
    }

    @discardableResult
    private func approve(
        _ handle: Handle = Who.tuti.handle, by who: Who = .ratna, in world: World, through custody: (any Custody)? = nil
    ) throws -> Bool {
        try world.officer(who, through: custody).approveEnrolment(
            of: handle, custodianSeed: world.template.handedSeed)
    }

    private func opensSeed(_ who: Who, _ world: World) throws -> Bool {
        let file = try world.sealedVault().files[0]
        return (try? world.key(who).openCustodianSeed(file, of: world.vault)) != nil
    }

    @Test func `whoever waits gets no role's seed and no way in, and all of it with the approval`() throws {
        let world = try ground()
        let id = try world.makeCase()
        let record = try world.add(content(1), to: id)
        #expect(try world.custodian.greet(Greeting(handle: Who.tuti.handle, head: .empty)).sealed.isEmpty)
        #expect(try !opensSeed(.tuti, world))
        #expect(throws: VaultError.self) { _ = try world.start(.tuti) }
        // Even with the custodian's help.
        let waiting = try world.greet(.tuti)
        expectTampered(.missing(ItemName.roleSeed(Self.first, for: Who.tuti.handle).text)) {
            _ = try waiting.own.role(Self.first)
        }
        for attempt in [Action.open(record, .penyidikan), .showCase(id), .readInbox, .verifyVault] {
            expectDenied(.enrolmentWaiting) { _ = try waiting.ask(attempt, as: .companion) }
        }
        #expect(try world.officer(.ratna).inbox().enrolments == [Who.tuti.handle])
        for who in [Who.sari, .dewi, .siti] { #expect(try world.officer(who).inbox().enrolments.isEmpty) }

        #expect(try approve(in: world))
        #expect(try world.officer(.ratna).inbox().enrolments.isEmpty)
        #expect(try opensSeed(.tuti, world))
        for who in [Who.sari, .ratna, .siti, .officeAdmin] { #expect(try opensSeed(who, world)) }
        world.close()
        let sink = Sink()
        _ = try world.start(.tuti).open(record, purpose: .pendampingan, to: sink.take)
        #expect(sink.bytes == content(1))
        try world.expectSound()
    }

    @Test func `nobody approves what they asked for, what is not theirs, or twice`() throws {
        let world = try ground()
        expectDenied(.ownRequest) { try approve(by: .officeAdmin, in: world) }
        expectDenied(.lacksCapability) { try approve(by: .sari, in: world) }
        // The agency has somebody of its own by now.
        expectDenied(.foreignAgency) { try approve(by: .policeAdmin, in: world) }
        let person = try #require(try world.officer(.ratna).roster.people[Who.tuti.handle])
        let other = Digest.of("another request")
        #expect(throws: CustodyError.self) {
            _ = try world.officer(.ratna).ask(.approveEnrolment(Who.tuti.handle, request: other), as: .head)
        }
        #expect(person.state == .waiting)
        try approve(in: world)
        #expect(throws: CustodyError.self) { try approve(in: world) }
        try world.expectSound()
    }

    @Test func `whoever waits while a colleague is dismissed gets the roles' new keys too`() throws {
        let world = try ground()
        let id = try world.makeCase()
        let early = try world.add(content(1), to: id)
        // Another companion, so that the case goes on.
        let eko = try PersonKey.make(handle: try Handle("eko@dp2kbp3a"), name: "Eko")
        try world.enroll(eko, into: [.companion], by: .officeAdmin)
        try approve(eko.handle, in: world)
        try world.dismiss(.sari)
        #expect(try !opensSeed(.tuti, world))
        #expect(try !opensSeed(.sari, world))
        #expect(try world.custodian.greet(Greeting(handle: Who.tuti.handle, head: .empty)).sealed.isEmpty)
        try approve(in: world)
        #expect(try !opensSeed(.sari, world))
        world.close()
        let tuti = try world.start(.tuti)
        for generation in [Self.first, Self.second] { _ = try tuti.own.role(generation) }
        let sink = Sink()
        _ = try tuti.open(early, purpose: .pendampingan, to: sink.take)
        #expect(sink.bytes == content(1))
        let later = try world.add(content(2), to: id, by: .tuti)
        #expect(try world.state(id).epochs[.evidence]?.count == 2)
        #expect(try world.read(later, as: .tuti) == content(2))
        expectDenied(.dismissed) { _ = try world.read(later, as: .sari) }
        try world.expectSound()
    }

    @Test func `whoever is dismissed while waiting comes in no more`() throws {
        let world = try ground()
        try world.dismiss(.tuti)
        #expect(throws: CustodyError.self) { try approve(in: world) }
        #expect(try !opensSeed(.tuti, world))
        #expect(try world.officer(.ratna).inbox().enrolments.isEmpty)
        let officer = try world.greet(.tuti)
        expectDenied(.dismissed) { _ = try officer.inbox() }
        _ = try world.makeCase()
        try world.expectSound()
    }

    @Test func `an approval that a dismissal overtook does not seal the seed to who was dismissed`() throws {
        let world = try ground()
        let liar = LyingCustody(try world.custodian)
        liar.overtake(.personApprove) { try world.dismiss(.dewi) }
        #expect(try approve(in: world, through: liar))
        #expect(try opensSeed(.tuti, world))
        #expect(try !opensSeed(.dewi, world))
    }

    @Test func `an enrolment and a dismissal that others overtook seal what is current, to who is current`() throws {
        let world = try World()
        let eko = try PersonKey.make(handle: try Handle("eko@unit-ppa"), name: "Eko")
        let wati = try PersonKey.make(handle: try Handle("wati@dp2kbp3a"), name: "Wati")
        let liar = LyingCustody(try world.custodian)
        let second = RoleGeneration(role: .investigator, generation: 2)
        liar.overtake(.personEnroll) { try world.dismiss(.budi) }
        let admin = try world.officer(.policeAdmin, through: liar)
        try admin.enroll(eko.card, into: [.investigator], custodianSeed: world.template.handedSeed)
        let clock = world.clock
        let officer = try Officer(
            key: eko, vault: world.vault, custody: try world.custodian, pins: PinStore(folder: world.root + "/eko"),
            clock: { clock.now })
        _ = try officer.own.role(second)
        #expect(try !opensSeed(.budi, world))

        liar.overtake(.personDismiss) { try world.enroll(wati, into: [.head], by: .officeAdmin) }
        try admin.dismiss(eko.handle, reason: "mutasi", custodianSeed: world.template.handedSeed)
        let file = try world.sealedVault().files[0]
        _ = try wati.openCustodianSeed(file, of: world.vault)
        #expect(throws: VaultError.self) { _ = try eko.openCustodianSeed(file, of: world.vault) }
        try world.expectSound()
    }

    @Test func `an approver who leaves the seed out lets nobody in, and the next sealing makes up for it`() throws {
        let world = try ground()
        let person = try #require(try world.officer(.ratna).roster.people[Who.tuti.handle])
        let request = try #require(person.request)
        _ = try world.officer(.ratna).ask(.approveEnrolment(Who.tuti.handle, request: request), as: .head)
        #expect(try !opensSeed(.tuti, world))
        world.close()
        #expect(throws: VaultError.self) { _ = try world.start(.tuti) }
        _ = try world.start(.sari)
        try world.dismiss(.dewi)
        #expect(try opensSeed(.tuti, world))
    }

    @Test func `no seed of the custodian's travels with an enrolment that still waits`() throws {
        let world = try ground()
        let eko = try PersonKey.make(handle: try Handle("eko@dp2kbp3a"), name: "Eko")
        let before = try world.sealedVault().files[0]
        let things: [ItemName: [UInt8]] = [.card(eko.handle): eko.card.note.encoded]
        let enrolment = Action.enroll(eko.handle, roles: [.companion], card: eko.card.digest, newKeys: [])
        expectDenied(.surplusItems) {
            _ = try world.officer(.officeAdmin).ask(
                enrolment, as: Who.officeAdmin.role, things: things.merging([.custodianSeed: [1, 2, 3]]) { $1 })
        }
        _ = try world.officer(.officeAdmin).ask(enrolment, as: Who.officeAdmin.role, things: things)
        #expect(try world.sealedVault().files[0] == before)
    }

    @Test func `a custodian that lets a waiting person act is found out by whoever looks`() throws {
        let world = try ground()
        let id = try world.makeCase()
        let dewi = try world.officer(.dewi)
        let size = try world.ledgerSize
        let call = try world.call(.closeCase(id), as: .tuti)
        let last = try #require(try world.custodian.index.read { try $0.lastEntry(of: id).map { $0.sequence } })
        let (before, trail) = try world.custodian.index.read { transaction in
            (try transaction.entry(last), try transaction.trail(id).map { try transaction.leaf($0) })
        }
        let place = Entry.CasePlace(
            caseID: id, number: (before.place?.number ?? 0) + 1, previous: before.leafHash,
            trail: try world.state(id).head)
        let forged = Entry(
            sequence: size, time: world.clock.now, outcome: .allowed, place: place, access: .owner,
            note: try Note(parsing: call.note), request: try Request(call))
        // Honestly, it is denied; and what an owner would sign in its place may stand there.
        let honest = try Request(try world.call(.closeCase(id), as: .sari))
        #expect(honest.role == forged.request.role)
        expectTampered(.trail(id)) {
            _ = try VerifiedCase(
                ReleasedCase(id: id, trail: trail + [forged.bytes], manifests: [:]), history: dewi.history, place: nil)
        }
        var replay = dewi.replayFromTheStart()
        let keys = try dewi.noteKeys()
        try world.custodian.index.read { transaction in
            for sequence in 0..<size { try replay.take(try transaction.leaf(sequence), keys) }
        }
        #expect(throws: LogFault.decision(sequence: size)) { try replay.take(forged.bytes, keys) }
    }
}
