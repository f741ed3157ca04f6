import Reports
package import Texts
import Vocabulary

/// A line on standard error while many things are gone through: what, how many of how many, how long still.
///
/// First drawn after a second, over itself, and gone when this ends or is let go.
package final class Counting {
    private let activity: Activity
    private let language: Language
    private let isShown: Bool
    private let start = ContinuousClock.now
    private var pace = Pace(total: nil)
    private var first: Int?
    private var drawnWidth = 0

    package init(_ activity: Activity, _ language: Language, isShown: Bool) {
        self.activity = activity
        self.language = language
        self.isShown = isShown
    }

    deinit { finish() }

    package func reach(_ done: Int, of total: Int) {
        guard isShown else { return }
        let began = first ?? done
        first = began
        let elapsed = start.duration(to: .now)
        guard pace.isDue(at: elapsed) else { return }
        let left = Pace(total: total - began).secondsLeft(done: done - began, elapsed: elapsed)
        draw(Activity.count(done: done, total: total, left: left, language))
    }

    /// Clears the line: whoever speaks next finds it empty.
    package func finish() {
        guard drawnWidth > 0 else { return }
        Terminal.redraw("\r" + String(repeating: " ", count: drawnWidth) + "\r")
        drawnWidth = 0
    }

    private func draw(_ amount: String) {
        let line = shortened(activity.text(language) + "  " + amount, to: Terminal.errorWidth - 1)
        let width = displayWidth(line)
        Terminal.redraw("\r" + line + String(repeating: " ", count: max(0, drawnWidth - width)))
        drawnWidth = width
    }
}
