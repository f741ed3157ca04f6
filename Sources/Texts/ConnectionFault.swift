package import Vocabulary

/// Why a vault that is served is not reached, or not served.
package enum ConnectionFault: Hashable, Sendable {
    // At the officer's side
    case badAddress(String)
    /// Nobody said which vault should be there.
    case unknownVault(address: String)
    /// A folder's path, where only a vault that is served has anything to say.
    case onlyServed(String)
    /// Another vault than the one that was named by whoever joins.
    case otherVaultThere(address: String)
    case notFounded
    case outOfReach(address: String, why: String)
    /// What was said there, as it can be shown.
    case otherGreeting(address: String, said: String)
    /// After the connection was there: nobody knows what became of the last request.
    case lost(address: String)
    /// It is there, and nobody answers any more: as little is known.
    case silent(address: String)
    case impostor(address: String)
    case malformed(address: String)
    case otherVersion(program: String)
    /// Nil where it is whoever sits there.
    case stranger(handle: String?)
    case waiting(handle: String)
    case dismissed(handle: String)
    /// Of the file by which somebody joins.
    case otherWelcome(expected: String)
    case strangersWelcome
    // At the founder's
    case foundedAlready
    case otherFounder
    case otherCustodian(expected: String)
    /// The vault's folder is the service's own.
    case served(String)
    // At the service's
    case notServed(String)
    case alreadyServed(String)
    case socketTaken(String)
    case socketRefused(String, why: String)
    case socketNameTooLong(String)
    case otherOwner(String)
    case notASeed(String)
    case seedExposed(String)
    case otherSeed(String)
    /// Neither a vault nor one that waits for its founder.
    case nothingToServe(String)
    case badFingerprint(String)
    /// The file of the last head lies where every copy of the vault has it.
    case headInside(String)
    /// The custodian serves nobody any more, or nobody yet.
    case standsStill(ServiceHalt)

    package var code: ErrorCode {
        switch self {
        case .badAddress, .onlyServed: .badAddress
        case .otherVaultThere: .tampered
        case .notFounded: .notAVault
        case .otherOwner: .notPermitted
        case .unknownVault: .unknownVault
        case .outOfReach, .otherGreeting, .lost, .silent: .outOfReach
        case .impostor: .tampered
        case .malformed: .damaged
        case .otherVersion: .otherVersion
        case .stranger, .waiting, .dismissed: .notEnrolled
        case .foundedAlready: .alreadyDone
        case .otherFounder: .denied
        case .otherCustodian, .otherWelcome: .fingerprintDiffers
        case .strangersWelcome: .tampered
        case .served: .vaultServed
        case .notServed, .nothingToServe: .notAVault
        case .alreadyServed: .busy
        case .socketTaken: .exists
        case .socketRefused, .socketNameTooLong: .fileRefused
        case .notASeed, .otherSeed: .badSeed
        case .seedExposed: .seedExposed
        case .badFingerprint: .badValue
        case .standsStill: .standsStill
        case .headInside: .badValue
        }
    }

    func text(_ say: Language) -> String {
        switch self {
        case .badAddress(let text): say(id: "'\(text)' bukan alamat brankas", en: "'\(text)' is no address of a vault")
        case .onlyServed(let text):
            say(
                id: "'\(text)' adalah folder: perintah ini untuk brankas yang dilayani",
                en: "'\(text)' is a folder: this command is for vaults that are served")
        case .otherVaultThere(let address):
            say(
                id: "di \(address) ada brankas lain, bukan yang ID-nya disebutkan",
                en: "another vault is at \(address) than the one whose id was given")
        case .notFounded: say(id: "brankas di sana belum didirikan", en: "the vault there is not founded yet")
        case .dismissed(let handle):
            say(
                id: "\(handle) tidak lagi terdaftar di brankas ini: sudah diberhentikan",
                en: "\(handle) is no longer enrolled in this vault: they were dismissed")
        case .unknownVault(let address):
            say(
                id: "belum diketahui brankas mana yang ada di \(address)",
                en: "which vault is at \(address) is not known here yet")
        case .outOfReach(let address, let why):
            why.isEmpty
                ? say(id: "\(address) tidak terjangkau", en: "\(address) is out of reach")
                : say(id: "\(address) tidak terjangkau: \(why)", en: "\(address) is out of reach: \(why)")
        case .otherGreeting(let address, let said):
            say(
                id: "\(address) menyapa dengan teks lain, bukan sebagai brankas: \(said)",
                en: "\(address) greets with something else than a vault does: \(said)")
        case .lost(let address):
            say(
                id: "sambungan ke \(address) terputus; apakah permintaan terakhir dicatat, tertulis di buku catatan",
                en: "the connection to \(address) was lost; whether the last request was entered, the ledger tells")
        case .silent(let address):
            say(
                id:
                    "kustodian di \(address) berhenti menjawab; apakah permintaan terakhir dicatat, tertulis di buku catatan",
                en: "the custodian at \(address) fell silent; whether the last request was entered, the ledger tells")
        case .impostor(let address):
            say(
                id: "yang menjawab di \(address) bukan kustodian brankas ini",
                en: "what answers at \(address) is not the custodian of this vault")
        case .malformed(let address):
            say(
                id: "jawaban dari \(address) tidak berbentuk sebagaimana mestinya",
                en: "what came from \(address) does not have the form that it must have")
        case .otherVersion:
            say(
                id: "program ini dan kustodian tidak punya versi yang sama",
                en: "this program and the custodian have no version in common")
        case .stranger(let handle?):
            say(
                id: "\(handle) tidak terdaftar di brankas ini dengan kunci ini",
                en: "\(handle) is not enrolled in this vault with this key")
        case .stranger(nil):
            say(
                id: "brankas ini tidak, atau tidak lagi, terbuka untuk Anda",
                en: "this vault is not open to you, or no longer")
        case .waiting(let handle):
            say(
                id: "\(handle) belum terdaftar di brankas ini: pendaftarannya menunggu persetujuan",
                en: "\(handle) is not enrolled in this vault yet: the enrolment waits for an approval")
        case .otherWelcome(let expected):
            say(
                id: "sidik berkas sambutan ini bukan \(expected)",
                en: "the welcome file has another fingerprint than \(expected)")
        case .strangersWelcome:
            say(
                id: "berkas sambutan itu tidak ditandatangani petugas brankas ini",
                en: "the welcome file was signed by nobody who is enrolled in this vault")
        case .foundedAlready:
            say(id: "brankas di sana sudah didirikan", en: "the vault there is founded already")
        case .otherFounder:
            say(
                id: "brankas di sana menunggu pendiri yang lain", en: "the vault there waits for another founder")
        // The right one is not said: it is to come by another way.
        case .otherCustodian(let expected):
            say(
                id: "sidik kustodian di sana bukan \(expected)",
                en: "the custodian there has another fingerprint than \(expected)")
        case .served(let path):
            say(
                id: "brankas di \(path) dijaga oleh layanan: hanya dijangkau lewat alamatnya",
                en: "the vault in \(path) is served: it is reached by its address alone")
        case .notServed(let path):
            say(
                id: "brankas di \(path) tidak didirikan untuk layanan",
                en: "the vault in \(path) was not founded to be served"
            )
        case .alreadyServed(let path):
            say(id: "\(path) sudah dilayani proses lain", en: "\(path) is served by another process already")
        case .socketTaken(let path):
            say(id: "di \(path) sudah ada yang lain", en: "something else is at \(path) already")
        case .socketRefused(let path, let why):
            say(id: "soket \(path) tidak dapat dibuat: \(why)", en: "no socket can be made at \(path): \(why)")
        case .socketNameTooLong(let path):
            say(
                id: "jalur soket \(path) terlalu panjang: paling banyak 107 bita",
                en: "the path of the socket \(path) is too long: 107 bytes at most")
        case .otherOwner(let path):
            say(id: "\(path) milik akun lain", en: "\(path) belongs to another account")
        case .notASeed(let path):
            say(id: "\(path) bukan berkas benih kustodian", en: "\(path) is no file of a custodian's seed")
        case .seedExposed(let path):
            say(id: "\(path) dapat dibaca akun lain", en: "other accounts can read \(path)")
        case .otherSeed(let path):
            say(id: "benih di \(path) milik brankas lain", en: "the seed in \(path) is another vault's")
        case .nothingToServe(let path):
            say(
                id: "di \(path) tidak ada brankas, dan tidak ada yang menunggu pendirinya",
                en: "there is no vault in \(path), and none that waits for its founder")
        case .standsStill(let why): why.text(say)
        case .headInside(let path):
            say(id: "\(path) ada di dalam folder brankas", en: "\(path) lies in the vault's folder")
        case .badFingerprint(let text):
            say(id: "'\(text)' bukan sidik", en: "'\(text)' is no fingerprint")
        }
    }

    func hint(_ say: Language) -> String? {
        switch self {
        case .badAddress:
            say(
                id: "DIR, unix:/JALUR atau ssh://[AKUN@]HOST[:PORT]/NAMA",
                en: "DIR, unix:/PATH or ssh://[USER@]HOST[:PORT]/NAME")
        case .unknownVault:
            say(
                id: "brankas join --id ID, dengan ID yang pendirinya sampaikan kepada Anda",
                en: "brankas join --id ID, with the id that its founder told you")
        case .outOfReach(let address, _) where address.hasPrefix("ssh:"):
            say(
                id: "lihat apa yang ssh katakan di atas; bila tidak ada, tanyakan pengelola host itu",
                en: "see what ssh said above; where that is nothing, ask whoever runs that host")
        case .outOfReach:
            say(
                id: "apakah layanannya berjalan, dan jalurnya benar? tanyakan pengelolanya",
                en: "does the service run, and is the path right? ask whoever runs it")
        case .onlyServed: say(id: "unix:/JALUR atau ssh://HOST/NAMA", en: "unix:/PATH or ssh://HOST/NAME")
        case .otherVaultThere:
            say(
                id: "bandingkan ID itu sekali lagi dengan pendirinya; bila benar, beri tahu semua instansi",
                en: "compare the id with its founder once more; where it is right, tell all agencies")
        case .notFounded:
            say(
                id: "pendirinya menjalankan: brankas init --custodian SIDIK",
                en: "its founder runs: brankas init --custodian FINGERPRINT")
        case .otherOwner:
            say(
                id: "jalankan sebagai akun layanan itu", en: "run it as the service's account")
        case .otherGreeting(let address, _) where !address.hasPrefix("ssh:"):
            say(
                id: "yang mendengarkan di sana bukan layanan brankas: periksa jalurnya, atau tanyakan pengelolanya",
                en: "what listens there is no vault's service: look at the path, or ask whoever runs it")
        case .otherGreeting:
            say(
                id: "salam dari shell akun itu menghalangi: sshd harus langsung menjalankan brankas serve --stdio",
                en: "a greeting of that account's shell is in the way: sshd has to run brankas serve --stdio itself")
        case .lost, .silent: say(id: "lihat: brankas audit list", en: "see: brankas audit list")
        case .otherWelcome:
            say(id: "jangan sambungkan; tanyakan yang memberikannya", en: "do not join by it; ask who gave it to you")
        case .impostor, .malformed, .strangersWelcome:
            say(id: "jangan lanjutkan; beri tahu semua instansi", en: "stop; tell all agencies")
        case .otherVersion(let program):
            say(
                id: "layanan menyebut program versi \(program): tanyakan pengelolanya, lalu pasang versi itu",
                en: "the service says that it has version \(program): ask whoever runs it, and install that one")
        case .stranger:
            say(
                id: "mintalah admin instansi mendaftarkan kartu Anda", en: "ask your agency's admin to enrol your card")
        case .otherFounder:
            say(
                id: "pengelolanya menyebut sidik kartu Anda: serve --new … --founder",
                en: "its operator names the fingerprint of your card: serve --new … --founder")
        case .otherCustodian:
            say(id: "jangan dirikan; tanyakan pengelolanya", en: "found nothing there; ask its operator")
        case .foundedAlready: say(id: "brankas join --id ID", en: "brankas join --id ID")
        case .served:
            say(
                id: "--vault unix:/JALUR atau ssh://HOST/NAMA; sebuah salinan dilayani dulu pada soketnya sendiri",
                en: "--vault unix:/PATH or ssh://HOST/NAME; a copy is served at a socket of its own first")
        case .seedExposed(let path): "chmod 600 \(path)"
        case .nothingToServe:
            say(
                id: "brankas serve --new DIR --seed BERKAS --founder SIDIK",
                en: "brankas serve --new DIR --seed FILE --founder FINGERPRINT")
        case .badFingerprint: say(id: "delapan kelompok, seperti key show", en: "eight groups, as key show prints it")
        case .standsStill(let why): why.hint(say)
        case .headInside:
            say(
                id: "sebut berkas di luarnya, sebaiknya di disk lain: cadangan tidak boleh memuatnya",
                en: "name a file outside of it, on another disk where there is one: no backup may have it")
        case .waiting, .dismissed, .notServed, .alreadyServed, .socketTaken, .socketRefused, .socketNameTooLong,
            .notASeed, .otherSeed:
            nil
        }
    }
}
