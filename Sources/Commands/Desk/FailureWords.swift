import Age
import Casework
import Console
import Custodian
import Files
import Ledger
import Sodium
import SystemPackage
import Texts
import Vault
import Vocabulary
import Wire

extension Failure {
    /// The one place where an error becomes a sentence.
    init(describing error: any Error, at door: Door? = nil) {
        switch error {
        case let error as WireError: self.init(.connection(Desk.fault(error, at: door)))
        case let failure as Failure: self = failure
        case let error as VaultError: self.init(Self.complaint(error))
        case let error as CustodyError: self.init(Self.complaint(error))
        case let halt as ServiceHalt: self.init(.connection(.standsStill(halt)))
        case FormatError.unknown: self.init(.vaultTooNew)
        case let error as FileError: self.init(Self.complaint(error))
        case let fault as LogFault: self.init(.logFault(fault))
        case let error as BadName: self.init(.badName(.format(error.kind.rawValue), value: "?"))
        case let error as CaseworkError: self.init(Self.complaint(error))
        case SodiumError.keyringRefused: self.init(.keyringRefused)
        case let error as JSONFault: self.init(.json(what: "JSON", problem: error))
        default: self.init(Self.complaint(other: error))
        }
    }

    private static func complaint(other error: any Error) -> Complaint {
        switch error {
        case AgeError.workFactorTooHigh: .badWorkFactor
        default: .internalFault(shown("\(error)"))
        }
    }

    private static func complaint(_ error: VaultError) -> Complaint {
        switch error {
        case .denied(let reason, let kind, let sequence): .denied(reason, of: kind, entry: String(sequence))
        // A file's name is somebody's text.
        case .tampered(.exported(let file)): .tampered(.exported(shown(file)))
        case .tampered(let thing): .tampered(thing)
        case .wrongPassphrase: .wrongPassphrase
        case .notAKeyFile: .notAKeyFile("--key")
        case .notEnrolled(let handle): .notEnrolled(handle.text)
        case .otherKey(let handle): .otherKey(handle.text)
        case .noRole: .noRole
        case .severalRoles(let roles): .severalRoles(roles.map(\.text).joined(separator: ", "))
        case .unknownRole(let role): .unknownRole(role.text)
        case .compartmentNotHeld(let name): .compartmentNotHeld(name.text)
        case .unknownCompartment(let name): .unknownCompartment(name.text)
        case .unknownPurpose(let purpose, let known):
            .badName(
                .purpose(known: known.map(\.text).joined(separator: ", ")), value: shown(purpose.text),
                nearest: nearest(purpose.text, of: known.map(\.text)))
        case .badJSON(let fault): .json(what: "JSON", problem: fault)
        case .roleHasNoKey(let role): .roleHasNoKey(role.text)
        case .cardMismatch(let handle): .cardMismatch(handle.text)
        case .notAnAdmin(let handle): .notAdminFounder(handle.text)
        case .noSearchKey: .noSearchKey
        case .unknownEntry(let sequence): .unknownEntry(sequence)
        case .missingTerm(let option): .missingOption(option)
        case .exportOutdated(let record): .exportOutdated(record.text)
        case .exportTooLong(let records, let limit): .exportTooLong(records: records, limit: limit)
        case .notARecipient: .notARecipient
        case .weakRecipient(let text): .weakRecipient(shown(String(text.prefix(80))))
        }
    }

    private static func complaint(_ error: CustodyError) -> Complaint {
        switch error {
        case .refused(let refusal): complaint(refusal)
        case .alreadyDone(let precedent):
            .alreadyDone(
                precedent.action, time: precedent.time.text, by: precedent.by.text, entry: String(precedent.sequence))
        case .rosterMoved: .moved
        case .headUnknown(let named, let size): .tampered(.rolledBack(pinned: named.size, shown: size))
        case .notFresh(let time): .clocksDiffer(custodian: time.text)
        case .behindLedger(let last, let now): .behindLedger(last: last.text, now: now.text)
        case .longPause(let last, let now):
            .longPause(last: last.text, now: now.text, days: Int((now.seconds - last.seconds) / 86_400))
        case .replayed, .badSignature: .malformedRequest
        case .notThisVault: .tampered(.otherVault)
        case .notFounded: .connection(.notFounded)
        case .stranger: .connection(.stranger(handle: nil))
        case .otherVersion(let program): .connection(.otherVersion(program: shown(program)))
        case .damaged(let damage): .damaged([damage])
        case .throttled: .throttled
        case .busy: .busy
        case .storage(let why): .diskRefuses(shown(why))
        case .onlyLooking: .onlyLooking
        case .full: .vaultFull
        }
    }

    private static func complaint(_ refusal: Refusal) -> Complaint {
        switch refusal {
        case .unknownCase: .unknownCase
        case .unknownRecord: .unknownRecord
        case .unknownVersion: .unknownVersion
        case .unknownGrant: .unknownGrant
        case .unknownAsk: .unknownRequest
        case .unknownPerson: .unknownPerson
        case .unknownRole: .unknownRole("?")
        case .unknownCompartment: .unknownCompartment("?")
        case .unknownPurpose: .badName(.purpose(known: Purpose.usual.map(\.text).joined(separator: ", ")), value: "?")
        case .handleTaken: .handleTaken
        case .alreadyDone, .idTaken: .soAlready
        case .timesReversed: .timesReversed
        case .clockNotAhead: .clockNotAhead
        case .roleHasNoKey: .roleHasNoKey("?")
        case .epochStale, .epochMoved, .versionMoved: .moved
        case .malformed, .tooLarge: .malformedRequest
        }
    }

    private static func complaint(_ error: FileError) -> Complaint {
        switch error {
        case .system(_, let path, .noSpace), .system(_, let path, .diskQuotaExceeded),
            .system(_, let path, .fileTooLarge):
            .noSpace(shown(path))
        case .system(_, let path, .permissionDenied), .system(_, let path, .notPermitted),
            .system(_, let path, .readOnlyFileSystem):
            .notPermitted(shown(path))
        case .system(_, let path, let code): .fileRefused(shown(path), why: code.description)
        case .exists(let path): .exists(shown(path))
        case .missing(let path): .missing(shown(path))
        case .notRegular(let path): .notRegular(shown(path))
        case .ownFile(let path): .ownFile(shown(path))
        case .tooLong(let path, let limit): .tooLong(shown(path), limit: limit)
        case .changed(let path): .changed(shown(path))
        }
    }

    private static func complaint(_ error: CaseworkError) -> Complaint {
        switch error {
        case .malformed(let kind, let line): .badName(.format(kind.rawValue), value: shown(line))
        case .rosterRefused: .tampered(.roster)
        case .trailRefused(let id, _, _): .tampered(.trail(id))
        case .manifestMismatch(let item): .tampered(.missing(item))
        }
    }
}

extension Complaint {
    /// What a program gets of it.
    func json(_ language: Language, hint: String?) -> JSON {
        var members: [JSON.Member] = [
            .init("code", .string(code.rawValue)), .init("message", .string(text(language))),
        ]
        if let hint { members.append(.init("hint", .string(hint))) }
        if let entry { members.append(.init("entry", .number(entry))) }
        return .object([.init("error", .object(members))])
    }

    /// The entry of the ledger that says the same, or at which it shows.
    private var entry: String? {
        if case .denied(_, _, let entry) = self { return entry }
        if case .alreadyDone(_, _, _, let entry) = self { return entry }
        if case .logFault(let fault) = self { return String(fault.entry) }
        return nil
    }
}
