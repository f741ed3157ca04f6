package import Sodium

/// An ASCII name: letters, digits, and what `extra` allows, beginning with a letter or digit, 1 to 64 characters.
///
/// Only ASCII, only lower case: no two names look alike or compare equal without being the same bytes.
private func isName(_ characters: some Collection<UInt8>, extra: (UInt8) -> Bool = { $0 == 0x2d }) -> Bool {
    func isAlphanumeric(_ character: UInt8) -> Bool {
        (0x61...0x7a).contains(character) || (0x30...0x39).contains(character)
    }
    guard let first = characters.first, characters.count <= 64, isAlphanumeric(first) else { return false }
    return characters.allSatisfy { isAlphanumeric($0) || extra($0) }
}

/// The two parts of `text` around the only `separator`; nil where there is none, or another.
private func halves(_ text: some StringProtocol, _ separator: UInt8) -> (ArraySlice<UInt8>, ArraySlice<UInt8>)? {
    let characters = Array(text.utf8)
    guard let place = characters.firstIndex(of: separator), !characters[(place + 1)...].contains(separator) else {
        return nil
    }
    return (characters[..<place], characters[(place + 1)...])
}

/// The short name of an agency: `unit-ppa`.
package struct AgencyName: Hashable, Comparable, Sendable {
    package let text: String

    package init(_ text: some StringProtocol) throws(CaseworkError) {
        guard isName(text.utf8) else { throw .badName(.agency) }
        self.text = String(text)
    }

    fileprivate init?(_ characters: ArraySlice<UInt8>) {
        guard isName(characters) else { return nil }
        text = String(decoding: characters, as: UTF8.self)
    }

    package static func < (first: Self, second: Self) -> Bool { first.text < second.text }
}

/// A person of an agency: `siti@unit-ppa`. Never reused.
package struct Handle: Hashable, Comparable, Sendable {
    package let text: String
    package let agency: AgencyName

    package init(_ text: some StringProtocol) throws(CaseworkError) {
        guard let parts = halves(text, UInt8(ascii: "@")),
            isName(parts.0, extra: { $0 == 0x2d || $0 == 0x2e || $0 == 0x5f }), let agency = AgencyName(parts.1)
        else { throw .badName(.handle) }
        self.text = String(text)
        self.agency = agency
    }

    package static func < (first: Self, second: Self) -> Bool { first.text < second.text }
}

/// A role of an agency: `unit-ppa/penyidik`. `agency/admin` exists by itself.
package struct RoleName: Hashable, Comparable, Sendable {
    package let text: String
    package let agency: AgencyName

    package init(_ text: some StringProtocol) throws(CaseworkError) {
        guard let parts = halves(text, UInt8(ascii: "/")), isName(parts.1), let agency = AgencyName(parts.0) else {
            throw .badName(.role)
        }
        self.text = String(text)
        self.agency = agency
    }

    package static func admin(of agency: AgencyName) -> RoleName {
        // Both halves are names already.
        RoleName(text: agency.text + "/admin", agency: agency)
    }

    private init(text: String, agency: AgencyName) {
        self.text = text
        self.agency = agency
    }

    package var isAdmin: Bool { self == .admin(of: agency) }

    package static func < (first: Self, second: Self) -> Bool { first.text < second.text }
}

/// A part of a case that is sealed and shared by itself: `evidence`.
package struct CompartmentName: Hashable, Comparable, Sendable {
    package let text: String

    package init(_ text: some StringProtocol) throws(CaseworkError) {
        guard isName(text.utf8) else { throw .badName(.compartment) }
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
    static var letters: [String] { get }
    var text: String { get }
    init(checked text: String)
}

extension OpaqueID {
    package init(_ text: some StringProtocol) throws(CaseworkError) {
        let characters = Array(text.utf8)
        guard characters.count == 18, characters[1] == 0x2d,
            Self.letters.contains(where: { $0.utf8.first == characters[0] }),
            characters[2...].allSatisfy({ Crockford.digits.contains($0) })
        else { throw .badName(.id) }
        self.init(checked: String(text))
    }

    package static func make(letter: String? = nil) -> Self {
        let digits = Random.bytes(16).map { Crockford.digits[Int($0 & 31)] }
        return Self(checked: (letter ?? letters[0]) + "-" + String(decoding: digits, as: UTF8.self))
    }

    package static func < (first: Self, second: Self) -> Bool { first.text < second.text }
}

package enum Crockford {
    /// Without I, L, O and U, which are misread.
    package static let digits = Array("0123456789ABCDEFGHJKMNPQRSTVWXYZ".utf8)

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
    package static let letters = ["K"]
    package let text: String
    package init(checked text: String) { self.text = text }
}

/// An identity (`I-…`) or a document (`D-…`).
package struct RecordID: OpaqueID {
    package static let letters = ["I", "D"]
    package let text: String
    package init(checked text: String) { self.text = text }

    package static func make(_ kind: RecordKind) -> RecordID { .make(letter: kind == .identity ? "I" : "D") }

    package var kind: RecordKind { text.utf8.first == UInt8(ascii: "I") ? .identity : .document }
}

package enum RecordKind: Sendable {
    case identity, document
}

package struct GrantID: OpaqueID {
    package static let letters = ["G"]
    package let text: String
    package init(checked text: String) { self.text = text }
}

/// Asks the owner of a case for a grant.
package struct AskID: OpaqueID {
    package static let letters = ["R"]
    package let text: String
    package init(checked text: String) { self.text = text }
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
