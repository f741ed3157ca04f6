package import Vocabulary

/// A sealed key that is not the one that its entry committed to: whoever signed the entry `sequence` put it there.
package struct PassedOver: Hashable, Sendable {
    package let epoch: EpochName
    package let caseID: CaseID
    package let sequence: UInt64
}

/// What the entry `sequence` says about a case or a record, and nobody can read: its author sealed it wrongly, for all that was
/// released is as it was signed.
package struct Unreadable: Hashable, Sendable {
    package let caseID: CaseID
    /// Nil where it is the case's summary.
    package let record: RecordID?
    package let sequence: UInt64
}

/// What an officer came upon besides the work: what somebody sealed wrongly keeps nobody from the rest, and is named.
final class Findings {
    private(set) var passedOver: [PassedOver] = []
    private(set) var unreadable: [Unreadable] = []

    func passOver(_ epoch: EpochName, _ id: CaseID, _ sequence: UInt64) {
        let place = PassedOver(epoch: epoch, caseID: id, sequence: sequence)
        if !passedOver.contains(place) { passedOver.append(place) }
    }

    /// What `body` reads of a listing; where its author sealed it wrongly, an empty object.
    func readable(_ place: Unreadable, _ body: () throws -> JSON) throws -> JSON {
        do {
            return try body()
        } catch VaultError.tampered(let fault) where fault.isByAuthor {
            if !unreadable.contains(place) { unreadable.append(place) }
            return .object([])
        }
    }
}

extension Tampering {
    /// Whether what somebody signed is itself of no use; whoever stores it has not changed it.
    fileprivate var isByAuthor: Bool {
        switch self {
        case .metadata, .compartmentKey, .envelope: true
        case .rolledBack, .checkpoint, .inclusion, .consistency, .entry, .roster, .otherVault, .trail, .oldTrail,
            .manifest,
            .thing, .missing, .recordKey, .payload, .content, .roleSeed, .exported, .pin:
            false
        }
    }
}
