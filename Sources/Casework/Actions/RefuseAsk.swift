package import Sodium
package import Vocabulary

/// The owner refuses what was asked; the asker gets to read the reason.
struct RefuseAsk: CaseChange, InCase {
    let ask: AskID
    let reason: Digest

    var name: ActionName { .grantRefuse }

    init(_ lines: inout Lines, _ known: Self?) throws(CaseworkError) {
        ask = try lines.one("ask", known?.ask)
        reason = try lines.one("reason", known?.reason)
    }

    init(ask: AskID, reason: Digest) { (self.ask, self.reason) = (ask, reason) }

    var about: About { About(ask: ask, text: (.reason, reason)) }
    static var performer: Performer { .holder(of: .share) }

    func judge(_ policy: Policy, _ request: Request, in state: CaseState) throws(Objection) -> Access {
        guard let asked = state.asks[ask] else { throw .refused(.unknownAsk) }
        let access = try policy.ownership(request, state)
        guard asked.answered == nil else { throw .refused(.alreadyDone) }
        return access
    }

    func cargo(_ request: Request, _ roster: Roster, _ state: CaseState?) -> Cargo { Cargo([.reason]) }
    var release: Release { .nothing }

    func change(_ state: inout CaseState, by entry: Entry) throws(Unfitting) {
        guard state.asks[ask] != nil else { throw Unfitting() }
        state.asks[ask]?.answered = entry.sequence
    }

    func marks(_ request: Request) -> [Mark] { [.answer(ask)] }
}

extension Action {
    package static func refuseAsk(_ id: AskID, reason: Digest) -> Action { Action(RefuseAsk(ask: id, reason: reason)) }
}
