/// What is asked for, as the ledger and `audit list` name it.
package enum ActionName: String, CaseIterable, Sendable {
    case vaultFound = "vault.found"
    case vaultJoin = "vault.join"
    case personEnroll = "person.enroll"
    case personApprove = "person.approve"
    case vaultClock = "vault.clock"
    case personDismiss = "person.dismiss"
    case caseCreate = "case.create"
    case caseList = "case.list"
    case caseShow = "case.show"
    case caseClose = "case.close"
    case caseReopen = "case.reopen"
    /// A new key of a compartment, whatever became of the old one.
    case caseRekey = "case.rekey"
    case caseLink = "case.link"
    case caseUnlink = "case.unlink"
    /// What leaves the vault, re-sealed to somebody: once for the case, then once for each record.
    case caseExport = "case.export"
    /// Asks to take records out whose compartments wait for an approval.
    case exportRequest = "export.request"
    /// Gets the trail and the wrapped keys of a case, to build a change on.
    case casePrepare = "case.prepare"
    case identityAdd = "identity.add"
    /// Opens an identity to change it.
    case identityEdit = "identity.edit"
    case identityUpdate = "identity.update"
    case identityList = "identity.list"
    case identityOpen = "identity.open"
    /// What became of an identity, without what it says.
    case identityHistory = "identity.history"
    case identityWithdraw = "identity.withdraw"
    case identityRestore = "identity.restore"
    case documentAdd = "document.add"
    case documentList = "document.list"
    case documentOpen = "document.open"
    case documentWithdraw = "document.withdraw"
    case documentRestore = "document.restore"
    case documentMove = "document.move"
    case documentCheck = "document.check"
    case grantRequest = "grant.request"
    case grantRefuse = "grant.refuse"
    case grantCreate = "grant.create"
    case grantAccept = "grant.accept"
    case grantReview = "grant.review"
    case grantApprove = "grant.approve"
    case grantRevoke = "grant.revoke"
    case grantList = "grant.list"
    case find = "find"
    case inboxRead = "inbox.read"
    case auditRead = "audit.read"
    case auditVerify = "audit.verify"
    /// The ledger leaves as files that anybody can check.
    case auditExport = "audit.export"
    /// Somebody reads all that a report is made of.
    case auditReport = "audit.report"
    case vaultVerify = "vault.verify"
    /// Somebody who left came to the door.
    case vaultEnter = "vault.enter"

    private static let byText = Dictionary(uniqueKeysWithValues: allCases.map { ($0.rawValue[...], $0) })

    /// As `init(rawValue:)`, which goes through all names in turn.
    package static func named(_ text: Substring) -> ActionName? { byText[text] }
}
