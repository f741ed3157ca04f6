package import Ledger
package import Vocabulary

/// The entry by which something became what somebody asks for once more, by the custodian's own word.
package struct Precedent: Hashable, Sendable {
    package let action: ActionName
    package let sequence: UInt64
    package let time: Instant
    package let by: Handle

    package init(action: ActionName, sequence: UInt64, time: Instant, by: Handle) {
        self.action = action
        self.sequence = sequence
        self.time = time
        self.by = by
    }

    package init(_ entry: Entry) {
        self.init(
            action: entry.request.action.name, sequence: entry.sequence, time: entry.time, by: entry.request.actor)
    }
}

/// Why the custodian gave no answer. A denial is an answer.
package enum CustodyError: Error {
    case refused(Refusal)
    /// What was asked for is so already, by this entry.
    case alreadyDone(Precedent)
    /// The roster went on: fetch it and ask again.
    case rosterMoved
    /// The officer verified a tree head that this ledger does not contain.
    case headUnknown(named: TreeHead, size: UInt64)
    /// The officer's clock and the custodian's differ too much.
    case notFresh(custodian: Instant)
    /// The last entry is of a later time than now: the clock of this moment is behind, or that of the last entry ran ahead.
    case behindLedger(last: Instant, now: Instant)
    /// The last entry is long past: the vault rested, or the clock ran ahead.
    case longPause(last: Instant, now: Instant)
    case replayed
    case badSignature
    case notThisVault
    /// The custodian waits for its founder still.
    case notFounded
    /// Nobody is enrolled by this handle, or with this key: which of the two is not said.
    case stranger
    /// The two programs have no version of the stream in common; the custodian's is of this version.
    case otherVersion(program: String)
    case damaged(Damage)
    /// Too many denials: counted, not listed.
    case throttled
    /// Another program held the vault for too long.
    case busy
    /// The vault's disk is full.
    case full
    /// The disk refuses.
    case storage(String)
    /// The vault is only looked at, and this needs an entry.
    case onlyLooking
}

extension CustodyError {
    /// Whether the same is asked again, with the same payloads.
    package var isAskedAgain: Bool {
        switch self {
        case .rosterMoved, .busy: true
        case .refused, .alreadyDone, .headUnknown, .notFresh, .behindLedger, .longPause, .replayed, .badSignature,
            .notThisVault, .notFounded, .stranger, .otherVersion, .damaged, .throttled, .full, .storage, .onlyLooking:
            false
        }
    }
}
