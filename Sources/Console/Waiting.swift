import Reports
import Synchronization
package import Texts
import Vocabulary

/// A line on standard error while something lasts that can't say how far it is: what, and for how long by now.
///
/// First drawn after a second, gone when this ends.
package final class Waiting: Sendable {
    private struct State {
        var drawnWidth = 0
        var isOver = false
    }

    private let activity: Activity
    private let language: Language
    private let start = ContinuousClock.now
    private let state = Mutex(State())

    package init(_ activity: Activity, _ language: Language, isShown: Bool) {
        self.activity = activity
        self.language = language
        guard isShown else { return }
        Task.detached { [weak self] in
            try? await Task.sleep(for: .seconds(1))
            while self?.draw() == true { try? await Task.sleep(for: .milliseconds(500)) }
        }
    }

    package func finish() {
        state.withLock { state in
            if state.drawnWidth > 0 { Terminal.redraw("\r" + String(repeating: " ", count: state.drawnWidth) + "\r") }
            state.isOver = true
        }
    }

    /// False when it is over.
    private func draw() -> Bool {
        let seconds = Int(start.duration(to: .now) / .seconds(1))
        let clock = "\(seconds / 60):\(seconds % 60 < 10 ? "0" : "")\(seconds % 60)"
        let line = shortened(activity.text(language) + "  " + clock, to: Terminal.errorWidth - 1)
        return state.withLock { state in
            guard !state.isOver else { return false }
            Terminal.redraw("\r" + line)
            state.drawnWidth = displayWidth(line)
            return true
        }
    }
}
