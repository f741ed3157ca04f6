import Casework
import Files
import Foundation
import Ledger
import SQLiteStore
import Sodium
import Synchronization
import Testing
import Vocabulary

@testable import Custodian
@testable import Vault

/// Moves that meet others: of the same document, of keys, of people.
struct MoveRaceTests {
    private func ground() throws -> (world: World, id: CaseID, record: RecordID) {
        let world = try World()
        let id = try world.makeCase()
        return (world, id, try world.add(content(1), to: id))
    }

    private func compartment(_ record: RecordID, _ id: CaseID, _ world: World) throws -> CompartmentName? {
        try world.state(id).records[record]?.compartment
    }

    @Test func `a document that is moved back and forth many times stays whole`() throws {
        let (world, id, record) = try ground()
        let count = try world.custodian.halves.count()
        for round in 0..<8 {
            try world.move(record, to: round % 2 == 0 ? .medical : .evidence, by: round % 3 == 0 ? .tuti : .sari)
            #expect(try world.read(record) == content(1))
        }
        #expect(try world.custodian.halves.count() == count)
        #expect(try compartment(record, id, world) == .evidence)
        world.close()
        #expect(try world.read(record, as: .tuti) == content(1))
        try world.expectSound()
    }

    @Test func `a move that others overtook is made anew, and the document is not lost`() throws {
        let (world, id, record) = try ground()
        let liar = LyingCustody(try world.custodian)
        let officer = try world.officer(.sari, through: liar)
        // Where it stood when the halves were made it stands again, under other halves.
        liar.overtake(.documentMove) {
            try world.move(record, to: .medical, by: .tuti)
            try world.move(record, to: .evidence, by: .tuti)
        }
        try officer.move(record, to: .medical)
        #expect(try compartment(record, id, world) == .medical)
        #expect(try world.read(record) == content(1))
        try world.expectSound()
    }

    @Test func `a move overtaken by others and by the roster is made anew too`() throws {
        let (world, id, record) = try ground()
        let liar = LyingCustody(try world.custodian)
        let officer = try world.officer(.sari, through: liar)
        let eko = try PersonKey.make(handle: try Handle("eko@unit-ppa"), name: "Eko")
        liar.overtake(.documentMove) {
            try world.move(record, to: .medical, by: .tuti)
            try world.move(record, to: .evidence, by: .tuti)
            // The officer learns of all this when it fetches the new roster.
            try world.enroll(eko, into: [.investigator], by: .policeAdmin)
        }
        try officer.move(record, to: .medical)
        #expect(try compartment(record, id, world) == .medical)
        #expect(try world.read(record) == content(1))
        try world.expectSound()
    }

    @Test func `a document that somebody else moved to the same place is there, once`() throws {
        let (world, id, record) = try ground()
        let liar = LyingCustody(try world.custodian)
        let officer = try world.officer(.sari, through: liar)
        liar.overtake(.documentMove) { try world.move(record, to: .medical, by: .tuti) }
        #expect(throws: CustodyError.self) { try officer.move(record, to: .medical) }
        #expect(try compartment(record, id, world) == .medical)
        #expect(try world.read(record) == content(1))
        try world.expectSound()
    }

    @Test func `two moves of one document in one batch are refused, and nothing is called damaged`() throws {
        let (world, id, record) = try ground()
        let liar = LyingCustody(try world.custodian)
        liar.stop(.documentMove)
        let officer = try world.officer(.sari, through: liar)
        #expect(throws: CustodyError.self) { try officer.move(record, to: .medical) }
        let first = try #require(liar.calls.last?.first)
        // Of the place that the first will make, as anybody can reckon it.
        let back = MoveDocument(
            record: record, version: 1, from: officer.head.size, epoch: EpochName(compartment: .evidence, epoch: 1),
            contentTag: Digest.of("t"), opening: nil)
        let second = try world.call(.move(back), as: .sari, things: first.things, head: officer.head)
        let before = (try world.ledgerSize, try world.custodian.halves.count())
        do {
            _ = try world.custodian.ask([first, second])
            Issue.record("it was carried out")
        } catch CustodyError.refused(let refusal) {
            #expect(refusal == .versionMoved)
        }
        #expect(try world.ledgerSize == before.0)
        #expect(try world.custodian.halves.count() == before.1)
        #expect(try compartment(record, id, world) == .evidence)
        #expect(try world.read(record) == content(1))
        try world.expectSound()
    }

    @Test func `a move into a compartment whose key somebody left with is sealed to those who stay`() throws {
        let (world, id, record) = try ground()
        let gone = try world.grant(id, [.medical])
        try world.grant(id, to: .prosecutor, [.medical], for: .penuntutan)
        try world.officer(.sari).revoke(gone, reason: "selesai")
        try world.move(record, to: .medical)
        let epochs = try #require(try world.state(id).epochs[.medical])
        #expect(epochs.count == 2)
        #expect(epochs[1].holders.count == 2)
        #expect(!epochs[1].holders.contains { $0.grant == gone })
        #expect(try world.place(of: record).epoch.epoch == 2)
        #expect(try world.read(record, as: .tuti) == content(1))
        #expect(try world.read(record, as: .rina, for: .penuntutan) == content(1))
        expectDenied(.grantRevoked) { _ = try world.read(record, as: .siti) }
        // What is added next stands under the key that the move opened.
        let later = try world.add(content(2), to: id, .medical, by: .rina)
        #expect(try world.state(id).epochs[.medical]?.count == 2)
        #expect(try world.read(later) == content(2))
        try world.expectSound()
    }

    @Test func `a move that leaves a holder of the new key without an envelope is refused`() throws {
        let (world, id, record) = try ground()
        let gone = try world.grant(id, [.medical])
        try world.grant(id, to: .prosecutor, [.medical], for: .penuntutan)
        try world.officer(.sari).revoke(gone, reason: "selesai")
        let liar = LyingCustody(try world.custodian)
        liar.stop(.documentMove)
        let officer = try world.officer(.sari, through: liar)
        #expect(throws: CustodyError.self) { try officer.move(record, to: .medical) }
        let call = try #require(liar.calls.last?.first)
        let action = try Request(call).action
        let envelope = try #require(call.things.keys.first { $0.text.hasPrefix("envelope ") })
        for left in [[envelope], [.keyRefresh], [.key], [.metadata], [.metadataHalf]] {
            let things = call.things.filter { !left.contains($0.key) }
            #expect(throws: CustodyError.self, "\(left)") {
                _ = try world.custodian.ask([
                    try world.call(action, as: .sari, things: things, head: officer.head)
                ])
            }
        }
        for extra in [ItemName.keyHalf, .payload, .basis, .custodianSeed] {
            let things = call.things.merging([extra: Random.bytes(16)]) { $1 }
            let answer = try world.custodian.ask([
                try world.call(action, as: .sari, things: things, head: officer.head)
            ]).answers[0]
            #expect(try Entry(parsing: answer.entry).outcome == .denied(.surplusItems), "\(extra)")
        }
        _ = try world.custodian.ask([
            try world.call(action, as: .sari, things: call.things, head: officer.head)
        ])
        #expect(try world.read(record) == content(1))
        try world.expectSound()
    }

    // MARK: Many programs at once

    /// What a thread needs, made before it starts.
    private struct Desk: Sendable {
        let key: PersonKey
        let template: Template
        let folder: String
        let pins: String

        init(_ who: Who, _ number: Int, _ world: World) throws {
            key = try world.key(who)
            template = world.template
            folder = world.folder
            pins = "\(world.root)/pins-race-\(number)"
        }

        func officer() throws -> Officer {
            let custodian = try Custodian(
                folder: folder, engine: SQLiteEngine(readers: 0), seed: template.seed.secret, clock: { World.start })
            return try Officer(
                key: key, vault: template.vault, custody: custodian, pins: PinStore(folder: pins),
                clock: { World.start })
        }
    }

    /// Whether somebody else was faster, which is nobody's fault.
    private static func isOvertaken(_ error: any Error) -> Bool {
        if case CustodyError.alreadyDone = error { return true }
        guard case CustodyError.refused(let refusal) = error else { return false }
        return [.alreadyDone, .versionMoved, .epochMoved, .epochStale].contains(refusal)
    }

    @Test func `moves, additions and revocations at once lose nothing`() throws {
        let (world, id, record) = try ground()
        let files = try (0..<3).map { try world.file(content(UInt64(10 + $0), byteCount: $0 == 1 ? 70_000 : 400)) }
        world.close()
        let desks = try [Who.sari, .tuti, .tuti, .sari].enumerated().map { try Desk($0.element, $0.offset, world) }
        let until = World.start.adding(seconds: 86_400)
        let stored = Mutex<[RecordID: Int]>([:])
        let work: [@Sendable (Int) throws -> Void] = [
            { try desks[0].officer().move(record, to: $0 % 2 == 0 ? .medical : .evidence) },
            { try desks[1].officer().move(record, to: $0 % 2 == 0 ? .evidence : .medical) },
            { round in
                let document = NewDocument(
                    path: NamedPath(files[round], fence: .none), fileName: "f", mediaType: "m", about: [])
                let added = try desks[2].officer().addDocuments(id, [document], to: .medical)[0].id
                stored.withLock { $0[added] = round }
            },
            { _ in
                let officer = try desks[3].officer()
                let wish = GrantWish(
                    caseID: id, ask: nil, to: .investigator, compartments: [.medical, .evidence], persons: [],
                    purpose: .penyidikan, from: nil, until: until)
                try officer.revoke(try officer.grant(wish) { "dasar" }.grant.grant, reason: "selesai")
            },
        ]
        let faults = Mutex<[String]>([])
        let group = DispatchGroup()
        for job in work {
            group.enter()
            Thread {
                for round in 0..<3 {
                    do {
                        try job(round)
                    } catch  where Self.isOvertaken(error) {
                    } catch {
                        faults.withLock { $0.append("\(error)") }
                    }
                }
                group.leave()
            }.start()
        }
        group.wait()
        #expect(faults.withLock { $0 } == [])
        #expect(try world.read(record) == content(1))
        #expect(try world.read(record, as: .tuti) == content(1))
        for (record, round) in stored.withLock({ $0 }) {
            #expect(try world.read(record) == content(UInt64(10 + round), byteCount: round == 1 ? 70_000 : 400))
        }
        try world.expectSound()
    }
}
