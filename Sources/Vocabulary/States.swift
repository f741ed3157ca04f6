package enum GrantState: String, CaseIterable, Sendable {
    case waiting, scheduled, active, expired, revoked
}

package enum PersonState: String, CaseIterable, Sendable {
    /// Asked for, and not approved yet: may do nothing, and is sealed no seed of the custodian's.
    case waiting
    case active, dismissed
}

package enum AskState: String, CaseIterable, Sendable {
    case waiting, granted, refused
}
