import Sodium
import Vocabulary

/// How the larger parts of actions stand in a request, written and read side by side.

extension FieldWriter {
    /// Two parts: the compartment and the number.
    mutating func add(_ epoch: EpochName) {
        add(epoch.compartment.text)
        add(UInt64(epoch.epoch))
    }
}

extension EpochName {
    init(_ compartment: Substring, _ epoch: Substring, _ reader: FieldReader) throws {
        self.init(
            compartment: try CompartmentName(compartment), epoch: Int(clamping: try reader.number(epoch, "epoch")))
    }
}

extension Addition {
    func write(to writer: inout FieldWriter) {
        writer.put("case", caseID)
        writer.put("record", record)
        writer.put("version", UInt64(version))
        writer.put("epoch") { $0.add(epoch) }
        writer.put("commits-key", keyCommitment)
        writer.put("commits-content", contentCommitment)
        writer.put("reason", reason)
        opening?.write(to: &writer)
    }

    init(from reader: inout FieldReader) throws {
        let caseID = try CaseID(reader.take("case"))
        let record = try RecordID(reader.take("record"))
        let version = Int(clamping: try reader.takeNumber("version"))
        let epoch = try reader.pair(reader.take("epoch"), "epoch")
        let key = try reader.takeDigest("commits-key")
        let content = try reader.takeDigest("commits-content")
        var reason: Digest?
        if let value = reader.takeIfPresent("reason") {
            guard let digest = Digest(hex: value) else { throw reader.fault("reason") }
            reason = digest
        }
        self.init(
            caseID: caseID, record: record, version: version, epoch: try EpochName(epoch.0, epoch.1, reader),
            keyCommitment: key, contentCommitment: content, reason: reason,
            opening: try Opening.ifPresent(&reader))
    }
}

extension Addition.Opening {
    func write(to writer: inout FieldWriter) {
        writer.put("opens", commitment)
        for holder in holders { writer.put("sealed-to", holder.text) }
    }

    static func ifPresent(_ reader: inout FieldReader) throws -> Self? {
        guard let value = reader.takeIfPresent("opens") else { return nil }
        guard let commitment = Digest(hex: value) else { throw reader.fault("opens") }
        return Self(
            commitment: commitment,
            holders: try reader.takeAll("sealed-to").map { try Holder(parsing: $0, reader) })
    }
}

extension Move {
    func write(to writer: inout FieldWriter) {
        writer.put("record", record)
        writer.put("version", UInt64(version))
        writer.put("from", from)
        writer.put("epoch") { $0.add(epoch) }
        opening?.write(to: &writer)
    }

    init(from reader: inout FieldReader) throws {
        let record = try RecordID(reader.take("record"))
        let version = Int(clamping: try reader.takeNumber("version"))
        let from = try reader.takeNumber("from")
        let epoch = try reader.pair(reader.take("epoch"), "epoch")
        self.init(
            record: record, version: version, from: from, epoch: try EpochName(epoch.0, epoch.1, reader),
            opening: try Addition.Opening.ifPresent(&reader))
    }
}

extension Preparation.Target {
    init(from reader: inout FieldReader) throws {
        if let value = reader.takeIfPresent("case") {
            self = .caseID(try CaseID(value))
        } else if let value = reader.takeIfPresent("record") {
            self = .record(try RecordID(value))
        } else {
            self = .ask(try AskID(reader.take("ask")))
        }
    }
}

extension Export {
    func write(to writer: inout FieldWriter) {
        writer.put("case", caseID)
        writer.put("record", record)
        for recipient in recipients {
            writer.put("recipient", recipient.digest.hex + (recipient.handle.map { " " + $0.text } ?? ""))
        }
    }

    init(from reader: inout FieldReader) throws {
        let caseID = try CaseID(reader.take("case"))
        let record = try reader.takeIfPresent("record").map { try RecordID($0) }
        let recipients = try reader.takeAll("recipient").map { value in
            let parts = value.split(separator: " ", omittingEmptySubsequences: false)
            guard (1...2).contains(parts.count), let digest = Digest(hex: parts[0]) else {
                throw reader.fault("recipient")
            }
            return Recipient(digest: digest, handle: parts.count == 2 ? try Handle(parts[1]) : nil)
        }
        self.init(caseID: caseID, record: record, recipients: recipients)
    }
}

extension ReportSubject {
    func write(to writer: inout FieldWriter) {
        switch self {
        case .review: writer.put("of", "review")
        case .trail(let id):
            writer.put("of", "trail")
            writer.put("case", id)
        case .custody(let record):
            writer.put("of", "custody")
            writer.put("record", record)
        case .exposure(let handle):
            writer.put("of", "exposure")
            writer.put("person", handle.text)
        }
    }

    init(from reader: inout FieldReader) throws {
        switch try reader.take("of") {
        case "review": self = .review
        case "trail": self = .trail(try CaseID(reader.take("case")))
        case "custody": self = .custody(try RecordID(reader.take("record")))
        case "exposure": self = .exposure(try Handle(reader.take("person")))
        default: throw reader.fault("of")
        }
    }
}

extension Ask {
    func write(to writer: inout FieldWriter) {
        writer.put("ask", id)
        writer.put("case", caseID)
        for compartment in compartments { writer.put("compartment", compartment.text) }
        writer.put("purpose", purpose.text)
        writer.put("basis", basis)
    }

    init(from reader: inout FieldReader) throws {
        self.init(
            id: try AskID(reader.take("ask")), caseID: try CaseID(reader.take("case")),
            compartments: try reader.takeAll("compartment").map { try CompartmentName($0) },
            purpose: try Purpose(reader.take("purpose")), basis: try reader.takeDigest("basis"))
    }
}

extension Holder {
    fileprivate init(parsing text: Substring, _ reader: FieldReader) throws {
        let parts = text.split(separator: " ", omittingEmptySubsequences: false)
        func key(_ index: Int) throws -> RoleGeneration {
            RoleGeneration(
                role: try RoleName(parts[index]),
                generation: Int(clamping: try reader.number(parts[index + 1], "sealed-to")))
        }
        if parts.count == 3, parts[0] == "owner" {
            self = .owner(try key(1))
        } else if parts.count == 3 {
            self = .granted(try GrantID(parts[0]), try key(1))
        } else if parts.count == 2 {
            self = .person(try GrantID(parts[0]), try Handle(parts[1]))
        } else {
            throw reader.fault("sealed-to")
        }
    }
}

extension GrantTerms {
    func write(to writer: inout FieldWriter) {
        writer.put("grant", grant)
        writer.put("case", caseID)
        writer.put("to", "\(to.text) \(generation)")
        for person in persons { writer.put("person", person.text) }
        for epoch in epochs { writer.put("compartment") { $0.add(epoch) } }
        writer.put("purpose", purpose.text)
        writer.put("basis", basis)
        writer.put("from", from)
        writer.put("until", until)
        writer.put("parent", parent)
        writer.put("answers", answers)
    }

    init(from reader: inout FieldReader) throws {
        let grant = try GrantID(reader.take("grant"))
        let caseID = try CaseID(reader.take("case"))
        let to = try reader.pair(reader.take("to"), "to")
        let persons = try reader.takeAll("person").map { try Handle($0) }
        let epochs = try reader.takeAll("compartment").map { value in
            let parts = try reader.pair(value, "compartment")
            return try EpochName(parts.0, parts.1, reader)
        }
        self.init(
            grant: grant, caseID: caseID, to: try RoleName(to.0),
            generation: Int(clamping: try reader.number(to.1, "to")), persons: persons, epochs: epochs,
            purpose: try Purpose(reader.take("purpose")), basis: try reader.takeDigest("basis"),
            from: try Instant(reader.take("from")), until: try Instant(reader.take("until")),
            parent: try reader.takeIfPresent("parent").map { try GrantID($0) },
            answers: try reader.takeIfPresent("answers").map { try AskID($0) })
    }
}

extension AuditFilter {
    func write(to writer: inout FieldWriter) {
        writer.put("case", caseID)
        writer.put("record", record)
        writer.put("by-actor", actor?.text)
        writer.put("by-role", role?.text)
        writer.put("of-action", action?.rawValue)
        writer.put("of-outcome", outcome?.rawValue)
        writer.put("since", since?.text)
        writer.put("until", until?.text)
        writer.put("from", from)
        writer.put("limit", limit)
        writer.put("texts", withTexts ? "yes" : "no")
    }

    init(from reader: inout FieldReader) throws {
        self.init()
        caseID = try reader.takeIfPresent("case").map { try CaseID($0) }
        record = try reader.takeIfPresent("record").map { try RecordID($0) }
        actor = try reader.takeIfPresent("by-actor").map { try Handle($0) }
        role = try reader.takeIfPresent("by-role").map { try RoleName($0) }
        action = try reader.takeIfPresent("of-action").map { value in
            guard let action = ActionName(rawValue: String(value)) else { throw reader.fault("of-action") }
            return action
        }
        outcome = try reader.takeIfPresent("of-outcome").map { value in
            guard let outcome = OutcomeCode(rawValue: String(value)) else { throw reader.fault("of-outcome") }
            return outcome
        }
        since = try reader.takeIfPresent("since").map { try Instant($0) }
        until = try reader.takeIfPresent("until").map { try Instant($0) }
        from = try reader.takeNumber("from")
        limit = try reader.takeNumber("limit")
        switch try reader.take("texts") {
        case "yes": withTexts = true
        case "no": withTexts = false
        default: throw reader.fault("texts")
        }
    }
}
