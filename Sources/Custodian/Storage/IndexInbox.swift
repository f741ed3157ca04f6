import Casework
import Foundation
import GRDB
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
    /// Adds the export's row, or brings it up to date.
    func setExport(_ export: GrantID, _ id: CaseID, _ row: ExportRow) throws {
        try db.cachedStatement(
            sql: """
                INSERT INTO exports (id, case_id, role, agency, waits, open) VALUES (?, ?, ?, ?, ?, ?)
                ON CONFLICT (id) DO UPDATE SET waits = excluded.waits, open = excluded.open
                """
        ).execute(arguments: [
            export.text, id.text, lookup(row.role), lookup(row.owner.agency), row.waits ? 1 : 0, row.isOpen ? 1 : 0,
        ])
    }

    func exportFits(_ export: GrantID, _ id: CaseID, _ row: ExportRow) throws -> Bool {
        try Bool.fetchOne(
            try db.cachedStatement(
                sql: """
                    SELECT case_id = ? AND role = ? AND agency = ? AND waits = ? AND open = ? FROM exports WHERE id = ?
                    """),
            arguments: [
                id.text, lookup(row.role), lookup(row.owner.agency), row.waits ? 1 : 0, row.isOpen ? 1 : 0,
                export.text,
            ]) ?? false
    }

    /// Adds the grant's row, or brings it up to date.
    func setGrant(_ grant: GrantID, _ id: CaseID, _ row: GrantRow) throws {
        try db.cachedStatement(
            sql: """
                INSERT INTO grants (id, case_id, role, owner, agency, until, unopened, waits)
                VALUES (?, ?, ?, ?, ?, ?, ?, ?)
                ON CONFLICT (id) DO UPDATE SET unopened = excluded.unopened, waits = excluded.waits
                """
        ).execute(arguments: [
            grant.text, id.text, lookup(row.role), lookup(row.owner), lookup(row.owner.agency), row.until.seconds,
            row.unopened, row.waits ? 1 : 0,
        ])
    }

    func grantFits(_ grant: GrantID, _ id: CaseID, _ row: GrantRow) throws -> Bool {
        try Bool.fetchOne(
            try db.cachedStatement(
                sql: """
                    SELECT case_id = ? AND role = ? AND owner = ? AND agency = ? AND until = ? AND unopened = ? AND waits = ?
                    FROM grants WHERE id = ?
                    """),
            arguments: [
                id.text, lookup(row.role), lookup(row.owner), lookup(row.owner.agency), row.until.seconds,
                row.unopened, row.waits ? 1 : 0, grant.text,
            ]) ?? false
    }

    private func lookup(_ role: RoleName) -> Data { blob(keys.lookup("role", role.text)) }
    private func lookup(_ agency: AgencyName) -> Data { blob(keys.lookup("agency", agency.text)) }

    // MARK: Asks

    func caseID(of ask: AskID) throws -> CaseID? {
        try String.fetchOne(try db.cachedStatement(sql: "SELECT case_id FROM asks WHERE id = ?"), arguments: [ask.text])
            .map { try $0.storedCaseID(in: "asks") }
    }

    /// Adds the ask's row, or brings it up to date.
    func setAsk(_ ask: AskID, _ id: CaseID, _ row: AskRow) throws {
        try db.cachedStatement(
            sql: """
                INSERT INTO asks (id, case_id, role, owner, seq, answer) VALUES (?, ?, ?, ?, ?, ?)
                ON CONFLICT (id) DO UPDATE SET answer = excluded.answer
                """
        ).execute(arguments: [
            ask.text, id.text, lookup(row.role), lookup(row.owner), Int64(row.sequence),
            row.answered.map { Int64($0) },
        ])
    }

    func askFits(_ ask: AskID, _ id: CaseID, _ row: AskRow) throws -> Bool {
        try Bool.fetchOne(
            try db.cachedStatement(
                sql: "SELECT case_id = ? AND role = ? AND owner = ? AND seq = ? AND answer IS ? FROM asks WHERE id = ?"),
            arguments: [
                id.text, lookup(row.role), lookup(row.owner), Int64(row.sequence),
                row.answered.map { Int64($0) }, ask.text,
            ]) ?? false
    }

    // MARK: The inbox

    /// The cases in which something may wait for `role`: to be approved, opened, renewed or answered.
    func waitingCases(for role: RoleName, approves: Bool, at now: Instant, limit: Int) throws -> [CaseID] {
        let soon = now.adding(seconds: Inbox.noticeSeconds)
        return try String.fetchAll(
            try db.cachedStatement(
                sql: """
                    SELECT case_id FROM (
                        SELECT case_id FROM grants WHERE :approves = 1 AND agency = :agency AND waits = 1
                        UNION
                        SELECT case_id FROM grants WHERE role = :role AND unopened > 0 AND until >= :now
                        UNION
                        SELECT case_id FROM grants WHERE role = :role AND until BETWEEN :now AND :soon
                        UNION
                        SELECT case_id FROM grants WHERE owner = :role AND until BETWEEN :now AND :soon
                        UNION
                        SELECT case_id FROM exports WHERE :approves = 1 AND agency = :agency AND waits = 1
                        UNION
                        SELECT case_id FROM exports WHERE role = :role AND open = 1
                        UNION
                        SELECT case_id FROM asks WHERE owner = :role AND answer IS NULL
                    ) ORDER BY case_id LIMIT :limit
                    """),
            arguments: [
                "approves": approves ? 1 : 0, "agency": lookup(role.agency), "role": lookup(role),
                "now": now.seconds, "soon": soon.seconds, "limit": limit,
            ]
        ).map { try $0.storedCaseID(in: "grants") }
    }

    /// The entries of `role`'s newest asks, and of their answers.
    func askEntries(of role: RoleName, limit: Int) throws -> [UInt64] {
        try Row.fetchAll(
            try db.cachedStatement(sql: "SELECT seq, answer FROM asks WHERE role = ? ORDER BY seq DESC LIMIT ?"),
            arguments: [lookup(role), limit]
        ).flatMap { row -> [UInt64] in
            guard let sequence = row.storedCount("seq"), row.hasNull(atIndex: 1) || row.storedCount("answer") != nil
            else {
                throw CustodyError.damaged(.row(table: "asks"))
            }
            return [sequence, row.storedCount("answer")].compactMap { $0 }
        }.sorted()
    }

    // MARK: Spent halves

    var spentHalves: [UInt64] {
        get throws {
            try Int64.fetchAll(try db.cachedStatement(sql: "SELECT seq FROM spent_halves")).map { UInt64(clamping: $0) }
        }
    }

    func addSpentHalves(_ sequence: UInt64) throws {
        try db.cachedStatement(sql: "INSERT INTO spent_halves (seq) VALUES (?)").execute(arguments: [Int64(sequence)])
    }

    func clearSpentHalves() throws {
        try db.cachedStatement(sql: "DELETE FROM spent_halves").execute()
    }

    // MARK: Witnesses

    func witnessed(_ handle: Handle) throws -> (size: UInt64, note: [UInt8])? {
        let person = blob(keys.lookup("person", handle.text))
        guard
            let row = try Row.fetchOne(
                try db.cachedStatement(sql: "SELECT size, note FROM witnesses WHERE person = ?"), arguments: [person])
        else { return nil }
        guard let size = row.storedCount("size"), size > 0, let box: Data = row.stored("note"),
            let note = keys.open(Array(box), binding: witnessBinding(handle, size))
        else { throw CustodyError.damaged(.row(table: "witnesses")) }
        return (size, note)
    }

    func setWitnessed(_ handle: Handle, size: UInt64, _ note: [UInt8]) throws {
        try db.cachedStatement(
            sql: """
                INSERT INTO witnesses (person, size, note) VALUES (?, ?, ?)
                ON CONFLICT (person) DO UPDATE SET size = excluded.size, note = excluded.note
                """
        ).execute(arguments: [
            blob(keys.lookup("person", handle.text)), Int64(size),
            blob(try keys.seal(note, binding: witnessBinding(handle, size))),
        ])
    }

    private func witnessBinding(_ handle: Handle, _ size: UInt64) -> Binding {
        binding("witness", size).with("person", handle.text)
    }

    /// The last entry of `handle`, allowed or denied.
    func lastEntry(by handle: Handle) throws -> UInt64? {
        try Int64.fetchOne(
            try db.cachedStatement(sql: "SELECT MAX(seq) FROM ledger WHERE actor = ?"),
            arguments: [blob(keys.lookup("actor", handle.text))]
        ).map { UInt64(clamping: $0) }
    }
}
