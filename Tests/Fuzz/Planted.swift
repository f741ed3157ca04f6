import Casework
import FuzzTargets
import Vocabulary

/// A parser with a bug put there on purpose: a fuzz job counts only if the fuzzer finds it.
///
/// A lock of fourteen bytes after a sound line, each looked at where the one before was right, and each right for one
/// value of four. A fuzzer that sees which branches ran opens it in seconds; one that guesses needs 2^28 tries, each of
/// which leaves the line sound.
let planted = Parser("planted") { bytes in
    guard let text = String(validating: bytes, as: UTF8.self),
        var reader = try? FieldReader(text, kind: .entry, first: "v1"), let value = try? reader.take("m")
    else { return .refused }
    var lock = Lock(bytes: Array(value.utf8))
    return isOpened(&lock) ? .broken("the planted bug, after \(lock.trace.count) steps") : .accepted
}

private struct Lock {
    let bytes: [UInt8]
    /// Keeps the comparisons apart: the optimiser would make one of them all.
    var trace: [UInt8] = []

    init(bytes: [UInt8]) { self.bytes = bytes }

    @inline(__always)
    mutating func fits(_ index: Int, _ rest: UInt8) -> Bool {
        guard bytes[index] & 3 == rest else { return false }
        trace.append(bytes[index])
        return true
    }
}

/// Written out: a loop would have one branch for all steps.
@inline(never)
private func isOpened(_ lock: inout Lock) -> Bool {
    guard lock.bytes.count >= 14 else { return false }
    return lock.fits(0, 2) && lock.fits(1, 1) && lock.fits(2, 3) && lock.fits(3, 1) && lock.fits(4, 2)
        && lock.fits(5, 3) && lock.fits(6, 3) && lock.fits(7, 2) && lock.fits(8, 1) && lock.fits(9, 2)
        && lock.fits(10, 3) && lock.fits(11, 1) && lock.fits(12, 1) && lock.fits(13, 2)
}
