import Casework
import Testing
import Vocabulary

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
            #expect(try officer.records(.document, of: id, as: nil).count == 2)
            liar.lie(about: .documentList) { $0.changeTrail(lie) }
            expectTampered(kind == .old ? .oldTrail(id) : .trail(id), comment) {
                _ = try officer.records(.document, of: id, as: nil)
            }
        }
    }
}
