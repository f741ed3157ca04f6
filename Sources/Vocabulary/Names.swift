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

/// A name that is written as it is and in one way only.
package protocol WrittenName: Hashable, Comparable, Sendable {
    var text: String { get }
    init(_ text: Substring) throws(BadName)
}

extension WrittenName {
    package init(_ text: String) throws(BadName) { try self.init(text[...]) }

    package static func < (first: Self, second: Self) -> Bool { first.text < second.text }
}

/// The short name of an agency: `unit-ppa`.
package struct AgencyName: WrittenName {
    package let text: String

    package init(_ text: Substring) throws(BadName) {
        guard isName(text.utf8.span) else { throw BadName(.agency) }
        self.text = String(text)
    }

    fileprivate init(known text: Substring) {
        self.text = String(text)
    }
}

/// A person of an agency: `siti@unit-ppa`. Never reused.
package struct Handle: WrittenName {
    package let text: String

    package init(_ text: Substring) throws(BadName) {
        let characters = text.utf8.span
        guard let at = place(of: UInt8(ascii: "@"), in: characters),
            isName(characters.extracting(0..<at), extra: { $0 == 0x2d || $0 == 0x2e || $0 == 0x5f }),
            isName(characters.extracting(at + 1..<characters.count))
        else { throw BadName(.handle) }
        self.text = String(text)
    }

    package var agency: AgencyName {
        // There is one at sign.
        AgencyName(known: text[text.utf8.index(after: text.utf8.firstIndex(of: UInt8(ascii: "@"))!)...])
    }
}

/// A role of an agency: `unit-ppa/penyidik`. `agency/admin` exists by itself.
package struct RoleName: WrittenName {
    package let text: String

    package init(_ text: Substring) throws(BadName) {
        let characters = text.utf8.span
        guard let slash = place(of: UInt8(ascii: "/"), in: characters), isName(characters.extracting(0..<slash)),
            isName(characters.extracting(slash + 1..<characters.count))
        else { throw BadName(.role) }
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
}

/// A part of a case that is sealed and shared by itself: `evidence`.
package struct CompartmentName: WrittenName {
    package let text: String

    package init(_ text: Substring) throws(BadName) {
        guard isName(text.utf8.span) else { throw BadName(.compartment) }
        self.text = String(text)
    }

    private init(known text: String) {
        self.text = text
    }

    /// In every case, part of every grant: title, number, kind, day of opening.
    package static let summary = CompartmentName(known: "summary")
    /// Who the victim is.
    package static let identity = CompartmentName(known: "identity")
}

/// What somebody opens a record for: one of those that the charter lists.
package struct Purpose: WrittenName {
    package let text: String

    package init(_ text: Substring) throws(BadName) {
        guard isName(text.utf8.span) else { throw BadName(.purpose) }
        self.text = String(text)
    }

    private init(known text: String) {
        self.text = text
    }

    // Those of a charter whose keys file names none. Oversight (`pengawasan`) and emergency (`darurat`) a review looks at
    // by themselves.
    package static let pelaporan = Purpose(known: "pelaporan")
    package static let pendampingan = Purpose(known: "pendampingan")
    package static let penyelidikan = Purpose(known: "penyelidikan")
    package static let penyidikan = Purpose(known: "penyidikan")
    package static let penuntutan = Purpose(known: "penuntutan")
    package static let persidangan = Purpose(known: "persidangan")
    package static let pengawasan = Purpose(known: "pengawasan")
    package static let darurat = Purpose(known: "darurat")

    package static let usual: [Purpose] = [
        .pelaporan, .pendampingan, .penyelidikan, .penyidikan, .penuntutan, .persidangan, .pengawasan, .darurat,
    ]
}
