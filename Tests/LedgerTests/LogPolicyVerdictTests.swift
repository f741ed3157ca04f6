import Ledger
import Sodium
import Testing

/// C2SP tlog-policy: which checkpoints a policy finds valid.
struct LogPolicyVerdictTests {
    private let text = "\(LogPolicyTests.log)\n5\n\(CheckpointTests.root)\n"

    private func policy() throws -> LogPolicy {
        try LogPolicy(parsing: Array(LogPolicyTests.example().utf8))
    }

    /// Adds the cosignature of witness `number` beside what stands there already.
    private func cosign(_ note: inout Note, _ number: Int, at timestamp: UInt64 = 7) throws {
        let name = try LogPolicyTests.witnessKey(number).name
        let key = try signingKey(UInt8(10 + number))
        note.signatures.append(try Cosignature.sign(checkpoint: note, as: name, with: key, timestamp: timestamp))
    }

    private func note(cosignedBy witnesses: [Int]) throws -> Note {
        var note = try signedNote(text, by: (LogPolicyTests.log, 1))
        for number in witnesses { try cosign(&note, number, at: UInt64(100 + number)) }
        return try Note(parsing: note.encoded)
    }

    @Test func `a verdict names the witnesses and their times`() throws {
        let verdict = try policy().verify(note(cosignedBy: [4, 0, 2]))
        #expect(verdict.witnessings.map(\.witness.name) == ["X1", "X3", "Y2"].map { Array($0.utf8) })
        #expect(verdict.witnessings.map(\.timestamp) == [100, 102, 104])
        #expect(verdict.isQuorumMet)
        #expect(verdict.checkpoint.head.size == 5)
    }

    @Test(arguments: [[], [0], [0, 1], [3, 4, 5], [0, 3, 4, 5]])
    func `too few witnesses are no quorum, and no error`(witnesses: [Int]) throws {
        let verdict = try policy().verify(note(cosignedBy: witnesses))
        #expect(verdict.witnessings.count == witnesses.count)
        #expect(!verdict.isQuorumMet)
    }

    @Test func `a witness counts once however often it cosigned`() throws {
        var note = try note(cosignedBy: [3])
        for timestamp in [9, 11, 10, 10] as [UInt64] { try cosign(&note, 0, at: timestamp) }
        #expect(note.signatures.count == 6)
        let verdict = try policy().verify(note)
        #expect(verdict.witnessings.map(\.timestamp) == [11, 103])
        #expect(!verdict.isQuorumMet)
        try cosign(&note, 1)
        #expect(try policy().verify(note).isQuorumMet)
    }

    @Test func `a stranger's lines are ignored, whatever they hold`() throws {
        var note = try note(cosignedBy: [0])
        let known = try LogPolicyTests.witnessKey(1)
        // A valid cosignature under a known name by an unknown key; the right id under another name; plain nonsense.
        note.signatures.append(
            try Cosignature.sign(checkpoint: note, as: known.name, with: signingKey(99), timestamp: 1))
        note.signatures.append(try NoteSignature(name: "stranger", keyID: known.id, bytes: [1]))
        note.signatures.append(try NoteSignature(name: known.name, keyID: known.id ^ 1, bytes: [1]))
        // The witness's own key, but as a plain signature: another id.
        try note.sign(as: known.name, with: signingKey(11))
        let verdict = try policy().verify(note)
        #expect(verdict.witnessings.map(\.timestamp) == [100])
        #expect(!verdict.isQuorumMet)
    }

    @Test func `a false or malformed line under a witness's key is an error`() throws {
        let good = try note(cosignedBy: [0, 1, 3])
        let key = try LogPolicyTests.witnessKey(5)
        var other = try Note(text: text.replacing("\n5\n", with: "\n6\n"))
        try cosign(&other, 5)
        let bytes = other.signatures[0].bytes
        for wrong in [bytes, [1], Array(bytes.dropLast()), bytes + [0], [UInt8](repeating: 0, count: 72)] {
            var note = good
            note.signatures.append(try NoteSignature(name: key.name, keyID: key.id, bytes: wrong))
            #expect(throws: LedgerError.signatureInvalid(name: key.name)) { try policy().verify(note) }
            // A good one beside it doesn't mend it.
            try cosign(&note, 5)
            #expect(throws: LedgerError.signatureInvalid(name: key.name)) { try policy().verify(note) }
        }
        var late = good
        late.signatures.append(
            try NoteSignature(
                name: key.name, keyID: key.id, bytes: bigEndian(1 << 63) + [UInt8](repeating: 0, count: 64)))
        #expect(throws: LedgerError.timestampOutOfRange(1 << 63)) { try policy().verify(late) }
    }

    @Test func `one of the policy's logs must have signed, under its own origin`() throws {
        let policy = try policy()
        let missing = LedgerError.signatureMissing(name: LogPolicyTests.log)
        #expect(throws: missing) { try policy.verify(Note(text: text)) }
        #expect(throws: missing) { try policy.verify(signedNote(text, by: (LogPolicyTests.log, 2))) }
        #expect(throws: missing) { try policy.verify(signedNote(text, by: ("log.example/other", 1))) }
        let foreign = text.replacing(LogPolicyTests.log, with: "other.example")
        #expect(throws: LedgerError.signatureMissing(name: "other.example")) {
            try policy.verify(signedNote(foreign, by: (LogPolicyTests.log, 1)))
        }
        #expect(throws: LedgerError.checkpointMalformed) {
            try policy.verify(signedNote("hello\n", by: (LogPolicyTests.log, 1)))
        }
    }

    @Test func `any one of several logs is enough, a false line of one is not`() throws {
        let logs = try [
            LogPolicy.Log(key: noteKey(1, name: "a.example")), LogPolicy.Log(key: noteKey(2, name: "b.example")),
            LogPolicy.Log(key: noteKey(3, name: "b.example")),
        ]
        let policy = try LogPolicy(logs: logs, quorum: nil)
        for (origin, byte) in [("a.example", 1), ("b.example", 2), ("b.example", 3)] as [(String, UInt8)] {
            let text = text.replacing(LogPolicyTests.log, with: origin)
            let verdict = try policy.verify(signedNote(text, by: (origin, byte)))
            #expect(verdict.isQuorumMet && verdict.checkpoint.origin == origin)
        }
        var note = try signedNote(text.replacing(LogPolicyTests.log, with: "b.example"), by: ("b.example", 2))
        let key = logs[2].key
        note.signatures.append(
            try NoteSignature(name: key.name, keyID: key.id, bytes: [UInt8](repeating: 0, count: 64)))
        #expect(throws: LedgerError.signatureInvalid(name: "b.example")) { try policy.verify(note) }
    }

    @Test func `a witness alone can be the quorum`() throws {
        let example = try policy()
        let policy = try LogPolicy(logs: example.logs, witnesses: example.witnesses, quorum: Array("X2".utf8))
        #expect(try policy.verify(note(cosignedBy: [1])).isQuorumMet)
        #expect(try !policy.verify(note(cosignedBy: [0, 2, 3, 4, 5])).isQuorumMet)
    }

    @Test func `more lines than a note may have are not looked at`() throws {
        var note = try note(cosignedBy: [0])
        note.signatures += Array(repeating: note.signatures[1], count: 62)
        #expect(try policy().verify(note).witnessings.count == 1)
        note.signatures.append(note.signatures[1])
        let tooMany = LedgerError.noteMalformed(.tooManySignatures(limit: 64))
        #expect(throws: tooMany) { try policy().verify(note) }
    }
}
