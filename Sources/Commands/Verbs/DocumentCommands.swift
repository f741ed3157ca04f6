import ArgumentParser
import Casework
import Console
import Files
import Reports
import Reviewing
import Sodium
import SystemPackage
import Texts
import Vault
import Vocabulary

struct DocumentCommands: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "document", abstract: Help.document.spoken,
        subcommands: [
            Add.self, List.self, Open.self, View.self, Withdraw.self, Restore.self, Move.self, Check.self,
        ])

    struct List: SpeakingCommand {
        static let configuration = CommandConfiguration(commandName: "list", abstract: Help.documentList.spoken)
        @OptionGroup var common: CommonOptions
        @Argument(help: .spoken(.caseID)) var id: String

        func perform(_ desk: Desk) throws {
            let id = try id.asCase
            let work = try desk.open(for: .documentList)
            let (records, isPart) = try work.officer.list(.document, of: id, as: try desk.wishedRole)
            let partial = isPart ? [JSON.Member("partial", .bool(true))] : []
            try desk.show(json: .object([.init("documents", .array(records.map(Self.json)))] + partial)) {
                guard !records.isEmpty else { return Sentence.nothingToShow.text(desk.language) }
                var table = Table(
                    [.record, .compartment, .label, .file, .mediaType, .size, .modified, .added, .by], desk.language,
                    zone: work.calendar.zone)
                for record in records {
                    func field(_ name: String) -> String { record.metadata[name]?.string ?? "" }
                    table.add([
                        record.id.text, work.words.text(record.compartment), field("label"),
                        record.metadata["path"]?.string ?? field("fileName"),
                        field("mediaType"), humanSize(record.metadata["size"]?.number ?? 0),
                        record.metadata.modified.map { work.calendar.text($0) } ?? "",
                        work.calendar.text(record.added), record.by.text,
                    ])
                }
                return Terminal.text(of: table)
            }
            if isPart { desk.tell(.partOfCase) }
        }

        private static func json(_ record: RecordSummary) -> JSON {
            var members: [JSON.Member] = [.init("document", .string(record.id.text))]
            for name in ["label", "fileName", "mediaType", "size", "sha256"] {
                members.append(.init(name, record.metadata[name] ?? .null))
            }
            members += [
                .init("compartment", .string(record.compartment.text)), .init("added", .string(record.added.text)),
                .init("by", .string(record.by.text)),
            ]
            if case .object(let all) = record.metadata {
                let said = Set(members.map(\.name) + ["salt"])
                members += all.filter { !said.contains($0.name) }
            }
            return .object(members)
        }
    }

    struct Open: SpeakingCommand {
        static let configuration = CommandConfiguration(commandName: "open", abstract: Help.documentOpen.spoken)
        @OptionGroup var common: CommonOptions
        @Argument(help: .spoken(.documentID)) var id: String
        @Option(help: .spoken(.purpose), completion: .purposes) var purpose: String
        @Option(help: .spoken(.output), completion: .file()) var output: String?

        func perform(_ desk: Desk) throws {
            let record = try id.asDocument
            let purpose = try purpose.asPurpose
            guard let output else {
                // Content is no document of JSON: said before anything is asked that would be an opening.
                guard !desk.options.json else { throw Failure(.missingOption("--output")) }
                return try toStandardOutput(desk, record, purpose)
            }
            // Before anything is asked of the custodian: an opening that can't be written would stand in the log.
            let file = try Output(path: desk.path(output))
            let officer = try desk.open(for: .documentOpen).officer
            var progress: Progress?
            var byteCount = 0
            var modified: Instant?
            _ = try officer.open(
                record, purpose: purpose, as: try desk.wishedRole,
                described: { metadata in
                    progress = desk.progress(.opening(shown(output)), total: metadata["size"]?.number)
                    modified = metadata.modified
                }
            ) { chunk in
                byteCount += chunk.count
                try file.write(chunk)
                progress?.advance(by: chunk.count)
            }
            // A copy of evidence keeps the time of the original.
            if let modified { file.setModified(modified.seconds) }
            let (path, isRenamed) = (file.path, file.isRenamed)
            try file.appear()
            progress?.finish()
            try desk.report(
                .written(path: shown(path), size: humanSize(byteCount)),
                json: .object([
                    .init("document", .string(record.text)), .init("output", .string(ByteText.escaped(path))),
                    .init("size", JSON(integerLiteral: byteCount)),
                ]))
            desk.tellName(path, isRenamed)
        }

        /// By what was recorded of it at intake. An empty one has no type.
        private static func isText(_ document: RecordedDocument) -> Bool {
            if document.metadata["size"]?.number == 0 { return true }
            let type = document.metadata["mediaType"]?.string ?? ""
            return type.hasPrefix("text/") || ["application/json", "application/xml"].contains(type)
        }

        private func toStandardOutput(_ desk: Desk, _ record: RecordID, _ purpose: Purpose) throws {
            let isTerminal = Terminal.outputIsTerminal
            let officer = try desk.open(for: .documentOpen).officer
            // What can't be shown is not opened: an opening of which nobody saw anything would stand in the log.
            if isTerminal, !Self.isText(try officer.recordedToOpen(record, as: try desk.wishedRole)) {
                throw Failure(.binaryToTerminal)
            }
            // A letter or a line's end that the end of a chunk cut waits for the next chunk.
            var held: [UInt8] = []
            _ = try officer.open(record, purpose: purpose, as: try desk.wishedRole) { chunk in
                guard isTerminal else { return try Terminal.output(bytes: chunk) }
                held += (0..<chunk.count).map { chunk[$0] }
                let whole = held.dropLast(TerminalText.cutByteCount(held))
                guard TerminalText.isHarmlessText(whole) else { throw Failure(.binaryToTerminal) }
                try Terminal.output(bytes: Array(whole).span)
                held.removeFirst(whole.count)
            }
            guard held.isEmpty else { throw Failure(.binaryToTerminal) }
        }
    }
}
