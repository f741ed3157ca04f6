/// What the review of the ledger says.
package enum ReviewNote: Sendable {
    case title(vault: String)
    case lead
    case glance(openings: Int, officers: Int, cases: Int, denied: Int, exports: Int)
    case secondLook
    case nothingForSecondLook
    case manyFindings
    case openingsPer(Span)
    case columnsSummary(total: Int, peak: Int, label: String, Span)
    case noOpenings
    case openingsByHour
    case hoursSummary(within: Int, outside: Int, hours: String)
    case hoursLegend
    case ranking
    case rankingSummary(first: String, count: Int, total: Int)
    case rankingCut(shown: Int, all: Int)
    case officerHeading(String, agency: String, openings: Int, cases: Int)
    case caseHeading(String, title: String?, owner: String, openings: Int, officers: Int)
    case deniedHeading(String, role: String, count: Int)
    case otherCases(Int)
    case deniedSuppressed(Int)
    case endingWithin(days: Int)
    case unusedLead
    case exportLead
    case eventsLead
    case aboutLimits
    case aboutRule
    case protectionOfficer

    package enum Span: Sendable { case day, week, month }

    package func text(_ say: Language) -> String {
        switch self {
        case .title(let vault): say(id: "Tinjauan akses brankas \(vault)", en: "Review of access to the vault \(vault)")
        case .lead:
            say(
                id:
                    "Siapa membuka atau mengekspor apa, kapan, dan untuk keperluan apa; percobaan yang ditolak; akses yang "
                    + "diberikan; dan yang patut dilihat lagi. Setiap rekaman yang diekspor terhitung sebagai pembukaan.",
                en:
                    "Who opened or exported what, when, and for which purpose; attempts that were denied; access that was "
                    + "given; and what deserves a second look. Each record that was exported counts as an opening.")
        case .glance(0, _, _, let denied, let exports):
            say(
                id:
                    "Tidak ada rekaman yang dibuka atau diekspor. Percobaan yang ditolak: \(say.number(denied)). Ekspor: "
                    + "\(say.number(exports)).",
                en:
                    "No record was opened or exported. Denied attempts: \(say.number(denied)). Exports: \(say.number(exports))."
            )
        case .glance(let openings, let officers, let cases, let denied, let exports):
            say(
                id:
                    "\(say.number(officers)) petugas membuka atau mengekspor rekaman \(say.number(openings)) kali dalam "
                    + "\(say.number(cases)) kasus. Percobaan yang ditolak: \(say.number(denied)). Ekspor: "
                    + "\(say.number(exports)).",
                en: "\(say.counted(officers, id: "", one: "officer", many: "officers")) opened or exported records "
                    + "\(say.times(openings)) in "
                    + "\(say.counted(cases, id: "", one: "case", many: "cases")). Denied attempts: "
                    + "\(say.number(denied)). Exports: \(say.number(exports)).")
        case .secondLook:
            say(
                id:
                    "Yang berikut bukan bukti pelanggaran. Tanyakan kepada petugasnya dan cocokkan dengan surat tugas atau "
                    + "catatan piket sebelum menyimpulkan.",
                en:
                    "What follows is no proof of misconduct. Ask the officer, and compare with the assignment or the duty "
                    + "roster, before you conclude anything.")
        case .nothingForSecondLook:
            say(
                id: "Tidak ada yang menonjol menurut ukuran pada akhir laporan ini.",
                en: "Nothing stands out by the measures at the end of this report.")
        case .manyFindings:
            say(
                id: "Terlalu banyak untuk dibaca satu per satu; ditampilkan per petugas, yang terbanyak lebih dahulu.",
                en: "Too many to be read one by one; shown by officer, those with most first.")
        case .openingsPer(let span):
            say(id: "Pembukaan per \(span.text(say))", en: "Openings per \(span.text(say))")
        case .columnsSummary(let total, let peak, let label, let span):
            say(
                id: "\(say.number(total)) pembukaan; \(span.text(say)) terbanyak: \(label), \(say.number(peak)) kali.",
                en:
                    "\(say.counted(total, id: "", one: "opening", many: "openings")); the busiest \(span.text(say)): \(label), "
                    + "\(say.times(peak)).")
        case .noOpenings: say(id: "Tidak ada pembukaan dalam masa ini.", en: "There were no openings in this period.")
        case .openingsByHour: say(id: "Pembukaan menurut jam", en: "Openings by hour of the day")
        case .hoursSummary(let within, let outside, let hours):
            say(
                id:
                    "\(say.number(within)) pembukaan pada jam kerja (Senin sampai Jumat pukul \(hours)), \(say.number(outside)) "
                    + "di luarnya.",
                en:
                    "\(say.counted(within, id: "", one: "opening", many: "openings")) in working hours (Monday to Friday, "
                    + "\(hours)), \(say.number(outside)) outside them.")
        case .hoursLegend:
            say(
                id:
                    "Batang penuh: jam kerja. Batang berongga: jam lain. Pembukaan pada Sabtu dan Minggu ikut terhitung pada "
                    + "jamnya.",
                en:
                    "Solid bars: working hours. Hollow bars: other hours. Openings on Saturdays and Sundays are counted at "
                    + "their hour too.")
        case .ranking: say(id: "Petugas menurut banyaknya pembukaan", en: "Officers by number of openings")
        case .rankingSummary(let first, let count, let total):
            say(
                id: "Terbanyak: \(first), \(say.number(count)) dari \(say.number(total)) pembukaan.",
                en:
                    "Most: \(first), \(say.number(count)) of \(say.counted(total, id: "", one: "opening", many: "openings"))."
            )
        case .rankingCut(let shown, let all):
            say(
                id: "Ditampilkan \(say.number(shown)) dari \(say.number(all)) petugas; selebihnya dalam tabel.",
                en: "\(say.number(shown)) of \(say.number(all)) officers are drawn; the others are in the table.")
        case .officerHeading(let person, let agency, let openings, let cases):
            say(
                id: "\(person), \(agency): \(say.number(openings)) pembukaan dalam \(say.number(cases)) kasus",
                en: "\(person), \(agency): \(say.counted(openings, id: "", one: "opening", many: "openings")) in "
                    + say.counted(cases, id: "", one: "case", many: "cases"))
        case .caseHeading(let id, let title, let owner, let openings, let officers):
            say(
                id: "\(id)\(title.map { " · \($0)" } ?? "") · \(owner): \(say.number(openings)) pembukaan oleh "
                    + "\(say.number(officers)) petugas",
                en: "\(id)\(title.map { " · \($0)" } ?? "") · \(owner): "
                    + "\(say.counted(openings, id: "", one: "opening", many: "openings")) by "
                    + say.counted(officers, id: "", one: "officer", many: "officers"))
        case .deniedHeading(let person, let role, let count):
            say(
                id: "\(person) sebagai \(role): ditolak \(say.times(count))",
                en: "\(person) as \(role): denied \(say.times(count))")
        case .otherCases(let count):
            say(
                id: "\(say.number(count)) kasus lain",
                en: say.counted(count, id: "", one: "other case", many: "other cases"))
        case .deniedSuppressed(let count):
            say(
                id:
                    "Ditambah \(say.number(count)) penolakan yang dihitung tetapi tidak dicatat satu per satu, karena terlalu "
                    + "banyak dalam satu jam.",
                en:
                    "Besides, \(say.counted(count, id: "", one: "denial was", many: "denials were")) counted and not listed one "
                    + "by one, being too many within an hour.")
        case .endingWithin(let days):
            say(
                id: "Akses berlaku yang berakhir dalam \(days) hari sesudah laporan ini dibuat.",
                en: "Active grants that end within \(days) days after this report was made.")
        case .unusedLead:
            say(
                id:
                    "Akses yang berlaku atau sudah berakhir tetapi tidak pernah dipakai membuka atau mengekspor rekaman. Yang masih berlaku "
                    + "sebaiknya ditanyakan atau dicabut.",
                en:
                    "Grants, active or ended, on whose strength no record was ever opened or exported. Ask about those still active, or "
                    + "revoke them.")
        case .exportLead:
            say(
                id:
                    "Yang diekspor keluar dari brankas untuk penerimanya dan tidak dapat ditarik kembali; pembukaannya di luar "
                    + "tidak tercatat.",
                en:
                    "What is exported leaves the vault for its recipients and can't be called back; how often it is opened "
                    + "there is on no record.")
        case .eventsLead:
            say(
                id:
                    "Perubahan kasus, akses, dan petugas, serta ekspor, dari yang terbaru. Pembukaan lain, pencarian, dan "
                    + "pembacaan daftar tidak termasuk.",
                en:
                    "Changes of cases, grants and officers, and exports, the newest first. Other openings, searches and "
                    + "listings are not among them.")
        case .aboutLimits:
            say(
                id:
                    "Laporan ini memuat yang tercatat. Apa yang terjadi dengan yang sudah dibuka atau diekspor, salinan cetak dan foto pun, tidak tampak di sini.",
                en:
                    "This report has what is on record. What became of what was opened or exported, copies on paper and "
                    + "photographs too, is not seen here.")
        case .protectionOfficer:
            say(
                id: "Pejabat pelindungan data pribadi (UU 27/2022 pasal 53): [diisi: nama, jabatan, nomor telepon].",
                en: "Data protection officer (UU 27/2022 art. 53): [to fill in: name, office, telephone].")
        case .aboutRule: say(id: "Ukuran untuk yang patut dilihat lagi", en: "Measures for what deserves a second look")
        }
    }
}

extension ReviewNote.Span {
    func text(_ say: Language) -> String {
        switch self {
        case .day: say(id: "hari", en: "day")
        case .week: say(id: "minggu", en: "week")
        case .month: say(id: "bulan", en: "month")
        }
    }

    /// What the bar of a week or a month is called, by its first day.
    package func label(_ first: String, _ say: Language) -> String {
        switch self {
        case .day, .month: first
        case .week: say(id: "minggu mulai \(first)", en: "week from \(first)")
        }
    }
}
