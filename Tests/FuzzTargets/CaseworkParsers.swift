import Casework
import Ledger
import Sodium
import Vocabulary

extension Parser {
    static let casework: [Parser] = [
        Parser("card", bytes: { try Card(parsing: $0) }, write: { $0.note.encoded }),
        Parser("charter", text: { try Charter(parsing: $0) }, write: { $0.text }),
        Parser("genesis", text: { try Genesis(parsing: $0) }, write: { $0.text }),
        Parser("request", text: { try Request(parsing: $0) }, write: { $0.text }),
        Parser("entry", bytes: { try Entry(parsing: $0) }, write: { $0.bytes }),
        Parser("manifest", text: { try Manifest(parsing: $0) }, write: { $0.text }),
        Parser(
            "salted-text", bytes: { try some(SaltedText(bytes: $0)) },
            write: { Array($0.bytes.prefix(32)) + Array($0.text.utf8) }),
        Parser("instant", text: { try Instant($0) }, write: { $0.text }),
        Parser("name", readName),
        Parser("fields", readFields),
        Parser("welcome", bytes: { try WelcomeFile(parsing: $0) }, write: { $0.note.encoded }),
        Parser("session", text: { try SessionNote(parsing: $0) }, write: { $0.text }),
        Parser("custodian", text: { try CustodianIdentity(parsing: $0) }, write: { $0.text }),
        Parser(
            "custodian-seed",
            bytes: { SharedSecret(try CustodianSeed.read(try Secret(copying: $0.span))) },
            write: { seed in
                try CustodianSeed.text(seed.secret).withBytes { text in (0..<text.count - 1).map { text[$0] } }
            }),
        Parser("roster", readRoster),
        Parser("case", readCase),
    ]

    private static func readName(_ bytes: [UInt8]) -> Verdict {
        guard let text = try? text(of: bytes) else { return .refused }
        return any([
            reading(text, { try Handle($0) }, { $0.text }), reading(text, { try AgencyName($0) }, { $0.text }),
            reading(
                text, { try RoleName($0) }, { "\($0.agency.text)/" + $0.text.dropFirst($0.agency.text.utf8.count + 1) }),
            reading(text, { try CompartmentName($0) }, { $0.text }), reading(text, { try CaseID($0) }, { $0.text }),
            reading(text, { try RecordID($0) }, { ($0.kind == .identity ? "I" : "D") + $0.text.dropFirst() }),
            reading(text, { try GrantID($0) }, { $0.text }), reading(text, { try AskID($0) }, { $0.text }),
            reading(text, { try VaultID(hex: $0) }, { $0.text }), reading(text, { try Purpose($0) }, { $0.text }),
            reading(text, { try Capability($0) }, { $0.rawValue }),
        ])
    }

    /// The reader of all our texts, by itself: a text of every way to take a line.
    private static func readFields(_ bytes: [UInt8]) -> Verdict {
        guard let text = try? text(of: bytes),
            var reader = try? FieldReader(text, kind: .entry, first: "brankas/fuzz/v1")
        else { return .refused }
        var writer = FieldWriter(kind: "brankas/fuzz/v1")
        do {
            writer.put("name", String(try reader.take("name")))
            writer.put("number", try reader.takeNumber("number"))
            writer.put("hash", try reader.takeDigest("hash").hex)
            let parts = try reader.triple(try reader.take("three"), "three")
            writer.put("three", "\(parts.0) \(parts.1) \(parts.2)")
            writer.put("perhaps", reader.takeIfPresent("perhaps").map { String($0) })
            for value in try reader.takeAll("many", limit: 3) { writer.put("many", String(value)) }
            try reader.finish()
            return rewritten(bytes) { writer.bytes }
        } catch {
            return .refused
        }
    }

    /// Links of a roster's chain, parted by bytes that stand in none of their texts.
    ///
    ///     item = note 1F manifest *(1F name 1F thing)        items parted by 1E
    static func items(_ bytes: [UInt8]) throws -> [RosterItem] {
        try bytes.split(separator: 0x1e, omittingEmptySubsequences: false).map { bytes in
            let parts = bytes.split(separator: 0x1f, omittingEmptySubsequences: false)
            guard parts.count >= 2, parts.count.isMultiple(of: 2) else { throw Refused() }
            var things: [ItemName: [UInt8]] = [:]
            for index in stride(from: 2, to: parts.count, by: 2) {
                things[ItemName(text: try text(of: Array(parts[index])))] = Array(parts[index + 1])
            }
            return RosterItem(
                note: Array(parts[0]), manifest: try Manifest(parsing: try text(of: Array(parts[1]))), things: things)
        }
    }

    static func bytes(_ items: [RosterItem]) -> [UInt8] {
        Array(
            items.map { item in
                let things = item.things.sorted { $0.key.text < $1.key.text }
                let parts =
                    [item.note, Array(item.manifest.text.utf8)]
                    + things.flatMap { [Array($0.key.text.utf8), $0.value] }
                return parts.joined(separator: [0x1f])
            }.joined(separator: [UInt8](arrayLiteral: 0x1e)))
    }

    private static func readRoster(_ bytes: [UInt8]) -> Verdict {
        guard let items = try? items(bytes), let roster = try? Roster(items) else { return .refused }
        guard let history = try? RosterHistory(items), history.latest.head == roster.head,
            roster.head.count == items.count, history.roster(at: roster.head)?.head == roster.head
        else { return .broken("the chain reduced otherwise link by link") }
        for (handle, person) in roster.people {
            guard person.card.handle == handle, (try? Card(parsing: person.card.note.encoded)) == person.card else {
                return .broken("a person with another's card")
            }
            for role in person.roles { _ = roster.currentKey(of: role).flatMap { roster.recipient(of: $0) } }
        }
        return .accepted
    }

    /// The entries of a case's trail, parted by NUL.
    static func trail(_ bytes: [UInt8]) throws -> [Entry] {
        try bytes.split(separator: 0, omittingEmptySubsequences: false).map { try Entry(parsing: Array($0)) }
    }

    private static func readCase(_ bytes: [UInt8]) -> Verdict {
        guard let trail = try? trail(bytes), let id = trail[0].request.action.caseID,
            let state = try? CaseState(id, trail: trail)
        else { return .refused }
        guard state.head.count == trail.count, state.records.values.allSatisfy({ !$0.versions.isEmpty }) else {
            return .broken("a trail of another length, or a record of no version")
        }
        guard let roster = try? Sample.standard.get().roster else { return .broken("no roster") }
        // What both sides go on to do with a case: decide, list, and look for its keys.
        for entry in trail {
            _ = Policy(roster: roster, state: state, searchesToday: 0, now: entry.time).decide(entry.request)
            let (actor, role) = (entry.request.actor, entry.request.role)
            _ = Inbox.items(of: state, for: actor, as: role, roster: roster, at: entry.time)
            _ = Listing.grants(of: state, for: role)
        }
        let access = [Access.owner] + state.grants.keys.map { .grant($0) }
        for epoch in state.epochs.values.joined() {
            for access in access { _ = state.keyPlaces(of: epoch.name, access: access, actor: epoch.opener) }
        }
        for grant in state.grants.keys where state.depth(of: grant) > CaseState.depthLimit + 1 {
            return .broken("grants that rest on each other without end")
        }
        return .accepted
    }
}
