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
            case .trouble(let failure): ("trouble", [code(failure)])
            case .metricsNotWritten(let failure): ("metrics-not-written", [code(failure)])
            case .stopping: ("stopping", [])
            case .ended(let failure): ("ended", [code(failure)])
            }
        return .object([.init("time", .string(time.text)), .init("event", .string(name))] + members)
    }

    private static func code(_ failure: Failure) -> JSON.Member {
        .init("code", .string(failure.complaint.code.rawValue))
    }
}

extension Condition {
    /// As Prometheus' textfile collector reads it (the text exposition format, 0.0.4).
    var metrics: String {
        var lines: [String] = []
        func add(_ name: String, _ type: String, _ help: String, _ value: String) {
            lines += ["# HELP brankas_\(name) \(help)", "# TYPE brankas_\(name) \(type)", "brankas_\(name) \(value)"]
        }
        add("up", "gauge", "Whether the service runs; the file's time tells when.", "1")
        add("well", "gauge", "Whether nobody has to see to it.", ills.isEmpty ? "1" : "0")
        add("entries", "gauge", "Entries of the ledger.", String(entries))
        if let lastEntry {
            add(
                "last_entry_seconds", "gauge", "When the last was made, in seconds since 1970.",
                String(lastEntry.seconds))
        }
        add(
            "unwitnessed_entries", "gauge",
            "Entries since a head that each agency has cosigned; of the agency furthest behind.",
            String(unwitnessed.first ?? 0))
        add("connections", "gauge", "Connections at this moment.", String(connections))
        add("waiting", "gauge", "Requests that wait to be entered.", String(waiting))
        if let freeByteCount { add("free_bytes", "gauge", "Bytes free on the vault's disk.", String(freeByteCount)) }
        add("takes_new", "gauge", "Whether there is room for what is new.", takesNew ? "1" : "0")
        add("requests_total", "counter", "Requests that were carried out, a folder's files together.", String(asks))
        add("transactions_total", "counter", "Transactions that they took.", String(groups))
        add("turned_away_total", "counter", "Requests that were turned away, for too many waited.", String(turnedAway))
        add(
            "writing_seconds_total", "counter", "Processor time of writing them.",
            "\(writing / 1_000_000).\(String(1_000_000 + writing % 1_000_000).dropFirst())")
        return lines.joined(separator: "\n") + "\n"
    }
}
