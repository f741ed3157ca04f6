/// What a role may do.
package enum Capability: String, CaseIterable, Sendable {
    case create, add, share, search, approve, audit

    package init(_ text: Substring) throws(BadName) {
        guard let capability = Capability(rawValue: String(text)) else { throw BadName(.capability) }
        self = capability
    }

    package init(_ text: String) throws(BadName) { try self.init(text[...]) }
}
