import Casework
import Ledger
import Sodium
import Testing
import Vocabulary

@testable import Custodian
@testable import Vault

/// A command that comes back to a case verifies what came since: that must be no way to be shown something else.
struct VerifiedTrailTests {
    /// Which tampering it is, before there is a case to name.
    private enum Kind { case old, broken }

    private static let lies: [(Comment, Kind, @Sendable (inout [[UInt8]]) -> Void)] = [
        ("the newest change left out", .old, { $0.removeLast() }),
        ("only the first shown", .old, { $0.removeLast($0.count - 1) }),
        ("nothing shown", .broken, { $0.removeAll() }),
        ("the newest twice", .broken, { $0.append($0[$0.count - 1]) }),
        ("the newest dated otherwise", .old, { $0[$0.count - 1][40] ^= 1 }),
        ("a byte of the newest's signature changed", .broken, { $0[$0.count - 1][$0[$0.count - 1].count - 60] ^= 1 }),
        ("a byte of the first changed", .broken, { $0[0][40] ^= 1 }),
    ]

    @Test func `what was verified once does not vouch for what is shown next`() throws {
        for (comment, kind, lie) in Self.lies {
            let world = try World()
            let id = try world.makeCase()
            _ = try world.add(content(1), to: id)
            _ = try world.add(content(2), to: id)
            let liar = LyingCustody(try world.custodian)
            let officer = try world.officer(.sari, through: liar)
            #expect(try officer.records(.document, of: id).count == 2)
            liar.lie(about: .documentList) { $0.changeTrail(lie) }
            expectTampered(kind == .old ? .oldTrail(id) : .trail(id), comment) {
                _ = try officer.records(.document, of: id)
            }
        }
    }

    /// Of what follows a known trail.
    private static let partLies: [(Comment, Kind, @Sendable (inout [[UInt8]]) -> Void)] = [
        ("nothing new shown", .old, { $0.removeAll() }),
        ("the newest left out", .old, { $0.removeLast() }),
        ("the first of the new left out", .broken, { $0.removeFirst() }),
        ("in another order", .broken, { $0.reverse() }),
        ("the newest twice", .broken, { $0.append($0[$0.count - 1]) }),
        ("a byte of a signature changed", .broken, { $0[0][$0[0].count - 60] ^= 1 }),
    ]

    private func world() throws -> (World, CaseID, LyingCustody, Officer) {
        let world = try World()
        let id = try world.makeCase()
        _ = try world.add(content(1), to: id)
        let liar = LyingCustody(try world.custodian)
        liar.tellsKnown = true
        let officer = try world.officer(.sari, through: liar)
        #expect(try officer.records(.document, of: id).count == 1)
        _ = try world.add(content(2), to: id)
        _ = try world.add(content(3), to: id)
        return (world, id, liar, officer)
    }

    @Test func `who comes back gets what followed, and no lie about it is taken`() throws {
        let (_, id, liar, officer) = try world()
        #expect(try officer.records(.document, of: id).count == 3)
        let released = try #require(liar.replies.last?.answers.first?.released.cases.first)
        #expect(released.trail.count == 2 && released.base.count == 2)
        #expect(try officer.records(.document, of: id).count == 3)
        #expect(liar.replies.last?.answers.first?.released.cases.first?.trail.isEmpty == true)
        for (comment, kind, lie) in Self.partLies {
            let (_, id, liar, officer) = try world()
            liar.lie(about: .documentList) { $0.changeTrail(lie) }
            expectTampered(kind == .old ? .oldTrail(id) : .trail(id), comment) {
                _ = try officer.records(.document, of: id)
            }
        }
    }

    @Test func `what follows another trail than the known one is not taken`() throws {
        let bases: [(Comment, (ReleasedCase) -> ChainHead)] = [
            ("none", { _ in .start }),
            ("an earlier one", { ChainHead(count: $0.base.count - 1, digest: $0.base.digest) }),
            ("another of as many changes", { ChainHead(count: $0.base.count, digest: Digest.of("x")) }),
        ]
        for (comment, base) in bases {
            let (_, id, liar, officer) = try world()
            liar.lie(about: .documentList) { released in
                let shown = released.cases[0]
                released.cases[0] = ReleasedCase(
                    id: id, base: base(shown), trail: shown.trail, manifests: shown.manifests)
            }
            expectTampered(.trail(id), comment) { _ = try officer.records(.document, of: id) }
        }
    }

    @Test func `whoever names a trail that is none of the case's gets all of it`() throws {
        let world = try World()
        let id = try world.makeCase()
        _ = try world.add(content(1), to: id)
        let head = try world.state(id).head
        for (known, count) in [
            (KnownTrail(caseID: id, head: head), 0),
            (KnownTrail(caseID: id, head: ChainHead(count: head.count, digest: Digest.of("x"))), 2),
            (KnownTrail(caseID: id, head: ChainHead(count: 1, digest: head.digest)), 2),
            (KnownTrail(caseID: id, head: ChainHead(count: head.count + 1, digest: head.digest)), 2),
            (KnownTrail(caseID: .make(), head: head), 2), (KnownTrail(caseID: id, head: .start), 2),
        ] {
            let call = try world.call(.showCase(id), as: .sari)
            let answer = try world.custodian.ask([
                Call(note: call.note, manifest: call.manifest, things: call.things, known: known)
            ]).answers[0]
            #expect(answer.released.cases.first?.trail.count == count, "\(known)")
        }
    }

    /// The short version of what `make scale` measures: what is handed over grows as the records do.
    @Test func `whoever takes out many documents gets the trail once`() throws {
        let world = try World()
        let id = try world.makeCase()
        for number in 0..<12 { try world.add(content(UInt64(number)), to: id, .evidence) }
        let length = try world.state(id).head.count
        #expect(length > 12)
        let liar = LyingCustody(try world.custodian)
        liar.tellsKnown = true
        let officer = try world.officer(.sari, through: liar)
        let plan = try world.export(id, to: [world.recipient(.rina)], [.evidence], as: officer)
        #expect(plan.records.count == 12)
        for record in plan.records { _ = try officer.export(record, of: plan) { _ in } }
        let leaves = liar.replies.flatMap(\.answers).flatMap(\.released.cases).reduce(0) { $0 + $1.trail.count }
        #expect(liar.replies.count > 12 && leaves <= length + 2, "\(leaves) leaves of a trail of \(length)")
        try world.expectSound()
    }
}
