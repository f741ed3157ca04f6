package import Sodium
package import Vocabulary

/// Approves the very enrolment that was asked for: the hash of its signed request.
package struct ApproveEnrolment: RosterChange {
    package let person: Handle
    let request: Digest

    package var name: ActionName { .personApprove }

    package init(_ lines: inout Lines, _ known: Self?) throws(CaseworkError) {
        person = try lines.one("person", known?.person)
        request = try lines.one("approves", known?.request)
    }

    init(person: Handle, request: Digest) { (self.person, self.request) = (person, request) }

    package var about: About { About(person: person) }
    /// Another agency's admin, while the person's own has too few approvers.
    package static var performer: Performer { .holder(of: .approve) }

    package func judge(_ policy: Policy, _ request: Request) throws(Objection) -> Access? {
        let roster = policy.roster
        guard let waiting = roster.people[person], person != roster.charter.admin(of: person.agency) else {
            throw .refused(.unknownPerson)
        }
        guard waiting.state == .waiting, waiting.approvals[request.actor] == nil else { throw .refused(.alreadyDone) }
        guard roster.joined.contains(request.actor.agency) else { throw .denied(.agencyNotJoined) }
        switch roster.approvalFault(by: request.actor, as: request.role, of: person) {
        case nil: break
        case .lacksCapability: throw .denied(.lacksCapability)
        case .foreignAgency: throw .denied(.foreignAgency)
        case .ownRequest: throw .denied(.ownRequest)
        }
        guard waiting.request == self.request else { throw .refused(.malformed) }
        return nil
    }

    package func cargo(_ request: Request, _ roster: Roster, _ state: CaseState?) -> Cargo {
        // Before the approval that suffices the seed is for nobody new.
        let count = roster.people[person].map { roster.approvalCount($0) } ?? 0
        let suffices = count + 1 >= roster.charter.enrolmentApprovals
        return Cargo(optional: suffices && roster.handsOutSeed ? [.custodianSeed] : [])
    }

    package var release: Release { .nothing }

    package func change(_ roster: inout Roster, by link: RosterLink) throws {
        let actor = link.request.actor
        guard var waiting = roster.people[person], waiting.state == .waiting, waiting.request == request,
            waiting.approvals[actor] == nil, roster.joined.contains(actor.agency),
            roster.approvalFault(by: actor, as: link.request.role, of: person) == nil
        else { throw link.refusal(.approval) }
        waiting.approvals[actor] = link.index
        // It counts who is there when it takes effect: somebody dismissed meanwhile does not.
        if roster.approvalCount(waiting) >= roster.charter.enrolmentApprovals { waiting.state = .active }
        roster.people[person] = waiting
    }
}

extension Action {
    package static func approveEnrolment(_ person: Handle, request: Digest) -> Action {
        Action(ApproveEnrolment(person: person, request: request))
    }
}
