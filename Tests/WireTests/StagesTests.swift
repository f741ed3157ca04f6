import Casework
import Sodium
import Testing
import Vocabulary

@testable import Service

/// What was staged and no request has claimed.
struct StagesTests {
    private let siti = (try? Handle("siti@unit-ppa"))!
    private let budi = (try? Handle("budi@unit-ppa"))!

    private func staged(_ id: String) -> Staged { Staged(id: id, byteCount: 1, digest: Digest.of(id)) }

    @Test func `it is its person's, and goes ten minutes after its connection`() {
        let stages = Stages()
        let now = ContinuousClock.now
        stages.add(staged("a"), of: siti, by: 1)
        stages.add(staged("b"), of: siti, by: 2)
        stages.add(staged("c"), of: siti, by: 1)
        // Nobody else's, and not another of that name.
        #expect(!stages.take([staged("a")], of: budi))
        #expect(!stages.take([Staged(id: "a", byteCount: 2, digest: Digest.of("a"))], of: siti))
        #expect(stages.take([staged("c")], of: siti) && !stages.take([staged("c")], of: siti))
        stages.leave(1, at: now)
        #expect(stages.takeExpired(at: now.advanced(by: .seconds(599))).isEmpty)
        #expect(stages.takeExpired(at: now.advanced(by: .seconds(600))) == [staged("a")])
        #expect(!stages.take([staged("a")], of: siti))
        // What has its connection stays as long as that.
        #expect(stages.takeExpired(at: now.advanced(by: .seconds(100_000))).isEmpty)
        #expect(stages.take([staged("b")], of: siti))
    }

    @Test func `what a request claims nobody else claims, and no time takes away meanwhile`() {
        let stages = Stages()
        let now = ContinuousClock.now
        for id in ["a", "b"] { stages.add(staged(id), of: siti, by: 1) }
        stages.leave(1, at: now)
        // All or none, each once.
        #expect(!stages.take([staged("a"), staged("x")], of: siti))
        #expect(!stages.take([staged("a"), staged("a")], of: siti))
        // Over another connection of the same person.
        #expect(stages.take([staged("a")], of: siti))
        #expect(stages.takeExpired(at: now.advanced(by: .seconds(600))) == [staged("b")])
        #expect(!stages.take([staged("a")], of: siti))
        // Given back for another attempt it has a connection again.
        stages.add(staged("a"), of: siti, by: 2)
        #expect(stages.takeExpired(at: now.advanced(by: .seconds(100_000))).isEmpty)
        #expect(stages.take([staged("a")], of: siti))
    }
}
