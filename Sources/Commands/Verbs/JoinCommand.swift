import ArgumentParser
import Casework
import Console
import Files
import Ledger
import Reports
import Reviewing
import Texts
import Vault
import Vocabulary

/// First contact with a vault that is served: which one it is, a person says, never the host. By its id, or by a file that somebody
/// enrolled signed, which also says how far the vault had come: an older state is found at once.
struct Join: SpeakingCommand {
    static let configuration = CommandConfiguration(commandName: "join", abstract: Help.join.spoken)
    @OptionGroup var common: CommonOptions
    @Argument(help: .spoken(.welcomeFile), completion: .file()) var file: String?
    @Option(help: .spoken(.joinedVaultID)) var id: String?
    @Option(help: .spoken(.welcomeFingerprint)) var fingerprint: String?

    func perform(_ desk: Desk) throws {
        guard (file == nil) != (id == nil) else {
            throw Failure(file == nil ? .missingOption("--id") : .eitherOr("FILE", "--id"))
        }
        if let id { return try join(try id.asVault, try Door(desk.vaultAddress), nil, try desk.openKey(), desk) }
        let bytes = try desk.readInput(file ?? "", limit: WelcomeFile.byteLimit)
        guard let welcome = try? WelcomeFile(parsing: bytes) else {
            throw Failure(.badName(.format("welcome"), value: shown(file ?? "")))
        }
        // The passphrase is the first question, always.
        let key = try desk.openKey()
        try check(welcome, desk)
        // Where the vault is reached by another way than its members do, the command says so.
        let address = desk.options.vault ?? welcome.address
        try join(welcome.vault, try Door(address), welcome, key, desk)
    }

    private func join(
        _ vault: VaultID, _ door: Door, _ welcome: WelcomeFile?, _ key: PersonKey, _ desk: Desk
    ) throws {
        if case .folder = door { throw Failure(.connection(.onlyServed(shown(door.text)))) }
        let pins = PinStore(folder: try desk.stateFolder)
        desk.pins = pins
        let known = try pins.vault(at: door.text, key)
        // An address that stands for another vault all of a sudden is a host that says so, or a mistake: nothing to be overwritten.
        guard known == nil || known == vault else { throw Failure(.tampered(.otherVault)) }
        let officer: Officer
        do {
            officer = try desk.enter(vault, at: door, key, pins, for: .vaultEnter, after: welcome)
        } catch CustodyError.notThisVault where known == nil {
            throw Failure(.connection(.otherVaultThere(address: shown(door.text))))
        } catch let failure as Failure where Self.isYetToCome(failure) {
            // It is that vault, and will be open once somebody enrols them.
            try pins.remember(vault, at: door.text, key)
            return try desk.report(
                .joinedBefore(address: shown(door.text), handle: key.handle.text),
                json: .members(["vault": .string(vault.text), "state": "not-enrolled"]))
        }
        if let welcome {
            guard welcome.signer(in: officer.roster) != nil else { throw Failure(.connection(.strangersWelcome)) }
            try officer.confirm(try welcome.head(by: officer.roster.genesis))
        }
        try pins.remember(vault, at: door.text, key)
        try desk.report(
            .joinedVault(id: vault.text, address: shown(door.text)),
            json: .members(["vault": .string(vault.text), "entries": .count(officer.head.size)]))
    }

    /// Whether the custodian is the vault's, and does not know this person yet.
    private static func isYetToCome(_ failure: Failure) -> Bool {
        switch failure.complaint {
        case .connection(.stranger), .connection(.waiting): true
        default: false
        }
    }

    /// Whose file it is, only a voice can say: what is to be compared is typed, not shown.
    private func check(_ welcome: WelcomeFile, _ desk: Desk) throws {
        func fits(_ typed: String) throws -> Bool {
            guard let canonical = Fingerprint.canonical(typed) else {
                throw Failure(.connection(.badFingerprint(shown(typed))))
            }
            return canonical == welcome.fingerprint
        }
        if let fingerprint {
            guard try fits(fingerprint) else { throw Failure(.connection(.otherWelcome(expected: shown(fingerprint)))) }
            return
        }
        guard Terminal.inputIsTerminal else { throw Failure(.consentMissing("--fingerprint")) }
        var sheet = Sheet(desk.language)
        sheet.add(.vault, welcome.vault.text)
        sheet.add(.served, shown(welcome.address))
        Terminal.error(sheet.text)
        for attempt in 1...3 {
            let typed = try desk.ask(.askWelcome)
            if try fits(typed) { return }
            guard attempt < 3 else { throw Failure(.connection(.otherWelcome(expected: shown(typed)))) }
            Terminal.error(Sentence.fingerprintIsAnother.text(desk.language))
        }
    }
}
