import Dispatch
import Glibc
import Synchronization

/// The cores of the processor, put to work on many things alike.
package enum Cores {
    package static let count = max(1, sysconf(Int32(_SC_NPROCESSORS_ONLN)))

    /// `body` of every item, in the order of the items. Each core makes a context for itself.
    package static func map<Item: Sendable, Context, Result: Sendable>(
        _ items: [Item], context: @Sendable () -> Context, body: @Sendable (Context, Item) -> Result
    ) -> [Result] {
        // To wake another core takes longer than a few things take.
        if items.count < 8 {
            let context = context()
            return items.map { body(context, $0) }
        }
        let next = Atomic(0)
        let done = Mutex<[(index: Int, result: Result)]>([])
        DispatchQueue.concurrentPerform(iterations: count) { _ in
            var index = next.wrappingAdd(1, ordering: .relaxed).oldValue
            guard index < items.count else { return }
            let context = context()
            var mine: [(index: Int, result: Result)] = []
            while index < items.count {
                mine.append((index, body(context, items[index])))
                index = next.wrappingAdd(1, ordering: .relaxed).oldValue
            }
            done.withLock { $0 += mine }
        }
        return done.withLock { $0.sorted { $0.index < $1.index }.map(\.result) }
    }
}
