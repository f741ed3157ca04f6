package import Vocabulary

/// What Brankas tells a person when things go well, and what it asks.
package enum Sentence: Sendable {
    case askPassphrase(file: String)
    case askNewPassphrase
    case askPassphraseAgain
    case offerPassphrase(String)
    case takeOffered
    case passphrase
    case hint(String)
    /// The bytes that an answer may have.
    case answerTooLong(Int)
    case askPlausible(String)
    case askContradiction
    case linesJoined
    case identityUnchanged(String)
    case sameNIK([String])
    case foundAs([FoundAs])
    case keyMade(file: String, card: String, fingerprint: String)
    case keepKey
    /// A medium that knows no owners.
    case readableByOthers(path: String)
    case otherNames(path: String, count: Int)
    /// What the medium takes of a name that it refuses.
    case nameEscaped(String)
    case passphraseChanged(file: String)
    /// For so many seconds, and how it is ended earlier.
    case keyUnlocked(seconds: Int, lock: String)
    case keyUnlockedForAccount(seconds: Int, lock: String)
    case keyLocked
    case keyWasNotUnlocked
    case vaultFounded(id: String, folder: String)
    case vaultFoundedThere(id: String, address: String)
    case founderNext
    case joinedVault(id: String, address: String)
    case joinedBefore(address: String, handle: String)
    case serviceMade(folder: String, seed: String, fingerprint: String)
    case serviceNext
    case welcomeWritten(path: String, fingerprint: String)
    case askWelcome
    case serving(at: String)
    case lastHeadIsNew(path: String)
    case stopping
    case serviceState([ServiceIll])
    case firstContact(id: String)
    case joined(agency: String)
    case enrolled(handle: String, roles: String)
    case dismissed(handle: String)
    /// Of who reached a served vault over ssh, perhaps.
    case gateStaysOpen(handle: String)
    case askSSHKey
    case gateMade(handle: String, fingerprint: String)
    case gateLineBelongs
    case caseClosed(String)
    case documentStored(String, name: String, size: String)
    case originalRemains(path: String, size: String)
    case originalsRemain(path: String, count: Int, size: String)
    case alreadyStored(Int)
    /// Of a copy: how many entries it has, and how many this officer knows of.
    case onlyLooking(entries: UInt64, known: UInt64?)
    case vaultFullLooking
    case askHere
    case askAfterPause
    case clockWaits(to: String)
    case clockSetBack(to: String)
    case sameFile(String, String)
    case viewMayBeSwapped
    case notStored(String)
    case written(path: String, size: String)
    case grantMade(String, state: String)
    case grantWaits
    case grantCannotBeApproved(String, approvers: Int, needed: Int)
    case grantApproved(String)
    case grantRevoked(String)
    /// How many are shown, and whether there are more.
    case found(Int, more: Bool)
    case foundNothing
    case foundMore(Int)
    case nothingToShow
    case more(hint: String)
    case partOfLedger
    /// What a recap counts: so many cases, that a role holds.
    case countedCases(of: String, Int)
    case partOfCase
    case moreWaits(Int)
    case logVerified(entries: UInt64, signatures: UInt64, cases: Int)
    case commitmentsFit(String, records: Int)
    case indexRebuilt(entries: UInt64)
    case storageVerified(entries: UInt64, records: Int, objects: Int)
    case askTerm(FindKind)
    case askField(any AskedField)
    case askText(TextKind)
    case nikCheck(NIKFault)
    case caseReopened(String)
    case caseRekeyed(String, compartments: String)
    case seedUnusable(by: String)
    case passedOver(epoch: String, String, entry: UInt64)
    case unreadable(String, entry: UInt64)
    case casesLinked(String, String)
    case casesUnlinked(String, String)
    case caseExported(String, records: Int, path: String)
    case exportTo(String, fingerprint: String)
    /// Of somebody whom no roster knows: who they are is what their card says, or nothing.
    case exportOutside(String, fingerprint: String)
    /// For a key of which nobody says whose it is.
    case exportToKey(fingerprint: String)
    case recipientFingerprint(String)
    case leftBehind([String])
    case vaultIDUnchecked(String)
    case approvalUsed(String)
    case exportReadMe
    case exportWaits(String)
    case unpacked(Int, path: String, by: String, fingerprint: String, vault: String)
    case titleHasName
    case identityUpdated(String, version: Int)
    case askNewValue(any AskedField, now: String?)
    case askNewField(String, now: String?)
    case recordWithdrawn(String)
    case recordRestored(String)
    case documentMoved(String, compartment: String)
    case documentMatches(String, entry: UInt64, by: String, time: String)
    case grantRequested(String)
    case requestRefused(String)
    case askAgreement
    case askFingerprint
    case fingerprintIsAnother
    case enrolmentWaits(handle: String)
    case enrolmentApproved(handle: String, isActive: Bool)
    case grantStillWaits(String)
    case next(String)
    case notJoined
    case evidenceKept(String, until: String)
    case witnessed(UInt64)
    case ledgerExported(entries: UInt64, path: String)
    /// What was checked now, how long it took, and how long the signatures alone.
    case verifiedFrom(UInt64, of: UInt64, seconds: Duration, signing: Duration)

    package enum TextKind: Sendable { case basis, reason }

    package func text(_ say: Language) -> String {
        switch self {
        case .askPassphrase(let file): say(id: "Frasa sandi untuk \(file): ", en: "Passphrase for \(file): ")
        case .askNewPassphrase:
            say(
                id: "Frasa sandi baru (Enter untuk memakai yang ditawarkan): ",
                en: "New passphrase (Enter to take the offered one): ")
        case .askPassphraseAgain: say(id: "Sekali lagi: ", en: "Once more: ")
        case .offerPassphrase(let phrase):
            say(id: "Frasa sandi yang ditawarkan: \(phrase)", en: "Offered passphrase: \(phrase)")
        case .takeOffered:
            say(
                id: "Frasa sandi yang ditawarkan dipakai. Catat sekarang.",
                en: "The offered passphrase is taken. Write it down now.")
        case .passphrase: say(id: "frasa sandi", en: "passphrase")
        case .hint(let hint): say(id: "petunjuk: \(hint)", en: "hint: \(hint)")
        case .answerTooLong(let limit):
            say(
                id: "Jawabannya lebih dari \(say.number(limit)) bita; yang terakhir tidak dimasukkan.",
                en: "The answer has more than \(say.number(limit)) bytes; the last of it was not taken.")
        case .askPlausible(let day):
            say(
                id: "\(day) belum tiba, atau terlalu lama berlalu. Benar begitu? [y/T] ",
                en: "\(day) is yet to come, or too long ago. Is it right? [y/N] ")
        case .askContradiction:
            say(id: "Simpan juga seperti itu? [y/T] ", en: "Store it as it is all the same? [y/N] ")
        case .linesJoined:
            say(
                id: "Isian ini satu baris: baris-baris yang ditempel digabung dengan spasi.",
                en: "This is a single line: the lines that were pasted are joined by spaces.")
        case .identityUnchanged(let id):
            say(id: "\(id) tidak berubah; tidak ada yang disimpan.", en: "\(id) is as it was; nothing was stored.")
        case .sameNIK(let ids):
            say(
                id:
                    "Perhatian: NIK ini sudah ada di kasus ini: \(ids.joined(separator: ", ")). Bila orangnya sama, tarik salah satu.",
                en:
                    "Caution: this NIK is in the case already: \(ids.joined(separator: ", ")). Where it is one person, withdraw one."
            )
        case .foundAs(let capacities):
            capacities.map { $0.text(say) }.joined(separator: ", ")
        case .keyMade(let file, let card, let fingerprint):
            say(
                id: "Kunci dibuat: \(file)\nKartu untuk admin instansi: \(card)\nSidik kartu: \(fingerprint)",
                en: "Key made: \(file)\nCard for your agency's admin: \(card)\nFingerprint of the card: \(fingerprint)")
        case .readableByOthers(let path):
            say(
                id:
                    "perhatian: siapa pun yang memegang media ini dapat membaca \(path); media ini tidak mengenal pemilik",
                en: "note: whoever holds this medium can read \(path); the medium knows no owners")
        case .otherNames(let path, let count):
            say(
                id: "perhatian: \(path) juga punya nama lain (\(count)); di sana frasa sandi lama masih berlaku",
                en: "note: \(path) has other names, too (\(count)); there the old passphrase is still valid")
        case .nameEscaped(let path):
            say(
                id: "media ini menolak nama itu; ditulis sebagai \(path)",
                en: "the medium refuses that name; written as \(path)")
        case .keepKey:
            say(
                id: "Simpan salinan berkas kunci di tempat aman: tanpa berkas dan frasa sandinya, kunci ini hilang.",
                en: "Keep a copy of the key file in a safe place: without it and its passphrase this key is lost.")
        case .passphraseChanged(let file): say(id: "Frasa sandi \(file) diganti.", en: "Passphrase of \(file) changed.")
        case .keyUnlocked(let seconds, let lock):
            say(
                id:
                    "Kunci dibuka selama \(say.duration(seconds: seconds)), untuk sesi login ini saja. Tutup lebih awal: \(lock)",
                en:
                    "Key unlocked for \(say.duration(seconds: seconds)), for this login alone. To end it earlier: \(lock)"
            )
        case .keyUnlockedForAccount(let seconds, let lock):
            say(
                id:
                    "Kunci dibuka selama \(say.duration(seconds: seconds)), untuk semua yang memakai akun ini. "
                    + "Tutup lebih awal: \(lock)",
                en: "Key unlocked for \(say.duration(seconds: seconds)), for everybody who uses this account. "
                    + "To end it earlier: \(lock)")
        case .keyLocked: say(id: "Kunci ditutup.", en: "Key locked.")
        case .keyWasNotUnlocked: say(id: "Kunci memang tidak sedang terbuka.", en: "The key was not unlocked.")
        case .vaultFounded(let id, let folder):
            say(id: "Brankas dibuat di \(folder).\nID: \(id)", en: "Vault founded in \(folder).\nId: \(id)")
        case .vaultFoundedThere(let id, let address):
            say(id: "Brankas didirikan di \(address).\nID: \(id)", en: "Vault founded at \(address).\nId: \(id)")
        case .joinedVault(let id, let address):
            say(
                id: "\(address) adalah brankas \(id).\nexport BRANKAS_VAULT=\(address)",
                en: "\(address) is the vault \(id).\nexport BRANKAS_VAULT=\(address)")
        case .joinedBefore(let address, let handle):
            say(
                id:
                    "\(address) adalah brankas itu, dan tercatat di sini; \(handle) belum terdaftar di sana: mintalah admin instansi Anda.",
                en:
                    "\(address) is that vault, and remembered here; \(handle) is not enrolled there yet: ask your agency's admin."
            )
        case .serviceMade(let folder, let seed, let fingerprint):
            say(
                id: "Kustodian untuk \(folder) dibuat; benihnya ada di \(seed).\nSidik: \(fingerprint)",
                en: "A custodian for \(folder) was made; its seed is in \(seed).\nFingerprint: \(fingerprint)")
        case .serviceNext:
            say(
                id: "Jalankan brankas serve --socket, lalu bacakan sidik ini kepada pendirinya untuk init --custodian.",
                en: "Run brankas serve --socket, and read this fingerprint out to the founder, for init --custodian.")
        case .welcomeWritten(let path, let fingerprint):
            say(
                id: "Berkas sambutan: \(path)\nSidik, untuk dibacakan lewat telepon: \(fingerprint)",
                en: "Welcome file: \(path)\nFingerprint, to read out by telephone: \(fingerprint)")
        case .askWelcome:
            say(
                id: "Sidik yang dibacakan pembuatnya lewat telepon: ",
                en: "The fingerprint that its maker reads out by telephone: ")
        case .serving(let path): say(id: "Melayani di \(path).", en: "Serving at \(path).")
        case .stopping:
            say(id: "Berhenti: yang sudah diminta masih dijawab.", en: "Stopping: what was asked is answered.")
        case .serviceState(let ills) where ills.isEmpty: say(id: "baik", en: "well")
        case .serviceState(let ills):
            ills.map { ill in
                switch ill {
                case .notFounded: say(id: "menunggu pendirinya", en: "waits for its founder")
                case .troubled:
                    say(
                        id: "ada yang salah pada disk atau brankas: lihat catatan layanan",
                        en: "something is wrong with the disk or the vault: see the service's log")
                case .full:
                    say(
                        id: "disk penuh: hanya yang sudah ada dapat dibuka",
                        en: "the disk is full: only what is there can be opened")
                case .low:
                    say(
                        id: "sisa disk terlalu sedikit: dokumen tidak diterima",
                        en: "too little of the disk is free: no document is taken")
                }
            }.joined(separator: "; ")
        case .lastHeadIsNew(let path):
            say(
                id: "Di \(path) belum ada kepala terakhir; mulai kini dicatat di sana. Bila sebelumnya ada, cari tahu "
                    + "ke mana perginya: tanpa itu buku catatan yang dikembalikan ke keadaan lama tidak ketahuan.",
                en: "There was no last head at \(path); from now on it is kept there. If there was one before, find "
                    + "out where it went: without it nobody notices a ledger that was put back.")
        case .founderNext:
            say(
                id: "Sampaikan ID ini kepada admin instansi lain; dengannya mereka mengenali brankas ini.",
                en: "Give this id to the other agencies' admins: they know the vault by it.")
        case .firstContact(let id):
            say(
                id: "Kontak pertama; ID brankas ini dicatat: \(id)",
                en: "First contact; this vault's id is now pinned: \(id)")
        case .joined(let agency):
            say(id: "\(agency) telah menandatangani akta brankas.", en: "\(agency) has signed the vault's genesis.")
        case .enrolled(let handle, let roles):
            say(id: "\(handle) terdaftar sebagai \(roles).", en: "\(handle) is enrolled as \(roles).")
        case .dismissed(let handle):
            say(
                id: "\(handle) diberhentikan; kunci perannya diganti.",
                en: "\(handle) is dismissed; the keys of their roles are replaced.")
        case .gateStaysOpen(let handle):
            say(
                id: "Bila \(handle) menyambung lewat ssh: hapus juga baris kunci ssh-nya dari authorized_keys di host "
                    + "brankas itu; minta pengelolanya.",
                en: "Where \(handle) connects over ssh: the line of their ssh key goes from authorized_keys on the "
                    + "vault's host, too; ask whoever runs it.")
        case .askSSHKey:
            say(
                id: "Kunci ssh petugas itu, satu baris dari berkas .pub: ",
                en: "The officer's ssh key, the .pub file's line: ")
        case .gateMade(let handle, let fingerprint):
            say(
                id: "\(handle): cocokkan lewat telepon dengan ssh-keygen -lf pemiliknya: \(fingerprint)",
                en: "\(handle): compare by telephone with what ssh-keygen -lf shows its owner: \(fingerprint)")
        case .gateLineBelongs:
            say(
                id: "Lalu tambahkan baris itu ke authorized_keys akun di host yang hanya meneruskan (brankas-gate).",
                en: "Then add the line to authorized_keys of the account on the host that only relays (brankas-gate).")
        case .caseClosed(let id): say(id: "Kasus \(id) ditutup.", en: "Case \(id) is closed.")
        case .documentStored(let id, let name, let size): "\(id)  \(name)  \(size)"
        case .originalRemains(let path, let size):
            say(
                id: "Berkas aslinya masih ada di tempat semula: \(path) (\(size))",
                en: "The original still lies where it was: \(path) (\(size))")
        case .originalsRemain(let path, let count, let size):
            say(
                id: "Berkas aslinya masih ada di tempat semula: \(path) (\(count) berkas, \(size))",
                en: "The originals still lie where they were: \(path) (\(counted(count, "file", "files")), \(size))")
        case .sameFile(let name, let document):
            say(id: "\(name): isinya sama dengan \(document)", en: "\(name): its content is that of \(document)")
        case .onlyLooking(let entries, let known):
            known.map { known in
                say(
                    id:
                        "Hanya dilihat, tidak dicatat: salinan ini berisi \(entries) catatan; yang Anda ketahui: \(known)",
                    en: "Only looked at, nothing is entered: this copy has \(entries) entries; you know of \(known)")
            }
                ?? say(
                    id: "Hanya dilihat, tidak dicatat: salinan ini berisi \(entries) catatan",
                    en: "Only looked at, nothing is entered: this copy has \(entries) entries")
        case .vaultFullLooking:
            say(
                id: "Disk brankas penuh: tidak ada yang dapat dicatat sebelum ada ruang lagi.",
                en: "The vault's disk is full: nothing can be entered until there is room again.")
        case .askAfterPause:
            say(id: "Apakah tanggal di komputer ini benar? [y/T] ", en: "Is the date of this computer right? [y/N] ")
        case .clockWaits(let time):
            say(
                id:
                    "Dicatat. Berlaku setelah admin instansi lain menyebut waktu yang sama: vault clock --back-to \(time)",
                en:
                    "Entered. It takes effect when the admin of another agency names the same: vault clock --back-to \(time)"
            )
        case .clockSetBack(let time):
            say(id: "Buku catatan berlanjut dari \(time).", en: "The ledger goes on from \(time).")
        case .askHere: say(id: "Bekerja di sini mulai sekarang? [y/T] ", en: "Work here from now on? [y/N] ")
        case .alreadyStored(let count):
            say(
                id: "Sudah tersimpan sebelumnya, tidak disimpan lagi: \(count) berkas (kecuali dengan --again)",
                en: "Stored before, and not stored again: \(counted(count, "file", "files")) (unless with --again)")
        case .viewMayBeSwapped:
            say(
                id: "Sistem ini bisa menulis memori ke disk (swap): dokumen ini terlalu besar untuk dicegah darinya.",
                en: "This system may write memory to its disk (swap): this document is too large to be kept from that.")
        case .notStored(let why): say(id: "Tidak disimpan: \(why)", en: "Not stored: \(why)")
        case .written(let path, let size): say(id: "Ditulis: \(path) (\(size))", en: "Written: \(path) (\(size))")
        case .grantMade(let id, let state): "\(id)  \(state)"
        case .grantWaits:
            say(
                id: "Menunggu persetujuan dari instansi pemilik kasus.",
                en: "It waits for an approval in the agency that owns the case.")
        case .grantCannotBeApproved(let id, let approvers, let needed):
            say(
                id:
                    "Perhatian: \(id) memerlukan \(needed) persetujuan, tetapi hanya \(approvers) petugas instansi itu yang boleh "
                    + "menyetujuinya. Minta adminnya mendaftarkan orang dengan kewenangan approve.",
                en:
                    "Caution: \(id) needs \(counted(needed, "approval", "approvals")), and \(approvers) of that agency may "
                    + "give one. Ask its admin to enrol somebody with the capability approve.")
        case .grantApproved(let id): say(id: "\(id) disetujui.", en: "\(id) is approved.")
        case .grantRevoked(let id): say(id: "\(id) dicabut.", en: "\(id) is revoked.")
        case .found(let count, more: true):
            say(id: "\(count) kasus pertama yang cocok:", en: "The first \(count) cases that match:")
        case .found(let count, more: false):
            say(id: "\(count) kasus cocok:", en: count == 1 ? "1 case matches:" : "\(count) cases match:")
        case .foundMore(let count):
            say(
                id: "Ada lebih dari \(count) kasus yang cocok; carilah dengan lebih tepat.",
                en: "More than \(count) cases match; search for something more exact.")
        case .foundNothing: say(id: "Tidak ada kasus yang cocok.", en: "No case matches.")
        case .nothingToShow: say(id: "Tidak ada.", en: "None.")
        case .partOfLedger:
            say(
                id: "Hanya catatan Anda dan kasus Anda; mungkin ada yang lain.",
                en: "Your own entries and your cases' only; there may be others.")
        case .countedCases(let role, let held): StatsNote.scope(role, held: held).text(say)
        case .partOfCase:
            say(
                id: "Kasus ini memuat yang lain, di bagian yang tidak Anda pegang.",
                en: "The case has others, in compartments that you do not hold.")
        case .moreWaits(let limit):
            say(
                id:
                    "Yang menunggu lebih banyak daripada yang ditampilkan (\(limit) kasus); selesaikan sebagian, lalu lihat lagi.",
                en: "More waits than is shown (\(limit) cases); deal with some and look again.")
        case .more(let hint): say(id: "Masih ada lagi: \(hint)", en: "There are more: \(hint)")
        case .logVerified(let entries, let signatures, let cases):
            say(
                id:
                    "Buku catatan utuh: \(entries) catatan, \(signatures) tanda tangan, \(cases) kasus; semua keputusan diperiksa ulang.",
                en: "The ledger is whole: \(counted(entries, "entry", "entries")), "
                    + "\(counted(signatures, "signature", "signatures")), \(counted(cases, "case", "cases")); "
                    + "every decision was made again.")
        case .indexRebuilt(let entries):
            say(
                id: "Indeks dibuat ulang dari \(entries) catatan.",
                en: "The index was made anew from \(counted(entries, "entry", "entries")).")
        case .storageVerified(let entries, let records, let objects):
            say(
                id: "Isi brankas utuh: \(entries) catatan, \(records) rekaman, \(objects) berkas besar.",
                en: "The vault is whole: \(counted(entries, "entry", "entries")), "
                    + "\(counted(records, "record", "records")), \(counted(objects, "large file", "large files")).")
        case .commitmentsFit(let id, let records):
            say(
                id: "\(id): \(records) rekaman cocok dengan yang ditandatangani.",
                en: "\(id): \(counted(records, "record is", "records are")) as signed.")
        case .askTerm(.nik): say(id: "NIK (16 angka): ", en: "NIK (16 digits): ")
        case .askTerm(.name): say(id: "Nama: ", en: "Name: ")
        case .askTerm(.phone): say(id: "Nomor telepon: ", en: "Phone number: ")
        case .askText(.basis): say(id: "Dasar hukum: ", en: "Legal basis: ")
        case .askText(.reason): say(id: "Alasan: ", en: "Reason: ")
        case .askField(let field): field.question(say)
        case .nikCheck(.region): say(id: "NIK: kode wilayah tidak mungkin", en: "NIK: the region code can't be")
        case .nikCheck(.birthDate): say(id: "NIK tidak cocok dengan tanggal lahir", en: "NIK does not fit birthDate")
        case .caseReopened(let id): say(id: "Kasus \(id) dibuka kembali.", en: "Case \(id) is open again.")
        case .caseRekeyed(let id, let compartments):
            say(
                id: "Kasus \(id) mempunyai kunci baru: \(compartments).",
                en: "Case \(id) has new keys: \(compartments).")
        case .seedUnusable(let handle):
            say(
                id:
                    "Perhatian: kunci brankas yang terakhir disegel oleh \(handle) tidak dapat dipakai; yang sebelumnya masih "
                    + "berlaku. Minta admin lain mendaftarkan atau memberhentikan seseorang, dan tanyakan kepada \(handle).",
                en: "Note: the vault's key as \(handle) sealed it last is of no use; the one before still serves. "
                    + "Ask another admin for an enrolment or a dismissal, and ask \(handle) about it.")
        case .passedOver(let epoch, let id, let entry):
            say(
                id: "Perhatian: kunci \(epoch) kasus \(id) yang disegel dalam catatan \(entry) bukan kunci yang benar; "
                    + "kunci yang benar ditemukan di tempat lain. Tanyakan kepada pembuat catatan itu.",
                en: "Note: the key \(epoch) of case \(id) that was sealed in entry \(entry) is not the right one; the "
                    + "right one was found elsewhere. Ask whoever made that entry.")
        case .unreadable(let id, let entry):
            say(
                id:
                    "Perhatian: keterangan \(id) dalam catatan \(entry) tidak dapat dibaca siapa pun, karena disegel keliru. "
                    + "Tanyakan kepada pembuat catatan itu.",
                en: "Note: what entry \(entry) says of \(id) can't be read by anybody, for it was sealed wrongly. Ask "
                    + "whoever made that entry.")
        case .casesLinked(let one, let other):
            say(id: "\(one) dan \(other) ditautkan.", en: "\(one) and \(other) are linked.")
        case .casesUnlinked(let one, let other):
            say(id: "Tautan \(one) dan \(other) dilepas.", en: "\(one) and \(other) are no longer linked.")
        case .caseExported(let id, let count, let path):
            say(
                id: "Kasus \(id) diekspor: \(count) rekaman di \(path)",
                en: "Case \(id) is exported: \(counted(count, "record", "records")) in \(path)")
        case .unpacked(let count, let path, let by, let fingerprint, let vault):
            say(
                id: """
                    \(count) rekaman di \(path), tidak terenkripsi lagi. Semuanya sama dengan yang ditandatangani \(by).
                    Cocokkan lewat telepon: sidik kartu \(fingerprint), brankas \(vault).
                    """,
                en: """
                    \(counted(count, "record", "records")) in \(path), no longer encrypted. All of it is what \(by) signed.
                    Compare by telephone: card \(fingerprint), vault \(vault).
                    """)
        case .exportWaits(let grant):
            say(
                id:
                    "Ekspor ini menunggu persetujuan. Dalam 7 hari setelah disetujui: brankas case export --grant \(grant) --output FOLDER",
                en:
                    "The export waits for an approval. Within 7 days of it: brankas case export --grant \(grant) --output FOLDER"
            )
        case .exportReadMe:
            say(
                id: """
                    Berkas-berkas di sini disegel dengan age (age-encryption.org, versi 1.3 atau lebih baru) untuk penerimanya saja.
                    Yang mempunyai program Brankas membukanya dan memeriksa seluruhnya, tanpa akses ke brankasnya, dengan: brankas unpack FOLDER --output KELUARAN
                    Dengan age saja, mulailah dari daftar isinya:

                        age --decrypt --identity KUNCI.age manifest.json.age
                        age --decrypt --identity KUNCI.age --output BERKAS D-….age

                    manifest.json memuat nama berkas, bagian, ukuran dan SHA-256 setiap rekaman. Rekaman I-… adalah identitas.
                    manifest.note adalah daftar yang sama, ditandatangani pengekspornya (kartunya: exporter.card);
                    entry.tlog-proof membuktikan bahwa buku catatan brankas (genesis) memuat ekspor ini.
                    """,
                en: """
                    The files here are sealed with age (age-encryption.org, version 1.3 or later) to their recipients alone.
                    Whoever has Brankas opens and checks all of it, without a vault, by: brankas unpack FOLDER --output OUT
                    With age alone, the list of contents first:

                        age --decrypt --identity KEY.age manifest.json.age
                        age --decrypt --identity KEY.age --output FILE D-….age

                    manifest.json has each record's file name, compartment, size and SHA-256. I-… records are identities.
                    manifest.note is the same list, signed by its exporter (whose card is exporter.card);
                    entry.tlog-proof proves that the vault's ledger (genesis) has this export.
                    """)
        case .exportTo(let handle, let fingerprint):
            say(
                id: "Untuk \(handle), sidik kartu \(fingerprint): cocokkan dengan pemiliknya.",
                en: "For \(handle), fingerprint \(fingerprint): compare it with the card's owner.")
        case .exportOutside(let name, let fingerprint):
            say(
                id:
                    "Untuk \(name), bukan petugas brankas ini, sidik penerima \(fingerprint): cocokkan dengan pemiliknya, yang "
                    + "melihatnya dengan brankas key show.",
                en:
                    "For \(name), who is not enrolled here, recipient's fingerprint \(fingerprint): compare it with the "
                    + "card's owner, who sees it by brankas key show.")
        case .exportToKey(let fingerprint):
            say(
                id:
                    "Untuk kunci age1pq1… dengan sidik penerima \(fingerprint): cocokkan dengan pemegangnya, yang melihatnya "
                    + "dengan brankas key show.",
                en:
                    "For a key age1pq1… with the recipient's fingerprint \(fingerprint): compare it with whoever holds it, who "
                    + "sees it by brankas key show.")
        case .leftBehind(let ids):
            say(
                id: "Tidak ikut dalam ekspor, karena disegel keliru: \(ids.joined(separator: ", "))",
                en: "Left out of the export, for it was sealed wrongly: \(ids.joined(separator: ", "))")
        case .vaultIDUnchecked(let id):
            say(
                id:
                    "ID brankas tidak diperiksa. Bandingkan \(id) dengan yang diketahui instansi Anda, atau sebutkan dengan --id.",
                en:
                    "The vault's id was not checked. Compare \(id) with the one that your agency knows, or give it with --id."
            )
        case .approvalUsed(let grant):
            say(
                id: "Persetujuan \(grant) sudah terpakai. Mintalah ekspor itu sekali lagi.",
                en: "The approval of \(grant) is used up. Ask for the export again.")
        case .recipientFingerprint(let fingerprint):
            say(id: "Sidik penerima: \(fingerprint)", en: "Fingerprint of the recipient: \(fingerprint)")
        case .titleHasName:
            say(
                id: "Perhatian: judul kasus ini memuat kata dari nama yang baru disimpan. Judul terbaca oleh setiap "
                    + "penerima akses; pakailah alias.",
                en: "Caution: this case's title has a word of the name just stored. Every grantee reads the title; "
                    + "use an alias.")
        case .identityUpdated(let id, let version):
            say(id: "\(id) kini versi \(version).", en: "\(id) is now version \(version).")
        case .askNewValue(let field, let now): say.newValue(field.question(say), now)
        case .askNewField(let name, let now): say.newValue(name + ": ", now)
        case .recordWithdrawn(let id):
            say(
                id: "\(id) ditarik: tidak lagi terdaftar, tetap tercatat.",
                en: "\(id) is withdrawn: listed no more, still on record.")
        case .recordRestored(let id): say(id: "\(id) dikembalikan.", en: "\(id) is restored.")
        case .documentMoved(let id, let compartment):
            say(id: "\(id) dipindahkan ke bagian \(compartment).", en: "\(id) is moved to \(compartment).")
        case .documentMatches(let id, let entry, let by, let time):
            say(
                id: "Berkas ini sama dengan \(id) sebagaimana dicatat oleh \(by) pada \(time) (catatan \(entry)).",
                en: "This file is \(id) as it was recorded by \(by) on \(time) (entry \(entry)).")
        case .grantRequested(let id):
            say(
                id: "Permintaan \(id) dicatat; pemilik kasus melihatnya di: brankas inbox",
                en: "Request \(id) is on record; the case's owner sees it in: brankas inbox")
        case .requestRefused(let id): say(id: "Permintaan \(id) ditolak.", en: "Request \(id) is refused.")
        case .askFingerprint:
            say(
                id: "Ketik sidik kartu seperti dibacakan pemiliknya: ",
                en: "Type the fingerprint as its owner reads it out: ")
        case .fingerprintIsAnother:
            say(id: "Bukan sidik kartu ini. Sekali lagi.", en: "That is not this card's fingerprint. Once more.")
        case .askAgreement: say(id: "Setujui? (ya/tidak) ", en: "Approve? (yes/no) ")
        case .enrolmentWaits(let handle):
            say(
                id: "Pendaftaran \(handle) menunggu persetujuan: brankas person approve \(handle)",
                en: "The enrolment of \(handle) waits for an approval: brankas person approve \(handle)")
        case .enrolmentApproved(let handle, let isActive):
            isActive
                ? say(
                    id: "Pendaftaran \(handle) disetujui dan berlaku.",
                    en: "The enrolment of \(handle) is approved and in effect.")
                : say(
                    id: "Pendaftaran \(handle) disetujui; masih menunggu persetujuan lain.",
                    en: "The enrolment of \(handle) is approved; it waits for a further approval.")
        case .grantStillWaits(let id):
            say(
                id: "\(id) disetujui; masih menunggu persetujuan lain.",
                en: "\(id) is approved; it waits for a further approval.")
        case .evidenceKept(let path, let until):
            say(
                id: "yang Anda periksa pada \(until) masih cocok; kedua titik periksa yang bertanda tangan disimpan "
                    + "sebagai bukti di \(path)",
                en: "what you verified on \(until) fitted still; both signed checkpoints are kept as evidence in "
                    + path)
        case .verifiedFrom(let first, let size, let elapsed, let signing):
            say.verified(size - first, first > 0 ? first : nil, say.seconds(elapsed), say.seconds(signing))
        case .ledgerExported(let count, let path):
            say(
                id: "\(count) catatan diekspor ke \(path)",
                en: "\(counted(count, "entry", "entries")) exported to \(path)")
        case .witnessed(let size):
            say(
                id: "Titik periksa dengan \(size) catatan disaksikan.",
                en: "The checkpoint of \(counted(size, "entry", "entries")) is witnessed.")
        case .notJoined:
            say(
                id: "* Admin instansi ini belum menandatangani akta brankas; ia menandatanganinya saat pertama "
                    + "mendaftarkan orang.",
                en: "* This agency's admin has not signed the genesis yet; they do so when they first enrol somebody.")
        case .next(let command): say(id: "Selanjutnya: \(command)", en: "Next: \(command)")
        case .nikCheck(.serial): say(id: "NIK: nomor urut 0000 tidak ada", en: "NIK: there is no serial number 0000")
        case .nikCheck(.sex): say(id: "NIK tidak cocok dengan jenis kelamin", en: "NIK does not fit sex")
        }
    }
}

extension Language {
    /// What was checked just now.
    fileprivate func verified(_ count: UInt64, _ earlier: UInt64?, _ elapsed: String, _ signing: String) -> String {
        let now = self(
            id: "Diperiksa sekarang: \(number(count)) catatan dalam \(elapsed); tanda tangannya saja \(signing).",
            en:
                "Checked now: \(counted(count, id: "", one: "entry", many: "entries")) in \(elapsed); the signatures alone took \(signing)."
        )
        guard let earlier else { return now }
        return now + " "
            + self(
                id: "\(number(earlier)) sebelumnya sudah Anda periksa, beserta barisnya (semuanya lagi: --full).",
                en: "\(number(earlier)) before them, with their rows, you had checked already (all of them again: "
                    + "--full).")
    }

    /// `1.2 s`.
    fileprivate func seconds(_ duration: Duration) -> String {
        let tenths = Int((duration / .milliseconds(100)).rounded())
        return "\(tenths / 10)\(decimalMark)\(tenths % 10) " + self(id: "detik", en: "s")
    }

    /// A question for a new value, with the one that now stands there.
    fileprivate func newValue(_ question: String, _ now: String?) -> String {
        let current = self(id: "sekarang", en: "now") + ": " + (now ?? "-")
        let rule = self(id: "Enter: tetap; tanda hubung: kosongkan", en: "Enter keeps it, a hyphen empties it")
        return "[\(current); \(rule)]\n\(question)"
    }
}

/// English has a plural.
func counted(_ count: some BinaryInteger, _ one: String, _ many: String) -> String {
    "\(count) \(count == 1 ? one : many)"
}
