import Casework
import Files
import Ledger
import Sodium
import Testing
import Vocabulary

@testable import Custodian
@testable import Vault

/// `audit verify` goes on from where it was: what it then takes on trust is its own word alone.
struct OngoingVerificationTests {
    /// A vault with some history, verified by dewi; `liar` stands before its custodian.
    private func verified() throws -> (world: World, id: CaseID, record: RecordID, liar: LyingCustody) {
        let world = try World()
        let id = try world.makeCase()
        let record = try world.add(content(1), to: id)
        try world.addIdentity("Bunga", to: id)
        let grant = try world.grant(id, [.evidence])
        _ = try world.read(record, as: .siti)
        try world.officer(.sari).revoke(grant, reason: "selesai")
        _ = try world.officer(.sari).cases(limit: 10)
        let report = try world.officer(.dewi).verifyLog(full: false)
        #expect(report.from == 0)
        return (world, id, record, LyingCustody(try world.custodian))
    }

    /// What the day brings after that: of the old case and of a new one, changes, readings and a denial.
    private func goOn(_ world: World, _ id: CaseID, _ record: RecordID) throws {
        _ = try world.read(record, as: .sari)
        try world.add(content(2), to: id)
        let other = try world.makeCase("Perkara 2")
        try world.grant(other, [.medical])
        #expect(throws: VaultError.self) { try world.read(record, as: .rina, for: .penuntutan) }
        _ = try world.officer(.sari).cases(limit: 10)
        _ = try world.officer(.sari).grants(of: nil)
    }

    private func fault(_ officer: Officer) throws -> LogFault? {
        do {
            _ = try officer.verifyLog(full: false)
            return nil
        } catch let fault as LogFault {
            return fault
        }
    }

    @Test func `it goes on from the last verified entry, and finds what the whole would`() throws {
        let (world, id, record, _) = try verified()
        // The last of them, which asks for the rows, is not among those that were verified.
        let before = try world.ledgerSize - 1
        try goOn(world, id, record)
        let report = try world.officer(.dewi).verifyLog(full: false)
        #expect(try report.from == before && report.entries + 1 == world.ledgerSize)
        let whole = try world.officer(.dewi).verifyLog(full: true)
        #expect(whole.from == 0 && whole.cases == report.cases && whole.cases == 2)
        #expect(whole.signatures == report.signatures + 2 && whole.signatures == whole.entries)
        let last = try world.officer(.dewi).verifyLog(full: false)
        #expect(last.from == whole.entries && last.entries == last.from + 2)
    }

    @Test func `the roster goes on too`() throws {
        let (world, id, record, _) = try verified()
        try world.dismiss(.tuti)
        try goOn(world, id, record)
        let report = try world.officer(.dewi).verifyLog(full: false)
        #expect(try report.from > 0 && report.entries + 1 == world.ledgerSize)
    }

    @Test func `new leaves that are edited, moved, doubled or left out are found`() throws {
        let (world, id, record, liar) = try verified()
        try goOn(world, id, record)
        let lies: [(Comment, (inout [[UInt8]]) throws -> Void)] = [
            ("the first left out", { $0.removeFirst() }), ("one left out", { $0.remove(at: 4) }),
            ("the last left out", { $0.removeLast() }), ("one twice", { $0.insert($0[4], at: 4) }),
            ("two swapped", { $0.swapAt(4, 5) }), ("one edited", { $0[4] = $0[4].flipping(bit: 8 * 25) }),
            ("nothing at all", { $0 = [] }),
        ]
        for (comment, lie) in lies {
            let officer = try world.officer(.dewi, through: liar)
            liar.lie(about: .auditVerify) { released in
                released.leaves = try EditedLeaves(try #require(released.leaves), lie)
            }
            #expect(try fault(officer) != nil, comment)
        }
        // What failed was not remembered as verified.
        let report = try world.officer(.dewi).verifyLog(full: false)
        #expect(report.from > 0 && report.from < report.entries - 7)
    }

    @Test func `an older case is believed only as it was verified`() throws {
        let (world, id, record, liar) = try verified()
        let trail = try world.state(id).head.count
        try goOn(world, id, record)
        let lies: [(Comment, ([[UInt8]]) -> [[UInt8]])] = [
            ("without the revocation", { Array($0.dropLast()) }), ("nothing of it", { _ in [] }),
            ("with a change that came later", { $0 + [$0[0]] }),
            ("its first two swapped", { [$0[1], $0[0]] + $0.dropFirst(2) }),
            ("garbage", { $0.map { _ in [0x2e] } }),
        ]
        for (comment, lie) in lies {
            let officer = try world.officer(.dewi, through: liar)
            var shown = 0
            liar.lie(about: .auditVerify) { released in
                let leaves = try EditedLeaves(try #require(released.leaves))
                leaves.trail = { trail in
                    shown = trail.count
                    return lie(trail)
                }
                released.leaves = leaves
            }
            guard case .caseChain = try fault(officer) else {
                Issue.record("\(comment) is believed")
                continue
            }
            #expect(shown == trail, comment)
        }
    }

    @Test func `a request that names a head from before is held against it by a proof`() throws {
        let (world, id, record, liar) = try verified()
        let size = try world.ledgerSize
        let old = try world.custodian.index.read { transaction in
            TreeHead(size: size - 3, root: try MerkleTree.root(size: size - 3, in: transaction))
        }
        _ = try world.custodian.ask([try world.call(.open(record, .penyidikan), as: .sari, head: old)])
        #expect(try world.officer(.dewi).verifyLog(full: false).from == size - 1)
        try goOn(world, id, record)
        _ = try world.custodian.ask([try world.call(.open(record, .penyidikan), as: .sari, head: old)])
        let officer = try world.officer(.dewi, through: liar)
        let lies: [([Digest]) -> [Digest]] = [{ _ in [] }, { $0.dropLast() }, { $0 + [Digest.of("x")] }]
        for lie in lies {
            liar.lie(about: .auditVerify) { released in
                let leaves = try EditedLeaves(try #require(released.leaves))
                leaves.consistency = lie
                released.leaves = leaves
            }
            guard case .namedHead = try fault(officer) else {
                Issue.record("a proof that is none is believed")
                continue
            }
        }
    }

    /// The entry as it would stand in the log, had its request named `head`.
    private func naming(_ head: TreeHead, _ leaf: [UInt8]) throws -> [UInt8] {
        let entry = try Entry(parsing: leaf)
        let asked = entry.request
        let request = Request(
            vault: asked.vault, actor: asked.actor, role: asked.role, nonce: Nonce(), time: asked.time, head: head,
            roster: asked.roster, manifest: asked.manifest, action: asked.action)
        var note = try Note(text: request.text)
        note.signatures = entry.note.signatures
        return Entry(
            sequence: entry.sequence, time: entry.time, outcome: entry.outcome, place: entry.place, shown: entry.shown,
            matches: entry.matches, note: note, request: request
        ).bytes
    }

    @Test func `only a head that the log has had may be named, from the start and gone on`() throws {
        let (world, id, record, _) = try verified()
        let dewi = try world.officer(.dewi)
        let base = try world.ledgerSize - 1
        try goOn(world, id, record)
        let size = try world.ledgerSize
        let (leaves, heads) = try world.custodian.index.read { transaction in
            (
                try transaction.leaves(0..<size),
                try (0...size).map { TreeHead(size: $0, root: try MerkleTree.root(size: $0, in: transaction)) }
            )
        }
        let source = StoredLeaves(try world.custodian.index, from: base, to: size)
        let pin = try #require(dewi.usableBase())
        let keys = try dewi.noteKeys()
        for start in [0, base] {
            var replay =
                start == 0
                ? dewi.replayFromTheStart() : try Replay(pin, history: dewi.history, source: source)
            for (place, leaf) in leaves.enumerated().dropFirst(Int(start)) {
                let sequence = UInt64(place)
                func fault(_ head: TreeHead) throws -> LogFault? {
                    var trial = replay
                    do {
                        try trial.take(try naming(head, leaf), keys)
                        return nil
                    } catch let fault as LogFault {
                        return fault
                    }
                }
                if place > 0 {
                    let other = Digest.of("another tree")
                    var wrong = [0, start, sequence].map { TreeHead(size: $0, root: other) }
                    wrong += [sequence + 1, .max].map { TreeHead(size: $0, root: heads[place].root) }
                    wrong += [TreeHead(size: sequence, root: heads[place - 1].root)]
                    for head in wrong { #expect(try fault(head) == .namedHead(sequence: sequence)) }
                    // Of the right one the next thing is found: nobody signed this.
                    for head in [heads[Int(start)], heads[place], heads[place / 2]] {
                        #expect(try fault(head) == .signature(sequence: sequence))
                    }
                }
                try replay.take(leaf, keys)
            }
        }
    }

    @Test func `a listing that hid an older case is found`() throws {
        let (world, id, _, _) = try verified()
        _ = try world.makeCase("Perkara 2")
        // What a custodian that hides the first case would write: the hash of the other alone.
        var hash = ShownHash()
        for other in try world.officer(.sari).cases(limit: 10).cases.map(\.id) where other != id {
            hash.add(try world.state(other))
        }
        let hidden = hash.finish()
        let call = try world.call(.listCases(after: nil, limit: 10), as: .sari)
        let honest = try world.custodian.ask([call])
        let entry = try Entry(parsing: honest.answers[0].entry)
        #expect(entry.shown != nil && entry.shown != hidden)
        let dewi = try world.officer(.dewi)
        let base = try #require(dewi.pins.loadVerified(world.vault, dewi.key))
        let leaves = StoredLeaves(try world.custodian.index, from: base.head.size, to: entry.sequence)
        var replay = try Replay(base, history: dewi.history, source: leaves)
        let keys = try dewi.noteKeys()
        for leaf in try leaves.next(1_000) { try replay.take(leaf, keys) }
        let lying = Entry(
            sequence: entry.sequence, time: entry.time, outcome: .allowed, place: nil, shown: hidden, note: entry.note,
            request: entry.request)
        #expect(throws: LogFault.decision(sequence: entry.sequence)) { try replay.take(lying.bytes, keys) }
    }

    @Test func `a request stands once, whether the log is read in one go or two`() throws {
        let (world, _, record, _) = try verified()
        let call = try world.call(.open(record, .penyidikan), as: .sari)
        let first = try Entry(parsing: try world.custodian.ask([call]).answers[0].entry)
        _ = try world.officer(.dewi).verifyLog(full: false)
        let dewi = try world.officer(.dewi)
        let base = try #require(dewi.pins.loadVerified(world.vault, dewi.key))
        var replay = try Replay(
            base, history: dewi.history,
            source: StoredLeaves(try world.custodian.index, from: base.head.size, to: base.head.size))
        let place = try #require(first.place)
        let again = Entry(
            sequence: base.head.size, time: first.time, outcome: .allowed,
            place: Entry.CasePlace(
                caseID: place.caseID, number: place.number + 1, previous: first.leafHash, trail: place.trail),
            note: first.note, request: first.request)
        #expect(throws: LogFault.nonce(sequence: base.head.size)) { try replay.take(again.bytes, try dewi.noteKeys()) }
    }

    @Test func `a denial about an older record that is kept out of its case is decided by the whole log alone`() throws
    {
        let (world, _, record, _) = try verified()
        let call = try world.call(.open(record, .penuntutan), as: .rina)
        let honest = try Entry(parsing: try world.custodian.ask([call]).answers[0].entry)
        #expect(honest.outcome == .denied(.noGrant) && honest.place != nil)
        let dewi = try world.officer(.dewi)
        let base = try #require(dewi.usableBase())
        func take(_ entry: Entry) throws {
            let leaves = StoredLeaves(try world.custodian.index, from: base.head.size, to: honest.sequence)
            var replay = try Replay(base, history: dewi.history, source: leaves)
            let keys = try dewi.noteKeys()
            for leaf in try leaves.next(1_000) { try replay.take(leaf, keys) }
            try replay.take(entry.bytes, keys)
        }
        try take(honest)
        let hidden = Entry(
            sequence: honest.sequence, time: honest.time, outcome: honest.outcome, place: nil, note: honest.note,
            request: honest.request)
        #expect(throws: Replay.NeedsAll.self) { try take(hidden) }
    }

    // MARK: What is remembered

    private func rememberedPath(_ world: World) throws -> String {
        let pins = "\(world.root)/pins/\(Who.dewi.rawValue)"
        let name = try #require(try Folder.names(pins).first { $0.hasSuffix(".verified") })
        return pins + "/" + name
    }

    @Test func `what is remembered reads back as it was written, and is sealed`() throws {
        let (world, id, record, _) = try verified()
        try goOn(world, id, record)
        _ = try world.officer(.dewi).verifyLog(full: false)
        let dewi = try world.officer(.dewi)
        let remembered = try #require(dewi.pins.loadVerified(world.vault, dewi.key))
        #expect(VerifiedLog(parsing: remembered.bytes)?.past == remembered.past)
        #expect(remembered.past.chains.count == 2 && remembered.past.concerned.count == 2)
        let file = try world.read(file: try rememberedPath(world))
        for word in [id.text, world.vault.text, "brankas", "sari"] {
            #expect(!file.contains(Array(word.utf8)), "\(word) stands in the clear")
        }
        #expect(dewi.pins.loadVerified(world.vault, try world.key(.sari)) == nil, "another's is believed")
    }

    @Test func `what is damaged, cut or another's is as if nothing were remembered`() throws {
        let (world, _, _, _) = try verified()
        let path = try rememberedPath(world)
        let whole = try world.read(file: path)
        var changes: [[UInt8]] = [[], Array(whole.dropLast()), whole + [0], Array(whole.prefix(40))]
        for bit in stride(from: 0, to: whole.count * 8, by: whole.count / 3) {
            changes.append(whole.flipping(bit: bit))
        }
        for change in changes {
            try world.write(change, to: path)
            let report = try world.officer(.dewi).verifyLog(full: false)
            #expect(try report.from == 0 && report.entries + 1 == world.ledgerSize)
        }
    }

    @Test func `every byte of what is remembered counts`() throws {
        let (world, _, _, _) = try verified()
        let dewi = try world.officer(.dewi)
        let bytes = try #require(dewi.pins.loadVerified(world.vault, dewi.key)).bytes
        for end in 0..<bytes.count { #expect(VerifiedLog(parsing: Array(bytes.prefix(end))) == nil, "cut at \(end)") }
        #expect(VerifiedLog(parsing: bytes + [0]) == nil)
        // What parses after a flip says something else: nothing is ignored or normalised.
        for bit in stride(from: 0, to: bytes.count * 8, by: 7) {
            let flipped = bytes.flipping(bit: bit)
            if let read = VerifiedLog(parsing: flipped) { #expect(read.bytes == flipped, "bit \(bit)") }
        }
    }

    @Test func `one that counts more cases or roles than it has costs no memory`() throws {
        let (world, _, _, _) = try verified()
        let dewi = try world.officer(.dewi)
        let bytes = try #require(dewi.pins.loadVerified(world.vault, dewi.key)).bytes
        let text = String(decoding: bytes, as: UTF8.self)
        for (line, lie) in [
            ("\ncases 1\n", "\ncases 18446744073709551615\n"), ("pendamping 1\n", "pendamping 99999999999\n"),
        ] {
            #expect(text.utf8.count == bytes.count || text.contains(line))
            let range = try #require(bytes.firstRange(of: Array(line.utf8)))
            var lying = bytes
            lying.replaceSubrange(range, with: Array(lie.utf8))
            #expect(VerifiedLog(parsing: lying) == nil)
        }
    }
}

extension [UInt8] {
    fileprivate func contains(_ word: [UInt8]) -> Bool { firstRange(of: word) != nil }
}
