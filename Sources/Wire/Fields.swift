import Sodium

/// The fields of a body: one list of them, by which they are read and by which they are written.
///
/// A field is `u8 tag ‖ u32 length ‖ bytes`; tags ascend, and a list repeats its own. Each call takes the next field, or, where they are
/// written, puts one with the value that is known. So there is one way to write a body, and it is the one that is read.
package struct Fields {
    /// Nil where they are written.
    private var rest: ArraySlice<UInt8>?
    private var written: [UInt8] = []
    private var last: UInt8 = 0

    package init(reading body: ArraySlice<UInt8>) { rest = body }
    package init() {}

    /// A body that was written.
    package var bytes: [UInt8] { written }

    package mutating func one<Value: Field>(_ tag: UInt8, _ known: Value?) throws -> Value {
        guard let value = try optional(tag, known) else { throw WireError.malformed(tag: tag) }
        return value
    }

    /// One that may be absent.
    package mutating func optional<Value: Field>(_ tag: UInt8, _ known: Value?) throws -> Value? {
        try begin(tag)
        guard rest != nil else {
            if let known { put(tag, known.fieldBytes) }
            return known
        }
        return try take(tag)
    }

    /// Any number of them, at most `limit`.
    package mutating func all<Value: Field>(_ tag: UInt8, _ known: [Value]?, limit: Int = .max) throws -> [Value] {
        try begin(tag)
        guard rest != nil else {
            for value in known ?? [] { put(tag, value.fieldBytes) }
            return known ?? []
        }
        var values: [Value] = []
        while let value: Value = try take(tag) {
            guard values.count < limit else { throw WireError.malformed(tag: tag) }
            values.append(value)
        }
        return values
    }

    /// Whether something is so: a field without bytes, or none.
    package mutating func flag(_ tag: UInt8, _ known: Bool?) throws -> Bool {
        try optional(tag, known == true ? Nothing() : nil) != nil
    }

    /// Throws for anything left over.
    package func finish() throws {
        if let rest, let tag = rest.first { throw WireError.malformed(tag: tag) }
    }

    private mutating func begin(_ tag: UInt8) throws {
        precondition(tag > last, "tags ascend: \(tag) after \(last)")
        last = tag
    }

    private mutating func put(_ tag: UInt8, _ bytes: [UInt8]) {
        written.append(tag)
        append(UInt32(bytes.count), to: &written)
        written += bytes
    }

    private mutating func take<Value: Field>(_ tag: UInt8) throws -> Value? {
        guard let rest, rest.first == tag else { return nil }
        let head = rest.dropFirst().prefix(4)
        guard head.count == 4 else { throw WireError.malformed(tag: tag) }
        let count = Int(head.reduce(UInt32(0)) { $0 << 8 | UInt32($1) })
        let bytes = rest.dropFirst(5).prefix(count)
        guard bytes.count == count else { throw WireError.malformed(tag: tag) }
        self.rest = rest.dropFirst(5 + count)
        do { return try Value(field: bytes) } catch { throw WireError.malformed(tag: tag) }
    }
}

/// What a field can hold.
package protocol Field {
    /// Throws for anything but what `fieldBytes` gives.
    init(field bytes: ArraySlice<UInt8>) throws
    var fieldBytes: [UInt8] { get }
}

/// What has fields of its own, and is one where another has it.
package protocol Body: Field {
    init(_ fields: inout Fields, _ known: Self?) throws
}

extension Body {
    /// Strictly: nothing is left over, and what was read would be written as it stands.
    package init(reading body: [UInt8]) throws {
        try self.init(field: body[...])
        guard bodyBytes == body else { throw WireError.malformed(tag: 0) }
    }

    package var bodyBytes: [UInt8] {
        var fields = Fields()
        // Writing throws nothing: each field puts what is known.
        _ = try? Self(&fields, self)
        return fields.bytes
    }

    package init(field bytes: ArraySlice<UInt8>) throws {
        var fields = Fields(reading: bytes)
        self = try Self(&fields, nil)
        try fields.finish()
    }

    package var fieldBytes: [UInt8] { bodyBytes }
}

private struct Nothing: Field {
    init() {}
    init(field bytes: ArraySlice<UInt8>) throws { guard bytes.isEmpty else { throw NotAField() } }
    var fieldBytes: [UInt8] { [] }
}
