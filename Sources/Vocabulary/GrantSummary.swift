/// A grant as people are shown it, in lists and in reports.
package struct GrantSummary: Sendable {
    package let grant: GrantID
    package let caseID: CaseID
    package let to: RoleName
    /// Where it is to persons of the role alone, them.
    package let persons: [Handle]
    package let compartments: [CompartmentName]
    package let purpose: Purpose
    package let allow: Permissions
    package let from: Instant
    package let until: Instant
    package let by: Handle
    package let state: GrantState
    /// Whether the ledger has a receipt of whom it is to: they opened something with it, and its envelope was whole.
    package let isAccepted: Bool
    /// Its legal basis, where whoever looks may read it.
    package let basis: String?
    /// Likewise why it was revoked, if it was.
    package let reason: String?

    package init(
        grant: GrantID, caseID: CaseID, to: RoleName, persons: [Handle], compartments: [CompartmentName],
        purpose: Purpose, allow: Permissions, from: Instant, until: Instant, by: Handle, state: GrantState,
        isAccepted: Bool, basis: String?, reason: String? = nil
    ) {
        self.grant = grant
        self.caseID = caseID
        self.to = to
        self.persons = persons
        self.compartments = compartments
        self.purpose = purpose
        self.allow = allow
        self.from = from
        self.until = until
        self.by = by
        self.state = state
        self.isAccepted = isAccepted
        self.basis = basis
        self.reason = reason
    }
}
