package import Sodium
package import Vocabulary

/// Whether `name` may stand in an origin and in the name of a note's key. By scalars: a plus with an accent is a plus.
private func isVaultName(_ name: String) -> Bool {
    isPlain(name, limit: 64)
        && !name.unicodeScalars.contains { $0 == "+" || $0 == "/" || $0.properties.isWhitespace }
}

/// What a keys file says, in the one form that is hashed, signed and obeyed (docs/format.md, "Charter").
///
/// The keys file is YAML for people; two YAML readers may differ, two readers of this text may not.
package struct Charter: Hashable, Sendable {
    package struct Agency: Hashable, Sendable {
        package let name: AgencyName
        package let title: String
        package let admin: Handle

        package init(name: AgencyName, title: String, admin: Handle) {
            self.name = name
            self.title = title
            self.admin = admin
        }
    }

    package struct Role: Hashable, Sendable {
        package let name: RoleName
        package let capabilities: [Capability]

        package init(name: RoleName, capabilities: [Capability]) {
            self.name = name
            self.capabilities = capabilities
        }
    }

    package let name: String
    package let timezone: String
    package let agencies: [Agency]
    package let roles: [Role]
    package let compartments: [CompartmentName]
    /// What a record may be opened for.
    package let purposes: [Purpose]
    /// A label of each purpose and compartment.
    package let labels: Labels
    package let longestGrantDays: Int
    package let searchesPerDay: Int
    /// Approvals that a grant of a compartment needs before it takes effect.
    package let approvals: [CompartmentName: Int]
    package let enrolmentApprovals: Int

    package init(
        name: String, timezone: String, agencies: [Agency], roles: [Role], compartments: [CompartmentName],
        purposes: [Purpose], labels: Labels, longestGrantDays: Int, searchesPerDay: Int,
        approvals: [CompartmentName: Int], enrolmentApprovals: Int
    ) {
        self.name = name
        self.timezone = timezone
        self.agencies = agencies.sorted { $0.name < $1.name }
        self.roles = roles.sorted { $0.name < $1.name }
        self.compartments = compartments
        self.purposes = purposes
        self.labels = labels
        self.longestGrantDays = longestGrantDays
        self.searchesPerDay = searchesPerDay
        self.approvals = approvals
        self.enrolmentApprovals = enrolmentApprovals
    }

    package func agency(_ name: AgencyName) -> Agency? {
        agencies.first { $0.name == name }
    }

    package func admin(of agency: AgencyName) -> Handle? {
        self.agency(agency)?.admin
    }

    /// The capabilities of `role`; nil if there is no such role. An admin's role has none: it enrols.
    package func capabilities(of role: RoleName) -> [Capability]? {
        if role.isAdmin { return agency(role.agency) == nil ? nil : [] }
        return roles.first { $0.name == role }?.capabilities
    }

    package var text: String {
        var writer = FieldWriter(kind: "brankas/charter/v1")
        writer.put("name", name)
        writer.put("timezone", timezone)
        for agency in agencies { writer.put("agency", "\(agency.name.text) \(agency.admin.text) \(agency.title)") }
        for role in roles {
            writer.put("role", "\(role.name.text) \(role.capabilities.map(\.rawValue).joined(separator: ","))")
        }
        for compartment in compartments { writer.put("compartment", compartment.text) }
        for purpose in purposes { writer.put("purpose", purpose.text) }
        for compartment in compartments { writer.put("label-compartment", compartment, labels.compartments) }
        for purpose in purposes { writer.put("label-purpose", purpose, labels.purposes) }
        writer.put("longest-grant-days", UInt64(longestGrantDays))
        writer.put("searches-per-day", UInt64(searchesPerDay))
        for (compartment, count) in approvals.sorted(by: { $0.key < $1.key }) {
            writer.put("approvals", "\(compartment.text) \(count)")
        }
        writer.put("enrolment-approvals", UInt64(enrolmentApprovals))
        return writer.text
    }

    package init(parsing text: String) throws {
        guard text.utf8.count <= 262_144 else { throw CaseworkError.malformed(kind: .charter, line: "length") }
        var reader = try FieldReader(text, kind: .charter, first: "brankas/charter/v1")
        let name = String(try reader.take("name"))
        let timezone = String(try reader.take("timezone"))
        var agencies: [Agency] = []
        for value in try reader.takeAll("agency") {
            let parts = try reader.triple(value, "agency")
            agencies.append(
                Agency(name: try AgencyName(parts.0), title: String(parts.2), admin: try Handle(parts.1)))
        }
        var roles: [Role] = []
        for value in try reader.takeAll("role") {
            let parts = try reader.pair(value, "role")
            roles.append(
                Role(
                    name: try RoleName(parts.0),
                    capabilities: try parts.1.split(separator: ",").map { try Capability($0) }))
        }
        let compartments = try reader.takeAll("compartment").map { try CompartmentName($0) }
        let purposes = try reader.takeAll("purpose").map { try Purpose($0) }
        let compartmentLabels: [CompartmentName: Wording] = try reader.takeLabels("label-compartment")
        let labels = Labels(purposes: try reader.takeLabels("label-purpose"), compartments: compartmentLabels)
        let longest = Int(clamping: try reader.takeNumber("longest-grant-days"))
        let searches = Int(clamping: try reader.takeNumber("searches-per-day"))
        var approvals: [CompartmentName: Int] = [:]
        for value in try reader.takeAll("approvals") {
            let parts = try reader.pair(value, "approvals")
            approvals[try CompartmentName(parts.0)] = Int(clamping: try reader.number(parts.1, "approvals"))
        }
        let enrolment = Int(clamping: try reader.takeNumber("enrolment-approvals"))
        try reader.finish()
        self.init(
            name: name, timezone: timezone, agencies: agencies, roles: roles, compartments: compartments,
            purposes: purposes, labels: labels, longestGrantDays: longest, searchesPerDay: searches,
            approvals: approvals, enrolmentApprovals: enrolment)
        guard self.text.utf8.elementsEqual(text.utf8), fault == nil else {
            throw CaseworkError.malformed(kind: .charter, line: "order")
        }
    }

    /// What keeps this from being a charter, if anything does.
    package var fault: KeysFault? {
        guard isVaultName(name), isPlain(timezone, limit: 64) else { return .vaultName }
        guard !agencies.isEmpty else { return .missingKey("agencies") }
        for (index, agency) in agencies.enumerated() {
            if agencies[..<index].contains(where: { $0.name == agency.name }) { return .duplicateKey(agency.name.text) }
            if agency.admin.agency != agency.name || !isPlain(agency.title, limit: 200) {
                return .adminOfOther(agency.name.text)
            }
        }
        for (index, role) in roles.enumerated() {
            if roles[..<index].contains(where: { $0.name == role.name }) { return .duplicateKey(role.name.text) }
            if agency(role.name.agency) == nil { return .unlistedAgency(role.name.agency.text) }
            if role.name.isAdmin { return .reserved(role.name.text) }
            if role.capabilities.isEmpty { return .badValue(role.name.text) }
        }
        for (index, compartment) in compartments.enumerated() {
            if compartments[..<index].contains(compartment) { return .duplicateKey(compartment.text) }
            if compartment == .summary { return .reserved("summary") }
        }
        for (index, purpose) in purposes.enumerated() where purposes[..<index].contains(purpose) {
            return .duplicateKey(purpose.text)
        }
        guard !purposes.isEmpty else { return .missingKey("purposes") }
        if let unlabelled = labels.fault(compartments, purposes) { return .badValue(unlabelled) }
        for compartment in approvals.keys where !compartments.contains(compartment) {
            return .unlistedCompartment(compartment.text)
        }
        guard (1...36_500).contains(longestGrantDays), (0...1_000_000).contains(searchesPerDay),
            approvals.values.allSatisfy({ (0...20).contains($0) }), (0...20).contains(enrolmentApprovals)
        else { return .badValue("rules") }
        // An agency's first approver is approved by the other agencies' admins, each once: with fewer of them than are
        // wanted, nobody would ever be enrolled.
        guard enrolmentApprovals < agencies.count || enrolmentApprovals == 0 else { return .badValue("rules") }
        return nil
    }
}

extension Labels {
    private static let limit = 100

    /// The first name that has no label, or one that can't stand in a line.
    fileprivate func fault(_ compartments: [CompartmentName], _ purposes: [Purpose]) -> String? {
        func isLabel(_ wording: Wording?) -> Bool {
            guard let wording else { return false }
            return [wording.indonesian, wording.english].allSatisfy { isPlain($0, limit: Self.limit) }
        }
        return compartments.first { !isLabel(self.compartments[$0]) }?.text
            ?? purposes.first { !isLabel(self.purposes[$0]) }?.text
    }
}

extension FieldWriter {
    /// A name's label in each language, a line for each.
    fileprivate mutating func put<Name: WrittenName>(_ key: String, _ name: Name, _ labels: [Name: Wording]) {
        guard let wording = labels[name] else { return }
        put(key, "\(name.text) id \(wording.indonesian)")
        put(key, "\(name.text) en \(wording.english)")
    }
}

extension FieldReader {
    fileprivate mutating func takeLabels<Name: WrittenName>(_ key: String) throws -> [Name: Wording] {
        var labels: [Name: Wording] = [:]
        var indonesian: (name: Name, label: String)?
        for value in try takeAll(key, limit: 2_000) {
            let parts = try triple(value, key)
            let name = try Name(parts.0)
            switch (parts.1, indonesian) {
            case ("id", nil): indonesian = (name, String(parts.2))
            case ("en", let first?) where first.name == name:
                guard
                    labels.updateValue(Wording(indonesian: first.label, english: String(parts.2)), forKey: name) == nil
                else { throw fault(key) }
                indonesian = nil
            default: throw fault(key)
            }
        }
        guard indonesian == nil else { throw fault(key) }
        return labels
    }
}

/// The text that a vault begins with; its hash is the vault's id (docs/format.md, "Genesis").
package struct Genesis: Hashable, Sendable {
    package let name: String
    /// 32 random bytes: two vaults of one name and keys file are two vaults.
    package let nonce: Digest
    package let mode: Mode
    /// Signs checkpoints.
    package let custodian: VerifyingKey
    package let charter: Digest
    /// The keys file as its authors wrote it.
    package let keysFile: Digest
    package let admins: [Admin]
    package let founded: Instant

    package enum Mode: Hashable, Sendable {
        /// The custodian runs in the officer's process, on a directory, and its seed is sealed to everybody who is enrolled. With
        /// the age recipient of its mailbox, for those whom it is no longer sealed to.
        case embedded(mailbox: String)
        /// The custodian runs by itself and keeps its seed. With the key by which it begins sessions.
        case service(session: VerifyingKey)

        package var name: String { isEmbedded ? "embedded" : "service" }

        package var isEmbedded: Bool { if case .embedded = self { true } else { false } }

        package var mailbox: String? { if case .embedded(let mailbox) = self { mailbox } else { nil } }
        package var session: VerifyingKey? { if case .service(let session) = self { session } else { nil } }
    }

    package struct Admin: Hashable, Sendable {
        package let handle: Handle
        package let card: Digest

        package init(handle: Handle, card: Digest) {
            self.handle = handle
            self.card = card
        }
    }

    package init(
        name: String, nonce: Digest, mode: Mode, custodian: VerifyingKey, charter: Digest,
        keysFile: Digest, admins: [Admin], founded: Instant
    ) {
        self.name = name
        self.nonce = nonce
        self.mode = mode
        self.custodian = custodian
        self.charter = charter
        self.keysFile = keysFile
        self.admins = admins.sorted { $0.handle < $1.handle }
        self.founded = founded
    }

    package var text: String {
        var writer = FieldWriter(kind: "brankas/genesis/v1")
        writer.put("name", name)
        writer.put("nonce", nonce.hex)
        writer.put("mode", mode.name)
        writer.put("custodian", Base64.encode(custodian.bytes))
        writer.put("session", mode.session.map { Base64.encode($0.bytes) })
        writer.put("mailbox", mode.mailbox)
        writer.put("charter", charter.hex)
        writer.put("keys-file", keysFile.hex)
        for admin in admins { writer.put("admin", "\(admin.handle.text) \(admin.card.hex)") }
        writer.put("founded", founded.text)
        return writer.text
    }

    package init(parsing text: String) throws {
        var reader = try FieldReader(text, kind: .genesis, first: "brankas/genesis/v1")
        name = String(try reader.take("name"))
        guard isVaultName(name) else { throw reader.fault("name") }
        nonce = try reader.takeDigest("nonce")
        let modeName = try reader.take("mode")
        custodian = try reader.takeKey("custodian")
        switch modeName {
        case "embedded":
            let mailbox = String(try reader.take("mailbox"))
            guard isRecipient(mailbox) else { throw reader.fault("mailbox") }
            mode = .embedded(mailbox: mailbox)
        case "service":
            let session = try reader.takeKey("session")
            guard session != custodian else { throw reader.fault("session") }
            mode = .service(session: session)
        default: throw reader.fault("mode")
        }
        charter = try reader.takeDigest("charter")
        keysFile = try reader.takeDigest("keys-file")
        var admins: [Admin] = []
        for value in try reader.takeAll("admin") {
            let parts = try reader.pair(value, "admin")
            guard let digest = Digest(hex: parts.1) else { throw reader.fault("admin") }
            admins.append(Admin(handle: try Handle(parts.0), card: digest))
        }
        self.admins = admins.sorted { $0.handle < $1.handle }
        founded = try Instant(reader.take("founded"))
        try reader.finish()
        guard self.text.utf8.elementsEqual(text.utf8) else { throw reader.fault("order") }
    }

    package var vault: VaultID { VaultID(Digest.of(text)) }

    /// The ledger's origin line and the name of the key that signs checkpoints.
    package var origin: String { "brankas/\(name)/\(vault.text.prefix(8))" }
}

extension Charter {
    /// How many approvals it takes to share or hand out what stands in `compartments`: the most that one of them needs.
    package func approvalsNeeded(_ compartments: some Sequence<CompartmentName>) -> Int {
        compartments.map { approvals[$0] ?? 0 }.max() ?? 0
    }
}
