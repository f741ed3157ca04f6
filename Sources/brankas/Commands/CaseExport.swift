import Age
import ArgumentParser
import Casework
import Files
import Sodium
import Texts
import Vault
import Vocabulary

extension CaseCommands {
    struct Export: SpeakingCommand {
        static let configuration = CommandConfiguration(
            commandName: "export", abstract: Help.caseExport.spoken)
        @OptionGroup var common: CommonOptions
        @Argument(help: .spoken(.caseID)) var id: String
        @Option(help: .spoken(.exportTo), completion: .file()) var to: [String]
        @Option(help: .spoken(.newFolder), completion: .directory) var output: String
        @Option(name: .customLong("compartment"), help: .spoken(.onlyCompartments))
        var compartments: [String] = []

        func perform(_ desk: Desk) throws {
            let id = try id.asCase
            let compartments = try compartments.asCompartments
            let folder = try OutputFolder(path: output)
            do {
                let recipients = try to.map { try Self.recipient($0, desk) }
                let work = try desk.open(for: .caseExport)
                let known = work.officer.roster.charter.compartments
                for compartment in compartments ?? [] where !known.contains(compartment) {
                    throw Failure(.unknownCompartment(compartment.text))
                }
                for (handle, card) in recipients.compactMap(\.card) {
                    // A card that says to be of somebody who is enrolled with another is somebody else's.
                    if let person = work.officer.roster.people[handle], person.card != card {
                        throw Failure(.cardMismatch(handle.text))
                    }
                }
                let count = try write(
                    folder, work.officer, id, recipients.map(\.recipient), compartments, try desk.wishedRole)
                try folder.appear()
                for (handle, card) in recipients.compactMap(\.card) {
                    desk.tell(.exportTo(handle.text, fingerprint: card.fingerprint))
                }
                desk.tell(.caseExported(id.text, records: count, path: shown(output)))
                if desk.options.json {
                    try Terminal.output(
                        JSON.object([
                            .init("case", .string(id.text)), .init("output", .string(output)),
                            .init("records", JSON(integerLiteral: count)),
                        ]).text)
                }
            } catch {
                folder.discard()
                throw error
            }
        }

        private static func recipient(
            _ text: String, _ desk: Desk
        ) throws -> (recipient: ExportRecipient, card: (Handle, Card)?) {
            if text.hasPrefix("age1") { return (try ExportRecipient(text, handle: nil), nil) }
            let bytes = try desk.readInput(text, limit: Card.byteLimit)
            guard let card = try? Card(parsing: bytes) else { throw Failure(.badCard(shown(text))) }
            return (try ExportRecipient(card.recipient, handle: card.handle), (card.handle, card))
        }

        private func write(
            _ folder: borrowing OutputFolder, _ officer: Officer, _ id: CaseID, _ recipients: [ExportRecipient],
            _ compartments: [CompartmentName]?, _ role: RoleName?
        ) throws -> Int {
            let keys = recipients.map(\.recipient)
            let plan = try officer.planExport(id, to: recipients, compartments: compartments, as: role)
            var records: [JSON] = []
            for record in plan.records {
                let name = record.id.text + (record.id.kind == .identity ? ".json.age" : ".age")
                var entry: UInt64 = 0
                try folder.write(name, to: keys) { sink in
                    entry = try officer.export(record, of: plan, to: sink)
                }
                records.append(Self.json(record, file: name, entry: entry))
            }
            let manifest = JSON.object(
                Self.head(plan, officer, recipients) + [.init("records", .array(records))])
            try folder.write("manifest.json.age", to: keys) { sink in
                let bytes = Array((manifest.text + "\n").utf8)
                try sink(bytes.span)
            }
            try folder.write(
                "README.txt",
                text: Sentence.exportReadMe.text(.indonesian) + "\n\n"
                    + Sentence.exportReadMe.text(.english) + "\n")
            return plan.records.count
        }

        private static func head(
            _ plan: ExportPlan, _ officer: Officer, _ recipients: [ExportRecipient]
        ) -> [JSON.Member] {
            var members: [JSON.Member] = [
                .init("format", "brankas/export/v1"), .init("vault", .string(officer.vault.text)),
                .init("case", .string(plan.summary.id.text)), .init("owner", .string(plan.summary.owner.text)),
                .init("summary", plan.summary.fields),
                .init("links", .array(plan.summary.links.map { .string($0.text) })),
                .init("exported", .string(plan.time.text)), .init("by", .string(officer.key.handle.text)),
                .init("entry", .number(String(plan.sequence))),
            ]
            let named = recipients.compactMap { $0.handle?.text }
            members.append(.init("to", .array(named.map { .string($0) })))
            return members
        }

        private static func json(_ record: RecordSummary, file: String, entry: UInt64) -> JSON {
            var members: [JSON.Member] = [
                .init("record", .string(record.id.text)), .init("file", .string(file)),
                .init("version", JSON(integerLiteral: record.version)),
                .init("compartment", .string(record.compartment.text)), .init("added", .string(record.added.text)),
                .init("by", .string(record.by.text)), .init("addedEntry", .number(String(record.sequence))),
                .init("exportedEntry", .number(String(entry))),
            ]
            if case .object(let described) = record.metadata {
                let said = Set(members.map(\.name))
                members += described.filter { !said.contains($0.name) }
            }
            return .object(members)
        }
    }
}

extension OutputFolder {
    /// A new age file to `recipients`, of what `produce` writes.
    fileprivate borrowing func write(
        _ name: String, to recipients: [Recipient], produce: (ByteSink) throws -> Void
    ) throws {
        let file = try create(name)
        try AgeFile.seal(to: recipients, to: { try file.write($0) }, produce: produce)
        try file.sync()
    }

    fileprivate borrowing func write(_ name: String, text: String) throws {
        let file = try create(name)
        try file.write(Array(text.utf8))
        try file.sync()
    }
}
