import Reports
import Testing
import Vocabulary

struct PaceTests {
    @Test func `nothing is drawn in the first second, then ten times a second at most`() {
        var pace = Pace(total: 100)
        let drawn = stride(from: 0, through: 2_000, by: 10).filter { pace.isDue(at: .milliseconds($0)) }
        #expect(drawn.first == 1_000)
        #expect(drawn.count == 11)
    }

    @Test func `the time left is what is left at the pace so far`() {
        let pace = Pace(total: 1_000)
        #expect(pace.rate(done: 500, elapsed: .seconds(5)) == 100)
        #expect(pace.secondsLeft(done: 500, elapsed: .seconds(5)) == 5)
        #expect(pace.secondsLeft(done: 1_000, elapsed: .seconds(5)) == 0)
    }

    @Test func `what can't be known is not said`() {
        #expect(Pace(total: nil).secondsLeft(done: 500, elapsed: .seconds(5)) == nil)
        #expect(Pace(total: 10).secondsLeft(done: 0, elapsed: .seconds(5)) == nil)
        #expect(Pace(total: 10).secondsLeft(done: 20, elapsed: .seconds(5)) == nil)
        #expect(Pace(total: 10).rate(done: 5, elapsed: .zero) == 0)
    }
}
