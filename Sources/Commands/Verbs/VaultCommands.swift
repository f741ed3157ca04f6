import ArgumentParser
import Casework
import Console
import Custodian
import Files
import Reports
import Reviewing
import SQLiteStore
import Texts
import Vault
import Vocabulary

struct Init: SpeakingCommand {
    static let configuration = CommandConfiguration(commandName: "init", abstract: Help.initVault.spoken)
    @OptionGroup var common: CommonOptions
    @Argument(help: .spoken(.newFolder), completion: .directory) var folder: String
    @Option(help: .spoken(.keysFile), completion: .file(extensions: ["yaml", "yml"])) var keys: String

    func perform(_ desk: Desk) throws {
        let file = try KeysFile(path: desk.path(keys))
        guard ByteText.isPlain(folder) else { throw Failure(.json(what: shown(folder), problem: .notUTF8)) }
        try desk.path(folder).checkNew()
        let key = try desk.openKey()
        let founding = try Founding(
            founder: key, charter: file.charter, keysFile: file.bytes, cards: file.cards, at: desk.now)
        _ = try Custodian.found(
            folder: folder, engine: desk.engine, seed: founding.seed, founding: founding.call, at: desk.now)
        try desk.show(json: .object([.init("vault", .string(founding.vault.text))])) {
            Sentence.vaultFounded(id: founding.vault.text, folder: shown(folder)).text(desk.language)
        }
        desk.tell(.founderNext)
    }
}

struct Show: SpeakingCommand {
    static let configuration = CommandConfiguration(commandName: "show", abstract: Help.show.spoken)
    @OptionGroup var common: CommonOptions

    func perform(_ desk: Desk) throws {
        let work = try desk.open(for: .vaultEnter)
        let roster = work.officer.roster
        let charter = roster.charter
        let (size, standings) = try work.officer.standings()
        try desk.show(json: Self.json(roster, standings, size)) {
            var lines = [
                "\(Label.vault.text(desk.language))  \(shown(charter.name))  \(roster.vault.text)",
                "\(roster.genesis.mode.rawValue)  \(work.calendar.zonedText(roster.genesis.founded))", "",
            ]
            var agencies = Table([.agency, .name, .admin, .fingerprint], desk.language)
            for agency in charter.agencies {
                let mark = roster.joined.contains(agency.name) ? "" : " *"
                agencies.add([
                    agency.name.text + mark, agency.title, agency.admin.text,
                    roster.people[agency.admin]?.card.fingerprint ?? "",
                ])
            }
            var roles = Table([.role, .capabilities, .persons], desk.language)
            for role in charter.roles {
                roles.add([
                    role.name.text, role.capabilities.map(\.rawValue).joined(separator: ", "),
                    roster.members(of: role.name).map(\.text).joined(separator: ", "),
                ])
            }
            lines += [Terminal.text(of: agencies), "", Terminal.text(of: roles), ""]
            var seen = Table([.agency, .witnessed, .behind, .lastRequest, .behind], desk.language)
            for standing in standings {
                func cells(_ look: AgencyStanding.Look?) -> [String] {
                    guard let look else { return ["-", "-"] }
                    return [
                        work.calendar.text(look.time) + "  " + look.handle.text,
                        String(size - min(look.size, size)),
                    ]
                }
                seen.add([standing.agency.text] + cells(standing.witnessed) + cells(standing.requested))
            }
            lines += [Terminal.text(of: seen), ""]
            if charter.agencies.contains(where: { !roster.joined.contains($0.name) }) {
                lines += [Sentence.notJoined.text(desk.language), ""]
            }
            var approvals = charter.approvals.sorted { $0.key < $1.key }.map { "\($0.key.text): \($0.value)" }
            approvals.append("enrolment: \(charter.enrolmentApprovals)")
            var sheet = Sheet(desk.language)
            sheet.add(.compartments, charter.compartments.map { work.words.named($0) }.joined(separator: ", "))
            sheet.add(.purpose, charter.purposes.map { work.words.named($0) }.joined(separator: ", "))
            sheet.add(
                .rules,
                "longest-grant-days: \(charter.longestGrantDays), searches-per-day: \(charter.searchesPerDay), "
                    + "approvals: { \(approvals.joined(separator: ", ")) }")
            lines.append(sheet.text)
            return lines.joined(separator: "\n")
        }
    }

    private static func json(_ look: AgencyStanding.Look?) -> JSON {
        guard let look else { return .null }
        return .object([
            .init("handle", .string(look.handle.text)), .init("time", .string(look.time.text)),
            .init("entries", .number(String(look.size))),
        ])
    }

    private static func json(_ roster: Roster, _ standings: [AgencyStanding], _ size: UInt64) -> JSON {
        let charter = roster.charter
        return .object([
            .init("vault", .string(roster.vault.text)), .init("name", .string(charter.name)),
            .init("entries", .number(String(size))),
            .init("mode", .string(roster.genesis.mode.rawValue)), .init("timezone", .string(charter.timezone)),
            .init(
                "agencies",
                .array(
                    charter.agencies.map { agency in
                        .object([
                            .init("agency", .string(agency.name.text)), .init("name", .string(agency.title)),
                            .init("admin", .string(agency.admin.text)),
                            .init("fingerprint", .string(roster.people[agency.admin]?.card.fingerprint ?? "")),
                            .init("joined", .bool(roster.joined.contains(agency.name))),
                            .init("witnessed", json(standings.first { $0.agency == agency.name }?.witnessed)),
                            .init("requested", json(standings.first { $0.agency == agency.name }?.requested)),
                        ])
                    })),
            .init(
                "roles",
                .array(
                    charter.roles.map { role in
                        .object([
                            .init("role", .string(role.name.text)),
                            .init("capabilities", .array(role.capabilities.map { .string($0.rawValue) })),
                            .init(
                                "persons", .array(roster.members(of: role.name).map { .string($0.text) })),
                        ])
                    })),
            .init("compartments", .array(charter.compartments.map { .string($0.text) })),
            .init(
                "rules",
                .object([
                    .init("longest-grant-days", JSON(integerLiteral: charter.longestGrantDays)),
                    .init("searches-per-day", JSON(integerLiteral: charter.searchesPerDay)),
                    .init(
                        "approvals",
                        .object(
                            charter.approvals.sorted { $0.key < $1.key }.map {
                                .init($0.key.text, JSON(integerLiteral: $0.value))
                            } + [.init("enrolment", JSON(integerLiteral: charter.enrolmentApprovals))])),
                ])),
        ])
    }
}

struct Verify: SpeakingCommand {
    static let configuration = CommandConfiguration(
        commandName: "verify", abstract: Help.verify.spoken)
    @OptionGroup var common: CommonOptions
    @Option(name: .customLong("case"), help: .spoken(.verifiedCase)) var caseID: String?
    @Flag(help: .spoken(.readOnly)) var readOnly = false
    @Flag(help: .spoken(.rebuild)) var rebuild = false

    func perform(_ desk: Desk) throws {
        let id = try caseID.map { try $0.asCase }
        guard !(rebuild && readOnly) else { throw Failure(.eitherOr("--rebuild", "--read-only")) }
        let work = try desk.open(for: .vaultVerify, asCopy: readOnly, rebuildingIndex: rebuild)
        let role = try desk.wishedRole
        let report = try desk.waiting(.checkingStorage) { try work.officer.verifyStorage(as: role) }
        // Of a copy the entry that this look makes is nowhere but in memory.
        let entries = work.isCopy ? report.entries - 1 : report.entries
        let commitments = try id.map { try work.officer.checkCommitments(of: $0, as: role) }
        let damages = report.damages + (commitments?.damaged ?? []).map { .commitment($0) }
        if desk.options.json || damages.isEmpty {
            let fitting = commitments.map { [JSON.Member("commitments", JSON(integerLiteral: $0.fitting))] } ?? []
            try desk.show(
                json: .object(
                    [
                        .init("ok", .bool(damages.isEmpty)),
                        .init("entries", .number(String(entries))),
                        .init("records", JSON(integerLiteral: report.records)),
                        .init("objects", JSON(integerLiteral: report.objects)),
                        .init("bytes", .number(String(report.byteCount))),
                        .init("damages", .array(damages.map { .string($0.place) })),
                    ] + fitting)
            ) {
                [
                    Sentence.storageVerified(
                        entries: entries, records: report.records, objects: report.objects),
                    commitments.map { .commitmentsFit(caseID ?? "", records: $0.fitting) },
                ].compactMap { $0?.text(desk.language) }.joined(separator: "\n")
            }
        }
        if !damages.isEmpty { throw Failure(.damaged(damages)) }
    }
}

struct PersonCommands: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "person", abstract: Help.person.spoken,
        subcommands: [Enroll.self, Approve.self, List.self, Dismiss.self])

    struct Enroll: SpeakingCommand {
        static let configuration = CommandConfiguration(commandName: "enroll", abstract: Help.personEnroll.spoken)
        @OptionGroup var common: CommonOptions
        @Argument(help: .spoken(.card), completion: .file(extensions: ["card"])) var card: String
        @Option(name: .customLong("role"), help: .spoken(.enrolledRole)) var roles: [String]
        @Option(help: .spoken(.fingerprint)) var fingerprint: String?
        @Flag(help: .spoken(.yes)) var yes = false

        func perform(_ desk: Desk) throws {
            let bytes = try desk.readInput(card, limit: 4 * Card.byteLimit)
            guard let card = try? Card(mailed: bytes) else { throw Failure(.badCard(shown(card))) }
            let roles = try roles.map { try $0.asRole }
            try checkFingerprint(card)
            if fingerprint == nil { try desk.requireConsent(yes, by: "--fingerprint, --yes") }
            let work = try desk.open(for: .personEnroll)
            let roster = work.officer.roster
            // An agency's admin is named by the keys file, not enrolled.
            for role in roles {
                try roster.require(role)
                if role.isAdmin { throw Failure(.unknownRole(role.text)) }
            }
            // What will be denied is denied before anybody reads out a fingerprint.
            if fingerprint == nil, !yes,
                roster.enrolmentFault(card.handle, roles, by: work.officer.key.handle.agency) == nil
            {
                try confirm(card, roles, desk)
            }
            try work.officer.enroll(card, into: roles, custodianSeed: work.custodianSeed.seed)
            let state = work.officer.roster.people[card.handle]?.state ?? .active
            try desk.report(
                state == .waiting
                    ? .enrolmentWaits(handle: card.handle.text)
                    : .enrolled(handle: card.handle.text, roles: roles.map(\.text).joined(separator: ", ")),
                json: .object([
                    .init("handle", .string(card.handle.text)), .init("state", .string(state.rawValue)),
                    .init("fingerprint", .string(card.fingerprint)),
                ]))
        }

        /// Throws where a fingerprint was given, and is not the card's.
        private func checkFingerprint(_ card: Card) throws {
            guard let fingerprint, !Self.same(fingerprint, card.fingerprint) else { return }
            throw Failure(.fingerprintDiffers(expected: shown(fingerprint), actual: card.fingerprint))
        }

        /// Whose card it is, only its owner can say: by the fingerprint that they read out, which is typed.
        private func confirm(_ card: Card, _ roles: [RoleName], _ desk: Desk) throws {
            var sheet = Sheet(desk.language)
            sheet.add(.handle, card.handle.text)
            sheet.add(.name, card.name)
            sheet.add(.role, roles.map(\.text).joined(separator: ", "))
            sheet.add(.fingerprint, card.fingerprint)
            Terminal.error(sheet.text)
            var typed = ""
            for attempt in 1...3 {
                typed = try desk.ask(.askFingerprint)
                if Self.same(typed, card.fingerprint) { return }
                if attempt < 3 { Terminal.error(Sentence.fingerprintIsAnother.text(desk.language)) }
            }
            throw Failure(.fingerprintDiffers(expected: shown(typed), actual: card.fingerprint))
        }

        /// In any case and spacing.
        private static func same(_ typed: String, _ fingerprint: String) -> Bool {
            func letters(_ text: String) -> String { text.uppercased().filter { $0.isLetter || $0.isNumber } }
            return letters(typed) == letters(fingerprint)
        }
    }

    struct List: SpeakingCommand {
        static let configuration = CommandConfiguration(commandName: "list", abstract: Help.personList.spoken)
        @OptionGroup var common: CommonOptions

        func perform(_ desk: Desk) throws {
            let roster = try desk.open(for: .vaultEnter).officer.roster
            let people = roster.people.sorted { $0.key < $1.key }
            try desk.show(
                json: .object([
                    .init(
                        "people",
                        .array(
                            people.map { handle, person in
                                .object([
                                    .init("handle", .string(handle.text)), .init("name", .string(person.card.name)),
                                    .init("agency", .string(handle.agency.text)),
                                    .init("roles", .array(person.roles.map { .string($0.text) })),
                                    .init("state", .string(person.state.rawValue)),
                                    .init("fingerprint", .string(person.card.fingerprint)),
                                ])
                            }))
                ])
            ) {
                var table = Table([.handle, .name, .role, .state, .fingerprint], desk.language)
                for (handle, person) in people {
                    let cells = [
                        handle.text, person.card.name, person.roles.map(\.text).joined(separator: ", "),
                        person.state.word.text(desk.language), person.card.fingerprint,
                    ]
                    table.add(cells, style: person.state == .dismissed ? .dim : .plain)
                }
                return Terminal.text(of: table)
            }
        }
    }

    struct Dismiss: SpeakingCommand {
        static let configuration = CommandConfiguration(commandName: "dismiss", abstract: Help.personDismiss.spoken)
        @OptionGroup var common: CommonOptions
        @Argument(help: .spoken(.dismissedHandle)) var handle: String
        @Option(help: .spoken(.reason)) var reason: String

        func perform(_ desk: Desk) throws {
            let handle = try handle.asHandle
            let reason = try desk.freeText(reason, .reason)
            let work = try desk.open(for: .personDismiss)
            try work.officer.roster.require(handle)
            try work.officer.dismiss(handle, reason: try reason.get(), custodianSeed: work.custodianSeed.seed)
            try desk.report(
                .dismissed(handle: handle.text),
                json: .members(["handle": .string(handle.text), "state": "dismissed"]))
        }
    }
}

extension PersonState {
    fileprivate var word: Word {
        switch self {
        case .waiting: .waiting
        case .active: .active
        case .dismissed: .dismissed
        }
    }
}
