import Casework
import Foundation
import Ledger
import Sodium
import Testing
import Vocabulary

@testable import Custodian
@testable import Vault

/// Two officers who are shown two histories of one vault.
struct ForkTests {
    /// Two copies of one vault, in each of which something else happens.
    private func fork() throws -> (first: World, second: World) {
        let origin = try World()
        let id = try origin.makeCase()
        _ = try origin.greet(.siti)
        origin.close()
        let first = try World(copying: origin.root, of: origin.template)
        let second = try World(copying: origin.root, of: origin.template)
        try first.add(content(1), to: id)
        try second.grant(id, by: .sari)
        _ = try second.greet(.siti)
        return (first, second)
    }

    @Test func `an officer of one history does not accept the other`() throws {
        let (first, second) = try fork()
        let pinned = try first.officer(.sari).head
        let shown = try second.ledgerSize
        // Sari, who knows the first history, meets the custodian of the second.
        let clock = first.clock
        expectTampered(.rolledBack(pinned: pinned.size, shown: shown)) {
            _ = try Officer(
                key: try first.key(.sari), vault: first.vault, custody: try second.custodian,
                pins: first.pins(.sari), clock: { clock.now })
        }
        // A custodian who does not say so has no proof to show.
        let liar = LyingCustody(try second.custodian)
        liar.greetedHead = .empty
        let before = try first.pins(.sari).load(first.vault, try first.key(.sari))
        if shown >= pinned.size {
            expectTampered(.consistency(from: pinned.size, to: shown)) {
                _ = try first.greet(.sari, through: liar)
            }
        } else {
            expectTampered(.rolledBack(pinned: pinned.size, shown: shown)) {
                _ = try first.greet(.sari, through: liar)
            }
        }
        #expect(try first.pins(.sari).load(first.vault, try first.key(.sari)) == before)
    }

    @Test func `a fork is found in the log as soon as the requests of both stand in one tree`() throws {
        let (first, second) = try fork()
        let head = try first.officer(.sari).head
        // An operator with changed code takes a request that names the other history's head all the same.
        let call = try second.call(.listCases(after: nil, limit: 1), as: .sari, head: head)
        let custodian = try second.custodian
        let sequence = try second.ledgerSize
        let roster = try second.greet(.dewi).roster
        try custodian.index.write { transaction in
            var execution = Execution(
                index: custodian.index, transaction: transaction, roster: roster, halves: custodian.halves,
                objects: custodian.objects,
                now: second.clock.now, last: second.clock.now)
            _ = try execution.carryOut([try Arrival(call, vault: second.vault, objects: nil)])
            _ = try execution.seal(origin: roster.genesis.origin, key: custodian.keys.checkpoint)
        }
        #expect(throws: LogFault.namedHead(sequence: sequence)) {
            _ = try second.officer(.dewi).verifyLog()
        }
    }

    @Test func `a pin that is further on is not overwritten by a program that knows less`() throws {
        let world = try World()
        let behind = try world.greet(.sari)
        let ahead = try world.greet(.sari)
        for _ in 0..<3 { _ = try ahead.cases(limit: 1) }
        let pin = try #require(try world.pins(.sari).load(world.vault, try world.key(.sari)))
        try world.pins(.sari).save(
            Pin(
                vault: world.vault, head: behind.head, roster: behind.roster.head, mailbox: pin.mailbox, role: pin.role),
            provenFrom: .empty, try world.key(.sari))
        #expect(try world.pins(.sari).load(world.vault, try world.key(.sari)) == pin)
    }

    @Test func `a pin that another program moved on stays until it was proved from`() throws {
        let world = try World()
        let (key, pins) = (try world.key(.sari), world.pins(.sari))
        let one = try world.greet(.sari)
        let two = try world.greet(.sari)
        _ = try two.cases(limit: 1)
        let moved = try #require(try pins.load(world.vault, key))
        #expect(moved.head == two.head)
        // Its head is longer, but was proved from the one before: a history without the other's could be shown so.
        _ = try one.cases(limit: 1)
        #expect(one.head.size > moved.head.size)
        #expect(try pins.load(world.vault, key) == moved)
        let three = try world.greet(.sari)
        #expect(try pins.load(world.vault, key)?.head == three.head)
    }

    @Test func `two histories of one length are not taken for one`() throws {
        let world = try World()
        let officer = try world.greet(.sari)
        let other = Pin(
            vault: world.vault, head: TreeHead(size: officer.head.size, root: Digest.of("another history")),
            roster: officer.roster.head, mailbox: officer.roster.genesis.mode.mailbox, role: officer.roles[0])
        expectTampered(.consistency(from: officer.head.size, to: officer.head.size)) {
            try world.pins(.sari).save(other, provenFrom: .empty, try world.key(.sari))
        }
    }
}
