package import Sodium
package import Vocabulary

/// One kind of thing that can be asked for. All that there is to say of it stands in its own file in this folder; who
/// signs, decides, stores, opens and reports follows from here.
///
/// A kind is a `Reading`, a `CaseChange` or a `RosterChange`, and which it is says what it does: nothing that stays, or a
/// change of the case or of the roster. `ActionName.kind` lists them all.
package protocol ActionKind: Hashable, Sendable {
    /// As the ledger names it.
    var name: ActionName { get }

    /// Its own lines in a request, in their order: they are read, or written from `known`.
    init(_ lines: inout Lines, _ known: Self?) throws(CaseworkError)

    /// What it is about, and what it says of why.
    var about: About { get }

    /// In which roles it can be done at all.
    static var performer: Performer { get }

    /// Who may: the first rule that fails is thrown. Returns what a request about a case rests on.
    func judge(_ policy: Policy, _ request: Request) throws(Objection) -> Access?

    /// What travels with an allowed request.
    func cargo(_ request: Request, _ roster: Roster, _ state: CaseState?) -> Cargo

    /// What an allowed request brings. Whatever releases content is an opening, in every count and report.
    var release: Release { get }

    /// The name under which an entry of it is listed.
    func listedName(isAllowed: Bool) -> ActionName

    /// The same of another case: right behind it, by whoever does this, or neither is done.
    var mirror: Action? { get }

    /// Whether what travels with it was made for the roster, or for the place of a record, as they then were. Then it is
    /// made anew where these have changed, and not merely signed again.
    static var isMadeForTheMoment: Bool { get }

    /// What it changes for good where it is allowed.
    var changes: Changes { get }

    func change(_ state: inout CaseState, by entry: Entry) throws(Unfitting)
    func marks(_ request: Request) -> [Mark]
    func change(_ roster: inout Roster, by link: RosterLink) throws
}

/// What an allowed request changes for good.
package enum Changes: Sendable {
    case nothing, theCase, theRoster
}

/// A change that does not follow from the case as it is. Whether it was right to allow it is `Policy`'s question.
package struct Unfitting: Error {}

/// Reads, and leaves nothing behind but its entry.
package protocol Reading: ActionKind {}

/// Changes a case: it then stands in the case's trail.
package protocol CaseChange: ActionKind {
    /// Makes of the case what it is after `entry`, or throws where it does not follow.
    func change(_ state: inout CaseState, by entry: Entry) throws(Unfitting)
    /// What the change leaves behind to be found by.
    func marks(_ request: Request) -> [Mark]
}

/// Changes the roster: it is a link of its chain.
package protocol RosterChange: ActionKind {
    /// Makes of the roster what it is after the link, or throws where its signer had no right to it.
    func change(_ roster: inout Roster, by link: RosterLink) throws
}

extension ActionKind {
    package func listedName(isAllowed: Bool) -> ActionName { name }
    package var mirror: Action? { nil }
}

// What a kind is not, it does not do. What it is, it must say: none of this stands in for a part that is missing.

extension Reading {
    package var changes: Changes { .nothing }
    package static var isMadeForTheMoment: Bool { false }
    package func change(_ state: inout CaseState, by entry: Entry) throws(Unfitting) { throw Unfitting() }
    package func marks(_ request: Request) -> [Mark] { [] }
    package func change(_ roster: inout Roster, by link: RosterLink) throws { throw link.refusal(.content) }
}

extension CaseChange {
    package var changes: Changes { .theCase }
    package static var isMadeForTheMoment: Bool { false }
    package func change(_ roster: inout Roster, by link: RosterLink) throws { throw link.refusal(.content) }
}

extension RosterChange {
    package var changes: Changes { .theRoster }
    package static var isMadeForTheMoment: Bool { true }
    package func change(_ state: inout CaseState, by entry: Entry) throws(Unfitting) { throw Unfitting() }
    package func marks(_ request: Request) -> [Mark] { [] }
}

/// Is about one case that exists, and for nobody who only enrols.
package protocol InCase: ActionKind {
    func judge(_ policy: Policy, _ request: Request, in state: CaseState) throws(Objection) -> Access
}

extension InCase {
    package func judge(_ policy: Policy, _ request: Request) throws(Objection) -> Access? {
        guard let state = policy.state else { throw .refused(about.unknown) }
        if request.role.isAdmin { throw .denied(.adminOpens) }
        try policy.require(Self.performer, request)
        return try judge(policy, request, in: state)
    }
}

/// In which roles an action can be done.
package enum Performer: Hashable, Sendable {
    case anybody
    /// Not in an admin's: an admin neither opens nor searches.
    case officer
    case admin
    /// In a role with this capability.
    case holder(of: Capability)
}

/// What a request is about, and what it says of why: by this it is found, listed and told.
package struct About: Sendable {
    package var caseID: CaseID?
    package var record: RecordID?
    package var grant: GrantID?
    package var ask: AskID?
    package var person: Handle?
    /// The case at the other end of a link.
    package var other: CaseID?
    /// A case that is looked for, without the request being about it.
    package var filter: CaseID?
    package var purpose: Purpose?
    /// The free text that travels beside the request, and its salted hash in it.
    package var text: (name: ItemName, digest: Digest)?
    /// To whom records leave the vault.
    package var recipients: [String] = []
    /// To whom access is given.
    package var grantees: [String] = []

    static let nothing = About()

    /// What is not known where its case is not.
    var unknown: Refusal {
        if caseID != nil { return .unknownCase }
        if record != nil { return .unknownRecord }
        if grant != nil { return .unknownGrant }
        return ask == nil ? .unknownCase : .unknownAsk
    }
}

extension Action {
    /// Whether there is nothing left of it to do once `other` is done: the same of the same thing, of an ask its other answer,
    /// of an approval what made it needless or idle.
    package func isDone(by other: Action) -> Bool {
        let (own, others) = (about, other.about)
        if let ask = own.ask { return others.ask == ask && [.grantCreate, .grantRefuse].contains(other.name) }
        let isOfSame =
            own.record == others.record && own.grant == others.grant && own.person == others.person
            && own.other == others.other
        var names = [name]
        if name == .personApprove { names += [.personDismiss, .personEnroll] }
        if name == .grantApprove { names += [.grantRevoke, .grantCreate, .exportRequest] }
        return isOfSame && names.contains(other.name)
    }
}
