import ArgumentParser
import Casework
import Console
import Files
import Ledger
import Reviewing
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
            guard ByteText.isPlain(name), isPlain(name, limit: 200) else {
                throw Failure(.badName(.fullName, value: shown(name)))
            }
            let named = output ?? desk.options.key
            if named == nil {
                try desk.path(try desk.defaultKeyPath).checkAbove()
                try Folder.makeAll(Folder.parent(of: try desk.defaultKeyPath))
            }
            // Before anything is asked: nobody thinks of a passphrase for a place where no key can be kept.
            let place = desk.path(try named ?? desk.defaultKeyPath)
            let keyFile = try Output(path: place)
            let cardFile = try Output(path: place.beside(handle.text + ".card"))
            for (isRenamed, path) in [(keyFile.isRenamed, keyFile.path), (cardFile.isRenamed, cardFile.path)] {
                desk.tellName(path, isRenamed)
            }
            let (path, cardPath) = (keyFile.path, cardFile.path)
            let passphrase = try desk.readNewPassphrase()
            let key = try PersonKey.make(handle: handle, name: name)
            try keyFile.write(try KeyFile.seal(try key.text(), passphrase: passphrase, logN: workFactor))
            try cardFile.write(key.card.note.encoded)
            let isPrivate = keyFile.isForOwnerAlone()
            // The card first: one that has no key is of no use to anybody, and a key without a card can show it.
            try cardFile.appear()
            do {
                try keyFile.appear()
            } catch {
                try? Folder.remove(cardPath)
                throw error
            }
            if !isPrivate { desk.tell(.readableByOthers(path: shown(path))) }
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
            let key = try desk.openKey(file)
            let passphrase = try desk.readNewPassphrase()
            let sealed = try KeyFile.seal(try key.text(), passphrase: passphrase, logN: workFactor)
            let path = try desk.keyPath
            let nameCount = try path.nameCount()
            try path.replace(with: sealed)
            KernelKeyring.drop(name: Desk.keyringName(file))
            try desk.report(
                .passphraseChanged(file: shown(path.text)),
                json: .members(["key": .string(ByteText.escaped(path.text))]))
            if nameCount > 1 { desk.tell(.otherNames(path: shown(path.text), count: nameCount - 1)) }
        }
    }

    struct Unlock: SpeakingCommand {
        static let configuration = CommandConfiguration(commandName: "unlock", abstract: Help.keyUnlock.spoken)
        @OptionGroup var common: CommonOptions
        @Option(name: .customLong("for"), help: .spoken(.duration)) var duration = "15m"
        @Flag(help: .spoken(.account)) var account = false

        func perform(_ desk: Desk) throws {
            let seconds = try seconds(duration)
            let file = try desk.readKeyFile()
            // Before the passphrase: where only the whole account could be given the key, that is said first.
            guard account || KernelKeyring.hasOwnSession else { throw Failure(.noSessionKeyring) }
            let key = try desk.openKey(file)
            try KernelKeyring.hold(
                try key.text(), name: Desk.keyringName(file), seconds: seconds, in: account ? .account : .session)
            // The same key: another lies where the default is.
            let lock = "brankas key lock" + (desk.options.key.map { " --key \(shown($0))" } ?? "")
            try desk.report(
                account
                    ? .keyUnlockedForAccount(seconds: Int(seconds), lock: lock)
                    : .keyUnlocked(seconds: Int(seconds), lock: lock),
                json: .members([
                    "handle": .string(key.handle.text), "seconds": .count(Int(seconds)),
                    "for": account ? "account" : "session",
                ]))
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
            try desk.report(
                dropped ? .keyLocked : .keyWasNotUnlocked, json: .members(["wasUnlocked": .bool(dropped)]))
        }
    }
}
