import Reports
import Synchronization
package import Texts
import Vocabulary

/// A line on standard error while something lasts: what, how far it is, how long still.
///
/// It is drawn over itself, first after a second, and is gone when this is let go.
package final class StatusLine: Sendable {
    private struct State {
        var pace = Pace(total: nil)
        var byteCount = 0
        /// What was done when counting began.
        var first: Int?
        var drawnWidth = 0
        var isOver = false
    }

    private let activity: Activity
    private let language: Language
    private let isShown: Bool
    private let start = ContinuousClock.now
    private let state = Mutex(State())

    package init(_ activity: Activity, _ language: Language, isShown: Bool) {
        self.activity = activity
        self.language = language
        self.isShown = isShown
    }

    deinit { clear() }

    /// So many more bytes are done, of `total` in all, where that is known.
    package func advance(by count: Int, of total: Int?) {
        guard isShown else { return }
        state.withLock { state in
            state.byteCount += count
            let elapsed = start.duration(to: .now)
            guard state.pace.isDue(at: elapsed) else { return }
            let pace = Pace(total: total)
            draw(
                Activity.amount(
                    done: humanSize(state.byteCount), total: total.map(humanSize),
                    perSecond: humanSize(pace.rate(done: state.byteCount, elapsed: elapsed)),
                    left: pace.secondsLeft(done: state.byteCount, elapsed: elapsed), language), &state)
        }
    }

    /// So many of `total` things are done.
    package func reach(_ done: Int, of total: Int) {
        guard isShown else { return }
        state.withLock { state in
            let began = state.first ?? done
            state.first = began
            let elapsed = start.duration(to: .now)
            guard state.pace.isDue(at: elapsed) else { return }
            let left = Pace(total: total - began).secondsLeft(done: done - began, elapsed: elapsed)
            draw(Activity.count(done: done, total: total, left: left, language), &state)
        }
    }

    /// Shows for how long `body` lasts, which can't say how far it is. Once: nothing is drawn after it.
    package func wait<R>(for body: () throws -> R) rethrows -> R {
        if isShown {
            Task.detached { [weak self] in
                try? await Task.sleep(for: .seconds(1))
                while self?.drawClock() == true { try? await Task.sleep(for: .milliseconds(500)) }
            }
        }
        defer {
            // At once: else the clock could be drawn between, for nobody to take away.
            state.withLock { state in
                Self.erase(&state)
                state.isOver = true
            }
        }
        return try body()
    }

    /// Empties the line: whoever speaks next finds it so. What is done later is drawn again.
    package func clear() {
        state.withLock { Self.erase(&$0) }
    }

    private static func erase(_ state: inout State) {
        if state.drawnWidth > 0 { Terminal.redraw("\r" + String(repeating: " ", count: state.drawnWidth) + "\r") }
        state.drawnWidth = 0
    }

    /// False when it is over.
    private func drawClock() -> Bool {
        let seconds = Int(start.duration(to: .now) / .seconds(1))
        return state.withLock { state in
            guard !state.isOver else { return false }
            draw("\(seconds / 60):\(seconds % 60 < 10 ? "0" : "")\(seconds % 60)", &state)
            return true
        }
    }

    private func draw(_ amount: String, _ state: inout State) {
        // The last column stays free: a full one would wrap.
        let room = Terminal.errorWidth - 1
        let what = shortened(activity.text(language), to: max(room - displayWidth(amount) - 2, 1))
        let line = shortened(what + "  " + amount, to: room)
        let width = displayWidth(line)
        Terminal.redraw("\r" + line + String(repeating: " ", count: max(0, state.drawnWidth - width)))
        state.drawnWidth = width
    }
}
