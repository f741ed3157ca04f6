import Casework
import Vocabulary

/// What was found damaged, each once, in the order of finding.
struct Damages {
    /// Who damages everything is told of this many places.
    private static let limit = 1_000

    private(set) var found: [Damage] = []
    private var known: Set<Damage> = []

    mutating func note(_ damage: Damage) {
        guard found.count < Self.limit, known.insert(damage).inserted else { return }
        found.append(damage)
    }
}
