import Casework
import Ledger
import Sodium
import Testing
import Vocabulary

@testable import Custodian
@testable import Vault

/// On what access an allowed request rests is the custodian's word, and is decided again by whoever replays the log.
struct AccessTests {
    /// A log in which every kind of access occurs, and entries that rest on none.
    private func leaves(_ world: World) throws -> [[UInt8]] {
        let id = try world.makeCase()
        let document = try world.add(content(1), to: id)
        try world.addIdentity("Bunga", to: id)
        let ask = try world.ask(id, [.evidence, .identity])
        try world.approve(try world.answer(ask))
        // Of two grants that fit, the newest is named.
        try world.grant(id)
        _ = try world.read(document)
        _ = try world.read(document, as: .siti)
        #expect(throws: VaultError.self) { try world.read(document, as: .rina) }
        _ = try world.officer(.dewi).read(.trail(id)) { _ in }
        _ = try world.officer(.siti).cases(limit: 10)
        let size = try world.ledgerSize
        return try world.custodian.index.read { transaction in try (0..<size).map { try transaction.leaf($0) } }
    }

    @Test func `a denial has the reason of the grant that comes nearest, and not of one that gives something else`()
        throws
    {
        let world = try World()
        let id = try world.makeCase()
        let document = try world.add(content(1), to: id)
        try world.grant(id)
        expectDenied(.otherPurpose) { _ = try world.read(document, as: .siti, for: .penuntutan) }
        // A newer one of another compartment waits, and then is revoked: neither is why.
        let waiting = try world.grant(id, [.identity])
        expectDenied(.otherPurpose) { _ = try world.read(document, as: .siti, for: .penuntutan) }
        try world.officer(.sari).revoke(waiting, reason: "keliru")
        expectDenied(.otherPurpose) { _ = try world.read(document, as: .siti, for: .penuntutan) }
        _ = try world.read(document, as: .siti)
    }

    @Test func `an entry that names another access than it rests on, or none, is found in the replay`() throws {
        let world = try World()
        let leaves = try leaves(world)
        let keys = try world.officer(.dewi).noteKeys()
        var replay = try world.officer(.dewi).replayFromTheStart()
        let grants = try leaves.compactMap { try Entry(parsing: $0).request.action.as(CreateGrant.self)?.terms.grant }
        let all: [Access?] =
            [nil, .owner, .approver, .audit, .asker] + grants.map { .grant($0) } + [.grant(.make())]
        var named: Set<Access> = []
        for leaf in leaves {
            let entry = try Entry(parsing: leaf)
            if let access = entry.access { named.insert(access) }
            for access in all where access != entry.access {
                let edited = Entry(
                    sequence: entry.sequence, time: entry.time, outcome: entry.outcome, place: entry.place,
                    access: access, shown: entry.shown, matches: entry.matches, suppressed: entry.suppressed,
                    isLate: entry.isLate, note: entry.note, request: entry.request)
                var other = replay
                #expect(throws: LogFault.decision(sequence: entry.sequence), "\(entry.request.action.name)") {
                    try other.take(edited.bytes, keys)
                }
            }
            try replay.take(leaf, keys)
        }
        #expect(named == [.owner, .approver, .audit, .asker, .grant(try #require(grants.last))])
    }

    @Test func `an access that was never an entry's is found by whoever reads a case's chain for a report`() throws {
        let world = try World()
        let all = try leaves(world).map { try Entry(parsing: $0) }
        let id = try #require(all.compactMap(\.place?.caseID).first)
        let chain = all.filter { $0.place?.caseID == id }
        let history = try world.officer(.dewi).history
        #expect(try VerifiedCase.states(of: chain, history)[id] != nil)
        var edited = 0
        for (index, entry) in chain.enumerated() where !entry.isChange {
            for access in [nil, Access.owner, .audit, .grant(.make())] where access != entry.access {
                let other = Entry(
                    sequence: entry.sequence, time: entry.time, outcome: entry.outcome, place: entry.place,
                    access: access, shown: entry.shown, matches: entry.matches, suppressed: entry.suppressed,
                    isLate: entry.isLate, note: entry.note, request: entry.request)
                expectTampered(.trail(id)) {
                    _ = try VerifiedCase.states(of: Array(chain[..<index]) + [other], history)
                }
                edited += 1
            }
        }
        #expect(edited > 10)
    }

    @Test func `a request about no case rests on none, and neither does a denial`() throws {
        let world = try World()
        for leaf in try leaves(world) {
            let entry = try Entry(parsing: leaf)
            #expect((entry.access != nil) == (entry.outcome.isAllowed && entry.place != nil))
        }
    }
}
