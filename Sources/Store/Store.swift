/// A database, as the custodian asks one: rows go in and come out, and what they mean is nothing of its.
///
/// What is sealed stays sealed here, and names are looked up by their HMACs: a store has no keys.
package protocol Store: Sendable {
    /// Runs `body` in a transaction that nobody else writes beside. Durable on return; where `body` throws, nothing was done.
    ///
    /// Throws `StoreError`, and what `body` throws.
    func write<R>(_ body: (any Session) throws -> R) throws -> R

    /// Runs `body` over one snapshot. An engine that has readers beside its writer lets neither wait for the other.
    func read<R>(_ body: (any Session) throws -> R) throws -> R
}

/// A transaction. Statements are constants in one portable dialect, whose parameters are written `?1`, `?2`, and so on.
package protocol Session {
    /// Changes rows. Returns how many.
    func run(_ sql: String, _ values: [Value]) throws -> Int

    /// Hands every row that `sql` finds to `body`, in order, until it has enough. In `body` others may be asked for, by the same
    /// statement too.
    func rows(_ sql: String, _ values: [Value], _ body: (any StoredRow) throws -> Step) throws

    /// Runs `body`. Where it throws, what it did is undone, and what was done before it in the same transaction is not.
    func attempt<R>(_ body: () throws -> R) throws -> R
}

/// What an engine sees to by itself.
package protocol Upkeep: Sendable {
    /// Whether all that the engine made stands there to the letter, and nothing besides.
    func isWhole() throws -> Bool
    /// Whether the engine finds its own files in order. Reads all of them.
    func isSound() throws -> Bool
    /// Gives back the room that a transaction which failed took.
    func giveBackRoom()
    func close() throws
}

/// The custodian's halves, which lie apart from all else: with permissions and backups of their own.
package protocol Halves: Sendable {
    /// Stores rows of one transaction, durably. Returns the number of the last row.
    func put(_ halves: [(key: HalfKey, sealed: [UInt8])]) throws -> Int64
    func get(_ key: HalfKey) throws -> [UInt8]?
    /// Removes what the entries `sequences` brought, durably.
    func remove(_ sequences: [UInt64]) throws
    /// Removes what a transaction that never came to its end left behind: of the rows after `seen`, those of entries from
    /// `size` on. Returns the number of the last row that is left. Nil, and nothing is removed, where they are of more than one transaction.
    func settle(after seen: Int64, from size: UInt64) throws -> Int64?
    func count() throws -> Int
}

/// By what a half is found: the entry that brought it, and which of the two it is. Of what it is, only the box says.
package struct HalfKey: Hashable, Sendable {
    package let sequence: UInt64
    package let kind: String

    package init(sequence: UInt64, kind: String) {
        self.sequence = sequence
        self.kind = kind
    }
}

/// How a vault's databases are opened. What a commit says is stored is stored: an engine that can't promise that opens none.
package protocol Engine: Sendable {
    func openIndex(_ path: String, _ mode: OpenMode) throws -> any Store & Upkeep
    func openHalves(_ path: String, _ mode: OpenMode) throws -> any Halves & Upkeep

    /// Removes the index at `path`, if there is one, with all that belongs to it.
    func removeIndex(_ path: String) throws

    /// Lends the index at `path`, while nobody else has it open, and a new one at `fresh`; and when `body` is done, puts what the
    /// new one holds in the place of all that the old one held. After a crash it is the one or the other. Nothing is left at
    /// `fresh`, but after a crash.
    func remakeIndex<R>(
        _ path: String, at fresh: String, _ body: (_ old: any Session, _ new: any Session) throws -> R
    ) throws -> R
}

package enum OpenMode: Sendable {
    /// One that is there. What an older program made is brought to what the engine makes today, in one transaction.
    case existing
    /// It is made, with what the engine has of tables, and must not be there.
    case new
    /// A copy in memory, brought to what the engine makes today: the one that is there stays as it is.
    case copy
}

package enum StoreError: Error, Equatable {
    /// The disk has no room.
    case full
    /// Another process holds it.
    case busy
    /// The engine can't read its own files, or what stands there breaks its own rules.
    case damaged
    /// Something is missing that the engine made: a table, a column.
    case incomplete
    /// It has a version that the engine does not know: a newer program made it, or worked in it.
    case newer(version: Int)
    /// In the engine's own words.
    case failed(String)
}
