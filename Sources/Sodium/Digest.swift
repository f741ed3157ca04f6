import Crypto

/// A SHA-256 hash: 32 public bytes.
package struct Digest: Hashable, Sendable {
    package static let byteCount = 32

    // In place, not behind a reference: trees and logs hold millions of them.
    private let words: (UInt64, UInt64, UInt64, UInt64)

    package var bytes: [UInt8] {
        unsafe withUnsafeBytes(of: words) { unsafe [UInt8]($0) }
    }

    /// Nil unless `bytes` are 32.
    package init?(_ bytes: [UInt8]) {
        guard bytes.count == Self.byteCount else { return nil }
        words = unsafe bytes.withUnsafeBytes { unsafe $0.loadUnaligned(as: (UInt64, UInt64, UInt64, UInt64).self) }
    }

    package init?(_ bytes: Span<UInt8>) {
        guard bytes.count == Self.byteCount else { return nil }
        words = unsafe bytes.withUnsafeBytes {
            unsafe $0.loadUnaligned(as: (UInt64, UInt64, UInt64, UInt64).self)
        }
    }

    init(words: (UInt64, UInt64, UInt64, UInt64)) {
        self.words = words
    }

    init(of hash: SHA256.Digest) {
        words = unsafe hash.withUnsafeBytes { unsafe $0.loadUnaligned(as: (UInt64, UInt64, UInt64, UInt64).self) }
    }

    package static func == (left: Digest, right: Digest) -> Bool { left.words == right.words }

    package func hash(into hasher: inout Hasher) {
        // A part of what is random throughout.
        hasher.combine(words.0)
    }

    /// Lends the bytes.
    package func withBytes<R>(_ body: (Span<UInt8>) -> R) -> R {
        unsafe withUnsafeBytes(of: words) { unsafe body(Span(_unsafeBytes: $0)) }
    }

    /// The hash of `bytes` in one call.
    package static func of(_ bytes: Span<UInt8>) -> Digest {
        var hasher = Hasher256()
        hasher.update(bytes)
        return hasher.finish()
    }

    package static func of(_ bytes: [UInt8]) -> Digest {
        of(bytes.span)
    }

    package static func of(_ text: String) -> Digest {
        of(text.utf8.span)
    }

    /// The hash of `prefix ‖ left ‖ right`, handed over in one piece: a tree takes one for each of its nodes.
    package static func of(_ prefix: UInt8, _ left: Digest, _ right: Digest) -> Digest {
        var block = InlineArray<65, UInt8>(repeating: prefix)
        left.withBytes { for place in $0.indices { block[1 + place] = $0[place] } }
        right.withBytes { for place in $0.indices { block[33 + place] = $0[place] } }
        return of(block.span)
    }
}

/// SHA-256 of a stream, with the processor's instructions (BoringSSL's; FIPS 180-4).
package struct Hasher256: Sendable {
    private var state = SHA256()

    package init() {}

    package mutating func update(_ bytes: Span<UInt8>) {
        unsafe bytes.withUnsafeBytes { unsafe state.update(bufferPointer: $0) }
    }

    package mutating func update(_ bytes: [UInt8]) {
        update(bytes.span)
    }

    package mutating func update(_ digest: Digest) {
        digest.withBytes { update($0) }
    }

    /// As eight bytes, most significant first.
    fileprivate mutating func update(_ number: UInt64) {
        unsafe withUnsafeBytes(of: number.bigEndian) { unsafe state.update(bufferPointer: $0) }
    }

    /// The hash of all that was handed in. The state is used up.
    package consuming func finish() -> Digest {
        Digest(of: state.finalize())
    }
}

/// A hash over labelled fields, each with its length before it, so that no two lists of fields give the same bytes.
///
/// ```
/// SHA-256( tag ‖ 0x00 ‖ for each field: u64 big-endian length ‖ bytes )
/// ```
/// The shape of every commitment in docs/format.md.
package struct TaggedHash {
    private var hasher = Hasher256()

    package init(tag: String) {
        hasher.update(tag.utf8.span)
        hasher.update([0])
    }

    package mutating func add(_ field: Span<UInt8>) {
        hasher.update(UInt64(field.count))
        hasher.update(field)
    }

    package mutating func add(_ field: String) {
        add(field.utf8.span)
    }

    package mutating func add(_ number: UInt64) {
        hasher.update(8)
        hasher.update(number)
    }

    package mutating func add(_ digest: Digest) {
        digest.withBytes { add($0) }
    }

    package consuming func finish() -> Digest {
        hasher.finish()
    }
}

/// `number` as eight bytes, most significant first.
package func bigEndian(_ number: UInt64) -> [UInt8] {
    (0..<8).map { UInt8(truncatingIfNeeded: number >> (56 - 8 * $0)) }
}

extension [UInt8] {
    /// Writes `bytes` behind what is there.
    package mutating func append(_ bytes: Span<UInt8>) {
        unsafe bytes.withUnsafeBufferPointer { unsafe append(contentsOf: $0) }
    }
}
