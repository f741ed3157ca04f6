import Casework
import Sodium
import Testing
import Vocabulary

/// The policy as tables. A cell is what a request of that row gets in that column: `allowed`, the name of a denial, or
/// `!` and the name of a refusal.
enum PolicyTable {
    /// Siti, who is a penyidik of another agency, asks as such; the column is the state of the role's grant.
    static let grantee = """
        action            none             waiting          scheduled        active           expired          revoked          parent-revoked   parent-expired   named            colleague        compartment       purpose
        vault.found       !alreadyDone     !alreadyDone     !alreadyDone     !alreadyDone     !alreadyDone     !alreadyDone     !alreadyDone     !alreadyDone     !alreadyDone     !alreadyDone     !alreadyDone      !alreadyDone
        vault.join        not-admin        not-admin        not-admin        not-admin        not-admin        not-admin        not-admin        not-admin        not-admin        not-admin        not-admin         not-admin
        person.enroll     not-admin        not-admin        not-admin        not-admin        not-admin        not-admin        not-admin        not-admin        not-admin        not-admin        not-admin         not-admin
        person.approve    !alreadyDone     !alreadyDone     !alreadyDone     !alreadyDone     !alreadyDone     !alreadyDone     !alreadyDone     !alreadyDone     !alreadyDone     !alreadyDone     !alreadyDone      !alreadyDone
        person.dismiss    not-admin        not-admin        not-admin        not-admin        not-admin        not-admin        not-admin        not-admin        not-admin        not-admin        not-admin         not-admin
        vault.clock       not-admin        not-admin        not-admin        not-admin        not-admin        not-admin        not-admin        not-admin        not-admin        not-admin        not-admin         not-admin
        case.create       allowed          allowed          allowed          allowed          allowed          allowed          allowed          allowed          allowed          allowed          allowed           allowed
        case.list         allowed          allowed          allowed          allowed          allowed          allowed          allowed          allowed          allowed          allowed          allowed           allowed
        case.show         no-grant         grant-waiting    grant-not-begun  allowed          grant-expired    grant-revoked    grant-revoked    grant-expired    allowed          not-named        allowed           allowed
        case.close        not-owner        not-owner        not-owner        not-owner        not-owner        not-owner        not-owner        not-owner        not-owner        not-owner        not-owner         not-owner
        case.reopen       not-owner        not-owner        not-owner        not-owner        not-owner        not-owner        not-owner        not-owner        not-owner        not-owner        not-owner         not-owner
        case.rekey        not-owner        not-owner        not-owner        not-owner        not-owner        not-owner        not-owner        not-owner        not-owner        not-owner        not-owner         not-owner
        case.link         no-grant         grant-waiting    grant-not-begun  allowed          grant-expired    grant-revoked    grant-revoked    grant-expired    allowed          not-named        allowed           allowed
        case.unlink       no-grant         grant-waiting    grant-not-begun  not-owner        grant-expired    grant-revoked    grant-revoked    grant-expired    not-owner        not-named        not-owner         not-owner
        case.export       no-grant         grant-waiting    grant-not-begun  allowed          grant-expired    grant-revoked    grant-revoked    grant-expired    allowed          not-named        other-compartment other-purpose
        export.request    no-grant         grant-waiting    grant-not-begun  allowed          grant-expired    grant-revoked    grant-revoked    grant-expired    allowed          not-named        other-compartment other-purpose
        case.prepare      no-grant         grant-waiting    grant-not-begun  allowed          grant-expired    grant-revoked    grant-revoked    grant-expired    allowed          not-named        allowed           allowed
        identity.add      no-grant         grant-waiting    grant-not-begun  allowed          grant-expired    grant-revoked    grant-revoked    grant-expired    allowed          not-named        other-compartment allowed
        identity.update   no-grant         grant-waiting    grant-not-begun  not-owner        grant-expired    grant-revoked    grant-revoked    grant-expired    not-owner        not-named        other-compartment not-owner
        identity.list     no-grant         grant-waiting    grant-not-begun  allowed          grant-expired    grant-revoked    grant-revoked    grant-expired    allowed          not-named        allowed           allowed
        identity.open     no-grant         grant-waiting    grant-not-begun  allowed          grant-expired    grant-revoked    grant-revoked    grant-expired    allowed          not-named        other-compartment other-purpose
        identity.history  no-grant         grant-waiting    grant-not-begun  allowed          grant-expired    grant-revoked    grant-revoked    grant-expired    allowed          not-named        other-compartment allowed
        identity.edit     no-grant         grant-waiting    grant-not-begun  not-owner        grant-expired    grant-revoked    grant-revoked    grant-expired    not-owner        not-named        other-compartment other-purpose
        identity.withdraw no-grant         grant-waiting    grant-not-begun  not-owner        grant-expired    grant-revoked    grant-revoked    grant-expired    not-owner        not-named        other-compartment not-owner
        identity.restore  no-grant         grant-waiting    grant-not-begun  not-owner        grant-expired    grant-revoked    grant-revoked    grant-expired    not-owner        not-named        other-compartment not-owner
        document.add      no-grant         grant-waiting    grant-not-begun  allowed          grant-expired    grant-revoked    grant-revoked    grant-expired    allowed          not-named        other-compartment allowed
        document.list     no-grant         grant-waiting    grant-not-begun  allowed          grant-expired    grant-revoked    grant-revoked    grant-expired    allowed          not-named        allowed           allowed
        document.open     no-grant         grant-waiting    grant-not-begun  allowed          grant-expired    grant-revoked    grant-revoked    grant-expired    allowed          not-named        other-compartment other-purpose
        document.withdraw no-grant         grant-waiting    grant-not-begun  not-owner        grant-expired    grant-revoked    grant-revoked    grant-expired    not-owner        not-named        other-compartment not-owner
        document.restore  no-grant         grant-waiting    grant-not-begun  not-owner        grant-expired    grant-revoked    grant-revoked    grant-expired    not-owner        not-named        other-compartment not-owner
        document.move     no-grant         grant-waiting    grant-not-begun  not-owner        grant-expired    grant-revoked    grant-revoked    grant-expired    not-owner        not-named        other-compartment not-owner
        document.check    no-grant         grant-waiting    grant-not-begun  allowed          grant-expired    grant-revoked    grant-revoked    grant-expired    allowed          not-named        other-compartment allowed
        grant.request     allowed          allowed          allowed          allowed          allowed          allowed          allowed          allowed          allowed          allowed          allowed           allowed
        grant.refuse      not-owner        not-owner        not-owner        not-owner        not-owner        not-owner        not-owner        not-owner        not-owner        not-owner        not-owner         not-owner
        grant.create      no-grant         grant-waiting    grant-not-begun  allowed          grant-expired    grant-revoked    grant-revoked    grant-expired    beyond-parent    not-named        other-compartment beyond-parent
        grant.accept      !unknownGrant    grant-waiting    grant-not-begun  allowed          grant-expired    grant-revoked    grant-revoked    grant-expired    allowed          not-named        allowed           allowed
        grant.review      !unknownGrant    lacks-capability lacks-capability lacks-capability lacks-capability lacks-capability lacks-capability lacks-capability lacks-capability lacks-capability lacks-capability  lacks-capability
        grant.approve     !unknownGrant    lacks-capability lacks-capability lacks-capability lacks-capability lacks-capability lacks-capability lacks-capability lacks-capability lacks-capability lacks-capability  lacks-capability
        grant.revoke      !unknownGrant    not-owner        not-owner        not-owner        not-owner        not-owner        not-owner        not-owner        not-owner        not-owner        not-owner         not-owner
        grant.list        no-grant         grant-waiting    grant-not-begun  allowed          grant-expired    grant-revoked    grant-revoked    grant-expired    allowed          not-named        allowed           allowed
        find              allowed          allowed          allowed          allowed          allowed          allowed          allowed          allowed          allowed          allowed          allowed           allowed
        inbox.read        allowed          allowed          allowed          allowed          allowed          allowed          allowed          allowed          allowed          allowed          allowed           allowed
        audit.read        allowed          allowed          allowed          allowed          allowed          allowed          allowed          allowed          allowed          allowed          allowed           allowed
        audit.verify      lacks-capability lacks-capability lacks-capability lacks-capability lacks-capability lacks-capability lacks-capability lacks-capability lacks-capability lacks-capability lacks-capability  lacks-capability
        audit.export      no-grant         grant-waiting    grant-not-begun  allowed          grant-expired    grant-revoked    grant-revoked    grant-expired    allowed          not-named        allowed           allowed
        audit.report      no-grant         grant-waiting    grant-not-begun  allowed          grant-expired    grant-revoked    grant-revoked    grant-expired    allowed          not-named        allowed           allowed
        vault.verify      allowed          allowed          allowed          allowed          allowed          allowed          allowed          allowed          allowed          allowed          allowed           allowed
        vault.enter       !malformed       !malformed       !malformed       !malformed       !malformed       !malformed       !malformed       !malformed       !malformed       !malformed       !malformed        !malformed
        """

    /// The case is dp2kbp3a/pendamping's; unit-ppa/penyidik has an active grant; one to kejaksaan/penghubung waits and
    /// is what `grant.approve` is about. The column is who asks.
    static let person = """
        action            owner            head             reviewer         grantee          chief            stranger         left      left-grantee unknown      impostor   admin            other-admin
        vault.found       !alreadyDone     !alreadyDone     !alreadyDone     !alreadyDone     !alreadyDone     !alreadyDone     dismissed dismissed    not-enrolled not-member !alreadyDone     !alreadyDone
        vault.join        not-admin        not-admin        not-admin        not-admin        not-admin        not-admin        dismissed dismissed    not-enrolled not-member !alreadyDone     !alreadyDone
        person.enroll     not-admin        not-admin        not-admin        not-admin        not-admin        not-admin        dismissed dismissed    not-enrolled not-member allowed          foreign-agency
        person.approve    !alreadyDone     !alreadyDone     !alreadyDone     !alreadyDone     !alreadyDone     !alreadyDone     dismissed dismissed    not-enrolled not-member !alreadyDone     !alreadyDone
        person.dismiss    not-admin        not-admin        not-admin        not-admin        not-admin        not-admin        dismissed dismissed    not-enrolled not-member allowed          foreign-agency
        vault.clock       not-admin        not-admin        not-admin        not-admin        not-admin        not-admin        dismissed dismissed    not-enrolled not-member allowed          allowed
        case.create       allowed          lacks-capability lacks-capability allowed          lacks-capability lacks-capability dismissed dismissed    not-enrolled not-member lacks-capability lacks-capability
        case.list         allowed          allowed          allowed          allowed          allowed          allowed          dismissed dismissed    not-enrolled not-member admin-opens      admin-opens
        case.show         allowed          no-grant         no-grant         allowed          no-grant         no-grant         dismissed dismissed    not-enrolled not-member admin-opens      admin-opens
        case.close        allowed          lacks-capability lacks-capability not-owner        lacks-capability lacks-capability dismissed dismissed    not-enrolled not-member admin-opens      admin-opens
        case.reopen       allowed          lacks-capability lacks-capability not-owner        lacks-capability lacks-capability dismissed dismissed    not-enrolled not-member admin-opens      admin-opens
        case.rekey        allowed          lacks-capability lacks-capability not-owner        lacks-capability lacks-capability dismissed dismissed    not-enrolled not-member admin-opens      admin-opens
        case.link         allowed          lacks-capability lacks-capability allowed          lacks-capability no-grant         dismissed dismissed    not-enrolled not-member admin-opens      admin-opens
        case.unlink       allowed          lacks-capability lacks-capability not-owner        lacks-capability no-grant         dismissed dismissed    not-enrolled not-member admin-opens      admin-opens
        case.export       allowed          no-grant         no-grant         allowed          no-grant         no-grant         dismissed dismissed    not-enrolled not-member admin-opens      admin-opens
        export.request    allowed          no-grant         no-grant         allowed          no-grant         no-grant         dismissed dismissed    not-enrolled not-member admin-opens      admin-opens
        case.prepare      allowed          lacks-capability lacks-capability allowed          lacks-capability no-grant         dismissed dismissed    not-enrolled not-member admin-opens      admin-opens
        identity.add      allowed          lacks-capability lacks-capability allowed          lacks-capability no-grant         dismissed dismissed    not-enrolled not-member admin-opens      admin-opens
        identity.update   allowed          lacks-capability lacks-capability not-owner        lacks-capability no-grant         dismissed dismissed    not-enrolled not-member admin-opens      admin-opens
        identity.list     allowed          no-grant         no-grant         allowed          no-grant         no-grant         dismissed dismissed    not-enrolled not-member admin-opens      admin-opens
        identity.open     allowed          no-grant         no-grant         allowed          no-grant         no-grant         dismissed dismissed    not-enrolled not-member admin-opens      admin-opens
        identity.history  allowed          no-grant         no-grant         allowed          no-grant         no-grant         dismissed dismissed    not-enrolled not-member admin-opens      admin-opens
        identity.edit     allowed          lacks-capability lacks-capability not-owner        lacks-capability no-grant         dismissed dismissed    not-enrolled not-member admin-opens      admin-opens
        identity.withdraw allowed          lacks-capability lacks-capability not-owner        lacks-capability no-grant         dismissed dismissed    not-enrolled not-member admin-opens      admin-opens
        identity.restore  allowed          lacks-capability lacks-capability not-owner        lacks-capability no-grant         dismissed dismissed    not-enrolled not-member admin-opens      admin-opens
        document.add      allowed          lacks-capability lacks-capability allowed          lacks-capability no-grant         dismissed dismissed    not-enrolled not-member admin-opens      admin-opens
        document.list     allowed          no-grant         no-grant         allowed          no-grant         no-grant         dismissed dismissed    not-enrolled not-member admin-opens      admin-opens
        document.open     allowed          no-grant         no-grant         allowed          no-grant         no-grant         dismissed dismissed    not-enrolled not-member admin-opens      admin-opens
        document.withdraw allowed          lacks-capability lacks-capability not-owner        lacks-capability no-grant         dismissed dismissed    not-enrolled not-member admin-opens      admin-opens
        document.restore  allowed          lacks-capability lacks-capability not-owner        lacks-capability no-grant         dismissed dismissed    not-enrolled not-member admin-opens      admin-opens
        document.move     allowed          lacks-capability lacks-capability not-owner        lacks-capability no-grant         dismissed dismissed    not-enrolled not-member admin-opens      admin-opens
        document.check    allowed          no-grant         no-grant         allowed          no-grant         no-grant         dismissed dismissed    not-enrolled not-member admin-opens      admin-opens
        grant.request     own-role         allowed          allowed          allowed          allowed          allowed          dismissed dismissed    not-enrolled not-member admin-opens      admin-opens
        grant.refuse      allowed          lacks-capability lacks-capability not-owner        lacks-capability lacks-capability dismissed dismissed    not-enrolled not-member admin-opens      admin-opens
        grant.create      allowed          lacks-capability lacks-capability allowed          lacks-capability lacks-capability dismissed dismissed    not-enrolled not-member admin-opens      admin-opens
        grant.accept      no-grant         no-grant         no-grant         allowed          no-grant         no-grant         dismissed dismissed    not-enrolled not-member admin-opens      admin-opens
        grant.review      lacks-capability allowed          lacks-capability lacks-capability foreign-agency   lacks-capability dismissed dismissed    not-enrolled not-member admin-opens      admin-opens
        grant.approve     lacks-capability allowed          lacks-capability lacks-capability foreign-agency   lacks-capability dismissed dismissed    not-enrolled not-member admin-opens      admin-opens
        grant.revoke      allowed          lacks-capability lacks-capability not-owner        lacks-capability lacks-capability dismissed dismissed    not-enrolled not-member admin-opens      admin-opens
        grant.list        allowed          no-grant         no-grant         allowed          no-grant         no-grant         dismissed dismissed    not-enrolled not-member admin-opens      admin-opens
        find              allowed          lacks-capability allowed          allowed          lacks-capability lacks-capability dismissed dismissed    not-enrolled not-member admin-opens      admin-opens
        inbox.read        allowed          allowed          allowed          allowed          allowed          allowed          dismissed dismissed    not-enrolled not-member admin-opens      admin-opens
        audit.read        allowed          allowed          allowed          allowed          allowed          allowed          dismissed dismissed    not-enrolled not-member allowed          allowed
        audit.verify      lacks-capability lacks-capability allowed          lacks-capability lacks-capability lacks-capability dismissed dismissed    not-enrolled not-member lacks-capability lacks-capability
        audit.export      allowed          no-grant         allowed          allowed          no-grant         no-grant         dismissed dismissed    not-enrolled not-member admin-opens      admin-opens
        audit.report      allowed          no-grant         allowed          allowed          no-grant         no-grant         dismissed dismissed    not-enrolled not-member admin-opens      admin-opens
        vault.verify      allowed          allowed          allowed          allowed          allowed          allowed          dismissed dismissed    not-enrolled not-member allowed          allowed
        vault.enter       !malformed       !malformed       !malformed       !malformed       !malformed       !malformed       dismissed dismissed    not-enrolled not-member !malformed       !malformed
        """

    /// Who stands in a column of `person`, and the role they ask as.
    static let askers: [String: (person: String, role: String)] = [
        "owner": ("adi@dp2kbp3a", "dp2kbp3a/pendamping"), "head": ("kiki@dp2kbp3a", "dp2kbp3a/kepala"),
        "reviewer": ("pipi@dp2kbp3a", "dp2kbp3a/pengawas"), "grantee": ("siti@unit-ppa", "unit-ppa/penyidik"),
        "chief": ("kani@unit-ppa", "unit-ppa/kanit"), "stranger": ("jaja@kejaksaan", "kejaksaan/jaksa"),
        "left": ("dodo@dp2kbp3a", "dp2kbp3a/pendamping"), "left-grantee": ("dedi@unit-ppa", "unit-ppa/penyidik"),
        "unknown": ("nobody@unit-ppa", "unit-ppa/penyidik"), "impostor": ("siti@unit-ppa", "dp2kbp3a/pendamping"),
        "admin": ("admin@dp2kbp3a", "dp2kbp3a/admin"), "other-admin": ("admin@unit-ppa", "unit-ppa/admin"),
    ]

    struct Cell: Sendable, CustomTestStringConvertible {
        let action: ActionName
        let column: String
        let expected: Expected

        var testDescription: String { "\(action.rawValue), \(column): \(expected)" }
    }

    static func cells(_ table: String) -> [Cell] {
        let rows = table.split(separator: "\n").map { $0.split(separator: " ").map(String.init) }
        return rows.dropFirst().flatMap { row in
            precondition(row.count == rows[0].count, "row \(row[0])")
            return zip(rows[0], row).dropFirst().map { column, cell in
                Cell(action: ActionName(rawValue: row[0])!, column: column, expected: decision(cell))
            }
        }
    }

    private static func decision(_ cell: String) -> Expected {
        if cell == "allowed" { return .allowed }
        if cell.hasPrefix("!") { return .refused(Refusal(rawValue: String(cell.dropFirst()))!) }
        return .denied(Denial(rawValue: cell)!)
    }

    /// A request of kind `name` that nothing but the asker and the grant speak against.
    static func action(_ name: ActionName, in world: World, as role: RoleName, grant: GrantID?) throws -> Action {
        let newcomer = handle("baru@dp2kbp3a")
        switch name {
        case .vaultFound: return .foundVault(genesis: world.genesis.vault)
        case .vaultJoin: return .joinVault(genesis: world.genesis.vault)
        case .personEnroll: return .enroll(newcomer, roles: [World.owner], card: Digest.of("card"), newKeys: [])
        case .vaultClock: return .setClockBack(to: world.genesis.founded.adding(seconds: 1))
        case .personApprove: return world.approvingEnrolment(of: "koko@dp2kbp3a", request: Digest.of("e"))
        case .personDismiss: return .dismiss(handle("koko@dp2kbp3a"), reason: Digest.of("r"), newKeys: [])
        case .caseCreate: return world.creation(.make(), of: role)
        case .caseList: return .listCases(after: nil, limit: 10)
        case .caseShow: return .showCase(world.caseID)
        case .caseClose: return .closeCase(world.caseID)
        case .caseReopen:
            try world.close()
            return .reopenCase(world.caseID)
        case .caseRekey: return world.rekey("evidence")
        case .caseLink: return .linkCase(world.caseID, other: .make())
        case .caseUnlink:
            let other = CaseID.make()
            try world.own(.linkCase(world.caseID, other: other))
            return .unlinkCase(world.caseID, other: other)
        case .caseExport: return world.export(world.document)
        case .exportRequest: return world.requestExport([world.document])
        case .casePrepare: return .prepare(.caseID(world.caseID), for: .documentAdd)
        case .identityAdd: return world.add(.make(.identity), to: "identity")
        case .identityEdit: return .edit(world.identity, .penyidikan)
        case .identityUpdate: return world.add(world.identity, to: "identity", version: 2, reason: Digest.of("r"))
        case .identityList: return .list(.identity, world.caseID)
        case .identityOpen: return .open(world.identity, .penyidikan)
        case .identityHistory: return .readHistory(world.identity)
        case .identityWithdraw: return world.withdrawal(of: world.identity)
        case .identityRestore:
            try world.own(world.withdrawal(of: world.identity))
            return world.restoring(world.identity)
        case .documentAdd: return world.add(.make(.document), to: "evidence")
        case .documentList: return .list(.document, world.caseID)
        case .documentOpen: return .open(world.document, .penyidikan)
        case .documentWithdraw: return world.withdrawal(of: world.document)
        case .documentRestore:
            try world.own(world.withdrawal(of: world.document))
            return world.restoring(world.document)
        case .documentMove: return world.move(world.document, to: "statement")
        case .documentCheck: return .check(world.document)
        case .grantRequest: return world.asking()
        case .grantRefuse: return world.refusal(of: try world.ask())
        case .grantCreate:
            return .createGrant(
                world.terms(
                    to: World.jaksa, ["evidence"], from: 60, days: 1, parent: role == World.owner ? nil : grant))
        case .grantAccept: return .acceptGrant(grant ?? .make())
        case .grantReview: return .reviewGrant(grant ?? .make())
        case .grantApprove: return world.approval(of: grant ?? .make())
        case .grantRevoke: return .revokeGrant(grant ?? .make(), reason: Digest.of("r"))
        case .grantList: return .listGrants(world.caseID)
        case .inboxRead: return .readInbox
        case .find: return .find(.nik, .penyidikan)
        case .auditRead: return .readAudit(AuditFilter())
        case .auditVerify: return .verifyAudit(from: 0)
        case .auditExport: return .exportAudit(world.caseID)
        case .auditReport: return .reportAudit(.trail(world.caseID))
        case .vaultVerify: return .verifyVault
        case .vaultEnter: return .enter(intended: .caseList)
        }
    }

    /// Makes the grant of a column of `grantee`; nil where there is none.
    static func grant(_ column: String, in world: World, allow: Permissions = .usual) throws -> GrantID? {
        let parts = ["evidence", "identity"]
        switch column {
        case "none": return nil
        case "waiting": return try world.grant(world.terms(to: World.penyidik, parts, allow: allow))
        case "parent-revoked", "parent-expired":
            let parent = try world.grant(world.terms(to: World.penghubung, parts, allow: allow, days: 20))
            try world.approve(parent)
            let child = try world.grant(
                world.terms(to: World.penyidik, parts, allow: allow, days: 10, parent: parent), by: "hubi@kejaksaan",
                as: World.penghubung)
            try world.approve(child)
            if column == "parent-revoked" { try world.revoke(parent) }
            if column == "parent-expired" { world.now = world.now.adding(seconds: 21 * 86_400) }
            return child
        default: break
        }
        let grant = try world.grant(
            world.terms(
                to: World.penyidik, column == "compartment" ? ["statement"] : parts,
                persons: column == "named" ? ["siti@unit-ppa"] : column == "colleague" ? ["budi@unit-ppa"] : [],
                purpose: column == "purpose" ? .penuntutan : .penyidikan, allow: allow,
                from: column == "scheduled" ? 86_400 : 0))
        if column != "compartment" { try world.approve(grant) }
        if column == "revoked" { try world.revoke(grant) }
        if column == "expired" { world.now = world.now.adding(seconds: 31 * 86_400) }
        return grant
    }
}

struct PolicyTableTests {
    @Test(arguments: PolicyTable.cells(PolicyTable.grantee))
    func `a grantee gets what the table says`(_ cell: PolicyTable.Cell) throws {
        let world = try World()
        let grant = try PolicyTable.grant(cell.column, in: world)
        let action = try PolicyTable.action(cell.action, in: world, as: World.penyidik, grant: grant)
        #expect(action.name == cell.action)
        #expect(world.decide(action, by: "siti@unit-ppa", as: World.penyidik) == cell.expected)
    }

    @Test(arguments: PolicyTable.cells(PolicyTable.person))
    func `a person gets what the table says`(_ cell: PolicyTable.Cell) throws {
        let world = try World()
        let active = try PolicyTable.grant("active", in: world)
        let waiting = try world.grant(world.terms(to: World.penghubung, ["identity"]))
        let asker = try #require(PolicyTable.askers[cell.column])
        let action = try PolicyTable.action(
            cell.action, in: world, as: role(asker.role), grant: cell.action == .grantApprove ? waiting : active)
        #expect(action.name == cell.action)
        #expect(world.decide(action, by: asker.person, as: role(asker.role)) == cell.expected)
    }

    @Test func `the tables have every action`() {
        for table in [PolicyTable.grantee, PolicyTable.person] {
            #expect(Set(PolicyTable.cells(table).map(\.action)) == Set(ActionName.allCases))
        }
    }

    @Test func `the tables and the special rows reach every denial`() {
        let expected =
            (PolicyTable.cells(PolicyTable.grantee) + PolicyTable.cells(PolicyTable.person)).map(\.expected)
            + PolicySpecialTests.rows.map(\.expected)
        let reached = Set(
            expected.compactMap { decision -> Denial? in
                if case .denied(let denial) = decision { return denial }
                return nil
            })
        // What travels with a request is not the policy's to see.
        #expect(Set(Denial.allCases).subtracting(reached) == [.surplusItems])
    }
}
