/// What a name is looked up by, in place: a log's rows hold three each.
struct LookupValue: Hashable {
    static let byteCount = 16

    private let high: UInt64
    private let low: UInt64

    /// Nil unless `bytes` are 16.
    init?(_ bytes: Span<UInt8>) {
        guard bytes.count == Self.byteCount else { return nil }
        var (high, low) = (UInt64(0), UInt64(0))
        for place in 0..<8 {
            high = high << 8 | UInt64(bytes[place])
            low = low << 8 | UInt64(bytes[8 + place])
        }
        self.high = high
        self.low = low
    }
}

/// What the actor, the role and the action of an entry are looked up by.
struct LookupValues: Hashable {
    let actor: LookupValue
    let role: LookupValue
    let action: LookupValue

    /// Nil unless there are all three.
    init?(actor: LookupValue?, role: LookupValue?, action: LookupValue?) {
        guard let actor, let role, let action else { return nil }
        self.actor = actor
        self.role = role
        self.action = action
    }
}
