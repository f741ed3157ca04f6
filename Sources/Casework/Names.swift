package import Sodium

/// An ASCII name: letters, digits, and what `extra` allows, beginning with a letter or digit, 1 to 64 characters.
///
/// Only ASCII, only lower case: no two names look alike or compare equal without being the same bytes.
private func isName(_ characters: Span<UInt8>, extra: (UInt8) -> Bool = { $0 == 0x2d }) -> Bool {
    func isAlphanumeric(_ character: UInt8) -> Bool {
        (0x61...0x7a).contains(character) || (0x30...0x39).contains(character)
    }
    guard (1...64).contains(characters.count), isAlphanumeric(characters[0]) else { return false }
    for place in characters.indices where !isAlphanumeric(characters[place]) && !extra(characters[place]) {
        return false
    }
    return true
}

/// Where the only `separator` of `text` stands; nil where there is none, or another.
private func place(of separator: UInt8, in text: Span<UInt8>) -> Int? {
    var found: Int?
    for place in text.indices where text[place] == separator {
        guard found == nil else { return nil }
        found = place
    }
    return found
}

/// The short name of an agency: `unit-ppa`.
package struct AgencyName: Hashable, Comparable, Sendable {
    package let text: String

    package init(_ text: some StringProtocol) throws(CaseworkError) {
        let text = Substring(text)
        guard isName(text.utf8.span) else { throw .badName(.agency) }
        self.text = String(text)
    }

    fileprivate init(known text: Substring) {
        self.text = String(text)
    }

    package static func < (first: Self, second: Self) -> Bool { first.text < second.text }
}

/// A person of an agency: `siti@unit-ppa`. Never reused.
package struct Handle: Hashable, Comparable, Sendable {
    package let text: String

    package init(_ text: some StringProtocol) throws(CaseworkError) {
        let text = Substring(text)
        let characters = text.utf8.span
        guard let at = place(of: UInt8(ascii: "@"), in: characters),
            isName(characters.extracting(0..<at), extra: { $0 == 0x2d || $0 == 0x2e || $0 == 0x5f }),
            isName(characters.extracting(at + 1..<characters.count))
        else { throw .badName(.handle) }
        self.text = String(text)
    }

    package var agency: AgencyName {
        // There is one at sign.
        AgencyName(known: text[text.utf8.index(after: text.utf8.firstIndex(of: UInt8(ascii: "@"))!)...])
    }

    package static func < (first: Self, second: Self) -> Bool { first.text < second.text }
}

/// A role of an agency: `unit-ppa/penyidik`. `agency/admin` exists by itself.
package struct RoleName: Hashable, Comparable, Sendable {
    package let text: String

    package init(_ text: some StringProtocol) throws(CaseworkError) {
        let text = Substring(text)
        let characters = text.utf8.span
        guard let slash = place(of: UInt8(ascii: "/"), in: characters), isName(characters.extracting(0..<slash)),
            isName(characters.extracting(slash + 1..<characters.count))
        else { throw .badName(.role) }
        self.text = String(text)
    }

    package static func admin(of agency: AgencyName) -> RoleName {
        // Both halves are names already.
        RoleName(known: agency.text + "/admin")
    }

    private init(known text: String) {
        self.text = text
    }

    package var agency: AgencyName {
        // There is one slash.
        AgencyName(known: text[..<text.utf8.firstIndex(of: UInt8(ascii: "/"))!])
    }

    package var isAdmin: Bool { text.utf8.suffix(6).elementsEqual("/admin".utf8) }

    package static func < (first: Self, second: Self) -> Bool { first.text < second.text }
}

/// A part of a case that is sealed and shared by itself: `evidence`.
package struct CompartmentName: Hashable, Comparable, Sendable {
    package let text: String

    package init(_ text: some StringProtocol) throws(CaseworkError) {
        let text = Substring(text)
        guard isName(text.utf8.span) else { throw .badName(.compartment) }
        self.text = String(text)
    }

    private init(known text: String) {
        self.text = text
    }

    /// In every case, part of every grant: title, number, kind, day of opening.
    package static let summary = CompartmentName(known: "summary")
    /// Who the victim is.
    package static let identity = CompartmentName(known: "identity")

    package static func < (first: Self, second: Self) -> Bool { first.text < second.text }
}

/// What somebody opens a record for.
package enum Purpose: String, CaseIterable, Sendable {
    case pelaporan, pendampingan, penyelidikan, penyidikan, penuntutan, persidangan, pengawasan, darurat

    package init(_ text: some StringProtocol) throws(CaseworkError) {
        guard let purpose = Purpose(rawValue: String(text)) else { throw .badName(.purpose) }
        self = purpose
    }
}

/// What a role may do.
package enum Capability: String, CaseIterable, Sendable {
    case create, add, share, search, approve, audit

    package init(_ text: some StringProtocol) throws(CaseworkError) {
        guard let capability = Capability(rawValue: String(text)) else { throw .badName(.capability) }
        self = capability
    }
}

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

    fileprivate init(letter: Unicode.Scalar, random: UInt64, _ more: UInt32) {
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
    package init(_ text: some StringProtocol) throws(CaseworkError) {
        let text = Substring(text)
        guard let packed = PackedID(text.utf8.span, letters: Self.letters) else { throw .badName(.id) }
        self.init(packed)
    }

    /// Nil unless `text` is an id of this kind.
    package init?(_ text: Span<UInt8>) {
        guard let packed = PackedID(text, letters: Self.letters) else { return nil }
        self.init(packed)
    }

    package static func make(letter: Unicode.Scalar? = nil) -> Self {
        let bytes = Random.bytes(12)
        return Self(
            PackedID(
                letter: letter ?? letters[0], random: bytes[..<8].reduce(0) { $0 << 8 | UInt64($1) },
                bytes[8...].reduce(0) { $0 << 8 | UInt32($1) }))
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

    package static func make(_ kind: RecordKind) -> RecordID { .make(letter: kind == .identity ? "I" : "D") }

    package var kind: RecordKind { packed.letter == UInt8(ascii: "I") ? .identity : .document }
}

package enum RecordKind: Sendable {
    case identity, document
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

/// The SHA-256 of the genesis text.
package struct VaultID: Hashable, Sendable {
    package let digest: Digest

    package init(_ digest: Digest) { self.digest = digest }

    package init(hex: String) throws(CaseworkError) {
        try self.init(hex: hex[...])
    }

    package init(hex: Substring) throws(CaseworkError) {
        guard let digest = Digest(hex: hex) else { throw .badName(.id) }
        self.digest = digest
    }

    package var text: String { digest.hex }
}
