import ArgumentParser
import Casework
import Console
import Files
import SystemPackage
import Texts
import Vault
import Vocabulary

extension DocumentCommands {
    struct Add: SpeakingCommand {
        static let configuration = CommandConfiguration(commandName: "add", abstract: Help.documentAdd.spoken)
        @OptionGroup var common: CommonOptions
        @Argument(help: .spoken(.caseID)) var id: String
        @Argument(help: .spoken(.files), completion: .file()) var files: [String]
        @Option(help: .spoken(.compartment), completion: .compartments) var compartment: String
        @Option(help: .spoken(.about), completion: .file())
        var about: String?
        @Flag(help: .spoken(.again)) var again = false

        func perform(_ desk: Desk) throws {
            let id = try id.asCase
            let compartment = try compartment.asDocumentCompartment
            let about = try about.map { try Self.about(desk, $0) } ?? []
            let intake = try Intake(files, desk)
            let officer = try desk.open(for: .documentAdd).officer
            let total = intake.files.reduce(0) { $0.adding($1.byteCount) }
            let status = desk.statusLine(.sealing(shown(files.joined(separator: ", "))))
            var filing = Filing(
                officer: officer, caseID: id, compartment: compartment, about: about,
                role: try officer.role(for: .documentAdd), again: again, progress: { status.advance(by: $0, of: total) }
            )
            var unheard: (any Error)?
            let isInParts = intake.hasFolders || !Filing.isOneBatch(intake.files)
            if isInParts {
                for fault in intake.refused { filing.refuse(fault) }
                try filing.storeReadable(intake.files) { stored in
                    status.clear()
                    guard unheard == nil, !desk.options.json else { return }
                    // Files are not left out because nobody reads their list any more.
                    do { try Terminal.output(Self.lines(stored, desk.language)) } catch { unheard = error }
                }
            } else {
                try filing.storeAll(intake.files)
            }
            status.clear()
            try show(filing, desk, isShown: isInParts)
            if let unheard { throw unheard }
        }

        /// What was done with the files, all of it: a refused one makes the command end with an error.
        private func show(_ filing: Filing, _ desk: Desk, isShown: Bool) throws {
            if desk.options.json || !isShown && !filing.stored.isEmpty {
                try desk.show(json: filing.json(desk.language)) { Self.lines(filing.stored, desk.language) }
            }
            // Of many, their number; what each is, --json says.
            for known in filing.known where filing.known.count <= 20 {
                desk.tell(.sameFile(shown(known.file.relative ?? known.file.path.text), known.id.text))
            }
            if !filing.known.isEmpty { desk.tell(.alreadyStored(filing.known.count)) }
            remind(of: filing.stored, desk)
            guard !filing.refused.isEmpty else { return }
            for fault in filing.refused {
                let complaint = Failure(describing: fault).complaint
                Terminal.error(Sentence.notStored(complaint.text(desk.language)).text(desk.language))
            }
            throw Failure(.filesRefused(filing.refused.count))
        }

        /// That the originals still lie where they were: each file that was named, or where those are many, their folders.
        private func remind(of stored: [Filing.Stored], _ desk: Desk) {
            let isLong = files.count > 20
            // By bytes: Swift takes two spellings of a letter for one.
            var order: [[UInt8]] = []
            var originals: [[UInt8]: (place: String, count: Int, byteCount: Int, isFile: Bool)] = [:]
            for item in stored {
                let isFile = item.file.relative == nil && !isLong
                let folder = FilePath(item.file.argument).removingLastComponent().string
                let place =
                    item.file.relative == nil && isLong ? (folder.isEmpty ? "." : folder) : item.file.argument
                let key = Array(place.utf8)
                if originals[key] == nil { order.append(key) }
                originals[key, default: (place, 0, 0, isFile)].count += 1
                originals[key]?.byteCount += item.document.byteCount
            }
            for (place, count, byteCount, isFile) in order.compactMap({ originals[$0] }) {
                desk.tell(
                    isFile
                        ? .originalRemains(path: shown(place), size: humanSize(byteCount))
                        : .originalsRemain(path: shown(place), count: count, size: humanSize(byteCount)))
            }
        }

        private static func lines(_ stored: [Filing.Stored], _ language: Language) -> String {
            stored.map { stored in
                Sentence.documentStored(
                    stored.document.id.text, name: shown(stored.file.relative ?? stored.file.name),
                    size: humanSize(stored.document.byteCount)
                ).text(language)
            }.joined(separator: "\n")
        }

        private static func about(_ desk: Desk, _ path: String) throws -> [JSON.Member] {
            let members = try GivenFields.canonical(
                try desk.readObject(path).value, DocumentField.self, source: path
            ).filter { $0.value != .null }
            func fault(_ problem: JSONFault) -> Failure {
                Failure(.json(what: shown(path), problem: problem))
            }
            return try members.map { member in
                guard let field = DocumentField(rawValue: member.name) else {
                    try GivenFields.checkExtra(member.value, limit: DocumentField.label.byteLimit, source: path)
                    return member
                }
                guard let text = member.value.string else { throw fault(.notText(member.name)) }
                guard text.utf8.count <= field.byteLimit else { throw fault(.tooLong(limit: field.byteLimit)) }
                // A day is stored as one; what else people write of a time stays as it is.
                guard field == .collectedAt, let day = Day(typed: text) else { return member }
                // Where the vault is, it may be a day later than here.
                if day.number > desk.now.day.number + 1 {
                    guard Terminal.inputIsTerminal, try desk.agrees(.askPlausible(shown(text))) else {
                        throw fault(.implausible(member.name))
                    }
                }
                return .init(member.name, .string(day.isoText))
            }
        }
    }
}
