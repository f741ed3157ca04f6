package import Sodium

/// The private keys of an identity file: one a line, `#` comments and blank lines between.
///
/// Seeds lie one after another in one piece of guarded memory, in the order of the lines.
package struct IdentityFile: ~Copyable, Sendable {
    package static let byteLimit = 1 << 20
    package static let identityLimit = 1024

    /// What each line holds, in order.
    package let kinds: [Recipient.Kind]
    private let seeds: Secret

    /// Throws `identityFileMalformed` with the first line that is none of these, `badEncoding` never: it would not
    /// say which line.
    package init(_ text: Span<UInt8>) throws(AgeError) {
        guard text.count <= Self.byteLimit else { throw .tooLong(limit: Self.byteLimit) }
        let lines = try Self.lines(of: text)
        guard !lines.isEmpty else { throw .noIdentity }
        guard lines.count <= Self.identityLimit else { throw .tooLong(limit: Self.identityLimit) }
        let seedByteCount = Recipient.Kind.seedByteCount
        var seeds = try translated { () throws(SodiumError) in
            try Secret(byteCount: lines.count * seedByteCount)
        }
        for (position, line) in lines.enumerated() {
            let seed = try Self.seed(of: line, in: text)
            seeds.withMutableBytes { seeds in
                seed.withBytes { seed in
                    for index in 0..<seedByteCount { seeds[position * seedByteCount + index] = seed[index] }
                }
            }
        }
        kinds = lines.map(\.kind)
        self.seeds = seeds
    }

    package var count: Int { kinds.count }

    /// The hybrid identity on the `position`-th line that holds one. Nil when that one is classical.
    package borrowing func hybridIdentity(at position: Int) throws(AgeError) -> HybridIdentity? {
        guard kinds[position] == .hybrid else { return nil }
        return try HybridIdentity(seed: try seed(at: position))
    }

    /// The classical identity on the `position`-th line that holds one. Nil when that one is hybrid.
    package borrowing func x25519Identity(at position: Int) throws(AgeError) -> X25519Identity? {
        guard kinds[position] == .x25519 else { return nil }
        return try X25519Identity(seed: try seed(at: position))
    }

    private borrowing func seed(at position: Int) throws(AgeError) -> Secret {
        let start = position * Recipient.Kind.seedByteCount
        do {
            return try seeds.withBytes { seeds throws(SodiumError) in
                try Secret(copying: seeds.extracting(start..<(start + Recipient.Kind.seedByteCount)))
            }
        } catch {
            throw .sodium(error)
        }
    }

    private struct Line {
        let kind: Recipient.Kind
        let range: Range<Int>
        let number: Int
    }

    private static func seed(of line: Line, in text: Span<UInt8>) throws(AgeError) -> Secret {
        do {
            return try line.kind.decodeSeed(text.extracting(line.range))
        } catch .badEncoding, .tooLong {
            throw .identityFileMalformed(line: line.number)
        }
    }

    /// Where the identities stand. No character of them leaves `text`.
    private static func lines(of text: Span<UInt8>) throws(AgeError) -> [Line] {
        var lines: [Line] = []
        var start = 0
        var number = 0
        while start < text.count {
            number += 1
            var stop = start
            while stop < text.count, text[stop] != 0x0A { stop += 1 }
            let next = stop + 1
            if stop > start, text[stop - 1] == 0x0D { stop -= 1 }
            if stop > start, text[start] != 0x23 {
                let kind: Recipient.Kind = begins(text, at: start, with: .hybrid) ? .hybrid : .x25519
                guard begins(text, at: start, with: kind) else { throw .identityFileMalformed(line: number) }
                lines.append(Line(kind: kind, range: start..<stop, number: number))
            }
            start = next
        }
        return lines
    }

    private static func begins(_ text: Span<UInt8>, at start: Int, with kind: Recipient.Kind) -> Bool {
        let prefix = Array((kind.identityPrefix + "1").utf8)
        guard text.count - start >= prefix.count else { return false }
        return prefix.indices.allSatisfy { text[start + $0] == prefix[$0] }
    }
}

extension IdentityFile: Identity {
    package borrowing func unwrap(_ stanzas: [Stanza]) throws(AgeError) -> Secret? {
        for position in kinds.indices {
            if let identity = try hybridIdentity(at: position), let fileKey = try identity.unwrap(stanzas) {
                return fileKey
            }
            if let identity = try x25519Identity(at: position), let fileKey = try identity.unwrap(stanzas) {
                return fileKey
            }
        }
        return nil
    }
}
