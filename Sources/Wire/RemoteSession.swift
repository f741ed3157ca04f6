package import Casework
package import Ledger
import Sodium
package import Vocabulary

/// A session with the custodian of one vault, begun: each side has shown the other that it is who it says.
package final class RemoteSession {
    /// Who begins it, and what they bring.
    package struct Caller {
        let vault: VaultID
        let handle: Handle
        /// The tree head that was last verified.
        let head: TreeHead
        /// The signed checkpoint that says it.
        let checkpoint: [UInt8]?
        /// What the caller's own clock shows.
        let now: Instant
        /// Signs the custodian's note, as the key's person.
        let sign: (_ session: [UInt8]) throws -> [UInt8]

        package init(
            vault: VaultID, handle: Handle, head: TreeHead, checkpoint: [UInt8]? = nil, now: Instant,
            sign: @escaping (_ session: [UInt8]) throws -> [UInt8]
        ) {
            self.vault = vault
            self.handle = handle
            self.head = head
            self.checkpoint = checkpoint
            self.now = now
            self.sign = sign
        }
    }

    let channel: Channel
    package let genesis: Genesis
    package let state: PersonState
    /// The role by which somebody is known whom the vault is closed to.
    package let role: RoleName?
    /// The answer to the greeting that came with it.
    let first: (greeting: Greeting, welcome: Welcome?)
    /// The custodian's time when the session began, and that moment.
    private let begun: (time: Instant, moment: ContinuousClock.Instant)

    /// The two clocks may differ by so much: the requests go by the custodian's.
    package static let skewSeconds: Int64 = 300

    /// Throws `otherGreeting` where something else answers, `impostor` where it is not this vault's custodian, `stranger` where
    /// that does not know the caller, and `notFresh` where the two clocks differ too much. `versions` of the stream are spoken here.
    package init(_ channel: Channel, _ caller: Caller, versions: [UInt64] = Hello.spoken) throws {
        try channel.begin()
        guard let nonce = Digest(Random.bytes(32)) else { throw WireError.broken }
        let hello = Message(
            .hello,
            Hello(versions: versions, vault: caller.vault, handle: caller.handle, nonce: nonce).bodyBytes)
        let offer = try SessionOffer(reading: try channel.exchange(hello, for: .session) { Self.isOfTheDoor($0) })
        let moment = ContinuousClock.now
        guard let genesis = try? Genesis(parsing: offer.genesis), genesis.vault == caller.vault,
            let session = try? SessionNote(verifying: offer.note, by: genesis),
            session.hello == Digest.of(hello.body), versions.contains(session.version)
        else { throw WireError.impostor }
        let difference = session.time.seconds - caller.now.seconds
        guard abs(difference) <= Self.skewSeconds else { throw CustodyError.notFresh(custodian: session.time) }
        let proof = Message(
            .prove,
            SessionProof(
                note: try caller.sign(offer.note), head: caller.head, checkpoint: caller.checkpoint
            ).bodyBytes)
        let ready = try SessionReady(reading: try channel.exchange(proof, for: .ready) { Self.isOfTheDoor($0) })
        guard ready.session == Digest.of(offer.note) else { throw WireError.impostor }
        self.channel = channel
        self.genesis = genesis
        state = ready.state
        role = ready.role
        first = (Greeting(handle: caller.handle, head: caller.head), ready.welcome)
        begun = (session.time, moment)
    }

    /// What may be said before a session has begun, by whoever answers: nothing that would alarm, or make anybody turn a clock.
    private static func isOfTheDoor(_ error: CustodyError) -> Bool {
        switch error {
        case .busy, .notThisVault, .notFounded, .otherVersion, .stranger, .storage: true
        case .refused, .alreadyDone, .rosterMoved, .headUnknown, .notFresh, .behindLedger, .longPause, .replayed,
            .badSignature, .damaged, .throttled, .full, .onlyLooking:
            false
        }
    }

    /// The custodian's time: as it was told, moved on by how long the session lasts. Where the clock of this computer is turned
    /// meanwhile, it makes no difference.
    package var now: Instant {
        begun.time.adding(seconds: begun.moment.duration(to: .now).components.seconds)
    }

    /// Leaves word that somebody came whom the vault is closed to. It ends the session.
    package func leave(_ request: [UInt8]) throws {
        let body = try channel.exchange(Message(.leave, LeftWord(note: request).bodyBytes), for: .left)
        guard body.isEmpty else { throw WireError.unexpected(.left) }
    }
}
