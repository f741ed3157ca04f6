/// What a review of the ledger is made of.
package struct ReviewInput: Sendable {
    package let origin: Origin
    package let period: Period
    /// In the order of the ledger.
    package let acts: [Act]
    package let cases: [CaseLine]
    package let grants: [GrantLine]
    package let roles: [RoleLine]

    package init(
        origin: Origin, period: Period, acts: [Act], cases: [CaseLine], grants: [GrantLine], roles: [RoleLine]
    ) {
        self.origin = origin
        self.period = period
        self.acts = acts
        self.cases = cases
        self.grants = grants
        self.roles = roles
    }
}
