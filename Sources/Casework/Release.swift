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
