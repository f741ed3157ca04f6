import ArgumentParser
import Casework
import Console
import Files
import Ledger
import Reviewing
import Texts
import Vault
import Vocabulary

extension VaultNoun {
    /// For whoever joins: which vault is where, and how far it had come.
    struct Welcome: SpeakingCommand {
        static let configuration = CommandConfiguration(commandName: "welcome", abstract: Help.vaultWelcome.spoken)
        @OptionGroup var common: CommonOptions
        @Option(help: .spoken(.welcomeFile), completion: .file()) var output: String

        func perform(_ desk: Desk) throws {
            let door = try Door(desk.vaultAddress)
            if case .folder = door { throw Failure(.connection(.onlyServed(shown(door.text)))) }
            let target = try Output(path: desk.path(output))
            desk.tellName(target.path, target.isRenamed)
            let path = target.path
            let welcome = try desk.open(for: .vaultEnter).officer.welcome(to: door.text)
            try target.write(welcome.note.encoded)
            try target.appear()
            try desk.report(
                .welcomeWritten(path: shown(path), fingerprint: welcome.fingerprint),
                json: .members(["output": .string(path), "fingerprint": .string(welcome.fingerprint)]))
        }
    }
}
