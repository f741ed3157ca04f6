package import Vocabulary

/// Why something in the ledger deserves a second look. It says what was seen and accuses nobody.
package enum Suspicion: Sendable {
    case outsideHours(String, weekday: Weekday, day: String, count: Int)
    case exportOutsideHours(
        String, caseID: String, records: Int, to: [String], weekday: Weekday, time: String)
    case burst(String, count: Int, minutes: Int, time: String)
    case purpose(String, role: String, purpose: String, count: Int, Misfit)
    case lateOpening(String, caseID: String, count: Int, days: Int, lastStep: String)
    case fruitlessSearches(String, day: String, count: Int)
    case denials(String, day: String, count: Int)

    /// In which way a purpose does not fit.
    package enum Misfit: Sendable {
        case notItsOwn
        case noOversight
        case emergency
        case unusual(Int, of: Int)
    }

    package var kind: SuspicionKind {
        switch self {
        case .outsideHours, .exportOutsideHours: .outsideHours
        case .burst: .burst
        case .purpose: .purpose
        case .lateOpening: .lateOpening
        case .fruitlessSearches: .fruitlessSearches
        case .denials: .denials
        }
    }

    /// Whom it is about.
    package var person: String {
        switch self {
        case .outsideHours(let person, _, _, _), .exportOutsideHours(let person, _, _, _, _, _),
            .burst(let person, _, _, _), .purpose(let person, _, _, _, _),
            .lateOpening(let person, _, _, _, _), .fruitlessSearches(let person, _, _), .denials(let person, _, _):
            person
        }
    }

    package func text(_ say: Language) -> String {
        switch self {
        case .outsideHours(let person, let weekday, let day, let count):
            say(
                id:
                    "\(person) membuka rekaman \(say.times(count)) di luar jam kerja pada \(weekday.text(say)), \(day).",
                en:
                    "\(person) opened records \(say.times(count)) outside working hours on \(weekday.text(say)), \(day)."
            )
        case .exportOutsideHours(let person, let caseID, let records, let to, let weekday, let time):
            say(
                id:
                    "\(person) mengekspor \(caseID), \(say.records(records)), kepada \(say.listed(to)) di luar jam kerja "
                    + "pada \(weekday.text(say)), \(time).",
                en:
                    "\(person) exported \(caseID), \(say.records(records)), to \(say.listed(to)) outside working hours "
                    + "on \(weekday.text(say)), \(time).")
        case .burst(let person, let count, let minutes, let time):
            say(
                id:
                    "\(person) membuka atau mengekspor rekaman \(say.times(count)) dalam \(say.duration(minutes: minutes)), mulai \(time).",
                en:
                    "\(person) opened or exported records \(say.times(count)) within \(say.duration(minutes: minutes)), from \(time)."
            )
        case .purpose(let person, let role, let purpose, let count, let why):
            say(
                id: "\(person) sebagai \(role) membuka atau mengekspor rekaman \(say.times(count)) untuk "
                    + "\(purpose): \(why.text(say)).",
                en: "\(person) as \(role) opened or exported records \(say.times(count)) for "
                    + "\(purpose): \(why.text(say)).")
        case .lateOpening(let person, let caseID, let count, let days, let lastStep):
            say(
                id: "\(person) membuka atau mengekspor rekaman \(caseID) \(say.times(count)), \(say.number(days)) hari "
                    + "sesudah langkah terakhir kasus itu (\(lastStep)).",
                en: "\(person) opened or exported records of \(caseID) \(say.times(count)), "
                    + "\(say.number(days)) days after the last step of that case (\(lastStep)).")
        case .fruitlessSearches(let person, let day, let count):
            say(
                id: "\(person) melakukan \(say.number(count)) pencarian tanpa hasil pada \(day).",
                en: "\(person) made "
                    + "\(say.counted(count, id: "", one: "search", many: "searches")) that found nothing on \(day).")
        case .denials(let person, let day, let count):
            say(
                id: "\(person) ditolak \(say.times(count)) pada \(day).",
                en: "\(person) was denied \(say.times(count)) on \(day).")
        }
    }
}

extension Suspicion.Misfit {
    fileprivate func text(_ say: Language) -> String {
        switch self {
        case .notItsOwn:
            say(id: "keperluan itu bukan keperluan peran ini", en: "that purpose is not one of this role's")
        case .noOversight:
            say(
                id: "peran ini tidak punya kewenangan pengawasan (audit)",
                en: "this role has no capability of oversight (audit)")
        case .emergency:
            say(
                id: "setiap pembukaan dan ekspor dalam keadaan darurat perlu ditelaah sesudahnya",
                en: "whatever is opened or exported in an emergency is to be reviewed afterwards")
        case .unusual(let same, let all):
            say(
                id: "dari \(say.number(all)) pembukaan oleh peran ini, hanya \(say.number(same)) untuk keperluan itu",
                en:
                    "of \(say.number(all)) openings by this role only \(say.number(same)) \(same == 1 ? "was" : "were") "
                    + "for that purpose")
        }
    }
}

/// By which measure something is listed for a second look.
package enum SuspicionRule: Sendable {
    case outsideHours(hours: String)
    case burst(count: Int, minutes: Int)
    case purpose(percent: Int, openings: Int)
    case late(days: Int)
    case fruitless(count: Int)
    case denials(count: Int)

    package func text(_ say: Language) -> String {
        switch self {
        case .outsideHours(let hours):
            say(
                id:
                    "Di luar jam kerja: pembukaan dan ekspor selain Senin sampai Jumat pukul \(hours). Hari libur nasional tidak "
                    + "dikenal program ini; petugas piket dan layanan darurat memang bekerja di luar jam itu.",
                en:
                    "Outside working hours: openings and exports other than from Monday to Friday, \(hours). Public holidays are "
                    + "not known to the program; those on duty at night work outside these hours as a matter of course."
            )
        case .burst(let count, let minutes):
            say(
                id:
                    "Banyak dalam waktu singkat: \(count) rekaman atau lebih dibuka atau diekspor oleh satu petugas dalam \(minutes) menit.",
                en:
                    "Many in a short time: \(count) records or more opened or exported by one officer within \(minutes) minutes."
            )
        case .purpose(let percent, let openings):
            say(
                id:
                    "Keperluan yang tidak lazim: keperluan di luar yang ditetapkan bagi peran; pengawasan oleh peran tanpa "
                    + "kewenangan audit; keadaan darurat; atau, bila peran sudah membuka \(openings) kali atau lebih, "
                    + "keperluan dengan bagian di bawah \(percent) persen.",
                en: "A purpose that does not fit: one not laid down for the role; oversight by a role without the "
                    + "capability audit; an emergency; or, where the role opened \(openings) times or more, a purpose of "
                    + "less than \(percent) per cent of them.")
        case .late(let days):
            say(
                id:
                    "Lama sesudah langkah terakhir: pembukaan atau ekspor lebih dari \(days) hari sesudah perubahan terakhir kasus.",
                en: "Long after the last step: an opening or export more than \(days) days after the case last changed."
            )
        case .fruitless(let count):
            say(
                id: "Pencarian tanpa hasil: \(count) atau lebih oleh satu petugas dalam satu hari.",
                en: "Searches that found nothing: \(count) or more by one officer on one day.")
        case .denials(let count):
            say(
                id: "Banyak penolakan: \(count) atau lebih terhadap satu petugas dalam satu hari.",
                en: "Many denials: \(count) or more of one officer on one day.")
        }
    }
}

extension Language {
    func times(_ count: Int) -> String {
        count == 1 ? self(id: "1 kali", en: "once") : counted(count, id: "kali", one: "time", many: "times")
    }
    func records(_ count: Int) -> String { counted(count, id: "rekaman", one: "record", many: "records") }
}

extension SuspicionKind {
    package func text(_ say: Language) -> String {
        switch self {
        case .outsideHours: say(id: "Di luar jam kerja", en: "Outside working hours")
        case .burst:
            say(id: "Banyak pembukaan atau ekspor dalam waktu singkat", en: "Many openings or exports in a short time")
        case .purpose: say(id: "Keperluan yang tidak lazim bagi peran", en: "A purpose that does not fit the role")
        case .lateOpening:
            say(id: "Lama sesudah langkah terakhir kasus", en: "Long after the last step of the case")
        case .fruitlessSearches: say(id: "Pencarian tanpa hasil", en: "Searches that found nothing")
        case .denials: say(id: "Banyak percobaan yang ditolak", en: "Many denied attempts")
        }
    }
}
