import ArgumentParser
import Casework
import Console
import Reviewing
import Texts
import Vault
import Vocabulary

/// How an officer's ssh key gets as far as the door of a served vault: the line of `authorized_keys` that lets it relay, and do
/// nothing else. Needs no vault, and no key of whoever runs it.
struct Gate: SpeakingCommand {
    static let configuration = CommandConfiguration(commandName: "gate", abstract: Help.gate.spoken)
    @OptionGroup var common: CommonOptions
    @Argument(help: .spoken(.gateHandle)) var handle: String
    @Option(help: .spoken(.gateName)) var name: String?

    func perform(_ desk: Desk) throws {
        let handle = try handle.asHandle
        let name = try servedName(desk)
        let key = try publicKey(desk)
        let line = key.line(for: handle, to: name)
        try desk.show(
            json: .members([
                "handle": .string(handle.text), "name": .string(name), "fingerprint": .string(key.fingerprint),
                "line": .string(line),
            ]), isPaged: false
        ) { line }
        desk.tell(.gateMade(handle: handle.text, fingerprint: key.fingerprint))
        // Sent to a file, it is where it belongs.
        if Terminal.outputIsTerminal { desk.tell(.gateLineBelongs) }
    }

    /// Which vault the line leads to, whatever name the address has that its owner uses.
    private func servedName(_ desk: Desk) throws -> String {
        guard let name else {
            guard let address = try? desk.vaultAddress, case .ssh(let there) = try Door(address) else {
                throw Failure(.missingOption("--name"))
            }
            return there.name
        }
        guard SSHAddress.isName(name) else { throw Failure(.badName(.servedName, value: shown(name))) }
        return name
    }

    /// From the file that `--key` names, which is whose ssh key it is and not who runs this; else from standard input.
    private func publicKey(_ desk: Desk) throws -> SSHPublicKey {
        func parse(_ bytes: [UInt8], of source: String) throws -> SSHPublicKey {
            do {
                return try SSHPublicKey(parsing: bytes)
            } catch {
                throw Failure(.badSSHKey(shown(source), error))
            }
        }
        guard let path = desk.options.key else {
            guard Terminal.inputIsTerminal else {
                return try parse(desk.readInput("-", limit: SSHPublicKey.byteLimit), of: "-")
            }
            return try desk.ask(.askSSHKey, AnswerRules(limit: SSHPublicKey.byteLimit)) {
                try parse(Array($0.utf8), of: "-")
            }
        }
        return try parse(desk.readInput(path, limit: SSHPublicKey.byteLimit), of: path)
    }
}
