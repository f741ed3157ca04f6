package import Vocabulary

/// What a review of the ledger is made of.
package struct ReviewInput: Sendable {
    package let origin: Origin
    package let period: Period
    /// In the order of the ledger.
    package let acts: [Act]
    package let cases: [CaseLine]
    package let grants: [GrantSummary]
    package let grantOpenings: [GrantID: Openings]
    package let roles: [RoleLine]

    package init(
        origin: Origin, period: Period, acts: [Act], cases: [CaseLine], grants: [GrantSummary],
        grantOpenings: [GrantID: Openings], roles: [RoleLine]
    ) {
        self.origin = origin
        self.period = period
        self.acts = acts
        self.cases = cases
        self.grants = grants
        self.grantOpenings = grantOpenings
        self.roles = roles
    }
}
