import ArgumentParser
import Casework
import Console
import Reviewing
import Texts
import Vault
import Vocabulary

extension IdentityCommands {
    struct Update: SpeakingCommand {
        static let configuration = CommandConfiguration(
            commandName: "update", abstract: Help.identityUpdate.spoken)
        @OptionGroup var common: CommonOptions
        @Argument(help: .spoken(.identityID)) var id: String
        @Option(
            parsing: .upToNextOption,
            help: .spoken(.setFields),
            completion: .list(IdentityField.names))
        var set: [String] = []
        @Option(help: .spoken(.changesFrom), completion: .file()) var from: String?
        @Option(help: .spoken(.purpose), completion: .purposes) var purpose: String
        @Option(help: .spoken(.reason)) var reason: String
        @Flag(help: .spoken(.force)) var force = false

        func validate() throws {
            guard set.isEmpty != (from == nil) else { throw ValidationError(Complaint.setOrFrom.text(.ofProcess)) }
        }

        func perform(_ desk: Desk) throws {
            let id = try id.asIdentity
            let fields = try set.flatMap { $0.split(separator: ",") }.map { try UpdatedField(String($0)) }
            let purpose = try purpose.asPurpose
            let source = from ?? "-"
            var changes = try from.map { path in
                JSON.object(
                    try GivenFields.canonical(try desk.readObject(path).value, IdentityField.self, source: path))
            }
            if from == nil, !Terminal.inputIsTerminal {
                let answers = try desk.answerLines(fields.count)
                changes = zip(fields, answers).reduce(JSON.object([])) { $1.0.taking($1.1, into: $0) }
            }
            if let changes {
                try IdentityFields.checkForm(changes, source: source, isWhole: false, force: force, desk.language)
            }
            let reason = try desk.freeText(reason, .reason)
            let work = try desk.open(for: .identityEdit)
            let today = work.calendar.day(desk.now)
            let stored = try work.officer.updateIdentity(
                id, purpose: purpose, reason: { try reason.get() }
            ) { current, added in
                let current = try JSON(parsing: current)
                let new: IdentityFields
                if let changes {
                    let settled = try IdentityFields.settled(changes, desk, on: today, source: source)
                    new = try IdentityFields(
                        try Self.merge(settled, into: current), source: source, keeping: current)
                    try new.check(force: force, desk.language)
                } else {
                    let asked = try Self.ask(fields, current, desk, on: today)
                    new = try IdentityFields.agreeing(
                        try Self.merge(asked, into: current), desk, on: today, force: force, keeping: current)
                }
                return new.identity(added: work.calendar.day(added))
            }
            var members: [JSON.Member] = [
                .init("identity", .string(id.text)), .init("version", JSON(integerLiteral: stored.version)),
            ]
            if !stored.isNew { members.append(.init("changed", .bool(false))) }
            if !stored.twins.isEmpty { members.append(.init("sameNIK", .texts(stored.twins.map(\.text)))) }
            try desk.show(json: .object(members)) {
                let sentence: Sentence =
                    stored.isNew ? .identityUpdated(id.text, version: stored.version) : .identityUnchanged(id.text)
                return sentence.text(desk.language)
            }
            if !stored.twins.isEmpty { desk.tell(.sameNIK(stored.twins.map(\.text))) }
        }

        /// Asks for each field, with what now stands there. An empty answer keeps it, a hyphen removes it.
        private static func ask(
            _ fields: [UpdatedField], _ current: JSON, _ desk: Desk, on today: Day
        ) throws -> JSON {
            var changes = JSON.object([])
            for field in fields {
                let now = field.value(in: current).map { shown(IdentityCommands.read($0)) }
                let answer: String
                switch field {
                case .known(let known):
                    answer = try IdentityFields.ask(known, .askNewValue(known, now: now), desk, on: today)
                case .extra(let name): answer = try desk.ask(.askNewField(shown(name), now: now))
                }
                changes = field.taking(answer, into: changes)
            }
            return changes
        }

        /// The current members in their order, changed, then the new ones; within `extra` likewise. Null removes.
        private static func merge(_ changes: JSON, into current: JSON) throws -> JSON {
            guard let new = changes.members, let old = current.members else { throw JSONFault.notAnObject }
            func changed(_ member: JSON.Member) throws -> JSON {
                guard let value = changes[member.name] else { return member.value }
                guard member.name == extraField, value.members != nil, member.value.members != nil else { return value }
                return try merge(value, into: member.value)
            }
            let kept = try old.map { JSON.Member($0.name, try changed($0)) }
            let added = new.filter { current[$0.name] == nil }
            return .object((kept + added).filter { $0.value != .null })
        }
    }

    /// A field that an update asks for.
    private enum UpdatedField {
        case known(IdentityField)
        /// One under `extra`, by its own name there.
        case extra(String)

        init(_ text: String) throws {
            // A value would be in the shell's history: it is asked for, and not even repeated here.
            guard !text.contains("=") else {
                throw Failure(.badName(.field, value: shown(String(text.prefix { $0 != "=" })) + "=…"))
            }
            if let field = IdentityField(named: text) {
                self = .known(field)
            } else if text.hasPrefix(extraField + "."), text.utf8.count > extraField.utf8.count + 1 {
                self = .extra(String(text.dropFirst(extraField.count + 1)))
            } else {
                throw Failure(
                    .json(
                        what: "--set",
                        problem: .unknownField(text, nearest: nearest(text, of: IdentityField.names))))
            }
        }

        func value(in identity: JSON) -> JSON? {
            switch self {
            case .known(let field): identity[field.rawValue]
            case .extra(let name): identity[extraField]?[name]
            }
        }

        /// The changes with this one: nothing typed keeps what stands there, a hyphen empties it.
        func taking(_ answer: String, into changes: JSON) -> JSON {
            guard !answer.isEmpty else { return changes }
            let value: JSON = answer == "-" ? .null : .string(answer)
            switch self {
            case .known(let field): return changes.replacing(field.rawValue, with: value)
            case .extra(let name):
                let extra = changes[extraField] ?? .object([])
                return changes.replacing(extraField, with: extra.replacing(name, with: value))
            }
        }
    }
}
