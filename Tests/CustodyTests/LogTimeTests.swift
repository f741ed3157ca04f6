import Casework
import Ledger
import Sodium
import Testing
import Vocabulary

@testable import Custodian
@testable import Vault

/// What `audit verify` and a reader of the store hold against the rules that need no lie in the tree.
struct LogTimeTests {
    /// The log up to entry `sequence`, that one with its time changed: correctly hashed, as its custodian could write it.
    private func fault(_ world: World, _ sequence: Int, _ time: (Entry) -> Instant) throws -> LogFault? {
        let size = try world.custodian.index.read { try $0.size }
        let leaves = try world.custodian.index.read { transaction in
            try (0..<size).map { try transaction.leaf($0) }
        }
        var replay = try world.officer(.dewi).replayFromTheStart()
        do {
            let keys = try world.officer(.dewi).noteKeys()
            for leaf in leaves.prefix(sequence) { try replay.take(leaf, keys) }
            let entry = try Entry(parsing: leaves[sequence])
            let redated = Entry(
                sequence: entry.sequence, time: time(entry), outcome: entry.outcome, place: entry.place,
                access: entry.access, shown: entry.shown, matches: entry.matches, suppressed: entry.suppressed,
                isLate: entry.isLate,
                note: entry.note, request: entry.request)
            try replay.take(redated.bytes, keys)
            return nil
        } catch let fault as LogFault {
            return fault
        }
    }

    @Test func `an entry dated outside its request's life, or before its predecessor, is found in the replay`() throws {
        let world = try World()
        let id = try world.makeCase()
        world.clock.advance(seconds: 300)
        try world.add(content(1), to: id)
        let last = Int(try world.custodian.index.read { try $0.size }) - 1
        let fits = UInt64(last)
        #expect(try fault(world, last) { $0.time } == nil)
        #expect(try fault(world, last) { $0.request.expires.adding(seconds: Request.skewSeconds) } == nil)
        #expect(
            try fault(world, last) { $0.request.expires.adding(seconds: Request.skewSeconds + 1) }
                == .time(sequence: fits))
        #expect(
            try fault(world, last) { $0.request.time.adding(seconds: -Request.skewSeconds - 1) }
                == .time(sequence: fits))
        #expect(try fault(world, last) { $0.time.adding(seconds: -301) } == .time(sequence: fits))
    }

    @Test func `every age file in the index and the seed's file is sealed to hybrid recipients alone`() throws {
        let world = try World()
        let id = try world.makeCase()
        try world.addIdentity("Bunga", to: id)
        let grant = try world.grant(id, [.identity], persons: [.siti])
        try world.approve(grant)
        let revoked = try world.grant(id, [.evidence])
        try world.officer(.sari).revoke(revoked, reason: "selesai")
        try world.grant(id, to: .prosecutor, [.evidence], for: .penuntutan)
        try world.add(content(1), to: id)
        var files = [try world.read(file: world.folder + "/custody/custodian.age")]
        var kinds: Set<String> = []
        try world.custodian.index.read { transaction in
            for sequence in 0..<(try transaction.size) {
                guard let manifest = try transaction.keptManifest(sequence) else { continue }
                for item in manifest.items {
                    let kind = String(item.name.text.prefix { $0 != " " })
                    guard ["envelope", "role-seed", "search-key"].contains(kind),
                        let bytes = try transaction.thing(item.name, of: sequence, in: manifest)
                    else { continue }
                    kinds.insert(item.name.text == "envelope" ? "grant" : kind)
                    files.append(bytes)
                }
            }
        }
        #expect(kinds == ["grant", "envelope", "role-seed", "search-key"])
        for file in files {
            let header = String(decoding: file.prefix(65_536), as: UTF8.self)
            let stanzas = header.split(separator: "\n").prefix { !$0.hasPrefix("---") }.filter { $0.hasPrefix("-> ") }
            #expect(header.hasPrefix("age-encryption.org/v1\n") && !stanzas.isEmpty)
            #expect(stanzas.allSatisfy { $0.hasPrefix("-> mlkem768x25519 ") })
        }
    }
}
