import Casework
import Sodium
import Vocabulary
import Wire

/// The beginning of a connection, until it is known who asks: nothing else is answered before, and nothing is written.
struct Reception {
    private let custody: any ServedCustody
    private let channel: Channel
    private let house: House
    private let spoken: (versions: [UInt64], program: String)
    /// Tells how the service does; nil for whom that is not without a session.
    private let inspect: (() throws -> Condition)?

    init(
        _ custody: any ServedCustody, _ channel: Channel, _ house: House,
        speaking spoken: (versions: [UInt64], program: String),
        inspect: (() throws -> Condition)?
    ) {
        self.custody = custody
        self.channel = channel
        self.house = house
        self.spoken = spoken
        self.inspect = inspect
    }

    /// Nil where the other side left, or left word: the vault is closed to them. `admit` is told who it is as soon as that is known,
    /// before anything is done for them.
    func receive(_ admit: (Guest) throws -> Void) throws -> Guest? {
        guard let message = try next(.hello) else { return nil }
        let hello = try Hello(reading: message.body)
        let genesis = try custody.genesis
        guard hello.vault == genesis.vault else { throw CustodyError.notThisVault }
        guard let version = hello.versions.filter(spoken.versions.contains).max() else {
            throw CustodyError.otherVersion(program: spoken.program)
        }
        // It reads alike whoever was named.
        let note = try custody.beginSession(hello: Digest.of(message.body), version: version)
        try channel.send(Message(.session, SessionOffer(genesis: genesis.text, note: note).bodyBytes))
        guard let answer = try next(.prove) else { return nil }
        let proof = try SessionProof(reading: answer.body)
        let session = Digest.of(note)
        let expected = OfficerNote(vault: hello.vault, handle: hello.handle, session: session)
        // Of a handle that nobody has a signature is checked as well: how long it takes tells nothing.
        let known = try custody.person(hello.handle)
        let checked = try known ?? genesis.admins.first.flatMap { try custody.person($0.handle) }
        guard let checked, expected.isSigned(proof.note, by: checked.card), let person = known else {
            throw CustodyError.stranger
        }
        guard house.sessions.take(of: hello.handle, at: house.clock()) else { throw CustodyError.busy }
        guard person.isActive else {
            let ready = SessionReady(session: session, state: person.state, welcome: nil, role: person.roles.first)
            try channel.send(Message(.ready, ready.bodyBytes))
            try takeWord(of: hello.handle)
            return nil
        }
        let guest = Guest(hello.handle)
        try admit(guest)
        if let checkpoint = proof.checkpoint { try hold(checkpoint) }
        let welcome = try greet(Greeting(handle: hello.handle, head: proof.head))
        let ready = SessionReady(session: session, state: .active, welcome: welcome, role: nil)
        try channel.send(Message(.ready, ready.bodyBytes))
        return guest
    }

    /// Nil for whom the ledger is another than they know: they ask again, and keep what they are told as evidence.
    private func greet(_ greeting: Greeting) throws -> Welcome? {
        do { return try custody.greet(greeting) } catch CustodyError.headUnknown { return nil }
    }

    /// Whoever knows more of the ledger than there is learns it by the greeting, which follows.
    private func hold(_ checkpoint: [UInt8]) throws {
        do { try custody.hold(checkpoint) } catch CustodyError.headUnknown {}
    }

    /// One request of whom the vault is closed to becomes a denial.
    private func takeWord(of handle: Handle) throws {
        guard let message = try next(.leave) else { return }
        let word = try LeftWord(reading: message.body)
        guard Request.actor(of: word.note) == handle else { throw CustodyError.stranger }
        guard house.words.take(of: handle, at: house.clock()) else { throw CustodyError.busy }
        guard try custody.admit(word.note) else { throw CustodyError.busy }
        try channel.send(Message(.left))
    }

    /// Nil where the other side is gone, or says so. Of anything else than `expected` no more is read than its first frame.
    private func next(_ expected: FrameType) throws -> Message? {
        guard let frame = try channel.frame() else { return nil }
        if frame.type == .bye, frame.body.isEmpty { return nil }
        if expected == .hello, frame.type == .inspect, frame.body.isEmpty {
            try channel.tellCondition(inspect)
            return nil
        }
        // The vault is there: it is founded once.
        if expected == .hello, [.identify, .found].contains(frame.type) { throw CustodyError.refused(.alreadyDone) }
        guard frame.type == expected else { throw WireError.unexpected(frame.type) }
        return try channel.message(frame, limit: MessageLimit.session)
    }
}

extension Channel {
    /// Tells somebody without a session how the service does. Throws `stranger` for whom it is not.
    func tellCondition(_ inspect: (() throws -> Condition)?) throws {
        guard let inspect else { throw CustodyError.stranger }
        try send(Message(.condition, try inspect().bodyBytes))
    }
}
