/// How fast something goes that takes a while, and when that is worth a line.
package struct Pace: Sendable {
    private let total: Int?
    private var lastDrawn: Duration?

    /// What is over sooner needs no line.
    package static let patience = Duration.seconds(1)
    /// Ten lines a second are enough for any eye.
    package static let interval = Duration.milliseconds(100)

    package init(total: Int?) {
        self.total = total
    }

    /// Whether a line is due at `elapsed` since the start; if so, it counts as drawn.
    package mutating func isDue(at elapsed: Duration) -> Bool {
        guard elapsed >= Self.patience, lastDrawn.map({ elapsed - $0 >= Self.interval }) ?? true else { return false }
        lastDrawn = elapsed
        return true
    }

    /// What is done in a second, on the average since the start.
    package func rate(done: Int, elapsed: Duration) -> Int {
        elapsed > .zero ? Int(Double(done) / (elapsed / .seconds(1))) : 0
    }

    /// Seconds still to go at this pace; nil where the end is not known.
    package func secondsLeft(done: Int, elapsed: Duration) -> Int? {
        let rate = rate(done: done, elapsed: elapsed)
        guard let total, rate > 0, done <= total else { return nil }
        return (total - done + rate - 1) / rate
    }
}
