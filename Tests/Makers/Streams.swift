import Sodium
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

    /// `read` gives at most so many bytes, as soon as there are some; none at the end.
    package convenience init(_ read: @escaping (_ limit: Int) throws -> [UInt8]) {
        self.init { buffer in
            let bytes = try read(buffer.count)
            buffer.replace(from: 0, with: bytes.span)
            return bytes.count
        }
    }
}

extension Message {
    /// As they follow each other.
    package var frames: [Frame] {
        stride(from: 0, through: body.count, by: Frame.bodyLimit).map { start in
            Frame(start == 0 ? type : .part, Array(body[start..<min(start + Frame.bodyLimit, body.count)]))
        }
    }

    /// Nil where the stream ends before one.
    package static func next(from source: Source, limit: (FrameType) -> Int) throws -> Message? {
        guard let first = try Frame.next(from: source) else { return nil }
        return try Message(first, restFrom: source, limit: limit(first.type))
    }
}
