import ArgumentParser
import Casework
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
            completion: .list(IdentityFields.asked.map(\.name)))
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
            let fields = set.flatMap { $0.split(separator: ",") }.map(String.init)
            // A value would be in the shell's history: it is asked for, and not even repeated here.
            if let given = fields.first(where: { $0.contains("=") }) {
                throw Failure(.badName(.field, value: shown(String(given.prefix { $0 != "=" })) + "=…"))
            }
            let purpose = try purpose.asPurpose
            let given = try from.map { try desk.readObject($0).value }
            let reason = try desk.freeText(reason, .reason)
            let work = try desk.open(for: .identityEdit)
            let stored = try work.officer.updateIdentity(
                id, reason: reason, purpose: purpose, as: try desk.wishedRole
            ) { current, added in
                let current = try JSON(parsing: current)
                var changes = try given ?? Self.ask(fields, current, desk)
                while true {
                    var merged = try Self.merge(changes, into: current)
                    let settled = changes["relation"] == nil ? merged : try IdentityFields.settling(merged, desk)
                    if settled != merged, let relation = settled["relation"] {
                        changes = Self.changed(changes, by: .object([.init("relation", relation)]))
                        merged = try Self.merge(changes, into: current)
                    }
                    let checked = try IdentityFields(merged, source: from ?? "-", keeping: current)
                    do {
                        try checked.check(force: force, desk.language)
                        return checked.identity(json: Array(merged.text.utf8), added: work.calendar.day(added))
                    } catch let failure as Failure where given == nil && Terminal.inputIsTerminal {
                        // What contradicts itself is asked again, as when it was added: nothing typed is lost.
                        desk.complain(failure.complaint)
                        let again = try Self.ask(IdentityFields.heldAgainstNIK, merged, desk)
                        changes = Self.changed(changes, by: again)
                    }
                }
            }
            try desk.show(
                json: .object([
                    .init("identity", .string(id.text)), .init("version", JSON(integerLiteral: stored.version)),
                ])
            ) { Sentence.identityUpdated(id.text, version: stored.version).text(desk.language) }
        }

        /// Asks for each field, with what now stands there. An empty answer keeps it, a hyphen removes it.
        private static func ask(_ fields: [String], _ current: JSON, _ desk: Desk) throws -> JSON {
            let answers =
                Terminal.inputIsTerminal
                ? try fields.map { name in
                    let now = current[name].map { shown($0.string ?? $0.text) }
                    guard let known = IdentityFields.asked.first(where: { $0.name == name }) else {
                        return try desk.ask(.askNewField(shown(name), now: now))
                    }
                    return try IdentityFields.ask(name, .askNewValue(known.question, now: now), desk)
                } : try desk.answerLines(fields.count)
            var members: [JSON.Member] = []
            for (name, answer) in zip(fields, answers) where !answer.isEmpty {
                members.append(.init(name, answer == "-" ? .null : .string(IdentityFields.typed(answer, as: name))))
            }
            return .object(members)
        }

        /// The changes, those of `later` in place of their earlier ones.
        private static func changed(_ earlier: JSON, by later: JSON) -> JSON {
            guard case .object(let old) = earlier, case .object(let new) = later else { return earlier }
            return .object(old.filter { later[$0.name] == nil } + new)
        }

        /// The current members in their order, changed, then the new ones. Null removes.
        private static func merge(_ changes: JSON, into current: JSON) throws -> JSON {
            guard case .object(let new) = changes, case .object(let old) = current else {
                throw JSONFault.notAnObject
            }
            let kept = old.map { JSON.Member($0.name, changes[$0.name] ?? $0.value) }
            let added = new.filter { current[$0.name] == nil }
            return .object((kept + added).filter { $0.value != .null })
        }
    }
}
