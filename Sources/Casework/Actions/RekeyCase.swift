package import Vocabulary

/// Opens a new key of a compartment, whatever became of the old one: what is added from then on is sealed under it.
package struct RekeyCase: CaseChange, InCase {
    let caseID: CaseID
    let epoch: EpochName
    let opening: NewEpoch

    package var name: ActionName { .caseRekey }

    package init(_ lines: inout Lines, _ known: Self?) throws(CaseworkError) {
        caseID = try lines.one("case", known?.caseID)
        epoch = try lines.one("epoch", known?.epoch)
        guard let opening = try lines.epoch(known?.opening) else { throw lines.fault("opens") }
        self.opening = opening
    }

    init(caseID: CaseID, epoch: EpochName, opening: NewEpoch) {
        (self.caseID, self.epoch, self.opening) = (caseID, epoch, opening)
    }

    package var about: About { About(caseID: caseID) }
    package static var performer: Performer { .holder(of: .create) }
    package static var isMadeForTheMoment: Bool { true }

    /// The owning role, at any time, of a closed case too.
    package func judge(_ policy: Policy, _ request: Request, in state: CaseState) throws(Objection) -> Access {
        let access = try policy.ownership(request, state)
        // Nothing is ever sealed under the summary's key but the summary.
        guard epoch.compartment != .summary else { throw .refused(.unknownCompartment) }
        try policy.nextEpoch(epoch, opening, in: state)
        return access
    }

    package func cargo(_ request: Request, _ roster: Roster, _ state: CaseState?) -> Cargo {
        var cargo = Cargo()
        cargo.expect(opening, of: epoch)
        return cargo
    }

    package var release: Release { .nothing }

    package func change(_ state: inout CaseState, by entry: Entry) throws(Unfitting) {
        try state.stand(under: epoch, opening, entry)
    }

    package func marks(_ request: Request) -> [Mark] { [] }
}

extension Action {
    package static func rekeyCase(_ id: CaseID, epoch: EpochName, opening: NewEpoch) -> Action {
        Action(RekeyCase(caseID: id, epoch: epoch, opening: opening))
    }
}
