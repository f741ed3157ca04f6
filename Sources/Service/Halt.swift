import Synchronization

/// The custodian writes nothing any more: then the service ends, with the reason.
package final class Halt: Sendable {
    private struct State: Sendable {
        var why: (any Error)?
        var then: (@Sendable () -> Void)?
    }

    private let state = Mutex(State())

    package init() {}

    /// Nil as long as it goes on.
    package var why: (any Error)? { state.withLock { $0.why } }

    @Sendable package func happen(_ why: any Error) {
        let then = state.withLock { state in
            state.why = why
            return state.then
        }
        then?()
    }

    /// `body` is run once it happens, or at once where it has.
    package func then(_ body: @escaping @Sendable () -> Void) {
        let hasHappened = state.withLock { state in
            state.then = body
            return state.why != nil
        }
        if hasHappened { body() }
    }
}
