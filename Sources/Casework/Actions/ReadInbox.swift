import Vocabulary

/// Shows what waits for this person in this role.
struct ReadInbox: Reading {
    var name: ActionName { .inboxRead }

    init(_ lines: inout Lines, _ known: Self?) throws(CaseworkError) {}

    init() {}

    var about: About { .nothing }
    static var performer: Performer { .officer }

    func judge(_ policy: Policy, _ request: Request) throws(Objection) -> Access? {
        try policy.require(Self.performer, request)
        return nil
    }

    func cargo(_ request: Request, _ roster: Roster, _ state: CaseState?) -> Cargo { .none }
    var release: Release { .inbox }
}

extension Action {
    package static let readInbox = Action(ReadInbox())
}
