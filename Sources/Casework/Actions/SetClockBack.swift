package import Vocabulary

/// Ends a jump of the clock that somebody confirmed wrongly: the admins of two agencies say which time it truly was. The entry of
/// the second is dated by that time, and so are those that follow.
package struct SetClockBack: RosterChange {
    package let backTo: Instant

    package var name: ActionName { .vaultClock }

    package init(_ lines: inout Lines, _ known: Self?) throws(CaseworkError) {
        backTo = try lines.one("back-to", known?.backTo)
    }

    init(backTo: Instant) { self.backTo = backTo }

    package var about: About { .nothing }
    package static var performer: Performer { .admin }

    package func judge(_ policy: Policy, _ request: Request) throws(Objection) -> Access? {
        try policy.require(Self.performer, request)
        guard backTo >= policy.roster.genesis.founded else { throw .refused(.clockNotAhead) }
        let waiting = policy.roster.clockProposal
        if let waiting, waiting.isOpen(to: request), waiting.backTo == backTo, waiting.agency == request.actor.agency {
            throw .refused(.alreadyDone)
        }
        return nil
    }

    package func cargo(_ request: Request, _ roster: Roster, _ state: CaseState?) -> Cargo { .none }
    package var release: Release { .nothing }

    package func change(_ roster: inout Roster, by link: RosterLink) throws {
        let agency = link.request.actor.agency
        guard backTo >= roster.genesis.founded else { throw link.refusal(.content) }
        if let waiting = roster.clockProposal, waiting.isOpen(to: link.request), waiting.backTo == backTo {
            guard waiting.agency != agency else { throw link.refusal(.approval) }
            roster.clockProposal = nil
            roster.clockSetBack = link.index
        } else {
            roster.clockProposal = .init(backTo: backTo, agency: agency, time: link.request.time)
        }
    }
}

extension Roster {
    /// What an admin said, and the admin of another agency has not yet said too.
    package struct ClockProposal: Hashable, Sendable {
        /// For so long the other has time: what ended by itself is not to be ended years later.
        private static let lifetimeSeconds: Int64 = 30 * 86_400

        package let backTo: Instant
        package let agency: AgencyName
        /// By the clock of who said it.
        let time: Instant

        func isOpen(to request: Request) -> Bool { request.time <= time.adding(seconds: Self.lifetimeSeconds) }
    }

    /// Whether the ledger's time went back after the chain had `count` links.
    package func wasSetBack(since count: Int) -> Bool { clockSetBack.map { $0 >= count } ?? false }

    /// The time to which `request`, where it is allowed, sets the ledger back; nil of every other.
    package func setsClockBack(_ request: Request) -> Instant? {
        guard let action = request.action.as(SetClockBack.self), let waiting = clockProposal,
            waiting.isOpen(to: request),
            waiting.backTo == action.backTo, waiting.agency != request.actor.agency, request.role.isAdmin
        else { return nil }
        return action.backTo
    }
}

extension Action {
    package static func setClockBack(to time: Instant) -> Action { Action(SetClockBack(backTo: time)) }
}
