package import Vocabulary

extension Denial {
    /// Of a request about a record, of which kind it was.
    package func text(_ say: Language, of kind: RecordKind?) -> String {
        switch self {
        case .notEnrolled: say(id: "tidak terdaftar", en: "not enrolled")
        case .dismissed: say(id: "sudah diberhentikan", en: "dismissed")
        case .notMember: say(id: "bukan pemegang peran ini", en: "not a member of this role")
        case .lacksCapability: say(id: "peran ini tidak punya kewenangannya", en: "the role lacks the capability")
        case .notAdmin: say(id: "hanya admin instansi yang boleh", en: "only the agency's admin may")
        case .adminOpens: say(id: "admin tidak membuka kasus", en: "an admin does not open cases")
        case .foreignAgency: say(id: "itu instansi lain", en: "that is another agency")
        case .agencyNotJoined:
            say(
                id: "admin instansi itu belum menandatangani akta brankas",
                en: "that agency's admin has not signed the genesis yet")
        case .noGrant: say(id: "tidak ada akses ke kasus ini", en: "no grant to this case")
        case .notNamed: say(id: "akses itu menunjuk orang lain", en: "the grant names other persons")
        case .otherCompartment: say(id: "akses itu untuk bagian lain", en: "the grant is for other compartments")
        case .otherPurpose: say(id: "akses itu untuk keperluan lain", en: "the grant is for another purpose")
        case .grantWaiting: say(id: "akses itu masih menunggu persetujuan", en: "the grant still waits for approval")
        case .grantNotBegun: say(id: "akses itu belum mulai", en: "the grant has not begun")
        case .grantExpired: say(id: "akses itu sudah berakhir", en: "the grant has expired")
        case .grantRevoked: say(id: "akses itu sudah dicabut", en: "the grant was revoked")
        case .notOwner: say(id: "peran ini bukan pemilik kasus", en: "the role does not own the case")
        case .notAllowed: say(id: "akses itu tidak membolehkannya", en: "the grant does not allow it")
        case .beyondAsk: say(id: "melampaui yang diminta", en: "beyond what was asked for")
        case .ownRole:
            say(id: "tidak boleh memberi akses kepada peran sendiri", en: "nobody grants to a role they hold")
        case .beyondParent: say(id: "melampaui akses yang menjadi dasarnya", en: "beyond the grant that it rests on")
        case .tooLong: say(id: "lebih lama daripada yang dibolehkan", en: "longer than a grant may last")
        case .ownRequest:
            say(id: "tidak boleh menyetujui permintaan sendiri", en: "nobody approves what they asked for or receive")
        case .needsApproval:
            say(id: "ekspor itu menunggu persetujuan", en: "the export waits for an approval")
        case .beyondExport: say(id: "melampaui ekspor yang disetujui", en: "beyond the export that was approved")
        case .exportOver:
            say(id: "ekspor itu sudah dipakai atau berakhir", en: "the export was used, or is over")
        case .otherRecipient:
            say(id: "kunci penerima itu bukan milik petugas yang disebut", en: "the recipient is not that person's own")
        case .recipientLeft: say(id: "penerima itu bukan petugas aktif", en: "the recipient is not an active officer")
        case .caseClosed: say(id: "kasus sudah ditutup", en: "the case is closed")
        case .withdrawn:
            switch kind {
            case .identity: say(id: "identitas ini telah ditarik", en: "the identity was withdrawn")
            case .document, nil: say(id: "dokumen ini telah ditarik", en: "the document was withdrawn")
            }
        case .surplusItems:
            say(
                id: "permintaan itu membawa yang tidak diminta",
                en: "the request brought what its action does not ask for")
        case .enrolmentWaiting:
            say(id: "pendaftarannya belum disetujui", en: "the enrolment is not approved yet")
        case .searchLimit: say(id: "batas pencarian hari ini tercapai", en: "the day's limit of searches is reached")
        }
    }

    func hint(_ say: Language) -> String? {
        switch self {
        case .noGrant, .otherCompartment, .grantExpired, .grantRevoked, .notNamed, .otherPurpose:
            say(id: "mintalah akses kepada instansi pemilik kasus", en: "ask the agency that owns the case for a grant")
        case .notAllowed:
            say(
                id: "mintalah akses yang membolehkannya: brankas grant request … --allow",
                en: "ask for a grant that allows it: brankas grant request … --allow")
        case .agencyNotJoined:
            say(id: "dia melakukannya saat pertama mendaftarkan orang", en: "they do so when they first enrol somebody")
        case .grantWaiting, .needsApproval, .enrolmentWaiting:
            say(id: "tunggu persetujuan", en: "wait for the approval")
        case .exportOver:
            say(id: "mintalah ekspor itu lagi: brankas case export", en: "ask for it again: brankas case export")
        case .notEnrolled, .dismissed, .notMember, .lacksCapability, .notAdmin, .adminOpens, .foreignAgency,
            .grantNotBegun,
            .notOwner, .beyondAsk, .ownRole, .beyondParent, .tooLong, .ownRequest, .beyondExport, .otherRecipient,
            .recipientLeft, .caseClosed, .searchLimit, .withdrawn, .surplusItems:
            nil
        }
    }
}

extension KeysFault {
    func text(_ say: Language) -> String {
        switch self {
        case .syntax: say(id: "bukan YAML yang sah", en: "not valid YAML")
        case .alias: say(id: "alias YAML (*nama) tidak diterima", en: "aliases of YAML (*name) are not taken")
        case .notAMapping: say(id: "di sini seharusnya pasangan kunci dan nilai", en: "a mapping is expected here")
        case .unknownKey(let key): say(id: "kunci tak dikenal '\(key)'", en: "unknown key '\(key)'")
        case .missingKey(let key): say(id: "'\(key)' tidak ada", en: "'\(key)' is missing")
        case .duplicateKey(let key): say(id: "'\(key)' tertulis dua kali", en: "'\(key)' stands twice")
        case .badValue(let key): say(id: "nilai '\(key)' tidak sah", en: "the value of '\(key)' is not valid")
        case .unknownCapability(let name):
            say(id: "kewenangan tak dikenal '\(name)'", en: "unknown capability '\(name)'")
        case .unlistedAgency(let name):
            say(id: "instansi '\(name)' tidak terdaftar", en: "agency '\(name)' is not listed")
        case .badCard(let path):
            say(id: "kartu '\(path)' tidak ada atau tidak sah", en: "card '\(path)' is missing or not valid")
        case .tooLong: say(id: "terlalu panjang", en: "too long")
        case .vaultName: say(id: "nama brankas tidak sah", en: "the vault's name is not valid")
        case .unlistedCompartment(let name):
            say(id: "bagian '\(name)' tidak terdaftar", en: "compartment '\(name)' is not listed")
        case .adminOfOther(let name):
            say(
                id: "kartu admin '\(name)' milik instansi lain", en: "the admin's card of '\(name)' is another agency's"
            )
        case .reserved(let name): say(id: "'\(name)' ada dengan sendirinya", en: "'\(name)' exists by itself")
        }
    }
}

extension JSONFault {
    func text(_ say: Language) -> String {
        switch self {
        case .syntax(let offset):
            say(id: "bukan JSON yang sah, pada bita \(offset)", en: "not valid JSON, at byte \(offset)")
        case .duplicateKey(let key): say(id: "\(named(key)) tertulis dua kali", en: "'\(shown(key))' stands twice")
        case .tooDeep: say(id: "terlalu dalam bersarang", en: "nested too deeply")
        case .tooLong: say(id: "terlalu panjang", en: "too long")
        case .notAnObject: say(id: "seharusnya objek JSON", en: "a JSON object is expected")
        case .notUTF8: say(id: "bukan UTF-8", en: "not UTF-8")
        case .missing(let key): say(id: "\(named(key)) tidak ada", en: "'\(key)' is missing")
        case .notText(let key): say(id: "\(named(key)) harus berupa teks", en: "'\(shown(key))' must be text")
        case .badValue(let key):
            say(
                id: "nilai \(named(key)) tidak sah\(form(key, say))",
                en: "the value of '\(shown(key))' is not valid\(form(key, say))")
        case .controlCharacter(let key):
            say(id: "\(named(key)) berisi karakter kendali", en: "'\(shown(key))' has control characters")
        case .unknownField(let name, let nearest):
            say(
                id:
                    "tidak ada isian '\(shown(name))'\(meant(nearest, say)); tambahan lain ditaruh di bawah '\(extraField)'",
                en: "there is no field '\(shown(name))'\(meant(nearest, say)); anything else goes under '\(extraField)'"
            )
        case .implausible(let name):
            say(
                id: "\(named(name)): tanggal itu belum tiba, atau terlalu lama berlalu",
                en: "'\(name)': that day is yet to come, or too long ago")
        case .relation(.bareChild):
            say(
                id: "'relation': 'anak' saja berarti anak yang berkonflik dengan hukum; tulis anak-korban, anak-saksi, "
                    + "atau anak-berkonflik-hukum",
                en:
                    "'relation': 'anak' (child) alone means the child in conflict with the law; write anak-korban for a "
                    + "child victim, anak-saksi for a child witness, or anak-berkonflik-hukum")
        case .relation(.notListed):
            say(
                id: "nilai 'relation' tidak sah; salah satu dari: \(Relation.listed(say))",
                en: "the value of 'relation' is not valid; one of: \(Relation.listed(say))")
        }
    }
}

/// A field by the name that it is stored under, and the Indonesian one where that is another.
private func named(_ key: String) -> String {
    let indonesian =
        IdentityField(rawValue: key)?.indonesian ?? CaseField(rawValue: key)?.indonesian
        ?? DocumentField(rawValue: key)?.indonesian ?? key
    return "'\(shown(key))'" + (indonesian == key ? "" : " (\(indonesian))")
}

/// What a value of the field looks like, in a half sentence.
private func form(_ key: String, _ say: Language) -> String {
    let fields: [(any AskedField)?] = [IdentityField(rawValue: key), CaseField(rawValue: key)]
    return fields.compactMap { $0?.form(say) }.first ?? ""
}

/// What may have been meant, in a half sentence.
func meant(_ names: [String], _ say: Language) -> String {
    guard !names.isEmpty else { return "" }
    let list = names.map { "'\(shown($0))'" }.joined(separator: ", ")
    return say(id: "; mungkin maksud Anda \(list)", en: "; did you mean \(list)")
}

extension Tampering {
    func text(_ say: Language) -> String {
        switch self {
        case .rolledBack(let pinned, let size):
            say(
                id: "buku catatan mundur atau ditulis ulang: \(pinned) catatan sudah diperiksa, kini tampak \(size)",
                en:
                    "the ledger was rolled back or rewritten: \(pinned) entries were verified before, now \(size) are shown"
            )
        case .checkpoint: say(id: "tanda tangan titik periksa tidak sah", en: "the checkpoint's signature is not valid")
        case .inclusion(let entry):
            say(
                id: "catatan \(entry) tidak terbukti ada dalam buku catatan",
                en: "entry \(entry) is not proved to be in the ledger")
        case .consistency(let from, let to):
            say(
                id: "buku catatan dengan \(to) catatan tidak memuat yang \(from) catatan",
                en: "the ledger of \(to) entries does not contain the one of \(from)")
        case .entry(let entry):
            say(
                id: "catatan \(entry) bukan permintaan yang dikirim",
                en: "entry \(entry) is not the request that was sent")
        case .roster:
            say(id: "daftar petugas tidak cocok dengan tanda tangannya", en: "the roster does not fit its signatures")
        case .otherVault: say(id: "ini brankas lain", en: "this is another vault")
        case .trail(let id):
            say(
                id: "riwayat kasus \(id.text) tidak cocok dengan tanda tangannya",
                en: "the trail of case \(id.text) does not fit its signatures")
        case .oldTrail(let id):
            say(
                id: "riwayat kasus \(id.text) bukan yang terbaru",
                en: "the trail shown of case \(id.text) is not the newest")
        case .manifest(let entry):
            say(
                id: "daftar isi catatan \(entry) bukan yang ditandatangani",
                en: "the manifest of entry \(entry) is not the one that was signed")
        case .thing(let entry, let name):
            say(
                id: "'\(name)' dari catatan \(entry) bukan yang ditandatangani",
                en: "'\(name)' of entry \(entry) is not what was signed")
        case .missing(let what):
            say(id: "jawaban kustodian tidak memuat '\(what)'", en: "the custodian's answer lacks '\(what)'")
        case .compartmentKey(let epoch, let id):
            say(
                id: "kunci bagian \(epoch.text) dari kasus \(id.text) bukan yang ditandatangani",
                en: "the key of compartment \(epoch.text) of case \(id.text) is not the one that was signed")
        case .recordKey(let id):
            say(
                id: "kunci rekaman \(id.text) bukan yang ditandatangani",
                en: "the key of record \(id.text) is not the one that was signed")
        case .metadata(let id): say(id: "keterangan \(id) telah diubah", en: "the metadata of \(id) was changed")
        case .payload(let id):
            say(id: "isi \(id.text) telah diubah atau terpotong", en: "the content of \(id.text) was changed or cut")
        case .content(let id):
            say(
                id: "isi \(id.text) bukan yang dicatat saat disimpan",
                en: "the content of \(id.text) is not what was recorded at intake")
        case .roleSeed(let key):
            say(
                id: "kunci peran \(key.text) bukan yang ditandatangani",
                en: "the key of role \(key.text) is not the one that was signed")
        case .envelope(let id):
            say(
                id: "amplop \(id.text) bukan untuk kasus ini",
                en: "the envelope of \(id.text) is not the one that was signed")
        case .exported(let file):
            say(
                id: "berkas ekspor '\(file)' bukan yang ditandatangani",
                en: "the export's file '\(file)' is not the one that was signed")
        case .pin: say(id: "catatan pribadi tentang brankas ini telah diubah", en: "the pin of this vault was changed")
        }
    }
}

extension LogFault {
    /// The entry at which it shows.
    package var entry: UInt64 {
        switch self {
        case .leaf(let entry), .signature(let entry), .tree(let entry), .namedHead(let entry), .roster(let entry),
            .caseChain(let entry), .nonce(let entry), .time(let entry), .decision(let entry):
            entry
        }
    }

    func text(_ say: Language) -> String {
        switch self {
        case .leaf: say(id: "catatan rusak", en: "the entry is damaged")
        case .signature: say(id: "tanda tangan tidak sah", en: "its signature is not valid")
        case .tree:
            say(id: "akar pohon tidak cocok dengan titik periksa", en: "the tree's root is not the checkpoint's")
        case .namedHead: say(id: "permintaan menyebut titik periksa lain", en: "its request names another tree head")
        case .roster: say(id: "daftar petugas tidak cocok", en: "the roster does not fit")
        case .caseChain: say(id: "rantai kasus terputus", en: "the chain of its case is broken")
        case .nonce: say(id: "permintaan yang sama tercatat dua kali", en: "the same request stands twice")
        case .time:
            say(
                id: "waktunya tidak urut atau di luar masa permintaan",
                en: "its time is out of order or outside the request's span")
        case .decision: say(id: "keputusannya tidak sesuai aturan", en: "it was not decided as the rules say")
        }
    }
}

extension Damage {
    /// Where it is, as the vault's own parts are called in both languages.
    package var place: String {
        switch self {
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
        case .commitment(let record): "commitment, \(record.text)"
        case .row(let table): "index, \(table)"
        }
    }
}
