import Age
import Casework
import Ledger
import Sodium
import Testing
import Vocabulary

@testable import Custodian
@testable import Vault

/// Whoever lost a compartment gets nothing that is added later: not from the custodian, and not with the old keys.
struct StaleEpochTests {
    /// A case whose evidence the investigators hold, with one record in it.
    private func shared() throws -> (world: World, id: CaseID, grant: GrantID, record: RecordID) {
        let world = try World()
        let id = try world.makeCase()
        let record = try world.add(content(1), to: id)
        let grant = try world.grant(id)
        #expect(try world.read(record, as: .siti) == content(1))
        return (world, id, grant, record)
    }

    private func epochs(_ world: World, _ id: CaseID) throws -> Int {
        try #require(try world.state(id).epochs[.evidence]).count
    }

    @Test func `after a revocation the next record is sealed to those who remain`() throws {
        let (world, id, grant, record) = try shared()
        try world.grant(id, to: .prosecutor, for: .penuntutan)
        try world.officer(.sari).revoke(grant, reason: "selesai")
        let later = try world.add(content(2), to: id)
        #expect(try epochs(world, id) == 2)
        let holders = try #require(try world.state(id).epochs[.evidence]?.last).holders
        #expect(holders.map(\.grant?.text).contains(nil))
        #expect(!holders.map(\.grant).contains(grant))
        #expect(holders.count == 2)
        expectDenied(.grantRevoked) { _ = try world.read(later, as: .siti) }
        for who in [Who.sari, .tuti] { #expect(try world.read(later, as: who) == content(2)) }
        #expect(try world.read(later, as: .rina, for: .penuntutan) == content(2))
        #expect(try world.read(record, as: .rina, for: .penuntutan) == content(1))

        let next = try world.add(content(3), to: id)
        #expect(try epochs(world, id) == 2)
        #expect(try world.read(next, as: .tuti) == content(3))
        try world.expectSound()
    }

    @Test func `after an expiry likewise, without anybody's doing`() throws {
        let (world, id, _, _) = try shared()
        world.clock.advance(days: 31)
        let later = try world.add(content(2), to: id)
        #expect(try epochs(world, id) == 2)
        expectDenied(.grantExpired) { _ = try world.read(later, as: .siti) }
        #expect(try world.read(later, as: .tuti) == content(2))
        try world.expectSound()
    }

    @Test func `a dismissed person's keys open no envelope of the new epoch`() throws {
        let (world, id, grant, record) = try shared()
        let budi = try world.officer(.budi)
        let first = RoleGeneration(role: .investigator, generation: 1)
        let second = RoleGeneration(role: .investigator, generation: 2)
        let oldIdentity = try budi.own.role(first)
        try world.dismiss(.budi)

        let later = try world.add(content(2), to: id)
        #expect(try epochs(world, id) == 2)
        let epoch = EpochName(compartment: .evidence, epoch: 2)
        let holder = Holder.granted(grant, second)
        let opened = try #require(try world.state(id).epoch(epoch))
        #expect(opened.holders.contains(holder))
        let envelope = try world.thing(.envelope(epoch, holder), of: opened.sequence)
        let header = KeyBundle.epoch(world.vault, id, epoch, holder, by: Who.sari.handle)

        #expect(throws: AgeError.noMatch) {
            _ = try KeyBundle.open(envelope, header: header, keyCount: 1, with: oldIdentity.identity)
        }
        #expect(throws: AgeError.noMatch) {
            _ = try KeyBundle.open(envelope, header: header, keyCount: 1, with: budi.key.identity)
        }
        let siti = try world.greet(.siti)
        _ = try KeyBundle.open(envelope, header: header, keyCount: 1, with: try siti.own.role(second).identity)

        #expect(try world.read(later, as: .siti) == content(2))
        #expect(try world.read(record, as: .siti) == content(1))
        expectDenied(.dismissed) { _ = try world.read(later, as: .budi) }
        try world.expectSound()
    }

    @Test func `the new seed of a role is sealed to those who stay`() throws {
        let (world, _, _, _) = try shared()
        try world.dismiss(.budi)
        let second = RoleGeneration(role: .investigator, generation: 2)
        _ = try world.greet(.siti).own.role(second)
        _ = try world.officer(.policeAdmin).own.role(second)
        let custodian = try world.custodian
        let welcome = try custodian.greet(Greeting(handle: Who.budi.handle, head: .empty))
        #expect(!welcome.sealed.contains { $0.name == .roleSeed(second, for: Who.budi.handle) })
        for thing in welcome.sealed where thing.name.text.hasPrefix("role-seed \(second.text)") {
            Issue.record("a dismissed person gets \(thing.name.text)")
        }
        let seed = try world.sealedVault()
        #expect(throws: VaultError.self) { _ = try world.key(.budi).openCustodianSeed(seed.files[0], of: world.vault) }
        _ = try world.key(.siti).openCustodianSeed(seed.files[0], of: world.vault)
    }

    @Test func `a dismissal in the owning role makes the epoch stale too`() throws {
        let (world, id, _, _) = try shared()
        try world.dismiss(.tuti)
        let later = try world.add(content(2), to: id)
        #expect(try epochs(world, id) == 2)
        let holders = try #require(try world.state(id).epochs[.evidence]?.last).holders
        #expect(holders.contains(.owner(RoleGeneration(role: .companion, generation: 2))))
        for who in [Who.sari, .siti] { #expect(try world.read(later, as: who) == content(2)) }
        expectDenied(.dismissed) { _ = try world.read(later, as: .tuti) }
        try world.expectSound()
    }

    @Test func `a grantee who adds to a stale epoch seals it to the owner and the others`() throws {
        let (world, id, grant, _) = try shared()
        try world.grant(id, to: .prosecutor, for: .penuntutan)
        try world.officer(.sari).revoke(grant, reason: "selesai")
        let later = try world.add(content(2), to: id, by: .rina)
        #expect(try epochs(world, id) == 2)
        #expect(try world.read(later, as: .sari) == content(2))
        #expect(try world.read(later, as: .rina, for: .penuntutan) == content(2))
        expectDenied(.grantRevoked) { _ = try world.read(later, as: .siti) }
        try world.expectSound()
    }

    @Test func `a grant of today brings all epochs before it`() throws {
        let (world, id, grant, record) = try shared()
        try world.officer(.sari).revoke(grant, reason: "selesai")
        let later = try world.add(content(2), to: id)
        try world.grant(id, to: .prosecutor, for: .penuntutan)
        #expect(try world.read(record, as: .rina, for: .penuntutan) == content(1))
        #expect(try world.read(later, as: .rina, for: .penuntutan) == content(2))
        try world.expectSound()
    }

    @Test func `a new epoch that leaves a holder without an envelope is refused`() throws {
        let (world, id, grant, _) = try shared()
        try world.grant(id, to: .prosecutor, for: .penuntutan)
        try world.officer(.sari).revoke(grant, reason: "selesai")
        let liar = LyingCustody(try world.custodian)
        try world.add(content(2), to: id, by: .rina, through: liar)
        // The same request again, its envelope to the owner left out.
        let call = try #require(liar.calls.last?.first)
        let request = try Request(call)
        guard let addition = request.action.as(AddRecord.self), let opening = addition.opening else {
            Issue.record("no epoch was opened")
            return
        }
        let owner = try #require(opening.holders.first { $0.grant == nil })
        let other = try World()
        #expect(call.things[.envelope(addition.epoch, owner)] != nil)
        // In another world, where that epoch is still to be opened.
        let copy = try other.makeCase()
        try other.add(content(1), to: copy)
        let gone = try other.grant(copy)
        _ = try other.read(try #require(try other.state(copy).records.keys.first), as: .siti)
        try other.grant(copy, to: .prosecutor, for: .penuntutan)
        try other.officer(.sari).revoke(gone, reason: "selesai")
        let state = try other.state(copy)
        let roster = try other.officer(.rina).roster
        let holders = state.holders(of: .evidence, roster: roster, at: other.clock.now)
        let forged = AddRecord(
            caseID: copy, record: .make(.document), version: 1, epoch: addition.epoch,
            keyCommitment: addition.keyCommitment, contentCommitment: addition.contentCommitment,
            contentTag: Digest.of("t"), reason: nil,
            opening: NewEpoch(commitment: opening.commitment, holders: holders))
        var things = call.things.filter { !$0.key.text.hasPrefix("envelope") }
        #expect(throws: CustodyError.self) {
            _ = try other.custodian.ask([try other.call(.add(forged), as: .rina, things: things)])
        }
        for holder in holders { things[.envelope(addition.epoch, holder)] = [1] }
        _ = try other.custodian.ask([try other.call(.add(forged), as: .rina, things: things)])
    }
}
