/// What deserves a second look in the ledger.
package enum SuspicionKind: String, CaseIterable, Sendable {
    case burst
    case purpose
    case lateOpening = "late-opening"
    case denials
    case fruitlessSearches = "fruitless-searches"
    case outsideHours = "outside-hours"
}

/// What every enrolled person's key reaches in a vault that is a folder, besides the cases: the custodian's seed is sealed to
/// each of them, and never changes.
package enum SharedReach: String, CaseIterable, Sendable {
    /// Who asked for what, when, for what.
    case ledger
    /// Legal bases and reasons of all agencies.
    case texts
    /// Whether a person whom somebody can name is in the vault, and in which cases: for this it takes the search key too.
    case guesses
    case signingKey = "signing-key"
}

/// How a key came to be exposed, as far as it is known.
package enum ExposureCause: String, CaseIterable, Sendable {
    case lostDevice = "lost-device"
    case disloyalOfficer = "disloyal-officer"
    case unknown
}
