import Casework
import Console
import Files
import Sodium
import Texts
import Vault
import Vocabulary

/// The officer's key and its passphrase.
extension Desk {
    func readKeyFile() throws -> [UInt8] {
        let path = try keyPath
        do {
            return try path.open().readAll(limit: KeyFile.byteLimit)
        } catch FileError.missing {
            throw Failure(.noKeyFile(shown(path.text)))
        } catch FileError.tooLong {
            throw Failure(.notAKeyFile(shown(path.text)))
        }
    }

    /// The name under which the kernel holds the opened key: another file, or another passphrase, is another name.
    static func keyringName(_ file: [UInt8]) -> String {
        "brankas:" + Digest.of(file).hex.prefix(32)
    }

    /// The key, from the kernel's keyring if it is unlocked, else with its passphrase.
    func openKey() throws -> PersonKey {
        let file = try readKeyFile()
        if let text = try? KernelKeyring.read(name: Self.keyringName(file)) { return try PersonKey(text: text) }
        return try openKey(file)
    }

    /// The key, with its passphrase. At a terminal a wrong one is asked for again, three times in all.
    func openKey(_ file: [UInt8]) throws -> PersonKey {
        var tries = options.passphraseFd == nil ? 3 : 1
        while true {
            tries -= 1
            do {
                return try openKey(file, passphrase: try readPassphrase())
            } catch VaultError.wrongPassphrase where tries > 0 {
                complain(.wrongPassphrase)
            }
        }
    }

    private func openKey(_ file: [UInt8], passphrase: consuming Secret) throws -> PersonKey {
        do {
            return try PersonKey(text: try KeyFile.open(file, passphrase: passphrase))
        } catch VaultError.notAKeyFile {
            throw Failure(.notAKeyFile(shown(try keyPath.text)))
        } catch is CaseworkError {
            throw Failure(.notAKeyFile(shown(try keyPath.text)))
        }
    }

    private func readPassphrase() throws -> Secret {
        if let number = options.passphraseFd { return try passphraseLine(number) }
        return try askUnseen(.askPassphrase(file: shown(try keyPath.text)))
    }

    private func askUnseen(_ question: Sentence) throws -> Secret {
        try questions.ask(
            question.text(language), AnswerRules(limit: 4_096, isSeen: false),
            what: Sentence.passphrase.text(language))
    }

    /// A line of `--passphrase-fd`; the next call reads the next.
    func passphraseLine(_ number: Int32) throws -> Secret {
        let file = File.borrowing(descriptor: number, name: "fd \(number)")
        guard let line = try Terminal.readLine(from: file) else { throw Failure(.passphraseMissing) }
        return line
    }

    /// A new passphrase, twice from the terminal, or a line of `--passphrase-fd`. Refuses a weak one.
    func readNewPassphrase() throws -> Secret {
        if let number = options.passphraseFd {
            let phrase = try passphraseLine(number)
            guard Passphrases.isStrong(phrase) else { throw Failure(.passphraseWeak) }
            return phrase
        }
        let offered = Passphrases.make()
        Terminal.error(Sentence.offerPassphrase(offered).text(language))
        while true {
            let typed = try askUnseen(.askNewPassphrase)
            if typed.byteCount == 0 {
                Terminal.error(Sentence.takeOffered.text(language))
                return try Secret(copying: Array(offered.utf8).span)
            }
            guard Passphrases.isStrong(typed) else {
                complain(.passphraseWeak)
                continue
            }
            let again = try askUnseen(.askPassphraseAgain)
            let isSame = typed.withBytes { first in again.withBytes { second in constantTimeEqual(first, second) } }
            if isSame { return typed }
            complain(.passphrasesDiffer)
        }
    }
}
