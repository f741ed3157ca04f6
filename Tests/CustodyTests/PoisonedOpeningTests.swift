import Casework
import Ledger
import Sodium
import Testing
import Vocabulary

@testable import Custodian
@testable import Vault

/// A case with records of each kind, and what the custodian honestly releases of them, to be mixed up.
final class PoisonedGround {
    let world: World
    let id: CaseID
    let first: RecordID
    let second: RecordID
    let large: RecordID
    let largeToo: RecordID
    let identity: RecordID
    let grant: GrantID
    /// The honest answer to `opening second`.
    let other: Released
    /// The sealed payload of `largeToo`.
    let otherPayload: [UInt8]
    let payload: [UInt8]
    /// A case of the same people.
    let otherCase: CaseID

    init() throws {
        world = try World()
        id = try world.makeCase()
        first = try world.add(content(1), to: id)
        second = try world.add(content(2), to: id)
        large = try world.add(content(3, byteCount: 200_000), to: id)
        largeToo = try world.add(content(4, byteCount: 200_000), to: id)
        identity = try world.addIdentity("Bunga", to: id)
        grant = try world.grant(id)
        otherCase = try world.makeCase("Perkara 2")
        try world.grant(otherCase)
        try world.add(content(5), to: otherCase)
        other = try Self.released(second, world)
        payload = try readAll(#require(try Self.released(large, world).payload))
        otherPayload = try readAll(#require(try Self.released(largeToo, world).payload))
    }

    private static func released(_ record: RecordID, _ world: World) throws -> Released {
        let officer = try world.officer(.sari)
        return try officer.ask(.open(record, .penyidikan), as: .companion).released.all
    }

    func sequence(_ record: RecordID) throws -> UInt64 {
        try #require(try world.state(id).records[record]).latest.sequence
    }

    /// Opens `record` through a custodian that alters what it releases. Nothing may reach the sink but `allowed` bytes.
    func expect(
        _ expected: Tampering, opening record: RecordID, as who: Who = .sari, releasing allowed: Int = 0,
        _ comment: Comment, sourceLocation: SourceLocation = #_sourceLocation,
        _ lie: @escaping (inout Released) throws -> Void
    ) throws {
        let liar = LyingCustody(try world.custodian)
        let officer = try world.officer(who, through: liar)
        liar.lie(about: record.kind == .document ? .documentOpen : .identityOpen, lie)
        let sink = Sink()
        expectTampered(expected, comment, sourceLocation: sourceLocation) {
            _ = try officer.open(record, purpose: .penyidikan, to: sink.take)
        }
        #expect(sink.count == allowed, comment, sourceLocation: sourceLocation)
    }
}

/// An operator who mixes up what belongs to different records, cases and times.
struct PoisonedOpeningTests {
    @Test func `sealed things of another record are noticed`() throws {
        let ground = try PoisonedGround()
        let sequence = try ground.sequence(ground.first)
        for name in [ItemName.key, .metadata, .payload] {
            try ground.expect(
                .thing(sequence: sequence, name: name.text), opening: ground.first, "\(name.text) of another record"
            ) { try $0.replace(name, of: sequence, with: try ground.other.thing(name).bytes) }
            try ground.expect(
                .thing(sequence: sequence, name: name.text), opening: ground.first, "\(name.text) with a bit flipped"
            ) { try $0.replace(name, of: sequence, with: try $0.thing(name).bytes.flipping(bit: 77)) }
            try ground.expect(.missing(name.text), opening: ground.first, "\(name.text) left out") { released in
                released.things.removeAll { $0.name == name }
            }
        }
        for kind in [Half.Kind.key, .metadata] {
            try ground.expect(
                .thing(sequence: sequence, name: "half"), opening: ground.first, "\(kind) half of another record"
            ) { try $0.replaceHalf(kind, with: try ground.other.half(kind).bytes) }
            try ground.expect(
                .thing(sequence: sequence, name: "half"), opening: ground.first, "\(kind) half left out"
            ) { released in released.halves.removeAll { $0.kind == kind } }
        }
        try ground.expect(
            .thing(sequence: sequence, name: "half"), opening: ground.first, "all of another record"
        ) { released in
            released.things =
                ground.other.things.map {
                    Thing(sequence: sequence, name: $0.name, bytes: $0.bytes)
                } + released.things
            released.halves = ground.other.halves
        }
    }

    @Test func `a large payload that is another's, altered, cut or lengthened is noticed`() throws {
        let ground = try PoisonedGround()
        let tampered = Tampering.payload(ground.large)
        let chunk = 65_536
        try ground.expect(tampered, opening: ground.large, "another record's") {
            $0.payload = MemoryPayload(ground.otherPayload)
        }
        try ground.expect(tampered, opening: ground.large, "another nonce") {
            $0.payload = MemoryPayload(ground.payload.flipping(bit: 3))
        }
        try ground.expect(tampered, opening: ground.large, "a bit of the first chunk") {
            $0.payload = MemoryPayload(ground.payload.flipping(bit: 16 * 8 + 5))
        }
        try ground.expect(tampered, opening: ground.large, "nothing") { $0.payload = MemoryPayload([]) }
        // What was handed out before the damage is authentic, and is not kept: the command fails.
        try ground.expect(tampered, opening: ground.large, releasing: chunk, "a bit of the second chunk") {
            $0.payload = MemoryPayload(ground.payload.flipping(bit: (16 + chunk + 16 + 100) * 8))
        }
        try ground.expect(tampered, opening: ground.large, releasing: 2 * chunk, "cut after two chunks") {
            $0.payload = MemoryPayload(Array(ground.payload.prefix(16 + 2 * (chunk + 16))))
        }
        var swapped = ground.payload
        let second = 16 + chunk + 16
        let third = second + chunk + 16
        swapped.replaceSubrange(16..<third, with: ground.payload[second..<third] + ground.payload[16..<second])
        try ground.expect(tampered, opening: ground.large, "chunks in another order") {
            $0.payload = MemoryPayload(swapped)
        }
        try ground.expect(tampered, opening: ground.large, releasing: 196_608, "something behind it") {
            $0.payload = MemoryPayload(ground.payload + [0])
        }
        // A small record's payload where a file is expected, and a file where it lies in the index.
        try ground.expect(.payload(ground.first), opening: ground.first, "a file for a small record") {
            $0.payload = MemoryPayload(ground.payload)
        }
        try ground.expect(.missing(ItemName.payload.text), opening: ground.large, "no file at all") {
            $0.payload = nil
        }
    }

    @Test func `an old trail is not taken for the latest`() throws {
        let ground = try PoisonedGround()
        let world = ground.world
        let update = CraftedRecord(
            compartment: .identity, record: ground.identity, version: 2, content: world.identity("Melati"))
        try update.add(to: ground.id, in: world, by: .sari)
        try ground.expect(.oldTrail(ground.id), opening: ground.identity, "the newest version hidden") {
            $0.changeTrail { $0.removeLast() }
        }
        // A revocation hidden: the grantee's colleague would believe the grant still runs.
        _ = try world.read(ground.first, as: .siti)
        let before = try world.state(ground.id).head.count
        try world.officer(.sari).revoke(ground.grant, reason: "selesai")
        try ground.expect(.oldTrail(ground.id), opening: ground.first, "the revocation hidden") {
            $0.changeTrail { $0.removeLast($0.count - before) }
        }
        try ground.expect(.trail(ground.id), opening: ground.first, "a change left out") {
            $0.changeTrail { $0.remove(at: 2) }
        }
        try ground.expect(.trail(ground.id), opening: ground.first, "two changes swapped") {
            $0.changeTrail { $0.swapAt(1, 2) }
        }
        try ground.expect(.trail(ground.id), opening: ground.first, "a change twice") {
            $0.changeTrail { $0.append($0[$0.count - 1]) }
        }
        try ground.expect(.trail(ground.id), opening: ground.first, "no trail") { $0.changeTrail { $0 = [] } }
        try ground.expect(.trail(ground.id), opening: ground.first, "a change edited") {
            $0.changeTrail { $0[1] = $0[1].flipping(bit: 8 * 30) }
        }
        let otherTrail = try world.custodian.index.read { transaction in
            try transaction.trail(ground.otherCase).map { try transaction.leaf($0) }
        }
        try ground.expect(.trail(ground.id), opening: ground.first, "another case's trail") {
            $0.changeTrail { $0 = otherTrail }
        }
        try ground.expect(.oldTrail(ground.otherCase), opening: ground.first, "another case altogether") {
            $0.cases = [ReleasedCase(id: ground.otherCase, trail: otherTrail, manifests: [:])]
        }
        try ground.expect(.missing("case"), opening: ground.first, "no case") { $0.cases = [] }
    }

    @Test func `a signature in the trail that is not its actor's is noticed`() throws {
        let ground = try PoisonedGround()
        try ground.expect(.trail(ground.id), opening: ground.first, "a foreign signature") {
            try $0.changeTrail { trail in
                let entry = try Entry(parsing: trail[1])
                var note = try Note(text: entry.note.text)
                try note.sign(as: Who.sari.handle.text, with: try ground.world.key(.siti).signing)
                let forged = Entry(
                    sequence: entry.sequence, time: entry.time, outcome: entry.outcome, place: entry.place,
                    note: note, request: entry.request)
                trail[1] = forged.bytes
            }
        }
    }

    @Test func `a manifest that is not the signed one is noticed`() throws {
        let ground = try PoisonedGround()
        let sequence = try ground.sequence(ground.first)
        try ground.expect(.manifest(sequence: sequence), opening: ground.first, "another payload listed") { released in
            let shown = released.cases[0]
            let items = try #require(shown.manifests[sequence]).items
            let changed = Manifest(
                items.map { $0.name == .payload ? Manifest.Item(name: .payload, bytes: [1, 2, 3]) : $0 })
            released.cases[0] = ReleasedCase(
                id: shown.id, trail: shown.trail, manifests: shown.manifests.merging([sequence: changed]) { $1 })
            try released.replace(.payload, of: sequence, with: [1, 2, 3])
        }
        try ground.expect(
            .thing(sequence: sequence, name: "half"), opening: ground.first, "no manifest"
        ) { released in
            let shown = released.cases[0]
            released.cases[0] = ReleasedCase(
                id: shown.id, trail: shown.trail, manifests: shown.manifests.filter { $0.key != sequence })
        }
    }

    @Test func `the identity is not opened from the summary's or the evidence's key`() throws {
        let ground = try PoisonedGround()
        // The owner holds all compartments; the wrapped keys of two of them are exchanged.
        let trail = try ground.world.state(ground.id)
        let epoch = EpochName(compartment: .identity, epoch: 1)
        let holder = Holder.owner(RoleGeneration(role: .companion, generation: 1))
        let evidence = EpochName(compartment: .evidence, epoch: 1)
        let wrong = try ground.world.thing(.holding(evidence, holder), of: trail.sequence)
        let name = ItemName.holding(epoch, holder)
        try ground.expect(
            .thing(sequence: trail.sequence, name: name.text), opening: ground.identity, "another compartment's key"
        ) { try $0.replace(name, with: wrong) }
    }
}
