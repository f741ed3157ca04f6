import ArgumentParser
import Casework
import Console
import Reviewing
import Texts
import Vault
import Vocabulary

extension GrantCommands {
    struct Request: SpeakingCommand {
        static let configuration = CommandConfiguration(commandName: "request", abstract: Help.grantRequest.spoken)
        @OptionGroup var common: CommonOptions
        @Argument(help: .spoken(.caseID)) var id: String
        @Option(name: .customLong("compartment"), help: .spoken(.compartments), completion: .compartments)
        var compartments: [String]
        @Option(help: .spoken(.purpose), completion: .purposes) var purpose: String
        @Option(help: .spoken(.askedAllow)) var allow: String?
        @Option(help: .spoken(.basis)) var basis: String

        func perform(_ desk: Desk) throws {
            let id = try id.asCase
            let purpose = try purpose.asPurpose
            let compartments = (try compartments.asCompartments ?? []).filter { $0 != .summary }
            guard !compartments.isEmpty else {
                throw Failure(.badName(.grantedCompartment, value: CompartmentName.summary.text))
            }
            let allow = try allow.map { try $0.asPermissions } ?? .usual
            let basis = try desk.freeText(basis, .basis)
            let work = try desk.open(for: .grantRequest)
            for compartment in compartments { try work.officer.roster.require(compartment) }
            try work.officer.roster.require(purpose)
            let ask: AskID
            do {
                ask = try work.officer.requestGrant(
                    id, compartments: Array(Set(compartments)), purpose: purpose, allow: allow, basis: try basis.get())
            } catch CustodyError.refused(.alreadyDone) {
                throw Failure(.requestLimit(RequestGrant.limit))
            }
            try desk.show(json: .object([.init("request", .string(ask.text))])) { ask.text }
            desk.tell(.grantRequested(ask.text))
        }
    }

    struct Refuse: SpeakingCommand {
        static let configuration = CommandConfiguration(commandName: "refuse", abstract: Help.grantRefuse.spoken)
        @OptionGroup var common: CommonOptions
        @Argument(help: .spoken(.requestID)) var id: String
        @Option(help: .spoken(.reason)) var reason: String

        func perform(_ desk: Desk) throws {
            let id = try id.asAsk
            let reason = try desk.freeText(reason, .reason)
            let officer = try desk.open(for: .grantRefuse).officer
            try officer.refuse(id, reason: try reason.get())
            try desk.report(
                .requestRefused(id.text), json: .members(["request": .string(id.text), "state": "refused"]))
        }
    }
}
