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
        // Of many each core takes several at a time, so that their results stay together.
        let step = max(1, items.count / (count * 16))
        let next = Atomic(0)
        let done = Mutex<[(start: Int, results: [Result])]>([])
        // A few are done before another core has begun.
        DispatchQueue.concurrentPerform(iterations: items.count < 8 ? min(1, items.count) : count) { _ in
            var start = next.wrappingAdd(step, ordering: .relaxed).oldValue
            guard start < items.count else { return }
            let context = context()
            while start < items.count {
                let results = items[start..<min(start + step, items.count)].map { body(context, $0) }
                done.withLock { $0.append((start, results)) }
                start = next.wrappingAdd(step, ordering: .relaxed).oldValue
            }
        }
        return done.withLock { $0.sorted { $0.start < $1.start }.flatMap(\.results) }
    }
}
