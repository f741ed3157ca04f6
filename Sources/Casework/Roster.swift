import Ledger
package import Sodium
package import Vocabulary

/// One link of the roster's chain: the signed request, its manifest, and the public things it lists.
package struct RosterItem: Hashable, Sendable {
    package let note: [UInt8]
    package let manifest: Manifest
    package let things: [ItemName: [UInt8]]

    package init(note: [UInt8], manifest: Manifest, things: [ItemName: [UInt8]]) {
        self.note = note
        self.manifest = manifest
        self.things = things
    }

    /// A public thing that is there and is the one of the manifest.
    func thing(_ name: ItemName) -> [UInt8]? {
        guard let item = manifest.item(name), let bytes = things[name], item.byteCount == bytes.count,
            item.digest == Digest.of(bytes)
        else { return nil }
        return bytes
    }
}

/// A link whose signer is known and has the role that they act in, to be judged by what it asks.
package struct RosterLink: Sendable {
    package let request: Request
    package let item: RosterItem
    /// Its place in the chain.
    package let index: Int

    func refusal(_ fault: CaseworkError.RosterFault) -> CaseworkError { .rosterRefused(index: index, fault) }
}

/// Who is who: founding, enrolments, dismissals and role keys, as the signed requests say it.
///
/// Both sides reduce the same chain with the same code. Nobody's public key is believed because a database says so.
package struct Roster: Sendable {
    package struct Person: Hashable, Sendable {
        package let card: Card
        package internal(set) var roles: [RoleName]
        package internal(set) var state: PersonState
        /// Index in the chain of the enrolment, and of the dismissal.
        package let enrolled: Int
        package internal(set) var dismissed: Int?
        /// Who asked for the enrolment, and the hash of the signed request; nil of the admins, whom the genesis names.
        package internal(set) var enroller: Handle?
        package internal(set) var request: Digest?
        /// Who approved the enrolment, with the index in the chain.
        package internal(set) var approvals: [Handle: Int] = [:]

        package var isActive: Bool { state == .active }
    }

    package let genesis: Genesis
    package let charter: Charter
    package let keysFile: [UInt8]
    package internal(set) var people: [Handle: Person] = [:]
    /// The recipients of each role's keys, the newest last: generation n at index n - 1.
    package private(set) var roleKeys: [RoleName: [String]] = [:]
    /// The agencies whose admin has signed the genesis.
    package internal(set) var joined: Set<AgencyName> = []
    package private(set) var head: RosterHead = .start
    /// A time to go back to that the admin of one agency named.
    package internal(set) var clockProposal: ClockProposal?
    /// Index of the link by which the ledger's time went back last.
    package internal(set) var clockSetBack: Int?

    package var vault: VaultID { genesis.vault }
    /// Whether the custodian's seed is sealed to whoever is enrolled: a served custodian keeps its own.
    package var handsOutSeed: Bool { genesis.mode.isEmbedded }

    /// Reduces a whole chain, beginning with the founding.
    package init(_ items: [RosterItem]) throws {
        guard let first = items.first else { throw CaseworkError.rosterRefused(index: 0, .genesis) }
        try self.init(founding: first)
        for item in items.dropFirst() { try apply(item) }
    }

    /// The roster after `vault.found`: the genesis names the charter and the admins' cards.
    package init(founding item: RosterItem) throws {
        func refuse(_ fault: CaseworkError.RosterFault) -> CaseworkError { .rosterRefused(index: 0, fault) }
        let note = try Note(parsing: item.note)
        let request = try Request(parsing: note.text)
        guard let id = request.action.as(FoundVault.self)?.genesis, request.manifest == item.manifest.digest,
            request.roster == .start, note.signatures.count == 1,
            let genesisBytes = item.thing(.genesis), let charterBytes = item.thing(.charter),
            let keysFile = item.thing(.keysFile),
            let charterText = String(validating: charterBytes, as: UTF8.self)
        else { throw refuse(.genesis) }
        let genesisNote = try Note(parsing: genesisBytes)
        genesis = try Genesis(parsing: genesisNote.text)
        charter = try Charter(parsing: charterText)
        self.keysFile = keysFile
        guard genesis.vault == id, request.vault == id, Digest.of(charterBytes) == genesis.charter,
            Digest.of(keysFile) == genesis.keysFile, charter.name == genesis.name,
            genesis.admins.count == charter.agencies.count
        else { throw refuse(.genesis) }
        for agency in charter.agencies {
            guard let bytes = item.thing(.card(agency.admin)) else { throw refuse(.genesis) }
            let card = try Card(parsing: bytes)
            guard card.handle == agency.admin,
                genesis.admins.contains(Genesis.Admin(handle: card.handle, card: card.digest))
            else { throw refuse(.genesis) }
            people[card.handle] = Person(
                card: card, roles: [.admin(of: agency.name)], state: .active, enrolled: 0, dismissed: nil)
        }
        guard let founder = people[request.actor], request.role == .admin(of: request.actor.agency) else {
            throw refuse(.notAdmin)
        }
        try note.verify(with: founder.card.noteKey)
        try genesisNote.verify(with: founder.card.noteKey)
        joined = [request.actor.agency]
        head = head.appending(item.note)
    }

    /// Adds the next link. Throws `rosterRefused` when its signer had no right to it.
    package mutating func apply(_ item: RosterItem) throws {
        let index = head.count
        let note = try Note(parsing: item.note)
        let request = try Request(parsing: note.text)
        guard request.vault == vault, request.manifest == item.manifest.digest, request.roster == head,
            note.signatures.count == 1
        else {
            throw CaseworkError.rosterRefused(index: index, .chain)
        }
        guard let actor = people[request.actor], actor.isActive, actor.roles.contains(request.role),
            request.role.isAdmin || request.action.kind is ApproveEnrolment
        else { throw CaseworkError.rosterRefused(index: index, .notAdmin) }
        try note.verify(with: actor.card.noteKey)
        // A refused link leaves nothing behind.
        var next = self
        try request.action.kind.change(&next, by: RosterLink(request: request, item: item, index: index))
        next.head = head.appending(item.note)
        self = next
    }

    package enum EnrolmentFault: Hashable, Sendable {
        case foreignAgency, handleTaken, unknownRole
    }

    /// What keeps `agency`'s admin from enrolling `handle` into `roles`, if anything does.
    package func enrolmentFault(
        _ handle: Handle, _ roles: [RoleName], by agency: AgencyName
    ) -> EnrolmentFault? {
        guard handle.agency == agency else { return .foreignAgency }
        guard people[handle] == nil else { return .handleTaken }
        guard !roles.isEmpty, Set(roles).count == roles.count,
            roles.allSatisfy({ $0.agency == agency && !$0.isAdmin && charter.capabilities(of: $0) != nil })
        else { return .unknownRole }
        return nil
    }

    package enum ApprovalFault: Hashable, Sendable {
        case lacksCapability, foreignAgency, ownRequest
    }

    /// What keeps `actor` in `role` from approving the enrolment of `handle`, if anything does.
    ///
    /// It is for those of the person's agency who have `approve`, other than who asked. While an agency has too few of
    /// them, as at the beginning, the other agencies' admins step in: an approval never comes from nobody, and never
    /// from the one who asks.
    package func approvalFault(by actor: Handle, as role: RoleName, of handle: Handle) -> ApprovalFault? {
        guard let person = people[handle], actor != person.enroller, actor != handle else { return .ownRequest }
        if role.isAdmin {
            guard role.agency != handle.agency else { return .ownRequest }
            return approvers(for: person, of: handle.agency) < charter.enrolmentApprovals ? nil : .foreignAgency
        }
        guard role.agency == handle.agency else { return .foreignAgency }
        return charter.capabilities(of: role)?.contains(.approve) == true ? nil : .lacksCapability
    }

    private func approvers(for enrolled: Person, of agency: AgencyName) -> Int {
        people.count { handle, person in
            handle.agency == agency && handle != enrolled.enroller && person.isActive
                && person.roles.contains { charter.capabilities(of: $0)?.contains(.approve) == true }
        }
    }

    /// The approvals of an enrolment by people who are still there.
    package func approvalCount(_ person: Person) -> Int {
        person.approvals.keys.count { people[$0]?.isActive == true }
    }

    /// Adds new keys of roles, exactly for those that are `expected`.
    mutating func addKeys(_ keys: [RoleGeneration], _ link: RosterLink, expected: [RoleName]) throws {
        guard Set(keys.map(\.role)) == Set(expected), keys.count == expected.count else {
            throw link.refusal(.roleKeyMissing)
        }
        for key in keys {
            guard let bytes = link.item.thing(.roleKey(key)),
                let recipient = String(validating: bytes, as: UTF8.self), isRecipient(recipient),
                key.generation == (roleKeys[key.role]?.count ?? 0) + 1,
                // A key that is known to who left, or to another role, is no new key.
                !roleKeys.values.contains(where: { $0.contains(recipient) })
            else { throw link.refusal(.roleKeyMissing) }
            roleKeys[key.role, default: []].append(recipient)
        }
    }

    /// Why `person` can do no more than leave word that they came; nil for whoever is enrolled. Whoever waits for an approval can leave
    /// none but with a custodian that is served: another's seed, and with it the way to its ledger, was never theirs.
    package func reasonToLeaveWord(_ person: Person) -> Denial? {
        switch person.state {
        case .dismissed: .dismissed
        case .waiting: handsOutSeed ? nil : .enrolmentWaiting
        case .active: nil
        }
    }

    /// The newest key of `role`; nil while nobody was ever enrolled in it.
    package func currentKey(of role: RoleName) -> RoleGeneration? {
        roleKeys[role].map { RoleGeneration(role: role, generation: $0.count) }
    }

    /// The age recipient of one key of a role.
    package func recipient(of key: RoleGeneration) -> String? {
        guard let keys = roleKeys[key.role], keys.indices.contains(key.generation - 1) else { return nil }
        return keys[key.generation - 1]
    }

    /// The people who now hold `role`.
    package func members(of role: RoleName) -> [Handle] {
        people.filter { $0.value.isActive && $0.value.roles.contains(role) }.map(\.key).sorted()
    }

    /// The people who hold `role`, or will once their enrolment is approved: a new key of the role is sealed to them.
    package func members(andWaitingOf role: RoleName) -> [Handle] {
        people.filter { $0.value.state != .dismissed && $0.value.roles.contains(role) }.map(\.key).sorted()
    }

    /// The people whose enrolment waits for an approval.
    package func waitingPeople() -> [Handle] {
        people.filter { $0.value.state == .waiting }.map(\.key).sorted()
    }

    package func activePeople() -> [Handle] {
        people.filter(\.value.isActive).map(\.key).sorted()
    }

    /// Whether a member of `role`, or one of `persons`, has left since the chain had `count` links.
    package func hasLost(memberOf role: RoleName, persons: [Handle], since count: Int) -> Bool {
        people.contains { handle, person in
            guard let dismissed = person.dismissed, dismissed >= count else { return false }
            return persons.isEmpty ? person.roles.contains(role) : persons.contains(handle)
        }
    }
}
