package import Sodium
package import Vocabulary

/// An agency's admin enrols somebody; a role gets its key at its first enrolment.
package struct EnrollPerson: RosterChange {
    package let person: Handle
    let card: Digest
    package let roles: [RoleName]
    let newKeys: [RoleGeneration]

    package var name: ActionName { .personEnroll }

    package init(_ lines: inout Lines, _ known: Self?) throws(CaseworkError) {
        person = try lines.one("person", known?.person)
        card = try lines.one("card", known?.card)
        roles = try lines.all("member", known?.roles)
        newKeys = try lines.all("new-key", known?.newKeys)
    }

    init(person: Handle, card: Digest, roles: [RoleName], newKeys: [RoleGeneration]) {
        (self.person, self.card, self.roles, self.newKeys) = (person, card, roles, newKeys)
    }

    package var about: About { About(person: person) }
    package static var performer: Performer { .admin }

    package func judge(_ policy: Policy, _ request: Request) throws(Objection) -> Access? {
        try policy.require(Self.performer, request)
        let (roster, agency) = (policy.roster, request.actor.agency)
        guard roster.joined.contains(agency) else { throw .denied(.agencyNotJoined) }
        switch roster.enrolmentFault(person, roles, by: agency) {
        case nil: return nil
        case .foreignAgency: throw .denied(.foreignAgency)
        case .handleTaken: throw .refused(.handleTaken)
        case .unknownRole: throw .refused(.unknownRole)
        }
    }

    package func cargo(_ request: Request, _ roster: Roster, _ state: CaseState?) -> Cargo {
        var cargo = Cargo(Set([.card(person)] + newKeys.map { .roleKey($0) }), optional: [.searchKey(for: person)])
        if roster.handsOutSeed, roster.charter.enrolmentApprovals == 0 { cargo.optional.insert(.custodianSeed) }
        for role in roles {
            for number in 1...max(roster.currentKey(of: role)?.generation ?? 1, 1) {
                cargo.optional.insert(.roleSeed(RoleGeneration(role: role, generation: number), for: person))
            }
        }
        for key in newKeys {
            cargo.optional.formUnion([.roleSeed(key, for: person), .roleSeed(key, for: request.actor)])
        }
        return cargo
    }

    package var release: Release { .nothing }

    package func change(_ roster: inout Roster, by link: RosterLink) throws {
        let agency = link.request.actor.agency
        guard let bytes = link.item.thing(.card(person)), Digest.of(bytes) == card else {
            throw link.refusal(.content)
        }
        let card = try Card(parsing: bytes)
        guard card.handle == person else { throw link.refusal(.content) }
        guard roster.joined.contains(agency) else { throw link.refusal(.genesis) }
        // One key, one person: else one could approve as two, or come back under another name.
        let isKnown = roster.people.values.contains { known in
            known.card.sign == card.sign || known.card.cosign == card.cosign || known.card.recipient == card.recipient
        }
        guard !isKnown else { throw link.refusal(.handleTaken) }
        switch roster.enrolmentFault(person, roles, by: agency) {
        case nil: break
        case .foreignAgency: throw link.refusal(.foreignAgency)
        case .handleTaken: throw link.refusal(.handleTaken)
        case .unknownRole: throw link.refusal(.unknownRole)
        }
        try roster.addKeys(newKeys, link, expected: roles.filter { roster.roleKeys[$0] == nil })
        roster.people[person] = Roster.Person(
            card: card, roles: roles.sorted(), state: roster.charter.enrolmentApprovals > 0 ? .waiting : .active,
            enrolled: link.index, dismissed: nil, enroller: link.request.actor, request: Digest.of(link.item.note))
    }
}

extension Action {
    package static func enroll(
        _ person: Handle, roles: [RoleName], card: Digest, newKeys: [RoleGeneration]
    ) -> Action {
        Action(EnrollPerson(person: person, card: card, roles: roles, newKeys: newKeys))
    }
}
