package import Casework
package import Sodium
package import Vocabulary

/// What a field does not say of itself: the tag does.
struct NotAField: Error {}

extension Array: Field where Element == UInt8 {
    package init(field bytes: ArraySlice<UInt8>) { self = Array(bytes) }
    package var fieldBytes: [UInt8] { self }
}

extension UInt64: Field {
    /// Eight bytes, the highest first.
    package init(field bytes: ArraySlice<UInt8>) throws {
        guard bytes.count == 8 else { throw NotAField() }
        self = bytes.reduce(0) { $0 << 8 | UInt64($1) }
    }

    package var fieldBytes: [UInt8] { Sodium.bigEndian(self) }
}

extension Int: Field {
    /// As a `UInt64`: none is below zero.
    package init(field bytes: ArraySlice<UInt8>) throws {
        guard let number = Int(exactly: try UInt64(field: bytes)) else { throw NotAField() }
        self = number
    }

    package var fieldBytes: [UInt8] { UInt64(self).fieldBytes }
}

extension Digest: Field {
    package init(field bytes: ArraySlice<UInt8>) throws {
        guard let digest = Digest(Array(bytes)) else { throw NotAField() }
        self = digest
    }

    package var fieldBytes: [UInt8] { bytes }
}

extension String: Field {
    package init(field bytes: ArraySlice<UInt8>) throws {
        guard let text = String(validating: bytes, as: UTF8.self) else { throw NotAField() }
        self = text
    }

    package var fieldBytes: [UInt8] { Array(utf8) }
}

/// The version of a program. It ends on a terminal, before it is known who says it: it has no room for a sentence.
struct ProgramVersion: Field {
    static let byteLimit = 32
    let text: String

    init(_ text: String) { self.text = text }

    init(field bytes: ArraySlice<UInt8>) throws {
        let text = try String(field: bytes)
        guard bytes.count <= Self.byteLimit,
            text.unicodeScalars.allSatisfy({
                $0.isASCII && ($0.properties.isAlphabetic || "0123456789.-+".unicodeScalars.contains($0))
            })
        else { throw NotAField() }
        self.text = text
    }

    var fieldBytes: [UInt8] { text.fieldBytes }
}

/// What is written as a text, and in one way only.
package protocol TextField: Field {
    init(_ text: Substring) throws(BadName)
    var text: String { get }
}

extension TextField {
    package init(field bytes: ArraySlice<UInt8>) throws { try self.init(try String(field: bytes)[...]) }
    package var fieldBytes: [UInt8] { Array(text.utf8) }
}

extension Handle: TextField {}
extension RoleName: TextField {}
extension CaseID: TextField {}
extension RecordID: TextField {}
extension Instant: TextField {}

/// What has one name out of few.
extension Field where Self: RawRepresentable<String> {
    package init(field bytes: ArraySlice<UInt8>) throws {
        guard let value = Self(rawValue: try String(field: bytes)) else { throw NotAField() }
        self = value
    }

    package var fieldBytes: [UInt8] { Array(rawValue.utf8) }
}

extension Half.Kind: Field {}
extension FoundAs: Field {}
extension Refusal: Field {}
extension ActionName: Field {}

extension ItemName: Field {
    /// ASCII that can be seen: which names there are, a manifest says.
    package init(field bytes: ArraySlice<UInt8>) throws {
        guard (1...300).contains(bytes.count), bytes.allSatisfy({ (0x20..<0x7f).contains($0) }) else {
            throw NotAField()
        }
        self.init(text: try String(field: bytes))
    }

    package var fieldBytes: [UInt8] { Array(text.utf8) }
}

extension Manifest: Field {
    package init(field bytes: ArraySlice<UInt8>) throws { try self.init(parsing: try String(field: bytes)) }
    package var fieldBytes: [UInt8] { Array(text.utf8) }
}

extension EpochName: Field {
    /// The compartment's name, a space, and the epoch's number from 1.
    package init(field bytes: ArraySlice<UInt8>) throws {
        let parts = try String(field: bytes).split(separator: " ", omittingEmptySubsequences: false)
        guard parts.count == 2, let number = Int(parts[1]), number > 0, String(number) == parts[1] else {
            throw NotAField()
        }
        self.init(compartment: try CompartmentName(parts[0]), epoch: number)
    }

    package var fieldBytes: [UInt8] { Array(text.utf8) }
}
