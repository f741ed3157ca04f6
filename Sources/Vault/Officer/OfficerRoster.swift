import Age
package import Casework
import Ledger
package import Sodium
package import Vocabulary

/// What an agency's admin does.
extension Officer {
    /// Signs the genesis that the founder signed, once, after checking that the admin's card in it is one's own.
    ///
    /// Until then nobody of this agency can be enrolled, and nothing granted to it.
    package func joinIfNeeded() throws {
        let agency = key.handle.agency
        guard roster.charter.admin(of: agency) == key.handle, !roster.joined.contains(agency) else { return }
        guard roster.genesis.admins.contains(Genesis.Admin(handle: key.handle, card: key.card.digest)) else {
            throw VaultError.cardMismatch(key.handle)
        }
        var note = try Note(text: roster.genesis.text)
        try note.sign(as: key.handle.text, with: key.signing)
        _ = try ask(.joinVault(genesis: vault), as: .admin(of: agency), things: [.genesis: note.encoded])
    }

    /// Enrols the person of `card` into `roles`; a role gets its key at its first enrolment.
    package func enroll(_ card: Card, into roles: [RoleName], custodianSeed: SharedSecret?) throws {
        try retrying { try enrollOnce(card, into: roles, custodianSeed: custodianSeed) }
    }

    private func enrollOnce(_ card: Card, into roles: [RoleName], custodianSeed: SharedSecret?) throws {
        let adminRole = RoleName.admin(of: key.handle.agency)
        let role = self.roles.contains(adminRole) ? adminRole : (self.roles.first ?? adminRole)
        guard self.roles.contains(adminRole), card.handle.agency == key.handle.agency,
            roster.enrolmentFault(card.handle, roles, by: key.handle.agency) == nil
        else {
            // Not for this person to do: the custodian says so, and logs it.
            let action = Action.enroll(card.handle, roles: roles, card: card.digest, newKeys: [])
            _ = try ask(action, as: role, things: [.card(card.handle): card.note.encoded])
            throw VaultError.noRole(.personEnroll)
        }
        try joinIfNeeded()
        var things: [ItemName: [UInt8]] = [.card(card.handle): card.note.encoded]
        let recipient = try Recipient(card.recipient)
        var newKeys: [RoleGeneration] = []
        for role in roles {
            if let current = roster.currentKey(of: role) {
                for number in 1...current.generation {
                    let generation = RoleGeneration(role: role, generation: number)
                    let key = try own.role(generation)
                    things[.roleSeed(generation, for: card.handle)] = try key.identity.withSeed { seed throws in
                        try sealRoleSeed(seed, generation, for: card.handle, recipient)
                    }
                }
            } else {
                let generation = RoleGeneration(role: role, generation: 1)
                newKeys.append(generation)
                try addRoleKey(generation, for: [card.handle: recipient], to: &things)
            }
        }
        if roles.contains(where: { roster.charter.capabilities(of: $0)?.contains(.search) == true }) {
            things[.searchKey(for: card.handle)] = try KeyBundle.seal(
                header: KeyBundle.searchKey(vault, for: card.handle), keys: try own.searchKey(), to: [recipient])
        }
        // Whose enrolment waits gets it with the approval.
        if let custodianSeed, roster.charter.enrolmentApprovals == 0 {
            things[.custodianSeed] = try sealCustodianSeed(
                custodianSeed, to: try remaining(without: nil) + [recipient])
        }
        let action = Action.enroll(card.handle, roles: roles, card: card.digest, newKeys: newKeys)
        _ = try ask(action, as: adminRole, things: things)
    }

    /// Approves the enrolment of `handle`, exactly as it was asked for.
    ///
    /// With the approval that suffices, the custodian's seed is sealed to the person too. Returns whether it did.
    package func approveEnrolment(
        of handle: Handle, custodianSeed: SharedSecret?
    ) throws -> Bool {
        try retrying { try approveOnce(handle, custodianSeed: custodianSeed) }
    }

    private func approveOnce(
        _ handle: Handle, custodianSeed: SharedSecret?
    ) throws -> Bool {
        guard let person = roster.people[handle], let request = person.request else {
            throw CustodyError.refused(.unknownPerson)
        }
        let adminRole = RoleName.admin(of: key.handle.agency)
        let role =
            try wished
            ?? (handle.agency != key.handle.agency && roles.contains(adminRole)
                ? adminRole : role(for: .personApprove))
        if role == adminRole { try joinIfNeeded() }
        var things: [ItemName: [UInt8]] = [:]
        let suffices = roster.approvalCount(person) + 1 >= roster.charter.enrolmentApprovals
        if let custodianSeed, suffices {
            things[.custodianSeed] = try sealCustodianSeed(
                custodianSeed, to: try remaining(without: nil) + [try Recipient(person.card.recipient)])
        }
        _ = try ask(.approveEnrolment(handle, request: request), as: role, things: things)
        return suffices
    }

    /// Dismisses a person: their roles get new keys, the custodian's seed is sealed to those who stay.
    package func dismiss(_ handle: Handle, reason: String, custodianSeed: SharedSecret?) throws {
        try retrying { try dismissOnce(handle, reason: reason, custodianSeed: custodianSeed) }
    }

    private func dismissOnce(_ handle: Handle, reason: String, custodianSeed: SharedSecret?) throws {
        let adminRole = RoleName.admin(of: key.handle.agency)
        let role = roles.contains(adminRole) ? adminRole : (roles.first ?? adminRole)
        let text = SaltedText(reason)
        var things: [ItemName: [UInt8]] = [.reason: text.bytes]
        var newKeys: [RoleGeneration] = []
        if roles.contains(adminRole), handle.agency == key.handle.agency, let person = roster.people[handle] {
            try joinIfNeeded()
            for role in person.roles where !role.isAdmin {
                let generation = RoleGeneration(
                    role: role, generation: (roster.currentKey(of: role)?.generation ?? 0) + 1)
                newKeys.append(generation)
                var recipients: [Handle: Recipient] = [:]
                for member in roster.members(andWaitingOf: role) where member != handle {
                    recipients[member] = try roster.people[member].map { try Recipient($0.card.recipient) }
                }
                try addRoleKey(generation, for: recipients, to: &things)
            }
            if let custodianSeed {
                things[.custodianSeed] = try sealCustodianSeed(custodianSeed, to: try remaining(without: handle))
            }
        }
        _ = try ask(.dismiss(handle, reason: text.digest, newKeys: newKeys), as: role, things: things)
    }

    /// A new key of a role, sealed to its members and to the admin, who passes it on.
    private func addRoleKey(
        _ generation: RoleGeneration, for recipients: [Handle: Recipient], to things: inout [ItemName: [UInt8]]
    ) throws {
        let identity = try HybridIdentity(seed: try Secret.makeRandom(byteCount: 32))
        things[.roleKey(generation)] = Array(try identity.recipient.text.utf8)
        var recipients = recipients
        recipients[key.handle] = try Recipient(key.card.recipient)
        for (handle, recipient) in recipients {
            things[.roleSeed(generation, for: handle)] = try identity.withSeed { seed throws in
                try sealRoleSeed(seed, generation, for: handle, recipient)
            }
        }
    }

    private func sealRoleSeed(
        _ seed: borrowing Secret, _ generation: RoleGeneration, for handle: Handle, _ recipient: Recipient
    ) throws -> [UInt8] {
        try KeyBundle.seal(
            header: KeyBundle.roleSeed(vault, generation, for: handle), keys: seed, to: [recipient])
    }

    private func sealCustodianSeed(_ seed: SharedSecret, to recipients: [Recipient]) throws -> [UInt8] {
        try KeyBundle.seal(header: KeyBundle.custodianSeed(vault), keys: seed.secret, to: recipients)
    }

    private func remaining(without handle: Handle?) throws -> [Recipient] {
        try roster.activePeople().filter { $0 != handle }.compactMap { handle in
            try roster.people[handle].map { try Recipient($0.card.recipient) }
        }
    }

    /// Says to which time the ledger goes back. True where the admin of another agency said the same before, and it has.
    package func setClockBack(to time: Instant) throws -> Bool {
        _ = try retrying { try ask(.setClockBack(to: time), as: .admin(of: key.handle.agency)) }
        return roster.clockProposal == nil
    }
}
