package import Vocabulary

/// How a custodian's service does, in numbers alone: nobody, and nothing of what it keeps, is named (docs/format.md, "Condition").
package struct Condition: Hashable, Sendable {
    /// The version of the program that serves.
    package var program: String
    /// Entries of the ledger; 0 of a vault that waits for its founder.
    package var entries: UInt64 = 0
    package var lastEntry: Instant?
    /// Of each agency, how many entries came since the newest head that one of its people cosigned; the most first.
    package var unwitnessed: [UInt64] = []
    /// Asks that wait to be entered.
    package var waiting = 0
    package var connections = 0
    /// Bytes that are free on the vault's disk; nil where the system does not say.
    package var freeByteCount: Int?
    /// Whether there is room for anything new.
    package var takesNew = true
    /// Since it started: asks that were carried out, transactions that they took, and asks that were turned away, for there were
    /// too many.
    package var asks: UInt64 = 0
    package var groups: UInt64 = 0
    package var turnedAway: UInt64 = 0
    /// Processor time of whoever wrote them, in microseconds.
    package var writing: UInt64 = 0

    /// Whether since it started something of the vault, or of its disk, was found wrong.
    package var isTroubled = false

    package init(program: String) { self.program = program }

    /// So many bytes of the disk are the ledger's: with less, no document is taken.
    package static let reserve = 1 << 30

    /// What somebody has to see to.
    package var ills: [ServiceIll] {
        var ills: [ServiceIll] = []
        if entries == 0 { ills.append(.notFounded) }
        if isTroubled { ills.append(.troubled) }
        if !takesNew {
            ills.append(.full)
        } else if let freeByteCount, freeByteCount < Self.reserve {
            ills.append(.low)
        }
        return ills
    }
}
