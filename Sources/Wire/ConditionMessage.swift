package import Casework
import Vocabulary

/// How the service does (docs/format.md, "Condition").
extension Condition: Body {
    package init(_ fields: inout Fields, _ known: Condition?) throws {
        self.init(program: try fields.one(1, (known?.program).map(ProgramVersion.init)).text)
        entries = try fields.one(2, known?.entries)
        lastEntry = try fields.optional(3, known?.lastEntry)
        unwitnessed = try fields.all(4, known?.unwitnessed, limit: Self.agencyLimit)
        waiting = try fields.one(5, known?.waiting)
        connections = try fields.one(6, known?.connections)
        freeByteCount = try fields.optional(7, known?.freeByteCount)
        takesNew = try fields.flag(8, known?.takesNew)
        asks = try fields.one(9, known?.asks)
        groups = try fields.one(10, known?.groups)
        turnedAway = try fields.one(11, known?.turnedAway)
        writing = try fields.one(12, known?.writing)
        isTroubled = try fields.flag(13, known?.isTroubled)
    }

    /// A vault has three agencies, and a charter's text has no room for more than so many.
    private static let agencyLimit = 1_024
}

extension Channel {
    /// Asks whoever serves at the other end how it does, without saying who asks. Throws `stranger` where that is not for everybody.
    package func condition() throws -> Condition {
        try begin()
        return try Condition(reading: try exchange(Message(.inspect), for: .condition))
    }
}
