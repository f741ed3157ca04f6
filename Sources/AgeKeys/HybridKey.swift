import Sodium

/// A public key that withstands quantum computers, as a recipient's text names it: X-Wing, that is ML-KEM-768 with X25519
/// (age.md, "The MLKEM768-X25519 hybrid post-quantum recipient type").
///
/// ```
/// ML-KEM-768 encapsulation key (1184): 768 coefficients of 12 bits, a seed (32) ‖ X25519 share (32)
/// ```
package enum HybridKey {
    package static let prefix = "age1pq"
    package static let byteCount = 1216
    private static let coefficientsByteCount = 1152
    private static let modulus = 3_329

    /// Whether `text` is the recipient of a usable key: what is sealed to any other nobody opens, or everybody.
    package static func isRecipient(_ text: some StringProtocol) -> Bool {
        let characters = Array(text.utf8)
        // Lower case alone: two texts must not name one key.
        guard !characters.contains(where: { (0x41...0x5A).contains($0) }),
            let key = Bech32.publicBytes(of: characters.span, prefix: prefix, byteCount: byteCount)
        else { return false }
        let share = Array(key[(byteCount - X25519.byteCount)...])
        return isReduced(key) && isCanonical(share) && isOfLargeOrder(share)
    }

    /// FIPS 203, section 7.2, modulus check: each coefficient is below q.
    private static func isReduced(_ key: [UInt8]) -> Bool {
        stride(from: 0, to: coefficientsByteCount, by: 3).allSatisfy { place in
            let (first, second, third) = (Int(key[place]), Int(key[place + 1]), Int(key[place + 2]))
            return first | (second & 15) << 8 < modulus && second >> 4 | third << 4 < modulus
        }
    }

    /// RFC 7748, section 5, takes numbers from 2^255 − 19 on and ignores the highest bit: other texts of the same key.
    private static func isCanonical(_ share: [UInt8]) -> Bool {
        let isAtLeastPrime = share[31] == 0x7f && share[1..<31].allSatisfy { $0 == 0xff } && share[0] >= 0xed
        return share[31] < 0x80 && !isAtLeastPrime
    }

    /// Whatever is multiplied with a point of small order, everybody knows the product.
    private static func isOfLargeOrder(_ share: [UInt8]) -> Bool {
        do throws(SodiumError) {
            _ = try X25519.sharedSecret(try Secret.makeRandom(byteCount: X25519.byteCount), with: share)
            return true
        } catch {
            return false
        }
    }
}
