package import Casework
import Sockets
import Vocabulary
package import Wire

/// One connection, from where it is known who asks to its end: each message is answered before the next is read, and only what is
/// the guest's own to ask.
///
/// What is malformed, unexpected or too long ends it; what the custodian refuses does not.
package final class Conversation {
    private let custody: any ServedCustody
    private let channel: Channel
    private let guest: Guest
    private let house: House
    /// Its number, of all connections.
    private let number: UInt64
    /// Is told what is wrong with the custodian's disk.
    private let log: (any Error) -> Void
    /// Ends another connection, by its number.
    private let end: (_ connection: UInt64) -> Void
    /// Tells how the service does.
    private let inspect: () throws -> Condition
    /// What answers have brought and the officer's side has not let go of.
    private var deliveries: [UInt64: Released] = [:]
    private var deliveryCount: UInt64 = 0

    /// Open deliveries of one connection, each of which holds a file or the place in a ledger: with as many nothing is asked.
    static let deliveryLimit = 256

    init(
        _ custody: any ServedCustody, _ channel: Channel, with guest: Guest, _ house: House, number: UInt64,
        end: @escaping (_ connection: UInt64) -> Void, inspect: @escaping () throws -> Condition,
        log: @escaping (any Error) -> Void
    ) {
        self.inspect = inspect
        self.log = log
        self.end = end
        self.custody = custody
        self.channel = channel
        self.guest = guest
        self.house = house
        self.number = number
    }

    /// By itself, with nobody beside.
    package convenience init(_ custody: any ServedCustody, _ channel: Channel, with guest: Guest) {
        self.init(
            custody, channel, with: guest, House(), number: 0, end: { _ in }, inspect: custody.condition, log: { _ in })
    }

    /// Until the other side is gone or says so. Throws a `WireError` where it says what it may not.
    package func run() throws {
        defer {
            house.stages.leave(number, at: house.clock())
            house.deliveries.give(back: deliveries.count, of: guest.handle)
        }
        while let frame = try channel.nextFrame() {
            switch frame.type {
            case .bye where frame.body.isEmpty: return
            case .stage: try takeStage(frame)
            case .proceed: try proceed(try channel.message(frame, limit: MessageLimit.asked(.proceed)))
            default: try answer(try channel.message(frame, limit: MessageLimit.asked(frame.type)))
            }
        }
        // Nothing more is heard. Of a service that is stopped the other side is told that it ends.
        try? channel.send(Frame(.bye))
    }

    private func answer(_ message: Message) throws {
        channel.works()
        switch message.type {
        case .greet:
            let greeting = try Greeting(reading: message.body)
            try tell(.welcome) {
                try checkGuest(greeting.handle)
                return try custody.greet(greeting).bodyBytes
            }
        case .standing:
            let greeting = try Greeting(reading: message.body)
            try tell(.stands) {
                try checkGuest(greeting.handle)
                return try custody.standing(greeting).bodyBytes
            }
        case .witness:
            let cosigned = try Cosigned(reading: message.body)
            try tell(.witnessed) {
                try checkGuest(cosigned.handle)
                // Not an entry, and as durable as one.
                try takeAllowance(1)
                try custody.witness(cosigned.checkpoint, by: cosigned.handle)
                return []
            }
        case .ask:
            let asking = try Asking(reading: message.body)
            try tell(.reply) {
                // Before anything is entered: what is denied an answer then would have happened all the same.
                let count = max(1, asking.calls.count)
                try takeDeliveries(count)
                let before = deliveries.count
                // What it did not bring.
                defer { house.deliveries.give(back: count - (deliveries.count - before), of: guest.handle) }
                return replied(try ask(asking.calls)).bodyBytes
            }
        case .inspect:
            guard message.body.isEmpty else { throw WireError.unexpected(.inspect) }
            try tell(.condition) {
                try checkGuest(guest.handle)
                return try inspect().bodyBytes
            }
        case .pull:
            let released = try delivery(message).released
            guard let payload = released.payload else { throw WireError.unexpected(.pull) }
            try tell(.piece) {
                try custody.checkGoesOn()
                return try piece(of: payload)
            }
        case .resume:
            let wanted = try Resuming(reading: message.body)
            try tell(.resumed) {
                try takeDeliveries(1)
                var released = Released()
                do {
                    let payload = try custody.resume(wanted.entry, from: wanted.offset, of: guest.handle)
                    released.payload = payload
                    return deliver(released, byteCount: payload.byteCount).bodyBytes
                } catch {
                    house.deliveries.give(back: 1, of: guest.handle)
                    throw error
                }
            }
        case .page:
            let (wanted, leaves) = try leaves(message) { $0.limit = $1.limit }
            guard let limit = wanted.limit, limit > 0 else { throw WireError.unexpected(.page) }
            try tell(.leaves) {
                try custody.checkGoesOn()
                return Listed(try leaves.next(min(limit, MessageLimit.page))).bodyBytes
            }
        case .trail:
            let (wanted, leaves) = try leaves(message) { $0.caseID = $1.caseID }
            guard let id = wanted.caseID else { throw WireError.unexpected(.trail) }
            try tell(.leaves) {
                try custody.checkGoesOn()
                return Listed(try leaves.trail(id)).bodyBytes
            }
        case .consistency:
            let (wanted, leaves) = try leaves(message) { ($0.from, $0.to) = ($1.from, $1.to) }
            guard let from = wanted.from, let to = wanted.to, from <= to else {
                throw WireError.unexpected(.consistency)
            }
            try tell(.digests) { Listed(try leaves.consistency(from: from, to: to)).bodyBytes }
        case .release:
            deliveries[try delivery(message).wanted.delivery] = nil
            house.deliveries.give(back: 1, of: guest.handle)
        case .stage, .proceed, .drop, .part, .bye, .welcome, .stands, .witnessed, .staged, .reply, .piece, .leaves,
            .digests,
            .failed, .taken, .dropped, .wait, .resumed, .hello, .prove, .leave, .identify, .found, .session, .ready,
            .left,
            .custodian,
            .founded, .condition:
            throw WireError.unexpected(message.type)
        }
    }

    /// Throws unless it is the guest who asks, and the vault is still open to them: whoever is dismissed meanwhile learns no more than
    /// what an entry brought them before. What they ask for is denied by the policy, in an entry.
    private func checkGuest(_ handle: Handle) throws {
        guard handle == guest.handle, try custody.person(handle)?.isActive == true else { throw CustodyError.stranger }
    }

    private func ask(_ calls: [Call]) throws -> Reply {
        guard calls.count <= Call.limit else { throw CustodyError.refused(.tooLarge) }
        let staged = calls.compactMap(\.staged)
        guard calls.allSatisfy({ Request.actor(of: $0.note) == guest.handle }) else {
            throw CustodyError.refused(.malformed)
        }
        // What travels within the request lies in the ledger's own file, and takes the room of a payload all the same.
        let brought = calls.reduce(0) { $0 + ($1.things[.payload]?.count ?? 0) }
        if brought > 0 { try house.stages.checkRoom(for: brought) }
        // Before what they claim is taken out: they may be asked again.
        try takeAllowance(calls.count)
        guard house.stages.take(staged, of: guest.handle) else { throw CustodyError.refused(.malformed) }
        do {
            return try custody.ask(calls)
        } catch let error as CustodyError where error.isAskedAgain {
            // It will be asked again, with the same payloads. After all else the custodian has claimed or discarded them.
            for one in staged { house.stages.add(one, of: guest.handle, by: number) }
            throw error
        }
    }

    /// Throws `busy` where the guest has as much open as anybody may, on this connection or on all.
    private func takeDeliveries(_ count: Int) throws {
        guard deliveries.count + count <= Self.deliveryLimit, house.deliveries.take(count, of: guest.handle) else {
            throw CustodyError.busy
        }
    }

    /// Throws `busy` where the guest has had as much as anybody may for now.
    private func takeAllowance(_ count: Int) throws {
        guard house.entries.take(count, of: guest.handle, at: house.clock()) else { throw CustodyError.busy }
    }

    /// Sends what `body` makes, or why the custodian gives no answer.
    private func tell(_ type: FrameType, _ body: () throws -> [UInt8]) throws {
        var message: Message
        do {
            message = Message(type, try body())
            if message.body.count > MessageLimit.answer { message = failure(CustodyError.refused(.tooLarge)) }
        } catch let error as WireError {
            throw error
        } catch {
            message = failure(error)
        }
        try channel.send(message)
    }

    private func failure(_ error: any Error) -> Message {
        if Self.isOfTheDisk(error) { log(error) }
        return Self.failure(error)
    }

    /// Whether whoever runs the service has to know, whose words the other side does not hear.
    static func isOfTheDisk(_ error: any Error) -> Bool {
        switch error as? CustodyError {
        case .storage, .damaged, .full, nil: true
        case .refused, .alreadyDone, .rosterMoved, .headUnknown, .notFresh, .behindLedger, .longPause, .replayed,
            .badSignature, .notThisVault, .notFounded, .stranger, .otherVersion, .throttled, .busy, .onlyLooking:
            false
        }
    }

    static func failure(_ error: any Error) -> Message {
        // What else is thrown comes of the disk, in words that are not for everybody.
        Message(.failed, (error as? CustodyError ?? .storage("")).bodyBytes)
    }

    private func replied(_ reply: Reply) -> Replied {
        Replied(
            checkpoint: reply.checkpoint, consistency: reply.consistency,
            answers: reply.answers.map { answer in
                let released = answer.released
                guard released.payload != nil || released.leaves != nil else { return Answered(answer, delivery: nil) }
                return Answered(answer, delivery: deliver(released, byteCount: released.payload?.byteCount))
            })
    }

    /// Keeps what is asked for piece by piece.
    private func deliver(_ released: Released, byteCount: Int?) -> Delivery {
        deliveryCount += 1
        deliveries[deliveryCount] = released
        return Delivery(number: deliveryCount, payloadByteCount: byteCount, hasLeaves: released.leaves != nil)
    }

    /// What is asked for, of which delivery. `fields` are those that it may have beside the delivery's number.
    private func delivery(
        _ message: Message, _ fields: (inout Following, Following) -> Void = { _, _ in }
    ) throws -> (wanted: Following, released: Released) {
        let wanted = try Following(reading: message.body)
        var allowed = Following(wanted.delivery)
        fields(&allowed, wanted)
        guard allowed == wanted, let released = deliveries[wanted.delivery] else {
            throw WireError.unexpected(message.type)
        }
        return (wanted, released)
    }

    private func leaves(
        _ message: Message, _ fields: (inout Following, Following) -> Void
    ) throws -> (wanted: Following, leaves: any LeafSource) {
        let (wanted, released) = try delivery(message, fields)
        guard let leaves = released.leaves else { throw WireError.unexpected(message.type) }
        return (wanted, leaves)
    }

    private func piece(of payload: any PayloadSource) throws -> [UInt8] {
        var piece = [UInt8](repeating: 0, count: MessageLimit.piece)
        var target = piece.mutableSpan
        let count = try payload.read(into: &target)
        piece.removeLast(piece.count - count)
        return piece
    }

    // MARK: What is staged

    /// The other side gave up.
    private struct Dropped: Error {}

    /// The next frame of what is being staged.
    private func nextStaged(_ expected: FrameType = .part) throws -> Frame {
        guard let frame = try channel.frame() else { throw WireError.ended }
        if frame.type == .drop, frame.body.isEmpty { throw Dropped() }
        guard frame.type == expected else { throw WireError.unexpected(frame.type) }
        return frame
    }

    private func takeStage(_ first: Frame) throws {
        let payload: any ArrivingPayload
        do {
            try checkGuest(guest.handle)
            guard try custody.mayStore(guest.handle) else { throw CustodyError.refused(.malformed) }
            // Before a file is made for it.
            try house.stages.check(guest.handle)
            payload = try custody.beginStage()
            try house.stages.begin(payload, of: guest.handle, by: number)
        } catch let error as WireError {
            throw error
        } catch {
            return try refuse(error, after: first)
        }
        try take(first, into: payload)
    }

    /// Goes on with what another connection of the same person brought so far.
    private func proceed(_ message: Message) throws {
        let wanted = try Proceeding(reading: message.body)
        let payload: any ArrivingPayload
        do {
            try checkGuest(guest.handle)
            switch try find(wanted.id) {
            case .payload(let found): payload = found
            case .whole(let staged): return try channel.send(Message(.staged, staged.bodyBytes))
            case .elsewhere, .none: throw CustodyError.refused(.malformed)
            }
        } catch let error as WireError {
            throw error
        } catch {
            return try channel.send(failure(error))
        }
        let first: Frame
        do {
            // What is told to be there is there whatever happens.
            try payload.sync()
            try channel.send(taken(payload))
            first = try nextStaged(.stage)
        } catch is Dropped {
            giveUp(payload)
            return try channel.send(Frame(.dropped))
        } catch let error as WireError {
            part(payload)
            throw error
        } catch {
            giveUp(payload)
            return try channel.send(failure(error))
        }
        try take(first, into: payload)
    }

    /// A connection that is gone may not know it yet: whoever goes on over this one ends it.
    private func find(_ id: String) throws -> Stages.Found {
        let deadline = ContinuousClock.now.advanced(by: .seconds(10))
        while true {
            let found = try house.stages.goOn(with: id, of: guest.handle, by: number, at: house.clock())
            guard case .elsewhere(let other) = found, other != number, ContinuousClock.now < deadline else {
                return found
            }
            end(other)
            Worker.pause(.milliseconds(5))
        }
    }

    /// From `first` on to its end.
    private func take(_ first: Frame, into payload: any ArrivingPayload) throws {
        var last = first
        do {
            while true {
                // The disk may be slow; and all of it is made durable after the last.
                channel.works()
                try house.stages.take(last.body.count, for: payload)
                try payload.append(last.body.span)
                guard last.goesOn else { break }
                if isTold(payload.byteCount) {
                    try checkGuest(guest.handle)
                    try payload.sync()
                    try channel.send(taken(payload))
                }
                last = try nextStaged()
            }
            let staged = try payload.finish()
            // In this order: whoever goes on with it finds the one or the other.
            house.stages.add(staged, of: guest.handle, by: number)
            house.stages.end(payload)
            try channel.send(Message(.staged, staged.bodyBytes))
        } catch let error as WireError {
            part(payload)
            throw error
        } catch is Dropped {
            giveUp(payload)
            try channel.send(Frame(.dropped))
        } catch {
            giveUp(payload)
            try refuse(error, after: last)
        }
    }

    /// Before the other side hears of it.
    private func giveUp(_ payload: any ArrivingPayload) {
        house.stages.end(payload)
        payload.discard()
    }

    /// Whether so much of a payload is made durable and told to be taken.
    private func isTold(_ byteCount: Int) -> Bool {
        byteCount == house.firstWindow * Frame.bodyLimit || byteCount % (house.window * Frame.bodyLimit) == 0
    }

    private func taken(_ payload: any ArrivingPayload) -> Message {
        Message(.taken, Taken(id: payload.id, byteCount: payload.byteCount).bodyBytes)
    }

    /// The connection is gone in the middle. Of what was never told to be taken nobody knows the name: it is gone with it.
    private func part(_ payload: any ArrivingPayload) {
        if payload.byteCount < house.firstWindow * Frame.bodyLimit {
            giveUp(payload)
        } else {
            house.stages.part(payload, by: number, at: house.clock())
        }
    }

    /// What is under way is read to its end, or to where it is given up.
    private func refuse(_ error: any Error, after last: Frame) throws {
        try channel.send(failure(error))
        var last = last
        do {
            while last.goesOn { last = try nextStaged() }
        } catch is Dropped {
            try channel.send(Frame(.dropped))
        }
    }
}
