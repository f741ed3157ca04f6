import Age
import Casework
import Sodium
import Vocabulary

/// Keys that travel or rest in an age file (docs/format.md, "Key bundle").
///
/// ```
/// header lines, the first "brankas/keys/v1", the last one blank
/// 32 bytes for each key that the header names, in its order
/// ```
/// The reader says what header it expects, from what was signed; any other is refused, so that an envelope moved to
/// another case, grant or recipient opens nothing.
enum KeyBundle {
    static let keyByteCount = SealedSizes.compartmentKey
    /// Room for thousands of keys: a compartment gets one more whenever somebody leaves it, or its owner wants one.
    static let byteLimit = 262_144

    static func header(_ kind: String, vault: VaultID, _ fields: [(String, String)]) -> String {
        var writer = FieldWriter(kind: "brankas/keys/v1")
        writer.put("kind", kind)
        writer.put("vault", vault.text)
        for (key, value) in fields { writer.put(key, value) }
        return writer.text + "\n"
    }

    /// `keys` concatenated. Throws `tooLarge` where nobody could open it again.
    static func seal(header: String, keys: borrowing Secret, to recipients: [Recipient]) throws -> [UInt8] {
        let head = Array(header.utf8)
        guard head.count + keys.byteCount <= byteLimit else { throw CustodyError.refused(.tooLarge) }
        var text = try Secret(byteCount: head.count + keys.byteCount)
        text.withMutableBytes { target in
            for index in head.indices { target[index] = head[index] }
            keys.withBytes { keys in
                for index in 0..<keys.count { target[head.count + index] = keys[index] }
            }
        }
        return try text.withBytes { bytes throws in try AgeFile.seal(bytes, to: recipients) }
    }

    /// The keys, concatenated. Throws where the file is not for `identity`, or says another header.
    static func open(
        _ file: [UInt8], header: String, keyCount: Int, with identity: borrowing HybridIdentity
    ) throws -> Secret {
        let text = try AgeFile.openSecret(file.span, with: identity, limit: byteLimit)
        let head = Array(header.utf8)
        guard text.byteCount == head.count + keyCount * keyByteCount else { throw BundleError.otherHeader }
        return try text.withBytes { bytes throws in
            guard constantTimeEqual(bytes.extracting(0..<head.count), head.span) else {
                throw BundleError.otherHeader
            }
            return try Secret(copying: bytes.extracting(head.count..<bytes.count))
        }
    }
}

enum BundleError: Error {
    case otherHeader
}

extension Secret {
    /// The `index`th 32-byte key of a bundle.
    borrowing func key(_ index: Int) throws -> Secret {
        try withBytes { bytes throws in
            try Secret(
                copying: bytes.extracting(index * KeyBundle.keyByteCount..<(index + 1) * KeyBundle.keyByteCount))
        }
    }
}

/// Keys end to end, as a bundle wants them.
func concatenate(_ keys: [CompartmentKey]) throws -> Secret {
    var all = try Secret(byteCount: keys.count * KeyBundle.keyByteCount)
    for (position, key) in keys.enumerated() {
        all.withMutableBytes { target in
            key.secret.withBytes { bytes in
                for index in 0..<bytes.count { target[position * KeyBundle.keyByteCount + index] = bytes[index] }
            }
        }
    }
    return all
}
