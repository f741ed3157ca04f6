package import Sodium
package import Vocabulary

/// The lines of an action in a request: one list of them, by which they are read and by which they are written.
///
/// Each call takes the next line; or, where they are written, puts one with the value that is known, and gives it back.
package struct Lines {
    private var reader: FieldReader?
    private var writer: FieldWriter?
    /// The action whose lines they are: of kinds with two names, which.
    let name: ActionName

    init(reading reader: FieldReader, of name: ActionName) { (self.reader, self.name) = (reader, name) }
    init(writing writer: FieldWriter, of name: ActionName) { (self.writer, self.name) = (writer, name) }

    var read: FieldReader { reader! }
    var written: FieldWriter { writer! }

    mutating func one<Value: LineValue>(_ key: String, _ known: Value?) throws(CaseworkError) -> Value {
        guard let known, writer != nil else { return try Value(reader!.take(key), of: key, reader!) }
        writer!.put(key, value: known)
        return known
    }

    /// One that may be absent.
    mutating func optional<Value: LineValue>(_ key: String, _ known: Value?) throws(CaseworkError) -> Value? {
        if writer != nil {
            if let known { writer!.put(key, value: known) }
            return known
        }
        guard let text = reader!.takeIfPresent(key) else { return nil }
        return try Value(text, of: key, reader!)
    }

    /// Any number of them.
    mutating func all<Value: LineValue>(_ key: String, _ known: [Value]?) throws(CaseworkError) -> [Value] {
        guard let known, writer != nil else {
            let texts = try reader!.takeAll(key)
            var values: [Value] = []
            values.reserveCapacity(texts.count)
            for text in texts { values.append(try Value(text, of: key, reader!)) }
            return values
        }
        for value in known { writer!.put(key, value: value) }
        return known
    }

    /// What is wrong with the line `key`.
    func fault(_ key: String) -> CaseworkError { reader?.fault(key) ?? .malformed(kind: .request, line: key) }
}

/// What stands behind the key of a line.
package protocol LineValue {
    /// Throws `malformed` for anything but what `add` writes.
    init(_ text: Substring, of key: String, _ reader: FieldReader) throws(CaseworkError)
    /// Writes a space and the value.
    func add(to writer: inout FieldWriter)
}

extension FieldWriter {
    fileprivate mutating func put(_ key: String, value: some LineValue) { put(key) { value.add(to: &$0) } }
}

extension LineValue where Self: WrittenName {
    package init(_ text: Substring, of key: String, _ reader: FieldReader) throws(CaseworkError) {
        guard let name = try? Self(text) else { throw reader.fault(key) }
        self = name
    }

    package func add(to writer: inout FieldWriter) { writer.add(text) }
}

extension Handle: LineValue {}
extension RoleName: LineValue {}
extension CompartmentName: LineValue {}
extension Purpose: LineValue {}
extension Permissions: LineValue {}

extension LineValue where Self: OpaqueID {
    package init(_ text: Substring, of key: String, _ reader: FieldReader) throws(CaseworkError) {
        guard let id = Self(text.utf8.span) else { throw reader.fault(key) }
        self = id
    }

    package func add(to writer: inout FieldWriter) { writer.add(self) }
}

extension CaseID: LineValue {}
extension RecordID: LineValue {}
extension GrantID: LineValue {}
extension AskID: LineValue {}

extension LineValue where Self: RawRepresentable<String> {
    package init(_ text: Substring, of key: String, _ reader: FieldReader) throws(CaseworkError) {
        guard let code = Self(rawValue: String(text)) else { throw reader.fault(key) }
        self = code
    }

    package func add(to writer: inout FieldWriter) { writer.add(rawValue) }
}

extension FindKind: LineValue {}
extension OutcomeCode: LineValue {}

extension ActionName: LineValue {
    package init(_ text: Substring, of key: String, _ reader: FieldReader) throws(CaseworkError) {
        guard let name = ActionName.named(text) else { throw reader.fault(key) }
        self = name
    }
}

extension Digest: LineValue {
    package init(_ text: Substring, of key: String, _ reader: FieldReader) throws(CaseworkError) {
        guard let digest = Digest(hex: text) else { throw reader.fault(key) }
        self = digest
    }

    package func add(to writer: inout FieldWriter) { writer.add(self) }
}

extension VaultID: LineValue {
    package init(_ text: Substring, of key: String, _ reader: FieldReader) throws(CaseworkError) {
        self.init(try Digest(text, of: key, reader))
    }

    package func add(to writer: inout FieldWriter) { writer.add(digest) }
}

extension UInt64: LineValue {
    package init(_ text: Substring, of key: String, _ reader: FieldReader) throws(CaseworkError) {
        self = try reader.number(text, key)
    }

    package func add(to writer: inout FieldWriter) { writer.add(self) }
}

/// Of a number that does not fit the largest there is: it is not what was written, and so the whole is refused.
extension Int: LineValue {
    package init(_ text: Substring, of key: String, _ reader: FieldReader) throws(CaseworkError) {
        self.init(clamping: try reader.number(text, key))
    }

    package func add(to writer: inout FieldWriter) { writer.add(UInt64(self)) }
}

/// `yes` or `no`.
extension Bool: LineValue {
    package init(_ text: Substring, of key: String, _ reader: FieldReader) throws(CaseworkError) {
        switch text {
        case "yes": self = true
        case "no": self = false
        case _: throw reader.fault(key)
        }
    }

    package func add(to writer: inout FieldWriter) { writer.add(self ? "yes" : "no") }
}

extension Instant: LineValue {
    package init(_ text: Substring, of key: String, _ reader: FieldReader) throws(CaseworkError) {
        guard let instant = try? Instant(text) else { throw reader.fault(key) }
        self = instant
    }

    package func add(to writer: inout FieldWriter) { writer.add(self) }
}

/// `evidence 2`.
extension EpochName: LineValue {
    package init(_ text: Substring, of key: String, _ reader: FieldReader) throws(CaseworkError) {
        let parts = try reader.pair(text, key)
        self.init(
            compartment: try CompartmentName(parts.0, of: key, reader), epoch: try Int(parts.1, of: key, reader))
    }

    package func add(to writer: inout FieldWriter) {
        writer.add(compartment.text)
        writer.add(UInt64(epoch))
    }
}

/// `unit-ppa/penyidik 1`.
extension RoleGeneration: LineValue {
    package init(_ text: Substring, of key: String, _ reader: FieldReader) throws(CaseworkError) {
        let parts = try reader.pair(text, key)
        self.init(role: try RoleName(parts.0, of: key, reader), generation: try Int(parts.1, of: key, reader))
    }

    package func add(to writer: inout FieldWriter) {
        writer.add(role.text)
        writer.add(UInt64(generation))
    }
}

/// `owner ROLE GENERATION`, `GRANT ROLE GENERATION` or `GRANT HANDLE`.
extension Holder: LineValue {
    package init(_ text: Substring, of key: String, _ reader: FieldReader) throws(CaseworkError) {
        let (first, rest) = try reader.pair(text, key)
        if first == "owner" {
            self = .owner(try RoleGeneration(rest, of: key, reader))
        } else if rest.utf8.contains(0x20) {
            self = .granted(try GrantID(first, of: key, reader), try RoleGeneration(rest, of: key, reader))
        } else {
            self = .person(try GrantID(first, of: key, reader), try Handle(rest, of: key, reader))
        }
    }

    package func add(to writer: inout FieldWriter) { writer.add(text) }
}
