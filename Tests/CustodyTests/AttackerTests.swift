import Age
import Casework
import Ledger
import Sodium
import Testing
import Vocabulary

@testable import Custodian
@testable import Vault

/// A colleague with a valid key who writes requests by hand: all signatures are right, what is sealed is not.
struct AttackerTests {
    private func shared() throws -> (world: World, id: CaseID) {
        let world = try World()
        let id = try world.makeCase()
        try world.add(content(1), to: id)
        try world.grant(id)
        return (world, id)
    }

    private func expectRefused(
        _ expected: (RecordID) -> Tampering, _ record: RecordID, _ world: World, bytes: Int = 0,
        sourceLocation: SourceLocation = #_sourceLocation
    ) throws {
        for who in [Who.sari, .budi] {
            let sink = Sink()
            let officer = try world.officer(who)
            expectTampered(expected(record), sourceLocation: sourceLocation) {
                _ = try officer.open(record, purpose: .penyidikan, to: sink.take)
            }
            #expect(sink.count == bytes, sourceLocation: sourceLocation)
        }
    }

    @Test func `a record made by hand as the program makes it opens`() throws {
        let (world, id) = try shared()
        let record = try CraftedRecord().add(to: id, in: world)
        #expect(try world.read(record) == CraftedRecord().content)
        try world.expectSound()
    }

    @Test func `halves that make another key than the committed one open nothing`() throws {
        let (world, id) = try shared()
        let record = try CraftedRecord(wrappedHalf: Random.bytes(16)).add(to: id, in: world)
        try expectRefused(Tampering.recordKey, record, world)
    }

    @Test func `a payload that opens under a second key shows nobody a second content`() throws {
        let (world, id) = try shared()
        // What the wrapped half and B make does open the payload; but it is not what the request commits to. Without
        // the commitment, the attacker could hand this content to one agency and another to the next.
        var crafted = CraftedRecord(content: Array("what one agency is to see".utf8))
        let secondHalf = Random.bytes(16)
        crafted.wrappedHalf = secondHalf
        crafted.payloadKey = zip(secondHalf, crafted.halfB).map { $0 ^ $1 }
        let record = try crafted.add(to: id, in: world)
        try expectRefused(Tampering.recordKey, record, world)
    }

    @Test func `a half of the wrong length is refused, and one that is bound to another record opens nothing`() throws {
        let (world, id) = try shared()
        for length in [0, 15, 17, 32] {
            #expect(throws: CustodyError.self, "\(length)") {
                try CraftedRecord(wrappedHalf: Random.bytes(length)).add(to: id, in: world)
            }
        }
        let bound = try CraftedRecord(boundTo: .make(.document)).add(to: id, in: world)
        try expectRefused(Tampering.recordKey, bound, world)
    }

    @Test func `a payload under another key than the committed one opens nothing`() throws {
        let (world, id) = try shared()
        let record = try CraftedRecord(payloadKey: Random.bytes(16)).add(to: id, in: world)
        try expectRefused(Tampering.payload, record, world)
    }

    @Test func `a content that is not the committed one is withheld`() throws {
        let (world, id) = try shared()
        let record = try CraftedRecord(committedContent: [1, 2, 3]).add(to: id, in: world)
        try expectRefused(Tampering.content, record, world)
    }

    // MARK: Envelopes

    /// A grant whose envelope is chosen by hand.
    private func grant(
        _ id: CaseID, in world: World, envelope: (GrantTerms, Officer) throws -> [UInt8]
    ) throws -> GrantID {
        let officer = try world.officer(.sari)
        let state = try world.state(id)
        let basis = SaltedText("dasar")
        let terms = GrantTerms(
            grant: .make(), caseID: id, to: .investigator, generation: 1, persons: [],
            epochs: [CompartmentName.summary, .evidence].compactMap { state.epochs[$0]?.last?.name },
            purpose: .penyidikan, basis: basis.digest, from: world.clock.now,
            until: world.clock.now.adding(seconds: 86_400), parent: nil)
        _ = try officer.ask(
            .createGrant(terms), as: .companion,
            things: [.envelope: try envelope(terms, officer), .basis: basis.bytes])
        return terms.grant
    }

    private func recipient(_ officer: Officer) throws -> Recipient {
        let generation = RoleGeneration(role: .investigator, generation: 1)
        return try Recipient(#require(officer.roster.recipient(of: generation)))
    }

    @Test func `an envelope moved from another grant or another case opens nothing`() throws {
        let world = try World()
        let first = try world.makeCase()
        let honest = try world.grant(first)
        let stolen = try world.thing(.envelope, ofGrant: honest, in: first)
        // Into a later grant of the same case, which is the one that is looked at first: the honest one is used.
        let moved = try grant(first, in: world) { _, _ in stolen }
        let record = try world.add(content(1), to: first)
        #expect(try world.read(record, as: .siti) == content(1))
        let sequence = try #require(try world.state(first).grants[moved]).sequence
        #expect(try world.officer(.siti).passedOver.contains { $0.sequence == sequence })
        try world.officer(.sari).revoke(honest, reason: "selesai")
        expectTampered(.envelope(moved)) { _ = try world.read(record, as: .siti) }
        // And into another case.
        let second = try world.makeCase("Perkara 2")
        let away = try grant(second, in: world) { _, _ in stolen }
        let other = try world.add(content(2), to: second)
        expectTampered(.envelope(away)) { _ = try world.read(other, as: .siti) }
    }

    @Test func `an envelope with another header, other keys, or too few opens nothing`() throws {
        let world = try World()
        let id = try world.makeCase()
        let record = try world.add(content(1), to: id)
        let keys = try Secret.makeRandom(byteCount: 64)
        let wrongKeys = try grant(id, in: world) { terms, officer in
            try KeyBundle.seal(
                header: KeyBundle.grant(world.vault, terms, granter: Who.sari.handle), keys: keys,
                to: [try recipient(officer)])
        }
        let evidence = EpochName(compartment: .evidence, epoch: 1)
        expectTampered(.compartmentKey(evidence, id)) { _ = try world.read(record, as: .siti) }
        try world.officer(.sari).revoke(wrongKeys, reason: "salah")

        let later = try world.add(content(2), to: id)
        let short = try grant(id, in: world) { terms, officer in
            try KeyBundle.seal(
                header: KeyBundle.grant(world.vault, terms, granter: Who.sari.handle), keys: keys,
                to: [try recipient(officer)])
        }
        expectTampered(.envelope(short)) { _ = try world.read(later, as: .siti) }
        let named = try grant(id, in: world) { terms, officer in
            try KeyBundle.seal(
                header: KeyBundle.grant(world.vault, terms, granter: Who.tuti.handle),
                keys: try Secret.makeRandom(byteCount: 96), to: [try recipient(officer)])
        }
        expectTampered(.envelope(named)) { _ = try world.read(later, as: .siti) }
        let noise = try grant(id, in: world) { _, _ in Random.bytes(200) }
        expectTampered(.envelope(noise)) { _ = try world.read(later, as: .siti) }
    }

    @Test func `a listing with one poisoned record still can't be used to show a false title`() throws {
        let (world, id) = try shared()
        let liar = LyingCustody(try world.custodian)
        let officer = try world.officer(.sari, through: liar)
        _ = try world.makeCase("Perkara 2")
        liar.lie(about: .caseList) { released in
            let metadata = released.things.indices.filter { released.things[$0].name == .metadata }
            let bytes = metadata.map { released.things[$0].bytes }
            for (index, other) in zip(metadata, bytes.reversed()) {
                released.things[index] = Thing(
                    sequence: released.things[index].sequence, name: .metadata, bytes: other)
            }
        }
        #expect(throws: VaultError.self) { _ = try officer.cases(limit: 10) }
        liar.lie(about: .caseShow) { try $0.replaceHalf(.metadata, with: Random.bytes(32)) }
        expectTampered(.thing(sequence: try world.state(id).sequence, name: "half")) {
            _ = try officer.showCase(id)
        }
    }
}
