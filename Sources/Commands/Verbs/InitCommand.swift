import ArgumentParser
import Casework
import Console
import Custodian
import Files
import Sodium
import Texts
import Vault
import Vocabulary
import Wire

/// Founds a vault: in a folder, or with a custodian that waits for its founder.
struct Init: SpeakingCommand {
    static let configuration = CommandConfiguration(commandName: "init", abstract: Help.initVault.spoken)
    @OptionGroup var common: CommonOptions
    @Argument(help: .spoken(.newFolder), completion: .directory) var folder: String?
    @Option(help: .spoken(.keysFile), completion: .file(extensions: ["yaml", "yml"])) var keys: String
    @Option(help: .spoken(.custodianFingerprint)) var custodian: String?

    func perform(_ desk: Desk) throws {
        let file = try KeysFile(path: desk.path(keys))
        let place = try folder ?? desk.vaultAddress
        switch try Door(place) {
        case .folder:
            if custodian != nil { throw Failure(.eitherOr("DIR", "--custodian")) }
            try found(place, file, desk)
        case let door:
            guard let custodian else { throw Failure(.missingOption("--custodian")) }
            guard let fingerprint = Fingerprint.canonical(custodian) else {
                throw Failure(.connection(.badFingerprint(shown(custodian))))
            }
            try found(at: door, by: fingerprint, file, desk)
        }
        desk.tell(.founderNext)
    }

    private func found(_ folder: String, _ file: KeysFile, _ desk: Desk) throws {
        guard ByteText.isPlain(folder) else { throw Failure(.json(what: shown(folder), problem: .notUTF8)) }
        try desk.path(folder).checkNew()
        let key = try desk.openKey()
        let founding = try Founding(
            founder: key, charter: file.charter, keysFile: file.bytes, cards: file.cards, at: desk.now)
        guard let seed = founding.seed else { throw CustodyError.damaged(.seal) }
        _ = try Custodian.found(
            folder: folder, engine: desk.engine, seed: seed.secret, founding: founding.call, at: desk.now)
        try desk.show(json: .object([.init("vault", .string(founding.vault.text))])) {
            Sentence.vaultFounded(id: founding.vault.text, folder: shown(folder)).text(desk.language)
        }
    }

    /// The custodian is the one whose fingerprint its operator read out: else whoever stands in between would hold the keys.
    private func found(at door: Door, by fingerprint: String, _ file: KeysFile, _ desk: Desk) throws {
        let key = try desk.openKey()
        let remote: RemoteFounding
        do {
            remote = try RemoteFounding(try desk.channel(to: door))
        } catch CustodyError.refused(.alreadyDone) {
            throw Failure(.connection(.foundedAlready))
        }
        guard remote.identity.fingerprint == fingerprint else {
            throw Failure(
                .connection(.otherCustodian(expected: fingerprint)))
        }
        let founding = try Founding(
            founder: key, charter: file.charter, keysFile: file.bytes, cards: file.cards, custodian: remote.identity,
            at: desk.now)
        let pins = PinStore(folder: try desk.stateFolder)
        let reply: Reply
        do {
            reply = try remote.found(founding.call)
        } catch CustodyError.stranger {
            throw Failure(.connection(.otherFounder))
        } catch CustodyError.refused(let refusal) {
            throw CustodyError.refused(refusal)
        } catch CustodyError.notFresh(let time) {
            throw CustodyError.notFresh(custodian: time)
        } catch {
            // Nobody knows what became of it: should the vault be there, the founder's program knows which.
            try pins.remember(founding.vault, at: door.text, key)
            throw error
        }
        try pins.remember(founding.vault, at: door.text, key)
        try founding.check(reply)
        try desk.show(json: .object([.init("vault", .string(founding.vault.text))])) {
            Sentence.vaultFoundedThere(id: founding.vault.text, address: shown(door.text)).text(desk.language)
        }
    }
}
