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
            let (records, isPart) = try work.officer.list(.document, of: id)
            let listing = Listing.documents(work)
            try desk.show(
                json: .members(["documents": listing.json(records), "partial": isPart ? .bool(true) : nil])
            ) {
                guard !records.isEmpty else { return Sentence.nothingToShow.text(desk.language) }
                return Terminal.text(of: listing.table(records, desk.language, zone: work.calendar.zone))
            }
            if isPart { desk.tell(.partOfCase) }
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
            let status = desk.statusLine(.opening(shown(output)))
            var total: Int?
            var byteCount = 0
            var modified: Instant?
            _ = try officer.open(
                record, purpose: purpose,
                described: { metadata in
                    total = metadata["size"]?.number
                    modified = metadata.modified
                }
            ) { chunk in
                byteCount += chunk.count
                try file.write(chunk)
                status.advance(by: chunk.count, of: total)
            }
            // A copy of evidence keeps the time of the original.
            if let modified { file.setModified(modified.seconds) }
            let (path, isRenamed) = (file.path, file.isRenamed)
            try file.appear()
            status.clear()
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
            if isTerminal, !Self.isText(try officer.recordedToOpen(record)) {
                throw Failure(.binaryToTerminal)
            }
            // A letter or a line's end that the end of a chunk cut waits for the next chunk.
            var held: [UInt8] = []
            _ = try officer.open(record, purpose: purpose) { chunk in
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

extension Listing<RecordSummary> {
    static func documents(_ work: Desk.Work) -> Self {
        Listing(
            [
                .text("document", .record) { $0.id.text },
                .code("compartment", .compartment, { $0.compartment.text }) { work.words.text($0.compartment) },
                .described("label", .label) { $0.metadata },
                // Of what came with a folder, its place in it.
                .init(
                    "fileName", .file,
                    shown: { $0.metadata["path"]?.string ?? $0.metadata["fileName"]?.string ?? "" },
                    value: { $0.metadata["fileName"] ?? .null }),
                .described("mediaType", .mediaType) { $0.metadata },
                .init(
                    "size", .size, shown: { humanSize($0.metadata["size"]?.number ?? 0) },
                    value: { $0.metadata["size"] ?? .null }),
                .described("sha256", nil) { $0.metadata },
                .shown(.modified) { $0.metadata.modified.map { work.calendar.text($0) } ?? "" },
                .time("added", .added, work.calendar) { $0.added }, .text("by", .by) { $0.by.text },
            ],
            // Whatever else it was described by; the salt is nobody's to read.
            others: { $0.metadata.members?.filter { $0.name != "salt" } ?? [] })
    }
}
