import Age
import Casework
import Files
import Ledger
import Sodium
import SystemPackage
import Texts
import Vault

/// A complaint on its way to whoever called.
struct Failure: Error {
    let complaint: Complaint

    init(_ complaint: Complaint) {
        self.complaint = complaint
    }
}

extension Failure {
    /// The one place where an error becomes a sentence.
    init(describing error: any Error) {
        switch error {
        case let failure as Failure: self = failure
        case let error as VaultError: self.init(Self.complaint(error))
        case let error as CustodyError: self.init(Self.complaint(error))
        case let error as FileError: self.init(Self.complaint(error))
        case let error as LogFault: self.init(Self.complaint(error))
        case let error as CaseworkError: self.init(Self.complaint(error))
        case SodiumError.keyringRefused: self.init(.keyringRefused)
        case let error as JSONFault: self.init(.json(what: "JSON", problem: Self.problem(error)))
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
        case .denied(let reason, _, let sequence): .denied(self.reason(reason), entry: String(sequence))
        case .tampered(let thing): .tampered(tampered(thing))
        case .wrongPassphrase: .wrongPassphrase
        case .notAKeyFile: .notAKeyFile("--key")
        case .notEnrolled(let handle): .notEnrolled(handle.text)
        case .otherKey(let handle): .otherKey(handle.text)
        case .noRole: .noRole
        case .severalRoles(let roles): .severalRoles(roles.map(\.text).joined(separator: ", "))
        case .unknownRole(let role): .unknownRole(role.text)
        case .compartmentNotHeld(let name): .compartmentNotHeld(name.text)
        case .unknownCompartment(let name): .unknownCompartment(name.text)
        case .badJSON(let fault): .json(what: "JSON", problem: problem(fault))
        case .roleHasNoKey(let role): .roleHasNoKey(role.text)
        case .cardMismatch(let handle): .cardMismatch(handle.text)
        case .notAnAdmin(let handle): .notAdminFounder(handle.text)
        case .noSearchKey: .noSearchKey
        case .unknownEntry(let sequence): .unknownEntry(sequence)
        case .missingTerm(let option): .missingOption(option)
        case .weakRecipient(let text): .weakRecipient(shown(String(text.prefix(80))))
        }
    }

    private static func complaint(_ error: CustodyError) -> Complaint {
        switch error {
        case .refused(let refusal): complaint(refusal)
        case .rosterMoved: .moved
        case .headUnknown(let named, let size): .tampered(.rolledBack(pinned: named.size, shown: size))
        case .notFresh(let time): .clocksDiffer(custodian: time.text)
        case .replayed, .badSignature: .malformedRequest
        case .notThisVault: .tampered(.otherVault)
        case .damaged(let damage): .damaged(self.damage(damage))
        case .throttled: .throttled
        case .busy: .busy
        case .storage(let why): .diskRefuses(shown(why))
        }
    }

    private static func complaint(_ refusal: Refusal) -> Complaint {
        switch refusal {
        case .unknownCase: .unknownCase
        case .unknownRecord: .unknownRecord
        case .unknownGrant: .unknownGrant
        case .unknownAsk: .unknownRequest
        case .unknownPerson: .unknownPerson
        case .unknownRole: .unknownRole("?")
        case .unknownCompartment: .unknownCompartment("?")
        case .handleTaken: .handleTaken
        case .alreadyDone, .idTaken: .alreadyDone
        case .timesReversed: .timesReversed
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
        case .tooLong(let path, let limit): .tooLong(shown(path), limit: limit)
        case .changed(let path): .changed(shown(path))
        }
    }

    private static func complaint(_ error: LogFault) -> Complaint {
        switch error {
        case .leaf(let entry): .logFault(.leaf, entry: entry)
        case .signature(let entry): .logFault(.signature, entry: entry)
        case .tree(let size): .logFault(.tree, entry: size)
        case .namedHead(let entry): .logFault(.namedHead, entry: entry)
        case .roster(let entry): .logFault(.roster, entry: entry)
        case .caseChain(let entry): .logFault(.caseChain, entry: entry)
        case .nonce(let entry): .logFault(.nonce, entry: entry)
        case .time(let entry): .logFault(.time, entry: entry)
        case .decision(let entry): .logFault(.decision, entry: entry)
        }
    }

    private static func complaint(_ error: CaseworkError) -> Complaint {
        switch error {
        case .malformed(let kind, let line): .badName(.format(kind.rawValue), value: shown(line))
        case .badName(let kind): .badName(.format(kind.rawValue), value: "?")
        case .rosterRefused: .tampered(.roster)
        case .trailRefused(let id, _, _): .tampered(.trail(id.text))
        case .manifestMismatch(let item): .tampered(.missing(item))
        }
    }

    static func damage(_ damage: Damage) -> String {
        switch damage {
        case .ledgerEntry(let sequence): "ledger, entry \(sequence)"
        case .ledgerShort(let size, let expected): "ledger, \(size) of \(expected) entries"
        case .tree: "ledger, tree"
        case .checkpoint: "ledger, checkpoint"
        case .roster: "roster"
        case .seal: "custody/custodian.age"
        case .thing(let sequence, let name): "entry \(sequence), \(name)"
        case .object(let record): "objects, \(record)"
        case .half(let record): "custody, \(record)"
        case .caseTrail(let id): "ledger, \(id.text)"
        case .row(let table): "index, \(table)"
        }
    }

    static func problem(_ fault: JSONFault) -> Complaint.JSONProblem {
        switch fault {
        case .syntax(let offset): .syntax(offset: offset)
        case .duplicateKey(let key): .duplicateKey(key)
        case .tooDeep: .tooDeep
        case .tooLong: .tooLong
        case .notAnObject: .notAnObject
        case .notUTF8: .notUTF8
        case .missing(let key): .missing(key)
        case .notText(let key): .notText(key)
        case .badValue(let key): .badValue(key)
        case .controlCharacter(let key): .controlCharacter(key)
        }
    }

    static func reason(_ denial: Denial) -> Complaint.DeniedReason {
        switch denial {
        case .notEnrolled: .notEnrolled
        case .dismissed: .dismissed
        case .notMember: .notMember
        case .lacksCapability: .lacksCapability
        case .notAdmin: .notAdmin
        case .adminOpens: .adminOpens
        case .foreignAgency: .foreignAgency
        case .agencyNotJoined: .agencyNotJoined
        case .noGrant: .noGrant
        case .notNamed: .notNamed
        case .otherCompartment: .otherCompartment
        case .otherPurpose: .otherPurpose
        case .grantWaiting: .grantWaiting
        case .grantNotBegun: .grantNotBegun
        case .grantExpired: .grantExpired
        case .grantRevoked: .grantRevoked
        case .notOwner: .notOwner
        case .ownRole: .ownRole
        case .beyondParent: .beyondParent
        case .tooLong: .tooLong
        case .ownRequest: .ownRequest
        case .caseClosed: .caseClosed
        case .searchLimit: .searchLimit
        case .withdrawn: .withdrawn
        case .enrolmentWaiting: .enrolmentWaiting
        }
    }

    private static func tampered(_ thing: Tampering) -> Complaint.TamperedThing {
        switch thing {
        case .rolledBack(let pinned, let size): .rolledBack(pinned: pinned.size, shown: size)
        case .checkpoint: .checkpoint
        case .inclusion(let sequence): .inclusion(sequence)
        case .consistency(let from, let to): .consistency(from, to)
        case .entry(let sequence): .entry(sequence)
        case .roster: .roster
        case .otherVault: .otherVault
        case .trail(let id): .trail(id.text)
        case .oldTrail(let id): .oldTrail(id.text)
        case .manifest(let sequence): .manifest(sequence)
        case .thing(let sequence, let name): .thing(sequence, name)
        case .missing(let what): .missing(what)
        case .compartmentKey(let epoch, let id): .compartmentKey(epoch.text, id.text)
        case .recordKey(let id): .recordKey(id.text)
        case .metadata(let id): .metadata(id)
        case .payload(let id): .payload(id.text)
        case .content(let id): .content(id.text)
        case .roleSeed(let key): .roleSeed(key.text)
        case .envelope(let id): .envelope(id.text)
        case .pin: .pin
        }
    }
}

extension Complaint {
    /// docs: 64 wrong usage or malformed input, 65 damaged or tampered with, 69 out of reach, 77 denied, 1 the rest.
    var exitCode: Int32 {
        switch self {
        case .noVaultNamed, .passphraseWeak, .badName, .badDate, .badDuration, .badWorkFactor, .badLanguage, .keysFile,
            .json, .badNIK, .nikMismatch, .emptyText, .badCard, .textInArgument, .bothStandardInput, .severalRoles,
            .notAKeyFile, .timesReversed, .periodReversed, .malformedRequest, .unknownCompartment, .notRegular,
            .tooLong,
            .passphrasesDiffer, .binaryToTerminal, .missingOption, .weakRecipient, .searchTerm, .answerCount,
            .eitherOr:
            64
        case .documentDiffers, .damaged, .tampered, .logFault, .fingerprintDiffers, .cardMismatch: 65
        case .busy: 69
        // As if the signal had ended the program, which it would have with the terminal left blind.
        case .interrupted: 130
        case .denied, .throttled, .notEnrolled, .otherKey, .notAdminFounder, .compartmentNotHeld: 77
        default: 1
        }
    }
}
