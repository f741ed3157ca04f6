import Casework
import Ledger
import Sodium
import Testing
import Vocabulary

@testable import Custodian
@testable import Vault

/// One of each request of daily work, as it was signed and as it stands in the case's trail: every byte counts.
struct RequestFlipTests {
    /// A case in which all of it happened, and what was sent.
    private func ground() throws -> (world: World, id: CaseID, calls: [(who: Who, call: Call)]) {
        let world = try World()
        let liar = LyingCustody(try world.custodian)
        var calls: [(who: Who, call: Call)] = []
        func run(_ who: Who, _ body: (Officer) throws -> Void) throws {
            let before = liar.calls.count
            try body(try world.officer(who, through: liar))
            calls += liar.calls.dropFirst(before).flatMap { $0 }.map { (who, $0) }
        }
        let id = try world.makeCase()
        let other = try world.makeCase("Perkara 2")
        let record = try world.add(content(1), to: id)
        let identity = try world.addIdentity("Bunga", to: id)
        let recipient = try ExportRecipient(try world.key(.rina).card.recipient, handle: Who.rina.handle)
        var asks: [AskID] = []
        try run(.siti) { siti in
            for _ in 0..<2 {
                asks.append(
                    try siti.requestGrant(
                        id, compartments: [.evidence], purpose: .penyidikan, basis: "LP/B/13"))
            }
            _ = try siti.inbox()
        }
        try run(.sari) { sari in
            try sari.move(record, to: .medical)
            try sari.withdraw(record, reason: "salah")
            try sari.restore(record, reason: "benar")
            _ = try sari.check(record, against: Digest.of(content(1)))
            try sari.closeCase(id)
            try sari.reopenCase(id)
            try sari.link(id, other, isLinked: true)
            try sari.link(id, other, isLinked: false)
            _ = try sari.updateIdentity(identity, reason: "ralat", purpose: .penyidikan) { _, _ in
                NewIdentity(json: world.identity("Bunga Melati"), spokenOf: [], terms: ["nik 1"])
            }
            try sari.refuse(asks[0], reason: "belum")
            let wish = GrantWish(
                caseID: nil, ask: asks[1], to: nil, compartments: nil, persons: [], purpose: nil, from: nil,
                until: world.clock.now.adding(seconds: 86_400))
            _ = try sari.grant(wish, basis: nil)
            let plan = try world.export(id, to: [recipient], as: sari)
            for planned in plan.records { _ = try sari.export(planned, of: plan, to: Sink().take) }
        }
        return (world, id, calls)
    }

    @Test func `a request of which any byte was changed bears no valid signature`() throws {
        let (world, _, calls) = try ground()
        var names: Set<ActionName> = []
        for (who, call) in calls {
            let name = try Request(call).action.name
            names.insert(name)
            let key = try world.key(who).card.noteKey
            for byte in call.note.indices {
                let note = call.note.flipping(bit: byte * 8 + byte % 8)
                let changed = Call(note: note, manifest: call.manifest, things: call.things)
                let isTaken: Bool
                do {
                    try Arrival(changed, vault: world.vault, objects: nil).note.verify(with: key)
                    isTaken = true
                } catch {
                    isTaken = false
                }
                #expect(!isTaken, "\(name), byte \(byte)")
            }
        }
        // What is not asked for here is signed by the same code, and flipped byte by byte in the corpus.
        let others: Set<ActionName> = [
            .auditExport, .auditRead, .auditReport, .auditVerify, .caseCreate, .caseList, .caseRekey, .documentAdd,
            .documentList, .documentOpen, .find, .grantAccept, .grantApprove, .grantList, .grantReview, .grantRevoke,
            .identityAdd, .identityHistory, .identityList, .identityOpen, .identityRestore, .identityWithdraw,
            .personApprove, .personDismiss, .personEnroll, .vaultClock, .vaultEnter, .vaultFound, .vaultJoin,
            .vaultVerify,
        ]
        let missing = Set(ActionName.allCases).subtracting(others).subtracting(names)
        #expect(missing.isEmpty && names.isDisjoint(with: others), "\(missing) \(names.intersection(others))")
    }

    @Test func `things of which any was changed are not those that were signed`() throws {
        let (world, _, calls) = try ground()
        var count = 0
        for (_, call) in calls {
            for (name, bytes) in call.things {
                count += 1
                let things = call.things.merging([name: bytes.flipping(bit: count * 13)]) { $1 }
                #expect(throws: CustodyError.self, "\(name.text)") {
                    _ = try Arrival(
                        Call(note: call.note, manifest: call.manifest, things: things), vault: world.vault, objects: nil
                    )
                }
            }
        }
        #expect(count > 15)
    }

    @Test func `a trail of which any leaf was changed, left out or exchanged is not the case's`() throws {
        let (world, id, _) = try ground()
        let officer = try world.officer(.sari, through: LyingCustody(try world.custodian))
        let done = try officer.ask(.showCase(id), as: .companion)
        let released = try #require(done.released.cases.first)
        let place = try #require(done.entry.place)
        func isTaken(_ trail: [[UInt8]]) -> Bool {
            let changed = ReleasedCase(id: id, trail: trail, manifests: released.manifests)
            return (try? VerifiedCase(changed, history: officer.history, place: place)) != nil
        }
        #expect(isTaken(released.trail))
        #expect(released.trail.count > 12)
        for index in released.trail.indices {
            var trail = released.trail
            trail.remove(at: index)
            #expect(!isTaken(trail), "\(index) left out")
            for other in released.trail.indices where other > index {
                trail = released.trail
                trail.swapAt(index, other)
                #expect(!isTaken(trail), "\(index) and \(other) exchanged")
            }
            for byte in stride(from: index % 31, to: released.trail[index].count, by: 31) {
                trail = released.trail
                trail[index] = trail[index].flipping(bit: byte * 8 + byte % 8)
                #expect(!isTaken(trail), "leaf \(index), byte \(byte)")
            }
        }
    }
}
