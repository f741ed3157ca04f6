/// One of the successive keys of a role: a new one at each dismissal of a member.
package struct RoleGeneration: Hashable, Sendable {
    package let role: RoleName
    package let generation: Int

    package init(role: RoleName, generation: Int) {
        self.role = role
        self.generation = generation
    }

    package var text: String { "\(role.text) \(generation)" }
}

/// One of the successive keys of a compartment of a case.
package struct EpochName: Hashable, Sendable {
    package let compartment: CompartmentName
    package let epoch: Int

    package init(compartment: CompartmentName, epoch: Int) {
        self.compartment = compartment
        self.epoch = epoch
    }

    package var text: String { "\(compartment.text) \(epoch)" }
}

/// Whom a compartment key is wrapped for: a role, or a person whom a grant names.
package enum Holder: Hashable, Sendable {
    /// The role that owns the case.
    case owner(RoleGeneration)
    case granted(GrantID, RoleGeneration)
    case person(GrantID, Handle)

    package var text: String {
        switch self {
        case .owner(let key): "owner \(key.text)"
        case .granted(let grant, let key): "\(grant.text) \(key.text)"
        case .person(let grant, let handle): "\(grant.text) \(handle.text)"
        }
    }
}
