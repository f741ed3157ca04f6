/// The names that `typed` was most likely meant for, the nearest first: within a third of its length in slips of the hand (a
/// letter too many, too few, exchanged, or two turned round), or of which it is the beginning.
package func nearest(_ typed: String, of names: some Sequence<String>, limit: Int = 3) -> [String] {
    let wanted = spelling(typed)
    guard !wanted.isEmpty, wanted.count <= 64 else { return [] }
    let bound = min(3, wanted.count / 3)
    var found: [(distance: Int, name: String)] = []
    for name in names where !found.contains(where: { $0.name == name }) {
        let letters = spelling(name)
        if wanted.count > 1, letters.starts(with: wanted) {
            found.append((0, name))
        } else if abs(letters.count - wanted.count) <= bound {
            let distance = distance(wanted, letters)
            if distance <= bound { found.append((distance, name)) }
        }
    }
    return found.enumerated().sorted { ($0.element.distance, $0.offset) < ($1.element.distance, $1.offset) }
        .prefix(limit).map(\.element.name)
}

/// In small letters; a low line is a hyphen.
private func spelling(_ text: String) -> [Unicode.Scalar] {
    text.lowercased().unicodeScalars.map { $0 == "_" ? "-" : $0 }
}

/// Of Damerau and Levenshtein, where no place is changed twice ("optimal string alignment").
private func distance(_ first: [Unicode.Scalar], _ second: [Unicode.Scalar]) -> Int {
    var (before, last) = ([Int](), Array(0...second.count))
    for (row, letter) in first.enumerated() {
        var next = [row + 1]
        for (column, other) in second.enumerated() {
            var best = min(last[column + 1] + 1, next[column] + 1, last[column] + (letter == other ? 0 : 1))
            if row > 0, column > 0, letter == second[column - 1], first[row - 1] == other {
                best = min(best, before[column - 1] + 1)
            }
            next.append(best)
        }
        (before, last) = (last, next)
    }
    return last[second.count]
}
