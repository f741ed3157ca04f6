import Casework
import Sodium
import Vocabulary

/// What a passphrase must be, and one that is offered.
enum Passphrases {
    /// 100 random bits in five groups of four digits of Crockford's base 32: nothing that reads like another.
    static func make() -> String {
        let digits = Random.bytes(20).map { Character(UnicodeScalar(Crockford.digits[Int($0 & 31)])).lowercased() }
        return stride(from: 0, to: 20, by: 4).map { digits[$0..<($0 + 4)].joined() }.joined(separator: "-")
    }

    /// At least ten characters, five of them different. scrypt does the rest; a dictionary would claim too much.
    static func isStrong(_ phrase: borrowing Secret) -> Bool {
        phrase.withBytes { bytes in
            var seen: Set<UInt8> = []
            for index in 0..<bytes.count { seen.insert(bytes[index]) }
            return bytes.count >= 10 && seen.count >= 5
        }
    }
}
