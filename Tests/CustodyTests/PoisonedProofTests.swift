import Casework
import Foundation
import Ledger
import Makers
import Sodium
import Testing
import Vocabulary

@testable import Custodian
@testable import Vault

/// An operator who shows another ledger than the one that the officers know.
struct PoisonedProofTests {
    private func tell(
        _ world: World, _ expected: (UInt64, UInt64) -> Tampering, _ comment: Comment,
        sourceLocation: SourceLocation = #_sourceLocation, _ lie: @escaping (Reply, [Call]) throws -> Reply
    ) throws {
        let liar = LyingCustody(try world.custodian)
        let officer = try world.officer(.sari, through: liar)
        let (before, size) = (officer.head.size, try world.ledgerSize)
        liar.reply = lie
        let pin = try world.pins(.sari).load(world.vault, try world.key(.sari))
        expectTampered(expected(before, size), comment, sourceLocation: sourceLocation) {
            _ = try officer.cases(limit: 10)
        }
        // What was not verified is not pinned.
        #expect(try world.pins(.sari).load(world.vault, try world.key(.sari)) == pin, sourceLocation: sourceLocation)
    }

    /// A checkpoint of `head`, signed by `key` under `name`.
    private func checkpoint(_ origin: String, _ head: TreeHead, name: String? = nil, _ key: borrowing SigningKey)
        throws -> [UInt8]
    {
        var note = try Note(text: try Checkpoint(origin: origin, head: head).text)
        try note.sign(as: name ?? origin, with: key)
        return note.encoded
    }

    private func head(_ reply: Reply) throws -> TreeHead {
        try Checkpoint(parsing: try Note(parsing: reply.checkpoint).text).head
    }

    @Test func `a checkpoint that is not this ledger's, or not signed by its key, is refused`() throws {
        let world = try World()
        let origin = try world.officer(.sari).roster.genesis.origin
        let stranger = try SigningKey(seed: try Secret.makeRandom(byteCount: 32))
        let own = try CustodianSeed.checkpointKey(world.template.seed.secret)
        try tell(world, { _, _ in .checkpoint }, "another key") { reply, _ in
            reply.with(checkpoint: try checkpoint(origin, try head(reply), stranger))
        }
        try tell(world, { _, _ in .checkpoint }, "unsigned") { reply, _ in
            reply.with(checkpoint: Array(try Checkpoint(origin: origin, head: try head(reply)).text.utf8))
        }
        try tell(world, { _, _ in .checkpoint }, "another origin") { reply, _ in
            reply.with(checkpoint: try checkpoint("brankas/other/00000000", try head(reply), own))
        }
        try tell(world, { _, _ in .checkpoint }, "another origin under the right name") { reply, _ in
            reply.with(
                checkpoint: try checkpoint("brankas/other/00000000", try head(reply), name: origin, own))
        }
        try tell(world, { _, _ in .checkpoint }, "an officer's signature") { reply, _ in
            reply.with(checkpoint: try checkpoint(origin, try head(reply), try world.key(.dewi).signing))
        }
        try tell(world, { _, _ in .checkpoint }, "garbage") { reply, _ in reply.with(checkpoint: [1, 2, 3]) }
        try tell(world, { _, _ in .checkpoint }, "a bit flipped in the root") { reply, _ in
            reply.with(checkpoint: reply.checkpoint.flipping(bit: (origin.utf8.count + 10) * 8))
        }
    }

    @Test func `a signed head of another tree is refused for want of a proof`() throws {
        let world = try World()
        let origin = try world.officer(.sari).roster.genesis.origin
        let own = try CustodianSeed.checkpointKey(world.template.seed.secret)
        try tell(world, { .consistency(from: $0, to: $1 + 1) }, "another root of the same size") { reply, _ in
            let size = try head(reply).size
            return reply.with(
                checkpoint: try checkpoint(origin, TreeHead(size: size, root: Digest.of("other")), own))
        }
        try tell(world, { .consistency(from: $0, to: $1 + 1) }, "a wrong proof") { reply, _ in
            reply.with(consistency: reply.consistency.map { Digest.of($0.bytes) })
        }
        try tell(world, { .consistency(from: $0, to: $1 + 1) }, "a proof cut short") { reply, _ in
            reply.with(consistency: Array(reply.consistency.dropLast()))
        }
        try tell(world, { .consistency(from: $0, to: $1 + 1) }, "a proof too long") { reply, _ in
            reply.with(consistency: reply.consistency + [Digest.of("more")])
        }
        let liar = LyingCustody(try world.custodian)
        let officer = try world.officer(.sari, through: liar)
        let pinned = officer.head
        liar.reply = { reply, _ in
            reply.with(
                checkpoint: try checkpoint(origin, TreeHead(size: 3, root: Digest.of("short")), own), consistency: [])
        }
        expectTampered(.rolledBack(pinned: pinned.size, shown: 3)) { _ = try officer.cases(limit: 10) }
    }

    @Test func `an entry that is not the one asked for is refused`() throws {
        let world = try World()
        let id = try world.makeCase()
        func change(
            _ expected: @escaping (UInt64) -> Tampering, _ comment: Comment,
            _ lie: @escaping (Entry, Answer) throws -> Answer
        ) throws {
            try tell(world, { _, size in expected(size) }, comment) { reply, _ in
                try reply.changingAnswers { _, answer in try lie(try Entry(parsing: answer.entry), answer) }
            }
        }
        func rewrite(_ entry: Entry, outcome: Entry.Outcome? = nil, time: Instant? = nil, note: Note? = nil) throws
            -> [UInt8]
        {
            let note = note ?? entry.note
            return Entry(
                sequence: entry.sequence, time: time ?? entry.time, outcome: outcome ?? entry.outcome,
                place: entry.place, shown: entry.shown, matches: entry.matches, suppressed: entry.suppressed,
                note: note, request: try Request(parsing: note.text)
            ).bytes
        }
        func with(_ answer: Answer, entry: [UInt8]) -> Answer {
            Answer(entry: entry, inclusion: answer.inclusion, released: answer.released)
        }
        try change(Tampering.inclusion, "the outcome flipped") { entry, answer in
            with(answer, entry: try rewrite(entry, outcome: .denied(.noGrant)))
        }
        try change(Tampering.inclusion, "the time changed") { entry, answer in
            with(answer, entry: try rewrite(entry, time: entry.time.adding(seconds: -1)))
        }
        try change(Tampering.entry, "another nonce") { entry, answer in
            let request = Request(
                vault: entry.request.vault, actor: entry.request.actor, role: entry.request.role,
                time: entry.request.time, head: entry.request.head, roster: entry.request.roster,
                manifest: entry.request.manifest, action: entry.request.action)
            return with(answer, entry: try rewrite(entry, note: try world.key(.sari).sign(request)))
        }
        try change(Tampering.entry, "the same request signed by another") { entry, answer in
            var note = try Note(text: entry.note.text)
            try note.sign(as: Who.sari.handle.text, with: try world.key(.siti).signing)
            return with(answer, entry: try rewrite(entry, note: note))
        }
        try change({ _ in .entry(sequence: 1) }, "an older entry") { _, answer in
            with(answer, entry: try world.custodian.index.read { try $0.leaf(1) })
        }
        try change({ _ in .missing("entry") }, "no entry") { _, answer in with(answer, entry: []) }
        try change(Tampering.inclusion, "a wrong inclusion proof") { _, answer in
            Answer(
                entry: answer.entry, inclusion: answer.inclusion.map { Digest.of($0.bytes) },
                released: answer.released)
        }
        try change(Tampering.inclusion, "no inclusion proof") { _, answer in
            Answer(entry: answer.entry, inclusion: [], released: answer.released)
        }
        try tell(world, { _, _ in .missing("answer") }, "no answer") { reply, _ in
            Reply(checkpoint: reply.checkpoint, consistency: reply.consistency, answers: [])
        }
        #expect(try world.officer(.sari).cases(limit: 10).cases.map(\.id) == [id])
    }

    /// A custodian whose clock is turned: all is signed and proved, and only the date is not one that the request can have got.
    @Test func `an entry that is dated outside of its request is refused, though the tree has it`() throws {
        let world = try World()
        _ = try world.makeCase()
        let origin = try world.officer(.sari).roster.genesis.origin
        let own = try CustodianSeed.checkpointKey(world.template.seed.secret)
        func dated(_ seconds: Int64) throws {
            let liar = LyingCustody(try world.custodian)
            let officer = try world.greet(.sari, through: liar)
            liar.reply = { reply, _ in
                var tree = MemoryTree()
                let known = try head(reply).size - 1
                for sequence in 0..<known {
                    try tree.append(MerkleTree.leafHash(try world.custodian.index.read { try $0.leaf(sequence) }))
                }
                let consistent = tree
                let entry = try Entry(parsing: try #require(reply.answers.first).entry)
                let leaf = Entry(
                    sequence: entry.sequence, time: entry.request.time.adding(seconds: seconds),
                    outcome: entry.outcome, place: entry.place, shown: entry.shown, matches: entry.matches,
                    suppressed: entry.suppressed, note: entry.note, request: entry.request
                ).bytes
                try tree.append(MerkleTree.leafHash(leaf))
                return Reply(
                    checkpoint: try checkpoint(origin, try tree.head(), own),
                    consistency: try MerkleTree.consistencyProof(
                        from: consistent.size, to: tree.size, in: tree),
                    answers: [
                        Answer(
                            entry: leaf,
                            inclusion: try MerkleTree.inclusionProof(index: known, size: tree.size, in: tree),
                            released: reply.answers[0].released)
                    ])
            }
            _ = try officer.cases(limit: 10)
        }
        // The control: by this very way, dated as it may be.
        for seconds in [-60, 0, 180] as [Int64] {
            world.forgetPin(.sari)
            try dated(seconds)
        }
        for seconds in [-61, 181, -100_000, 100_000] as [Int64] {
            world.forgetPin(.sari)
            #expect(throws: VaultError.self, "\(seconds)") { try dated(seconds) }
        }
    }

    @Test func `what is released with a denial is thrown away`() throws {
        let world = try World()
        let id = try world.makeCase()
        let record = try world.add(content(1), to: id)
        let released = try world.officer(.sari).ask(.open(record, .penyidikan), as: .companion).released.all
        let liar = LyingCustody(try world.custodian)
        let siti = try world.officer(.siti, through: liar)
        liar.lie(about: .documentOpen) { $0 = released }
        let sink = Sink()
        expectDenied(.noGrant) { _ = try siti.open(record, purpose: .penyidikan, to: sink.take) }
        #expect(sink.count == 0)
    }

    @Test func `a pin that somebody wrote over is noticed`() throws {
        let world = try World()
        _ = try world.officer(.sari)
        _ = try world.officer(.siti)
        let sari = try world.pinFile(.sari)
        try world.write(try world.read(file: sari).flipping(bit: 400), to: sari)
        expectTampered(.pin) { _ = try world.greet(.sari) }
        // Another person's pin is as good as none.
        try world.write(try world.read(file: try world.pinFile(.siti)), to: sari)
        expectTampered(.pin) { _ = try world.greet(.sari) }
    }
}

extension World {
    /// As on a new machine: what this custodian really has differs from what was shown.
    fileprivate func forgetPin(_ who: Who) {
        try? FileManager.default.removeItem(atPath: "\(root)/pins/\(who.rawValue)")
    }
}
