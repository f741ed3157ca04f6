import Casework
package import Ledger
package import Vocabulary

/// The cases that a role holds, and of those that were asked for the identities, as they are listed.
package struct Census: Sendable {
    package let role: RoleName
    /// When the last of it was released.
    package let time: Instant
    package let head: TreeHead
    package let cases: [CaseSummary]
    /// Of each case asked for whose identities the role holds.
    package let identities: [CaseID: [RecordSummary]]
}

extension Officer {
    /// All cases of the role, and the listed identities of those that `isCounted` picks. No identity is opened: what is
    /// counted stands in their sealed metadata. The listings are durable together, 256 at a time.
    package func census(of isCounted: (CaseSummary) -> Bool) throws -> Census {
        let role = try role(for: .caseList)
        var cases: [CaseSummary] = []
        var time = Instant(seconds: 0)
        var after: CaseID?
        repeat {
            let done = try ask(.listCases(after: after, limit: Listing.caseLimit), as: role)
            cases += try verifyListing(done).map { try summary(keys(of: $0, done)) }
            after = done.released.nextCase
            time = done.entry.time
        } while after != nil
        let listed = cases.filter { $0.compartments.contains(.identity) && isCounted($0) }
        var identities: [CaseID: [RecordSummary]] = [:]
        for start in stride(from: 0, to: listed.count, by: Call.limit) {
            let part = listed[start...].prefix(Call.limit)
            for done in try ask(part.map { Draft(action: .list(.identity, $0.id), role: role) }) {
                let keys = try keys(done)
                identities[keys.state.id] = try summaries([.identity], keys, done)
                time = done.entry.time
            }
        }
        return Census(role: role, time: time, head: head, cases: cases, identities: identities)
    }
}
