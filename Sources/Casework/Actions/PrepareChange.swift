package import Vocabulary

/// Gets the trail and the wrapped keys of a case, to build a change on.
package struct PrepareChange: Reading, InCase {
    /// What the change is of: whichever its action knows.
    package enum Target: Hashable, Sendable {
        case caseID(CaseID)
        case record(RecordID)
        case ask(AskID)
        /// An export that was approved.
        case export(GrantID)
    }

    package let target: Target
    package let intended: ActionName

    package var name: ActionName { .casePrepare }

    package init(_ lines: inout Lines, _ known: Self?) throws(CaseworkError) {
        let about = known?.about
        if let id = try lines.optional("case", about?.caseID) {
            target = .caseID(id)
        } else if let record = try lines.optional("record", about?.record) {
            target = .record(record)
        } else if let ask = try lines.optional("ask", about?.ask) {
            target = .ask(ask)
        } else {
            target = .export(try lines.one("grant", about?.grant))
        }
        intended = try lines.one("for", known?.intended)
    }

    package init(_ target: Target, for intended: ActionName) {
        self.target = target
        self.intended = intended
    }

    package var about: About {
        switch target {
        case .caseID(let id): About(caseID: id)
        case .record(let record): About(record: record)
        case .ask(let ask): About(ask: ask)
        case .export(let export): About(grant: export)
        }
    }

    /// And whoever may do what is prepared.
    package static var performer: Performer { .officer }

    private static let additions: Set<ActionName> = [.identityAdd, .documentAdd]

    /// Whether it is a change of such a thing that is prepared.
    private var isKnown: Bool {
        switch target {
        case .caseID: [.identityAdd, .documentAdd, .grantCreate, .caseRekey, .caseExport].contains(intended)
        case .record: intended == .documentMove
        case .ask: intended == .grantCreate
        case .export: intended == .caseExport
        }
    }

    /// As the change itself is judged, as far as that can be told before it.
    package func judge(_ policy: Policy, _ request: Request, in state: CaseState) throws(Objection) -> Access {
        guard isKnown else { throw .refused(.malformed) }
        try policy.require(intended.kind.performer, request)
        switch target {
        case .caseID: break
        case .record(let id):
            let record = try policy.record(id, in: state)
            guard record.id.kind == .document else { throw .refused(.malformed) }
            _ = try policy.filing(of: record, request, in: state)
            try policy.requireListed(record)
        case .ask(let id):
            if state.asks[id] == nil { throw .refused(.unknownAsk) }
        case .export(let id):
            guard let export = state.exports[id] else { throw .refused(.unknownGrant) }
            // Nobody else goes on with it, and so nobody else is shown the recipients' keys.
            guard export.actor == request.actor, export.role == request.role else { throw .denied(.beyondExport) }
        }
        let access = try policy.access(
            request, to: .summary, allowing: Self.additions.contains(intended) ? .add : .read)
        // An ask's basis comes with it: that is for whom it was written to.
        if case .ask = target { _ = try policy.ownership(request, state) }
        if intended == .caseRekey { return try policy.ownership(request, state) }
        // What is closed still leaves.
        if intended == .caseExport { return access }
        if state.isClosed { throw .denied(.caseClosed) }
        return access
    }

    package func cargo(_ request: Request, _ roster: Roster, _ state: CaseState?) -> Cargo { .none }

    package var release: Release {
        switch target {
        case .caseID: .keys(intended == .identityAdd ? .identity : .nothingElse)
        case .record(let record): .keys(.filing(record))
        case .ask(let ask): .keys(.answer(ask))
        case .export(let export): .keys(.export(export))
        }
    }

    /// A denied preparation is a denial of what it prepared.
    package func listedName(isAllowed: Bool) -> ActionName { isAllowed ? name : intended }
}

extension Action {
    package static func prepare(_ target: PrepareChange.Target, for intended: ActionName) -> Action {
        Action(PrepareChange(target, for: intended))
    }
}
