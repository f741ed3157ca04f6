import Texts
import Vault
import Vocabulary

extension IdentityFields {
    /// Asks for every field on the terminal. What can't be is asked for again, and so are NIK, birth date and sex while
    /// they contradict each other, unless it is to be stored all the same: nothing that was typed is lost.
    static func ask(_ desk: Desk, force: Bool) throws -> JSON {
        var answers: [String: String] = [:]
        for (name, question) in asked { answers[name] = try ask(name, .askField(question), desk) }
        while !force {
            let value = json(answers)
            do {
                try IdentityFields(value, source: "-").check(force: false, desk.language)
                break
            } catch let failure as Failure {
                desk.complain(failure.complaint)
                for (name, question) in asked where heldAgainstNIK.contains(name) {
                    let answer = try ask(name, .askNewValue(question, now: answers[name].map { shown($0) }), desk)
                    if !answer.isEmpty { answers[name] = answer == "-" ? nil : answer }
                }
            }
        }
        return json(answers)
    }

    /// What was given, with a relation that can't stand asked for again where there is a terminal: a file that says *anak*
    /// is not to be refused to somebody who sits there and knows which it is.
    static func settling(
        _ given: (bytes: [UInt8], value: JSON), _ desk: Desk
    ) throws -> (bytes: [UInt8], value: JSON) {
        let value = try settling(given.value, desk)
        return value == given.value ? given : (Array(value.text.utf8), value)
    }

    static func settling(_ value: JSON, _ desk: Desk) throws -> JSON {
        guard Terminal.inputIsTerminal, let written = value["relation"]?.string, !written.isEmpty else { return value }
        do {
            _ = try Relation(written: written)
            return value
        } catch {
            desk.complain(.json(what: "relation", problem: .relation(error)))
            let answer = try ask("relation", .askField(.relation), desk)
            return value.replacing("relation", with: answer.isEmpty ? .null : .string(answer))
        }
    }

    private static func json(_ answers: [String: String]) -> JSON {
        .object(
            asked.compactMap { field in
                guard let answer = answers[field.name], !answer.isEmpty else { return nil }
                return JSON.Member(field.name, .string(answer))
            })
    }

    /// Asks for one field until the answer can stand there by itself. A hyphen may empty what was there.
    static func ask(_ name: String, _ question: Sentence, _ desk: Desk) throws -> String {
        while true {
            let answer = typed(try desk.ask(question), as: name)
            if case .askNewValue = question, answer.isEmpty || answer == "-" { return answer }
            do {
                var alone: [JSON.Member] = [.init(name, .string(answer))]
                if name != "name" { alone.append(.init("name", "-")) }
                _ = try IdentityFields(.object(alone), source: name)
                return answer
            } catch let failure as Failure {
                desk.complain(failure.complaint)
            }
        }
    }
}
