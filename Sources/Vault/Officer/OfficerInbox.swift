package import Casework
import Ledger
package import Vocabulary

/// What waits for an officer.
package struct InboxSummary: Sendable {
    package struct Waiting: Sendable {
        package enum Kind: String, Sendable {
            case approval, unopened, ending
        }

        package let kind: Kind
        package let role: RoleName
        package let grant: GrantSummary
    }

    /// What another role asks of the officer's, or the officer's role asked of another.
    package struct Asking: Sendable {
        package let ask: Ask
        package let by: Handle
        package let role: RoleName
        package let time: Instant
        package let basis: String?
        package let state: AskState
        package let grant: GrantID?
        package let reason: String?
        /// Whether it waits for this officer, rather than was asked by them.
        package let isMine: Bool
    }

    package var enrolments: [Handle] = []
    package var grants: [Waiting] = []
    /// Exports that wait for this person's approval, and their own that were approved.
    package var exports: [Exporting] = []

    package struct Exporting: Sendable {
        package enum Kind: String, CaseIterable, Sendable {
            /// For this person to approve.
            case approval
            /// This person's own: for others to approve, or to be written.
            case waiting, ready
        }

        package let export: ExportSummary
        package let role: RoleName
        package let kind: Kind
    }
    package var asks: [Asking] = []
    /// Whether more waits than was shown.
    package var hasMore = false
}

extension Officer {
    /// What waits for this person, in all of their roles, or in the one wished for.
    package func inbox() throws -> InboxSummary {
        var inbox = InboxSummary()
        let roles = wished.map { [$0] } ?? self.roles
        for handle in roster.waitingPeople() {
            let mayApprove = roles.contains { roster.approvalFault(by: key.handle, as: $0, of: handle) == nil }
            if mayApprove, roster.people[handle]?.approvals[key.handle] == nil { inbox.enrolments.append(handle) }
        }
        let asking = wished == nil ? roles.filter { !$0.isAdmin } : roles
        guard !asking.isEmpty else { return inbox }
        for (role, done) in zip(asking, try ask(asking.map { Draft(action: .readInbox, role: $0) })) {
            var seen: Set<CaseID> = []
            if done.released.nextCase != nil { inbox.hasMore = true }
            for released in done.released.cases {
                guard seen.insert(released.id).inserted else { throw VaultError.tampered(.trail(released.id)) }
                try add(try VerifiedCase(released, history: history, place: nil).state, role, done, to: &inbox)
            }
            let own = try ownEntries(done, of: role)
            for grant in own.grants.all where !seen.contains(grant.terms.caseID) {
                let summary = summary(of: grant, own, at: done.entry.time)
                guard [.scheduled, .active].contains(summary.state),
                    let item = Inbox.item(of: grant, for: key.handle, as: role, at: done.entry.time)
                else { continue }
                inbox.grants.append(
                    InboxSummary.Waiting(
                        kind: item == .unopened(grant.terms.grant) ? .unopened : .ending, role: role, grant: summary))
            }
            inbox.asks += asks(own, at: done.entry.time)
        }
        return inbox
    }

    private func add(_ state: CaseState, _ role: RoleName, _ done: Verified, to inbox: inout InboxSummary) throws {
        let now = done.entry.time
        func waiting(_ kind: InboxSummary.Waiting.Kind, _ id: GrantID) throws {
            guard let grant = state.grants[id] else { return }
            inbox.grants.append(
                InboxSummary.Waiting(kind: kind, role: role, grant: try summary(of: grant, state, done)))
        }
        for item in Inbox.items(of: state, for: key.handle, as: role, roster: roster, at: now) {
            switch item {
            case .approval(let id): try waiting(.approval, id)
            case .unopened(let id): try waiting(.unopened, id)
            case .exportApproval(let id), .export(let id):
                guard let export = state.exports[id] else { continue }
                let isReady = export.state(roster, at: now) == .ready
                inbox.exports.append(
                    InboxSummary.Exporting(
                        export: try summary(of: export, done), role: role,
                        kind: item == .exportApproval(id) ? .approval : isReady ? .ready : .waiting))
            case .ending(let id): try waiting(.ending, id)
            case .ask(let id):
                guard let asked = state.asks[id] else { continue }
                inbox.asks.append(
                    InboxSummary.Asking(
                        ask: asked.ask, by: asked.actor, role: asked.role, time: asked.time,
                        basis: try text(.basis, of: asked.sequence, asked.ask.basis, in: done.released),
                        state: .waiting, grant: nil, reason: nil, isMine: true))
            }
        }
    }

    /// What the role asked, with the answers. The case is not this role's to see: it gets the two entries.
    private func asks(_ own: OwnEntries, at now: Instant) -> [InboxSummary.Asking] {
        own.asks.compactMap { entry, basis in
            guard let ask = entry.request.action.as(RequestGrant.self)?.ask else { return nil }
            let answer = own.asks.first {
                $0.entry.sequence > entry.sequence && $0.entry.outcome.isAllowed
                    && $0.entry.request.action.ask == ask.id
            }
            // An answer is news for a while.
            let oldest = now.adding(seconds: -Inbox.noticeSeconds)
            if let answer, answer.entry.time < oldest { return nil }
            let isRefused = answer?.entry.request.action.name == .grantRefuse
            return InboxSummary.Asking(
                ask: ask, by: entry.request.actor, role: entry.request.role, time: entry.time, basis: basis,
                state: answer == nil ? .waiting : isRefused ? .refused : .granted,
                grant: answer?.entry.request.action.grant, reason: isRefused ? answer?.text : nil, isMine: false)
        }
    }

    /// Whether `entry` is an ask of `role`'s, or the only answer to one of those before it.
    func isOf(_ role: RoleName, _ entry: Entry, _ asked: inout [AskID: CaseID]) -> Bool {
        let action = entry.request.action
        if let ask = action.as(RequestGrant.self)?.ask {
            guard entry.request.role == role, entry.place?.caseID == ask.caseID else { return false }
            return asked.updateValue(ask.caseID, forKey: ask.id) == nil
        }
        guard let id = action.ask, action.kind.marks(entry.request).contains(.answer(id)) else { return false }
        // An answer that grants it is to the asking role.
        if let terms = action.as(CreateGrant.self)?.terms, terms.to != role { return false }
        return asked.removeValue(forKey: id).map { $0 == entry.place?.caseID } ?? false
    }

    // MARK: Asking for a grant

    /// Asks the owner of a case for a grant.
    package func requestGrant(
        _ id: CaseID, compartments: [CompartmentName], purpose: Purpose, allow: Permissions = .usual, basis: String
    ) throws -> AskID {
        let role = try role(for: .grantRequest)
        let text = SaltedText(basis)
        let wanted = Ask(
            id: .make(), caseID: id, compartments: compartments, purpose: purpose, allow: allow, basis: text.digest)
        _ = try ask(.requestGrant(wanted), as: role, things: [.basis: text.bytes])
        return wanted.id
    }

    /// Refuses what was asked; the asker gets to read the reason.
    package func refuse(_ id: AskID, reason: String) throws {
        try ask(for: .grantRefuse, reason) { .refuseAsk(id, reason: $0) }
    }
}
