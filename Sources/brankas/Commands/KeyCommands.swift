import ArgumentParser
import Casework
import Files
import Ledger
import Sodium
import Texts
import Vault
import Vocabulary

struct KeyCommands: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "key", abstract: Help.key.spoken,
        subcommands: [New.self, Show.self, Passwd.self, Unlock.self, Lock.self])

    struct New: SpeakingCommand {
        static let configuration = CommandConfiguration(commandName: "new", abstract: Help.keyNew.spoken)
        @OptionGroup var common: CommonOptions
        @Argument(help: .spoken(.handle)) var handle: String
        @Option(help: .spoken(.fullName)) var name: String
        @Option(help: .spoken(.newKeyFile), completion: .file()) var output: String?
        @Option(help: .spoken(.workFactor)) var workFactor = KeyFile.defaultLogN

        func perform(_ desk: Desk) throws {
            guard (1...KeyFile.logNLimit).contains(workFactor) else { throw Failure(.badWorkFactor) }
            let handle = try handle.asHandle
            guard isPlain(name, limit: 200) else { throw Failure(.badName(.fullName, value: shown(name))) }
            let path = output ?? desk.options.key ?? desk.defaultKeyPath
            let folder = Folder.parent(of: path)
            let cardPath = "\(folder)/\(handle.text).card"
            for taken in [path, cardPath] where try File.kind(of: taken) != nil { throw FileError.exists(path: taken) }
            let passphrase = try desk.readNewPassphrase()
            let key = try PersonKey.make(handle: handle, name: name)
            let file = try KeyFile.seal(try key.text(), passphrase: passphrase, logN: workFactor)
            if output == nil { try Folder.makeAll(folder) }
            try write(file, to: path)
            do {
                try write(key.card.note.encoded, to: cardPath)
            } catch {
                try? Folder.remove(path)
                throw error
            }
            try desk.show(
                json: .object([
                    .init("handle", .string(handle.text)), .init("key", .string(path)),
                    .init("card", .string(cardPath)), .init("fingerprint", .string(key.card.fingerprint)),
                ])
            ) {
                Sentence.keyMade(file: shown(path), card: shown(cardPath), fingerprint: key.card.fingerprint)
                    .text(desk.language)
            }
            desk.tell(.keepKey)
        }

        private func write(_ bytes: [UInt8], to path: String) throws {
            let output = try Output(path: path)
            try output.write(bytes)
            try output.appear()
        }
    }

    struct Show: SpeakingCommand {
        static let configuration = CommandConfiguration(commandName: "show", abstract: Help.keyShow.spoken)
        @OptionGroup var common: CommonOptions

        func perform(_ desk: Desk) throws {
            let card = try desk.openKey().card
            let text = String(decoding: card.note.encoded, as: UTF8.self)
            try desk.show(
                json: .object([
                    .init("handle", .string(card.handle.text)), .init("name", .string(card.name)),
                    .init("fingerprint", .string(card.fingerprint)),
                    .init("recipientFingerprint", .string(card.recipientFingerprint)), .init("card", .string(text)),
                ])
            ) {
                let recipient = Sentence.recipientFingerprint(card.recipientFingerprint).text(desk.language)
                return "\(card.handle.text)  \(shown(card.name))\n\(card.fingerprint)\n\(recipient)\n\n\(text)"
            }
        }
    }

    struct Passwd: SpeakingCommand {
        static let configuration = CommandConfiguration(commandName: "passwd", abstract: Help.keyPasswd.spoken)
        @OptionGroup var common: CommonOptions
        @Option(help: .spoken(.workFactor)) var workFactor = KeyFile.defaultLogN

        func perform(_ desk: Desk) throws {
            guard (1...KeyFile.logNLimit).contains(workFactor) else { throw Failure(.badWorkFactor) }
            let file = try desk.readKeyFile()
            let key = try desk.openKey(file, passphrase: try desk.readPassphrase())
            let passphrase = try desk.readNewPassphrase()
            let sealed = try KeyFile.seal(try key.text(), passphrase: passphrase, logN: workFactor)
            try Files.replace(desk.keyPath, with: sealed)
            KernelKeyring.drop(name: Desk.keyringName(file))
            desk.tell(.passphraseChanged(file: shown(desk.keyPath)))
        }
    }

    struct Unlock: SpeakingCommand {
        static let configuration = CommandConfiguration(commandName: "unlock", abstract: Help.keyUnlock.spoken)
        @OptionGroup var common: CommonOptions
        @Option(name: .customLong("for"), help: .spoken(.duration)) var duration = "15m"

        func perform(_ desk: Desk) throws {
            let seconds = try seconds(duration)
            let file = try desk.readKeyFile()
            let key = try desk.openKey(file, passphrase: try desk.readPassphrase())
            try KernelKeyring.hold(try key.text(), name: Desk.keyringName(file), seconds: seconds)
            desk.tell(.keyUnlocked(minutes: Int((seconds + 59) / 60)))
        }

        private func seconds(_ text: String) throws -> UInt32 {
            let units: [Character: UInt32] = ["s": 1, "m": 60, "h": 3_600]
            guard let unit = text.last.flatMap({ units[$0] }), let number = UInt32(text.dropLast()),
                (1...86_400).contains(number), number * unit <= 86_400
            else { throw Failure(.badDuration(shown(text))) }
            return number * unit
        }
    }

    struct Lock: SpeakingCommand {
        static let configuration = CommandConfiguration(commandName: "lock", abstract: Help.keyLock.spoken)
        @OptionGroup var common: CommonOptions

        func perform(_ desk: Desk) throws {
            let dropped = KernelKeyring.drop(name: Desk.keyringName(try desk.readKeyFile()))
            desk.tell(dropped ? .keyLocked : .keyWasNotUnlocked)
        }
    }
}
