package import Vocabulary

/// What `brankas doctor` looks at, by the name that programs read.
package enum Check: String, CaseIterable, Sendable {
    case keyring, lockedMemory = "locked-memory", coreDumps = "core-dumps", swap, viewer, ssh, clock, space
    case stateFolder = "state-folder"
    case keyFile = "key-file"
    case vault

    package func text(_ say: Language) -> String {
        switch self {
        case .keyring: say(id: "keyring", en: "keyring")
        case .lockedMemory: say(id: "memori terkunci", en: "locked memory")
        case .coreDumps: say(id: "core dump", en: "core dumps")
        case .swap: say(id: "swap", en: "swap")
        case .viewer: say(id: "penampil", en: "viewer")
        case .ssh: say(id: "ssh", en: "ssh")
        case .clock: say(id: "jam", en: "clock")
        case .space: say(id: "ruang disk", en: "free space")
        case .stateFolder: say(id: "folder catatan", en: "state folder")
        case .keyFile: say(id: "berkas kunci", en: "key file")
        case .vault: say(id: "brankas", en: "vault")
        }
    }
}

/// How a machine stands in one of them.
package enum Fitness: String, CaseIterable, Sendable {
    case well, missing, unknown

    package func text(_ say: Language) -> String {
        switch self {
        case .well: say(id: "baik", en: "well")
        case .missing: say(id: "kurang", en: "missing")
        case .unknown: say(id: "tidak diketahui", en: "unknown")
        }
    }
}

/// What was found of a machine. Sizes, paths and addresses as they are shown.
package enum Finding: Sendable {
    /// What a command that needs it would complain of.
    case fault(Check, Complaint)

    case keyringOfLogin
    /// Nil where any amount may be locked.
    case memoryIsLocked(limit: String?)
    case memoryIsNotLocked(limit: String, needed: String)
    case noCores
    /// A program that the kernel hands the cores of others to.
    case coresGoTo(String)
    case coresAreLeft
    case noSwap
    case swapsTo([String])
    case swapUnknown
    case showsBy(String)
    case showsByType
    case viewerMissing(String)
    case viewerUnknown(String)
    case sshFits
    case noSSH
    /// The vault that is named is not reached by it.
    case sshUnneeded
    case sshLacks(String)
    case clockIsKept
    case clockIsLeft
    case clockUnknown
    /// It shows a time before that at which a vault was verified on this machine.
    case clockIsBehind
    case space(String, path: String)
    case noSpace(String, path: String, needed: String)
    case spaceUnknown(path: String)
    case stateKept(path: String)
    case stateYetToCome(path: String)
    case stateExposed(path: String)
    case otherOwner(Check, path: String)
    case keyKept(path: String)
    case vaultUnnamed
    case vaultInFolder(path: String)
    case vaultGreets(address: String)
    /// It told how it does.
    case vaultServed(address: String, ills: [ServiceIll])
    /// Nobody said that it should be connected to.
    case vaultUntried(address: String, option: String)

    package var check: Check {
        switch self {
        case .fault(let check, _), .otherOwner(let check, _): check
        case .keyringOfLogin: .keyring
        case .memoryIsLocked, .memoryIsNotLocked: .lockedMemory
        case .noCores, .coresGoTo, .coresAreLeft: .coreDumps
        case .noSwap, .swapsTo, .swapUnknown: .swap
        case .showsBy, .showsByType, .viewerMissing, .viewerUnknown: .viewer
        case .sshFits, .noSSH, .sshUnneeded, .sshLacks: .ssh
        case .clockIsKept, .clockIsLeft, .clockUnknown, .clockIsBehind: .clock
        case .space, .noSpace, .spaceUnknown: .space
        case .stateKept, .stateYetToCome, .stateExposed: .stateFolder
        case .keyKept: .keyFile
        case .vaultUnnamed, .vaultInFolder, .vaultGreets, .vaultServed, .vaultUntried: .vault
        }
    }

    package var fitness: Fitness {
        switch self {
        case .vaultServed(_, let ills): ills.isEmpty ? .well : .missing
        case .keyringOfLogin, .memoryIsLocked, .noCores, .noSwap, .showsBy, .showsByType, .sshFits, .sshUnneeded,
            .clockIsKept, .space, .stateKept, .stateYetToCome, .keyKept, .vaultInFolder, .vaultGreets:
            .well
        case .fault, .memoryIsNotLocked, .coresAreLeft, .viewerMissing, .noSSH, .sshLacks, .clockIsLeft, .clockIsBehind,
            .noSpace, .stateExposed, .otherOwner:
            .missing
        case .coresGoTo, .swapsTo, .swapUnknown, .viewerUnknown, .clockUnknown, .spaceUnknown, .vaultUnnamed,
            .vaultUntried:
            .unknown
        }
    }

    /// What was found, and what to do where there is something to do.
    package func detail(_ say: Language) -> String {
        [text(say), advice(say)].compactMap { $0 }.joined(separator: "; ")
    }

    private func text(_ say: Language) -> String {
        switch self {
        case .fault(_, let complaint): complaint.text(say)
        case .keyringOfLogin:
            say(
                id: "key unlock dapat menitipkan kunci yang terbuka untuk sesi login ini",
                en: "key unlock can let the kernel hold an opened key for this login")
        case .memoryIsLocked(let limit?):
            say(id: "sampai \(limit) dapat dijauhkan dari swap", en: "up to \(limit) can be kept out of the swap")
        case .memoryIsLocked(nil):
            say(id: "memori dapat dijauhkan dari swap", en: "memory can be kept out of the swap")
        case .memoryIsNotLocked(let limit, let needed):
            say(
                id: "kunci perlu \(needed) yang jauh dari swap; batasnya \(limit)",
                en: "keys need \(needed) that are kept out of the swap; the limit is \(limit)")
        case .noCores:
            say(
                id: "memori program ini tidak tersimpan bila ia terhenti mendadak",
                en: "a crash leaves nothing of this program's memory")
        case .coresGoTo(let program):
            say(
                id: "memori penampil yang terhenti mendadak diserahkan kepada \(program)",
                en: "the memory of a viewer that crashes is handed to \(program)")
        case .coresAreLeft:
            say(id: "sistem ini tetap menyimpan core dump", en: "this system keeps core dumps all the same")
        case .noSwap: say(id: "tidak ada swap di disk", en: "there is no swap on a disk")
        case .swapsTo(let places):
            say(
                id: "ada swap di \(say.listed(places)); terenkripsi atau tidak, tidak terlihat dari sini",
                en: "there is swap on \(say.listed(places)); whether it is encrypted can't be seen from here")
        case .swapUnknown: say(id: "sistem tidak menyebut swap-nya", en: "the system does not tell of its swap")
        case .showsBy(let program):
            say(id: "document view menampilkan dengan \(program)", en: "document view shows by \(program)")
        case .showsByType:
            say(
                id: "document view menampilkan dengan yang dipilih run-mailcap",
                en: "document view shows by what run-mailcap chooses")
        case .viewerMissing(let program):
            say(
                id: "tidak ada program \(program), yang disebut BRANKAS_VIEWER",
                en: "there is no program \(program), which BRANKAS_VIEWER names")
        case .viewerUnknown(let line):
            say(id: "BRANKAS_VIEWER adalah baris shell: \(line)", en: "BRANKAS_VIEWER is a line of shell: \(line)")
        case .sshFits:
            say(
                id: "ada, dan kunci yang lewat tahan terhadap komputer kuantum",
                en: "is there, and what it carries withstands quantum computers")
        case .noSSH: say(id: "tidak ada ssh", en: "there is no ssh")
        case .sshUnneeded:
            say(
                id: "tidak ada ssh, dan brankas ini tidak memerlukannya",
                en: "there is no ssh, and this vault needs none")
        case .sshLacks(let exchange): say(id: "ssh tidak mengenal \(exchange)", en: "ssh does not know \(exchange)")
        case .clockIsKept: say(id: "selaras dengan waktu jaringan", en: "is synchronised")
        case .clockIsLeft: say(id: "tidak diselaraskan", en: "is not synchronised")
        case .clockUnknown:
            say(
                id: "sistem tidak menyebut apakah jamnya diselaraskan",
                en: "the system does not say whether it is synchronised")
        case .clockIsBehind:
            say(
                id: "waktunya sebelum brankas terakhir diperiksa di komputer ini",
                en: "shows a time before a vault was last verified on this machine")
        case .space(let free, let path):
            say(id: "\(free) kosong untuk \(path)", en: "\(free) are free for \(path)")
        case .noSpace(let free, let path, let needed):
            say(
                id: "hanya \(free) kosong untuk \(path), padahal perlu \(needed)",
                en: "only \(free) are free for \(path), and \(needed) are needed")
        case .spaceUnknown(let path):
            say(
                id: "sistem tidak menyebut ruang kosong untuk \(path)",
                en: "the system does not say how much is free for \(path)")
        case .stateKept(let path):
            say(id: "\(path) hanya untuk akun ini", en: "\(path) is for this account alone")
        case .stateYetToCome(let path):
            say(
                id: "\(path) belum ada: dibuat oleh perintah pertama yang memerlukannya",
                en: "\(path) is not there yet: the first command that needs it makes it")
        case .stateExposed(let path): say(id: "\(path) terbuka bagi akun lain", en: "\(path) is open to other accounts")
        case .otherOwner(_, let path): say(id: "\(path) milik akun lain", en: "\(path) belongs to another account")
        case .keyKept(let path):
            say(id: "\(path) ada, hanya untuk pemiliknya", en: "\(path) is there, for its owner alone")
        case .vaultUnnamed: say(id: "tidak disebut brankas mana", en: "nobody says which vault")
        case .vaultInFolder(let path):
            say(id: "di \(path) ada brankas milik akun ini", en: "\(path) is a vault of this account's")
        case .vaultGreets(let address):
            say(id: "di \(address) kustodian menyapa", en: "a custodian greets at \(address)")
        case .vaultServed(let address, let ills):
            say(id: "kustodian di \(address): ", en: "the custodian at \(address): ")
                + Sentence.serviceState(ills).text(say)
        case .vaultUntried(let address, _):
            say(id: "\(address) belum dicoba", en: "\(address) was not tried")
        }
    }

    private func advice(_ say: Language) -> String? {
        switch self {
        case .fault(_, let complaint): complaint.hint(say)
        case .memoryIsNotLocked:
            say(
                id: "naikkan batasnya: ulimit -l, atau memlock di /etc/security/limits.conf",
                en: "raise the limit: ulimit -l, or memlock in /etc/security/limits.conf")
        case .coresGoTo:
            say(
                id: "tanyakan pengelola komputer ini apa yang disimpannya",
                en: "ask whoever runs this machine what that keeps")
        case .coresAreLeft: "ulimit -c 0"
        case .swapsTo, .swapUnknown:
            say(
                id: "enkripsi swap itu, atau matikan: yang ditampilkan penampil dapat sampai ke sana",
                en: "encrypt it, or turn it off: what a viewer shows may get there")
        case .viewerMissing: Complaint.noViewer.hint(say)
        case .noSSH:
            say(
                id: "pasang openssh-client, bila brankasnya dijangkau lewat ssh",
                en: "install openssh-client, where a vault is reached over ssh")
        case .sshLacks:
            say(id: "pasang OpenSSH 8.5 atau yang lebih baru", en: "install OpenSSH 8.5 or a newer one")
        case .clockIsLeft:
            say(
                id: "timedatectl set-ntp true, atau pasang chrony: selisih satu menit sudah ditolak",
                en: "timedatectl set-ntp true, or install chrony: a minute's difference is refused")
        case .clockUnknown:
            say(id: "bandingkan dengan jam lain", en: "compare it with another clock")
        case .clockIsBehind: say(id: "setel jam komputer ini", en: "set this computer's clock")
        case .noSpace: say(id: "kosongkan sebagian disk itu", en: "make room on that disk")
        case .stateExposed(let path): "chmod 700 \(path)"
        case .otherOwner:
            say(
                id: "jalankan sebagai akun itu, atau tanyakan pengelolanya",
                en: "run it as that account, or ask who runs it")
        case .vaultUnnamed: Complaint.noVaultNamed.hint(say)
        case .vaultUntried(_, let option):
            say(id: "dicoba dengan \(option)", en: "\(option) tries it")
        case .keyringOfLogin, .memoryIsLocked, .noCores, .noSwap, .showsBy, .showsByType, .viewerUnknown, .sshFits,
            .sshUnneeded, .clockIsKept, .space, .spaceUnknown, .stateKept, .stateYetToCome, .keyKept, .vaultInFolder,
            .vaultGreets, .vaultServed:
            nil
        }
    }
}
