package import Vocabulary

/// The receiving side's receipt: a grant's keys, re-sealed under its own wrap key at the first opening.
struct AcceptGrant: CaseChange, InCase {
    let grant: GrantID

    var name: ActionName { .grantAccept }

    init(_ lines: inout Lines, _ known: Self?) throws(CaseworkError) {
        grant = try lines.one("grant", known?.grant)
    }

    init(grant: GrantID) { self.grant = grant }

    var about: About { About(grant: grant) }
    static var performer: Performer { .officer }

    func judge(_ policy: Policy, _ request: Request, in state: CaseState) throws(Objection) -> Access {
        guard let given = state.grants[grant] else { throw .refused(.unknownGrant) }
        if let fault = policy.fault(of: given, request) { throw .denied(fault) }
        guard given.acceptances[given.holder(for: request.actor)] == nil else { throw .refused(.alreadyDone) }
        return .grant(grant)
    }

    func cargo(_ request: Request, _ roster: Roster, _ state: CaseState?) -> Cargo {
        guard let given = state?.grants[grant] else { return .none }
        var cargo = Cargo()
        for newest in given.terms.epochs {
            for number in 1...max(newest.epoch, 1) {
                let epoch = EpochName(compartment: newest.compartment, epoch: number)
                cargo.required.insert(.holding(epoch, given.holder(for: request.actor)))
            }
        }
        return cargo
    }

    var release: Release { .nothing }

    func change(_ state: inout CaseState, by entry: Entry) throws(Unfitting) {
        guard state.grants[grant]?.take(self, entry) != nil else { throw Unfitting() }
    }

    func marks(_ request: Request) -> [Mark] { [] }
}

extension CaseState.Grant {
    mutating func take(_ acceptance: AcceptGrant, _ entry: Entry) {
        acceptances[holder(for: entry.request.actor)] = entry.sequence
    }
}

extension Action {
    package static func acceptGrant(_ id: GrantID) -> Action { Action(AcceptGrant(grant: id)) }
}
