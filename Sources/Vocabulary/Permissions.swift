/// What a grant lets its role do with what it shares, as far as the role's capabilities reach.
package enum Permission: String, CaseIterable, Sendable {
    /// Always part of a grant.
    case read
    /// To add records, and to set right what the role itself added.
    case add
    /// To update, withdraw, restore and move what others added.
    case update
}

/// The permissions of a grant, in the one way in which they are written: `read,add`.
package struct Permissions: WrittenName {
    private let listed: Set<Permission>

    package init(_ permissions: some Sequence<Permission>) {
        listed = Set(permissions).union([.read])
    }

    /// What a grant allows where nothing is said.
    package static let usual = Permissions([.add])

    package var all: [Permission] { Permission.allCases.filter(listed.contains) }

    package func contains(_ permission: Permission) -> Bool { listed.contains(permission) }

    /// Whether nothing is allowed that `other` does not allow.
    package func isWithin(_ other: Permissions) -> Bool { listed.isSubset(of: other.listed) }

    package func limited(to other: Permissions) -> Permissions { Permissions(listed.intersection(other.listed)) }

    package var text: String { all.map(\.rawValue).joined(separator: ",") }

    package init(_ text: Substring) throws(BadName) {
        var found: [Permission] = []
        for word in text.split(separator: ",", omittingEmptySubsequences: false) {
            guard let permission = Permission(rawValue: String(word)) else { throw BadName(.permission) }
            found.append(permission)
        }
        self.init(found)
        guard self.text == text else { throw BadName(.permission) }
    }
}
