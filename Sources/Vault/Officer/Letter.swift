import Age
import Casework
import Ledger
package import Sodium
package import Vocabulary

/// Word left at the door of an embedded vault by somebody whom the custodian's seed is no longer sealed to.
///
/// A dismissed officer's program can't append to the ledger: it has no key to it. It leaves the signed request in the
/// custodian's mailbox, sealed to the recipient that the officer's own pin remembers, and whoever comes next enters
/// it as the denial that it was.
package enum Letter {
    static let byteLimit = 65_536

    /// The sealed request of `key`'s person, who would have done `intended`.
    package static func write(
        _ intended: ActionName, by key: PersonKey, pin: Pin, at now: Instant
    ) throws -> [UInt8] {
        let note = try request(intended, by: key, pin: pin, at: now)
        return try AgeFile.seal(note.span, to: [try Recipient(pin.mailbox)])
    }

    /// The signed request itself.
    package static func request(
        _ intended: ActionName, by key: PersonKey, pin: Pin, at now: Instant
    ) throws -> [UInt8] {
        let request = Request(
            vault: pin.vault, actor: key.handle, role: pin.role, time: now, head: pin.head,
            roster: pin.roster, manifest: Manifest([]).digest, action: .enter(intended: intended))
        return try key.sign(request).encoded
    }

    /// The requests in `letters`, for the custodian to judge. What does not open is nobody's.
    package static func open(_ letters: [[UInt8]], custodianSeed: borrowing Secret) throws -> [[UInt8]] {
        let identity = try HybridIdentity(seed: try CustodianSeed.mailboxSeed(custodianSeed))
        return letters.compactMap { try? AgeFile.open($0.span, with: identity, limit: byteLimit) }
    }
}
