/// What the check of an exported ledger found, line by line. In English these are the lines that `Tests/Peers/export.py` prints.
package enum LedgerCheckNote: Sendable {
    case vault(id: String, origin: String, founder: String, admins: Int)
    case tiles(bundles: Int, tiles: Int)
    case oneCase(String, entries: Int, links: Int)
    case entries(allowed: Int, denied: Int, late: Int)
    case roster(links: Int, people: Int, active: Int, waiting: Int, dismissed: Int)
    case cases(Int, grants: Int, exports: Int, approvals: Int, openings: Int)
    case checkpoint(size: UInt64, root: String, cosigners: [String])
    /// Nil where each is of the tree that was read; else of how many the proofs give the tree.
    case witnessed(Int, proved: Int?)
    case policy(size: UInt64, isMet: Bool)
    case ok(entries: Int, origin: String, size: UInt64, until: String)

    package func text(_ say: Language) -> String {
        switch self {
        case .vault(let id, let origin, let founder, let admins):
            say(
                id: "brankas: \(id), \(origin); akta dari \(founder), piagam, berkas kunci, kartu \(admins) admin",
                en: "vault: \(id), \(origin); genesis of \(founder), charter, keys file, \(admins) admins' cards")
        case .tiles(let bundles, let tiles):
            say(
                id: "ubin: \(bundles) berkas catatan dan \(tiles) ubin sidik cocok satu sama lain dan dengan akarnya",
                en: "tiles: \(bundles) entry bundles and \(tiles) hash tiles fit each other and the root")
        case .oneCase(let id, let entries, let links):
            say(
                id: "kasus: \(id), \(entries) catatan dari 1 tanpa celah, masing-masing terbukti; begitu pula \(links) "
                    + "catatan daftar petugas",
                en: "case: \(id), \(entries) entries from 1 without a gap, each proved; \(links) leaves of the roster "
                    + "likewise")
        case .entries(let allowed, let denied, let late):
            say(
                id:
                    "catatan: \(allowed) diizinkan, \(denied) ditolak, \(late) terlambat; permintaan, tanda tangan, kepala, "
                    + "kepala daftar petugas, waktu dan tempat masing-masing",
                en:
                    "entries: \(allowed) allowed, \(denied) denied, \(late) late; request, signature, head, roster head, "
                    + "time and place of each")
        case .roster(let links, let people, let active, let waiting, let dismissed):
            say(
                id:
                    "daftar petugas: \(links) mata rantai, \(people) orang dengan kartunya, \(active) aktif, \(waiting) "
                    + "menunggu, \(dismissed) diberhentikan",
                en: "roster: \(links) links, \(people) people with their cards, \(active) active, \(waiting) waiting, "
                    + "\(dismissed) dismissed")
        case .cases(let cases, let grants, let exports, let approvals, let openings):
            say(
                id:
                    "kasus: \(cases), rantai dan jejaknya; akses \(grants), ekspor yang diminta \(exports), persetujuan "
                    + "\(approvals); pembukaan \(openings), masing-masing oleh pemilik atau dengan akses yang berlaku",
                en:
                    "cases: \(cases), their chains and trails; grants \(grants), exports that were asked for \(exports), "
                    + "approvals \(approvals); openings \(openings), each by the owner or under an active grant")
        case .checkpoint(let size, let root, let cosigners):
            say(
                id: "titik periksa: \(size) catatan, akar \(root), ditandatangani kustodian, disaksikan "
                    + cosigners.joined(separator: ", "),
                en: "checkpoint: size \(size), root \(root), signed by the custodian, cosigned by "
                    + cosigners.joined(separator: ", "))
        case .witnessed(let count, let proved):
            say(
                id: "kesaksian: titik periksa terakhir dari \(count) orang"
                    + (proved.map {
                        ", \($0) di antaranya dari pohon yang diberikan bukti-bukti ini; tentang yang lain hanya diketahui bahwa "
                            + "tidak ada yang bertentangan"
                    } ?? ", masing-masing dari pohon ini"),
                en: "witnessed: \(count) people's latest checkpoints"
                    + (proved.map {
                        ", \($0) of them of a tree that the proofs give; of the others it is known only that none contradicts "
                            + "another"
                    } ?? ", each of this tree"))
        case .policy(let size, let isMet):
            say(
                id:
                    "kebijakan: seperti bagian 26; dengan titik periksa yang disaksikan, kuorumnya terpenuhi sampai \(size) "
                    + "catatan, dengan titik periksa ini sendiri \(isMet ? "terpenuhi" : "tidak terpenuhi")",
                en:
                    "policy: as section 26 has it; by the witnessed checkpoints its quorum is met up to size \(size), by the "
                    + "checkpoint itself it is \(isMet ? "met" : "not met")")
        case .ok(let entries, let origin, let size, let until):
            say(
                id: "baik: \(entries) catatan dari \(origin), \(size) seluruhnya, sampai \(until)",
                en: "ok: \(entries) entries of \(origin), size \(size), until \(until)")
        }
    }
}
