package import Vocabulary

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
