import ArgumentParser
import Casework
import Console
import Files
import Reviewing
import Texts
import Vault
import Vocabulary

/// What a service says of itself while it runs, on standard error: sentences for whoever sits there, or a JSON object a line for
/// whoever collects logs. In those stands no name, handle, id, address or path: a log is copied where a vault never goes.
struct ServiceLog: Sendable {
    enum Form: String, CaseIterable, Sendable {
        case text, json
    }

    enum Event {
        case indexRebuilt(entries: UInt64)
        /// There was no last head, and from now on there is.
        case headIsNew(path: String)
        case serving(at: String)
        /// Something is wrong with the custodian's disk or its vault, and nobody else is told what.
        case trouble(Failure)
        case metricsNotWritten(Failure)
        case stopping
        case ended(Failure)
    }

    private let form: Form
    private let language: Language
    private let isQuiet: Bool

    init(_ form: Form, at desk: Desk) {
        self.form = form
        language = desk.language
        isQuiet = desk.options.quiet
    }

    func note(_ event: Event) {
        switch form {
        case .text: say(event)
        case .json: Terminal.error(Self.line(event, at: Desk.clock()).text)
        }
    }

    /// Runs `body`. What ends it is told here, where people are not to read it.
    func told(_ body: () throws -> Void) throws {
        do { try body() } catch  where form == .json {
            let failure = Failure(describing: error)
            note(.ended(failure))
            throw ExitCode(failure.complaint.code.exitCode)
        }
    }

    private func say(_ event: Event) {
        switch event {
        case .indexRebuilt(let count): tell(.indexRebuilt(entries: count))
        case .headIsNew(let path): tell(.lastHeadIsNew(path: shown(path)))
        case .serving(let path): tell(.serving(at: shown(path)))
        case .trouble(let failure), .metricsNotWritten(let failure):
            Terminal.error("brankas: " + failure.complaint.text(language))
        case .stopping: tell(.stopping)
        // The command's own end says it.
        case .ended: break
        }
    }

    private func tell(_ sentence: Sentence) { if !isQuiet { Terminal.error(sentence.text(language)) } }

    static func line(_ event: Event, at time: Instant) -> JSON {
        let (name, members): (String, [JSON.Member]) =
            switch event {
            case .indexRebuilt(let count): ("index-rebuilt", [.init("entries", .number(String(count)))])
            case .headIsNew: ("head-new", [])
            case .serving: ("serving", [.init("version", .string(Brankas.configuration.version))])
            case .trouble(let failure): ("trouble", why(failure))
            case .metricsNotWritten(let failure): ("metrics-not-written", why(failure))
            case .stopping: ("stopping", [])
            case .ended(let failure): ("ended", why(failure))
            }
        return .object([.init("time", .string(time.text)), .init("event", .string(name))] + members)
    }

    private static func why(_ failure: Failure) -> [JSON.Member] {
        var members = [JSON.Member("code", .string(failure.complaint.code.rawValue))]
        if case .connection(.standsStill(let halt)) = failure.complaint {
            members.append(.init("reason", .string(halt.name)))
        }
        return members
    }
}
