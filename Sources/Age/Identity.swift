package import Sodium

/// Who can open a file: a private key, several, or a passphrase.
package protocol Identity: ~Copyable {
    /// The file key, from the first stanza that opens; nil when none does.
    ///
    /// Throws `stanzaMalformed` when a stanza of a type this identity knows breaks that type's rules.
    borrowing func unwrap(_ stanzas: [Stanza]) throws(AgeError) -> Secret?
}
