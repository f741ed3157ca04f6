import Vocabulary

extension ServiceHalt {
    func text(_ say: Language) -> String {
        switch self {
        case .clockJumped(let seconds):
            say(
                id: "jam komputer ini bergeser \(seconds) detik dari waktu yang sebenarnya berlalu",
                en: "this computer's clock moved by \(seconds) s against the time that passed")
        case .clockBehind(let last, let now):
            say(
                id: "catatan terakhir bertanggal \(last.text), sedangkan jam komputer ini menunjukkan \(now.text)",
                en: "the last entry is of \(last.text), and this computer's clock says \(now.text)")
        case .clockFarAhead(let last, let now):
            say(
                id: "catatan terakhir bertanggal \(last.text), lama sebelum \(now.text) menurut jam komputer ini",
                en:
                    "the last entry is of \(last.text), long before \(now.text), which is what this computer's clock says"
            )
        case .otherLedger(let signed, let size):
            say(
                id:
                    "kustodian pernah menandatangani buku catatan dengan \(signed) catatan; yang ada di sini, dengan \(size), bukan kelanjutannya",
                en:
                    "the custodian once signed a ledger of \(signed) entries; the one that is here, of \(size), does not go on from it"
            )
        case .headUnreadable(let path):
            say(
                id: "\(path) bukan kepala terakhir brankas ini", en: "\(path) is no last head of this vault")
        }
    }

    func hint(_ say: Language) -> String {
        switch self {
        case .clockJumped, .clockBehind, .clockFarAhead:
            say(
                id: "setel jamnya; bila sudah benar, mulai lagi sekali dengan --clock-is-right",
                en: "set the clock; where it is right, start once with --clock-is-right")
        case .otherLedger:
            say(
                id: "jangan layani: ini salinan lama atau yang lain; cari yang terakhir, dan beri tahu semua instansi",
                en: "do not serve it: it is an older copy, or another; look for the last one, and tell all agencies")
        case .headUnreadable:
            say(
                id: "sebut berkas yang benar; yang ini jangan dihapus sebelum semua instansi sepakat",
                en: "name the right file, and do not remove this one before all agencies agree")
        }
    }
}
