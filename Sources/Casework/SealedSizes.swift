/// How long what is sealed is before sealing (docs/format.md, "Sealed things"), said once: the officer's side makes it so, and the
/// custodian takes nothing else.
package enum SealedSizes {
    /// Either half of a file key, and what refreshes both.
    package static let half = 16
    package static let metadataHalf = 32
    package static let compartmentKey = 32
    /// Metadata is padded to a multiple of this, an identity to one of that: each a power of two.
    package static let metadataPadding = 256
    package static let identityPadding = 4_096
    /// The longest JSON that a person hands in, before its padding.
    package static let json = 1 << 20
    /// A payload that travels inside of a call is one chunk; longer ones are staged.
    package static let inlinePayload = 65_536
}
