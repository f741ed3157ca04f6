import Casework
import Glibc
import Sodium
import Vocabulary

/// Makes a large vault, and measures what its size costs.
///
///     scale make FOLDER ENTRIES CASES [SEED]     a vault in FOLDER/vault, keys beside it
///     scale compare SMALL LARGE                  appending, proving and opening in both, alternately
@main
enum Scale {
    static func main() {
        Hardening.apply()
        do {
            try run()
        } catch {
            print("scale: \(error)")
            exit(1)
        }
    }

    private static func run() throws {
        let words = Array(CommandLine.arguments.dropFirst())
        switch words.first {
        case "make" where (4...5).contains(words.count):
            guard let entries = UInt64(words[2]), let cases = Int(words[3]),
                let seed = UInt64(words.count == 5 ? words[4] : "1")
            else { usage() }
            let town = try Town(founding: words[1], at: try Instant("2024-01-02T01:00:00Z"))
            var making = Making(town, entries: entries, cases: cases, seed: seed) { print($0) }
            try making.run()
            print("\(try town.size()) entries, \(cases) cases, seed \(seed)")
        case "compare" where words.count == 3:
            try Comparing(small: words[1], large: words[2]).run()
        default: usage()
        }
    }

    private static func usage() -> Never {
        print("usage: scale make FOLDER ENTRIES CASES [SEED] | scale compare SMALL LARGE")
        exit(64)
    }
}
