import ArgumentParser
import Casework
import Console
import Reports
import Reviewing
import Texts
import Vault
import Vocabulary

struct GrantCommands: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "grant", abstract: Help.grant.spoken,
        subcommands: [New.self, List.self, Approve.self, Revoke.self, Request.self, Refuse.self])

    struct New: SpeakingCommand {
        static let configuration = CommandConfiguration(
            commandName: "new", abstract: Help.grantNew.spoken)
        @OptionGroup var common: CommonOptions
        @Argument(help: .spoken(.caseOfGrant)) var id: String?
        @Option(help: .spoken(.answeredRequest)) var request: String?
        @Option(help: .spoken(.toRole)) var to: String?
        @Option(name: .customLong("compartment"), help: .spoken(.compartments), completion: .compartments)
        var compartments: [String] = []
        @Option(help: .spoken(.purpose), completion: .purposes) var purpose: String?
        @Option(help: .spoken(.allow)) var allow: String?
        @Option(help: .spoken(.basis)) var basis: String?
        @Option(help: .spoken(.until)) var until: String
        @Option(help: .spoken(.from)) var from: String?
        @Option(name: .customLong("person"), help: .spoken(.grantedPerson))
        var persons: [String] = []

        func perform(_ desk: Desk) throws {
            let ask = try request.map { try $0.asAsk }
            let id = try id.map { try $0.asCase }
            if ask == nil { try checkComplete() }
            let to = try to.map { try $0.asRole }
            let purpose = try purpose.map { try $0.asPurpose }
            let allow = try allow.map { try $0.asPermissions }
            let compartments = try compartments.asCompartments
            // The summary is part of every grant, and no grant by itself.
            if let compartments, !compartments.contains(where: { $0 != .summary }) {
                throw Failure(.badName(.grantedCompartment, value: CompartmentName.summary.text))
            }
            let persons = try persons.flatMap { $0.split(separator: ",") }.map { try String($0).asHandle }
            let basis = try basis.map { try desk.freeText($0, .basis) }
            let work = try desk.open(for: .grantCreate)
            let roster = work.officer.roster
            if let to { try roster.require(to) }
            for compartment in compartments ?? [] { try roster.require(compartment) }
            for person in persons {
                try roster.require(person)
                if let to, roster.people[person]?.roles.contains(to) != true {
                    throw Failure(.notOfRole(person.text, role: to.text))
                }
            }
            if let purpose { try roster.require(purpose) }
            let (from, until) = try period(work.calendar)
            let longest = roster.charter.longestGrantDays
            guard until.seconds - max(from ?? desk.now, desk.now).seconds <= Int64(longest) * 86_400 else {
                throw Failure(.grantTooLong(days: longest))
            }
            let wish = GrantWish(
                caseID: id, ask: ask, to: to, compartments: compartments, persons: persons, purpose: purpose,
                allow: allow, from: from, until: until)
            let (made, approvals) = try work.officer.grant(
                wish, basis: basis.map { basis in { try basis.get() } })
            try desk.show(
                json: .members([
                    "grant": .string(made.grant.text), "state": .string(made.state.rawValue),
                    "approvalsNeeded": made.state == .waiting ? .count(approvals.needed) : nil,
                    "approvers": made.state == .waiting ? .count(approvals.possible) : nil,
                ])
            ) {
                Sentence.grantMade(made.grant.text, state: made.state.text(desk.language)).text(desk.language)
            }
            guard made.state == .waiting else { return }
            desk.tell(.grantWaits)
            if approvals.possible < approvals.needed {
                desk.tell(
                    .grantCannotBeApproved(
                        made.grant.text, approvers: approvals.possible, needed: approvals.needed))
            }
        }

        private func period(_ calendar: VaultCalendar) throws -> (from: Instant?, until: Instant) {
            (
                try from.map { try calendar.moment($0, endOfDay: false) },
                try calendar.moment(until, endOfDay: true)
            )
        }

        /// Without a request to answer, everything must be said.
        private func checkComplete() throws {
            let given: [(String, Bool)] = [
                ("ID", id != nil), ("--to", to != nil), ("--compartment", !compartments.isEmpty),
                ("--purpose", purpose != nil), ("--basis", basis != nil),
            ]
            for (option, isGiven) in given where !isGiven { throw Failure(.missingOption(option)) }
        }
    }

    struct List: SpeakingCommand {
        static let configuration = CommandConfiguration(commandName: "list", abstract: Help.grantList.spoken)
        @OptionGroup var common: CommonOptions
        @Argument(help: .spoken(.optionalCaseID)) var id: String?

        func perform(_ desk: Desk) throws {
            let id = try id.map { try $0.asCase }
            let work = try desk.open(for: .grantList)
            let grants = try work.officer.grants(of: id)
            let listing = Listing.grants(work, desk.language)
            try desk.show(json: .members(["grants": listing.json(grants)])) {
                guard !grants.isEmpty else { return Sentence.nothingToShow.text(desk.language) }
                return Terminal.text(of: listing.table(grants, desk.language, zone: work.calendar.zone))
            }
        }
    }

    struct Approve: SpeakingCommand {
        static let configuration = CommandConfiguration(commandName: "approve", abstract: Help.grantApprove.spoken)
        @OptionGroup var common: CommonOptions
        @Argument(help: .spoken(.grantID)) var id: String
        @Flag(help: .spoken(.yes)) var yes = false

        func perform(_ desk: Desk) throws {
            let id = try id.asGrant
            try desk.requireConsent(yes)
            let work = try desk.open(for: .grantApprove)
            let stillWaits = try work.officer.approve(id) { awaiting in
                let lines =
                    switch awaiting {
                    case .grant(let grant): GrantCommands.lines(grant, work)
                    case .export(let export): GrantCommands.lines(export, work, desk.language)
                    }
                try desk.agree(to: lines, isGiven: yes)
            }
            try desk.report(
                stillWaits ? .grantStillWaits(id.text) : .grantApproved(id.text),
                json: .members(["grant": .string(id.text), "state": stillWaits ? "waiting" : "approved"]))
        }
    }

    /// What is to leave the vault, and to whom, as whoever approves it must read it before signing.
    static func lines(_ export: ExportSummary, _ work: Desk.Work, _ language: Language) -> [(Label, String)] {
        let terms = export.terms
        let recipients = terms.recipients.map { recipient in
            let addressee = work.officer.addressee(of: recipient)
            return addressee.name(language) + " " + addressee.fingerprint
        }
        return [
            (.export, terms.id.text), (.caseID, terms.caseID.text), (.by, "\(export.by.text) (\(export.role.text))"),
            (.to, recipients.joined(separator: ", ")),
            (.compartments, work.words.text(export.compartments)),
            (.records, terms.records.map { "\($0.record.text) (\($0.version))" }.joined(separator: ", ")),
            (.purpose, work.words.text(terms.purpose)), (.basis, export.basis ?? "-"),
            (.time, work.calendar.zonedText(export.time)),
        ]
    }

    /// What a grant gives, as whoever approves it must read it before signing.
    static func lines(_ grant: GrantSummary, _ work: Desk.Work) -> [(Label, String)] {
        return [
            (.grant, grant.grant.text), (.caseID, grant.caseID.text), (.by, grant.by.text), (.to, grant.to.text),
            (.persons, grant.persons.isEmpty ? "-" : grant.persons.map(\.text).joined(separator: ", ")),
            (.compartments, work.words.text(grant.compartments)),
            (.purpose, work.words.text(grant.purpose)), (.allowed, grant.allow.text), (.basis, grant.basis ?? "-"),
            (.from, work.calendar.zonedText(grant.from)), (.until, work.calendar.zonedText(grant.until)),
        ]
    }

    struct Revoke: SpeakingCommand {
        static let configuration = CommandConfiguration(commandName: "revoke", abstract: Help.grantRevoke.spoken)
        @OptionGroup var common: CommonOptions
        @Argument(help: .spoken(.grantID)) var id: String
        @Option(help: .spoken(.reason)) var reason: String

        func perform(_ desk: Desk) throws {
            let id = try id.asGrant
            let reason = try desk.freeText(reason, .reason)
            let officer = try desk.open(for: .grantRevoke).officer
            try officer.revoke(id, reason: try reason.get())
            try desk.report(
                .grantRevoked(id.text), json: .members(["grant": .string(id.text), "state": "revoked"]))
        }
    }
}

extension Listing<GrantSummary> {
    static func grants(_ work: Desk.Work, _ language: Language) -> Self {
        let calendar = work.calendar
        return Listing(
            [
                .text("grant", .grant) { $0.grant.text }, .text("case", .caseID) { $0.caseID.text },
                .code("to", .to, { $0.to.text }) { grant in
                    grant.persons.isEmpty ? grant.to.text : grant.persons.map(\.text).joined(separator: ",")
                },
                .texts("persons", nil) { $0.persons.map(\.text) },
                .texts("compartments", .compartments, { $0.compartments.map(\.text) }) {
                    work.words.text($0.compartments)
                },
                .code("purpose", .purpose, { $0.purpose.text }) { work.words.text($0.purpose) },
                .texts("allow", .allowed, { $0.allow.all.map(\.rawValue) }) { $0.allow.text },
                .time("from", nil, calendar) { $0.from }, .time("until", .until, calendar) { $0.until },
                // Of one that has not begun also when it does.
                .code("state", .state, { $0.state.rawValue }) { grant in
                    let text = grant.state.text(language)
                    return grant.state == .scheduled ? "\(text): \(calendar.text(grant.from))" : text
                },
                .text("by", .by) { $0.by.text }, .value("accepted") { .bool($0.isAccepted) },
                .nullable("basis", .basis) { $0.basis }, .text("reason", .reason) { $0.reason },
            ], style: { $0.state.hasEnded ? .dim : .plain })
    }
}

extension GrantState {
    func text(_ language: Language) -> String {
        let word: Word =
            switch self {
            case .waiting: .waiting
            case .scheduled: .scheduled
            case .active: .active
            case .expired: .expired
            case .revoked: .revoked
            }
        return word.text(language)
    }

    fileprivate var hasEnded: Bool { self == .expired || self == .revoked }
}

extension ExportAddressee {
    /// As a table names them.
    func name(_ language: Language) -> String {
        switch self {
        case .officer(let handle, _): handle.text
        case .outside(let handle, _): "\(handle.text) (\(Word.outside.text(language)))"
        case .key: "age1pq1…"
        }
    }
}
