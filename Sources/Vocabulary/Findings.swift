/// What deserves a second look in the ledger.
package enum SuspicionKind: String, CaseIterable, Sendable {
    case burst
    case purpose
    case lateOpening = "late-opening"
    case denials
    case fruitlessSearches = "fruitless-searches"
    case outsideHours = "outside-hours"
}

/// How a key came to be exposed, as far as it is known.
package enum ExposureCause: String, CaseIterable, Sendable {
    case lostDevice = "lost-device"
    case disloyalOfficer = "disloyal-officer"
    case unknown
}
