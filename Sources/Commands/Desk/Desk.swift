import Casework
import Console
import Custodian
import Files
import Foundation
import SQLiteStore
import Texts
import Vault
import Vocabulary
import Wire

/// Where an officer sits: language, key, state, and the vault that the command is about.
final class Desk {
    let options: CommonOptions
    let language: Language
    /// What keeps the vaults that are reached through a folder. A command does one thing after the other.
    let engine = SQLiteEngine(readers: 0)
    let environment = ProcessInfo.processInfo.environment
    var standardInputTaken = false
    /// What this officer remembers of the vault, once it is opened.
    var pins: PinStore?
    var officer: Officer?
    /// Where the vault was last sought that is not in a folder.
    var door: Door?
    /// The custodian at the other end, of a vault that is served.
    var remote: RemoteCustody?
    lazy var questions = Questions(language)
    /// Whether the one JSON document of this command was printed.
    private var hasAnswered = false
    /// Whose sealed seed was no use.
    var unusableSeedBy: Handle?

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
    func statusLine(_ activity: Activity) -> StatusLine {
        StatusLine(activity, language, isShown: !options.quiet && Terminal.errorIsTerminal)
    }

    // MARK: Where things are

    /// What a person named, kept away from the vault's own files.
    func path(_ text: String) -> NamedPath { NamedPath(text, fence: fence) }

    private lazy var fence: Fence = Custodian.fence(try? vaultFolder)

    /// Nil of a vault that is somewhere else.
    private var vaultFolder: String? {
        get throws {
            guard case .folder(let path) = try Door(vaultAddress) else { return nil }
            return path
        }
    }

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

    var stateFolder: String {
        get throws {
            let folder = try home("XDG_STATE_HOME", ".local/state") + "/brankas"
            try path(folder).checkAbove()
            return folder
        }
    }

    var wishedRole: RoleName? {
        get throws { try options.role.map { try $0.asRole } }
    }

    /// A folder, or where the vault is served.
    var vaultAddress: String {
        get throws {
            guard let path = options.vault ?? environment["BRANKAS_VAULT"], !path.isEmpty else {
                throw Failure(.noVaultNamed)
            }
            guard ByteText.isPlain(path) else { throw Failure(.json(what: shown(path), problem: .notUTF8)) }
            return path
        }
    }

    static let clock: @Sendable () -> Instant = { Instant(seconds: Int64(Date().timeIntervalSince1970)) }
    var now: Instant { Self.clock() }
}
