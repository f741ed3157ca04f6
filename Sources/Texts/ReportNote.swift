/// What every report says of itself.
package enum ReportNote: Sendable {
    case nothing
    case period(from: String?, until: String?)
    case entries(UInt64)
    case wholeLedger(signatures: UInt64, cases: Int)
    case entriesIncluded
    case partOfLedger
    case notChecked
    case rowsLeftOut(shown: Int, all: Int)
    case entryNumbers([UInt64], more: Int)
    case through(grant: String)
    case throughExport(UInt64)
    case throughOwnership
    case times(zone: String)
    case confidential
    case yesOrNo(Bool)
    case blank
    case notYet

    package func text(_ say: Language) -> String {
        switch self {
        case .nothing: say(id: "Tidak ada.", en: "None.")
        case .period(nil, nil): say(id: "sejak brankas didirikan", en: "since the vault was founded")
        case .period(let from?, nil): say(id: "sejak \(from)", en: "since \(from)")
        case .period(nil, let until?): say(id: "sampai \(until)", en: "until \(until)")
        case .period(let from?, let until?): say(id: "\(from) sampai \(until)", en: "\(from) to \(until)")
        case .entries(let count): say.counted(count, id: "catatan", one: "entry", many: "entries")
        case .wholeLedger(let signatures, let cases):
            say(
                id:
                    "Buku catatan utuh: \(say.number(signatures)) tanda tangan dan \(say.number(cases)) kasus diperiksa; "
                    + "tidak ada catatan yang hilang atau diubah.",
                en: "The ledger is whole: \(say.counted(signatures, id: "", one: "signature", many: "signatures")) and "
                    + "\(say.counted(cases, id: "", one: "case", many: "cases")) were checked; no entry is missing or changed."
            )
        case .entriesIncluded:
            say(
                id:
                    "Setiap catatan yang ditampilkan terbukti ada dalam buku catatan ini. Keutuhan seluruh buku catatan "
                    + "tidak diperiksa untuk laporan ini.",
                en:
                    "Every entry shown is proved to stand in this ledger. The whole ledger was not checked for this report."
            )
        case .partOfLedger: Sentence.partOfLedger.text(say)
        case .notChecked:
            say(id: "Tidak diperiksa untuk laporan ini.", en: "Not checked for this report.")
        case .rowsLeftOut(let shown, let all):
            say(
                id: "Ditampilkan \(say.number(shown)) dari \(say.number(all)) baris. Selengkapnya: brankas audit list",
                en: "\(say.number(shown)) of \(say.number(all)) rows are shown. All of them: brankas audit list")
        case .entryNumbers(let numbers, let more):
            say(id: "Catatan ", en: numbers.count + more == 1 ? "Entry " : "Entries ")
                + numbers.map { String($0) }.joined(separator: ", ")
                + (more > 0 ? say(id: " dan \(say.number(more)) lagi", en: " and \(say.number(more)) more") : "") + "."
        case .through(let grant): say(id: "pemberian akses \(grant)", en: "grant \(grant)")
        case .throughExport(let export):
            say(
                id: "ekspor yang disegel untuknya (catatan \(export))", en: "an export sealed to them (entry \(export))"
            )
        case .throughOwnership: say(id: "pemilik kasus", en: "owner of the case")
        case .yesOrNo(let isSo): isSo ? say(id: "ya", en: "yes") : say(id: "tidak", en: "no")
        case .notYet: say(id: "belum", en: "not yet")
        case .blank: say(id: "[diisi]", en: "[to fill in]")
        case .times(let zone): say(id: "Semua waktu dalam \(zone).", en: "All times are in \(zone).")
        case .confidential:
            say(
                id:
                    "Rahasia. Identitas korban, saksi, dan keluarga mereka wajib dirahasiakan (UU 21/2007 pasal 24 dan 44, "
                    + "UU 12/2022 pasal 69 dan 71), terlebih identitas Anak Korban, Anak Saksi, dan Anak yang berkonflik "
                    + "dengan hukum (UU 11/2012 pasal 19 dan 97, UU 35/2014 pasal 17 dan 64). Jangan meneruskan laporan ini "
                    + "di luar keperluan dinas.",
                en:
                    "Confidential. The identity of victims, witnesses and their families is protected by law (UU 21/2007 "
                    + "arts. 24 and 44, UU 12/2022 arts. 69 and 71), above all that of a child, whether victim, witness or in "
                    + "conflict with the law (UU 11/2012 arts. 19 and 97, UU 35/2014 arts. 17 and 64). Do not pass this report "
                    + "on except in the line of duty.")
        }
    }
}
