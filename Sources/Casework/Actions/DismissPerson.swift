package import Sodium
package import Vocabulary

/// An agency's admin dismisses somebody: the roles that they had get new keys.
package struct DismissPerson: RosterChange {
    package let person: Handle
    let reason: Digest
    let newKeys: [RoleGeneration]

    package var name: ActionName { .personDismiss }

    package init(_ lines: inout Lines, _ known: Self?) throws(CaseworkError) {
        person = try lines.one("person", known?.person)
        reason = try lines.one("reason", known?.reason)
        newKeys = try lines.all("new-key", known?.newKeys)
    }

    init(person: Handle, reason: Digest, newKeys: [RoleGeneration]) {
        (self.person, self.reason, self.newKeys) = (person, reason, newKeys)
    }

    package var about: About { About(person: person, text: (.reason, reason)) }
    package static var performer: Performer { .admin }

    package func judge(_ policy: Policy, _ request: Request) throws(Objection) -> Access? {
        try policy.require(Self.performer, request)
        let agency = request.actor.agency
        guard person.agency == agency else { throw .denied(.foreignAgency) }
        guard let known = policy.roster.people[person], person != policy.roster.charter.admin(of: agency) else {
            throw .refused(.unknownPerson)
        }
        if known.state == .dismissed { throw .refused(.alreadyDone) }
        return nil
    }

    package func cargo(_ request: Request, _ roster: Roster, _ state: CaseState?) -> Cargo {
        var cargo = Cargo(
            Set([.reason] + newKeys.map { .roleKey($0) }), optional: roster.handsOutSeed ? [.custodianSeed] : [])
        for key in newKeys {
            for member in roster.members(andWaitingOf: key.role) + [request.actor] where member != person {
                cargo.optional.insert(.roleSeed(key, for: member))
            }
        }
        return cargo
    }

    package var release: Release { .nothing }

    package func change(_ roster: inout Roster, by link: RosterLink) throws {
        let agency = link.request.actor.agency
        guard person.agency == agency else { throw link.refusal(.foreignAgency) }
        guard var leaving = roster.people[person], leaving.state != .dismissed,
            person != roster.charter.admin(of: agency)
        else { throw link.refusal(.unknownPerson) }
        // Who leaves knows the roles' keys: those who stay get new ones.
        try roster.addKeys(newKeys, link, expected: leaving.roles)
        leaving.state = .dismissed
        leaving.dismissed = link.index
        roster.people[person] = leaving
    }
}

extension Action {
    package static func dismiss(_ person: Handle, reason: Digest, newKeys: [RoleGeneration]) -> Action {
        Action(DismissPerson(person: person, reason: reason, newKeys: newKeys))
    }
}
