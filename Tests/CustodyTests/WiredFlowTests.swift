import Casework
import Sodium
import Testing
import Vocabulary

@testable import Custodian
@testable import Vault

/// The main job over a connection: every call of the protocol, with what is long beside.
struct WiredFlowTests {
    @Test(arguments: [23, 65_536, 65_537, 3_000_001])
    func `what is stored over a connection is what the grantee opens over another`(byteCount: Int) throws {
        let world = try World()
        world.isWired = true
        let id = try world.makeCase()
        let bytes = content(UInt64(byteCount), byteCount: byteCount)
        let record = try world.add(bytes, to: id)
        #expect(throws: (any Error).self) { try world.read(record, as: .siti) }
        try world.grant(id)
        #expect(try world.read(record) == bytes)
        #expect(try world.read(record, as: .siti) == bytes)
        // The ledger page by page, its rows, and what is listed of it.
        let actions = try world.entries().map(\.entry.shownAction).drop { $0 != .caseCreate }
        #expect(actions.filter { $0 == .documentOpen }.count == 3)
        try world.expectSound()
    }

    @Test func `a reading of the ledger goes on where the last one came to, over connections too`() throws {
        let world = try World()
        world.isWired = true
        let id = try world.makeCase()
        for number in 1...3 { try world.add(content(UInt64(number)), to: id) }
        let officer = try world.officer(.dewi)
        let first = try officer.verifyLog(full: false)
        #expect(first.from == 0)
        try world.add(content(9), to: id)
        let second = try officer.verifyLog(full: false)
        #expect(second.from == first.entries && second.entries > first.entries)
        #expect(try officer.witness() > second.entries)
        #expect(try officer.standings().agencies.isEmpty == false)
    }
}
