import Casework
import Console
import Custodian
import Files
import Foundation
import Ledger
import Reports
import Reviewing
import SQLiteStore
import Sodium
import Texts
import Vault
import Vocabulary

/// Where an officer sits: language, key, state, and the vault that the command is about.
final class Desk {
    let options: CommonOptions
    let language: Language
    /// What keeps the vaults that are reached through a folder. A command does one thing after the other.
    let engine = SQLiteEngine(readers: 0)
    private let environment = ProcessInfo.processInfo.environment
    private var standardInputTaken = false
    private var pins: PinStore?
    private var officer: Officer?
    private lazy var questions = Questions(language)
    /// Whether the one JSON document of this command was printed.
    private var hasAnswered = false
    /// Whose sealed seed was no use.
    private var unusableSeedBy: Handle?

    init(_ options: CommonOptions) {
        self.options = options
        language = Language.chosen(option: options.lang, environment: ProcessInfo.processInfo.environment)
    }

    // MARK: Speaking

    /// News for people: to standard error, unless `--quiet`.
    func tell(_ sentence: Sentence) {
        if !options.quiet { Terminal.error(sentence.text(language)) }
    }

    /// That something is not called what it was to be called: the medium takes no such name.
    func tellName(_ path: String, _ isRenamed: Bool) {
        if isRenamed { tell(.nameEscaped(shown(path))) }
    }

    /// What the work came upon besides, and whoever sits there should know.
    func tellFindings() {
        if let handle = unusableSeedBy { tell(.seedUnusable(by: handle.text)) }
        for place in officer?.passedOver ?? [] {
            let epoch = "\(place.epoch.compartment.text) \(place.epoch.epoch)"
            tell(.passedOver(epoch: epoch, place.caseID.text, entry: place.sequence))
        }
        for place in officer?.unreadable ?? [] {
            tell(.unreadable(place.record?.text ?? place.caseID.text, entry: place.sequence))
        }
    }

    /// What went wrong, and what to do: to standard error, always.
    func complain(_ complaint: Complaint) {
        Terminal.error("brankas: " + complaint.text(language))
        if let hint = hint(complaint) { Terminal.error(Sentence.hint(hint).text(language)) }
    }

    /// What ended the command. With `--json` a program reads it where it reads answers, unless it has one already, which
    /// says the same.
    func fail(_ complaint: Complaint) {
        Interruption.yieldToSignal()
        if options.json, !hasAnswered { try? answer(complaint.json(language, hint: hint(complaint))) }
        complain(complaint)
    }

    private func hint(_ complaint: Complaint) -> String? {
        var hints = [complaint.hint(language, of: complaint.asksForHelp ? Program.commandName() : "")].compactMap { $0 }
        if let evidence = pins?.evidence, let until = pins?.fittedUntil {
            hints.append(Sentence.evidenceKept(shown(evidence), until: until.text).text(language))
        }
        return hints.isEmpty ? nil : hints.joined(separator: "; ")
    }

    /// The one document that `--json` prints.
    private func answer(_ json: JSON) throws {
        hasAnswered = true
        try Terminal.output(json.text)
    }

    /// What was done: a sentence to standard error, unless `--quiet`; with `--json` a document besides.
    func report(_ sentence: Sentence, json: @autoclosure () -> JSON) throws {
        if options.json { try answer(json()) }
        tell(sentence)
    }

    /// Data: JSON with `--json`, else what `text` makes, by the screenful where it is longer than the terminal
    /// and `isPaged`.
    func show(json: @autoclosure () -> JSON, isPaged: Bool = true, text: () throws -> String) throws {
        if options.json { return try answer(json()) }
        let text = try text()
        guard isPaged, !options.withoutPager, !Terminal.fits(text), let pager = Pager.chosen(environment) else {
            return try Terminal.output(text)
        }
        if !pager.show(text, environment) { try Terminal.output(text) }
    }

    /// What is shown while something lasts: nothing with `--quiet`, or where standard error is no terminal.
    func progress(_ activity: Activity, total: Int?) -> Console.Progress {
        Progress(activity, total: total, language, isShown: !options.quiet && Terminal.errorIsTerminal)
    }

    /// The same for what is counted in pieces, whose number is known a little later.
    func counting(_ activity: Activity) -> Counting {
        Counting(activity, language, isShown: !options.quiet && Terminal.errorIsTerminal)
    }

    /// Shows that `body` lasts, where it can't say how far it is.
    func waiting<R>(_ activity: Activity, _ body: () throws -> R) rethrows -> R {
        let waiting = Waiting(activity, language, isShown: !options.quiet && Terminal.errorIsTerminal)
        defer { waiting.finish() }
        return try body()
    }

    // MARK: Where things are

    /// What a person named, kept away from the vault's own files.
    func path(_ text: String) -> NamedPath { NamedPath(text, fence: fence) }

    private lazy var fence: Fence = Custodian.fence(try? vaultPath)

    /// A folder of this account's, by the environment, or below its home: never below the folder that one happens to stand in,
    /// for what is remembered there nobody finds again.
    private func home(_ variable: String, _ fallback: String) throws -> String {
        func absolute(_ name: String) -> String? { environment[name].flatMap { $0.hasPrefix("/") ? $0 : nil } }
        if let folder = absolute(variable) { return folder }
        guard let home = absolute("HOME") ?? Account.home else { throw Failure(.noHome(variable)) }
        return home + "/" + fallback
    }

    var keyPath: NamedPath {
        get throws { path(try options.key ?? environment["BRANKAS_KEY"] ?? defaultKeyPath) }
    }

    var defaultKeyPath: String { get throws { try home("XDG_CONFIG_HOME", ".config") + "/brankas/key.age" } }

    private var stateFolder: String {
        get throws {
            let folder = try home("XDG_STATE_HOME", ".local/state") + "/brankas"
            try path(folder).checkAbove()
            return folder
        }
    }

    var wishedRole: RoleName? {
        get throws { try options.role.map { try $0.asRole } }
    }

    private var vaultPath: String {
        get throws {
            guard let path = options.vault ?? environment["BRANKAS_VAULT"], !path.isEmpty else {
                throw Failure(.noVaultNamed)
            }
            guard ByteText.isPlain(path) else { throw Failure(.json(what: shown(path), problem: .notUTF8)) }
            return path
        }
    }

    var now: Instant { Instant(seconds: Int64(Date().timeIntervalSince1970)) }

    // MARK: Key and passphrase

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

    // MARK: The vault

    /// An officer at work, with what an admin needs besides.
    struct Work {
        let officer: Officer
        let custodianSeed: SeedHolder
        /// Whether only a copy in memory is looked at.
        let isCopy: Bool
        let calendar: VaultCalendar
        let words: VaultWords
    }

    /// The vault's seed, from the newest file that this key opens and that holds it.
    private struct OpenedSeed {
        let holder: SeedHolder
        let file: [UInt8]
        /// The newest was no use.
        let isOlder: Bool

        init(_ sealed: SealedVault, with key: PersonKey) throws {
            var fault: (any Error)?
            for (place, file) in sealed.files.enumerated() {
                do {
                    let holder = SeedHolder(try key.openCustodianSeed(file, of: sealed.vault))
                    if try sealed.fits(holder.seed) {
                        (self.holder, self.file, isOlder) = (holder, file, place > 0)
                        return
                    }
                    fault = fault ?? CustodyError.damaged(.seal)
                } catch let error as VaultError {
                    fault = fault ?? error
                }
            }
            throw fault ?? CustodyError.damaged(.seal)
        }
    }

    final class SeedHolder {
        let seed: Secret
        init(_ seed: consuming Secret) { self.seed = seed }
    }

    /// Opens the vault with the officer's key. The custodian runs in this process, on the vault's directory.
    ///
    /// Where the vault is closed to this person, `intended` is left in its mailbox: an attempt to be entered.
    ///
    /// With `asCopy` it is only looked at: nothing is entered, and nothing remembered. With `rebuildingIndex` the index is made
    /// anew first.
    func open(for intended: ActionName, asCopy: Bool = false, rebuildingIndex: Bool = false) throws -> Work {
        let path = try vaultPath
        var sealed = try sealedVault(path, asCopy: asCopy)
        let key = try openKey()
        let place = try Folder.place(of: path)
        let pins = PinStore(folder: try stateFolder, place: place, remembers: !sealed.isCopy)
        self.pins = pins
        let pin = try pins.load(sealed.vault, key)
        let opened: OpenedSeed
        do {
            opened = try OpenedSeed(sealed, with: key)
        } catch VaultError.notEnrolled(let handle) {
            if let pin, !sealed.isCopy {
                try Custodian.leave(try Letter.write(intended, by: key, pin: pin, at: now), folder: path)
            }
            throw VaultError.notEnrolled(handle)
        }
        let holder = opened.holder
        if rebuildingIndex {
            guard !sealed.isCopy else { throw sealed.isFull ? CustodyError.full : .onlyLooking }
            // As everywhere: nothing is changed in a place that is not the one of before, nor in an older copy.
            if let pinned = pin?.place, let place, pinned != place { try agreeToPlace(path) }
            try sealed.close()
            let count = try waiting(.rebuildingIndex) {
                try Custodian.rebuildIndex(
                    folder: path, engine: engine, seed: holder.seed, having: pin?.head ?? .empty)
            }
            tell(.indexRebuilt(entries: count))
            sealed = try sealedVault(path, asCopy: false)
        }
        // What needs an entry is refused for what it is: a disk that is full, not a copy that is looked at.
        if sealed.isFull { tell(.vaultFullLooking) }
        let clock: @Sendable () -> Instant = { Instant(seconds: Int64(Date().timeIntervalSince1970)) }
        let custodian = try Custodian(sealed, seed: holder.seed, clock: clock)
        let officer = try Officer(
            key: key, vault: sealed.vault, custody: custodian, pins: pins, clock: clock,
            confirmPause: { [unowned self] in try options.afterPause || agreeToPause($0, $1) }
        ) {
            // A history that is not the one of before is told first, wherever it lies.
            if !sealed.isCopy, let pinned = pin?.place, let place, pinned != place { try agreeToPlace(path) }
        }
        try custodian.tidy()
        let letters = try custodian.letters()
        if !letters.isEmpty {
            let requests = try Letter.open(letters.map(\.bytes), custodianSeed: holder.seed)
            try custodian.admit(requests, emptying: letters.map(\.name))
        }
        if officer.roster.people[key.handle]?.state == .dismissed {
            // The seed from before the dismissal is still there: nothing is done with it but to enter who came, and for what.
            if let pin, !sealed.isCopy {
                let request = try Letter.request(intended, by: key, pin: pin, at: now)
                if try !custodian.admit([request], emptying: []) {
                    try Custodian.leave(try Letter.write(intended, by: key, pin: pin, at: now), folder: path)
                }
            }
            throw VaultError.notEnrolled(key.handle)
        }
        try custodian.noteOpened(opened.file, by: key.handle)
        if opened.isOlder { unusableSeedBy = officer.lastSealer }
        self.officer = officer
        if sealed.isCopy {
            tell(.onlyLooking(entries: officer.head.size, known: pin?.head.size))
        } else if officer.isFirstContact {
            tell(.firstContact(id: sealed.vault.text))
        }
        return Work(
            officer: officer, custodianSeed: holder, isCopy: sealed.isCopy,
            calendar: VaultCalendar(timezone: officer.roster.charter.timezone, language: language),
            words: VaultWords(labels: officer.roster.charter.labels, language: language))
    }

    private func sealedVault(_ path: String, asCopy: Bool) throws -> SealedVault {
        do {
            return try Custodian.sealedSeed(folder: path, engine: engine, asCopy: asCopy)
        } catch FileError.missing {
            throw Failure(.notAVault(shown(path)))
        } catch is FormatError {
            throw Failure(.vaultTooNew)
        }
    }

    /// A copy is the same vault to look at, and another to work in: what is entered there the others never see.
    private func agreeToPlace(_ path: String) throws {
        if options.here { return }
        guard Terminal.inputIsTerminal else { throw Failure(.otherPlace(shown(path))) }
        Terminal.error(Complaint.otherPlace(shown(path)).text(language))
        guard try agrees(.askHere) else { throw Failure(.otherPlace(shown(path))) }
    }

    /// Whether whoever sits there says that the clock is right, and the vault rested.
    private func agreeToPause(_ last: Instant, _ now: Instant) throws -> Bool {
        guard Terminal.inputIsTerminal else { return false }
        Terminal.error(Failure(describing: CustodyError.longPause(last: last, now: now)).complaint.text(language))
        return try agrees(.askAfterPause)
    }

    /// Whether the answer on the terminal is a yes.
    func agrees(_ question: Sentence) throws -> Bool {
        ["y", "yes", "ya", "setuju"].contains(try ask(question).lowercased())
    }

    // MARK: Input

    /// The content of `--from`, `--about`: a file, or standard input for `-`.
    func readInput(_ path: String, limit: Int = JSON.byteLimit) throws -> [UInt8] {
        guard path == "-" else {
            return Array(withoutMark(try self.path(path).open(regular: false).readAll(limit: limit)))
        }
        guard !standardInputTaken else { throw Failure(.bothStandardInput) }
        standardInputTaken = true
        return Array(withoutMark(try File.borrowing(descriptor: 0, name: "-").readAll(limit: limit)))
    }

    /// A JSON object from a file or standard input.
    func readObject(_ path: String) throws -> (bytes: [UInt8], value: JSON) {
        let bytes = try readInput(path)
        do {
            let value = try JSON(parsing: bytes)
            guard case .object = value else { throw JSONFault.notAnObject }
            return (bytes, value)
        } catch let fault as JSONFault {
            throw Failure(.json(what: shown(path), problem: fault))
        }
    }

    /// The text of `--basis` or `--reason`: as given, or from standard input for `-`. What is to be asked at a terminal is asked
    /// when the text is wanted, which is after the passphrase, and the rest is checked now.
    func freeText(_ given: String, _ kind: Sentence.TextKind) throws -> FreeText {
        if given == "-" {
            if Terminal.inputIsTerminal { return FreeText(kind: kind, desk: self) }
            guard let read = String(validating: try readInput("-", limit: FreeText.limit), as: UTF8.self) else {
                throw Failure(.json(what: "-", problem: .notUTF8))
            }
            return FreeText(text: try FreeText.checked(read))
        }
        return FreeText(text: try FreeText.checked(given))
    }

    /// A text that stands there, or that is asked for when it is wanted.
    struct FreeText {
        static let limit = 65_000

        private let text: String?
        private var kind = Sentence.TextKind.reason
        private var desk: Desk?

        fileprivate init(text: String) { self.text = text }
        fileprivate init(kind: Sentence.TextKind, desk: Desk) { (text, self.kind, self.desk) = (nil, kind, desk) }

        func get() throws -> String {
            guard let desk, text == nil else { return text ?? "" }
            return try desk.ask(.askText(kind), AnswerRules(limit: Self.limit, hasLines: true)) { try Self.checked($0) }
        }

        fileprivate static func checked(_ text: String) throws -> String {
            guard ByteText.isPlain(text) else { throw Failure(.json(what: shown(text), problem: .notUTF8)) }
            guard text.utf8.count <= limit else { throw Failure(.json(what: "-", problem: .tooLong(limit: limit))) }
            let trimmed = text.trimmingCharacters(in: .whitespacesAndNewlines)
            guard !trimmed.isEmpty else { throw Failure(.emptyText) }
            return trimmed
        }
    }

    /// Throws `consentMissing` where nobody can be asked and the command does not say itself that this is wanted: before anything
    /// is opened or entered.
    func requireConsent(_ isGiven: Bool, by options: String = "--yes") throws {
        guard isGiven || Terminal.inputIsTerminal else { throw Failure(.consentMissing(options)) }
    }

    /// Shows what is about to be signed, and asks whether to, unless the command says so itself. Throws `notAgreed` for any answer
    /// but a yes.
    func agree(to lines: [(Label, String)], isGiven: Bool) throws {
        try requireConsent(isGiven)
        if isGiven { return }
        var sheet = Sheet(language)
        for (label, value) in lines { sheet.add(label, value) }
        Terminal.error(sheet.text)
        guard try agrees(.askAgreement) else { throw Failure(.notAgreed) }
    }

    /// The lines of standard input, of which there must be just `count`: answers where there is no terminal to ask on.
    func answerLines(_ count: Int) throws -> [String] {
        guard let text = String(validating: try readInput("-"), as: UTF8.self) else {
            throw Failure(.json(what: "-", problem: .notUTF8))
        }
        var lines = text.split(separator: "\n", omittingEmptySubsequences: false)
        if lines.last?.isEmpty == true { lines.removeLast() }
        guard lines.count == count else { throw Failure(.answerCount(lines.count, count)) }
        return lines.map { $0.trimmingCharacters(in: .whitespaces) }
    }

    /// An ordinary question on the terminal.
    func ask(_ sentence: Sentence, _ rules: AnswerRules = AnswerRules()) throws -> String {
        let question = sentence.text(language)
        guard
            let text = try questions.ask(question, rules, what: question.trimmingCharacters(in: .whitespaces))
                .publicText()
        else { throw Failure(.json(what: "-", problem: .notUTF8)) }
        return text.trimmingCharacters(in: .whitespacesAndNewlines)
    }

    /// The same, until `take` can make something of the answer: why it can't is told, and the question stands there again.
    func ask<Value>(
        _ sentence: Sentence, _ rules: AnswerRules = AnswerRules(), take: (String) throws -> Value
    ) throws -> Value {
        while true {
            let answer = try ask(sentence, rules)
            do {
                return try take(answer)
            } catch {
                let complaint = Failure(describing: error).complaint
                guard complaint.code.isWrongInput else { throw error }
                complain(complaint)
            }
        }
    }
}
