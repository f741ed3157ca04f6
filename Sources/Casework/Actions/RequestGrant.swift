package import Sodium
package import Vocabulary

/// What a role that holds nothing of a case, or not enough, asks its owner for.
package struct Ask: Hashable, Sendable {
    package let id: AskID
    package let caseID: CaseID
    package let compartments: [CompartmentName]
    package let purpose: Purpose
    /// What the role would do with it: the grant allows no more.
    package let allow: Permissions
    package let basis: Digest

    package init(
        id: AskID, caseID: CaseID, compartments: [CompartmentName], purpose: Purpose, allow: Permissions = .usual,
        basis: Digest
    ) {
        self.id = id
        self.caseID = caseID
        self.compartments = compartments.sorted()
        self.purpose = purpose
        self.allow = allow
        self.basis = basis
    }
}

package struct RequestGrant: CaseChange, InCase {
    package let ask: Ask

    /// Of one role there are this many unanswered asks in a case at most.
    package static let limit = 3

    package var name: ActionName { .grantRequest }

    package init(_ lines: inout Lines, _ known: Self?) throws(CaseworkError) {
        let old = known?.ask
        ask = Ask(
            id: try lines.one("ask", old?.id), caseID: try lines.one("case", old?.caseID),
            compartments: try lines.all("compartment", old?.compartments),
            purpose: try lines.one("purpose", old?.purpose), allow: try lines.one("allow", old?.allow),
            basis: try lines.one("basis", old?.basis))
    }

    init(ask: Ask) { self.ask = ask }

    package var about: About {
        About(caseID: ask.caseID, ask: ask.id, purpose: ask.purpose, text: (.basis, ask.basis))
    }

    package static var performer: Performer { .officer }

    package func judge(_ policy: Policy, _ request: Request, in state: CaseState) throws(Objection) -> Access {
        guard request.role != state.owner else { throw .denied(.ownRole) }
        if state.isClosed { throw .denied(.caseClosed) }
        guard !ask.compartments.isEmpty, Set(ask.compartments).count == ask.compartments.count else {
            throw .refused(.malformed)
        }
        guard ask.compartments.allSatisfy({ $0 != .summary && state.epochs[$0] != nil }) else {
            throw .refused(.unknownCompartment)
        }
        guard state.asks[ask.id] == nil else { throw .refused(.idTaken) }
        let open = state.asks.values.count { $0.role == request.role && $0.answered == nil }
        guard open < Self.limit else { throw .refused(.alreadyDone) }
        return .asker
    }

    package func cargo(_ request: Request, _ roster: Roster, _ state: CaseState?) -> Cargo { Cargo([.basis]) }
    package var release: Release { .nothing }

    package func change(_ state: inout CaseState, by entry: Entry) throws(Unfitting) {
        guard state.asks[ask.id] == nil else { throw Unfitting() }
        state.asks[ask.id] = CaseState.Asked(
            ask: ask, sequence: entry.sequence, time: entry.time, actor: entry.request.actor, role: entry.request.role)
    }

    package func marks(_ request: Request) -> [Mark] { [.ask(ask.id)] }
}

extension Action {
    package static func requestGrant(_ ask: Ask) -> Action { Action(RequestGrant(ask: ask)) }
}
