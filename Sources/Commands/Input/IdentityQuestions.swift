import Console
import Texts
import Vault
import Vocabulary

extension IdentityField {
    var rules: AnswerRules { AnswerRules(limit: byteLimit, hasLines: hasLines) }
}

extension IdentityFields {
    /// Asks for every field on the terminal. What can't be is asked for again, and so are NIK, birth date and sex while
    /// they contradict each other, unless it is to be stored all the same: nothing that was typed is lost.
    static func ask(_ desk: Desk, on today: Day, force: Bool) throws -> IdentityFields {
        var answers = JSON.object([])
        for field in IdentityField.allCases {
            let answer = try ask(field, .askField(field), desk, on: today)
            if !answer.isEmpty { answers = answers.replacing(field.rawValue, with: .string(answer)) }
        }
        return try agreeing(answers, desk, on: today, force: force)
    }

    /// What is filed of `answers`, once NIK, birth date and sex do not contradict each other.
    static func agreeing(
        _ answers: JSON, _ desk: Desk, on today: Day, force: Bool, keeping known: JSON = .null
    ) throws -> IdentityFields {
        var answers = answers
        while true {
            let fields = try IdentityFields(answers, source: "-", keeping: known)
            do {
                try fields.check(force: force, desk.language)
                return fields
            } catch let failure as Failure {
                desk.complain(failure.complaint)
                let before = answers
                for field in heldAgainstNIK {
                    let now = fields.value[field.rawValue]?.string.map { shown($0) }
                    let answer = try ask(field, .askNewValue(field, now: now), desk, on: today)
                    if answer.isEmpty { continue }
                    answers = answers.replacing(field.rawValue, with: answer == "-" ? nil : .string(answer))
                }
                // Whoever keeps all three may have a card before them that is wrong.
                if answers == before, try desk.agrees(.askContradiction) { return fields }
            }
        }
    }

    /// What a file gave, with a relation that can't stand and a day that can hardly be right asked about where there is a
    /// terminal: what says *anak* is not to be refused to somebody who sits there and knows which child it is. Else both are
    /// refused.
    static func settled(_ given: JSON, _ desk: Desk, on today: Day, source: String) throws -> JSON {
        var given = given
        if Terminal.inputIsTerminal, let written = given["relation"]?.string, !written.isEmpty {
            do {
                _ = try Relation(written: written)
            } catch {
                desk.complain(.json(what: shown(source), problem: .relation(error)))
                let answer = try ask(.relation, .askField(IdentityField.relation), desk, on: today)
                given = given.replacing("relation", with: answer.isEmpty ? nil : .string(answer))
            }
        }
        let dated = given["birthDate"].map { IdentityFields.alone(.birthDate, $0) }
        guard let dated, let fields = try? IdentityFields(dated, source: source), fields.implausible(on: today) != nil
        else { return given }
        let problem = Complaint.json(what: shown(source), problem: .implausible("birthDate"))
        guard Terminal.inputIsTerminal else { throw Failure(problem) }
        if try desk.agrees(.askPlausible(shown(fields.value["birthDate"]?.string ?? ""))) { return given }
        let answer = try ask(.birthDate, .askField(IdentityField.birthDate), desk, on: today)
        return given.replacing("birthDate", with: answer.isEmpty ? nil : .string(answer))
    }

    /// Asks for one field until the answer can stand there by itself. A hyphen may empty what was there.
    static func ask(
        _ field: IdentityField, _ question: Sentence, _ desk: Desk, on today: Day
    ) throws -> String {
        try desk.ask(question, field.rules) { answer in
            if case .askNewValue = question, answer.isEmpty || answer == "-" { return answer }
            let fields = try IdentityFields(alone(field, .string(answer)), source: field.rawValue)
            if let implausible = fields.implausible(on: today) {
                let day = fields.value[implausible.rawValue]?.string ?? answer
                guard try desk.agrees(.askPlausible(shown(day))) else {
                    throw Failure(.json(what: field.rawValue, problem: .implausible(implausible.rawValue)))
                }
            }
            return fields.value[field.rawValue]?.string ?? ""
        }
    }

    /// An identity that says nothing else.
    static func alone(_ field: IdentityField, _ value: JSON) -> JSON {
        .object((field == .name ? [] : [JSON.Member("name", "-")]) + [.init(field.rawValue, value)])
    }

    /// Throws what is wrong with the form of `given`, before anything is opened. What a terminal can still be asked about is
    /// not: a relation.
    static func checkForm(
        _ given: JSON, source: String, isWhole: Bool, force: Bool, _ language: Language
    ) throws {
        var given = given
        if Terminal.inputIsTerminal { given = given.replacing("relation", with: nil) }
        if !isWhole, given["name"] == nil || given["name"] == .null { given = given.replacing("name", with: "-") }
        let fields = try IdentityFields(given, source: source)
        if isWhole { try fields.check(force: force, language) }
    }
}
