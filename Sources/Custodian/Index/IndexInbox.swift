import Casework
import Store
import Vocabulary

/// What an inbox is found by.
struct GrantRow: Hashable {
    let role: RoleName
    let owner: RoleName
    let until: Instant
    let unopened: Int
    let waits: Bool

    init(_ grant: CaseState.Grant, of state: CaseState, roster: Roster) {
        role = grant.terms.to
        owner = state.owner
        until = grant.terms.until
        unopened = max(grant.terms.persons.count, 1) - grant.acceptances.count
        waits = grant.revoked == nil && !grant.isApproved(roster)
    }
}

/// What an export that waits, or may be written, is found by.
struct ExportRow: Hashable {
    let role: RoleName
    let owner: RoleName
    let waits: Bool
    /// It may still be used.
    let isOpen: Bool

    init(_ export: CaseState.Export, of state: CaseState, roster: Roster) {
        role = export.role
        owner = state.owner
        isOpen = !export.ended && export.used == nil
        waits = isOpen && !export.isApproved(roster)
    }
}

/// What somebody asked for, and whether it was answered.
struct AskRow: Hashable {
    let role: RoleName
    let owner: RoleName
    let sequence: UInt64
    /// The entry that granted or refused it.
    let answered: UInt64?

    init(_ asked: CaseState.Asked, of state: CaseState) {
        role = asked.role
        owner = state.owner
        sequence = asked.sequence
        answered = asked.answered
    }
}

extension IndexTransaction {
    /// Adds the grant's row, or brings it up to date.
    func setGrant(_ grant: GrantID, _ id: CaseID, _ row: GrantRow) throws {
        try session.run(.setGrant, [.text(grant.text)] + columns(id, row))
    }

    func grantFits(_ grant: GrantID, _ id: CaseID, _ row: GrantRow) throws -> Bool {
        try fits(.grant, grant.text, columns(id, row))
    }

    private func columns(_ id: CaseID, _ row: GrantRow) -> [Value] {
        [
            .text(id.text), lookup(row.role), lookup(row.owner), lookup(row.owner.agency), .integer(row.until.seconds),
            .number(row.unopened), .flag(row.waits),
        ]
    }

    /// Adds the export's row, or brings it up to date.
    func setExport(_ export: GrantID, _ id: CaseID, _ row: ExportRow) throws {
        try session.run(.setExport, [.text(export.text)] + columns(id, row))
    }

    func exportFits(_ export: GrantID, _ id: CaseID, _ row: ExportRow) throws -> Bool {
        try fits(.export, export.text, columns(id, row))
    }

    private func columns(_ id: CaseID, _ row: ExportRow) -> [Value] {
        [.text(id.text), lookup(row.role), lookup(row.owner.agency), .flag(row.waits), .flag(row.isOpen)]
    }

    /// Adds the ask's row, or brings it up to date.
    func setAsk(_ ask: AskID, _ id: CaseID, _ row: AskRow) throws {
        try session.run(.setAsk, [.text(ask.text)] + columns(id, row))
    }

    func askFits(_ ask: AskID, _ id: CaseID, _ row: AskRow) throws -> Bool {
        try fits(.ask, ask.text, columns(id, row))
    }

    private func columns(_ id: CaseID, _ row: AskRow) -> [Value] {
        [
            .text(id.text), lookup(row.role), lookup(row.owner), .number(row.sequence),
            row.answered.orNull(.integer) { .number($0) },
        ]
    }

    /// Whether just these columns stand in the row of `id`.
    private func fits(_ statement: Statement, _ id: String, _ columns: [Value]) throws -> Bool {
        try session.first(statement, [.text(id)]) { row in
            columns.enumerated().allSatisfy { place, value in
                row.isNull(place) == value.isNull && row.value(place, value.kind) == value
            }
        } ?? false
    }

    func caseID(of ask: AskID) throws -> CaseID? {
        try session.first(.ask, [.text(ask.text)]) { try $0.caseID(0, in: "asks") }
    }

    // MARK: The inbox

    /// The cases in which something may wait for `role`: to be approved, opened, renewed or answered.
    func waitingCases(for role: RoleName, approves: Bool, at now: Instant, limit: Int) throws -> [CaseID] {
        let soon = now.adding(seconds: Inbox.noticeSeconds)
        return try session.all(
            .waitingCases,
            [
                .flag(approves), lookup(role.agency), lookup(role), .integer(now.seconds), .integer(soon.seconds),
                .number(limit),
            ]
        ) { try $0.caseID(0, in: "grants") }
    }

    /// The entries of `role`'s newest asks, and of their answers.
    func askEntries(of role: RoleName, limit: Int) throws -> [UInt64] {
        try session.all(.askEntries, [lookup(role), .number(limit)]) { row -> [UInt64] in
            guard let sequence = row.count(0), row.isNull(1) || row.count(1) != nil else {
                throw CustodyError.damaged(.row(table: "asks"))
            }
            return [sequence, row.count(1)].compactMap(\.self)
        }.flatMap(\.self).sorted()
    }
}
