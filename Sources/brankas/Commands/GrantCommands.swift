import ArgumentParser
import Casework
import Reports
import Texts
import Vault

struct GrantCommands: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "grant", abstract: "Sharing a case.",
        subcommands: [New.self, List.self, Approve.self, Revoke.self])

    struct New: SpeakingCommand {
        static let configuration = CommandConfiguration(
            abstract: "Share compartments of a case, for a purpose, until a day.")
        @OptionGroup var common: CommonOptions
        @Argument(help: "The case's id.") var id: String
        @Option(help: "The role that gets it, agency/role.") var to: String
        @Option(name: .customLong("compartment"), help: "Compartments, with commas.") var compartments: [String]
        @Option(help: "What for.") var purpose: String
        @Option(help: "The legal basis; - reads it from standard input.") var basis: String
        @Option(help: "Last day, YYYY-MM-DD.") var until: String
        @Option(help: "First day, YYYY-MM-DD.") var from: String?
        @Option(name: .customLong("person"), help: "Only this person of the role; repeat for more.")
        var persons: [String] = []

        func perform(_ desk: Desk) throws {
            let id = try id.asCase
            let to = try to.asRole
            let purpose = try purpose.asPurpose
            let names = compartments.flatMap { $0.split(separator: ",", omittingEmptySubsequences: false) }
            let compartments = try names.map { try String($0).asCompartment }
            // The summary is part of every grant, and no grant by itself.
            guard compartments.contains(where: { $0 != .summary }) else {
                throw Failure(.badName(what: "compartment to grant", value: CompartmentName.summary.text))
            }
            let persons = try persons.flatMap { $0.split(separator: ",") }.map { try String($0).asHandle }
            let basis = try desk.freeText(basis, .basis)
            let work = try desk.open(for: .grantCreate)
            let charter = work.officer.roster.charter
            guard charter.capabilities(of: to) != nil else { throw Failure(.unknownRole(to.text)) }
            let wish = GrantWish(
                caseID: id, to: to, compartments: compartments, persons: persons, purpose: purpose, basis: basis,
                from: try from.map { try work.calendar.moment($0, endOfDay: false) },
                until: try work.calendar.moment(until, endOfDay: true))
            for compartment in compartments
            where compartment != .summary && !charter.compartments.contains(compartment) {
                throw Failure(.unknownCompartment(compartment.text))
            }
            let (grant, state) = try work.officer.grant(wish, as: try desk.wishedRole)
            try desk.show(
                json: .object([.init("grant", .string(grant.text)), .init("state", .string(state.shownName))])
            ) {
                Sentence.grantMade(grant.text, state: state.shownName).text(desk.language)
            }
            if state == .waiting { desk.tell(.grantWaits) }
        }
    }

    struct List: SpeakingCommand {
        static let configuration = CommandConfiguration(abstract: "Grants of a case, or of all your cases.")
        @OptionGroup var common: CommonOptions
        @Argument(help: "The case's id.") var id: String?

        func perform(_ desk: Desk) throws {
            let id = try id.map { try $0.asCase }
            let work = try desk.open(for: .grantList)
            let grants = try work.officer.grants(of: id, as: try desk.wishedRole)
            try desk.show(json: .object([.init("grants", .array(grants.map(Self.json)))])) {
                guard !grants.isEmpty else { return Sentence.nothingToShow.text(desk.language) }
                var table = Table(
                    [.grant, .caseID, .to, .compartments, .purpose, .until, .state, .by, .basis], desk.language)
                for grant in grants {
                    let persons = grant.terms.persons.map(\.text).joined(separator: ",")
                    table.add([
                        grant.terms.grant.text, grant.terms.caseID.text,
                        persons.isEmpty ? grant.terms.to.text : persons,
                        grant.terms.compartments.map(\.text).joined(separator: ","), grant.terms.purpose.rawValue,
                        work.calendar.text(grant.terms.until), grant.state.shownName, grant.by.text,
                        grant.basis ?? "",
                    ])
                }
                return table.text(width: Terminal.width)
            }
        }

        private static func json(_ grant: GrantSummary) -> JSON {
            let terms = grant.terms
            return .object([
                .init("grant", .string(terms.grant.text)), .init("case", .string(terms.caseID.text)),
                .init("to", .string(terms.to.text)),
                .init("persons", .array(terms.persons.map { .string($0.text) })),
                .init("compartments", .array(terms.compartments.map { .string($0.text) })),
                .init("purpose", .string(terms.purpose.rawValue)),
                .init("basis", grant.basis.map { .string($0) } ?? .null), .init("from", .string(terms.from.text)),
                .init("until", .string(terms.until.text)), .init("by", .string(grant.by.text)),
                .init("state", .string(grant.state.shownName)), .init("accepted", .bool(grant.isAccepted)),
            ])
        }
    }

    struct Approve: SpeakingCommand {
        static let configuration = CommandConfiguration(abstract: "Approve a grant that waits.")
        @OptionGroup var common: CommonOptions
        @Argument(help: "The grant's id.") var id: String

        func perform(_ desk: Desk) throws {
            let id = try id.asGrant
            try desk.open(for: .grantApprove).officer.approve(id, as: try desk.wishedRole)
            desk.tell(.grantApproved(id.text))
        }
    }

    struct Revoke: SpeakingCommand {
        static let configuration = CommandConfiguration(abstract: "End a grant at once.")
        @OptionGroup var common: CommonOptions
        @Argument(help: "The grant's id.") var id: String
        @Option(help: "Why; - reads it from standard input.") var reason: String

        func perform(_ desk: Desk) throws {
            let id = try id.asGrant
            let reason = try desk.freeText(reason, .reason)
            try desk.open(for: .grantRevoke).officer.revoke(id, reason: reason, as: try desk.wishedRole)
            desk.tell(.grantRevoked(id.text))
        }
    }
}

extension CaseState.Grant.State {
    /// One that has not begun waits as one does that is not approved.
    fileprivate var shownName: String { self == .scheduled ? "waiting" : rawValue }
}
