/// A random name with no order in it: a letter, a hyphen, 16 digits of Crockford's base 32 (80 bits).
package protocol OpaqueID: Hashable, Comparable, Sendable {
    static var letters: [Unicode.Scalar] { get }
    var packed: PackedID { get }
    /// `packed` has one of the letters.
    init(_ packed: PackedID)
}

/// The letter and the 80 bits of an id, in place: a log names millions of them. In the order of their texts.
package struct PackedID: Hashable, Comparable, Sendable {
    let letter: UInt8
    /// The first twelve digits.
    private let high: UInt64
    /// The last four.
    private let low: UInt32

    fileprivate static let byteCount = 18

    /// Nil unless `text` is a letter of `letters`, a hyphen and 16 digits.
    fileprivate init?(_ text: Span<UInt8>, letters: [Unicode.Scalar]) {
        guard text.count == Self.byteCount, text[1] == UInt8(ascii: "-"),
            letters.contains(where: { $0.value == UInt32(text[0]) })
        else { return nil }
        var (high, low) = (UInt64(0), UInt32(0))
        for place in 2..<Self.byteCount {
            guard let value = Crockford.value(text[place]) else { return nil }
            if place < 14 { high = high << 5 | UInt64(value) } else { low = low << 5 | UInt32(value) }
        }
        letter = text[0]
        self.high = high
        self.low = low
    }

    /// Of `random` the upper 60 bits, of `more` the upper 20.
    package init(letter: Unicode.Scalar, random: UInt64, _ more: UInt32) {
        self.letter = UInt8(ascii: letter)
        high = random >> 4
        low = more >> 12
    }

    /// Writes the id's text behind `text`.
    package func append(to text: inout [UInt8]) {
        text.append(letter)
        text.append(UInt8(ascii: "-"))
        for shift in stride(from: 55, through: 0, by: -5) {
            text.append(Crockford.digits[Int(high >> UInt64(shift) & 31)])
        }
        for shift in stride(from: 15, through: 0, by: -5) {
            text.append(Crockford.digits[Int(low >> UInt32(shift) & 31)])
        }
    }

    package func hash(into hasher: inout Hasher) {
        // All digits: whoever asks chooses them.
        hasher.combine(high)
        hasher.combine(low)
    }

    package static func < (first: Self, second: Self) -> Bool {
        (first.letter, first.high, first.low) < (second.letter, second.high, second.low)
    }
}

extension OpaqueID {
    package init(_ text: Substring) throws(BadName) {
        guard let packed = PackedID(text.utf8.span, letters: Self.letters) else { throw BadName(.id) }
        self.init(packed)
    }

    package init(_ text: String) throws(BadName) { try self.init(text[...]) }

    /// Nil unless `text` is an id of this kind.
    package init?(_ text: Span<UInt8>) {
        guard let packed = PackedID(text, letters: Self.letters) else { return nil }
        self.init(packed)
    }

    package var text: String {
        var text: [UInt8] = []
        text.reserveCapacity(PackedID.byteCount)
        packed.append(to: &text)
        return String(decoding: text, as: UTF8.self)
    }

    package static func < (first: Self, second: Self) -> Bool { first.packed < second.packed }
}

package enum Crockford {
    /// Without I, L, O and U, which are misread.
    package static let digits = Array("0123456789ABCDEFGHJKMNPQRSTVWXYZ".utf8)

    /// What each byte stands for; 32 for what is no digit.
    private static let values = (UInt8.min...UInt8.max).map { byte in digits.firstIndex(of: byte).map(UInt8.init) ?? 32
    }

    /// The five bits of a digit; nil for another character.
    static func value(_ digit: UInt8) -> UInt8? {
        let value = values[Int(digit)]
        return value < 32 ? value : nil
    }

    /// The digits of what somebody typed, in any case and with the letters that people take for a digit; nil where another character
    /// is among them.
    package static func digits(typed text: String) -> String? {
        let alike: [Character: Character] = ["O": "0", "I": "1", "L": "1"]
        let typed = String(text.uppercased().map { alike[$0] ?? $0 })
        return typed.utf8.allSatisfy { value($0) != nil } ? typed : nil
    }

    /// `bytes` in base 32, five bits a digit, most significant first, the last digit filled with zeros.
    package static func encode(_ bytes: [UInt8]) -> String {
        var text: [UInt8] = []
        var buffer: UInt32 = 0
        var bitCount = 0
        for byte in bytes {
            buffer = buffer << 8 | UInt32(byte)
            bitCount += 8
            while bitCount >= 5 {
                bitCount -= 5
                text.append(digits[Int(buffer >> UInt32(bitCount) & 31)])
            }
        }
        if bitCount > 0 { text.append(digits[Int(buffer << UInt32(5 - bitCount) & 31)]) }
        return String(decoding: text, as: UTF8.self)
    }
}

package struct CaseID: OpaqueID {
    package static let letters: [Unicode.Scalar] = ["K"]
    package let packed: PackedID
    package init(_ packed: PackedID) { self.packed = packed }
}

/// An identity (`I-…`) or a document (`D-…`).
package struct RecordID: OpaqueID {
    package static let letters: [Unicode.Scalar] = ["I", "D"]
    package let packed: PackedID
    package init(_ packed: PackedID) { self.packed = packed }

    package var kind: RecordKind { packed.letter == UInt8(ascii: "I") ? .identity : .document }
}

package enum RecordKind: String, CaseIterable, Sendable {
    case identity, document

    /// What the ids of this kind begin with.
    package var letter: Unicode.Scalar { self == .identity ? "I" : "D" }
}

package struct GrantID: OpaqueID {
    package static let letters: [Unicode.Scalar] = ["G"]
    package let packed: PackedID
    package init(_ packed: PackedID) { self.packed = packed }
}

/// Asks the owner of a case for a grant.
package struct AskID: OpaqueID {
    package static let letters: [Unicode.Scalar] = ["R"]
    package let packed: PackedID
    package init(_ packed: PackedID) { self.packed = packed }
}
