import Casework
import Files
import Foundation
import Ledger
import SQLiteStore
import Sodium
import Store
import Synchronization
import Testing
import Vocabulary

@testable import Custodian
@testable import Vault

/// Asks that wait at the same time share a transaction: each is carried out as if it stood alone, and answered once all is durable.
struct GroupCommitTests {
    /// What became of some asks, each of a thread of its own.
    private final class Asked: Sendable {
        private let results = Mutex<[Int: Result<[Answered], any Error>]>([:])
        private let group = DispatchGroup()

        struct Answered: Sendable {
            let checkpoint: [UInt8]
            let entries: [Entry]
        }

        func begin(_ number: Int, _ body: @escaping @Sendable () throws -> [Answered]) {
            group.enter()
            Thread {
                let result = Result { try body() }
                self.results.withLock { $0[number] = result }
                self.group.leave()
            }.start()
        }

        /// In the order of their numbers.
        func wait() -> [Result<[Answered], any Error>] {
            group.wait()
            return results.withLock { results in results.sorted { $0.key < $1.key }.map(\.value) }
        }
    }

    /// Asks `asks` while the writer is held, so that they wait in their order: the first by itself, the others together.
    private func askTogether(
        _ custodian: Custodian, _ asks: [[Call]]
    ) throws -> [Result<[Asked.Answered], any Error>] {
        let (isHeld, goOn, isFree) = (
            DispatchSemaphore(value: 0), DispatchSemaphore(value: 0), DispatchSemaphore(value: 0)
        )
        Thread {
            try? custodian.index.write { _ in
                isHeld.signal()
                goOn.wait()
            }
            isFree.signal()
        }.start()
        isHeld.wait()
        let asked = Asked()
        for (number, calls) in asks.enumerated() {
            asked.begin(number) {
                let reply = try custodian.ask(calls)
                return [
                    Asked.Answered(
                        checkpoint: reply.checkpoint, entries: try reply.answers.map { try Entry(parsing: $0.entry) })
                ]
            }
            // The first is in the hand of its own thread, and waits for the writer.
            while custodian.queue.count != number { usleep(200) }
            if number == 0 { while !custodian.queue.isWriting { usleep(200) } }
        }
        goOn.signal()
        isFree.wait()
        return asked.wait()
    }

    private func world() throws -> World {
        let world = try World()
        world.engine = SQLiteEngine(readers: 4)
        return world
    }

    @Test func `what is refused among others leaves nothing behind, and keeps nobody back`() throws {
        let world = try world()
        let id = try world.makeCase()
        let record = try world.add(content(1), to: id)
        let nonce = Nonce()
        _ = try world.custodian.ask([try world.call(.readInbox, as: .sari, nonce: nonce)])
        let size = try world.ledgerSize
        let liar = LyingCustody(try world.custodian)
        liar.stop(.documentMove)
        let officer = try world.greet(.sari, through: liar)
        #expect(throws: CustodyError.self) { try officer.move(record, to: .medical) }
        let move = try #require(liar.calls.last)
        let before = try world.ledgerSize
        #expect(before >= size)
        let results = try askTogether(
            try world.custodian,
            [
                [try world.call(.readInbox, as: .siti)],
                [try world.call(.readInbox, as: .sari)],
                // Its nonce is known.
                [try world.call(.readInbox, as: .sari, nonce: nonce)],
                // Denied, which is an answer: she may not see the case.
                [try world.call(.showCase(id), as: .rina)],
                move,
                // The same once more: it is replayed by now.
                move,
                // The second of the two calls can't be done, so the first is not.
                [
                    try world.call(.readInbox, as: .tuti),
                    try world.call(.readInbox, as: .tuti, nonce: nonce),
                ],
                // What the move brought is not stored yet, and is listed all the same.
                [try world.call(.list(.document, id), as: .tuti)],
                [try world.call(.readInbox, as: .budi)],
            ])
        func entries(_ place: Int) throws -> [Entry] { try results[place].get().flatMap(\.entries) }
        for place in [2, 5, 6] { expectRefusal("replayed") { _ = try results[place].get() } }
        #expect(try entries(0).map(\.sequence) == [before])
        #expect(try entries(1).map(\.sequence) == [before + 1])
        #expect(try entries(3).map(\.sequence) == [before + 2])
        #expect(try !entries(3)[0].outcome.isAllowed)
        #expect(try entries(4).map(\.request.action.name) == [.documentMove])
        #expect(try entries(7)[0].sequence == before + 3 + UInt64(move.count))
        #expect(try entries(8)[0].sequence == before + 4 + UInt64(move.count))
        #expect(try world.ledgerSize == before + 5 + UInt64(move.count))
        // One checkpoint for all who waited, and another for the one before them.
        let checkpoints = try [1, 3, 4, 7, 8].map { try results[$0].get()[0].checkpoint }
        #expect(Set(checkpoints).count == 1)
        #expect(try results[0].get()[0].checkpoint != checkpoints[0])
        #expect(try world.state(id).records[record]?.compartment == .medical)
        #expect(try world.read(record) == content(1))
        try world.expectSound()
    }

    @Test func `after a link of the roster the others of its group are decided by the new one`() throws {
        let world = try world()
        let id = try world.makeCase()
        let liar = LyingCustody(try world.custodian)
        liar.stop(.personEnroll)
        let admin = try world.greet(.policeAdmin, through: liar)
        let eko = try PersonKey.make(handle: try Handle("eko@unit-ppa"), name: "Eko")
        #expect(throws: CustodyError.self) {
            try admin.enroll(eko.card, into: [.investigator], custodianSeed: world.template.handedSeed)
        }
        let enrolment = try #require(liar.calls.last)
        let results = try askTogether(
            try world.custodian,
            [
                [try world.call(.readInbox, as: .siti)], [try world.call(.readInbox, as: .budi)], enrolment,
                [try world.call(.readInbox, as: .budi)], [try world.call(.showCase(id), as: .sari)],
            ])
        #expect(try results[1].get()[0].entries[0].outcome.isAllowed)
        #expect(try results[2].get()[0].entries.allSatisfy(\.outcome.isAllowed))
        for place in [3, 4] { expectRefusal("rosterMoved") { _ = try results[place].get() } }
        #expect(try world.greet(.sari).roster.people[eko.handle]?.isActive == true)
        try world.expectSound()
    }

    @Test
    func `sixty-four at once: as many entries as answers, each one's order kept, and fewer transactions than asks`()
        throws
    {
        let world = try world()
        let counted = CountedEngine(SQLiteEngine(readers: 4))
        world.engine = counted
        let (clients, rounds) = (64, 6)
        let people: [Who] = [.sari, .tuti, .siti, .budi, .ratna, .dewi, .rina, .policeAdmin]
        let calls = try (0..<clients).map { client in
            try (0..<rounds).map { _ in try world.call(.readInbox, as: people[client % people.count]) }
        }
        let custodian = try world.custodian
        let size = try world.ledgerSize
        let commits = counted.commits
        let asked = Asked()
        for client in 0..<clients {
            let calls = calls[client]
            asked.begin(client) {
                try calls.map { call in
                    let reply = try custodian.ask([call])
                    return Asked.Answered(
                        checkpoint: reply.checkpoint, entries: try reply.answers.map { try Entry(parsing: $0.entry) })
                }
            }
        }
        var sequences: Set<UInt64> = []
        for (client, result) in asked.wait().enumerated() {
            let entries = try result.get().flatMap(\.entries)
            #expect(entries.map(\.sequence) == entries.map(\.sequence).sorted())
            #expect(entries.map(\.note.encoded) == calls[client].map(\.note))
            sequences.formUnion(entries.map(\.sequence))
        }
        #expect(sequences == Set(size..<size + UInt64(clients * rounds)))
        #expect(try world.ledgerSize == size + UInt64(clients * rounds))
        #expect(counted.commits - commits < clients * rounds / 2, "\(counted.commits - commits)")
        try world.expectSound()
    }

    @Test func `more than may wait are turned away, and nothing of them is entered`() throws {
        let world = try world()
        let custodian = try world.custodian
        let size = try world.ledgerSize
        let count = 1 + AskQueue.limit
        let calls = try (0...count).map { _ in try world.call(.readInbox, as: .sari) }
        let more = calls[count]
        // The last comes when all the others wait.
        let (isHeld, goOn) = (DispatchSemaphore(value: 0), DispatchSemaphore(value: 0))
        Thread {
            try? custodian.index.write { _ in
                isHeld.signal()
                goOn.wait()
            }
        }.start()
        isHeld.wait()
        let asked = Asked()
        for (number, call) in calls.dropLast().enumerated() {
            asked.begin(number) {
                _ = try custodian.ask([call])
                return []
            }
            if number == 0 { while !custodian.queue.isWriting || custodian.queue.count > 0 { usleep(200) } }
        }
        while custodian.queue.count < AskQueue.limit { usleep(200) }
        #expect {
            _ = try custodian.ask([more])
        } throws: { error in
            if case CustodyError.busy = error { true } else { false }
        }
        goOn.signal()
        for result in asked.wait() { _ = try result.get() }
        #expect(try world.ledgerSize == size + UInt64(count))
        _ = try custodian.ask([more])
        try world.expectSound()
    }

    // MARK: What takes long

    @Test func `whoever reads for long keeps themselves waiting, and nobody else`() throws {
        let world = try world()
        let custodian = try world.custodian
        let (isHeld, goOn, isAnswered) = (
            DispatchSemaphore(value: 0), DispatchSemaphore(value: 0), DispatchSemaphore(value: 0)
        )
        Thread {
            custodian.turns.take(Who.siti.handle) {
                isHeld.signal()
                goOn.wait()
            }
        }.start()
        isHeld.wait()
        let calls = try (0..<2).map { _ in try world.call(.readAudit(AuditFilter()), as: .siti) }
        let asked = Asked()
        for (number, call) in calls.enumerated() {
            asked.begin(number) {
                _ = try custodian.ask([call])
                isAnswered.signal()
                return []
            }
        }
        let other = try world.call(.readAudit(AuditFilter()), as: .budi)
        func areEntered() throws -> Bool {
            try custodian.index.read { transaction in
                try calls.allSatisfy { try transaction.hasNonce(try Request($0).nonce.bytes) }
            }
        }
        while try !areEntered() { usleep(200) }
        // Both are entered, and neither is answered.
        _ = try custodian.ask([other])
        #expect(isAnswered.wait(timeout: .now() + 0.2) == .timedOut)
        goOn.signal()
        for result in asked.wait() { _ = try result.get() }
        try world.expectSound()
    }

    @Test func `one ask brings no more than an answer may have, and the readings are entered`() throws {
        let world = try World(copying: try Template.served.get())
        let clock = world.clock
        func custodian(_ limit: Int) throws -> Custodian {
            try Custodian.serving(
                folder: world.folder, engine: SQLiteEngine(readers: 4), seed: world.template.seed.secret,
                clock: { clock.now }, answerLimit: limit)
        }
        func readings(_ count: Int) throws -> [Call] {
            try (0..<count).map { _ in try world.call(.readAudit(AuditFilter()), as: .dewi) }
        }
        let one = try custodian(.max).ask(try readings(1)).answers[0].released.entries
        let byteCount = one.reduce(0) { $0 + $1.bytes.count + 32 * $1.inclusion.count }
        #expect(one.count > 5)
        let bounded = try custodian(byteCount)
        #expect(try bounded.ask(try readings(1)).answers[0].released.entries.count >= one.count)
        let size = try bounded.index.read { try $0.size }
        expectRefusal("refused(Vocabulary.Refusal.tooLarge)") { _ = try bounded.ask(try readings(4)) }
        #expect(try bounded.index.read { try $0.size } == size + 4)
    }

    // MARK: A disk that fails

    /// As SQLite does after an error of some kinds.
    @Test func `what follows in a transaction that the engine has ended is not committed line by line`() throws {
        let world = try world()
        let store = try world.custodian.index.store
        let sql = "INSERT INTO nonces (nonce, expires) VALUES (?1, ?2)"
        let nonce = Value.blob([UInt8](repeating: 7, count: 16))
        var refused: [String] = []
        let ended: Void? = try? store.write { session in
            _ = try session.run("ROLLBACK", [])
            do { _ = try session.run(sql, [nonce, .integer(1)]) } catch { refused.append("run") }
            do { try session.rows("SELECT 1", []) { _ in .next } } catch { refused.append("rows") }
        }
        #expect(ended == nil && refused == ["run", "rows"])
        #expect(try world.custodian.index.read { try !$0.hasNonce([UInt8](repeating: 7, count: 16)) })
        try world.expectSound()
    }

    @Test func `a full disk refuses who stores, and those beside them are answered`() throws {
        let world = try world()
        let id = try world.makeCase()
        let counted = CountedEngine(SQLiteEngine(readers: 4))
        world.close()
        world.engine = counted
        let liar = LyingCustody(try world.custodian)
        liar.stop(.documentAdd)
        let officer = try world.greet(.sari, through: liar)
        let document = NewDocument(
            path: NamedPath(try world.file(content(2)), fence: .none), fileName: "f", mediaType: "m", about: [])
        #expect(throws: CustodyError.self) { _ = try officer.addDocuments(id, [document], to: .evidence) }
        let addition = try #require(liar.calls.last)
        let size = try world.ledgerSize
        // The writer is held once; then the first writes by itself; the group behind it finds the disk full, and then who stores does once more.
        counted.fail([2: .full, 4: .full])
        let results = try askTogether(
            try world.custodian,
            [
                [try world.call(.readInbox, as: .siti)], [try world.call(.readInbox, as: .tuti)], addition,
                [try world.call(.readInbox, as: .budi)],
            ])
        for place in [0, 1, 3] { _ = try results[place].get() }
        #expect {
            _ = try results[2].get()
        } throws: { error in
            if case CustodyError.full = error { true } else { false }
        }
        #expect(try world.ledgerSize == size + 3)
        try world.expectSound()
    }

    @Test
    func `after a commit that may have failed or not nothing is written or released, and who serves is told once`()
        throws
    {
        let world = try World(copying: try Template.served.get())
        let told = Mutex<[String]>([])
        let counted = CountedEngine(SQLiteEngine(readers: 4))
        let clock = world.clock
        let custodian = try Custodian.serving(
            folder: world.folder, engine: counted, seed: world.template.seed.secret, clock: { clock.now },
            onHalt: { error in told.withLock { $0.append("\(error)") } })
        let calls = try (0..<5).map { _ in try world.call(.readInbox, as: .sari) }
        let size = try custodian.index.read { try $0.size }
        _ = try custodian.ask([calls[0]])
        counted.fail([2: .failed("the disk")])
        let results = try askTogether(custodian, [[calls[1]], [calls[2]], [calls[3]]])
        #expect(try results[0].get().count == 1)
        for result in results.dropFirst() { #expect(throws: CustodyError.self) { _ = try result.get() } }
        #expect(throws: CustodyError.self) { _ = try custodian.ask([calls[4]]) }
        #expect(throws: CustodyError.self) { _ = try custodian.admit(calls[4].note) }
        // By whatever door: `vault.verify` settles what it has counted, and officers go on with what was begun.
        #expect(throws: CustodyError.self) { try custodian.index.write { _ in } }
        #expect(throws: CustodyError.self) { _ = try custodian.resume(size, from: 0, of: Who.sari.handle) }
        #expect(throws: CustodyError.self) { try custodian.checkGoesOn() }
        #expect(told.withLock { $0.count } == 1)
        #expect(try custodian.index.read { try $0.size } == size + 2)
        // Who starts it again finds what was acknowledged.
        #expect(try world.custodian.index.read { try $0.size } == size + 2)
        _ = try world.custodian.ask([calls[4]])
    }
}

/// An engine that counts what another commits, and fails where it is told to: after the work, as a disk does.
private final class CountedEngine: WrappingEngine {
    private struct State {
        var commits = 0
        /// By how many commits from now on, counted from 0.
        var failures: [Int: StoreError] = [:]
    }

    let engine: any Engine
    private let state = Mutex(State())

    init(_ engine: any Engine) { self.engine = engine }

    var commits: Int { state.withLock { $0.commits } }

    func fail(_ failures: [Int: StoreError]) {
        state.withLock { state in
            state.failures = Dictionary(uniqueKeysWithValues: failures.map { (state.commits + $0.key, $0.value) })
        }
    }

    fileprivate func commit() throws {
        let failure = state.withLock { state in
            defer { state.commits += 1 }
            return state.failures[state.commits]
        }
        if let failure { throw failure }
    }

    func wrap(_ store: any Store & Upkeep) -> CountedStore { CountedStore(store: store, engine: self) }
}

private struct CountedStore: WrappingStore {
    let store: any Store & Upkeep
    let engine: CountedEngine

    func write<R>(_ body: (any Session) throws -> R) throws -> R {
        try store.write { session in
            let result = try body(session)
            try engine.commit()
            return result
        }
    }
}
