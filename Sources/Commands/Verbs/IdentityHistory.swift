import ArgumentParser
import Casework
import Console
import Reports
import Reviewing
import Texts
import Vault
import Vocabulary

extension IdentityCommands {
    struct History: SpeakingCommand {
        static let configuration = CommandConfiguration(
            commandName: "history", abstract: Help.identityHistory.spoken)
        @OptionGroup var common: CommonOptions
        @Argument(help: .spoken(.identityID)) var id: String

        func perform(_ desk: Desk) throws {
            let id = try id.asIdentity
            let work = try desk.open(for: .identityHistory)
            let versions = try work.officer.history(of: id)
            let listing = Listing.versions(work)
            try desk.show(
                json: .members(["identity": .string(id.text), "versions": listing.json(versions)])
            ) { Terminal.text(of: listing.table(versions, desk.language, zone: work.calendar.zone)) }
        }
    }
}

extension Listing<IdentityVersion> {
    fileprivate static func versions(_ work: Desk.Work) -> Self {
        Listing([
            .number("version", .version) { $0.number }, .time("time", .time, work.calendar) { $0.time },
            .text("by", .by) { $0.by.text }, .text("role", .role) { $0.role.text },
            .texts("changed", .changed) { $0.changed }, .text("reason", .reason) { $0.reason },
            .number("seq", nil) { $0.sequence },
        ])
    }
}
