package import Sodium
import Vocabulary

/// 160 bits as people compare them by voice: eight groups of four digits of Crockford's base 32.
package enum Fingerprint {
    private static let digitCount = 32

    package static func text(_ digest: Digest) -> String {
        grouped(Crockford.encode(Array(digest.bytes.prefix(20))))
    }

    /// As it is printed, of what somebody typed in any case and spacing; nil of what is none.
    package static func canonical(_ typed: String) -> String? {
        let digits = Crockford.digits(typed: typed.filter { $0 != "-" && !$0.isWhitespace })
        return digits.flatMap { $0.utf8.count == digitCount ? grouped($0) : nil }
    }

    private static func grouped(_ digits: String) -> String {
        let digits = Array(digits)
        return stride(from: 0, to: digits.count, by: 4).map { String(digits[$0..<($0 + 4)]) }.joined(separator: "-")
    }
}
