import Ledger
import Sodium
import Testing

/// What ours makes the peer verifies, and the other way round.
struct PeerTests {
    private let origin = "brankas/uji/0123abcd"
    private let witness = "siti@unit-ppa"

    private func text(_ bytes: [UInt8]) -> String {
        String(decoding: bytes, as: UTF8.self)
    }

    private func seed(_ byte: UInt8) -> String {
        Hex.encode([UInt8](repeating: byte, count: 32))
    }

    private func checkpoint(_ sample: Sample, size: Int) throws -> Note {
        try signedNote(Checkpoint(origin: origin, head: sample.oracle.head(size)).text, by: (origin, 1))
    }

    @Test func `the peer verifies our checkpoints`() throws {
        guard Peer.isPresent() else { return }
        let sample = try Sample(count: 20)
        let vkey = try noteKey(1, name: origin).vkey
        let notes = try (0...20).map { text(try checkpoint(sample, size: $0).encoded) }
        let answers = try Peer.ask(notes.map { Question(do: "verify-checkpoint", note: $0, vkey: vkey) })
        for (size, answer) in answers.enumerated() {
            #expect(answer.ok, "\(answer.refused ?? "")")
            #expect(answer.origin == origin)
            #expect(answer.size == UInt64(size))
            #expect(answer.root == sample.oracle.head(size).root.hex)
        }
    }

    @Test func `the peer refuses our checkpoints once they are changed`() throws {
        guard Peer.isPresent() else { return }
        let note = text(try checkpoint(Sample(count: 7), size: 7).encoded)
        let vkey = try noteKey(1, name: origin).vkey
        let answers = try Peer.ask([
            Question(do: "verify-checkpoint", note: note.replacing("\n7\n", with: "\n8\n"), vkey: vkey),
            Question(do: "verify-checkpoint", note: note, vkey: try noteKey(2, name: origin).vkey),
            Question(do: "verify-checkpoint", note: String(note.dropLast()), vkey: vkey),
        ])
        #expect(answers.allSatisfy { !$0.ok })
    }

    @Test func `ours verifies the peer's checkpoints`() throws {
        guard Peer.isPresent() else { return }
        let sample = try Sample(count: 20)
        let answers = try Peer.ask(
            (0...20).map { Question(do: "make-checkpoint", name: origin, seed: seed(9), size: $0) })
        for (size, answer) in answers.enumerated() {
            let key = try NoteKey(vkey: #require(answer.vkey))
            #expect(key == (try noteKey(9, name: origin)))
            let bytes = Array(try #require(answer.note).utf8)
            let note = try Note(parsing: bytes)
            #expect(note.encoded == bytes)
            let checkpoint = try Checkpoint(verifying: note, origin: origin, key: key)
            #expect(checkpoint.head == sample.oracle.head(size))
            // Ed25519 leaves no choice: ours would have written the same bytes.
            #expect(try signedNote(checkpoint.text, by: (origin, 9)).encoded == bytes)
        }
    }

    @Test func `the peer verifies our cosignatures, and ours the peer's`() throws {
        guard Peer.isPresent() else { return }
        let plain = try checkpoint(Sample(count: 7), size: 7)
        let key = try noteKey(2, name: witness, algorithm: .cosignature)
        for timestamp in [1_679_315_147, UInt64(Int64.max)] {
            var note = plain
            try note.add(Cosignature.sign(checkpoint: note, as: witness, with: signingKey(2), timestamp: timestamp))
            let answers = try Peer.ask([
                Question(do: "verify-cosignature", note: text(note.encoded), vkey: key.vkey),
                Question(
                    do: "make-cosignature", note: text(plain.encoded), name: witness, seed: seed(2),
                    timestamp: timestamp),
                Question(
                    do: "verify-cosignature", note: text(note.encoded).replacing("\n7\n", with: "\n8\n"),
                    vkey: key.vkey),
            ])
            #expect(answers[0].ok, "\(answers[0].refused ?? "")")
            #expect(answers[0].timestamp == timestamp)
            #expect(answers[1].vkey == key.vkey)
            let theirs = try Note(parsing: Array(try #require(answers[1].note).utf8))
            #expect(try Cosignature.verify(theirs, key: key) == timestamp)
            #expect(theirs == note)
            #expect(!answers[2].ok)
        }
    }

    @Test func `the peer verifies our proofs`() throws {
        guard Peer.isPresent() else { return }
        let sample = try Sample(count: 20)
        let vkey = try noteKey(1, name: origin).vkey
        var questions: [Question] = []
        for size in 1...20 {
            let checkpoint = try checkpoint(sample, size: size)
            for index in 0..<size {
                let proof = try TlogProof(
                    index: UInt64(index),
                    proof: MerkleTree.inclusionProof(index: UInt64(index), size: UInt64(size), in: sample.tree),
                    checkpoint: checkpoint, extra: index == 0 ? nil : [UInt8(index)])
                questions.append(
                    Question(do: "verify-proof", vkey: vkey, proof: text(proof.encoded), leaf: "leaf \(index)"))
            }
        }
        let answers = try Peer.ask(questions)
        for (question, answer) in zip(questions, answers) {
            #expect(answer.ok, "\(answer.refused ?? "")")
            #expect(question.leaf == "leaf \(answer.index ?? 99)")
            #expect(answer.extra == (answer.index == 0 ? nil : answer.index.map { Hex.encode([UInt8($0)]) }))
        }
        var wrong = questions
        for index in wrong.indices { wrong[index].leaf = "another leaf" }
        #expect(try Peer.ask(wrong).allSatisfy { !$0.ok })
    }

    @Test func `ours verifies the peer's proofs`() throws {
        guard Peer.isPresent() else { return }
        let sample = try Sample(count: 20)
        var questions: [Question] = []
        for size in [1, 2, 3, 7, 8, 9, 20] {
            for index in 0..<size {
                questions.append(
                    Question(
                        do: "make-proof", name: origin, seed: seed(9), size: size, index: index,
                        extra: index == 1 ? "c0ffee" : nil))
            }
        }
        for (question, answer) in zip(questions, try Peer.ask(questions)) {
            let bytes = Array(try #require(answer.proof).utf8)
            let proof = try TlogProof(parsing: bytes)
            #expect(proof.encoded == bytes)
            #expect(proof.index == question.index.map { UInt64($0) })
            #expect(proof.extra == (proof.index == 1 ? [0xc0, 0xff, 0xee] : nil))
            let leaf = sample.leafHash(Int(proof.index))
            let key = try NoteKey(vkey: #require(answer.vkey))
            let checkpoint = try proof.verify(leafHash: leaf, origin: origin, key: key)
            #expect(checkpoint.head == sample.oracle.head(try #require(question.size)))
        }
    }
}
