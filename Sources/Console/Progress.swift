import Reports
package import Texts
import Vocabulary

/// A line on standard error while something lasts: what, how much is done, how fast, how long still.
///
/// It is drawn over itself, first after a second, and is gone when this ends or is let go.
package final class Progress {
    private let activity: Activity
    private let total: Int?
    private let language: Language
    private let isShown: Bool
    private let start = ContinuousClock.now
    private var pace: Pace
    private var done = 0
    private var drawnWidth = 0

    /// `total` and what is advanced by are bytes; a `total` of nil is one that is not known.
    package init(_ activity: Activity, total: Int?, _ language: Language, isShown: Bool) {
        self.activity = activity
        self.total = total
        self.language = language
        self.isShown = isShown
        pace = Pace(total: total)
    }

    deinit { finish() }

    package func advance(by byteCount: Int) {
        done += byteCount
        guard isShown else { return }
        let elapsed = start.duration(to: .now)
        if pace.isDue(at: elapsed) { draw(elapsed) }
    }

    /// Clears the line: whoever speaks next finds it empty.
    package func finish() {
        guard drawnWidth > 0 else { return }
        Terminal.redraw("\r" + String(repeating: " ", count: drawnWidth) + "\r")
        drawnWidth = 0
    }

    private func draw(_ elapsed: Duration) {
        let amount = Activity.amount(
            done: humanSize(done), total: total.map(humanSize),
            perSecond: humanSize(pace.rate(done: done, elapsed: elapsed)),
            left: pace.secondsLeft(done: done, elapsed: elapsed), language)
        // The last column stays free: a full one would wrap.
        let room = Terminal.errorWidth - 1
        let what = shortened(activity.text(language), to: max(room - displayWidth(amount) - 2, 1))
        let line = shortened(what + "  " + amount, to: room)
        let width = displayWidth(line)
        Terminal.redraw("\r" + line + String(repeating: " ", count: max(0, drawnWidth - width)))
        drawnWidth = width
    }
}
