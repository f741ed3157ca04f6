package import Sodium

/// What is asked for, as the ledger and `audit list` name it.
package enum ActionName: String, CaseIterable, Sendable {
    case vaultFound = "vault.found"
    case vaultJoin = "vault.join"
    case personEnroll = "person.enroll"
    case personDismiss = "person.dismiss"
    case caseCreate = "case.create"
    case caseList = "case.list"
    case caseShow = "case.show"
    case caseClose = "case.close"
    /// Gets the trail and the wrapped keys of a case, to build a change on.
    case casePrepare = "case.prepare"
    case identityAdd = "identity.add"
    case identityUpdate = "identity.update"
    case identityList = "identity.list"
    case identityOpen = "identity.open"
    case documentAdd = "document.add"
    case documentList = "document.list"
    case documentOpen = "document.open"
    case grantCreate = "grant.create"
    case grantAccept = "grant.accept"
    case grantReview = "grant.review"
    case grantApprove = "grant.approve"
    case grantRevoke = "grant.revoke"
    case grantList = "grant.list"
    case find = "find"
    case auditRead = "audit.read"
    case auditVerify = "audit.verify"
    case vaultVerify = "vault.verify"
    /// Somebody who left came to the door.
    case vaultEnter = "vault.enter"

    /// Whether an allowed request of this kind changes what the case is: it then stands in the case's trail.
    package var changesCase: Bool {
        switch self {
        case .caseCreate, .caseClose, .identityAdd, .identityUpdate, .documentAdd, .grantCreate, .grantAccept,
            .grantApprove, .grantRevoke:
            true
        default: false
        }
    }

    /// Whether an allowed request of this kind changes the roster.
    package var changesRoster: Bool {
        switch self {
        case .vaultFound, .vaultJoin, .personEnroll, .personDismiss: true
        default: false
        }
    }
}

/// A request's own part: what is asked for and of what.
package enum Action: Hashable, Sendable {
    case foundVault(genesis: VaultID)
    case joinVault(genesis: VaultID)
    case enroll(Handle, roles: [RoleName], card: Digest, newKeys: [RoleGeneration])
    case dismiss(Handle, reason: Digest, newKeys: [RoleGeneration])
    case createCase(CaseID, generation: Int, epochs: [EpochOpening])
    case listCases(after: CaseID?, limit: Int)
    case showCase(CaseID)
    case closeCase(CaseID)
    case prepare(CaseID, intended: ActionName)
    case add(Addition)
    case list(RecordKind, CaseID)
    case open(RecordID, Purpose)
    case createGrant(GrantTerms)
    case acceptGrant(GrantID)
    /// Shows the trail in which a grant waits, to whoever is to approve it.
    case reviewGrant(GrantID)
    case approveGrant(GrantID, request: Digest)
    case revokeGrant(GrantID, reason: Digest)
    case listGrants(CaseID?)
    case find(FindKind, Purpose)
    case readAudit(AuditFilter)
    case verifyAudit(from: UInt64)
    case verifyVault
    /// What somebody whom the custodian's seed is no longer sealed to would have done: left in the mailbox, and
    /// entered as a denial by whoever comes next.
    case enter(intended: ActionName)
}

package enum FindKind: String, Sendable {
    case nik, name, phone
}

/// A new key of a compartment: its number, and the commitment to it.
package struct EpochOpening: Hashable, Sendable {
    package let name: EpochName
    package let commitment: Digest

    package init(name: EpochName, commitment: Digest) {
        self.name = name
        self.commitment = commitment
    }
}

/// A record version that is stored.
package struct Addition: Hashable, Sendable {
    package let caseID: CaseID
    package let record: RecordID
    package let version: Int
    package let epoch: EpochName
    package let keyCommitment: Digest
    package let contentCommitment: Digest
    /// Why, for an update.
    package let reason: Digest?
    /// Where the compartment's key was stale: the new one, with whom it is sealed to.
    package let opening: Opening?

    package struct Opening: Hashable, Sendable {
        package let commitment: Digest
        package let holders: [Holder]

        package init(commitment: Digest, holders: [Holder]) {
            self.commitment = commitment
            self.holders = holders
        }
    }

    package init(
        caseID: CaseID, record: RecordID, version: Int, epoch: EpochName, keyCommitment: Digest,
        contentCommitment: Digest, reason: Digest?, opening: Opening?
    ) {
        self.caseID = caseID
        self.record = record
        self.version = version
        self.epoch = epoch
        self.keyCommitment = keyCommitment
        self.contentCommitment = contentCommitment
        self.reason = reason
        self.opening = opening
    }
}

/// What a grant gives, to whom, for what and until when.
package struct GrantTerms: Hashable, Sendable {
    package let grant: GrantID
    package let caseID: CaseID
    package let to: RoleName
    /// The role's key that the envelope is sealed to, where no persons are named.
    package let generation: Int
    package let persons: [Handle]
    /// Each compartment with its newest epoch: the envelope holds that key and all before it.
    package let epochs: [EpochName]
    package let purpose: Purpose
    package let basis: Digest
    package let from: Instant
    package let until: Instant
    /// The grant on whose strength this one is made, where the granter's role does not own the case.
    package let parent: GrantID?

    package init(
        grant: GrantID, caseID: CaseID, to: RoleName, generation: Int, persons: [Handle], epochs: [EpochName],
        purpose: Purpose, basis: Digest, from: Instant, until: Instant, parent: GrantID?
    ) {
        self.grant = grant
        self.caseID = caseID
        self.to = to
        self.generation = generation
        self.persons = persons.sorted()
        self.epochs = epochs.sorted { $0.compartment < $1.compartment }
        self.purpose = purpose
        self.basis = basis
        self.from = from
        self.until = until
        self.parent = parent
    }

    package var compartments: [CompartmentName] { epochs.map(\.compartment) }
}

/// Which entries a reader asks for.
package struct AuditFilter: Hashable, Sendable {
    package var caseID: CaseID?
    package var record: RecordID?
    package var actor: Handle?
    package var role: RoleName?
    package var action: ActionName?
    package var outcome: Outcome?
    package var since: Instant?
    package var until: Instant?
    /// Sequence numbers from here on.
    package var from: UInt64 = 0
    package var limit: UInt64 = 10_000
    package var withTexts = false

    package init() {}

    package enum Outcome: String, Sendable {
        case allowed, denied
    }
}
