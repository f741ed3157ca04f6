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
        #expect(stages.isOwned(staged("a"), by: siti) && !stages.isOwned(staged("a"), by: budi))
        // Another of that name is not the one.
        #expect(!stages.isOwned(Staged(id: "a", byteCount: 2, digest: Digest.of("a")), by: siti))
        stages.forget(staged("c"))
        stages.leave(1, at: now)
        #expect(stages.takeExpired(at: now.advanced(by: .seconds(599))).isEmpty)
        // Over another connection of the same person it is theirs still.
        #expect(stages.isOwned(staged("a"), by: siti))
        #expect(stages.takeExpired(at: now.advanced(by: .seconds(600))) == [staged("a")])
        #expect(!stages.isOwned(staged("a"), by: siti))
        // What has its connection stays as long as that.
        #expect(stages.takeExpired(at: now.advanced(by: .seconds(100_000))).isEmpty)
        #expect(stages.isOwned(staged("b"), by: siti))
    }
}
