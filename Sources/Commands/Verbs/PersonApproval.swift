import ArgumentParser
import Casework
import Reviewing
import Sodium
import Texts
import Vault
import Vocabulary

extension PersonCommands {
    struct Approve: SpeakingCommand {
        static let configuration = CommandConfiguration(
            commandName: "approve", abstract: Help.personApprove.spoken)
        @OptionGroup var common: CommonOptions
        @Argument(help: .spoken(.dismissedHandle)) var handle: String
        @Flag(help: .spoken(.yes)) var yes = false

        func perform(_ desk: Desk) throws {
            let handle = try handle.asHandle
            try desk.requireConsent(yes)
            let work = try desk.open(for: .personApprove)
            try work.officer.roster.require(handle)
            let own = work.officer.key.handle
            let hadJoined = work.officer.roster.joined.contains(own.agency)
            if let person = work.officer.roster.people[handle], person.state == .waiting, person.enroller != own,
                person.approvals[own] == nil
            {
                let lines: [(Label, String)] = [
                    (.handle, handle.text), (.name, person.card.name), (.fingerprint, person.card.fingerprint),
                    (.role, person.roles.map(\.text).joined(separator: ", ")),
                    (.capabilities, Self.capabilities(person, work.officer.roster)),
                    (.by, person.enroller?.text ?? "-"),
                ]
                try desk.agree(to: lines, isGiven: yes)
            }
            let isActive = try work.officer.approveEnrolment(
                of: handle, custodianSeed: work.custodianSeed)
            if !hadJoined { desk.tell(.joined(agency: own.agency.text)) }
            try desk.report(
                .enrolmentApproved(handle: handle.text, isActive: isActive),
                json: .members(["handle": .string(handle.text), "state": isActive ? "active" : "waiting"]))
        }

        private static func capabilities(_ person: Roster.Person, _ roster: Roster) -> String {
            let all = person.roles.flatMap { roster.charter.capabilities(of: $0) ?? [] }
            return Capability.allCases.filter { all.contains($0) }.map(\.rawValue).joined(separator: ", ")
        }
    }
}
