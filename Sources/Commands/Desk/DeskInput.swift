import Casework
import Console
import Files
import Foundation
import Reports
import Texts
import Vault
import Vocabulary

/// What people hand in, and what they are asked.
extension Desk {
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
