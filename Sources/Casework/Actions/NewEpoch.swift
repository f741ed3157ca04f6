package import Sodium
package import Vocabulary

/// A new key of a compartment, opened by what stands under it: the commitment to it, and whom it is sealed to.
package struct NewEpoch: Hashable, Sendable {
    package let commitment: Digest
    package let holders: [Holder]

    package init(commitment: Digest, holders: [Holder]) {
        self.commitment = commitment
        self.holders = holders
    }
}

extension Lines {
    /// The lines of a new epoch, where one is opened.
    mutating func epoch(_ known: NewEpoch?) throws(CaseworkError) -> NewEpoch? {
        guard let commitment = try optional("opens", known?.commitment) else { return nil }
        return NewEpoch(commitment: commitment, holders: try all("sealed-to", known?.holders))
    }
}
