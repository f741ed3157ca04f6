package import Texts
package import Vocabulary

// What reports are made of: values that the caller has read and checked, already opened, in no need of a key.

/// Somebody with a key.
package struct Person: Hashable, Sendable {
    package let handle: String
    /// As their card says; empty where it is not known.
    package let name: String
    package let agency: String

    package init(handle: String, name: String, agency: String) {
        self.handle = handle
        self.name = name
        self.agency = agency
    }

    /// `Siti Rahma (siti@unit-ppa)`.
    package var text: String { name.isEmpty ? handle : "\(name) (\(handle))" }
}

/// An entry of the ledger.
package struct Act: Sendable {
    package let sequence: UInt64
    package let time: Moment
    package let person: Person
    package let role: String
    package let action: ActionName
    /// How much of what was sealed became readable by it.
    package let disclosure: Disclosure
    /// Whether it changed who may open what, or what a case is: what a timeline tells of.
    package let isStep: Bool
    /// Why it was denied; nil where it was allowed.
    package let denied: Denial?
    package let caseID: String?
    package let subject: Subject?
    /// What was asked for; of an export that names none, what the grant is for that it rests on.
    package let purpose: Purpose?
    package let compartment: CompartmentName?
    /// Of an export or a new grant: to whom.
    package let recipients: [String]
    /// Of a search: how many cases it found.
    package let matches: Int
    /// Denials before this entry that were counted and not listed.
    package let suppressed: Int

    package init(
        sequence: UInt64, time: Moment, person: Person, role: String, action: ActionName,
        disclosure: Disclosure, isStep: Bool,
        denied: Denial? = nil, caseID: String? = nil, subject: Subject? = nil, purpose: Purpose? = nil,
        compartment: CompartmentName? = nil, recipients: [String] = [], matches: Int = 0, suppressed: Int = 0
    ) {
        self.sequence = sequence
        self.time = time
        self.person = person
        self.role = role
        self.action = action
        self.disclosure = disclosure
        self.isStep = isStep
        self.denied = denied
        self.caseID = caseID
        self.subject = subject
        self.purpose = purpose
        self.compartment = compartment
        self.recipients = recipients
        self.matches = matches
        self.suppressed = suppressed
    }

    package var isAllowed: Bool { denied == nil }
    /// A record became readable: it was opened, opened to be changed, or exported. Whatever counts openings counts all of
    /// these: an identity that went into an export was opened, whoever reads it outside.
    package var isOpening: Bool { isAllowed && disclosure == .content }
    package var isExport: Bool { isAllowed && action == .caseExport }
    package var isSearch: Bool { isAllowed && action == .find }
}

extension Act {
    /// What an entry is about besides its case.
    package enum Subject: Hashable, Sendable {
        case record(RecordID)
        case grant(GrantID)
        case ask(AskID)
        case otherCase(CaseID)
        case person(Handle)

        package var text: String {
            switch self {
            case .record(let id): id.text
            case .grant(let id): id.text
            case .ask(let id): id.text
            case .otherCase(let id): id.text
            case .person(let handle): handle.text
            }
        }

        package var record: String? {
            if case .record(let id) = self { id.text } else { nil }
        }

        /// Of a record, which kind it is.
        package var recordKind: RecordKind? {
            if case .record(let id) = self { id.kind } else { nil }
        }
    }
}

/// How often something was opened on the strength of a grant, exports among it, since it was made; and when last.
package struct Openings: Sendable {
    package var count: Int
    package var last: Instant

    package init(count: Int, last: Instant) {
        self.count = count
        self.last = last
    }
}

/// A case, as far as whoever makes the report sees it.
package struct CaseLine: Sendable {
    package let caseID: String
    /// Nil where its summary is not open to them.
    package let title: String?
    package let owner: String
    /// The last change of the case before the period that the report is of.
    package let lastStep: Moment?

    package init(caseID: String, title: String?, owner: String, lastStep: Moment?) {
        self.caseID = caseID
        self.title = title
        self.owner = owner
        self.lastStep = lastStep
    }
}

/// A role, with what the keys file says of it.
package struct RoleLine: Sendable {
    package let role: String
    package let capabilities: Set<Capability>
    /// The purposes that are its own, where somebody laid them down; else what the role does as a rule is its measure.
    package let purposes: Set<Purpose>?

    package init(role: String, capabilities: Set<Capability>, purposes: Set<Purpose>? = nil) {
        self.role = role
        self.capabilities = capabilities
        self.purposes = purposes
    }
}

/// Of which vault a report is, by whom, and what it rests on.
package struct Origin: Sendable {
    package enum Verification: Sendable {
        /// Every entry, signature and decision was checked.
        case whole(signatures: UInt64, cases: Int)
        /// The entries shown are proved to stand in this ledger; that there are no others was not checked.
        case included
        case notChecked
    }

    package let vaultName: String
    package let vaultID: String
    /// `WIB`.
    package let zone: String
    package let madeAt: Moment
    package let madeBy: Person
    package let role: String
    package let treeSize: UInt64
    package let treeRoot: String
    package let verification: Verification
    /// What the vault calls its purposes and compartments.
    package let labels: Labels
    /// How far the vault's zone is ahead of UTC at a time.
    package let offsetSeconds: @Sendable (Instant) -> Int
    /// Whether there may be entries that whoever made the report does not see.
    package var isPart: Bool { if case .included = verification { true } else { false } }

    package init(
        vaultName: String, vaultID: String, zone: String, madeAt: Moment, madeBy: Person, role: String,
        treeSize: UInt64, treeRoot: String, verification: Verification, labels: Labels,
        offsetSeconds: @escaping @Sendable (Instant) -> Int
    ) {
        self.vaultName = vaultName
        self.vaultID = vaultID
        self.zone = zone
        self.madeAt = madeAt
        self.madeBy = madeBy
        self.role = role
        self.treeSize = treeSize
        self.treeRoot = treeRoot
        self.verification = verification
        self.labels = labels
        self.offsetSeconds = offsetSeconds
    }

    /// As the clock on the vault's wall shows it.
    package func moment(_ instant: Instant) -> Moment {
        Moment(seconds: instant.seconds, offsetSeconds: offsetSeconds(instant))
    }

    package func facts(_ language: Language, period: String? = nil) -> [Paper.Fact] {
        var facts = [Paper.Fact(Caption.vault.text(language), vaultName)]
        if let period { facts.append(.init(Caption.period.text(language), period)) }
        let checked: ReportNote =
            switch verification {
            case .whole(let signatures, let cases): .wholeLedger(signatures: signatures, cases: cases)
            case .included: .entriesIncluded
            case .notChecked: .notChecked
            }
        return facts + [
            .init(Caption.madeAt.text(language), zoned(madeAt, language)),
            .init(Caption.madeBy.text(language), madeBy.text + ", " + role),
            .init(Caption.treeSize.text(language), ReportNote.entries(treeSize).text(language)),
            .init(Caption.verification.text(language), checked.text(language)),
            .init(Caption.treeRoot.text(language), treeRoot, isCode: true),
            .init(Caption.vaultID.text(language), vaultID, isCode: true),
        ]
    }

    /// `21 Nov 2026 20.27 WIB`: where no heading says the zone.
    package func zoned(_ moment: Moment, _ language: Language) -> String { moment.text(language) + " " + zone }
}

/// From when until when a report reaches; nil: as far as the ledger does.
package struct Period: Sendable {
    package let from: Moment?
    package let until: Moment?

    package init(from: Moment? = nil, until: Moment? = nil) {
        self.from = from
        self.until = until
    }

    package func text(_ language: Language) -> String {
        ReportNote.period(from: from?.day.text(language), until: until?.day.text(language)).text(language)
    }
}
