package import Sodium
package import Vocabulary

extension ActionName {
    /// Whether an allowed request of this kind changes what the case is: it then stands in the case's trail.
    package var changesCase: Bool {
        switch self {
        case .caseCreate, .caseClose, .caseReopen, .caseLink, .caseUnlink, .identityAdd, .identityUpdate, .documentAdd,
            .documentWithdraw, .documentRestore, .documentMove, .grantCreate, .grantAccept, .grantApprove, .grantRevoke,
            .grantRequest, .grantRefuse:
            true
        default: false
        }
    }

    /// Whether an allowed request of this kind changes the roster.
    package var changesRoster: Bool {
        switch self {
        case .vaultFound, .vaultJoin, .personEnroll, .personApprove, .personDismiss: true
        default: false
        }
    }
}

/// A request's own part: what is asked for and of what.
package enum Action: Hashable, Sendable {
    case foundVault(genesis: VaultID)
    case joinVault(genesis: VaultID)
    case enroll(Handle, roles: [RoleName], card: Digest, newKeys: [RoleGeneration])
    /// Approves the very enrolment that was asked for: the hash of its signed request.
    case approveEnrolment(Handle, request: Digest)
    case dismiss(Handle, reason: Digest, newKeys: [RoleGeneration])
    case createCase(CaseID, generation: Int, epochs: [EpochOpening])
    case listCases(after: CaseID?, limit: Int)
    case showCase(CaseID)
    case closeCase(CaseID)
    case reopenCase(CaseID)
    case linkCase(CaseID, other: CaseID)
    case unlinkCase(CaseID, other: CaseID)
    case prepare(Preparation)
    case add(Addition)
    case list(RecordKind, CaseID)
    case open(RecordID, Purpose)
    case withdraw(RecordID, reason: Digest)
    case restore(RecordID, reason: Digest)
    case move(Move)
    /// Shows what was recorded of a document, to hold a file against it.
    case check(RecordID)
    case export(Export)
    case requestGrant(Ask)
    case refuseAsk(AskID, reason: Digest)
    case createGrant(GrantTerms)
    case acceptGrant(GrantID)
    /// Shows the trail in which a grant waits, to whoever is to approve it.
    case reviewGrant(GrantID)
    case approveGrant(GrantID, request: Digest)
    case revokeGrant(GrantID, reason: Digest)
    case listGrants(CaseID?)
    case find(FindKind, Purpose)
    /// What waits for this person in this role.
    case readInbox
    case readAudit(AuditFilter)
    case verifyAudit(from: UInt64)
    case exportAudit(CaseID?)
    case reportAudit(ReportSubject)
    case verifyVault
    /// What somebody whom the custodian's seed is no longer sealed to would have done: left in the mailbox, and
    /// entered as a denial by whoever comes next.
    case enter(intended: ActionName)
}

/// What a report tells of.
package enum ReportSubject: Hashable, Sendable {
    /// The ledger, as far as the reader sees it.
    case review
    /// Who opened what of a case.
    case trail(CaseID)
    /// What became of a document.
    case custody(RecordID)
    /// What a person's key could open, and did.
    case exposure(Handle)
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

/// What a change is prepared for, and of what: a case, a record or an ask, whichever the action knows.
package struct Preparation: Hashable, Sendable {
    package enum Target: Hashable, Sendable {
        case caseID(CaseID)
        case record(RecordID)
        case ask(AskID)
    }

    package let target: Target
    package let intended: ActionName

    package init(_ target: Target, for intended: ActionName) {
        self.target = target
        self.intended = intended
    }
}

/// A document under the key of another compartment. Its content stays as it is; both halves of its key are refreshed
/// (A' = A XOR R, B' = B XOR R), so that what was known of the old ones fits nothing.
package struct Move: Hashable, Sendable {
    package let record: RecordID
    package let version: Int
    /// The entry where the version stood: A' was made of what is there, and fits no other half.
    package let from: UInt64
    package let epoch: EpochName
    /// Where the compartment's key was stale, as with an addition.
    package let opening: Addition.Opening?

    package init(record: RecordID, version: Int, from: UInt64, epoch: EpochName, opening: Addition.Opening?) {
        self.record = record
        self.version = version
        self.from = from
        self.epoch = epoch
        self.opening = opening
    }
}

/// What leaves the vault, to whom: of a case its summary, or one of its records.
package struct Export: Hashable, Sendable {
    package struct Recipient: Hashable, Sendable {
        /// SHA-256 of the age recipient's text.
        package let digest: Digest
        /// As the card says that was given; nobody's, where a bare recipient was.
        package let handle: Handle?

        package init(digest: Digest, handle: Handle?) {
            self.digest = digest
            self.handle = handle
        }
    }

    package let caseID: CaseID
    package let record: RecordID?
    package let recipients: [Recipient]

    package init(caseID: CaseID, record: RecordID?, recipients: [Recipient]) {
        self.caseID = caseID
        self.record = record
        self.recipients = recipients
    }
}

/// What a role that holds nothing of a case, or not enough, asks its owner for.
package struct Ask: Hashable, Sendable {
    package let id: AskID
    package let caseID: CaseID
    package let compartments: [CompartmentName]
    package let purpose: Purpose
    package let basis: Digest

    package init(id: AskID, caseID: CaseID, compartments: [CompartmentName], purpose: Purpose, basis: Digest) {
        self.id = id
        self.caseID = caseID
        self.compartments = compartments.sorted()
        self.purpose = purpose
        self.basis = basis
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
    /// What it answers, where it was asked for.
    package let answers: AskID?

    package init(
        grant: GrantID, caseID: CaseID, to: RoleName, generation: Int, persons: [Handle], epochs: [EpochName],
        purpose: Purpose, basis: Digest, from: Instant, until: Instant, parent: GrantID?, answers: AskID? = nil
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
        self.answers = answers
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
    package var outcome: OutcomeCode?
    package var since: Instant?
    package var until: Instant?
    /// Sequence numbers from here on.
    package var from: UInt64 = 0
    package var limit: UInt64 = 10_000
    package var withTexts = false

    package init() {}
}
