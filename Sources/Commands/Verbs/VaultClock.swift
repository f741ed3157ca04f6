import ArgumentParser
import Casework
import Reviewing
import Texts
import Vault
import Vocabulary

struct VaultNoun: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "vault", abstract: Help.vaultNoun.spoken, subcommands: [Clock.self, Welcome.self])

    struct Clock: SpeakingCommand {
        static let configuration = CommandConfiguration(commandName: "clock", abstract: Help.vaultClock.spoken)
        @OptionGroup var common: CommonOptions
        @Option(help: .spoken(.backTo)) var backTo: String

        func perform(_ desk: Desk) throws {
            let work = try desk.open(for: .vaultClock)
            let time = try work.calendar.moment(backTo, endOfDay: false)
            let isBack = try work.officer.setClockBack(to: time)
            try desk.report(
                isBack ? .clockSetBack(to: time.text) : .clockWaits(to: time.text),
                json: .members(["backTo": .string(time.text), "state": isBack ? "done" : "waiting"]))
        }
    }
}
