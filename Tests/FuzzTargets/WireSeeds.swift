import Casework
import Ledger
import Sodium
import Vocabulary
import Wire

extension Seed {
    static func wire() throws -> [Seed] {
        let (handle, record) = (try Handle("sri@dp2kbp3a"), try RecordID("D-0123456789ABCDEF"))
        let caseID = try CaseID("K-0123456789ABCDEF")
        let digest = Digest.of("a leaf")
        let head = TreeHead(size: 7, root: digest)
        let time = Instant(seconds: 1_790_000_000)
        let bytes = Array("sealed".utf8)
        let epoch = EpochName(compartment: .summary, epoch: 2)
        let name = ItemName.metadata
        let manifest = Manifest([Manifest.Item(name: name, bytes: bytes)])
        let thing = Thing(sequence: 3, name: name, bytes: bytes)
        let staged = Staged(id: "0123", byteCount: 1 << 33, digest: digest)
        let entry = ReleasedEntry(bytes: bytes, inclusion: [digest, digest], texts: [.reason: bytes])

        var report = StorageReport()
        report.entries = 7
        report.damages = [
            .tree, .ledgerEntry(1), .ledgerShort(size: 1, expected: 2), .thing(sequence: 2, name: "card"),
            .row(table: "grants"),
            .caseTrail(caseID), .commitment(record), .half(record: record.text),
        ]
        var released = Released()
        released.cases = [ReleasedCase(id: caseID, trail: [bytes, bytes], manifests: [1: manifest, 3: manifest])]
        released.things = [thing]
        released.halves = [Half(kind: .metadata, record: record.text, version: 1, epoch: epoch, bytes: bytes)]
        released.matches = [Match(caseID: caseID, owner: try RoleName("dp2kbp3a/psikolog"))]
        released.found = [caseID: [.name, .guardian]]
        released.twins = [record]
        released.entries = [entry]
        released.report = report
        released.nextCase = caseID
        released.nextSequence = 9

        let calls = [
            Call(
                note: bytes, manifest: manifest, things: [name: bytes, .reason: bytes], staged: staged,
                known: KnownTrail(caseID: caseID, head: ChainHead(count: 2, digest: digest))),
            Call(note: bytes, manifest: Manifest([]), things: [:]),
        ]
        let welcome = Welcome(
            roster: [RosterItem(note: bytes, manifest: manifest, things: [name: bytes])], sealed: [thing],
            checkpoint: bytes,
            consistency: [digest])
        let replied = Replied(
            checkpoint: bytes, consistency: [],
            answers: [
                Answered(
                    Answer(entry: bytes, inclusion: [digest], released: released),
                    delivery: Delivery(number: 1, payloadByteCount: 1 << 33, hasLeaves: true)),
                Answered(Answer(entry: bytes, inclusion: [], released: Released()), delivery: nil),
            ])
        let standing = Standing(
            checkpoint: bytes, consistency: [digest],
            witnessed: [Witnessed(handle: handle, note: bytes, consistency: [])],
            last: [entry])
        let precedent = Precedent(action: .caseClose, sequence: 4, time: time, by: handle)
        let failures: [(String, CustodyError)] = [
            ("refused", .refused(.unknownCase)), ("already-done", .alreadyDone(precedent)),
            ("head-unknown", .headUnknown(named: head, size: 3)), ("not-fresh", .notFresh(custodian: time)),
            ("behind", .behindLedger(last: time, now: time)), ("pause", .longPause(last: time, now: time)),
            ("damaged", .damaged(.object(record: record.text))), ("busy", .busy), ("storage", .storage("")),
            ("other-version", .otherVersion(program: "0.1.0")),
        ]
        let greeting = Greeting(handle: handle, head: head)
        var condition = Condition(program: "0.1.0")
        (condition.entries, condition.lastEntry, condition.unwitnessed) = (7, time, [7, 3, 0])
        (condition.freeByteCount, condition.asks, condition.writing) = (1 << 40, 5, 1_000)
        condition.isTroubled = true
        let long = Message(.ask, [UInt8](repeating: 7, count: Frame.bodyLimit + 1)).bytes
        var following = Following(3)
        (following.from, following.to) = (1, 7)
        let stream = [Frame(.greet, greeting.bodyBytes)] + [Frame(.bye)]
        return [
            Seed("wire-stream", "short", Preamble.bytes + stream.flatMap(\.bytes)),
            Seed("wire-stream", "parts", Preamble.bytes + long),
            Seed("wire-greet", "plain", greeting.bodyBytes), Seed("wire-welcome", "plain", welcome.bodyBytes),
            Seed("wire-ask", "two", Asking(calls).bodyBytes), Seed("wire-reply", "two", replied.bodyBytes),
            Seed("wire-following", "consistency", following.bodyBytes),
            Seed("wire-taken", "plain", Taken(id: "0123", byteCount: 8 << 20).bodyBytes),
            Seed("wire-proceed", "plain", Proceeding(id: "0123").bodyBytes),
            Seed("wire-resume", "plain", Resuming(entry: 7, offset: 3 << 20).bodyBytes),
            Seed("wire-resumed", "payload", Delivery(number: 2, payloadByteCount: 1 << 33, hasLeaves: false).bodyBytes),
            Seed("wire-condition", "plain", condition.bodyBytes),
            Seed("wire-leaves", "two", Listed([bytes, []]).bodyBytes), Seed("wire-staged", "plain", staged.bodyBytes),
            Seed("wire-witness", "plain", Cosigned(handle: handle, checkpoint: bytes).bodyBytes),
            Seed("wire-standing", "plain", standing.bodyBytes),
            Seed(
                "wire-hello", "plain",
                Hello(versions: [1, 2], vault: VaultID(digest), handle: handle, nonce: digest).bodyBytes),
            Seed("wire-session", "plain", SessionOffer(genesis: "brankas/genesis/v1\n", note: bytes).bodyBytes),
            Seed("wire-prove", "plain", SessionProof(note: bytes, head: head).bodyBytes),
            Seed(
                "wire-ready", "active",
                SessionReady(session: digest, state: .active, welcome: welcome, role: nil).bodyBytes),
            Seed(
                "wire-ready", "dismissed",
                SessionReady(
                    session: digest, state: .dismissed, welcome: nil, role: try RoleName("dp2kbp3a/psikolog")
                ).bodyBytes),
            Seed("wire-leave", "plain", LeftWord(note: bytes).bodyBytes),
            Seed(
                "wire-custodian", "plain",
                Unfounded(
                    CustodianIdentity(
                        checkpoint: try Fixed.signingKey("custodian").verifyingKey,
                        session: try Fixed.signingKey("session").verifyingKey)
                ).bodyBytes),
            Seed("wire-found", "plain", FoundingCall(calls[0]).bodyBytes),
        ] + failures.map { Seed("wire-failed", $0.0, $0.1.bodyBytes) }
    }
}
