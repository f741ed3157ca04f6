package import Casework
import Ledger
package import Sodium
package import Vocabulary

/// An entry of the ledger as a reader sees it, its inclusion proved.
package struct AuditEntry: Sendable {
    package let entry: Entry
    /// The person's full name, from the signed roster.
    package let name: String?
    package let basis: String?
    package let reason: String?
    /// The path from its leaf to the root of the head that it was read at; nil where it came with the whole log.
    let inclusion: [Digest]?
}

/// What `audit verify` held against each other.
package struct AuditReport: Sendable {
    package var entries: UInt64 = 0
    /// The entries before this one were verified earlier, by this officer on this machine.
    package var from: UInt64 = 0
    package var signatures: UInt64 = 0
    package var cases = 0
    package var root = Digest.of("")
    /// How long it took, and what the signature checks alone cost on as many cores.
    package var elapsed = Duration.zero
    package var signing = Duration.zero
}

/// Entries of the ledger, oldest first.
package struct AuditPage: Sendable {
    package let entries: [AuditEntry]
    /// Where to go on, where there are more.
    package let next: UInt64?
    /// Whether there may be others that this reader does not see.
    package let isPart: Bool
}

extension Officer {
    /// The entries that pass `filter` and that this officer may see, oldest first.
    package func entries(_ filter: AuditFilter) throws -> AuditPage {
        try entries(filter, as: try auditRole(.auditRead))
    }

    func entries(_ filter: AuditFilter, as role: RoleName) throws -> AuditPage {
        let done = try ask(.readAudit(filter), as: role)
        return AuditPage(
            entries: try entries(of: done, filter, as: role), next: done.released.nextSequence,
            isPart: !capabilities(role).contains(.audit))
    }

    /// The entries of an answer, each proved and signed, in the order and as complete as `filter` lets one know.
    func entries(of done: Verified, _ filter: AuditFilter, as role: RoleName) throws -> [AuditEntry] {
        var order = EntryOrder(filter, upTo: head.size, seesAll: capabilities(role).contains(.audit))
        let entries = try done.released.entries.map { released -> AuditEntry in
            let entry = try proved(released)
            try order.take(entry)
            return AuditEntry(
                entry: entry, name: roster.people[entry.request.actor]?.card.name,
                basis: try text(.basis, of: entry, released), reason: try text(.reason, of: entry, released),
                inclusion: released.inclusion)
        }
        try order.finish(next: done.released.nextSequence)
        return entries
    }

    /// An entry that the ledger is proved to hold, and that its actor signed.
    func proved(_ released: ReleasedEntry) throws -> Entry {
        guard let entry = try? Entry(parsing: released.bytes) else { throw VaultError.tampered(.missing("entry")) }
        do {
            try verifyInclusion(
                of: MerkleTree.leafHash(released.bytes), index: entry.sequence, in: head,
                proof: released.inclusion)
        } catch {
            throw VaultError.tampered(.inclusion(sequence: entry.sequence))
        }
        guard let person = roster.people[entry.request.actor], entry.note.isSigned(by: try person.card.noteKey) else {
            throw VaultError.tampered(.entry(sequence: entry.sequence))
        }
        return entry
    }

    private func capabilities(_ role: RoleName) -> [Capability] { roster.charter.capabilities(of: role) ?? [] }

    /// A free text, which must be the one whose salted hash was signed.
    func text(_ name: ItemName, of entry: Entry, _ released: ReleasedEntry) throws -> String? {
        guard let bytes = released.texts[name] else { return nil }
        guard let signed = entry.request.action.text, signed.name == name, signed.digest == Digest.of(bytes),
            let text = SaltedText(bytes: bytes)
        else { throw VaultError.tampered(.thing(sequence: entry.sequence, name: name.text)) }
        return text.text
    }

    /// Whoever has a role with `audit` reads in it; others in the only one they have.
    func auditRole(_ action: ActionName) throws -> RoleName {
        if wished == nil,
            let able = roles.first(where: { roster.charter.capabilities(of: $0)?.contains(.audit) == true })
        {
            return able
        }
        if wished == nil, roles.allSatisfy(\.isAdmin), let admin = roles.first { return admin }
        return try role(for: action)
    }

    /// The proof that the ledger holds the entry `sequence` (C2SP tlog-proof), with the entry itself as its extra data.
    ///
    /// Throws `unknownEntry` where there is none, or none that this officer may see.
    package func proof(of sequence: UInt64) throws -> [UInt8] {
        let role = try auditRole(.auditRead)
        var filter = AuditFilter()
        filter.from = sequence
        filter.limit = 1
        let done = try ask(.readAudit(filter), as: role)
        guard let released = done.released.entries.first, try proved(released).sequence == sequence else {
            throw VaultError.unknownEntry(sequence)
        }
        do {
            return try TlogProof(
                index: sequence, proof: released.inclusion, checkpoint: try Note(parsing: done.checkpoint),
                extra: released.bytes
            ).encoded
        } catch {
            throw VaultError.tampered(.inclusion(sequence: sequence))
        }
    }

    /// Asks the custodian to hold all that it stores against each other.
    package func verifyStorage() throws -> StorageReport {
        let role = try wished ?? roles.first ?? { throw VaultError.noRole(.vaultVerify) }()
        guard let report = try ask(.verifyVault, as: role).released.report else {
            throw VaultError.tampered(.missing("report"))
        }
        return report
    }

    /// A case that a search found.
    package struct Found: Sendable {
        package let caseID: CaseID
        /// Whom to ask.
        package let owner: RoleName
        /// Whose words they are that were searched for, of a name; the custodian says so, and no entry does.
        package let capacities: Set<FoundAs>
    }

    /// The cases with an identity that has all terms of one of the `terms` that are asked for, at most 50, and whether there
    /// are more. Opens none. What is searched for is asked once it is sure that the role may search.
    package func find(
        _ kind: FindKind, purpose: Purpose, terms: () throws -> [FoundAs: [String]]
    ) throws -> (matches: [Found], hasMore: Bool) {
        let role = try role(for: .find)
        try checkListed(purpose)
        var things: [ItemName: [UInt8]] = [:]
        let maySearch = roles.contains(role) && roster.charter.capabilities(of: role)?.contains(.search) == true
        if maySearch, let key = try searchKeyIfHeld() {
            for (capacity, terms) in try terms() where !terms.isEmpty {
                let tokens = terms.map { term in HMAC.authenticate(Array(term.utf8), key: key.secret) }
                things[Self.item(of: capacity)] = SearchTokens(tokens).bytes
            }
        } else {
            // Asked all the same, with noise: the denial belongs in the ledger.
            things[.tokens] = SearchTokens([Random.bytes(32)]).bytes
        }
        let done = try ask(.find(kind, purpose), as: role, things: things)
        guard done.released.matches == done.entry.matches else {
            throw VaultError.tampered(.entry(sequence: done.entry.sequence))
        }
        let found = done.released.found
        return (
            done.entry.matches.map { match in
                Found(caseID: match.caseID, owner: match.owner, capacities: found[match.caseID] ?? [])
            }, done.entry.hasMoreMatches
        )
    }

    private func searchKeyIfHeld() throws -> SharedSecret? {
        do { return SharedSecret(try own.searchKey()) } catch VaultError.noSearchKey { return nil }
    }

    private static func item(of capacity: FoundAs) -> ItemName {
        switch capacity {
        case .name: .tokens
        case .alias: .aliasTokens
        case .guardian: .guardianTokens
        }
    }
}
