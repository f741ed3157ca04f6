import Casework
import Ledger
import Makers
import Sodium
import Testing
import Vocabulary

@testable import Custodian
@testable import Vault

/// The export of a case as a custodian who lies would write it: whatever it says of entries, in a tree and under a signature of
/// its own that fit.
private struct ForgedExport {
    private(set) var files: [String: [UInt8]] = [:]
    private let world: World
    private let exporter: Who
    private var leaves: [[UInt8]]
    private let id: CaseID

    init(of id: CaseID, by exporter: Who, in world: World) throws {
        (self.id, self.exporter, self.world) = (id, exporter, world)
        var files: [String: [UInt8]] = [:]
        _ = try world.officer(exporter).exportLedger(id) { files[$0] = $1 }
        files[LedgerFile.readMe] = Array("untuk dibaca".utf8)
        self.files = files
        leaves = try world.custodian.index.read { try $0.leaves(0..<(try $0.size)) }
    }

    /// The entries about the case, oldest first.
    var entries: [Entry] {
        get throws { leaves.compactMap { try? Entry(parsing: $0) }.filter { $0.place?.caseID == id } }
    }

    /// Says something else in the entry `sequence`, and makes all the rest fit.
    mutating func lie(
        about sequence: UInt64, time: Instant? = nil, access: Access?? = nil, outcome: Entry.Outcome? = nil
    ) throws {
        var previous: Digest?
        for old in try entries where old.sequence >= sequence {
            let isThis = old.sequence == sequence
            let place = old.place.map { place in
                Entry.CasePlace(
                    caseID: id, number: place.number, previous: previous ?? place.previous, trail: place.trail)
            }
            let made = Entry(
                sequence: old.sequence, time: isThis ? time ?? old.time : old.time,
                outcome: isThis ? outcome ?? old.outcome : old.outcome, place: place,
                access: isThis ? access ?? old.access : old.access, shown: old.shown, note: old.note,
                request: old.request)
            leaves[Int(old.sequence)] = made.bytes
            previous = made.leafHash
        }
        try sign()
    }

    /// Puts noise in the place of the entry `sequence`, and counts the others of its case anew.
    mutating func hide(_ sequence: UInt64) throws {
        let rest = try entries.filter { $0.sequence != sequence }
        leaves[Int(sequence)] = Array("derau".utf8)
        var previous = Digest.of("")
        for (number, old) in rest.enumerated() {
            let made = Entry(
                sequence: old.sequence, time: old.time, outcome: old.outcome,
                place: Entry.CasePlace(
                    caseID: id, number: number + 1, previous: previous,
                    trail: try #require(old.place).trail), access: old.access, shown: old.shown, note: old.note,
                request: old.request)
            leaves[Int(old.sequence)] = made.bytes
            previous = made.leafHash
        }
        for path in files.keys where path.hasPrefix("entries/") { files[path] = nil }
        for (number, entry) in rest.enumerated() {
            let digits = String(number + 1)
            let name = "entries/" + String(repeating: "0", count: 6 - digits.count) + digits
            files[name + ".entry"] = leaves[Int(entry.sequence)]
        }
        try sign()
    }

    private mutating func sign() throws {
        var tree = MemoryTree()
        for leaf in leaves { try tree.append(MerkleTree.leafHash(leaf)) }
        let origin = try world.officer(exporter).roster.genesis.origin
        var plain = try Note(text: try Checkpoint(origin: origin, head: try tree.head()).text)
        try plain.sign(as: origin, with: try CustodianKeys(seed: world.template.seed.secret).checkpoint)
        var note = plain
        try note.cosign(
            as: exporter.handle.text, with: try world.key(exporter).cosigning,
            timestamp: UInt64(world.clock.now.seconds))
        files["checkpoint"] = note.encoded
        files["witnessed/" + exporter.handle.text] = note.encoded
        for path in files.keys where path.hasSuffix(".entry") {
            let sequence = try Entry(parsing: try #require(files[path])).sequence
            files[path] = leaves[Int(sequence)]
            files[path.dropLast("entry".count) + "tlog-proof"] =
                try TlogProof(
                    index: sequence,
                    proof: try MerkleTree.inclusionProof(index: sequence, size: tree.size, in: tree), checkpoint: plain
                ).encoded
        }
    }

    mutating func remove(_ path: String) { files[path] = nil }
    mutating func set(_ path: String, _ bytes: [UInt8]) { files[path] = bytes }

    func check(id: VaultID? = nil) throws -> CheckedLedger {
        let files = files
        return try CheckedLedger(LedgerFolder(Set(files.keys)) { path, _ in files[path] ?? [] }, id: id ?? world.vault)
    }
}

@Suite("a ledger that was exported")
struct CheckedLedgerTests {
    /// A case that was shared, opened on the grant's strength, and denied to somebody.
    private func ground() throws -> (World, CaseID, grant: GrantID) {
        let world = try World()
        let id = try world.makeCase()
        let record = try world.add(content(1), to: id)
        let grant = try world.grant(id)
        _ = try world.read(record, as: .siti)
        expectDenied(.noGrant) { _ = try world.read(record, as: .rina) }
        _ = try world.read(record, as: .siti)
        return (world, id, grant)
    }

    @Test func `a custodian that signs another story of a case is found out`() throws {
        let (world, id, _) = try ground()
        let honest = try ForgedExport(of: id, by: .sari, in: world)
        #expect(try honest.check().extent.caseID == id)
        // The control: in a tree of its own, the same entries pass.
        var control = honest
        let opening = try #require(
            try honest.entries.last { $0.request.action.name == .documentOpen && $0.outcome.isAllowed })
        let denial = try #require(try honest.entries.last { !$0.outcome.isAllowed })
        try control.lie(about: opening.sequence)
        #expect(try control.check().counts.denied == 1)

        let last = try #require(try honest.entries.last)
        var late = honest
        try late.lie(about: last.sequence, time: last.time.adding(seconds: 3_600))
        #expect(throws: LogFault.time(sequence: last.sequence)) { try late.check() }
        // Who opened it came again, and named the tree in which the first opening stood.
        let first = try #require(try honest.entries.first { $0.request.action.name == .documentOpen })
        var hidden = honest
        try hidden.hide(first.sequence)
        #expect(throws: LogFault.self) { try hidden.check() }
        var owned = honest
        try owned.lie(about: opening.sequence, access: .some(.owner))
        #expect(throws: VaultError.self) { try owned.check() }
        var allowed = honest
        try allowed.lie(about: denial.sequence, access: .some(.owner), outcome: .allowed)
        #expect(throws: VaultError.self) { try allowed.check() }
        var other = honest
        try other.lie(about: denial.sequence, outcome: .denied(.withdrawn))
        #expect(throws: VaultError.self) { try other.check() }
    }

    @Test func `every file of an export of a case is asked for, and no other is taken`() throws {
        let (world, id, _) = try ground()
        let honest = try ForgedExport(of: id, by: .sari, in: world)
        for path in honest.files.keys.sorted() {
            var cut = honest
            cut.remove(path)
            #expect(throws: (any Error).self, "without \(path)") { try cut.check() }
            // Nobody signs what is for people alone.
            if path == LedgerFile.readMe { continue }
            var flipped = honest
            let bytes = try #require(honest.files[path])
            flipped.set(path, bytes.flipping(bit: bytes.count * 8 / 2))
            #expect(throws: (any Error).self, "\(path) flipped") { try flipped.check() }
        }
        for path in ["catatan.txt", "entries/000099.entry", "links/000099/note", "cards/x@y.card", "tile/0/000.p/1"] {
            var more = honest
            more.set(path, Array("x".utf8))
            #expect(throws: (any Error).self, "with \(path)") { try more.check() }
        }
        #expect(throws: (any Error).self) { try honest.check(id: VaultID(Digest.of("another"))) }
    }
}
