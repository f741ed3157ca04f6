import Age
package import Casework
package import Ledger
package import Sodium
package import Vocabulary

/// Word left at the door of an embedded vault by somebody whom the custodian's seed is no longer sealed to.
///
/// A dismissed officer's program can't append to the ledger: it has no key to it. It leaves the signed request in the
/// custodian's mailbox, sealed to the recipient that the officer's own pin remembers, and whoever comes next enters
/// it as the denial that it was.
package enum Letter {
    static let byteLimit = 65_536

    /// The sealed request of `key`'s person, who would have done `intended`; nil where the vault has no mailbox.
    package static func write(
        _ intended: ActionName, by key: PersonKey, pin: Pin, at now: Instant
    ) throws -> [UInt8]? {
        guard let mailbox = pin.mailbox else { return nil }
        let note = try request(intended, by: key, pin: pin, at: now)
        return try AgeFile.seal(note.span, to: [try Recipient(mailbox)])
    }

    /// The signed request itself, with what `key`'s person remembers of the vault.
    package static func request(
        _ intended: ActionName, by key: PersonKey, pin: Pin, at now: Instant
    ) throws -> [UInt8] {
        try request(
            intended, by: key, as: pin.role, of: pin.vault, head: pin.head, roster: pin.roster, at: now)
    }

    /// The same of somebody who need not remember anything.
    package static func request(
        _ intended: ActionName, by key: PersonKey, as role: RoleName, of vault: VaultID, head: TreeHead = .empty,
        roster: RosterHead = .start, at now: Instant
    ) throws -> [UInt8] {
        let request = Request(
            vault: vault, actor: key.handle, role: role, time: now, head: head, roster: roster,
            manifest: Manifest([]).digest, action: .enter(intended: intended))
        return try key.sign(request).encoded
    }

    /// The requests in `letters`, for the custodian to judge. What does not open is nobody's.
    package static func open(_ letters: [[UInt8]], custodianSeed: borrowing Secret) throws -> [[UInt8]] {
        let identity = try HybridIdentity(seed: try CustodianSeed.mailboxSeed(custodianSeed))
        return letters.compactMap { try? AgeFile.open($0.span, with: identity, limit: byteLimit) }
    }
}
