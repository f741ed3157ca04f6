/// What lies beside an exported ledger: how to check it by hand, without Brankas.
package enum LedgerReadMe: Sendable {
    case whole(vault: String, size: UInt64)
    case oneCase(String, vault: String, size: UInt64, entries: UInt64)

    package func text(_ say: Language) -> String {
        switch self {
        case .whole(let vault, let size):
            [say.about(vault: vault, size: size), say.foundations, say.tiles(size), say.people, say.program(vault)]
                .joined(separator: "\n\n")
        case .oneCase(let id, let vault, let size, let entries):
            [
                say.about(vault: vault, size: size), say.foundations, say.oneCase(id, entries: entries), say.people,
                say.program(vault),
            ].joined(separator: "\n\n")
        }
    }
}

extension Language {
    fileprivate func about(vault: String, size: UInt64) -> String {
        self(
            id: """
                BUKU CATATAN BRANKAS

                Brankas dengan ID
                    \(vault)
                Buku catatannya memuat \(number(size)) catatan ketika salinan ini dibuat. Salinan ini dapat diperiksa siapa
                pun tanpa kunci dan tanpa program Brankas. Nama, judul dan isi dokumen tidak ada di dalamnya; nama petugas,
                nomor kasus, waktu dan keperluan ada: perlakukan sebagai rahasia. Bentuknya mengikuti C2SP (c2sp.org:
                signed-note, tlog-checkpoint, tlog-cosignature, tlog-tiles, tlog-proof, tlog-policy).
                """,
            en: """
                THE LEDGER OF A BRANKAS VAULT

                The vault with the id
                    \(vault)
                Its ledger had \(number(size)) entries when this copy was made. Anybody can check the copy, without a key
                and without the program Brankas. No name of a victim, no title and no document is in it; officers' names, case
                ids, times and purposes are: keep it confidential. Its formats are C2SP's (c2sp.org: signed-note,
                tlog-checkpoint, tlog-cosignature, tlog-tiles, tlog-proof, tlog-policy).
                """)
    }

    fileprivate var foundations: String {
        self(
            id: """
                1. Akta. ID brankas adalah SHA-256 dari teks akta, yaitu semua sebelum baris kosong:
                       sed '/^$/,$d' genesis | sha256sum
                   Bandingkan dengan ID yang diketahui instansi Anda, bukan dengan berkas ini.
                   sha256sum charter keys-file harus sama dengan baris "charter" dan "keys-file" dalam akta.

                2. Titik periksa. Berkas checkpoint menyebut nama buku catatan, banyaknya catatan, dan akar pohonnya (base64).
                   Tanda tangan pertama adalah milik kustodian: kuncinya di baris "custodian" akta dan "log" dalam tlog-policy.
                """,
            en: """
                1. Genesis. The vault's id is the SHA-256 of the genesis text, which is all before the empty line:
                       sed '/^$/,$d' genesis | sha256sum
                   Compare it with the id that your agency knows, not with this file.
                   sha256sum charter keys-file must give what the genesis says after "charter" and "keys-file".

                2. Checkpoint. The file checkpoint names the ledger, its number of entries and the root of its tree (base64).
                   The first signature is the custodian's, whose key stands in the genesis ("custodian") and in tlog-policy ("log").
                """)
    }

    fileprivate func tiles(_ size: UInt64) -> String {
        // A tile that is not full says in its name how full it is.
        let first = size < 256 ? "000.p/\(size)" : "000"
        return self(
            id: """
                3. Catatan. tile/entries/\(first) memuat catatan pertama, paling banyak 256: setiap catatan didahului dua bita
                   yang menyebut panjangnya. Catatan ke-0, dan sidiknya, yang harus sama dengan 32 bita pertama dari
                   tile/0/\(first):
                       n=$(head -c 2 tile/entries/\(first) | od -An -tu1 | awk '{print $1*256+$2}')
                       tail -c +3 tile/entries/\(first) | head -c $n
                       (printf '\\000'; tail -c +3 tile/entries/\(first) | head -c $n) | sha256sum
                   Setiap 256 sidik menjadi satu sidik di tile/1, dan seterusnya sampai akar (RFC 6962, bagian 2.1).
                """,
            en: """
                3. Entries. tile/entries/\(first) has the first entries, 256 at most, each behind two bytes that tell its length.
                   Entry 0, and its hash, which must equal the first 32 bytes of tile/0/\(first):
                       n=$(head -c 2 tile/entries/\(first) | od -An -tu1 | awk '{print $1*256+$2}')
                       tail -c +3 tile/entries/\(first) | head -c $n
                       (printf '\\000'; tail -c +3 tile/entries/\(first) | head -c $n) | sha256sum
                   256 hashes make one in tile/1, and so on up to the root (RFC 6962, section 2.1).
                """)
    }

    fileprivate func oneCase(_ id: String, entries: UInt64) -> String {
        self(
            id: """
                3. Kasus \(id): \(number(entries)) catatan, entries/000001.entry dan seterusnya. Baris "case" setiap catatan
                   menyebut nomornya dalam kasus dan sidik catatan sebelumnya; sidik sebuah catatan:
                       (printf '\\000'; cat entries/000001.entry) | sha256sum
                   Nomor tidak boleh melompat, dan yang terakhir adalah pembuatan salinan ini (audit.export): dengan begitu
                   tidak ada catatan dalam rangkaian kasus ini yang ditinggalkan. Bahwa tidak ada catatan kasus ini di luar
                   rangkaian, dibuktikan oleh seluruh buku catatan (brankas audit verify atau audit export). Berkas .tlog-proof membuktikan bahwa catatan itu ada dalam
                   buku catatan. roster/ memuat catatan tentang siapa yang terdaftar, dengan bukti yang sama.
                """,
            en: """
                3. Case \(id): \(counted(entries, id: "", one: "entry", many: "entries")), entries/000001.entry and on. Each entry's
                   "case" line has its number in the case and the hash of the entry before; the hash of an entry:
                       (printf '\\000'; cat entries/000001.entry) | sha256sum
                   The numbers may not skip one, and the last is the making of this copy (audit.export): so no entry of the
                   case's chain was left out. That no entry about the case stands beside its chain, the whole ledger proves
                   (brankas audit verify or audit export). The .tlog-proof beside an entry proves that the ledger has it. roster/ has the entries about
                   who is enrolled, likewise with proofs.
                """)
    }

    fileprivate var people: String {
        self(
            id: """
                4. Orang. Setiap catatan memuat permintaan yang ditandatangani petugasnya; kuncinya ada di cards/. links/ memuat setiap
                   mata rantai daftar petugas: permintaan, manifes, dan butir-butirnya yang umum. Permintaan juga
                   menyebut akar pohon yang terakhir diperiksa petugas itu: buku catatan yang diubah bertentangan dengannya.
                   witnessed/ memuat titik periksa terakhir yang disaksikan setiap petugas: akarnya harus sama dengan akar pohon
                   ini pada ukuran itu. tlog-policy menyebut saksi, dan bahwa lebih dari separuh instansi harus bersaksi.
                """,
            en: """
                4. People. Each entry holds the request that its officer signed; the keys are in cards/. links/ has each link of the
                   roster: the request, its manifest, and those of its items that are public. A request also names the root
                   that its officer last verified: a ledger that was changed contradicts it.
                   witnessed/ has the latest checkpoint that each officer witnessed: its root must be this tree's at that size.
                   tlog-policy names the witnesses, and that more than half of the agencies must have witnessed.
                """)
    }

    fileprivate func program(_ vault: String) -> String {
        self(
            id: """
                5. Semuanya sekaligus, tanpa brankas dan tanpa kunci:
                       brankas audit check DIREKTORI --id \(vault)
                   Dalam kode sumber Brankas ada pula program Python yang ditulis dari halaman C2SP dan docs/format.md saja,
                   tanpa sebaris pun dari Brankas, yang mencetak hal yang sama:
                       python3 Tests/Peers/export.py DIREKTORI --vault \(vault)
                """,
            en: """
                5. All at once, without a vault and without a key:
                       brankas audit check DIRECTORY --id \(vault)
                   Brankas's sources also have a program in Python that was written from the C2SP pages and docs/format.md
                   alone, with no line of Brankas in it, and prints the same:
                       python3 Tests/Peers/export.py DIRECTORY --vault \(vault)
                """)
    }
}
