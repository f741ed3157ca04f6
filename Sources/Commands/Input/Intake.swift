import Casework
import Console
import Cores
import Files
import Media
import Sodium
import SystemPackage
import Texts
import Vault
import Vocabulary

/// The files that a command line names: themselves, or all that lies below a folder.
struct Intake {
    struct Named {
        /// The argument that it came with.
        let argument: String
        let path: NamedPath
        /// Its own name and its place, as `ByteText` has them.
        let name: String
        /// In a folder: its place from the folder's own name on.
        let relative: String?
        let byteCount: Int
        /// In a folder: which file it was when the folder was read.
        let identity: File.Identity?
    }

    private(set) var files: [Named] = []
    /// What lies in the folders and can't be stored.
    private(set) var refused: [FileError] = []
    private(set) var hasFolders = false

    /// Throws `FileError` for an argument that names nothing, or neither a file nor a folder.
    init(_ arguments: [String], _ desk: Desk) throws {
        var seen: [[UInt8]: Set<File.Identity>] = [:]
        for argument in arguments {
            let named = desk.path(argument)
            if try named.kind() == .folder {
                try named.check()
                hasFolders = true
                for item in named.walk() {
                    switch item {
                    case .file(let path, let relative, let byteCount, let identity):
                        // A folder that is named twice is one.
                        guard seen[Array(relative.utf8), default: []].insert(identity).inserted else { continue }
                        files.append(
                            Named(
                                argument: argument, path: path, name: path.name.map { ByteText.text($0) } ?? path.text,
                                relative: relative, byteCount: byteCount, identity: identity))
                    case .emptyFolder: break
                    case .refused(let fault): refused.append(fault)
                    }
                }
            } else {
                files.append(
                    Named(
                        argument: argument, path: named, name: named.name.map { ByteText.text($0) } ?? argument,
                        relative: nil, byteCount: try named.open().byteCount(), identity: nil))
            }
        }
    }
}

/// Stores files in a case and remembers what became of each.
struct Filing {
    struct Stored {
        let file: Intake.Named
        let document: StoredDocument
    }

    let officer: Officer
    let caseID: CaseID
    let compartment: CompartmentName
    let about: [JSON.Member]
    private let role: RoleName
    /// Whether what lies there already is stored once more.
    let again: Bool
    let progress: (_ byteCount: Int) -> Void
    private(set) var stored: [Stored] = []
    /// Those whose bytes lay in the compartment before.
    private(set) var known: [(file: Intake.Named, id: RecordID)] = []
    private(set) var refused: [FileError] = []

    init(
        officer: Officer, caseID: CaseID, compartment: CompartmentName, about: [JSON.Member], role: RoleName,
        again: Bool,
        progress: @escaping (_ byteCount: Int) -> Void
    ) {
        self.officer = officer
        self.caseID = caseID
        self.compartment = compartment
        self.about = about
        self.role = role
        self.again = again
        self.progress = progress
    }

    mutating func refuse(_ fault: FileError) { refused.append(fault) }

    /// All of them in one durable transaction, or none.
    mutating func storeAll(_ files: [Intake.Named]) throws {
        _ = try store(files, try documents(files).map { try $0.get() }, all: true)
    }

    /// Each that can be read, some at a time: what is done when the command is stopped stays done, and the same command
    /// goes on from there. `done` is told what was stored durably.
    mutating func storeReadable(_ files: [Intake.Named], done: (_ stored: [Stored]) throws -> Void) throws {
        var rest = files[...]
        while !rest.isEmpty {
            var next: [Intake.Named] = []
            var byteCount = 0
            while let file = rest.first, next.isEmpty || Self.fits(next.count, byteCount.adding(file.byteCount)) {
                rest.removeFirst()
                next.append(file)
                byteCount = byteCount.adding(file.byteCount)
            }
            var batch: [(file: Intake.Named, document: NewDocument)] = []
            for (file, document) in zip(next, documents(next)) {
                switch document {
                case .success(let document): batch.append((file, document))
                case .failure(let fault): refused.append(fault)
                }
            }
            guard !batch.isEmpty else { continue }
            let now = try store(batch.map(\.file), batch.map(\.document), all: false)
            if !now.isEmpty { try done(now) }
        }
    }

    private mutating func store(
        _ files: [Intake.Named], _ documents: [NewDocument], all: Bool
    ) throws -> [Stored] {
        let results = try officer.addDocuments(
            caseID, documents, to: compartment, as: role, all: all, again: again, progress: progress)
        var now: [Stored] = []
        for (file, result) in zip(files, results) {
            switch result {
            case .success(.stored(let document)): now.append(Stored(file: file, document: document))
            case .success(.known(let id)): known.append((file, id))
            case .failure(let fault): refused.append(fault)
            }
        }
        stored += now
        return now
    }

    /// How much is stored at a time: what an interruption costs, what lies in memory, and what one message to a custodian may have.
    private static func fits(_ count: Int, _ byteCount: Int) -> Bool { count < Call.limit && byteCount <= 1 << 28 }

    /// Whether all of these go at once; else they are stored as a folder is, some at a time.
    static func isOneBatch(_ files: [Intake.Named]) -> Bool {
        files.count <= 1 || fits(files.count - 1, files.dropLast().reduce(0) { $0.adding($1.byteCount) })
    }

    /// What will be said of each, or why it can't be read. Told by the content, on all cores: libmagic takes longer than
    /// sealing does.
    private func documents(_ files: [Intake.Named]) -> [Result<NewDocument, FileError>] {
        Cores.map(files, context: { Magic() }) { [about] magic, file in
            Result { () throws(FileError) in try Self.document(file, about, magic) }
        }
    }

    private static func document(
        _ named: Intake.Named, _ about: [JSON.Member], _ magic: Magic?
    ) throws(FileError) -> NewDocument {
        let file = try named.path.open()
        var sample = [UInt8](repeating: 0, count: min(Magic.sampleByteCount, try file.byteCount()))
        var span = sample.mutableSpan
        let count = try file.read(into: &span)
        return NewDocument(
            path: named.path, identity: named.identity, fileName: named.name, relativePath: named.relative,
            mediaType: magic?.mediaType(of: sample.span.extracting(0..<count)) ?? "application/octet-stream",
            about: about)
    }

    func json(_ language: Language) -> JSON {
        var members: [JSON.Member] = [
            .init(
                "documents",
                .array(
                    stored.map { stored in
                        .object(
                            [
                                JSON.Member("document", .string(stored.document.id.text)),
                                JSON.Member("sha256", .string(stored.document.digest.hex)),
                                JSON.Member("size", JSON(integerLiteral: stored.document.byteCount)),
                            ] + (stored.file.relative.map { [.init("path", .string(ByteText.escaped($0)))] } ?? []))
                    }))
        ]
        if !known.isEmpty {
            members.append(
                .init(
                    "already",
                    .array(
                        known.map { known in
                            .object([
                                .init("document", .string(known.id.text)),
                                .init("path", .string(ByteText.escaped(known.file.relative ?? known.file.path.text))),
                            ])
                        })))
        }
        if !refused.isEmpty {
            members.append(
                .init(
                    "refused",
                    .array(
                        refused.map { fault in
                            .object([
                                .init("path", .string(ByteText.escaped(fault.path))),
                                .init("reason", .string(Failure(describing: fault).complaint.text(language))),
                            ])
                        })))
        }
        return .object(members)
    }
}

extension Int {
    /// Sizes may be anything: a file with holes claims more than there is.
    func adding(_ other: Int) -> Int {
        let (sum, overflows) = addingReportingOverflow(other)
        return overflows ? .max : sum
    }
}
