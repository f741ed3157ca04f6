import Casework
import Sodium

/// How much may be under way of what is staged, before the other side has said that it is on its disk.
package enum Window {
    /// Full frames, of which each so many are told to be taken: 8 MiB.
    package static let frames = 128
    /// The first of them are told before: 1 MiB. From then on nothing that is dropped has to begin anew.
    package static let firstFrames = 16
    /// Of those, what whoever sends keeps until it is taken: two windows, 16 MiB.
    package static let kept = 2 * frames
}

/// A payload that is being staged: what of it the custodian has not told to be on its disk is kept, to be sent again over another
/// connection.
///
/// That is ciphertext as it was sent: nothing is sealed twice, and no source is read twice.
struct Upload {
    /// What is cut off and not told to be taken: each full, but for the last of all.
    private(set) var kept: [[UInt8]] = []
    /// By which name it is gone on with, once that is known.
    private(set) var id: String?
    /// Of what was told to be taken.
    private(set) var takenCount = 0
    /// What is not a frame yet.
    private var rest: [UInt8] = []

    /// Hands out every full frame.
    mutating func cut(_ bytes: Span<UInt8>, _ send: (_ upload: inout Upload, _ body: [UInt8]) throws -> Void) throws {
        var start = 0
        while start < bytes.count {
            let count = min(Frame.bodyLimit - rest.count, bytes.count - start)
            rest.append(bytes.extracting(start..<(start + count)))
            start += count
            if rest.count == Frame.bodyLimit { try send(&self, next()) }
        }
    }

    /// The next frame; where it is not full, the last one: it may be empty.
    mutating func next() -> [UInt8] {
        defer { rest.removeAll(keepingCapacity: true) }
        kept.append(rest)
        return rest
    }

    /// Lets go of what is on the custodian's disk. False where it says what can't be.
    mutating func take(_ taken: Taken, again: Bool = false) -> Bool {
        let more = taken.byteCount - takenCount
        guard id ?? taken.id == taken.id, more % Frame.bodyLimit == 0, again ? more >= 0 : more > 0 else {
            return false
        }
        let frames = more / Frame.bodyLimit
        guard frames <= kept.count, kept.prefix(frames).allSatisfy({ $0.count == Frame.bodyLimit }) else {
            return false
        }
        id = taken.id
        takenCount = taken.byteCount
        kept.removeFirst(frames)
        return true
    }
}
