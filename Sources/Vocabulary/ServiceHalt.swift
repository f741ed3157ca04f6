/// Why a custodian that is served stands still until whoever runs it has looked.
package enum ServiceHalt: Error, Hashable, Sendable {
    /// The clock moved by so many seconds against the time that passed: back where it is negative.
    case clockJumped(seconds: Int64)
    /// The last entry is of a later time than now.
    case clockBehind(last: Instant, now: Instant)
    /// The last entry is long past.
    case clockFarAhead(last: Instant, now: Instant)
    /// The custodian signed a head with so many entries, and the ledger that is there has fewer, or others.
    case otherLedger(signed: UInt64, size: UInt64)
    /// The file of the last head is another vault's, or none.
    case headUnreadable(path: String)

    /// For programs.
    package var name: String {
        switch self {
        case .clockJumped: "clock-jumped"
        case .clockBehind: "clock-behind"
        case .clockFarAhead: "clock-far-ahead"
        case .otherLedger: "other-ledger"
        case .headUnreadable: "head-unreadable"
        }
    }
}
