import Vocabulary

/// The files of an exported ledger, besides its tiles (docs/format.md, "Ledger export").
package enum LedgerFile {
    package static let checkpoint = "checkpoint"
    static let policy = "tlog-policy"
    static let genesis = "genesis"
    static let charter = "charter"
    static let keysFile = "keys-file"
    /// For people; nobody signs it.
    package static let readMe = "README.txt"

    static let cards = "cards/"
    static let witnessed = "witnessed/"
    static func card(_ handle: Handle) -> String { cards + handle.text + ".card" }
    static func witnessed(_ handle: Handle) -> String { witnessed + handle.text }

    /// A link of the roster, with those of its items that are public.
    struct Link {
        private let folder: String

        init(_ position: Int) { folder = "links/" + sixDigits(position) + "/" }

        var note: String { folder + "note" }
        var manifest: String { folder + "manifest" }
        /// By its place in the manifest.
        func item(_ place: Int) -> String { folder + String(place) }
    }

    /// A single leaf with its proof, where the export is of one case.
    enum Leaf {
        /// By its number in the case, from 1.
        case entry(Int)
        /// By its position in the roster's chain, from 0.
        case link(Int)

        private var name: String {
            switch self {
            case .entry(let number): "entries/" + sixDigits(number)
            case .link(let position): "roster/" + sixDigits(position)
            }
        }

        var entry: String { name + ".entry" }
        var proof: String { name + ".tlog-proof" }
    }
}

/// Six digits or more.
private func sixDigits(_ number: Int) -> String {
    let digits = String(number)
    return String(repeating: "0", count: max(0, 6 - digits.utf8.count)) + digits
}
