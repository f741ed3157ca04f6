/// What the trail of a case says, to whoever the case is about (UU 27/2022, article 32). It states no right without its
/// limits: access is refused where it harms somebody (33), and it yields to law enforcement (15, 50).
package enum TrailNote: Sendable {
    case title(caseID: String)
    case lead
    case lawful(requested: String?, deadline: String?)
    case limits
    case examined
    /// `wholeTo`: the entries among which no other is about the case, as far as somebody verified them all.
    case complete(entries: Int, wholeTo: Int?)
    case openedSummary(times: Int, officers: Int, agencies: Int)
    case neverOpened
    case whoOpenedLead
    case accessLead
    case exportLead
    case deniedLead
    case otherLead
    case prepared(Int)
    case ask

    package func text(_ say: Language) -> String {
        switch self {
        case .title(let id): say(id: "Rekam jejak data kasus \(id)", en: "Trail of the data of case \(id)")
        case .lead:
            say(
                id:
                    "Surat ini menjelaskan siapa yang membuka atau mengekspor data Anda, kapan, dan untuk keperluan apa, menurut UU Nomor "
                    + "27 Tahun 2022 tentang Pelindungan Data Pribadi, pasal 7 dan 32, dalam batas pasal 15, 33, dan 50.",
                en:
                    "This paper tells who opened or exported your data, when, and for which purpose, under Law 27/2022 on Personal "
                    + "Data Protection, articles 7 and 32, within the limits of articles 15, 33 and 50.")
        case .lawful(let requested?, let deadline?):
            say(
                id: "Diminta pada \(requested); diberikan, atau ditolak dengan alasan, paling lambat \(deadline) "
                    + "(3 × 24 jam).",
                en: "Asked for on \(requested); to be given, or refused with reasons, by \(deadline) (3 × 24 hours).")
        case .lawful:
            say(
                id: "Diberikan, atau ditolak dengan alasan, paling lambat 3 × 24 jam sesudah diminta.",
                en: "To be given, or refused with reasons, within 3 × 24 hours of the request.")
        case .limits:
            say(
                id:
                    "Akses wajib ditolak bila membahayakan keamanan, kesehatan fisik, atau kesehatan mental peminta atau orang "
                    + "lain, atau mengungkap data pribadi orang lain (pasal 33); dan mengalah pada proses penegakan hukum "
                    + "(pasal 15 dan 50). Surat ini menyebut nama petugas, keperluan, dan dasar akses: periksa itu dahulu.",
                en:
                    "Access must be refused where it endangers the safety, the physical or the mental health of whoever asks or of "
                    + "others, or discloses somebody else's personal data (article 33); and it yields to law enforcement (articles "
                    + "15 and 50). This paper names officers, purposes and legal bases: examine that first.")
        case .examined:
            say(
                id: "Diperiksa dan boleh diserahkan, menurut: [diisi: nama, jabatan, tanggal].",
                en: "Examined and found fit to be handed over by: [to fill in: name, office, date].")
        case .complete(let entries, let wholeTo):
            say(
                id:
                    "Rekam jejak ini memuat \(say.number(entries)) catatan yang saling terkait tanpa celah: satu pun tidak dapat "
                    + "dihapus atau diubah tanpa ketahuan. ",
                en:
                    "This trail has \(say.counted(entries, id: "", one: "entry", many: "entries")), locked into a chain without "
                    + "a gap: none can be removed or changed unnoticed. ")
                + (wholeTo.map { size in
                    say(
                        id:
                            "Seluruh buku catatan telah diperiksa sampai catatan nomor \(say.number(size - 1)); di dalamnya "
                            + "tidak ada catatan lain tentang kasus ini.",
                        en:
                            "The whole ledger was verified up to entry \(say.number(size - 1)): no other entry in it is about "
                            + "this case.")
                }
                    ?? say(
                        id:
                            "Bahwa di luar rangkaian ini tidak ada catatan lain, dibuktikan dengan memeriksa seluruh buku "
                            + "catatan (brankas audit verify); itu belum dilakukan di komputer ini.",
                        en:
                            "That no entry stands beside this chain is proved by verifying the whole ledger (brankas audit "
                            + "verify); on this computer that was not done yet."))
        case .openedSummary(let times, let officers, let agencies):
            say(
                id:
                    "Data dibuka atau diekspor \(say.number(times)) kali oleh \(say.number(officers)) petugas dari \(say.number(agencies)) "
                    + "instansi.",
                en: "The data were opened or exported \(say.times(times)) by "
                    + "\(say.counted(officers, id: "", one: "officer", many: "officers")) of "
                    + "\(say.counted(agencies, id: "", one: "agency", many: "agencies")).")
        case .neverOpened:
            say(
                id: "Belum ada rekaman yang dibuka atau diekspor.", en: "No record was ever opened or exported.")
        case .whoOpenedLead:
            say(
                id:
                    "Setiap baris adalah satu kali sebuah rekaman dibuka atau diekspor. Rekaman I-… memuat identitas; D-… adalah dokumen.",
                en:
                    "Each row is one time that a record was opened or exported. Records I-… hold an identity; D-… are documents."
            )
        case .accessLead:
            say(
                id: "Instansi yang boleh membuka bagian dari data ini, atas dasar apa, dan sampai kapan.",
                en: "Who may open which parts of the data, on which legal basis, and until when.")
        case .exportLead:
            say(
                id:
                    "Salinan yang diserahkan ke luar brankas. Apa yang kemudian dilakukan penerimanya tidak tercatat di sini.",
                en:
                    "Copies that were handed out of the vault. What their recipients did with them is not recorded here."
            )
        case .deniedLead:
            say(
                id: "Percobaan yang ditolak: tidak ada yang terbuka atau keluar.",
                en: "Attempts that were denied: nothing was opened or exported.")
        case .prepared(let count):
            say(
                id: "\(say.number(count)) catatan lagi hanya menyiapkan tindakan di atas.",
                en:
                    "\(say.counted(count, id: "", one: "more entry", many: "more entries")) only prepared what is listed here."
            )
        case .otherLead:
            say(
                id:
                    "Penyimpanan, perubahan, dan pembacaan daftar. Dalam daftar terlihat judul dan keterangan, bukan isi.",
                en: "Storing, changing and listing. A list shows titles and descriptions, no contents.")
        case .ask:
            say(
                id:
                    "Bila ada nama atau keperluan yang tidak Anda kenal, tanyakan kepada instansi pemilik kasus. Anda dapat "
                    + "meminta penjelasan, pembetulan, atau penghentian pemrosesan; permintaan itu dapat ditunda atau ditolak "
                    + "sejauh proses penegakan hukum memerlukannya (pasal 15 dan 50).",
                en:
                    "If there is a name or a purpose that you do not know, ask the agency that owns the case. You may ask for an "
                    + "explanation, a correction, or that the processing be stopped; a request may be put off or refused as far as "
                    + "law enforcement needs it (articles 15 and 50).")
        }
    }
}

/// What the report on custody says (chain of custody, for the case file in court).
package enum CustodyNote: Sendable {
    case title(document: String)
    case lead(document: String, time: String, person: String)
    case sinceThen(openings: Int, exports: Int, grants: Int)
    case intake
    case chain
    case fileStep
    case commitmentStep
    case proofStep
    case proofHeading(entry: UInt64, action: String, time: String)
    case noProof(entry: UInt64)
    case proofs
    case limits
    case evidence
    case uncertified
    case signaturePlace, signatureName, signatureHand
    case size(bytes: Int)

    package func text(_ say: Language) -> String {
        switch self {
        case .size(let count): say.counted(count, id: "bita", one: "byte", many: "bytes")
        case .title(let document):
            say(id: "Rantai penguasaan dokumen \(document)", en: "Chain of custody of document \(document)")
        case .lead(let document, let time, let person):
            say(
                id:
                    "Dokumen elektronik \(document) diterima dan disegel pada \(time) oleh \(person). Sejak saat itu setiap "
                    + "pembukaan, pemberian akses, ekspor, dan pemindahan dicatat dalam buku catatan yang hanya dapat ditambah.",
                en:
                    "The electronic document \(document) was taken in and sealed on \(time) by \(person). Every opening, grant, "
                    + "export and move since then stands in a ledger that can only be added to.")
        case .sinceThen(let openings, let exports, let grants):
            say(
                id:
                    "Sejak diterima: dibuka atau diekspor \(say.number(openings)) kali (ekspor: \(say.number(exports))), "
                    + "\(say.number(grants)) pemberian akses.",
                en: "Since intake: opened or exported \(say.times(openings)) (exports: \(say.number(exports))), "
                    + "\(say.counted(grants, id: "", one: "grant", many: "grants")).")
        case .intake:
            say(
                id:
                    "SHA-256 adalah sidik isi berkas: bila satu bita saja berubah, sidiknya lain. Komitmen isi, yang dibuat dari "
                    + "sidik itu dan garam acak, berdiri dalam catatan penerimaan.",
                en: "SHA-256 is the fingerprint of the file's content: change one byte and it is another. The content "
                    + "commitment, made of it and a random salt, stands in the entry of the intake.")
        case .chain:
            say(
                id: "Dari yang pertama sampai yang terakhir. Nomor catatan menunjuk buktinya dalam lampiran.",
                en: "From the first to the last. The entry's number leads to its proof in the appendix.")
        case .fileStep:
            say(
                id: "Hitung sidik berkas dengan sha256sum BERKAS; hasilnya harus sama dengan SHA-256 di atas.",
                en: "Compute the file's fingerprint with sha256sum FILE; it must equal the SHA-256 above.")
        case .commitmentStep:
            say(
                id:
                    "Hitung komitmen isi dari ID brankas, ID dokumen, versi, garam, dan SHA-256, sebagaimana diuraikan dalam "
                    + "docs/format.md; hasilnya harus sama dengan yang tertulis dalam catatan penerimaan.",
                en:
                    "Compute the content commitment from the vault id, the document's id, its version, the salt and the SHA-256, "
                    + "as docs/format.md has it; it must equal the one in the entry of the intake.")
        case .proofStep:
            say(
                id:
                    "Setiap bukti dalam lampiran berbentuk C2SP tlog-proof: dengannya siapa pun dapat memeriksa, tanpa program ini, "
                    + "bahwa catatan itu ada dalam buku catatan yang ditandatangani.",
                en:
                    "Each proof in the appendix is a C2SP tlog-proof: with it anybody can check, without this program, that the "
                    + "entry stands in the signed ledger.")
        case .proofHeading(let entry, let action, let time):
            say(id: "Catatan \(entry): \(action), \(time)", en: "Entry \(entry): \(action), \(time)")
        case .noProof(let entry):
            say(
                id: "Bukti untuk catatan ini tidak disertakan. Buat dengan: brankas audit prove \(entry)",
                en: "The proof of this entry is not enclosed. Make it with: brankas audit prove \(entry)")
        case .proofs:
            say(
                id: "Salin tiap bukti apa adanya, tanpa mengubah satu huruf pun.",
                en: "Copy each proof as it is, without changing a letter.")
        case .limits:
            say(
                id:
                    "Rantai ini dimulai saat berkas diterima brankas; apa yang terjadi sebelumnya diterangkan oleh yang menyerahkan. "
                    + "Apa yang terjadi dengan salinan yang sudah dibuka atau diekspor tidak tercatat.",
                en:
                    "The chain begins when the vault took the file in; for what was before, whoever handed it over answers. What "
                    + "is done with copies that were opened or exported is not recorded.")
        case .evidence:
            say(
                id:
                    "Bukti elektronik adalah alat bukti tersendiri (UU 20/2025 tentang KUHAP, pasal 235 ayat 1 huruf f dan pasal 242; "
                    + "dalam perkara kekerasan seksual juga UU 12/2022, pasal 24). Cara menanganinya diuraikan dalam SNI 27037:2014 "
                    + "(ISO/IEC 27037).",
                en:
                    "Electronic evidence is a kind of its own (Law 20/2025 on Criminal Procedure, articles 235(1)(f) and 242; in a "
                    + "case of sexual violence also Law 12/2022, article 24). SNI 27037:2014 (ISO/IEC 27037) describes its handling."
            )
        case .uncertified:
            say(
                id:
                    "Tanda tangan dalam bukti-bukti ini tidak tersertifikasi (PP 71/2019, pasal 60): tidak ada penyelenggara "
                    + "sertifikasi elektronik yang menjamin kuncinya. Laporan ini dapat ditandatangani pula melalui BSrE. Algoritma "
                    + "dan programnya belum dinilai menurut Peraturan BSSN 11/2024.",
                en:
                    "The signatures of these proofs are uncertified (PP 71/2019, article 60): no certified provider vouches for "
                    + "their keys. This report can besides be signed through BSrE. Its algorithms and program have not been "
                    + "assessed under BSSN Regulation 11/2024.")
        case .signaturePlace: say(id: "Tempat, tanggal: [diisi]", en: "Place, date: [to fill in]")
        case .signatureName: say(id: "Nama, jabatan, NIP/NRP: [diisi]", en: "Name, office, number: [to fill in]")
        case .signatureHand: say(id: "Tanda tangan: [diisi]", en: "Signature: [to fill in]")
        }
    }
}

/// What the monthly recap says.
package enum StatsNote: Sendable {
    case title(month: String)
    case lead
    /// The role that counts, and how many cases it holds.
    case scope(String, held: Int)
    case smallNumbers
    case unknown(Int)
    case withheld(Int)
    case unclear(Int)
    case noCases
    case noKind
    case countOf(Count)
    case summary(total: Int, peak: String, count: Int)

    package enum Count: Sendable { case kind, age, sex }

    package func text(_ say: Language) -> String {
        switch self {
        case .title(let month): say(id: "Rekap bulanan \(month)", en: "Monthly recap, \(month)")
        case .lead:
            say(
                id:
                    "Banyaknya korban dalam kasus yang dibuka bulan ini, menurut jenis perkara, kelompok usia, dan jenis kelamin. "
                    + "Tidak ada identitas yang dibuka untuk rekap ini.",
                en:
                    "Victims in the cases opened in this month, by kind of case, age band and sex. No identity was opened for "
                    + "this recap.")
        case .scope(let role, let held):
            say(
                id:
                    "Yang dihitung hanya \(say.number(held)) kasus yang dipegang \(role). Kasus lain di brankas ini, bila ada, tidak "
                    + "terlihat oleh peran ini dan tidak terhitung.",
                en:
                    "Counted are the \(say.counted(held, id: "", one: "case", many: "cases")) that \(role) holds, and no others. What "
                    + "other cases there may be in the vault this role does not see.")
        case .smallNumbers:
            say(
                id:
                    "Angka kecil tidak disamarkan. Di kecamatan yang kecil, angka satu atau dua dapat menunjuk orangnya: jangan "
                    + "mengumumkan tabel ini apa adanya.",
                en:
                    "Small numbers are not suppressed. In a small district a one or a two may point to a person: do not publish "
                    + "these tables as they are.")
        case .unknown(let count):
            say(
                id: "Usia atau jenis kelamin \(say.number(count)) korban tidak diketahui.",
                en: "The age or sex of \(say.counted(count, id: "", one: "victim", many: "victims")) is not known.")
        case .withheld(let count):
            say(
                id:
                    "\(say.number(count)) kasus bulan ini memuat identitas yang tidak dipegang peran ini: korbannya tidak "
                    + "terhitung.",
                en:
                    "\(say.counted(count, id: "", one: "case", many: "cases")) of this month \(count == 1 ? "has" : "have") "
                    + "identities that this role does not hold: their victims are not counted.")
        case .unclear(let count):
            say(
                id:
                    "Hubungan \(say.number(count)) orang dalam kasus bulan ini tidak ada dalam daftar, jadi tidak terhitung. "
                    + "Perbaiki dengan: brankas identity update I-… --set relation --purpose … --reason …",
                en:
                    "The relation of \(say.counted(count, id: "", one: "person", many: "persons")) in this month's cases is "
                    + "none of the list, so they are not counted. Correct it with: brankas identity update I-… --set relation --purpose … --reason …"
            )
        case .noCases:
            say(id: "Tidak ada korban yang tercatat bulan ini.", en: "No victim is on record for this month.")
        case .noKind: say(id: "tanpa jenis", en: "no kind given")
        case .countOf(.kind): say(id: "Korban menurut jenis perkara", en: "Victims by kind of case")
        case .countOf(.age): say(id: "Korban menurut kelompok usia", en: "Victims by age band")
        case .countOf(.sex): say(id: "Korban menurut jenis kelamin", en: "Victims by sex")
        case .summary(let total, let peak, let count):
            say(
                id: "\(say.number(total)) korban; terbanyak: \(peak), \(say.number(count)).",
                en:
                    "\(say.counted(total, id: "", one: "victim", many: "victims")); most: \(peak), \(say.number(count))."
            )
        }
    }
}
