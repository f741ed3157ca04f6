package import Casework
import Foundation
import Ledger
import Sodium
package import Vocabulary

/// A custodian at the other end of a connection.
///
/// One operation at a time: what several threads ask for goes one after the other. What breaks the connection breaks it for good,
/// but for what is being staged, and for a payload: those go on over another, where `reconnect` makes one. What was asked is never
/// asked again.
package final class RemoteCustody: Custody {
    private var channel: Channel
    /// Begins another session. Of those that were tried in a row, `attempt` is the number, from 1.
    private let reconnect: ((_ attempt: Int) throws -> RemoteSession)?
    /// Frames of what is staged that are kept until they are taken.
    private let keptLimit: Int
    private let turn = NSRecursiveLock()
    /// Nobody knows where in a message the connection is.
    private var isBroken = false
    private var isStaging = false
    /// Of what is staged: whether its next frame is the first on this connection, and whether the other side waits for one.
    private var (isFirst, isUnderWay) = (true, false)
    /// What was staged to its end, as another connection told.
    private var arrived: Staged?
    /// Of connections: what one had open, another does not know.
    fileprivate private(set) var generation = 0
    /// Connections since anything was heard that was of use.
    private var attempts = 0
    private static let attemptLimit = 5
    /// What came with the session, until somebody wants it.
    private var first: (greeting: Greeting, welcome: Welcome)?
    /// What nobody reads any more, and the other side need not keep open.
    private let done = Finished()
    /// The piece of a delivery that was asked for while the one before was in use.
    private var ahead: Ahead?

    private struct Ahead {
        let delivery: UInt64
        /// Nil until its answer is read: it comes before any other.
        var piece: Result<[UInt8], any Error>?
    }

    /// Goes on with `session`. Throws `stranger` for whom the vault is closed to.
    package convenience init(
        _ session: RemoteSession, keeping keptLimit: Int = Window.kept,
        reconnect: ((_ attempt: Int) throws -> RemoteSession)? = nil
    ) throws {
        guard session.state == .active else { throw CustodyError.stranger }
        self.init(begun: session.channel, keeping: keptLimit, reconnect: reconnect)
        first = session.first.welcome.map { (session.first.greeting, $0) }
    }

    /// A connection on which it is known who asks.
    package init(
        begun channel: Channel, keeping keptLimit: Int = Window.kept,
        reconnect: ((_ attempt: Int) throws -> RemoteSession)? = nil
    ) {
        self.channel = channel
        self.keptLimit = keptLimit
        self.reconnect = reconnect
        channel.hasBegun()
    }

    deinit {
        if !isBroken { try? channel.send(Frame(.bye)) }
    }

    package func greet(_ greeting: Greeting) throws -> Welcome {
        let known = turn.withLock {
            defer { first = nil }
            return first
        }
        if let known, known.greeting == greeting { return known.welcome }
        return try exchange(Message(.greet, greeting.bodyBytes), .welcome)
    }

    package func standing(_ greeting: Greeting) throws -> Standing {
        try exchange(Message(.standing, greeting.bodyBytes), .stands)
    }

    package func witness(_ checkpoint: [UInt8], by handle: Handle) throws {
        let cosigned = Cosigned(handle: handle, checkpoint: checkpoint)
        try exchanging {
            let body = try answer(to: Message(.witness, cosigned.bodyBytes), .witnessed)
            guard body.isEmpty else { throw broken(.unexpected(.witnessed)) }
        }
    }

    /// How the service does.
    package func condition() throws -> Condition { try exchange(Message(.inspect), .condition) }

    package func ask(_ calls: [Call]) throws -> Reply {
        guard calls.count <= Call.limit else { throw CustodyError.refused(.tooLarge) }
        let replied: Replied = try exchange(Message(.ask, Asking(calls).bodyBytes), .reply)
        return Reply(
            checkpoint: replied.checkpoint, consistency: replied.consistency,
            answers: replied.answers.map { answered in
                var released = answered.released
                if let delivery = answered.delivery {
                    let entry = reconnect == nil ? nil : try? Entry(parsing: answered.entry).sequence
                    let open = OpenDelivery(delivery.number, generation, entry, self, done)
                    if let byteCount = delivery.payloadByteCount {
                        released.payload = RemotePayload(open, byteCount: byteCount)
                    }
                    if delivery.hasLeaves { released.leaves = RemoteLeaves(open) }
                }
                return Answer(entry: answered.entry, inclusion: answered.inclusion, released: released)
            })
    }

    package func stage(_ produce: (_ sink: (Span<UInt8>) throws -> Void) throws -> Void) throws -> Staged {
        try exchanging {
            isStaging = true
            defer { isStaging = false }
            var upload = Upload()
            var hash = Hasher256()
            var byteCount = 0
            (isFirst, isUnderWay) = (true, false)
            /// Why nothing more is sent, whatever becomes of it where it is thrown.
            var failure: (any Error)?
            do {
                try produce { bytes in
                    if let failure { throw failure }
                    do {
                        hash.update(bytes)
                        byteCount += bytes.count
                        try upload.cut(bytes) { upload, body in
                            try send(body, of: &upload)
                            while upload.kept.count >= keptLimit { _ = try receive(&upload, isWhole: false) }
                        }
                    } catch {
                        failure = error
                        throw error
                    }
                }
                if let failure { throw failure }
            } catch {
                if isUnderWay, !isBroken { try? giveUp(hasFailed: failure is CustodyError) }
                throw error
            }
            let last = upload.next()
            try send(last, of: &upload)
            while true {
                guard let staged = try receive(&upload, isWhole: true) else { continue }
                // This is signed next: nobody signs what somebody else says was sent.
                guard staged.byteCount == byteCount, staged.digest == hash.finish() else {
                    throw broken(.malformed(tag: 3))
                }
                return staged
            }
        }
    }

    /// Sends what is the last that `upload` keeps; if need be, over another connection.
    private func send(_ body: [UInt8], of upload: inout Upload) throws {
        do { try put(body) } catch let error as WireError { try goOn(with: &upload, after: error) }
    }

    /// Hears that more is taken; or, of what was sent to its end, that it is staged. If need be, over another connection.
    private func receive(_ upload: inout Upload, isWhole: Bool) throws -> Staged? {
        while true {
            do {
                if let staged = arrived.take() { return staged }
                return try answer(about: &upload, again: false, isWhole: isWhole)
            } catch let error as WireError {
                try goOn(with: &upload, after: error)
                // Over the other connection less may be kept: whoever sends goes on.
                if !isWhole, upload.kept.count < keptLimit { return nil }
            }
        }
    }

    /// What is told of `upload`: nil where that is how much of it is taken.
    private func answer(about upload: inout Upload, again: Bool, isWhole: Bool) throws -> Staged? {
        let message = try channel.message(try channel.answer(), limit: MessageLimit.answered(.taken))
        switch message.type {
        case .taken:
            let before = upload.takenCount
            guard upload.take(try Taken(reading: message.body), again: again) else { throw WireError.malformed(tag: 2) }
            if upload.takenCount > before { attempts = 0 }
            return nil
        case .staged where isWhole: return try Staged(reading: message.body)
        case .failed: throw try CustodyError(reading: message.body)
        default: throw WireError.unexpected(message.type)
        }
    }

    private func put(_ body: [UInt8]) throws {
        try channel.send(Frame(isFirst ? .stage : .part, body))
        (isFirst, isUnderWay) = (false, true)
    }

    /// Sends over another connection what the custodian does not say to have. Throws `error` where there is none, or where it knows
    /// nothing of what was begun.
    private func goOn(with upload: inout Upload, after error: WireError) throws {
        if error == .broken { hearRest(about: &upload) }
        while true {
            try connectAgain(after: error)
            do {
                (isFirst, isUnderWay) = (true, false)
                // Of what was never told to be taken, nothing is there: it is begun anew, and all of it is kept.
                if let id = upload.id {
                    try channel.send(Message(.proceed, Proceeding(id: id).bodyBytes))
                    let isWhole = upload.kept.last.map { $0.count < Frame.bodyLimit } ?? false
                    if let staged = try answer(about: &upload, again: true, isWhole: isWhole) {
                        arrived = staged
                        return
                    }
                    isUnderWay = true
                }
                for body in upload.kept { try put(body) }
                return
            } catch let again as WireError {
                guard again.isOfTheWay else { throw broken(again) }
            } catch is CustodyError {
                throw broken(error)
            }
        }
    }

    /// What had arrived before the way broke counts.
    private func hearRest(about upload: inout Upload) {
        do {
            while try answer(about: &upload, again: false, isWhole: false) == nil {}
        } catch {
            // It is at its end: whatever else it said, what is there is asked for over another.
        }
    }

    /// Begins another session in the place of the one that is gone. Throws `error` where nothing may be gone on with, or nobody
    /// answers.
    private func connectAgain(after error: WireError) throws {
        guard error.isOfTheWay, let reconnect else { throw broken(error) }
        while attempts < Self.attemptLimit {
            attempts += 1
            let session: RemoteSession
            do {
                session = try reconnect(attempts)
            } catch WireError.impostor {
                // Somebody else answers in the custodian's place: whoever asks has to hear of that.
                throw broken(.impostor)
            } catch {
                continue
            }
            // One whose ledger is another than was known: what was begun with the first is none of its.
            guard session.state == .active, session.first.welcome != nil else { break }
            channel = session.channel
            channel.hasBegun()
            // What the other connection had open is closed with it.
            generation += 1
            ahead = nil
            isBroken = false
            return
        }
        throw broken(error)
    }

    /// Takes back what was begun to be staged, so that the next operation has the connection to itself.
    private func giveUp(hasFailed: Bool) throws {
        try sending { try channel.send(Frame(.drop)) }
        var hasFailed = hasFailed
        while true {
            let frame = try sending { try channel.answer() }
            switch frame.type {
            case .dropped where frame.body.isEmpty: return
            case .taken where frame.body.count < Frame.bodyLimit: continue
            case .failed where !hasFailed:
                _ = try sending { try channel.message(frame, limit: MessageLimit.answer) }
                hasFailed = true
            default: throw broken(.unexpected(frame.type))
            }
        }
    }

    // MARK: What an answer brought, over another connection

    /// The next piece of a payload, of which `offset` bytes are here.
    fileprivate func piece(of delivery: OpenDelivery, from offset: Int, of byteCount: Int) throws -> [UInt8] {
        turn.lock()
        defer { turn.unlock() }
        var fault = WireError.ended
        while true {
            do {
                if delivery.generation != generation { try reopen(delivery, at: offset, of: byteCount, after: fault) }
                let piece = try nextPiece(of: delivery)
                attempts = 0
                if offset + piece.count < byteCount { askAhead(of: delivery) }
                return piece
            } catch let error as WireError where error.isOfTheWay && delivery.entry != nil {
                fault = error
                try connectAgain(after: error)
            }
        }
    }

    private func nextPiece(of delivery: OpenDelivery) throws -> [UInt8] {
        if !isStaging, ahead?.delivery == delivery.number {
            hearAhead()
            if let piece = ahead.take()?.piece { return try piece.get() }
        }
        return try bytes(Message(.pull, Following(delivery.number).bodyBytes), .piece)
    }

    /// Asks for the piece that will be wanted next: it comes while the one before is opened and written.
    private func askAhead(of delivery: OpenDelivery) {
        // Of several deliveries one at a time.
        guard ahead == nil else { return }
        ahead = Ahead(delivery: delivery.number)
        do {
            try reading { try channel.send(Message(.pull, Following(delivery.number).bodyBytes)) }
        } catch {
            ahead?.piece = .failure(error)
        }
    }

    /// Reads what was asked for ahead. What is wrong with it is told whoever wants it; what is wrong with the way, everybody.
    private func hearAhead() {
        guard let asked = ahead, asked.piece == nil else { return }
        ahead?.piece = Result { try reading { try channel.receive(.piece) } }
    }

    private func reopen(_ delivery: OpenDelivery, at offset: Int, of byteCount: Int, after fault: WireError) throws {
        guard let entry = delivery.entry else { throw WireError.ended }
        let opened: Delivery
        do {
            opened = try exchange(Message(.resume, Resuming(entry: entry, offset: offset).bodyBytes), .resumed)
        } catch is CustodyError {
            // It does not go on. Why, whoever asks once more is told, in an entry.
            delivery.entry = nil
            throw fault
        }
        guard opened.payloadByteCount == byteCount, !opened.hasLeaves else { throw broken(.malformed(tag: 2)) }
        (delivery.number, delivery.generation) = (opened.number, generation)
    }

    /// Throws where the connection by which it came is gone.
    fileprivate func check(_ delivery: OpenDelivery) throws {
        guard turn.withLock({ delivery.generation == generation }) else { throw WireError.ended }
    }

    // MARK: One message there, one back

    fileprivate func exchange<Answer: Body>(_ message: Message, _ expected: FrameType) throws -> Answer {
        try exchanging { try reading { try Answer(reading: try answer(to: message, expected)) } }
    }

    fileprivate func bytes(_ message: Message, _ expected: FrameType) throws -> [UInt8] {
        try exchanging { try answer(to: message, expected) }
    }

    private func exchanging<R>(_ body: () throws -> R) throws -> R {
        turn.lock()
        defer { turn.unlock() }
        guard !isBroken else { throw WireError.ended }
        // From within what is being staged: its frames stand between others.
        guard !isStaging else { throw CustodyError.busy }
        hearAhead()
        guard !isBroken else { throw WireError.ended }
        for (number, of) in done.take() where of == generation {
            if ahead?.delivery == number { ahead = nil }
            try sending { try channel.send(Message(.release, Following(number).bodyBytes)) }
        }
        return try body()
    }

    private func answer(to message: Message, _ expected: FrameType) throws -> [UInt8] {
        try reading { try channel.exchange(message, for: expected) }
    }

    /// After what throws here nobody knows where in a message the connection is.
    private func sending<R>(_ body: () throws -> R) throws -> R {
        do { return try body() } catch {
            isBroken = true
            throw error
        }
    }

    private func reading<R>(_ body: () throws -> R) throws -> R {
        do { return try body() } catch let error as WireError {
            throw broken(error)
        }
    }

    fileprivate func broken(_ error: WireError) -> WireError {
        isBroken = true
        return error
    }
}

/// Deliveries that were let go of, by whatever thread did.
private final class Finished: @unchecked Sendable {
    private let lock = NSLock()
    private var numbers: [(number: UInt64, generation: Int)] = []

    func add(_ number: UInt64, of generation: Int) { lock.withLock { numbers.append((number, generation)) } }

    func take() -> [(number: UInt64, generation: Int)] {
        lock.withLock {
            defer { numbers = [] }
            return numbers
        }
    }
}

/// A delivery, as long as somebody may go on with it.
private final class OpenDelivery {
    /// On the connection of that generation.
    var number: UInt64
    var generation: Int
    /// By which it may be gone on with over another.
    var entry: UInt64?
    let custody: RemoteCustody
    private let done: Finished

    init(_ number: UInt64, _ generation: Int, _ entry: UInt64?, _ custody: RemoteCustody, _ done: Finished) {
        self.number = number
        self.generation = generation
        self.entry = entry
        self.custody = custody
        self.done = done
    }

    deinit { done.add(number, of: generation) }
}

private final class RemotePayload: PayloadSource {
    let byteCount: Int
    private let delivery: OpenDelivery
    private var piece: ArraySlice<UInt8> = []
    /// Of what was told, not asked for yet.
    private var left: Int

    init(_ delivery: OpenDelivery, byteCount: Int) {
        self.delivery = delivery
        self.byteCount = byteCount
        left = byteCount
    }

    func read(into buffer: inout MutableSpan<UInt8>) throws -> Int {
        var filled = 0
        while filled < buffer.count, !piece.isEmpty || left > 0 {
            if piece.isEmpty {
                piece = try delivery.custody.piece(of: delivery, from: byteCount - left, of: byteCount)[...]
                guard !piece.isEmpty, piece.count <= min(left, MessageLimit.piece) else {
                    throw delivery.custody.broken(.unexpected(.piece))
                }
                left -= piece.count
            }
            let count = min(piece.count, buffer.count - filled)
            buffer.replace(from: filled, with: piece.span.extracting(0..<count))
            filled += count
            piece = piece.dropFirst(count)
        }
        return filled
    }
}

private final class RemoteLeaves: LeafSource {
    private let delivery: OpenDelivery

    init(_ delivery: OpenDelivery) { self.delivery = delivery }

    func next(_ limit: Int) throws -> [[UInt8]] {
        try delivery.custody.check(delivery)
        var wanted = Following(delivery.number)
        wanted.limit = limit
        let page: Listed<[UInt8]> = try delivery.custody.exchange(Message(.page, wanted.bodyBytes), .leaves)
        guard page.elements.count <= limit else { throw delivery.custody.broken(.unexpected(.leaves)) }
        return page.elements
    }

    func trail(_ id: CaseID) throws -> [[UInt8]] {
        try delivery.custody.check(delivery)
        var wanted = Following(delivery.number)
        wanted.caseID = id
        let trail: Listed<[UInt8]> = try delivery.custody.exchange(Message(.trail, wanted.bodyBytes), .leaves)
        return trail.elements
    }

    func consistency(from size: UInt64, to: UInt64) throws -> [Digest] {
        try delivery.custody.check(delivery)
        var wanted = Following(delivery.number)
        (wanted.from, wanted.to) = (size, to)
        let proof: Listed<Digest> = try delivery.custody.exchange(Message(.consistency, wanted.bodyBytes), .digests)
        return proof.elements
    }
}
