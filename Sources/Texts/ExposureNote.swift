package import Vocabulary

/// What the report on an exposed key says.
package enum ExposureNote: Sendable {
    case title(person: String)
    case lead
    case summary(couldCases: Int, couldRecords: Int, openedRecords: Int, openedCases: Int, exports: Int)
    case embedded
    case service
    case couldLead
    case couldLeadEmbedded
    case noCompartment
    case sharedSummary([SharedReach])
    case sharedLead
    case namedInTexts
    case didLead
    case neverOpened
    case tookLead
    case searches(count: Int, found: Int)
    case remaining(minutes: Int)
    case counted(learned: String, deadline: String)
    case notCounted
    case deadlineLead
    case draftLead
    /// Only where nothing at all was within reach.
    case nobodyConcerned
    case onlyShared

    package func text(_ say: Language) -> String {
        switch self {
        case .title(let person): say(id: "Paparan kunci \(person)", en: "Exposure of the key of \(person)")
        case .lead:
            say(
                id:
                    "Apa yang dapat dibuka dengan kunci ini, apa yang benar-benar dibuka atau diekspor, dan rancangan pemberitahuan menurut UU "
                    + "Nomor 27 Tahun 2022 tentang Pelindungan Data Pribadi, pasal 46.",
                en:
                    "What could have been opened with this key, what was opened or exported, and a draft of the notice under Law 27/2022 on "
                    + "Personal Data Protection, article 46.")
        case .summary(let couldCases, let couldRecords, let openedRecords, let openedCases, let exports):
            say(
                id:
                    "Kunci ini dapat membuka \(say.number(couldRecords)) rekaman dalam \(say.number(couldCases)) kasus. Menurut "
                    + "buku catatan ia membuka atau mengekspor \(say.number(openedRecords)) rekaman dalam "
                    + "\(say.number(openedCases)) kasus; ekspor: \(say.number(exports)).",
                en:
                    "This key could have opened \(say.counted(couldRecords, id: "", one: "record", many: "records")) in "
                    + "\(say.counted(couldCases, id: "", one: "case", many: "cases")). By the ledger it opened or exported "
                    + "\(say.counted(openedRecords, id: "", one: "record", many: "records")) in "
                    + "\(say.counted(openedCases, id: "", one: "case", many: "cases")); exports: "
                    + "\(say.number(exports)).")
        case .embedded:
            say(
                id:
                    "Brankas ini satu folder tanpa layanan kustodian. Siapa yang memiliki salinan folder itu beserta kunci ini dan "
                    + "frasa sandinya dapat membuka semua yang tersebut di bawah tanpa meninggalkan catatan, juga sesudah akses "
                    + "berakhir dan sesudah pemberhentian. Bila folder ikut hilang, anggap semuanya terbuka.",
                en:
                    "This vault is a folder without a custodian service. Whoever has a copy of that folder with this key and its "
                    + "passphrase can open all that is listed below and leave no entry, also after a grant's end and after a dismissal. "
                    + "If the folder was lost too, take all of it as disclosed.")
        case .service:
            say(
                id:
                    "Kustodian memegang separuh kunci setiap rekaman dan mencatat sebelum menyerahkannya: yang tidak tercatat tidak "
                    + "terbuka lewat kunci ini.",
                en:
                    "The custodian holds half of every record's key and writes the entry before it hands it out: what is not on "
                    + "record was not opened with this key.")
        case .couldLead:
            say(
                id:
                    "Bagian kasus yang terbuka bagi peran-perannya, sebagai pemilik kasus atau melalui pemberian akses.",
                en: "Compartments that were open to its roles, as owner of the case or through a grant.")
        case .couldLeadEmbedded:
            say(
                id:
                    "Setiap kunci bagian yang pernah disegel untuknya atau untuk peran yang pernah ia punya, baik aksesnya masih "
                    + "menunggu, belum mulai, berlaku, maupun sudah berakhir, dan rekaman yang disimpan di bawah kunci itu.",
                en:
                    "Every compartment key that was ever sealed to them or to a role that they had, whether the grant waited, had not "
                    + "begun, ran or had ended, and the records stored under it.")
        case .noCompartment:
            say(
                id: "Tidak ada kunci bagian kasus mana pun yang pernah disegel untuknya atau untuk perannya.",
                en: "No key of any case's compartments was ever sealed to them or to a role of theirs.")
        case .sharedSummary(let shared):
            say(
                id: "Di luar itu, yang terjangkau setiap petugas terdaftar: "
                    + "\(say.listed(shared.map { $0.shortText(say) })).",
                en: "Besides, what every enrolled officer reaches was within its reach: "
                    + "\(say.listed(shared.map { $0.shortText(say) })).")
        case .sharedLead:
            say(
                id:
                    "Benih kustodian disegel untuk setiap petugas terdaftar dan tidak pernah berganti. Karena itu, di luar isi kasus, "
                    + "terjangkau pula, dulu dan seterusnya:",
                en:
                    "The custodian's seed is sealed to every enrolled officer and never changes. So, besides what is in the cases, "
                    + "within reach then and later:")
        case .namedInTexts:
            say(
                id:
                    "Dasar hukum dan alasan dapat menyebut orang. Periksa teksnya (brankas audit list --names): siapa yang disebut di "
                    + "sana juga berhak atas pemberitahuan.",
                en:
                    "Legal bases and reasons may name somebody. Look through them (brankas audit list --names): whoever is named "
                    + "there is a person concerned too.")
        case .didLead:
            say(id: "Menurut buku catatan, dari yang pertama.", en: "By the ledger, from the first.")
        case .neverOpened:
            say(
                id: "Menurut buku catatan, tidak ada rekaman yang dibuka atau diekspor dengan kunci ini.",
                en: "By the ledger, no record was opened or exported with this key.")
        case .tookLead:
            say(
                id: "Yang diekspor dapat dibaca penerimanya tanpa catatan lebih lanjut.",
                en: "What was exported can be read by its recipients without a further entry.")
        case .searches(let count, let found):
            say(
                id: "\(say.number(count)) pencarian, \(say.number(found)) di antaranya menemukan kasus.",
                en:
                    "\(say.counted(count, id: "", one: "search", many: "searches")), of which \(say.number(found)) found a case."
            )
        case .remaining(let minutes) where minutes >= 0: say.duration(minutes: minutes)
        case .remaining(let minutes):
            say(
                id: "batas telah lewat \(say.duration(minutes: minutes))",
                en: "over since \(say.duration(minutes: minutes))")
        case .counted(let learned, let deadline):
            say(
                id: "Diketahui pada \(learned): pemberitahuan tertulis paling lambat \(deadline).",
                en: "It became known on \(learned): the written notice is due by \(deadline).")
        case .notCounted:
            say(
                id:
                    "Saat kejadian diketahui belum diberikan, jadi 3 × 24 jam belum dapat dihitung. Hitung sejak kegagalan "
                    + "pelindungan data diketahui.",
                en:
                    "The moment at which it became known was not given, so the 3 × 24 hours are not counted. Count from when the "
                    + "failure became known.")
        case .deadlineLead:
            say(
                id:
                    "Pemberitahuan tertulis wajib disampaikan kepada subjek data pribadi dan kepada lembaga, dan memuat paling "
                    + "sedikit: data pribadi yang terungkap; kapan dan bagaimana terungkap; upaya penanganan dan pemulihannya "
                    + "(pasal 46). Terhadap tersangka kewajiban itu mengalah pada proses penegakan hukum (pasal 50).",
                en:
                    "Written notice is due to the persons concerned and to the authority, and has at least: the personal data "
                    + "disclosed; when and how they were; and what is done to handle and remedy it (article 46). Towards a suspect "
                    + "this duty yields to law enforcement (article 50).")
        case .draftLead:
            say(
                id:
                    "Rancangan. Lengkapi yang di dalam kurung siku, dan mintalah pejabat hukum memeriksanya. Setiap orang yang "
                    + "datanya ada dalam kasus mendapat surat sendiri; \(unnoticed(say)) tidak mendapat surat. Surat Anak Korban dan "
                    + "Anak Saksi disampaikan kepada orang tua atau walinya, kecuali bila mereka tersangkanya.",
                en:
                    "A draft. Fill in what stands in square brackets, and have it read by a legal officer. Everybody whose data are "
                    + "in the case gets a letter of their own; \(unnoticed(say)) gets none. The letter of a child victim or witness "
                    + "goes to the parents or guardian, unless they are the suspects.")
        case .nobodyConcerned:
            say(
                id: "Tidak ada kasus yang terpapar, jadi tidak ada surat.",
                en: "No case was exposed, so there is no letter.")
        case .onlyShared:
            say(
                id:
                    "Tidak ada bagian kasus yang terjangkau kunci ini, jadi tidak ada surat tentang suatu kasus. Yang terjangkau setiap "
                    + "petugas terdaftar tetap terpapar: dasar hukum dan alasan dari semua instansi, dan kunci penanda tangan buku "
                    + "catatan.",
                en:
                    "No compartment of a case was within reach of this key, so there is no letter about a case. What every enrolled "
                    + "officer reaches was exposed all the same: legal bases and reasons of all agencies, and the ledger's signing key."
            )
        }
    }
}

extension SharedReach {
    package func text(_ say: Language) -> String {
        switch self {
        case .ledger:
            say(
                id: "seluruh buku catatan: siapa meminta apa, kapan, untuk keperluan apa, dalam kasus mana",
                en: "the whole ledger: who asked for what, when, for which purpose, in which case")
        case .texts:
            say(
                id: "dasar hukum dan alasan yang ditulis semua instansi",
                en: "the legal bases and reasons that all agencies wrote")
        case .guesses:
            say(
                id:
                    "uji tebakan dengan kunci pencarian: apakah suatu NIK, nama, atau nomor telepon ada dalam brankas, dan dalam "
                    + "kasus mana",
                en:
                    "tests of guesses with the search key: whether a NIK, a name or a telephone number is in the vault, and in "
                    + "which case")
        case .signingKey:
            say(
                id:
                    "kunci penanda tangan buku catatan: catatan palsu dapat ditandatangani dengannya; ingatan petugas lain "
                    + "membongkarnya, dan tanda tangan para petugas sendiri tidak dapat ditiru dengannya",
                en:
                    "the ledger's signing key: a false ledger could be signed with it; what other officers' machines remember "
                    + "gives that away, and no officer's own signature can be made with it")
        }
    }

    fileprivate func shortText(_ say: Language) -> String {
        switch self {
        case .ledger: say(id: "seluruh buku catatan", en: "the whole ledger")
        case .texts:
            say(id: "dasar hukum dan alasan dari semua instansi", en: "legal bases and reasons of all agencies")
        case .guesses:
            say(id: "uji tebakan atas NIK, nama, dan telepon", en: "tests of guesses at NIKs, names and telephones")
        case .signingKey: say(id: "kunci penanda tangan buku catatan", en: "the ledger's signing key")
        }
    }
}

/// Who gets no letter: a suspect, whatever their age.
private func unnoticed(_ say: Language) -> String {
    let relations = Relation.allCases.filter { !$0.getsNotice }.map { $0.text(say) }
    return say(
        id: "tersangka, terdakwa, atau \(relations.joined(separator: " atau "))",
        en: "a suspect, a defendant or a \(relations.joined(separator: " or a "))")
}

extension ExposureCause {
    package func text(_ say: Language) -> String {
        switch self {
        case .lostDevice:
            say(
                id: "perangkat yang menyimpan kunci petugas hilang atau dicuri",
                en: "a device with an officer's key was lost or stolen")
        case .disloyalOfficer:
            say(
                id: "seorang petugas diduga menyalahgunakan aksesnya",
                en: "an officer is suspected of misusing their access")
        case .unknown: say(id: "[diisi: bagaimana terjadi]", en: "[to fill in: how it happened]")
        }
    }
}

/// The letters of article 46, a paragraph each. What nobody told the program stands in square brackets.
package enum NoticeParagraph: Sendable {
    case heading(Addressee, number: String?)
    case subject
    case opening(agency: String, vault: String)
    case dataHeading
    case totals(cases: Int, records: Int, compartments: [String])
    case shared([SharedReach])
    case exposedInCase(caseID: String, compartments: [String])
    case openedInCase(records: [String], times: Int)
    case openedInTotal(records: Int, cases: Int)
    case openedNothing
    case exported(times: Int)
    case howHeading
    case how(ExposureCause, from: String, until: String, learned: String?)
    case measuresHeading
    case dismissed(String, isEmbedded: Bool)
    case notDismissed
    case measures
    case advice
    case contact
    case signature(agency: String)

    package enum Addressee: Sendable { case authority, subject }

    package var isHeading: Bool {
        switch self {
        case .subject, .dataHeading, .howHeading, .measuresHeading: true
        case .heading, .opening, .totals, .shared, .exposedInCase, .openedInCase, .openedInTotal, .openedNothing,
            .exported,
            .how, .dismissed, .notDismissed, .measures, .advice, .contact, .signature:
            false
        }
    }

    package func text(_ say: Language) -> String {
        switch self {
        case .heading(.authority, _):
            say(
                id: "Kepada Yth. [diisi: lembaga pelindungan data pribadi]. Nomor: [diisi]. Tanggal: [diisi].",
                en: "To [to fill in: the data protection authority]. Number: [to fill in]. Date: [to fill in].")
        case .heading(.subject, let number):
            say(
                id:
                    "Kepada Yth. [diisi: nama dan alamat, dari identitas dalam kasus \(number ?? "[diisi]"); bukan untuk "
                    + "\(unnoticed(say)) (pasal 50)]. Nomor: [diisi]. Tanggal: [diisi].",
                en:
                    "To [to fill in: name and address, from the identity in case \(number ?? "[to fill in]"); not for "
                    + "\(unnoticed(say)) (article 50)]. Number: [to fill in]. Date: [to fill in]."
            )
        case .subject:
            say(
                id: "Perihal: pemberitahuan kegagalan pelindungan data pribadi (UU Nomor 27 Tahun 2022, pasal 46)",
                en: "Subject: notice of a failure to protect personal data (Law 27/2022, article 46)")
        case .opening(let agency, let vault):
            say(
                id:
                    "Dengan ini kami, \(agency), memberitahukan bahwa data pribadi yang tersimpan dalam brankas dokumen \(vault) dapat "
                    + "telah terungkap kepada pihak yang tidak berhak.",
                en:
                    "We, \(agency), hereby give notice that personal data kept in the document vault \(vault) may have been disclosed to "
                    + "someone not entitled to them.")
        case .dataHeading: say(id: "1. Data pribadi yang terungkap", en: "1. The personal data disclosed")
        case .totals(let cases, let records, let compartments):
            say(
                id: "Dapat terungkap: \(say.number(records)) rekaman dalam \(say.number(cases)) kasus, pada bagian "
                    + "\(names(compartments, say)). Termasuk data yang bersifat spesifik (kesehatan, anak, catatan kejahatan) "
                    + "menurut pasal 4.",
                en: "May have been disclosed: \(say.records(records)) in "
                    + "\(say.counted(cases, id: "", one: "case", many: "cases")), of the compartments \(names(compartments, say)). "
                    + "Specific data (health, children, criminal records) in the sense of article 4 are among them.")
        case .shared(let shared):
            say(
                id: "Dapat terungkap pula, dari semua kasus: \(say.listed(shared.map { $0.shortText(say) })).",
                en: "May have been disclosed besides, of all cases: \(say.listed(shared.map { $0.shortText(say) })).")
        case .exposedInCase(let caseID, let compartments):
            say(
                id: "Dari berkas kasus \(caseID), bagian yang dapat terungkap: \(names(compartments, say)).",
                en:
                    "Of the file of case \(caseID), the parts that may have been disclosed: \(names(compartments, say))."
            )
        case .openedInCase(let records, let times):
            say(
                id: "Menurut buku catatan, yang benar-benar dibuka atau diekspor: \(say.listed(records)), "
                    + "\(say.number(times)) kali. [diisi: apakah itu sah atau tidak]",
                en: "By the ledger, what was opened or exported: \(say.listed(records)), "
                    + "\(say.times(times)). [to fill in: whether that was lawful]")
        case .openedInTotal(let records, let cases):
            say(
                id:
                    "Menurut buku catatan, yang benar-benar dibuka atau diekspor: \(say.number(records)) rekaman dalam \(say.number(cases)) "
                    + "kasus. [diisi: mana yang sah, mana yang tidak]",
                en: "By the ledger, what was opened or exported: \(say.records(records)) in "
                    + "\(say.counted(cases, id: "", one: "case", many: "cases")). [to fill in: which lawfully, which not]"
            )
        case .openedNothing:
            say(
                id: "Menurut buku catatan, tidak ada rekaman yang dibuka atau diekspor.",
                en: "By the ledger, no record was opened or exported.")
        case .exported(let times):
            say(
                id: "Ekspor ke luar brankas: \(say.number(times)) kali. [diisi: kepada siapa, dan apakah itu sah]",
                en:
                    "Taken out of the vault by an export: \(say.times(times)). [to fill in: to whom, and whether lawfully]"
            )
        case .howHeading: say(id: "2. Kapan dan bagaimana terungkap", en: "2. When and how they were disclosed")
        case .how(let cause, let from, let until, let learned):
            say(
                id: "Antara \(from) dan \(until): \(cause.text(say)). Kami mengetahuinya pada \(learned ?? "[diisi]"). "
                    + "[diisi: uraian kejadian]",
                en: "Between \(from) and \(until): \(cause.text(say)). It became known to us on "
                    + "\(learned ?? "[to fill in]"). [to fill in: what happened]")
        case .measuresHeading:
            say(id: "3. Upaya penanganan dan pemulihan", en: "3. What is done to handle and remedy it")
        case .dismissed(let time, isEmbedded: true):
            say(
                id:
                    "Kunci tersebut dicabut pada \(time): programnya menolak kunci itu, dan yang disegel sesudahnya memakai kunci "
                    + "peran yang baru. Yang disegel sebelumnya tetap dapat dibuka dengannya oleh siapa yang memiliki salinan brankas.",
                en:
                    "The key was revoked on \(time): the program refuses it, and what is sealed since then is under new keys of its "
                    + "roles. What was sealed before stays readable with it to whoever has a copy of the vault.")
        case .dismissed(let time, isEmbedded: false):
            say(
                id:
                    "Kunci tersebut dicabut pada \(time); sejak saat itu kustodian menolaknya, dan kunci perannya diganti.",
                en:
                    "The key was revoked on \(time); since then the custodian refuses it, and the keys of its roles are replaced."
            )
        case .notDismissed:
            say(
                id:
                    "[diisi: kapan kunci dicabut; saat rancangan ini dibuat kunci itu BELUM dicabut (brankas person dismiss)]",
                en:
                    "[to fill in: when the key was revoked; when this draft was made it was NOT YET revoked (brankas person dismiss)]"
            )
        case .measures:
            say(
                id:
                    "Setiap pembukaan dan ekspor yang tercatat ditelaah satu per satu. [diisi: laporan polisi, pengamanan tambahan, tindakan "
                    + "terhadap petugas]",
                en:
                    "Every opening and export on record is being reviewed. [to fill in: report to the police, further safeguards, steps regarding "
                    + "the officer]")
        case .advice:
            say(
                id:
                    "Yang dapat Anda lakukan: waspadai orang yang menghubungi Anda dan mengetahui isi berkas; jangan menanggapi, dan "
                    + "segera beri tahu kami. Bila keselamatan terancam, hubungi [diisi: nomor pendamping atau LPSK].",
                en:
                    "What you can do: beware of anybody who contacts you and knows what is in the file; do not answer, and tell us at "
                    + "once. If you are in danger, call [to fill in: number of the companion or of LPSK].")
        case .contact:
            say(
                id: "Narahubung: [diisi: nama dan nomor telepon pejabat pelindungan data pribadi, pasal 53].",
                en: "Contact: [to fill in: name and telephone of the data protection officer, article 53].")
        case .signature(let agency):
            say(
                id: "\(agency). [diisi: nama, jabatan, NIP/NRP, tanda tangan]",
                en: "\(agency). [to fill in: name, office, number, signature]")
        }
    }

    private func names(_ compartments: [String], _ say: Language) -> String {
        say.listed(compartments)
    }
}
