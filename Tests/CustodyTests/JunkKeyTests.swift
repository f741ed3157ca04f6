import Age
import Casework
import Ledger
import Sodium
import Testing
import Vocabulary

@testable import Custodian
@testable import Vault

/// Whoever may write a sealed key can write noise in its place. It locks nobody out, and its author is named.
struct JunkKeyTests {
    private let evidence = EpochName(compartment: .evidence, epoch: 1)

    private func holdings(of grant: GrantID, in id: CaseID, _ world: World) throws -> [ItemName: [UInt8]] {
        let holder = try #require(try world.state(id).grants[grant]).holder(for: Who.siti.handle)
        var things: [ItemName: [UInt8]] = [:]
        for compartment in [CompartmentName.summary, .evidence] {
            things[.holding(EpochName(compartment: compartment, epoch: 1), holder)] = Random.bytes(72)
        }
        return things
    }

    @Test func `a receipt of noise is passed over for the envelope, and the entry that brought it is named`() throws {
        let world = try World()
        let id = try world.makeCase()
        let record = try world.add(content(1), to: id)
        let grant = try world.grant(id)
        let junk = try holdings(of: grant, in: id, world)
        let reply = try world.custodian.ask([try world.call(.acceptGrant(grant), as: .siti, things: junk)])
        let sequence = try Entry(parsing: reply.answers[0].entry).sequence
        let budi = try world.officer(.budi)
        #expect(try world.read(record, as: .budi) == content(1))
        #expect(budi.passedOver.contains(PassedOver(epoch: evidence, caseID: id, sequence: sequence)))
        // Each place is named once, however often it is passed.
        _ = try world.read(record, as: .budi)
        #expect(Set(budi.passedOver).count == budi.passedOver.count)
        // Who never needs that place is told nothing.
        #expect(try world.officer(.sari).passedOver.isEmpty)
        try world.add(content(2), to: id, by: .budi)
        try world.expectSound()
    }

    @Test func `an envelope of noise is passed over for the one of another grant`() throws {
        let world = try World()
        let id = try world.makeCase()
        let record = try world.add(content(1), to: id)
        try world.grant(id)
        let basis = SaltedText("dasar")
        let terms = GrantTerms(
            grant: .make(), caseID: id, to: .investigator, generation: 1, persons: [],
            epochs: [CompartmentName.summary, .evidence].map { EpochName(compartment: $0, epoch: 1) },
            purpose: .penyidikan, basis: basis.digest, from: world.clock.now,
            until: world.clock.now.adding(seconds: 86_400), parent: nil)
        let call = try world.call(
            .createGrant(terms), as: .tuti, things: [.envelope: Random.bytes(2_000), .basis: basis.bytes])
        let sequence = try Entry(parsing: try world.custodian.ask([call]).answers[0].entry).sequence
        #expect(try world.read(record, as: .siti) == content(1))
        #expect(try world.officer(.siti).passedOver.map(\.sequence).contains(sequence))
        try world.expectSound()
    }

    @Test func `an envelope of which one key is another opens what it opens, and is not receipted`() throws {
        let world = try World()
        let id = try world.makeCase()
        let record = try world.add(content(1), to: id)
        let officer = try world.officer(.tuti)
        let (_, key) = try world.compartmentKey(.evidence, of: id, as: .tuti)
        let basis = SaltedText("dasar")
        let terms = GrantTerms(
            grant: .make(), caseID: id, to: .investigator, generation: 1, persons: [],
            epochs: [CompartmentName.summary, .evidence].map { EpochName(compartment: $0, epoch: 1) },
            purpose: .penyidikan, basis: basis.digest, from: world.clock.now,
            until: world.clock.now.adding(seconds: 86_400), parent: nil)
        let evidence = key.secret.withBytes { bytes in bytes.indices.map { bytes[$0] } }
        var sealed: [UInt8] = []
        for epoch in KeyBundle.keys(of: terms) { sealed += epoch == self.evidence ? evidence : Random.bytes(32) }
        let keys = try Secret(copying: sealed.span)
        let investigators = RoleGeneration(role: .investigator, generation: 1)
        let envelope = try KeyBundle.seal(
            header: KeyBundle.grant(world.vault, terms, granter: Who.tuti.handle), keys: keys,
            to: [try Recipient(#require(officer.roster.recipient(of: investigators)))])
        _ = try world.custodian.ask([
            try world.call(.createGrant(terms), as: .tuti, things: [.envelope: envelope, .basis: basis.bytes])
        ])
        #expect(try world.read(record, as: .siti) == content(1))
        let grant = try #require(try world.state(id).grants[terms.grant])
        #expect(grant.acceptances.isEmpty)
        let summary = EpochName(compartment: .summary, epoch: 1)
        #expect(
            try world.officer(.siti).passedOver.contains(
                PassedOver(epoch: summary, caseID: id, sequence: grant.sequence)))
        try world.expectSound()
    }

    /// A case to whose evidence a grantee opened a new epoch that is noise for everybody.
    private func locked() throws -> (world: World, id: CaseID, record: RecordID, junk: UInt64) {
        let world = try World()
        let id = try world.makeCase()
        let record = try world.add(content(1), to: id)
        try world.grant(id)
        let gone = try world.grant(id, to: .prosecutor, for: .penuntutan)
        try world.officer(.sari).revoke(gone, reason: "selesai")
        let state = try world.state(id)
        let roster = try world.officer(.siti).roster
        let holders = state.holders(of: .evidence, roster: roster, at: world.clock.now)
        let second = EpochName(compartment: .evidence, epoch: 2)
        let addition = AddRecord(
            caseID: id, record: .make(.document), version: 1, epoch: second, keyCommitment: Digest.of("k"),
            contentCommitment: Digest.of("c"), contentTag: Digest.of("t"), reason: nil,
            opening: NewEpoch(commitment: Digest.of("nobody's key"), holders: holders))
        var things: [ItemName: [UInt8]] = [
            .metadata: Random.bytes(40 + 256), .metadataHalf: Random.bytes(32), .key: Random.bytes(56),
            .keyHalf: Random.bytes(16), .payload: Random.bytes(100),
        ]
        for holder in holders { things[.envelope(second, holder)] = Random.bytes(500) }
        let reply = try world.custodian.ask([try world.call(.add(addition), as: .siti, things: things)])
        return (world, id, record, try Entry(parsing: reply.answers[0].entry).sequence)
    }

    @Test func `an epoch of noise ends with new keys, and what was there opens as before`() throws {
        let (world, id, record, _) = try locked()
        let second = EpochName(compartment: .evidence, epoch: 2)
        expectTampered(.compartmentKey(second, id)) { try world.add(content(2), to: id) }
        #expect(try world.officer(.sari).rekey(id, nil).map(\.epoch).contains(3))
        let later = try world.add(content(2), to: id)
        for who in [Who.sari, .tuti, .siti, .budi] {
            #expect(try world.read(record, as: who) == content(1))
            #expect(try world.read(later, as: who) == content(2))
        }
        try world.add(content(3), to: id, by: .budi)
        try world.expectSound()
    }

    @Test func `a key that the granter could not open either keeps nobody from the others`() throws {
        let (world, id, record, junk) = try locked()
        _ = try world.officer(.sari).rekey(id, [.evidence])
        let later = try world.add(content(2), to: id)
        try world.grant(id, to: .prosecutor, for: .penuntutan)
        #expect(try world.read(record, as: .rina, for: .penuntutan) == content(1))
        #expect(try world.read(later, as: .rina, for: .penuntutan) == content(2))
        // The second reading goes by the receipt that the first made.
        #expect(try world.read(later, as: .rina, for: .penuntutan) == content(2))
        #expect(try world.officer(.sari).passedOver.allSatisfy { $0.sequence == junk })
        try world.expectSound()
    }

    @Test func `new keys are the owner's to give, in a closed case too`() throws {
        let world = try World()
        let id = try world.makeCase()
        try world.add(content(1), to: id)
        try world.grant(id)
        try world.officer(.sari).closeCase(id)
        #expect(try world.officer(.tuti).rekey(id, [.evidence]).map(\.epoch) == [2])
        let state = try world.state(id)
        let roster = try world.officer(.siti).roster
        let third = EpochName(compartment: .evidence, epoch: 3)
        let holders = state.holders(of: .evidence, roster: roster, at: world.clock.now)
        let things = Dictionary(uniqueKeysWithValues: holders.map { (ItemName.envelope(third, $0), Random.bytes(500)) })
        let action = Action.rekeyCase(
            id, epoch: third, opening: NewEpoch(commitment: Digest.of("x"), holders: holders))
        let answer = try world.custodian.ask([try world.call(action, as: .siti, things: things)]).answers[0]
        #expect(try Entry(parsing: answer.entry).outcome.isAllowed == false)
        #expect(try world.state(id).epochs[.evidence]?.count == 2)
        try world.expectSound()
    }

    @Test func `a title, a label or a key of noise takes its own row away and no other, and is named`() throws {
        let (world, id, record, junk) = try locked()
        let other = try world.makeCase("Perkara 2")
        // A case that its maker's colleague granted with noise, and one whose summary is noise.
        let basis = SaltedText("dasar")
        let terms = GrantTerms(
            grant: .make(), caseID: other, to: .investigator, generation: 1, persons: [],
            epochs: [CompartmentName.summary, .evidence].map { EpochName(compartment: $0, epoch: 1) },
            purpose: .penyidikan, basis: basis.digest,
            from: world.clock.now, until: world.clock.now.adding(seconds: 86_400), parent: nil)
        _ = try world.custodian.ask([
            try world.call(
                .createGrant(terms), as: .tuti, things: [.envelope: Random.bytes(500), .basis: basis.bytes])
        ])
        let siti = try world.greet(.siti)
        let cases = try siti.cases(limit: 10).cases
        #expect(Set(cases.map(\.id)) == [id, other])
        #expect(cases.first { $0.id == id }?.fields["title"]?.string == "Perkara 1")
        #expect(cases.first { $0.id == other }?.fields == .object([]))
        #expect(siti.unreadable.map(\.caseID) == [other])

        let sari = try world.greet(.sari)
        let records = try sari.records(.document, of: id)
        #expect(records.count == 2 && records.contains { $0.id == record })
        #expect(records.first { $0.id != record }?.metadata == .object([]))
        #expect(
            sari.unreadable == [Unreadable(caseID: id, record: records.first { $0.id != record }?.id, sequence: junk)])
        let plan = try world.export(id, to: [world.recipient(.rina)], as: sari)
        #expect(plan.records.map(\.id) == [record] && plan.unreadable == records.map(\.id).filter { $0 != record })
        #expect(try sari.export(plan.records[0], of: plan, to: Sink().take) > 0)
        try world.expectSound()
    }

    @Test func `a version of noise takes no other away from an identity's history`() throws {
        let world = try World()
        let id = try world.makeCase()
        let identity = try world.addIdentity("Bunga", to: id)
        try world.approve(try world.grant(id, to: .prosecutor, [.identity], allow: Permissions([.update])))
        let reason = SaltedText("salah tulis")
        let version = AddRecord(
            caseID: id, record: identity, version: 2, epoch: EpochName(compartment: .identity, epoch: 1),
            keyCommitment: Digest.of("k"), contentCommitment: Digest.of("c"), reason: reason.digest, opening: nil)
        let things: [ItemName: [UInt8]] = [
            .metadata: Random.bytes(40 + 256), .metadataHalf: Random.bytes(32), .key: Random.bytes(56),
            .keyHalf: Random.bytes(16), .payload: Random.bytes(32 + 4_096), .reason: reason.bytes,
        ]
        let reply = try world.custodian.ask([try world.call(.add(version), as: .rina, things: things)])
        let sequence = try Entry(parsing: reply.answers[0].entry).sequence
        let sari = try world.greet(.sari)
        let history = try sari.history(of: identity)
        #expect(history.map(\.number) == [1, 2] && history.map(\.by) == [Who.sari.handle, Who.rina.handle])
        #expect(history[1].changed == nil && history[1].reason == "salah tulis")
        #expect(sari.unreadable == [Unreadable(caseID: id, record: identity, sequence: sequence)])
        // What it said before the noise is there still.
        let sink = Sink()
        _ = try sari.open(identity, version: 1, purpose: .penyidikan, to: sink.take)
        #expect(sink.bytes.starts(with: world.identity("Bunga")))
        try world.expectSound()
    }
}
