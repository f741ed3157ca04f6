package import Wire

extension Source {
    /// These bytes, and then the end.
    package convenience init(_ bytes: [UInt8]) {
        var rest = bytes[...]
        self.init { limit in
            defer { rest = rest.dropFirst(limit) }
            return Array(rest.prefix(limit))
        }
    }
}

extension Message {
    /// Nil where the stream ends before one.
    package static func next(from source: Source, limit: (FrameType) -> Int) throws -> Message? {
        guard let first = try Frame.next(from: source) else { return nil }
        return try Message(first, restFrom: source, limit: limit(first.type))
    }
}
