import Sodium
package import Vocabulary

/// What an allowed request brings: in words of what is released, for the custodian to look up.
package enum Release: Sendable {
    case nothing
    /// Which other identities of the case have the token of the NIK that came with this one.
    case twins(CaseID, RecordID)
    /// The cases that a search found, with whom to ask.
    case matches
    /// What the custodian found, holding its storage against itself.
    case storage(rows: UInt64?)
    /// Signed entries of several cases: what waits for the role, and what became of its own asks.
    case inbox
    /// The case's trail, with the basis of a grant or an export in it.
    case review(GrantID)
    /// The trail of a case with grants that concern the role, or of all such cases.
    case grants(CaseID?)
    /// The entries that pass, of those that the reader may see.
    case entries(AuditFilter)
    /// All entries about the case.
    case entriesOfCase(withTexts: Bool, withRoster: Bool)
    /// All leaves from this one on.
    case leaves(from: UInt64)
    /// All leaves to a role with `audit`; to others the entries that they may see.
    case readableLedger
    /// The summaries of the role's cases.
    case cases(after: CaseID?, limit: Int)
    case summary
    /// The wrapped keys of the case that the actor holds, and what a change is made of besides.
    case keys(KeysFor)
    /// What the case's records of a kind are called, those that the actor holds.
    case records(RecordKind)
    /// The summary, and what all records that the actor may open are called.
    case exportable
    /// What is recorded of a document, with the proof that it was.
    case recorded(RecordID)
    /// What is recorded of all versions of an identity, with the reasons of those that changed it.
    case history(RecordID)
    /// A version of a record, the newest where none is named, and with all of the case's keys that the actor holds where it
    /// is opened to be changed.
    case content(RecordID, version: Int?, withKeys: Bool)

    package enum KeysFor: Sendable {
        case nothingElse
        /// Whose name must not stand in the case's title.
        case identity
        /// Its metadata and its wrapped half.
        case filing(RecordID)
        /// Its basis.
        case answer(AskID)
        /// To whom it goes.
        case export(GrantID)
    }

    /// How much of what is sealed becomes readable by it.
    package var disclosure: Disclosure {
        switch self {
        case .nothing, .twins, .matches, .storage: .nothing
        case .inbox, .review, .grants, .entries, .entriesOfCase, .leaves, .readableLedger, .keys(.nothingElse),
            .keys(.answer), .keys(.export):
            .trail
        case .cases, .summary, .keys(.identity), .keys(.filing), .records, .exportable, .recorded, .history:
            .metadata
        case .content: .content
        }
    }
}

/// What a change leaves behind, to be found by: the index's rows and the custodian's halves are made from these.
package enum Mark: Hashable, Sendable {
    /// The case concerns the role from now on.
    case concern(RoleName)
    /// A record, grant or ask of this case that is new.
    case record(RecordID)
    case grant(GrantID)
    case ask(AskID)
    /// An export that was asked for.
    case export(GrantID)
    /// The ask is granted or refused.
    case answer(AskID)
    /// The custodian's half of a metadata key, and with `key` that of a file key: both of a record's version, or of a
    /// case's summary.
    case halves(record: String, version: Int, epoch: EpochName, key: Bool)
    /// The halves of a version that moves: the old ones are exchanged for these.
    case refreshedHalves(RecordID, version: Int, epoch: EpochName)
    /// The identity is found by the tokens that came with the entry, if any came.
    case tokens(RecordID)
    /// The identity is found no longer; or again, by the tokens that came with it last.
    case hidden(RecordID)
    case found(RecordID)
}

/// The things that must travel with a request, and those that may: what nobody asked for is not stored.
///
/// Without this, whoever may do anything at all could send a `custodian-seed` along, or a role seed and a search key
/// for somebody else.
package struct Cargo: Sendable {
    package var required: Set<ItemName>
    package var optional: Set<ItemName>
    /// Of each group, one at least.
    package var either: [[ItemName]] = []

    package static let none = Cargo()

    package init(_ required: Set<ItemName> = [], optional: Set<ItemName> = []) {
        self.required = required
        self.optional = optional
    }

    /// Whoever opens an epoch seals its key to every holder: nobody is left out.
    mutating func expect(_ opening: NewEpoch?, of epoch: EpochName) {
        for holder in opening?.holders ?? [] {
            either.append([.holding(epoch, holder), .envelope(epoch, holder)])
        }
    }

    /// Whether nothing is missing that must travel along.
    package func isComplete(_ names: Set<ItemName>) -> Bool {
        required.isSubset(of: names) && either.allSatisfy { !names.isDisjoint(with: $0) }
    }

    /// What nobody asked for.
    package func surplus(_ names: Set<ItemName>) -> Set<ItemName> {
        names.subtracting(required).subtracting(optional).subtracting(either.joined())
    }
}

extension Action {
    /// Whether what travelled along as `item` is kept as a thing, where the request was allowed. Halves lie in a file of their
    /// own, and so does the sealed seed; what is asked after, and to whom an export went, lies nowhere.
    package func keeps(_ item: ItemName) -> Bool {
        if [.keyHalf, .metadataHalf, .keyRefresh, .custodianSeed, .nikToken].contains(item) { return false }
        if [.tokens, .aliasTokens, .guardianTokens].contains(item) { return changesCase }
        return item != .recipients || kind is RequestExport
    }
}
