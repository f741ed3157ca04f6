package import Sodium

/// Why a text is no key.
package enum KeyTextError: Error, Equatable {
    case encoding(Fault)
    /// More than `limit` characters.
    case tooLong(limit: Int)
    /// The layer below failed: no memory.
    case sodium(SodiumError)

    package enum Fault: Sendable {
        case character, mixedCase, separator, checksum, padding, prefix, byteCount
    }
}

/// Runs `body`, and names what the layer below throws in this module's terms.
func translated<R: ~Copyable>(_ body: () throws(SodiumError) -> R) throws(KeyTextError) -> R {
    do {
        return try body()
    } catch {
        throw .sodium(error)
    }
}
