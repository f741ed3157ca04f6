package import Sodium

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
    package let longestGrantDays: Int
    package let searchesPerDay: Int
    /// Approvals that a grant of a compartment needs before it takes effect.
    package let approvals: [CompartmentName: Int]
    package let enrolmentApprovals: Int

    package init(
        name: String, timezone: String, agencies: [Agency], roles: [Role], compartments: [CompartmentName],
        longestGrantDays: Int, searchesPerDay: Int, approvals: [CompartmentName: Int], enrolmentApprovals: Int
    ) {
        self.name = name
        self.timezone = timezone
        self.agencies = agencies.sorted { $0.name < $1.name }
        self.roles = roles.sorted { $0.name < $1.name }
        self.compartments = compartments
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
            longestGrantDays: longest, searchesPerDay: searches, approvals: approvals, enrolmentApprovals: enrolment)
        guard self.text.utf8.elementsEqual(text.utf8), fault == nil else {
            throw CaseworkError.malformed(kind: .charter, line: "order")
        }
    }

    package enum Fault: Equatable, Sendable {
        case name, noAgencies, agencyTwice(AgencyName), adminOfOther(AgencyName), roleTwice(RoleName)
        case roleOfUnlisted(RoleName), adminRole(RoleName), noCapabilities(RoleName)
        case compartmentTwice(CompartmentName), summaryListed, approvalOfUnlisted(CompartmentName), number
    }

    /// What keeps this from being a charter, if anything does.
    package var fault: Fault? {
        guard isVaultName(name), isPlain(timezone, limit: 64) else { return .name }
        guard !agencies.isEmpty else { return .noAgencies }
        for (index, agency) in agencies.enumerated() {
            if agencies[..<index].contains(where: { $0.name == agency.name }) { return .agencyTwice(agency.name) }
            if agency.admin.agency != agency.name || !isPlain(agency.title, limit: 200) {
                return .adminOfOther(agency.name)
            }
        }
        for (index, role) in roles.enumerated() {
            if roles[..<index].contains(where: { $0.name == role.name }) { return .roleTwice(role.name) }
            if agency(role.name.agency) == nil { return .roleOfUnlisted(role.name) }
            if role.name.isAdmin { return .adminRole(role.name) }
            if role.capabilities.isEmpty { return .noCapabilities(role.name) }
        }
        for (index, compartment) in compartments.enumerated() {
            if compartments[..<index].contains(compartment) { return .compartmentTwice(compartment) }
            if compartment == .summary { return .summaryListed }
        }
        for compartment in approvals.keys where !compartments.contains(compartment) {
            return .approvalOfUnlisted(compartment)
        }
        guard (1...36_500).contains(longestGrantDays), (0...1_000_000).contains(searchesPerDay),
            approvals.values.allSatisfy({ (0...20).contains($0) }), (0...20).contains(enrolmentApprovals)
        else { return .number }
        // An agency's first approver is approved by the other agencies' admins, each once: with fewer of them than are
        // wanted, nobody would ever be enrolled.
        guard enrolmentApprovals < agencies.count || enrolmentApprovals == 0 else { return .number }
        return nil
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
    /// The age recipient of the custodian's mailbox, for those whom its seed is no longer sealed to.
    package let mailbox: String
    package let charter: Digest
    /// The keys file as its authors wrote it.
    package let keysFile: Digest
    package let admins: [Admin]
    package let founded: Instant

    package enum Mode: String, Sendable {
        /// The custodian runs in the officer's process, on a directory.
        case embedded
        /// The custodian runs by itself and keeps its seed.
        case service
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
        name: String, nonce: Digest, mode: Mode, custodian: VerifyingKey, mailbox: String, charter: Digest,
        keysFile: Digest, admins: [Admin], founded: Instant
    ) {
        self.name = name
        self.nonce = nonce
        self.mode = mode
        self.custodian = custodian
        self.mailbox = mailbox
        self.charter = charter
        self.keysFile = keysFile
        self.admins = admins.sorted { $0.handle < $1.handle }
        self.founded = founded
    }

    package var text: String {
        var writer = FieldWriter(kind: "brankas/genesis/v1")
        writer.put("name", name)
        writer.put("nonce", nonce.hex)
        writer.put("mode", mode.rawValue)
        writer.put("custodian", Base64.encode(custodian.bytes))
        writer.put("mailbox", mailbox)
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
        guard let mode = Mode(rawValue: String(try reader.take("mode"))) else { throw reader.fault("mode") }
        self.mode = mode
        guard let bytes = Base64.decode(try reader.take("custodian")), let key = VerifyingKey(bytes) else {
            throw reader.fault("custodian")
        }
        custodian = key
        mailbox = String(try reader.take("mailbox"))
        guard isRecipient(mailbox) else { throw reader.fault("mailbox") }
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
