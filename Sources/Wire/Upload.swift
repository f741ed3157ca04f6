import Sodium

/// How much may be under way of what is staged, before the other side has said that it is taken.
package enum Upload {
    /// Full frames, of which each so many are told to be taken: 8 MiB.
    package static let windowCount = 128
    /// Windows that nobody has told of yet: 16 MiB.
    static let windowLimit = 2
}

/// Cuts what is pushed into frames, each full but for the last.
struct FrameWriter {
    private var rest: [UInt8] = []
    private var isFirst = true

    /// Hands out every full frame.
    mutating func take(_ bytes: Span<UInt8>, _ send: (Frame) throws -> Void) throws {
        var start = 0
        while start < bytes.count {
            let count = min(Frame.bodyLimit - rest.count, bytes.count - start)
            rest.append(bytes.extracting(start..<(start + count)))
            start += count
            if rest.count == Frame.bodyLimit { try send(next()) }
        }
    }

    /// The last one: shorter than a full one, and maybe empty.
    mutating func next() -> Frame {
        defer {
            rest.removeAll(keepingCapacity: true)
            isFirst = false
        }
        return Frame(isFirst ? .stage : .part, rest)
    }
}
