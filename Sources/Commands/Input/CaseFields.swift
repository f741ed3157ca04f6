import Casework
import Console
import Texts
import Vault
import Vocabulary

/// What a case is called, with canonical names and values however they were given.
struct CaseFields {
    /// As it is stored.
    let value: JSON

    init(_ given: JSON, source: String) throws {
        func fault(_ problem: JSONFault) -> Failure { Failure(.json(what: shown(source), problem: problem)) }
        var members: [JSON.Member] = []
        for member in try GivenFields.canonical(given, CaseField.self, source: source) where member.value != .null {
            guard let field = CaseField(rawValue: member.name) else {
                try GivenFields.checkExtra(member.value, limit: CaseField.title.byteLimit, source: source)
                members.append(member)
                continue
            }
            guard let text = member.value.string else { throw fault(.notText(member.name)) }
            guard text.utf8.count <= field.byteLimit else { throw fault(.tooLong(limit: field.byteLimit)) }
            if text.isEmpty, field != .title { continue }
            guard text.isEmpty || isPlain(text, limit: field.byteLimit) else {
                throw fault(.controlCharacter(member.name))
            }
            members.append(.init(member.name, .string(try field == .opened ? Self.day(text, fault) : text)))
        }
        let value = JSON.object(members)
        guard let title = value["title"] else { throw fault(.missing("title")) }
        guard title.string?.isEmpty == false else { throw fault(.badValue("title")) }
        self.value = value
    }

    /// A day as people type it, or a moment.
    private static func day(_ text: String, _ fault: (JSONFault) -> Failure) throws -> String {
        if let day = Day(typed: text) { return day.isoText }
        guard (try? Instant(text)) != nil else { throw fault(.badValue("opened")) }
        return text
    }

    /// Whether the day of opening can hardly be right: it is yet to come, or nobody who was there lives.
    private func isImplausible(on today: Day) -> Bool {
        guard let text = value["opened"]?.string else { return false }
        // A moment is in UTC, and may be a day behind the vault's, or ahead of it.
        if let moment = try? Instant(text) {
            return moment.day.number > today.number + 1 || moment.day.years(to: today) > 100
        }
        return Day(iso: text).map { $0 > today || $0.years(to: today) > 100 } ?? false
    }

    /// As it was given; a day that can hardly be right is asked about at a terminal, else refused.
    func settled(_ desk: Desk, on today: Day, source: String) throws -> CaseFields {
        guard isImplausible(on: today) else { return self }
        guard Terminal.inputIsTerminal else {
            throw Failure(.json(what: shown(source), problem: .implausible("opened")))
        }
        if try desk.agrees(.askPlausible(shown(value["opened"]?.string ?? ""))) { return self }
        let answer = try Self.ask(.opened, desk, on: today)
        return try CaseFields(value.replacing("opened", with: answer.isEmpty ? nil : .string(answer)), source: source)
    }

    /// Asks for every field on the terminal, each until its answer can stand there.
    static func ask(_ desk: Desk, on today: Day) throws -> JSON {
        var answers = JSON.object([])
        for field in CaseField.allCases {
            let answer = try ask(field, desk, on: today)
            if !answer.isEmpty { answers = answers.replacing(field.rawValue, with: .string(answer)) }
        }
        return try CaseFields(answers, source: "-").value
    }

    private static func ask(_ field: CaseField, _ desk: Desk, on today: Day) throws -> String {
        try desk.ask(.askField(field), AnswerRules(limit: field.byteLimit)) { answer in
            let title: [JSON.Member] = field == .title ? [] : [.init("title", "-")]
            let fields = try CaseFields(
                .object(title + [.init(field.rawValue, .string(answer))]), source: field.rawValue)
            if field == .opened, fields.isImplausible(on: today), try !desk.agrees(.askPlausible(shown(answer))) {
                throw Failure(.json(what: field.rawValue, problem: .implausible(field.rawValue)))
            }
            return fields.value[field.rawValue]?.string ?? ""
        }
    }
}
