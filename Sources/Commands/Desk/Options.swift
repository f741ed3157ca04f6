import ArgumentParser
import Casework
import Console
import Foundation
import Texts
import Vocabulary

/// What every command takes.
struct CommonOptions: ParsableArguments {
    @Option(help: .spoken(.vault), completion: .directory)
    var vault: String?

    @Option(help: .spoken(.keyFile), completion: .file())
    var key: String?

    @Option(name: .customLong("as"), help: .spoken(.asRole))
    var role: String?

    @Option(help: .spoken(.passphraseFd))
    var passphraseFd: Int32?

    @Option(help: .spoken(.lang), completion: .list(Language.allCases.map(\.rawValue)))
    var lang: String?

    @Flag(help: .spoken(.afterPause))
    var afterPause = false

    @Flag(help: .spoken(.here))
    var here = false

    @Flag(help: .spoken(.json))
    var json = false

    @Flag(help: .spoken(.quiet))
    var quiet = false

    @Flag(name: .customLong("no-pager"), help: .spoken(.noPager))
    var withoutPager = false

    /// Their names, as they are typed.
    static let names = [
        "--vault", "--key", "--as", "--passphrase-fd", "--lang", "--after-pause", "--here", "--json", "--quiet",
        "--no-pager",
    ]

    func validate() throws {
        if let lang, Language(rawValue: lang) == nil {
            throw ValidationError(Complaint.badLanguage.text(.ofProcess))
        }
    }
}

/// A command that talks to people: its errors become one line, a hint, and an exit code.
protocol SpeakingCommand: ParsableCommand {
    var common: CommonOptions { get }
    func perform(_ desk: Desk) throws
}

extension SpeakingCommand {
    mutating func run() throws {
        let desk = Desk(common)
        defer { desk.tellFindings() }
        do {
            try perform(desk)
        } catch let code as ExitCode {
            // All there is to say was said.
            throw code
        } catch is Terminal.ClosedPipe {
            // Quietly, but not as a success: not all was shown, and what was may not have been checked to its end.
            throw ExitCode(1)
        } catch {
            let complaint = Failure(describing: error, at: desk.door).complaint
            desk.fail(complaint)
            throw ExitCode(complaint.code.exitCode)
        }
    }
}

/// Parses an argument into one of the design's names, or says which argument it was.
func parse<T>(_ text: String, _ kind: ValueKind, _ make: (String) throws -> T) throws -> T {
    do {
        return try make(text)
    } catch is BadName {
        throw Failure(.badName(kind, value: shown(text)))
    }
}

extension [String] {
    /// Compartments, repeated or with commas; nil where none are given.
    var asCompartments: [CompartmentName]? {
        get throws {
            if isEmpty { return nil }
            return try flatMap { $0.split(separator: ",", omittingEmptySubsequences: false) }
                .map { try $0.trimmingCharacters(in: .whitespaces).asCompartment }
        }
    }
}

extension String {
    var asVault: VaultID {
        get throws { try parse(self, .vaultID) { try VaultID(hex: $0.lowercased()) } }
    }
    var asCase: CaseID {
        get throws { try parse(self, .caseID) { try CaseID($0.uppercased()) } }
    }
    var asRecord: RecordID {
        get throws { try parse(self, .recordID) { try RecordID($0.uppercased()) } }
    }
    /// The id of a document, not of an identity.
    var asDocument: RecordID {
        get throws {
            let record = try asRecord
            guard record.kind == .document else { throw Failure(.badName(.documentID, value: shown(self))) }
            return record
        }
    }
    /// The id of an identity, not of a document.
    var asIdentity: RecordID {
        get throws {
            let record = try asRecord
            guard record.kind == .identity else { throw Failure(.badName(.identityID, value: shown(self))) }
            return record
        }
    }
    /// A compartment that documents may stand in.
    var asDocumentCompartment: CompartmentName {
        get throws {
            let compartment = try asCompartment
            guard compartment != .identity, compartment != .summary else {
                throw Failure(.badName(.documentCompartment, value: compartment.text))
            }
            return compartment
        }
    }
    var asAsk: AskID {
        get throws { try parse(self, .requestID) { try AskID($0.uppercased()) } }
    }
    var asGrant: GrantID {
        get throws { try parse(self, .grantID) { try GrantID($0.uppercased()) } }
    }
    var asRole: RoleName {
        get throws { try parse(self, .role) { try RoleName($0) } }
    }
    var asHandle: Handle {
        get throws { try parse(self, .handle) { try Handle($0) } }
    }
    var asPurpose: Purpose {
        get throws {
            // Which of them there are is for the vault's charter to say.
            try parse(self, .purpose(known: Purpose.usual.map(\.text).joined(separator: ", "))) { try Purpose($0) }
        }
    }
    /// In any order: `update,add`.
    var asPermissions: Permissions {
        get throws {
            guard !isEmpty else { throw Failure(.badName(.permissions, value: self)) }
            return Permissions(
                try split(separator: ",").map { word in
                    let known = Permission(rawValue: word.trimmingCharacters(in: .whitespaces).lowercased())
                    guard let known else { throw Failure(.badName(.permissions, value: shown(self))) }
                    return known
                })
        }
    }
    var asCompartment: CompartmentName {
        get throws {
            // As tables show it, `barang bukti` is no name, and the vault knows which is meant.
            try parse(replacing(" ", with: "-"), .compartment) { try CompartmentName($0) }
        }
    }
}
