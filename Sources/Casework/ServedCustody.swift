package import Sodium
package import Vocabulary

/// How long what a dropped connection broke off may be gone on with.
package enum Resumption {
    package static let seconds: Int64 = 600
}

/// A custodian that is asked by whoever reaches it: it keeps its seed to itself, and knows who asks by what they sign.
package protocol ServedCustody: Custody, Sendable {
    /// What the vault began with.
    var genesis: Genesis { get throws }

    /// The signed note by which a session begins: to whoever said hello in the words that hash to `hello`.
    func beginSession(hello: Digest, version: UInt64) throws -> [UInt8]

    /// Nil for whom nobody enrolled.
    func person(_ handle: Handle) throws -> Roster.Person?

    /// Enters that somebody came just now whom the vault is closed to, as a denial. False where it can't be.
    func admit(_ request: [UInt8]) throws -> Bool

    /// Whether any role of theirs stores content.
    func mayStore(_ handle: Handle) throws -> Bool

    /// Holds the ledger against a checkpoint that an officer kept. Throws `headUnknown`, and serves nobody any more, where this
    /// custodian signed it and the ledger does not contain it.
    func hold(_ checkpoint: [UInt8]) throws

    /// Begins to take a payload that comes over one connection or several.
    func beginStage() throws -> any ArrivingPayload

    /// What an entry brought its actor, `handle`, of a payload: from `offset` on, once more. Throws `refused` where it brought
    /// none, is another's or older than `Resumption.seconds`, and where the policy would not allow it now.
    func resume(_ entry: UInt64, from offset: Int, of handle: Handle) throws -> any PayloadSource

    /// Throws why it stands still: then nothing is released any more.
    func checkGoesOn() throws

    /// How it does, without what only its service knows.
    func condition() throws -> Condition

    /// Gives up what was staged, unless a request has it in hand.
    func discard(_ staged: Staged)
}
