package import Vocabulary

/// What Brankas says when something does not go: one sentence in lower case, and what to do.
package enum Complaint: Sendable {
    // Files and terminal
    case noVaultNamed
    case notAVault(String)
    case vaultTooNew
    case noKeyFile(String)
    /// The variable that says where this account's files are.
    case noHome(String)
    /// Where this officer did not work with the vault before.
    case otherPlace(String)
    case onlyLooking
    /// The options by which a command says itself that what it does is wanted.
    case consentMissing(String)
    case notAgreed
    case vaultFull
    case notAKeyFile(String)
    case wrongPassphrase
    case noTerminal(what: String)
    case argumentsUnreadable
    case interrupted
    case inputEnded
    case passphraseWeak
    case passphrasesDiffer
    case passphraseMissing
    case exists(String)
    case missing(String)
    case notRegular(String)
    case ownFile(String)
    case tooLong(String, limit: Int)
    case changed(String)
    case noSpace(String)
    case notPermitted(String)
    case fileRefused(String, why: String)
    case outputFailed
    case binaryToTerminal
    case filesRefused(Int)
    case noViewer
    case viewerFailed(mediaType: String)
    case noRoomToView
    // Input
    /// With those names that may have been meant, here and below.
    case badName(ValueKind, value: String, nearest: [String] = [])
    case badDate(String)
    case badDuration(String)
    case badWorkFactor
    case badLanguage
    case keysFile(line: Int?, problem: KeysFault)
    case json(what: String, problem: JSONFault)
    case badNIK
    case nikMismatch(String)
    case emptyText
    case badCard(String)
    case badSSHKey(String, SSHKeyFault)
    case fingerprintDiffers(expected: String, actual: String)
    case bothStandardInput
    case usage(UsageFault)
    case badUsage(String)
    /// Two options of which one goes.
    case eitherOr(String, String)
    // People and roles
    case notEnrolled(String)
    case otherKey(String)
    case notAdminFounder(String)
    case cardMismatch(String)
    case noRole
    case severalRoles(String)
    case unknownRole(String, nearest: [String] = [])
    case unknownHandle(String, nearest: [String] = [])
    case notOfRole(String, role: String)
    case notAnExport(String)
    /// A grant that would last longer than the vault's rules let it: the most days.
    case grantTooLong(days: Int)
    case roleHasNoKey(String)
    case compartmentNotHeld(String)
    case noSearchKey
    case missingOption(String)
    case weakRecipient(String)
    case notARecipient
    case exportOutdated(String)
    case exportTooLong(records: Int, limit: Int)
    case searchTerm
    case answerCount(Int, Int)
    case setOrFrom
    // The custodian's answers
    case denied(Denial, of: RecordKind?, entry: String)
    case unknownCase, unknownRecord, unknownVersion, unknownGrant, unknownRequest, unknownPerson
    case unknownEntry(UInt64)
    case documentDiffers(String, recorded: String)
    case unknownCompartment(String, nearest: [String] = [])
    case requestLimit(Int)
    case exportLimit(Int)
    case handleTaken
    case alreadyDone(ActionName, time: String, by: String, entry: String)
    /// Nobody did it: it was never otherwise.
    case soAlready
    case timesReversed
    case periodReversed
    case inFuture(String)
    case moved
    case malformedRequest
    case clocksDiffer(custodian: String)
    case behindLedger(last: String, now: String)
    case clockNotAhead
    case longPause(last: String, now: String, days: Int)
    case busy
    case throttled
    case diskRefuses(String)
    case damaged([Damage])
    case tampered(Tampering)
    case logFault(LogFault)
    case keyringRefused
    case noSessionKeyring
    /// How much of what was looked at is missing.
    case machineLacks(Int)
    case connection(ConnectionFault)
    case internalFault(String)

    /// The word for it that programs rely on.
    package var code: ErrorCode {
        switch self {
        case .noVaultNamed: .noVaultNamed
        case .notAVault: .notAVault
        case .vaultTooNew: .vaultTooNew
        case .noKeyFile: .noKeyFile
        case .noHome: .noHome
        case .otherPlace: .otherPlace
        case .onlyLooking: .onlyLooking
        case .consentMissing: .consentMissing
        case .notAgreed: .notAgreed
        case .vaultFull: .vaultFull
        case .notAKeyFile: .notAKeyFile
        case .wrongPassphrase: .wrongPassphrase
        case .noTerminal: .noTerminal
        case .argumentsUnreadable: .argumentsUnreadable
        case .interrupted: .interrupted
        case .inputEnded: .inputEnded
        case .passphraseWeak: .passphraseWeak
        case .passphrasesDiffer: .passphrasesDiffer
        case .passphraseMissing: .passphraseMissing
        case .exists: .exists
        case .missing: .missing
        case .notRegular: .notRegular
        case .ownFile: .ownFile
        case .tooLong: .tooLong
        case .changed: .changed
        case .noSpace: .noSpace
        case .notPermitted: .notPermitted
        case .fileRefused: .fileRefused
        case .outputFailed: .outputFailed
        case .binaryToTerminal: .binaryToTerminal
        case .filesRefused: .filesRefused
        case .noViewer: .noViewer
        case .viewerFailed: .viewerFailed
        case .noRoomToView: .noRoomToView
        case .badName: .badValue
        case .badDate: .badDate
        case .badDuration: .badDuration
        case .badWorkFactor: .badWorkFactor
        case .badLanguage: .badLanguage
        case .keysFile: .badKeysFile
        case .json: .badJSON
        case .badNIK: .badNIK
        case .nikMismatch: .nikMismatch
        case .emptyText: .emptyText
        case .badCard: .badCard
        case .badSSHKey: .badSSHKey
        case .fingerprintDiffers: .fingerprintDiffers
        case .bothStandardInput: .inputTwice
        case .usage, .badUsage: .badUsage
        case .eitherOr, .setOrFrom: .optionsExclude
        case .notEnrolled: .notEnrolled
        case .otherKey: .otherKey
        case .notAdminFounder: .notAdmin
        case .cardMismatch: .cardMismatch
        case .noRole: .noRole
        case .severalRoles: .severalRoles
        case .unknownRole: .unknownRole
        case .unknownHandle, .notOfRole: .unknownPerson
        case .notAnExport: .notAnExport
        case .grantTooLong: .grantTooLong
        case .roleHasNoKey: .roleHasNoKey
        case .compartmentNotHeld: .compartmentNotHeld
        case .noSearchKey: .noSearchKey
        case .missingOption: .missingOption
        case .weakRecipient: .badRecipient
        case .notARecipient: .notARecipient
        case .exportOutdated: .moved
        case .exportTooLong: .tooLong
        case .searchTerm: .nothingToSearch
        case .answerCount: .answerCount
        case .denied: .denied
        case .unknownCase: .unknownCase
        case .unknownRecord: .unknownRecord
        case .unknownVersion: .unknownVersion
        case .unknownGrant: .unknownGrant
        case .unknownRequest: .unknownAsk
        case .unknownPerson: .unknownPerson
        case .unknownEntry: .unknownEntry
        case .documentDiffers: .documentDiffers
        case .unknownCompartment: .unknownCompartment
        case .requestLimit, .exportLimit: .askLimit
        case .handleTaken: .handleTaken
        case .alreadyDone, .soAlready: .alreadyDone
        case .timesReversed, .periodReversed: .timesReversed
        case .inFuture: .badDate
        case .moved: .moved
        case .malformedRequest: .malformedRequest
        case .clocksDiffer: .clocksDiffer
        case .behindLedger: .behindLedger
        case .longPause: .longPause
        case .clockNotAhead: .clockNotAhead
        case .busy: .busy
        case .throttled: .throttled
        case .diskRefuses: .storageRefuses
        case .damaged: .damaged
        case .tampered: .tampered
        case .logFault: .logFault
        case .keyringRefused: .keyringRefused
        case .noSessionKeyring: .noSessionKeyring
        case .machineLacks: .machineLacks
        case .connection(let fault): fault.code
        case .internalFault: .internalFault
        }
    }

    package func text(_ say: Language) -> String {
        switch self {
        case .noVaultNamed: say(id: "brankas mana?", en: "which vault?")
        case .notAVault(let path): say(id: "\(path) bukan brankas", en: "\(path) is not a vault")
        case .vaultTooNew:
            say(
                id: "brankas ini dibuat oleh versi program yang lebih baru",
                en: "this vault was made by a newer version of the program")
        case .otherPlace(let path):
            say(
                id: "brankas di \(path) bukan yang Anda pakai sebelumnya: sebuah salinan, atau pulihan dari cadangan",
                en: "the vault at \(path) is not where you last worked: a copy, or one put back from a backup")
        case .consentMissing(let options):
            say(
                id: "tidak ada terminal untuk bertanya, dan perintah ini tidak berkata \(options)",
                en: "there is no terminal to ask at, and the command does not say \(options)")
        case .notAgreed: say(id: "tidak disetujui: tidak ada yang diubah", en: "not agreed to: nothing was changed")
        case .vaultFull:
            say(id: "tidak ada ruang lagi di disk brankas", en: "no space is left on the vault's disk")
        case .onlyLooking:
            say(
                id: "brankas ini hanya dilihat: tidak ada yang dapat dicatat, maka tidak ada yang dibuka atau diubah",
                en: "this vault is only looked at: nothing can be entered, so nothing is opened or changed")
        case .noHome:
            say(id: "akun ini tidak punya folder rumah", en: "this account has no home folder")
        case .noKeyFile(let path): say(id: "tidak ada berkas kunci \(path)", en: "no key file \(path)")
        case .notAKeyFile(let path):
            say(id: "\(path) bukan berkas kunci Brankas", en: "\(path) is not a key file of Brankas")
        case .wrongPassphrase: say(id: "frasa sandi salah", en: "wrong passphrase")
        case .noTerminal(let what):
            say(id: "tidak ada terminal untuk menanyakan \(what)", en: "no terminal to ask for \(what)")
        case .argumentsUnreadable: say(id: "argumen perintah tidak dapat dibaca", en: "the arguments can't be read")
        case .interrupted: say(id: "dibatalkan", en: "interrupted")
        case .inputEnded:
            say(
                id: "masukan berakhir sebelum pertanyaan dijawab",
                en: "the input ended before the question was answered")
        case .passphraseWeak: say(id: "frasa sandi terlalu lemah", en: "the passphrase is too weak")
        case .passphrasesDiffer: say(id: "kedua frasa sandi tidak sama", en: "the two passphrases differ")
        case .passphraseMissing: say(id: "frasa sandi tidak diberikan", en: "no passphrase was given")
        case .exists(let path): say(id: "\(path) sudah ada", en: "\(path) exists already")
        case .missing(let path): say(id: "\(path) tidak ada", en: "\(path) does not exist")
        case .ownFile(let path):
            say(
                id: "\(path) adalah berkas brankas sendiri, atau ada di dalam foldernya",
                en: "\(path) is a vault's own file, or lies in its folder")
        case .notRegular(let path): say(id: "\(path) bukan berkas biasa", en: "\(path) is not a regular file")
        case .tooLong(let path, let limit):
            say(id: "\(path) lebih dari \(limit) bita", en: "\(path) has more than \(limit) bytes")
        case .changed(let path): say(id: "\(path) berubah saat dibaca", en: "\(path) changed while it was read")
        case .noSpace(let path): say(id: "tidak ada ruang lagi untuk \(path)", en: "no space is left for \(path)")
        case .notPermitted(let path):
            say(id: "sistem tidak mengizinkan akses ke \(path)", en: "the system does not permit access to \(path)")
        case .fileRefused(let path, let why): say(id: "\(path): \(why)", en: "\(path): \(why)")
        case .outputFailed: say(id: "keluaran tidak dapat ditulis", en: "the output can't be written")
        case .binaryToTerminal: say(id: "isi dokumen ini bukan teks", en: "the content of this document is not text")
        case .noViewer: say(id: "tidak ada program untuk melihat dokumen", en: "no program to look at documents")
        case .viewerFailed(let type):
            say(id: "tidak ada program yang menampilkan \(type)", en: "no program showed \(type)")
        case .noRoomToView:
            say(id: "dokumen ini terlalu besar untuk memori", en: "this document is too large for the memory")
        case .filesRefused(let count):
            say(id: "\(count) berkas tidak disimpan", en: "\(counted(count, "file", "files")) not stored")
        case .badName(let kind, let value, _):
            say(
                id: "'\(value)' bukan \(kind.text(say)) yang sah",
                en: "'\(value)' is not a valid \(kind.text(say))")
        case .badDate(let text): say(id: "'\(text)' bukan tanggal", en: "'\(text)' is not a date")
        case .badDuration(let text): say(id: "'\(text)' bukan lama waktu", en: "'\(text)' is not a duration")
        case .badWorkFactor: say(id: "faktor kerja harus antara 1 dan 22", en: "the work factor must be from 1 to 22")
        case .badLanguage: say(id: "--lang hanya menerima id atau en", en: "--lang takes id or en")
        case .keysFile(let line, let problem):
            say(
                id: "berkas kunci bersama\(line.map { ", baris \($0)" } ?? ""): \(problem.text(say))",
                en: "keys file\(line.map { ", line \($0)" } ?? ""): \(problem.text(say))")
        case .json(let what, let problem): "\(what): \(problem.text(say))"
        case .badNIK: say(id: "NIK harus 16 angka", en: "a NIK has 16 digits")
        case .nikMismatch(let what): what
        case .emptyText: say(id: "teksnya kosong", en: "the text is empty")
        case .badSSHKey(let path, let fault): fault.text(of: path, say)
        case .badCard(let path): say(id: "\(path) bukan kartu yang sah", en: "\(path) is not a valid card")
        case .fingerprintDiffers(let expected, let actual):
            say(
                id: "sidik kartu ini \(actual), bukan \(expected)",
                en: "the card's fingerprint is \(actual), not \(expected)")
        case .usage(let fault): fault.text(say)
        case .badUsage(let text): text
        case .eitherOr(let one, let other):
            say(id: "pakai \(one) atau \(other), tidak keduanya", en: "give \(one) or \(other), not both")
        case .bothStandardInput:
            say(id: "masukan standar hanya dapat dipakai sekali", en: "standard input can be used only once")
        case .notEnrolled(let handle):
            say(id: "\(handle) tidak terdaftar di brankas ini", en: "\(handle) is not enrolled in this vault")
        case .otherKey(let handle):
            say(id: "\(handle) terdaftar dengan kunci lain", en: "\(handle) is enrolled with another key")
        case .notAdminFounder(let handle):
            say(id: "\(handle) bukan admin dalam berkas kunci bersama", en: "\(handle) is no admin of the keys file")
        case .cardMismatch(let handle):
            say(id: "kartu \(handle) bukan yang seharusnya", en: "the card of \(handle) is not the one expected")
        case .noRole: say(id: "tidak ada peran yang dapat melakukannya", en: "you have no role that could do this")
        case .severalRoles(let roles):
            say(id: "beberapa peran dapat melakukannya: \(roles)", en: "several roles could do this: \(roles)")
        case .unknownRole(let role, _): say(id: "tidak ada peran \(role)", en: "no role \(role)")
        case .unknownHandle(let handle, _):
            say(id: "tidak ada petugas \(handle)", en: "nobody here is called \(handle)")
        case .notOfRole(let handle, let role):
            say(id: "\(handle) bukan \(role)", en: "\(handle) is no \(role)")
        case .notAnExport(let path):
            say(id: "\(path) bukan folder ekspor", en: "\(path) is no folder of an export")
        case .grantTooLong(let days):
            say(
                id: "di brankas ini akses berlaku paling lama \(days) hari",
                en: "in this vault a grant lasts \(counted(days, "day", "days")) at most")
        case .roleHasNoKey(let role):
            say(id: "belum ada yang terdaftar sebagai \(role)", en: "nobody is enrolled as \(role) yet")
        case .compartmentNotHeld(let name):
            say(id: "peran ini tidak memegang bagian \(name)", en: "this role does not hold the compartment \(name)")
        case .noSearchKey:
            say(id: "kunci pencarian tidak ada pada petugas ini", en: "this person does not hold the search key")
        case .missingOption(let option): say(id: "\(option) belum diberikan", en: "\(option) is missing")
        case .exportOutdated(let record):
            say(
                id: "rekaman \(record) berubah setelah ekspor itu diminta; ekspor itu tidak dipakai",
                en: "record \(record) has changed since the export was asked for; the export was not used")
        case .exportTooLong(let records, let limit):
            say(
                id:
                    "ekspor yang menunggu persetujuan memuat paling banyak \(say.number(limit)) rekaman; ini \(say.number(records))",
                en: "an export that waits for an approval holds at most \(say.number(limit)) records; these are "
                    + "\(say.number(records))")
        case .notARecipient:
            say(id: "ekspor ini tidak disegel untuk kunci ini", en: "the export is not sealed to this key")
        case .weakRecipient(let text):
            say(
                id: "'\(text)' bukan penerima age1pq1… atau kartu",
                en: "'\(text)' is neither an age1pq1… recipient nor a card")
        case .searchTerm:
            say(id: "tidak ada yang dapat dicari dari yang diketik", en: "nothing that was typed can be searched for")
        case .setOrFrom: say(id: "berikan --set atau --from, salah satu", en: "give either --set or --from")
        case .answerCount(let given, let expected):
            say(
                id: "masukan standar memuat \(given) baris, diperlukan \(expected)",
                en:
                    "standard input has \(counted(given, "line", "lines")), \(expected) \(expected == 1 ? "is" : "are") needed"
            )
        case .unknownEntry(let sequence):
            say(
                id: "tidak ada catatan \(sequence) yang boleh Anda lihat",
                en: "there is no entry \(sequence) that you may see")
        case .documentDiffers(let id, let recorded):
            say(
                id: "berkas ini bukan \(id) sebagaimana dicatat (sha256 \(recorded))",
                en: "this file is not \(id) as it was recorded (sha256 \(recorded))")
        case .denied(let reason, let kind, let entry):
            say(
                id: "ditolak: \(reason.text(say, of: kind)) (catatan \(entry))",
                en: "denied: \(reason.text(say, of: kind)) (entry \(entry))")
        case .unknownCase: say(id: "kasus tidak dikenal", en: "unknown case")
        case .unknownRecord: say(id: "rekaman tidak dikenal", en: "unknown record")
        case .unknownVersion: say(id: "rekaman itu tidak punya versi itu", en: "the record has no such version")
        case .unknownGrant: say(id: "pemberian akses tidak dikenal", en: "unknown grant")
        case .unknownRequest:
            say(id: "permintaan akses tidak dikenal", en: "unknown request for a grant")
        case .unknownPerson: say(id: "petugas tidak dikenal", en: "unknown person")
        case .unknownCompartment(let name, _): say(id: "tidak ada bagian \(name)", en: "no compartment \(name)")
        case .requestLimit(let limit):
            say(
                id: "peran ini sudah punya \(limit) permintaan yang belum dijawab di kasus itu",
                en: "this role has \(limit) unanswered requests in that case already")
        case .exportLimit(let limit):
            say(
                id: "peran ini sudah punya \(limit) ekspor yang menunggu di kasus itu",
                en: "this role has \(limit) waiting exports in that case already")
        case .handleTaken:
            say(
                id: "nama petugas itu sudah dipakai dan tidak dapat dipakai lagi",
                en: "that handle is taken and is never used again")
        case .alreadyDone(let action, let time, let by, let entry):
            say(
                id: "sudah dilakukan: \(action.text(say)), oleh \(by) pada \(time) (catatan \(entry))",
                en: "it is done already: \(action.text(say)), by \(by) at \(time) (entry \(entry))")
        case .soAlready: say(id: "memang sudah demikian", en: "it is so already")
        case .timesReversed:
            say(
                id: "akhir akses sudah lewat, atau sebelum mulainya",
                en: "the grant would end in the past, or before it begins")
        case .inFuture(let text):
            say(id: "\(text) masih di masa depan", en: "\(text) is in the future")
        case .periodReversed:
            say(id: "masa laporan berakhir sebelum mulai", en: "the period ends before it begins")
        case .moved: say(id: "kasus berubah terus saat dikerjakan", en: "the case kept changing meanwhile")
        case .malformedRequest: say(id: "permintaan tidak sesuai bentuknya", en: "the request is malformed")
        case .behindLedger(let last, let now):
            say(
                id:
                    "catatan terakhir bertanggal \(last), sedangkan jam komputer ini menunjukkan \(now): salah satunya keliru",
                en: "the last entry is of \(last), and this computer's clock says \(now): one of them is wrong")
        case .clockNotAhead:
            say(
                id:
                    "buku catatan tidak dapat kembali ke waktu itu: catatan terakhirnya bukan dari masa depan, atau waktu itu",
                en: "the ledger can't go back to that time: no entry of it is of the future, or that time is")
        case .longPause(let last, let now, let days):
            say(
                id: "catatan terakhir bertanggal \(last), \(days) hari sebelum \(now) menurut jam komputer ini",
                en: "the last entry is of \(last), \(days) days before \(now), which is what this computer's clock says"
            )
        case .clocksDiffer(let time):
            say(
                id: "jam tidak cocok dengan jam kustodian (\(time))",
                en: "this clock differs from the custodian's (\(time))")
        case .busy:
            say(
                id: "brankas sedang dipakai terlalu lama oleh proses lain",
                en: "the vault was in use by another process for too long")
        case .throttled:
            say(
                id: "terlalu banyak penolakan dalam satu jam; yang ini hanya dihitung",
                en: "too many denials within an hour; this one was only counted")
        case .diskRefuses(let why): say(id: "penyimpanan menolak: \(why)", en: "the storage refuses: \(why)")
        case .damaged(let damages):
            say(id: "isi brankas rusak: \(Self.places(damages))", en: "the vault is damaged: \(Self.places(damages))")
        case .tampered(let thing): thing.text(say)
        case .logFault(let fault):
            say(
                id: "buku catatan tidak cocok pada catatan \(fault.entry): \(fault.text(say))",
                en: "the ledger does not fit at entry \(fault.entry): \(fault.text(say))")
        case .keyringRefused:
            say(
                id: "sistem ini tidak mau menyimpan kunci yang terbuka", en: "this system refuses to hold an opened key"
            )
        case .noSessionKeyring:
            say(
                id: "login ini tidak punya keyring sendiri: kunci yang terbuka akan terbuka bagi seluruh akun",
                en: "this login has no keyring of its own: an unlocked key would be unlocked for the whole account")
        case .machineLacks(let count):
            say(
                id: "\(say.number(count)) hal kurang di komputer ini",
                en: "this machine lacks \(counted(count, "thing", "things"))")
        case .connection(let fault): fault.text(say)
        case .internalFault(let what): say(id: "kesalahan tak terduga: \(what)", en: "unexpected: \(what)")
        }
    }

    private static func places(_ damages: [Damage]) -> String { damages.map(\.place).joined(separator: "; ") }

    /// Whether the help of the command has what is missing.
    package var asksForHelp: Bool {
        switch self {
        case .usage(let fault): fault.nearest.isEmpty
        case .missingOption: true
        default: false
        }
    }

    /// What to do, where there is something to do. `command` is the one that was given, as `document add`.
    package func hint(_ say: Language, of command: String = "") -> String? {
        switch self {
        case .usage(let fault) where !fault.nearest.isEmpty:
            say(
                id: "mungkin maksud Anda: \(fault.nearest.joined(separator: ", "))",
                en: "did you mean: \(fault.nearest.joined(separator: ", "))")
        case .usage, .missingOption:
            say(id: "lihat: ", en: "see: ")
                + (["brankas", "help"] + (command.isEmpty ? [] : [command])).joined(separator: " ")
        case .badName(.vaultID, _, _):
            say(id: "64 digit heksadesimal, semuanya", en: "64 hexadecimal digits, all of them")
        case .badName(.role, _, _):
            say(id: "INSTANSI/PERAN, misalnya kejaksaan/jaksa", en: "AGENCY/ROLE, such as kejaksaan/jaksa")
        case .badName(_, _, let nearest), .unknownRole(_, let nearest), .unknownHandle(_, let nearest),
            .unknownCompartment(_, let nearest):
            nearest.isEmpty
                ? nil
                : say(
                    id: "mungkin maksud Anda: \(nearest.joined(separator: ", "))",
                    en: "did you mean: \(nearest.joined(separator: ", "))")
        case .noVaultNamed: say(id: "--vault DIR, atau BRANKAS_VAULT", en: "--vault DIR, or BRANKAS_VAULT")
        case .connection(let fault): fault.hint(say)
        case .badSSHKey(_, let fault): fault.hint(say)
        case .otherPlace:
            say(
                id: "verify --read-only melihat salinan tanpa mencatat; bila memang di sini Anda akan bekerja: --here",
                en: "verify --read-only looks at a copy without an entry; where this is where you mean to work: --here")
        case .notPermitted(let path):
            say(
                id: "lihat pemilik dan izinnya dengan ls -l \(path); chmod u+rw bila berkas itu milik Anda",
                en: "see its owner and mode with ls -l \(path); chmod u+rw where the file is yours")
        case .vaultFull:
            say(
                id: "kosongkan sebagian disk itu; sampai saat itu membuka bisa dicoba, dan verify --read-only melihat",
                en: "make room on that disk; until then opening may still work, and verify --read-only looks")
        case .onlyLooking:
            say(
                id: "salin brankas ke disk yang dapat ditulis, lalu kerjakan di sana dengan --here",
                en: "copy the vault to a disk that can be written, and work there with --here")
        case .noHome(let variable):
            say(
                id: "setel HOME, atau \(variable), ke sebuah folder: jalur lengkap",
                en: "set HOME, or \(variable), to a folder: its full path")
        case .ownFile:
            say(
                id: "folder brankas hanya untuk program ini; pilih tempat lain",
                en: "a vault's folder is for this program alone; choose another place")
        case .noKeyFile:
            say(
                id: "brankas key new HANDLE --name NAMA, atau --key BERKAS",
                en: "brankas key new HANDLE --name NAME, or --key FILE")
        case .noTerminal:
            say(
                id: "jalankan di terminal; frasa sandi juga lewat --passphrase-fd N, yang lain dengan opsi (--help)",
                en: "run it at a terminal; a passphrase also by --passphrase-fd N, the rest by options (--help)")
        case .passphraseWeak:
            say(id: "paling sedikit 10 huruf, tidak semuanya sama", en: "at least 10 characters, not all alike")
        case .exists:
            say(id: "pilih nama lain; tidak ada yang ditimpa", en: "choose another name; nothing is overwritten")
        case .binaryToTerminal:
            say(id: "--output BERKAS, atau alihkan keluaran", en: "--output FILE, or redirect the output")
        case .noViewer, .viewerFailed:
            say(
                id: "atur BRANKAS_VIEWER, misalnya BRANKAS_VIEWER=evince, atau document open --output BERKAS",
                en: "set BRANKAS_VIEWER, for example BRANKAS_VIEWER=evince, or document open --output FILE")
        case .noRoomToView: say(id: "document open --output BERKAS", en: "document open --output FILE")
        case .filesRefused:
            say(
                id: "perbaiki, lalu jalankan perintah yang sama: yang sudah tersimpan tidak disimpan lagi",
                en: "mend them and run the same command: what is stored is not stored again")
        case .badDate: say(id: "TTTT-BB-HH atau HH-BB-TTTT", en: "YYYY-MM-DD or DD-MM-YYYY")
        case .badDuration:
            say(id: "misalnya 15m atau 2h; paling lama 24h", en: "for example 15m or 2h; 24h at most")
        case .noSessionKeyring:
            say(
                id:
                    "bila memang akun ini milik Anda sendiri: brankas key unlock --account; atau keyctl session - lebih dulu",
                en: "where the account is yours alone: brankas key unlock --account; or keyctl session - first")
        case .keyringRefused: say(id: "frasa sandi akan terus ditanyakan", en: "the passphrase will be asked each time")
        case .severalRoles: say(id: "--as INSTANSI/PERAN", en: "--as AGENCY/ROLE")
        case .fingerprintDiffers:
            say(id: "jangan daftarkan kartu ini; tanyakan pemiliknya", en: "do not enrol this card; ask its owner")
        case .notEnrolled:
            say(
                id: "mintalah admin instansi mendaftarkan kartu Anda; jika sudah, tunggu persetujuannya",
                en: "ask your agency's admin to enrol your card; if they did, it waits for an approval")
        case .roleHasNoKey:
            say(id: "admin instansi itu mendaftarkan orangnya dulu", en: "that agency's admin enrols somebody first")
        case .weakRecipient:
            say(
                id: "penerima lain terbuka oleh komputer kuantum kelak",
                en: "what is sealed to any other a quantum computer will open one day")
        case .documentDiffers:
            say(
                id: "jangan pakai berkas ini sebagai bukti; buka yang tersimpan",
                en: "don't use this file as evidence; open the stored one")
        case .nikMismatch:
            say(id: "periksa, atau simpan juga dengan --force", en: "check it, or store it all the same with --force")
        case .denied(let reason, _, _): reason.hint(say)
        case .behindLedger:
            say(
                id:
                    "setel jam komputer ini bila keliru; bila catatannya yang keliru, admin dua instansi mengakhirinya: vault clock --back-to",
                en:
                    "set this computer's clock if it is wrong; if the entry is, the admins of two agencies end it: vault clock --back-to"
            )
        case .longPause:
            say(
                id: "periksa tanggalnya; bila benar, ulangi dengan --after-pause",
                en: "look at the date; where it is right, run the command with --after-pause")
        case .clocksDiffer: say(id: "setel jam komputer ini", en: "set this computer's clock")
        case .requestLimit, .exportLimit: say(id: "lihat: brankas inbox", en: "see: brankas inbox")
        case .busy: say(id: "coba lagi", en: "try again")
        case .damaged, .logFault:
            say(
                id: "jangan lanjutkan; salinan direktori brankas harus disimpan, dan semua instansi diberi tahu",
                en: "stop; a copy of the vault's directory has to be kept, and all agencies told")
        case .tampered(.pin):
            say(
                id: "berkas catatan pribadi rusak; beri tahu admin sebelum menghapusnya",
                en: "your own state file is damaged; tell the admin before you remove it")
        case .tampered: say(id: "jangan lanjutkan; beri tahu semua instansi", en: "stop; tell all agencies")
        default: nil
        }
    }
}
