import ArgumentParser
import Casework
import Console
import Custodian
import Files
import Reports
import Reviewing
import SQLiteStore
import Sodium
import Texts
import Vault
import Vocabulary

struct Show: SpeakingCommand {
    static let configuration = CommandConfiguration(commandName: "show", abstract: Help.show.spoken)
    @OptionGroup var common: CommonOptions

    func perform(_ desk: Desk) throws {
        let work = try desk.open(for: .vaultEnter)
        let roster = work.officer.roster
        let charter = roster.charter
        let (size, standings) = try work.officer.standings()
        let agencies = charter.agencies.map { agency in
            SeenAgency(
                agency: agency, fingerprint: roster.people[agency.admin]?.card.fingerprint ?? "",
                hasJoined: roster.joined.contains(agency.name), standing: standings.first { $0.agency == agency.name },
                size: size)
        }
        let custodian = roster.genesis.servedBy?.fingerprint
        let (listing, roles) = (Listing.agencies, Listing.roles(roster))
        let json = JSON.members([
            "vault": .string(roster.vault.text), "name": .string(charter.name), "entries": .count(size),
            "mode": .string(roster.genesis.mode.name), "custodian": custodian.map { .string($0) } ?? .null,
            "timezone": .string(charter.timezone),
            "agencies": listing.json(agencies), "roles": roles.json(charter.roles),
            "compartments": .texts(charter.compartments.map(\.text)), "rules": Self.rules(charter),
        ])
        try desk.show(json: json) {
            var lines = [
                "\(Label.vault.text(desk.language))  \(shown(charter.name))  \(roster.vault.text)",
                "\(roster.genesis.mode.name)  \(work.calendar.zonedText(roster.genesis.founded))", "",
            ]
            if let custodian {
                lines.insert("\(Label.custodian.text(desk.language))  \(custodian)", at: 2)
            }
            for table in [
                listing.table(agencies, desk.language, columns: [.agency, .name, .admin, .fingerprint]),
                roles.table(charter.roles, desk.language),
                Listing.standings(work.calendar).table(agencies, desk.language),
            ] { lines += [Terminal.text(of: table), ""] }
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

    private static func rules(_ charter: Charter) -> JSON {
        .object([
            .init("longest-grant-days", JSON(integerLiteral: charter.longestGrantDays)),
            .init("searches-per-day", JSON(integerLiteral: charter.searchesPerDay)),
            .init(
                "approvals",
                .object(
                    charter.approvals.sorted { $0.key < $1.key }.map {
                        .init($0.key.text, JSON(integerLiteral: $0.value))
                    } + [.init("enrolment", JSON(integerLiteral: charter.enrolmentApprovals))])),
        ])
    }
}

/// An agency with what it saw and did last.
private struct SeenAgency {
    let agency: Charter.Agency
    /// Of its admin's card.
    let fingerprint: String
    let hasJoined: Bool
    let standing: AgencyStanding?
    /// How many entries the ledger has.
    let size: UInt64
}

extension Listing<SeenAgency> {
    fileprivate static var agencies: Self {
        Listing([
            .code("agency", .agency, { $0.agency.name.text }) { $0.agency.name.text + ($0.hasJoined ? "" : " *") },
            .text("name", .name) { $0.agency.title }, .text("admin", .admin) { $0.agency.admin.text },
            .text("fingerprint", .fingerprint) { $0.fingerprint }, .value("joined") { .bool($0.hasJoined) },
            .value("witnessed") { json($0.standing?.witnessed) }, .value("requested") { json($0.standing?.requested) },
        ])
    }

    /// Who saw the ledger last, and how many entries ago.
    fileprivate static func standings(_ calendar: VaultCalendar) -> Self {
        func look(_ look: AgencyStanding.Look?) -> String {
            look.map { calendar.text($0.time) + "  " + $0.handle.text } ?? "-"
        }
        func behind(_ look: AgencyStanding.Look?, _ size: UInt64) -> String {
            look.map { String(size - Swift.min($0.size, size)) } ?? "-"
        }
        return Listing([
            .shown(.agency) { $0.agency.name.text }, .shown(.witnessed) { look($0.standing?.witnessed) },
            .shown(.behind) { behind($0.standing?.witnessed, $0.size) },
            .shown(.lastRequest) { look($0.standing?.requested) },
            .shown(.behind) { behind($0.standing?.requested, $0.size) },
        ])
    }

    private static func json(_ look: AgencyStanding.Look?) -> JSON {
        look.map {
            .members([
                "handle": .string($0.handle.text), "time": .string($0.time.text), "entries": .count($0.size),
            ])
        } ?? .null
    }
}

extension Listing<Charter.Role> {
    fileprivate static func roles(_ roster: Roster) -> Self {
        Listing([
            .text("role", .role) { $0.name.text },
            .texts("capabilities", .capabilities) { $0.capabilities.map(\.rawValue) },
            .texts("persons", .persons) { roster.members(of: $0.name).map(\.text) },
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
        let report = try desk.statusLine(.checkingStorage).wait { try work.officer.verifyStorage() }
        // Of a copy the entry that this look makes is nowhere but in memory.
        let entries = work.isCopy ? report.entries - 1 : report.entries
        let commitments = try id.map { try work.officer.checkCommitments(of: $0) }
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
            try work.officer.enroll(card, into: roles, custodianSeed: work.custodianSeed)
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
            guard let fingerprint, Fingerprint.canonical(fingerprint) != card.fingerprint else { return }
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
                if Fingerprint.canonical(typed) == card.fingerprint { return }
                if attempt < 3 { Terminal.error(Sentence.fingerprintIsAnother.text(desk.language)) }
            }
            throw Failure(.fingerprintDiffers(expected: shown(typed), actual: card.fingerprint))
        }
    }

    struct List: SpeakingCommand {
        static let configuration = CommandConfiguration(commandName: "list", abstract: Help.personList.spoken)
        @OptionGroup var common: CommonOptions

        func perform(_ desk: Desk) throws {
            let roster = try desk.open(for: .vaultEnter).officer.roster
            let people = roster.people.sorted { $0.key < $1.key }.map(\.value)
            let listing = Listing.people(desk.language)
            try desk.show(json: .members(["people": listing.json(people)])) {
                Terminal.text(of: listing.table(people, desk.language))
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
            try work.officer.dismiss(handle, reason: try reason.get(), custodianSeed: work.custodianSeed)
            try desk.report(
                .dismissed(handle: handle.text),
                json: .members(["handle": .string(handle.text), "state": "dismissed"]))
            // Who connects is not who signs: the ssh key opens nothing, and still reaches the service.
            if desk.door != nil { desk.tell(.gateStaysOpen(handle: handle.text)) }
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

extension Listing<Roster.Person> {
    static func people(_ language: Language) -> Self {
        Listing(
            [
                .text("handle", .handle) { $0.card.handle.text }, .text("name", .name) { $0.card.name },
                .text("agency", nil) { $0.card.handle.agency.text }, .texts("roles", .role) { $0.roles.map(\.text) },
                .code("state", .state, { $0.state.rawValue }) { $0.state.word.text(language) },
                .text("fingerprint", .fingerprint) { $0.card.fingerprint }, .text("by", nil) { $0.enroller?.text },
            ], style: { $0.state == .dismissed ? .dim : .plain })
    }
}
