import Casework
import Console
import Files
import Reviewing
import Texts
import Vault
import Vocabulary
import Yams

/// Reads a keys file: YAML, strictly, with the line of whatever is wrong.
struct KeysFile {
    let charter: Charter
    let bytes: [UInt8]
    let cards: [Card]

    static let byteLimit = 262_144

    init(path: NamedPath) throws {
        let bytes: [UInt8]
        do {
            bytes = try path.open(regular: false).readAll(limit: Self.byteLimit)
        } catch FileError.tooLong {
            throw Failure(.keysFile(line: nil, problem: .tooLong))
        }
        try self.init(parsing: bytes) { card in try path.beside(card).open().readAll(limit: 4 * Card.byteLimit) }
    }

    /// `readCard` gives what lies at a path that the file names.
    init(parsing bytes: [UInt8], readCard: @escaping (_ path: String) throws -> [UInt8]) throws {
        self.bytes = bytes
        guard let text = String(validating: withoutMark(bytes), as: UTF8.self) else {
            throw Failure(.keysFile(line: nil, problem: .syntax))
        }
        var reader = KeysReader(bytesOfCard: readCard)
        charter = try reader.read(try Self.compose(text))
        cards = reader.cards
    }

    private static func compose(_ text: String) throws -> Node {
        try refuseAliases(text)
        do {
            guard let node = try Yams.compose(yaml: text) else {
                throw Failure(.keysFile(line: nil, problem: .syntax))
            }
            return node
        } catch let error as YamlError {
            switch error {
            case .duplicatedKeysInMapping(let keys, let context):
                throw Failure(
                    .keysFile(line: context.mark.line, problem: .duplicateKey(shown(keys.first ?? ""))))
            case .scanner(_, _, let mark, _), .parser(_, _, let mark, _), .composer(_, _, let mark, _):
                throw Failure(.keysFile(line: mark.line, problem: .syntax))
            default: throw Failure(.keysFile(line: nil, problem: .syntax))
            }
        }
    }
}

extension KeysFile {
    /// Refuses whatever could be an alias, wherever it stands: a few lines of them make a document that takes all memory,
    /// or all time, to look at. What is quoted or a comment is not told apart, so that nothing can hide there.
    private static func refuseAliases(_ text: String) throws {
        var (line, isStar) = (1, false)
        for byte in text.utf8 {
            if isStar, byte > 0x20 { throw Failure(.keysFile(line: line, problem: .alias)) }
            isStar = byte == UInt8(ascii: "*")
            if byte == 0x0a { line += 1 }
        }
    }
}

private struct KeysReader {
    let bytesOfCard: (_ path: String) throws -> [UInt8]
    var cards: [Card] = []

    init(bytesOfCard: @escaping (_ path: String) throws -> [UInt8]) {
        self.bytesOfCard = bytesOfCard
    }

    private func fault(_ node: Node?, _ problem: KeysFault) -> Failure {
        Failure(.keysFile(line: node?.mark?.line, problem: problem))
    }

    /// The pairs of a mapping, all of whose keys are `known`.
    private func pairs(_ node: Node, known: [String]? = nil) throws -> [(key: String, keyNode: Node, value: Node)] {
        guard case .mapping(let mapping) = node else { throw fault(node, .notAMapping) }
        return try mapping.map { key, value in
            guard let name = key.scalar?.string else { throw fault(key, .notAMapping) }
            if let known, !known.contains(name) { throw fault(key, .unknownKey(shown(name))) }
            return (name, key, value)
        }
    }

    private func text(_ node: Node, _ name: String) throws -> String {
        guard let text = node.scalar?.string, isPlain(text, limit: 200) else {
            throw fault(node, .badValue(shown(name)))
        }
        return text
    }

    private func number(_ node: Node, _ name: String) throws -> Int {
        guard let text = node.scalar?.string, let number = Int(text), String(number) == text, number >= 0 else {
            throw fault(node, .badValue(shown(name)))
        }
        return number
    }

    mutating func read(_ node: Node) throws -> Charter {
        let known = ["vault", "timezone", "agencies", "roles", "compartments", "purposes", "rules"]
        let pairs = try pairs(node, known: known)
        func find(_ key: String) -> Node? { pairs.first { $0.key == key }?.value }
        for required in ["vault", "agencies", "roles", "compartments"] where find(required) == nil {
            throw fault(node, .missingKey(required))
        }
        let zoneNode = find("timezone")
        let timezone = try zoneNode.map { try text($0, "timezone") } ?? "Asia/Jakarta"
        guard VaultCalendar.exists(timezone) else { throw fault(zoneNode, .badValue("timezone")) }
        let agencies = try readAgencies(find("agencies")!)
        let roles = try readRoles(find("roles")!, agencies)
        let (compartments, compartmentLabels): ([CompartmentName], [CompartmentName: Wording]) = try readNames(
            find("compartments")!, "compartments")
        if let node = find("compartments"), compartments.contains(.summary) { throw fault(node, .reserved("summary")) }
        let (purposes, purposeLabels): ([Purpose], [Purpose: Wording]) =
            try find("purposes").map { try readNames($0, "purposes") } ?? (Purpose.usual, [:])
        let usual = Labels.usual(purposes, compartments)
        let labels = Labels(
            purposes: usual.purposes.merging(purposeLabels) { $1 },
            compartments: usual.compartments.merging(compartmentLabels) { $1 })
        let rules = try readRules(find("rules"), compartments)
        let charter = Charter(
            name: try text(find("vault")!, "vault"), timezone: timezone, agencies: agencies, roles: roles,
            compartments: compartments, purposes: purposes, labels: labels, longestGrantDays: rules.longest,
            searchesPerDay: rules.searches,
            approvals: rules.approvals, enrolmentApprovals: rules.enrolment)
        if let problem = charter.fault { throw fault(find("vault"), problem) }
        return charter
    }

    private mutating func readAgencies(_ node: Node) throws -> [Charter.Agency] {
        var agencies: [Charter.Agency] = []
        for (name, keyNode, value) in try pairs(node) {
            guard let agency = try? AgencyName(name) else { throw fault(keyNode, .badValue(shown(name))) }
            let fields = try pairs(value, known: ["name", "admin"])
            guard let title = fields.first(where: { $0.key == "name" }) else {
                throw fault(keyNode, .missingKey("name"))
            }
            guard let admin = fields.first(where: { $0.key == "admin" }) else {
                throw fault(keyNode, .missingKey("admin"))
            }
            let path = try text(admin.value, "admin")
            let card = try readCard(path, admin.value)
            guard card.handle.agency == agency else { throw fault(admin.value, .adminOfOther(name)) }
            cards.append(card)
            agencies.append(
                Charter.Agency(name: agency, title: try text(title.value, "name"), admin: card.handle))
        }
        return agencies
    }

    private func readCard(_ path: String, _ node: Node) throws -> Card {
        guard let bytes = try? bytesOfCard(path), let card = try? Card(mailed: bytes) else {
            throw fault(node, .badCard(shown(path)))
        }
        return card
    }

    private func readRoles(_ node: Node, _ agencies: [Charter.Agency]) throws -> [Charter.Role] {
        try pairs(node).map { name, keyNode, value in
            guard let role = try? RoleName(name) else { throw fault(keyNode, .badValue(shown(name))) }
            guard agencies.contains(where: { $0.name == role.agency }) else {
                throw fault(keyNode, .unlistedAgency(role.agency.text))
            }
            guard !role.isAdmin else { throw fault(keyNode, .reserved(name)) }
            guard case .sequence(let list) = value, !list.isEmpty else { throw fault(value, .badValue(shown(name))) }
            let capabilities = try list.map { item in
                guard let text = item.scalar?.string else { throw fault(item, .badValue(shown(name))) }
                guard let capability = Capability(rawValue: text) else {
                    throw fault(item, .unknownCapability(shown(text)))
                }
                return capability
            }
            guard Set(capabilities).count == capabilities.count else { throw fault(value, .badValue(shown(name))) }
            return Charter.Role(name: role, capabilities: capabilities)
        }
    }

    /// Names in a list, or each with its labels: `medical: { id: medis, en: medical }`.
    private func readNames<Name: WrittenName>(
        _ node: Node, _ key: String
    ) throws -> (names: [Name], labels: [Name: Wording]) {
        func name(_ text: String?, _ node: Node) throws -> Name {
            guard let text, let name = try? Name(text) else { throw fault(node, .badValue(key)) }
            return name
        }
        if case .sequence(let list) = node, !list.isEmpty {
            return (try list.map { try name($0.scalar?.string, $0) }, [:])
        }
        guard case .mapping(let mapping) = node, !mapping.isEmpty else { throw fault(node, .badValue(key)) }
        var (names, labels): ([Name], [Name: Wording]) = ([], [:])
        for (text, keyNode, value) in try pairs(node) {
            let name = try name(text, keyNode)
            names.append(name)
            let words = try pairs(value, known: ["id", "en"])
            func word(_ language: String) throws -> String {
                guard let word = words.first(where: { $0.key == language }) else {
                    throw fault(value, .missingKey(language))
                }
                return try self.text(word.value, language)
            }
            labels[name] = Wording(indonesian: try word("id"), english: try word("en"))
        }
        return (names, labels)
    }

    private func readRules(
        _ node: Node?, _ compartments: [CompartmentName]
    ) throws -> (longest: Int, searches: Int, approvals: [CompartmentName: Int], enrolment: Int) {
        var result = (longest: 365, searches: 100, approvals: [CompartmentName: Int](), enrolment: 0)
        // The design's default: who a victim is leaves the agency with four eyes, where anybody can approve.
        if compartments.contains(.identity) { result.approvals[.identity] = 1 }
        guard let node else { return result }
        for (key, _, value) in try pairs(node, known: ["longest-grant-days", "searches-per-day", "approvals"]) {
            switch key {
            case "longest-grant-days": result.longest = try number(value, key)
            case "searches-per-day": result.searches = try number(value, key)
            default:
                for (name, keyNode, value) in try pairs(value) {
                    let count = try number(value, name)
                    if name == "enrolment" {
                        result.enrolment = count
                        continue
                    }
                    guard let compartment = try? CompartmentName(name), compartments.contains(compartment) else {
                        throw fault(keyNode, .unlistedCompartment(shown(name)))
                    }
                    result.approvals[compartment] = count
                }
            }
        }
        return result
    }
}
