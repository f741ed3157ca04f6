import Vault
package import Vocabulary

/// What the sealed description of a document says, as another program may have written it.
extension JSON {
    /// When the original was last changed, by what its file said at intake.
    package var modified: Instant? { self["modified"]?.string.flatMap { try? Instant($0) } }
}
