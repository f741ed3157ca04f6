package import AgeKeys
package import Sodium

/// What can go wrong in this module. No case carries a byte of a key or of a plaintext.
package enum AgeError: Error, Equatable {
    /// The header is none, or breaks the format: nothing of the file is believed.
    case headerMalformed(HeaderFault)
    /// A stanza of a type this identity knows breaks that type's rules.
    case stanzaMalformed(StanzaFault)
    /// The scrypt work factor 2^`logN` is more than the reader (or the writer) is ready to spend.
    case workFactorTooHigh(logN: Int, limit: Int)
    /// The header is well-formed, but no stanza opens with this identity.
    case noMatch
    /// A file key was found, but the header is not the one that was written with it.
    case hmacMismatch
    /// The payload ends before its final chunk.
    case payloadTruncated
    /// Chunk number `chunk`, counted from zero, is not the one that was sealed there.
    case payloadNotAuthentic(chunk: UInt64)
    /// An empty final chunk after a full one: nobody writes that.
    case lastChunkEmpty(chunk: UInt64)
    /// Bytes follow the final chunk.
    case trailingData
    /// A chunk was handed in after the final one.
    case payloadFinished
    /// Line `line`, counted from one, is not strict armor.
    case armorMalformed(line: Int)
    /// A key string is not what it should be.
    case badEncoding(EncodingFault)
    /// A file for nobody.
    case noRecipients
    /// Hybrid and classical recipients together: the file would be as weak as its weakest stanza.
    case mixedRecipients
    /// A recipient's key is no usable point or lattice key.
    case weakRecipient
    /// More than `limit` bytes.
    case tooLong(limit: Int)
    /// A key, nonce, chunk or target buffer of another length than the format demands.
    case wrongByteCount(expected: Int, actual: Int)
    /// The layer below failed: no memory, no randomness, scrypt refused.
    case sodium(SodiumError)

    package enum HeaderFault: Sendable {
        case notAge, unsupportedVersion, line, noStanza, argument, body, mac, truncated, nonce, tooManyStanzas
    }

    package enum StanzaFault: Sendable {
        case arguments, share, body, lowOrder, workFactor, scryptNotAlone
    }

    package typealias EncodingFault = KeyTextError.Fault

    init(_ error: KeyTextError) {
        switch error {
        case .encoding(let fault): self = .badEncoding(fault)
        case .tooLong(let limit): self = .tooLong(limit: limit)
        case .sodium(let error): self = .sodium(error)
        }
    }
}

/// Runs `body`, and names what is wrong with a key's text in this module's terms.
func readingKey<R: ~Copyable>(_ body: () throws(KeyTextError) -> R) throws(AgeError) -> R {
    do {
        return try body()
    } catch {
        throw AgeError(error)
    }
}

/// Runs `body`, and names what the layer below throws in this module's terms.
func translated<R: ~Copyable>(_ body: () throws(SodiumError) -> R) throws(AgeError) -> R {
    do {
        return try body()
    } catch {
        throw .sodium(error)
    }
}

func expect(_ expected: Int, _ actual: Int) throws(AgeError) {
    guard expected == actual else { throw .wrongByteCount(expected: expected, actual: actual) }
}
