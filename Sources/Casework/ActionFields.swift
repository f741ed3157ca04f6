package import Sodium

/// How an action stands in a request: one list of lines for each, written and read side by side.
extension Action {
    package var name: ActionName {
        switch self {
        case .foundVault: .vaultFound
        case .joinVault: .vaultJoin
        case .enroll: .personEnroll
        case .dismiss: .personDismiss
        case .createCase: .caseCreate
        case .listCases: .caseList
        case .showCase: .caseShow
        case .closeCase: .caseClose
        case .prepare: .casePrepare
        case .add(let addition):
            switch addition.record.kind {
            case .identity: addition.version == 1 ? .identityAdd : .identityUpdate
            case .document: .documentAdd
            }
        case .list(let kind, _): kind == .identity ? .identityList : .documentList
        case .open(let record, _): record.kind == .identity ? .identityOpen : .documentOpen
        case .createGrant: .grantCreate
        case .acceptGrant: .grantAccept
        case .reviewGrant: .grantReview
        case .approveGrant: .grantApprove
        case .revokeGrant: .grantRevoke
        case .listGrants: .grantList
        case .find: .find
        case .readAudit: .auditRead
        case .verifyAudit: .auditVerify
        case .verifyVault: .vaultVerify
        case .enter: .vaultEnter
        }
    }

    /// The case that the request itself names.
    package var caseID: CaseID? {
        switch self {
        case .createCase(let id, _, _), .showCase(let id), .closeCase(let id), .prepare(let id, _), .list(_, let id):
            id
        case .add(let addition): addition.caseID
        case .createGrant(let terms): terms.caseID
        case .listGrants(let id): id
        case .readAudit(let filter): filter.caseID
        default: nil
        }
    }

    package var record: RecordID? {
        switch self {
        case .add(let addition): addition.record
        case .open(let record, _): record
        default: nil
        }
    }

    package var grant: GrantID? {
        switch self {
        case .createGrant(let terms): terms.grant
        case .acceptGrant(let id), .reviewGrant(let id), .approveGrant(let id, _), .revokeGrant(let id, _): id
        default: nil
        }
    }

    /// The person whom an enrolment or dismissal is about.
    package var person: Handle? {
        switch self {
        case .enroll(let handle, _, _, _), .dismiss(let handle, _, _): handle
        default: nil
        }
    }

    package var purpose: Purpose? {
        switch self {
        case .open(_, let purpose), .find(_, let purpose): purpose
        case .createGrant(let terms): terms.purpose
        default: nil
        }
    }

    /// The free text that travels beside the request, and its salted hash in it.
    package var text: (name: ItemName, digest: Digest)? {
        switch self {
        case .createGrant(let terms): (.basis, terms.basis)
        case .revokeGrant(_, let reason), .dismiss(_, let reason, _): (.reason, reason)
        case .add(let addition): addition.reason.map { (.reason, $0) }
        default: nil
        }
    }

    func write(to writer: inout FieldWriter) {
        switch self {
        case .foundVault(let id), .joinVault(let id): writer.put("genesis", id.text)
        case .enroll(let handle, let roles, let card, let keys):
            writer.put("person", handle.text)
            writer.put("card", card.hex)
            for role in roles { writer.put("member", role.text) }
            for key in keys { writer.put("new-key", key.text) }
        case .dismiss(let handle, let reason, let keys):
            writer.put("person", handle.text)
            writer.put("reason", reason.hex)
            for key in keys { writer.put("new-key", key.text) }
        case .createCase(let id, let generation, let epochs):
            writer.put("case", id.text)
            writer.put("generation", UInt64(generation))
            for epoch in epochs { writer.put("epoch", "\(epoch.name.text) \(epoch.commitment.hex)") }
        case .listCases(let after, let limit):
            writer.put("after", after?.text)
            writer.put("limit", UInt64(limit))
        case .showCase(let id), .closeCase(let id), .list(_, let id): writer.put("case", id.text)
        case .prepare(let id, let intended):
            writer.put("case", id.text)
            writer.put("for", intended.rawValue)
        case .add(let addition): addition.write(to: &writer)
        case .open(let record, let purpose):
            writer.put("record", record.text)
            writer.put("purpose", purpose.rawValue)
        case .createGrant(let terms): terms.write(to: &writer)
        case .acceptGrant(let id), .reviewGrant(let id): writer.put("grant", id.text)
        case .approveGrant(let id, let request):
            writer.put("grant", id.text)
            writer.put("approves", request.hex)
        case .revokeGrant(let id, let reason):
            writer.put("grant", id.text)
            writer.put("reason", reason.hex)
        case .listGrants(let id): writer.put("case", id?.text)
        case .find(let kind, let purpose):
            writer.put("kind", kind.rawValue)
            writer.put("purpose", purpose.rawValue)
        case .readAudit(let filter): filter.write(to: &writer)
        case .verifyAudit(let from): writer.put("from", from)
        case .verifyVault: break
        case .enter(let intended): writer.put("for", intended.rawValue)
        }
    }

    init(_ name: ActionName, from reader: inout FieldReader) throws {
        switch name {
        case .vaultFound: self = .foundVault(genesis: try VaultID(hex: reader.take("genesis")))
        case .vaultJoin: self = .joinVault(genesis: try VaultID(hex: reader.take("genesis")))
        case .personEnroll:
            let handle = try Handle(reader.take("person"))
            let card = try reader.takeDigest("card")
            let roles = try reader.takeAll("member").map { try RoleName($0) }
            self = .enroll(handle, roles: roles, card: card, newKeys: try Self.keys(&reader))
        case .personDismiss:
            self = .dismiss(
                try Handle(reader.take("person")), reason: try reader.takeDigest("reason"),
                newKeys: try Self.keys(&reader))
        case .caseCreate:
            self = .createCase(
                try CaseID(reader.take("case")), generation: Int(clamping: try reader.takeNumber("generation")),
                epochs: try Self.epochs(&reader))
        case .caseList:
            self = .listCases(
                after: try reader.takeIfPresent("after").map { try CaseID($0) },
                limit: Int(clamping: try reader.takeNumber("limit")))
        case .caseShow: self = .showCase(try CaseID(reader.take("case")))
        case .caseClose: self = .closeCase(try CaseID(reader.take("case")))
        case .casePrepare:
            self = .prepare(try CaseID(reader.take("case")), intended: try Self.intended(&reader))
        case .identityAdd, .identityUpdate, .documentAdd: self = .add(try Addition(from: &reader))
        case .identityList: self = .list(.identity, try CaseID(reader.take("case")))
        case .documentList: self = .list(.document, try CaseID(reader.take("case")))
        case .identityOpen, .documentOpen:
            self = .open(try RecordID(reader.take("record")), try Purpose(reader.take("purpose")))
        case .grantCreate: self = .createGrant(try GrantTerms(from: &reader))
        case .grantAccept: self = .acceptGrant(try GrantID(reader.take("grant")))
        case .grantReview: self = .reviewGrant(try GrantID(reader.take("grant")))
        case .grantApprove:
            self = .approveGrant(try GrantID(reader.take("grant")), request: try reader.takeDigest("approves"))
        case .grantRevoke:
            self = .revokeGrant(try GrantID(reader.take("grant")), reason: try reader.takeDigest("reason"))
        case .grantList: self = .listGrants(try reader.takeIfPresent("case").map { try CaseID($0) })
        case .find:
            guard let kind = FindKind(rawValue: String(try reader.take("kind"))) else { throw reader.fault("kind") }
            self = .find(kind, try Purpose(reader.take("purpose")))
        case .auditRead: self = .readAudit(try AuditFilter(from: &reader))
        case .auditVerify: self = .verifyAudit(from: try reader.takeNumber("from"))
        case .vaultVerify: self = .verifyVault
        case .vaultEnter: self = .enter(intended: try Self.intended(&reader))
        }
        guard self.name == name else { throw reader.fault("action") }
    }

    private static func intended(_ reader: inout FieldReader) throws -> ActionName {
        guard let intended = ActionName(rawValue: String(try reader.take("for"))) else { throw reader.fault("for") }
        return intended
    }

    private static func keys(_ reader: inout FieldReader) throws -> [RoleGeneration] {
        try reader.takeAll("new-key").map { value in
            let parts = try reader.parts(value, 2, "new-key")
            return RoleGeneration(
                role: try RoleName(parts[0]), generation: Int(clamping: try reader.number(parts[1], "new-key")))
        }
    }

    private static func epochs(_ reader: inout FieldReader) throws -> [EpochOpening] {
        try reader.takeAll("epoch").map { value in
            let parts = try reader.parts(value, 3, "epoch")
            guard let commitment = Digest(hex: parts[2]) else { throw reader.fault("epoch") }
            return EpochOpening(name: try EpochName(parts[0], parts[1], reader), commitment: commitment)
        }
    }
}

extension EpochName {
    init(_ compartment: Substring, _ epoch: Substring, _ reader: FieldReader) throws {
        self.init(
            compartment: try CompartmentName(compartment), epoch: Int(clamping: try reader.number(epoch, "epoch")))
    }
}

extension Addition {
    fileprivate func write(to writer: inout FieldWriter) {
        writer.put("case", caseID.text)
        writer.put("record", record.text)
        writer.put("version", UInt64(version))
        writer.put("epoch", epoch.text)
        writer.put("commits-key", keyCommitment.hex)
        writer.put("commits-content", contentCommitment.hex)
        writer.put("reason", reason?.hex)
        if let opening {
            writer.put("opens", opening.commitment.hex)
            for holder in opening.holders { writer.put("sealed-to", holder.text) }
        }
    }

    fileprivate init(from reader: inout FieldReader) throws {
        let caseID = try CaseID(reader.take("case"))
        let record = try RecordID(reader.take("record"))
        let version = Int(clamping: try reader.takeNumber("version"))
        let epoch = try reader.parts(reader.take("epoch"), 2, "epoch")
        let key = try reader.takeDigest("commits-key")
        let content = try reader.takeDigest("commits-content")
        var reason: Digest?
        if let value = reader.takeIfPresent("reason") {
            guard let digest = Digest(hex: value) else { throw reader.fault("reason") }
            reason = digest
        }
        var opening: Opening?
        if let value = reader.takeIfPresent("opens") {
            guard let commitment = Digest(hex: value) else { throw reader.fault("opens") }
            opening = Opening(
                commitment: commitment,
                holders: try reader.takeAll("sealed-to").map { try Holder(parsing: $0, reader) })
        }
        self.init(
            caseID: caseID, record: record, version: version, epoch: try EpochName(epoch[0], epoch[1], reader),
            keyCommitment: key, contentCommitment: content, reason: reason, opening: opening)
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
    fileprivate func write(to writer: inout FieldWriter) {
        writer.put("grant", grant.text)
        writer.put("case", caseID.text)
        writer.put("to", "\(to.text) \(generation)")
        for person in persons { writer.put("person", person.text) }
        for epoch in epochs { writer.put("compartment", epoch.text) }
        writer.put("purpose", purpose.rawValue)
        writer.put("basis", basis.hex)
        writer.put("from", from.text)
        writer.put("until", until.text)
        writer.put("parent", parent?.text)
    }

    fileprivate init(from reader: inout FieldReader) throws {
        let grant = try GrantID(reader.take("grant"))
        let caseID = try CaseID(reader.take("case"))
        let to = try reader.parts(reader.take("to"), 2, "to")
        let persons = try reader.takeAll("person").map { try Handle($0) }
        let epochs = try reader.takeAll("compartment").map { value in
            let parts = try reader.parts(value, 2, "compartment")
            return try EpochName(parts[0], parts[1], reader)
        }
        self.init(
            grant: grant, caseID: caseID, to: try RoleName(to[0]),
            generation: Int(clamping: try reader.number(to[1], "to")), persons: persons, epochs: epochs,
            purpose: try Purpose(reader.take("purpose")), basis: try reader.takeDigest("basis"),
            from: try Instant(reader.take("from")), until: try Instant(reader.take("until")),
            parent: try reader.takeIfPresent("parent").map { try GrantID($0) })
    }
}

extension AuditFilter {
    fileprivate func write(to writer: inout FieldWriter) {
        writer.put("case", caseID?.text)
        writer.put("record", record?.text)
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

    fileprivate init(from reader: inout FieldReader) throws {
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
            guard let outcome = Outcome(rawValue: String(value)) else { throw reader.fault("of-outcome") }
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
