import Casework
package import Vocabulary

/// In which role an officer acts.
extension Officer {
    package var roles: [RoleName] { roster.people[key.handle]?.roles ?? [] }

    /// The role to act in: the one wished for, or the only one that could do it.
    ///
    /// Where none could, the first is taken all the same: the denial belongs in the ledger.
    package func role(for action: ActionName) throws -> RoleName {
        if let wished {
            // A role that is not the person's is the custodian's to deny and to log.
            guard roster.charter.capabilities(of: wished) != nil else { throw VaultError.unknownRole(wished) }
            return wished
        }
        let able = roles.filter { role in
            switch action.kind.performer {
            case .anybody, .officer: !role.isAdmin
            case .admin: role.isAdmin
            case .holder(let capability): roster.charter.capabilities(of: role)?.contains(capability) == true
            }
        }
        if able.count > 1 { throw VaultError.severalRoles(able) }
        guard let role = able.first ?? roles.first else { throw VaultError.noRole(action) }
        return role
    }
}
