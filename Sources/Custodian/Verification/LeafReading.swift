import Casework
import Cores
import Foundation
import Synchronization

/// Some rows, whose leaves other cores parse.
struct LeafReading {
    let rows: [LedgerRow]
    private let parsing: Parsing

    private final class Parsing: Sendable {
        let leaves = Mutex<[ReadLeaf?]>([])
        let done = DispatchSemaphore(value: 0)
    }

    init(_ stored: [(row: LedgerRow, leaf: [UInt8])]) {
        rows = stored.map(\.row)
        let (parsing, leaves) = (Parsing(), stored.map(\.leaf))
        self.parsing = parsing
        DispatchQueue.global(qos: .userInitiated).async {
            let parsed = Cores.map(leaves, context: {}) { _, leaf in try? ReadLeaf(parsing: leaf) }
            parsing.leaves.withLock { $0 = parsed }
            parsing.done.signal()
        }
    }

    /// The leaves in the order of their rows, nil where one does not parse. Asked for once.
    func leaves() -> [ReadLeaf?] {
        parsing.done.wait()
        return parsing.leaves.withLock { $0 }
    }
}
