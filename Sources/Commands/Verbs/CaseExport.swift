import Age
import ArgumentParser
import Casework
import Console
import Files
import Ledger
import Reviewing
import Sodium
import Texts
import Vault
import Vocabulary

extension CaseCommands {
    struct Export: SpeakingCommand {
        static let configuration = CommandConfiguration(
            commandName: "export", abstract: Help.caseExport.spoken)
        @OptionGroup var common: CommonOptions
        @Argument(help: .spoken(.exportedCaseID)) var id: String?
        @Option(help: .spoken(.exportTo), completion: .file()) var to: [String] = []
        @Option(help: .spoken(.purpose), completion: .purposes) var purpose: String?
        @Option(help: .spoken(.basis)) var basis: String?
        @Option(name: .customLong("compartment"), help: .spoken(.onlyCompartments))
        var compartments: [String] = []
        @Option(help: .spoken(.approvedExport)) var grant: String?
        @Option(help: .spoken(.newFolder), completion: .directory) var output: String?

        func perform(_ desk: Desk) throws {
            try checkComplete()
            // Before anything is asked of the custodian: an export that can't be written would stand in the log.
            let folder = try OutputFolder(path: desk.path(output ?? ""))
            let work: Desk.Work
            let plan: ExportPlan
            let count: Int
            var approvalUsed: GrantID?
            do {
                let (opened, step) = try begin(desk)
                switch step {
                case .waiting(let grant):
                    folder.discard()
                    return try tell(waiting: grant, desk)
                case .ready(let ready):
                    (work, plan) = (opened, ready)
                    approvalUsed = try grant?.asGrant
                    count = try write(plan, to: folder, work.officer)
                    try folder.appear()
                }
            } catch {
                folder.discard()
                if let used = approvalUsed { desk.tell(.approvalUsed(used.text)) }
                throw error
            }
            // What has left stays, whatever becomes of these lines.
            desk.tellName(folder.path, folder.isRenamed)
            try tell(plan, count, folder.path, work, desk)
        }

        private func begin(_ desk: Desk) throws -> (Desk.Work, ExportStep) {
            if let grant {
                let grant = try grant.asGrant
                let work = try desk.open(for: .caseExport)
                return (work, .ready(try work.officer.planExport(approved: grant)))
            }
            guard let id, let purpose, let basis else { throw Failure(.missingOption("ID")) }
            let (caseID, listed) = (try id.asCase, try purpose.asPurpose)
            let compartments = try compartments.asCompartments
            let text = try desk.freeText(basis, .basis)
            let given = try to.map { try Given($0, desk) }
            let work = try desk.open(for: .caseExport)
            for compartment in compartments ?? [] { try work.officer.roster.require(compartment) }
            try work.officer.roster.require(listed)
            let wish = ExportWish(
                caseID: caseID, recipients: try given.map { try $0.recipient(work.officer.roster) },
                compartments: compartments, purpose: listed, basis: try text.get())
            do {
                return (work, try work.officer.planExport(wish))
            } catch CustodyError.refused(.alreadyDone) {
                throw Failure(.exportLimit(RequestExport.limit))
            }
        }

        private func checkComplete() throws {
            let given: [(String, Bool)] =
                grant != nil
                ? [("--output", output != nil)]
                : [
                    ("ID", id != nil), ("--to", !to.isEmpty), ("--purpose", purpose != nil),
                    ("--basis", basis != nil), ("--output", output != nil),
                ]
            for (option, isGiven) in given where !isGiven { throw Failure(.missingOption(option)) }
            let excluded: [(String, Bool)] = [
                ("ID", id != nil),
                ("--to", !to.isEmpty), ("--purpose", purpose != nil), ("--basis", basis != nil),
                ("--compartment", !compartments.isEmpty),
            ]
            for (option, isGiven) in excluded where grant != nil && isGiven {
                throw Failure(.eitherOr("--grant", option))
            }
        }

        /// A recipient as it was given: `age1pq1…`, a handle, or the path of a card.
        private enum Given {
            case bare(String)
            case handle(Handle)
            case card(Card)

            init(_ text: String, _ desk: Desk) throws {
                if text.hasPrefix("age1") {
                    self = .bare(text)
                } else if let handle = try? Handle(text), !desk.path(text).isTaken() {
                    self = .handle(handle)
                } else {
                    let bytes = try desk.readInput(text, limit: 4 * Card.byteLimit)
                    guard let card = try? Card(mailed: bytes) else { throw Failure(.badCard(shown(text))) }
                    self = .card(card)
                }
            }

            func recipient(_ roster: Roster) throws -> ExportRecipient {
                switch self {
                case .bare(let text): return try ExportRecipient(text, handle: nil)
                case .handle(let handle):
                    try roster.require(handle)
                    guard let person = roster.people[handle] else { throw Failure(.unknownPerson) }
                    return try ExportRecipient(person.card.recipient, handle: handle)
                case .card(let card):
                    // A card that says to be of somebody who is enrolled with another is somebody else's.
                    if let person = roster.people[card.handle], person.card != card {
                        throw Failure(.cardMismatch(card.handle.text))
                    }
                    return try ExportRecipient(card.recipient, handle: card.handle)
                }
            }
        }

        private func tell(waiting grant: GrantID, _ desk: Desk) throws {
            try desk.show(
                json: .object([.init("grant", .string(grant.text)), .init("state", "waiting")])
            ) { grant.text }
            desk.tell(.exportWaits(grant.text))
        }

        private func tell(
            _ plan: ExportPlan, _ count: Int, _ path: String, _ work: Desk.Work, _ desk: Desk
        ) throws {
            for recipient in plan.recipients {
                guard let name = try? recipient.named else { continue }
                switch work.officer.addressee(of: name) {
                case .officer(let handle, let fingerprint):
                    desk.tell(.exportTo(handle.text, fingerprint: fingerprint))
                case .outside(let handle, let fingerprint):
                    desk.tell(.exportOutside(handle.text, fingerprint: fingerprint))
                case .key(let fingerprint): desk.tell(.exportToKey(fingerprint: fingerprint))
                }
            }
            try desk.report(
                .caseExported(plan.summary.id.text, records: count, path: shown(path)),
                json: .members([
                    "case": .string(plan.summary.id.text), "output": .string(ByteText.escaped(path)),
                    "records": .count(count),
                    "unreadable": plan.unreadable.isEmpty ? nil : .texts(plan.unreadable.map(\.text)),
                ]))
        }

        private func write(
            _ plan: ExportPlan, to folder: borrowing OutputFolder, _ officer: Officer
        ) throws -> Int {
            let keys = plan.recipients.map(\.recipient)
            var records: [JSON] = []
            var describing = 0
            for record in plan.records {
                var left = LeftRecord(record)
                try folder.write(left.file, to: keys) { sink in
                    left.entry = try officer.export(record, of: plan) { chunk in
                        left.take(chunk)
                        try sink(chunk)
                    }
                }
                // What others wrote of a record is theirs to make long: it must not make the manifest one that nobody reads.
                let described = left.described
                describing += described?.text.utf8.count ?? 0
                records.append(left.json(describing <= ExportFile.describedLimit ? described : nil))
            }
            let manifest = JSON.object(
                try Self.head(plan, officer) + [
                    .init("records", .array(records)),
                    .init("unreadable", .array(plan.unreadable.map { .string($0.text) })),
                ])
            for (name, bytes) in [
                (ExportFile.manifest, try officer.signExport(manifest: manifest)),
                (ExportFile.manifestJSON, Array((manifest.text + "\n").utf8)),
                (ExportFile.proof, plan.proof), (ExportFile.genesis, officer.genesisNote),
                (ExportFile.card, officer.key.card.note.encoded),
            ] { try folder.write(name + ".age", to: keys) { try $0(bytes.span) } }
            try folder.write(
                "README.txt",
                text: Sentence.exportReadMe.text(.indonesian) + "\n\n"
                    + Sentence.exportReadMe.text(.english) + "\n")
            return plan.records.count
        }

        private static func head(_ plan: ExportPlan, _ officer: Officer) throws -> [JSON.Member] {
            let recipients = try plan.recipients.map { try $0.named }
            return [
                .init("format", "brankas/export/v1"), .init("vault", .string(officer.vault.text)),
                .init("case", .string(plan.summary.id.text)), .init("owner", .string(plan.summary.owner.text)),
                .init("summary", plan.summary.fields),
                .init("links", .array(plan.summary.links.map { .string($0.text) })),
                .init("exported", .string(plan.time.text)), .init("by", .string(officer.key.handle.text)),
                .init("purpose", .string(plan.purpose.text)), .init("entry", .number(String(plan.sequence))),
                .init("to", .array(recipients.compactMap { $0.handle.map { .string($0.text) } })),
                .init("recipients", .array(recipients.map { .string($0.digest.hex) })),
            ]
        }
    }
}

/// A record that leaves: what the manifest says of it is what was sealed, whatever its metadata claims.
struct LeftRecord {
    let record: RecordSummary
    let file: String
    var entry: UInt64 = 0
    private var byteCount = 0
    private var hasher = Hasher256()

    init(_ record: RecordSummary) {
        self.record = record
        file = ReceivedExport.file(of: record.id)
    }

    mutating func take(_ chunk: Span<UInt8>) {
        byteCount += chunk.count
        hasher.update(chunk)
    }

    /// Its metadata, unless that is longer than any that the program writes.
    var described: JSON? {
        record.metadata.text.utf8.count <= ExportFile.recordLimit ? record.metadata : nil
    }

    func json(_ described: JSON?) -> JSON {
        var members: [JSON.Member] = [
            .init("record", .string(record.id.text)), .init("file", .string(file)),
            .init("version", JSON(integerLiteral: record.version)),
            .init("compartment", .string(record.compartment.text)), .init("added", .string(record.added.text)),
            .init("by", .string(record.by.text)), .init("addedEntry", .number(String(record.sequence))),
            .init("exportedEntry", .number(String(entry))), .init("size", JSON(integerLiteral: byteCount)),
            .init("sha256", .string(hasher.finish().hex)),
        ]
        if case .object(let rest)? = described {
            let said = Set(members.map(\.name))
            members += rest.filter { !said.contains($0.name) }
        }
        return .object(members)
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
