package import Sodium
package import Vocabulary

/// What takes effect when enough people of the owning agency have approved the very request.
package protocol Approvable {
    /// The hash of the signed request, which approvals name.
    var request: Digest { get }
    /// Who asks for it.
    var asker: Handle { get }
    var approvals: [Handle: CaseState.Approval] { get set }
    func approvalsNeeded(_ charter: Charter) -> Int
    /// Whether `person` gets something by it.
    func isReceived(by person: Roster.Person) -> Bool
}

extension Approvable {
    /// The first approval at whose moment enough people had approved who were all still enrolled. What took effect then
    /// stays. Nil where there is none, or none is needed.
    package func decisiveApproval(_ roster: Roster) -> CaseState.Approval? {
        let needed = approvalsNeeded(roster.charter)
        guard needed > 0 else { return nil }
        return approvals.values.sorted { $0.sequence < $1.sequence }.first { last in
            approvals.count { handle, approval in
                guard approval.sequence <= last.sequence, let person = roster.people[handle] else { return false }
                return (person.dismissed ?? .max) >= last.rosterCount
            } >= needed
        }
    }

    package func isApproved(_ roster: Roster) -> Bool {
        approvalsNeeded(roster.charter) == 0 || decisiveApproval(roster) != nil
    }

    /// Whether `handle` may approve it: neither who asks nor who receives, by name or as a member of the role, and nobody
    /// twice.
    package func mayBeApproved(by handle: Handle, _ roster: Roster) -> Bool {
        approvals[handle] == nil && roster.people[handle].map { !isOwn(of: $0) } ?? false
    }

    /// Whether `person` asks for it, or gets something by it.
    func isOwn(of person: Roster.Person) -> Bool { person.card.handle == asker || isReceived(by: person) }

    /// False where another request is approved than the one that made it.
    mutating func take(_ approval: ApproveGrant, _ entry: Entry) -> Bool {
        guard approval.request == request else { return false }
        approvals[entry.request.actor] = CaseState.Approval(
            sequence: entry.sequence, time: entry.time, rosterCount: entry.request.roster.count)
        return true
    }
}

extension CaseState.Grant: Approvable {
    package var asker: Handle { granter }
    package func approvalsNeeded(_ charter: Charter) -> Int { terms.approvalsNeeded(charter) }

    package func isReceived(by person: Roster.Person) -> Bool {
        terms.persons.contains(person.card.handle) || person.roles.contains(terms.to)
    }
}

extension CaseState.Export: Approvable {
    package var asker: Handle { actor }

    package func approvalsNeeded(_ charter: Charter) -> Int {
        charter.approvalsNeeded(compartments)
    }

    /// Under their handle, or by their key alone.
    package func isReceived(by person: Roster.Person) -> Bool {
        let key = Digest.of(person.card.recipient)
        return terms.recipients.contains { $0.handle == person.card.handle || $0.digest == key }
    }
}

extension CaseState.Export {
    /// How long an approved export may be used: from the approval that sufficed on.
    package static let lifetimeSeconds: Int64 = 7 * 86_400

    package enum State: Hashable, Sendable {
        /// For an approval.
        case waiting
        /// Approved, and not used.
        case ready
        /// Its case left; records that it names may follow.
        case begun
        /// Ended, or its time is up.
        case over
    }

    package func state(_ roster: Roster, at now: Instant) -> State {
        if ended { return .over }
        guard isApproved(roster) else { return .waiting }
        let start = decisiveApproval(roster)?.time ?? time
        if now > start.adding(seconds: Self.lifetimeSeconds) || taken.count == terms.records.count { return .over }
        return used == nil ? .ready : .begun
    }
}
