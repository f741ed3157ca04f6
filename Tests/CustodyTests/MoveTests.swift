import Casework
import Files
import Foundation
import GRDB
import Ledger
import Sodium
import Testing
import Vocabulary

@testable import Custodian
@testable import Vault

/// What became of the keys of a document that was moved, and what an operator makes of the old ones.
struct MoveTests {
    /// Both halves of a record's key, as an attacker would keep them: A unwrapped by a holder, B from the custodian.
    private struct Halves {
        let a: [UInt8]
        let b: [UInt8]
        let place: HalfStore.Place

        init(of record: RecordID, in world: World, as who: Who = .sari) throws {
            place = try world.place(of: record)
            b = try world.custodian.halves.get(.key, of: place).bytes
            let officer = try world.officer(who)
            let done = try officer.ask(.open(record, .penyidikan), as: who.role)
            let keys = try officer.keys(done)
            let half = try keys.half(of: try #require(keys.state.records[record]).latest)
            var copy: [UInt8] = []
            half.withBytes { bytes in
                for index in 0..<bytes.count { copy.append(bytes[index]) }
            }
            a = copy
        }
    }

    /// Whether two halves make the key that the record's author committed to.
    private func fit(_ a: [UInt8], _ b: [UInt8], _ record: RecordID, _ id: CaseID, _ world: World) throws -> Bool {
        let bytes = zip(a, b).map { $0 ^ $1 }
        let key = try Secret(copying: bytes.span)
        let version = try #require(try world.state(id).records[record]).latest
        return Commitment.fileKey(key, vault: world.vault, record: record, version: version.number)
            == version.addition.keyCommitment
    }

    private func ground() throws -> (world: World, id: CaseID, record: RecordID) {
        let world = try World()
        let id = try world.makeCase()
        return (world, id, try world.add(content(1), to: id))
    }

    @Test func `after a move a half of before and a half of now make nothing`() throws {
        let (world, id, record) = try ground()
        let grant = try world.grant(id)
        // A grantee who keeps everything that they ever saw.
        let kept = try Halves(of: record, in: world, as: .siti)
        try world.officer(.sari).revoke(grant, reason: "selesai")
        try world.move(record, to: .medical)
        let now = try Halves(of: record, in: world)
        #expect(try fit(kept.a, kept.b, record, id, world))
        #expect(try fit(now.a, now.b, record, id, world))
        #expect(try !fit(kept.a, now.b, record, id, world))
        #expect(try !fit(now.a, kept.b, record, id, world))
        // Back in the old compartment, under the key that they know: still not.
        try world.move(record, to: .evidence)
        let back = try Halves(of: record, in: world)
        #expect(try !fit(kept.a, back.b, record, id, world))
        #expect(try !fit(now.a, back.b, record, id, world))
        expectDenied(.grantRevoked) { _ = try world.read(record, as: .siti) }
        #expect(try world.read(record) == content(1))
        try world.expectSound()
    }

    /// The sealed halves as they lie on disk.
    private func boxes(_ sequence: UInt64, _ world: World) throws -> [[UInt8]] {
        world.close()
        return try DamagedDisk.edit(.halves, of: world.root) { db in
            try Data.fetchAll(db, sql: "SELECT half FROM halves WHERE seq = ?", arguments: [Int64(sequence)])
                .map { Array($0) }
        }
    }

    private func isOnDisk(_ box: [UInt8], _ world: World) throws -> Bool {
        let folder = world.folder + "/custody"
        return try Folder.names(folder).contains { name in
            Data(try world.read(file: "\(folder)/\(name)")).range(of: Data(box)) != nil
        }
    }

    @Test func `the halves of before are gone from the disk, every byte of them`() throws {
        let (world, _, record) = try ground()
        let before = try world.place(of: record)
        let old = try boxes(before.sequence, world)
        #expect(old.count == 2)
        #expect(try old.allSatisfy { try isOnDisk($0, world) })
        let count = try world.custodian.halves.count()
        try world.move(record, to: .medical)
        #expect(try world.custodian.halves.count() == count)
        #expect(throws: CustodyError.self) { _ = try world.custodian.halves.get(.key, of: before) }
        world.close()
        #expect(try old.allSatisfy { try !isOnDisk($0, world) })
        #expect(try world.read(record) == content(1))
    }

    // MARK: Crashes

    /// Carries out what `officer` asked up to the commit, without what follows it. `isKilled` ends it before.
    private func carryOut(_ calls: [Call], in world: World, isKilled: Bool = false) throws {
        let custodian = try world.custodian
        let roster = try world.greet(.sari).roster
        try custodian.index.write { transaction in
            var execution = Execution(
                index: custodian.index, transaction: transaction, roster: roster, halves: custodian.halves,
                objects: custodian.objects, now: world.clock.now, last: world.clock.now)
            for call in calls {
                _ = try execution.carryOut([try Arrival(call, vault: world.vault, objects: nil)])
            }
            _ = try execution.seal(origin: roster.genesis.origin, key: custodian.keys.checkpoint)
            try execution.storeHalves()
            if isKilled { throw Killed() }
        }
    }

    private struct Killed: Error {}

    /// The signed request of a move that never reached the custodian.
    private func stopped(_ record: RecordID, _ world: World) throws -> [Call] {
        let liar = LyingCustody(try world.custodian)
        liar.stop(.documentMove)
        let officer = try world.officer(.sari, through: liar)
        #expect(throws: CustodyError.self) { try officer.move(record, to: .medical) }
        return try #require(liar.calls.last)
    }

    @Test func `a crash between the commit and the removal leaves halves that the next start sweeps`() throws {
        let (world, id, record) = try ground()
        let before = try world.place(of: record)
        let count = try world.custodian.halves.count()
        try carryOut(try stopped(record, world), in: world)
        #expect(try world.custodian.halves.count() == count + 2)
        world.close()
        _ = try world.officer(.sari).cases(limit: 1)
        #expect(try world.custodian.halves.count() == count)
        #expect(throws: CustodyError.self) { _ = try world.custodian.halves.get(.key, of: before) }
        #expect(try world.state(id).records[record]?.compartment == .medical)
        #expect(try world.read(record) == content(1))
        try world.expectSound()
    }

    @Test func `a crash before the commit leaves the document where it was`() throws {
        let (world, id, record) = try ground()
        let before = try world.place(of: record)
        let count = try world.custodian.halves.count()
        let calls = try stopped(record, world)
        #expect(throws: Killed.self) { try carryOut(calls, in: world, isKilled: true) }
        world.close()
        #expect(try world.read(record) == content(1))
        #expect(try world.custodian.halves.count() == count)
        #expect(try world.place(of: record) == before)
        #expect(try world.state(id).records[record]?.compartment == .evidence)
        try world.move(record, to: .medical)
        #expect(try world.read(record) == content(1))
        try world.expectSound()
    }

    @Test func `a row that calls a half spent on which a record stands removes nothing`() throws {
        let (world, _, record) = try ground()
        let count = try world.custodian.halves.count()
        let place = try world.place(of: record)
        world.close()
        try DamagedDisk.edit(.index, of: world.root) { db in
            try db.execute(sql: "INSERT INTO spent_halves (seq) VALUES (?)", arguments: [Int64(place.sequence)])
        }
        #expect(throws: CustodyError.self) { _ = try world.officer(.sari).cases(limit: 1) }
        #expect(try world.custodian.halves.count() == count)
        world.close()
        try DamagedDisk.edit(.index, of: world.root) { try $0.execute(sql: "DELETE FROM spent_halves") }
        #expect(try world.read(record) == content(1))
    }

    // MARK: An operator who mixes old and new

    @Test func `a custodian that answers with what was before the move is noticed`() throws {
        let (world, id, record) = try ground()
        let other = try world.add(content(2), to: id)
        let old = try Halves(of: record, in: world)
        let before = try world.officer(.sari, through: LyingCustody(try world.custodian)).ask(
            .open(record, .penyidikan), as: .companion
        ).released.all
        try world.move(record, to: .medical)
        try world.move(other, to: .medical)
        let place = try world.place(of: record)
        let foreign = try world.officer(.sari).ask(.open(other, .penyidikan), as: .companion).released.all
        let sequence = place.sequence
        let half = Tampering.thing(sequence: sequence, name: "half")
        let lies: [(Comment, Tampering, (inout Released) throws -> Void)] = [
            ("the old half", .recordKey(record), { try $0.replaceHalf(.key, with: old.b) }),
            ("another's half", .recordKey(record), { try $0.replaceHalf(.key, with: try foreign.half(.key).bytes) }),
            ("no half", half, { $0.halves.removeAll { $0.kind == .key } }),
            ("the old metadata half", half, { try $0.replaceHalf(.metadata, with: try before.half(.metadata).bytes) }),
            (
                "the old wrapped half", .thing(sequence: sequence, name: "key"),
                { try $0.replace(.key, of: sequence, with: try before.thing(.key).bytes) }
            ),
            (
                "another's wrapped half", .thing(sequence: sequence, name: "key"),
                { try $0.replace(.key, of: sequence, with: try foreign.thing(.key).bytes) }
            ),
            (
                "the old manifest", .manifest(sequence: sequence),
                { released in
                    let shown = released.cases[0]
                    let manifests = shown.manifests.merging([
                        sequence: try #require(before.cases[0].manifests[old.place.sequence])
                    ]) { $1 }
                    released.cases[0] = ReleasedCase(id: shown.id, trail: shown.trail, manifests: manifests)
                }
            ),
            (
                "the old answer under the new trail", .missing("compartment-key"),
                { released in
                    released.things = before.things
                    released.halves = before.halves
                }
            ),
            ("the moves left out", .oldTrail(id), { $0.changeTrail { $0.removeLast(2) } }),
            ("the first move left out", .trail(id), { $0.changeTrail { $0.remove(at: $0.count - 2) } }),
            ("the old answer, all of it", .oldTrail(id), { $0 = before }),
        ]
        let liar = LyingCustody(try world.custodian)
        let officer = try world.officer(.sari, through: liar)
        for (comment, expected, lie) in lies {
            liar.lie(about: .documentOpen, lie)
            let sink = Sink()
            expectTampered(expected, comment) {
                _ = try officer.open(record, purpose: .penyidikan, to: sink.take)
            }
            #expect(sink.count == 0, comment)
        }
        #expect(try world.read(record) == content(1))
        try world.expectSound()
    }

    @Test func `the rows of two moved documents exchanged are noticed`() throws {
        let (world, id, record) = try ground()
        let other = try world.add(content(2), to: id)
        for moved in [record, other] { try world.move(moved, to: .medical) }
        let places = try [record, other].map { Int64(try world.place(of: $0).sequence) }
        world.close()
        // Halves and all: as if each had been the other's from the beginning.
        try DamagedDisk.edit(.halves, of: world.root) { db in
            for (from, to) in [(places[0], -1), (places[1], places[0]), (-1, places[1])] {
                try db.execute(sql: "UPDATE halves SET seq = ? WHERE seq = ?", arguments: [to, from])
            }
        }
        for moved in [record, other] { #expect(throws: CustodyError.self) { _ = try world.read(moved) } }
        #expect(try !world.officer(.sari).verifyStorage().damages.isEmpty)
    }
}
