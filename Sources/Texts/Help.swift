import Vocabulary

/// What `--help`, the manual pages and the completions say about a command, an option or an argument.
package enum Help: CaseIterable, Sendable {
    // Commands
    case program
    case key, keyNew, keyShow, keyPasswd, keyUnlock, keyLock
    case initVault, show, verify
    case join, joinedVaultID, custodianFingerprint, welcomeFile, welcomeFingerprint, vaultWelcome
    case serve, servedVault, socket, stdio, newService, seedFile, seedFd, founder, socketFolder, serveRebuild
    case lastHead, clockIsRight, metrics, logForm, status
    case gate, gateHandle, gateName
    case doctor, reach
    case person, personEnroll, personApprove, personList, personDismiss
    case cases, caseNew, caseList, caseShow, caseClose, caseReopen, caseRekey, caseLink, caseUnlink, caseExport, unpack
    case identity, identityAdd, identityList, identityOpen, identityHistory, identityUpdate, identityWithdraw,
        identityRestore
    case document, documentAdd, documentList, documentOpen, documentView
    case documentWithdraw, documentRestore, documentMove, documentCheck
    case grant, grantNew, grantList, grantApprove, grantRevoke, grantRequest, grantRefuse
    case inbox
    case auditProve, entryNumber
    case witness
    case find
    case audit, auditList, auditVerify, auditExport, auditCheck, knownVaultID, exportedCase, verifiedCase
    case auditReport, auditTrail, auditExposure, auditCustody, auditStats
    // What every command takes
    case vault, keyFile, asRole, passphraseFd, lang, json, quiet, noPager
    // Arguments and options
    case handle, fullName, newKeyFile, workFactor, duration, account
    case newFolder, keysFile
    case card, enrolledRole, fingerprint, dismissedHandle
    case caseFrom, caseID, optionalCaseID, caseLimit, entryLimit, afterCase
    case identityFrom, force, identityID
    case files, compartment, about, documentID, output
    case otherCase, exportTo, exportFolder, exportedCaseID, approvedExport, onlyCompartments, caseOfGrant,
        answeredRequest, requestID, yes
    case setFields, changesFrom, checkedFile, proof
    case toRole, compartments, basis, until, from, grantedPerson, grantID
    case purpose, allow, askedAllow, version, rekeyed, reason, findKind
    case ofCase, ofRecord, byPerson, byRole, ofAction, outcome, since, upTo, fromEntry, names, csv, spreadsheet, full,
        again
    case here, readOnly, rebuild, afterPause, backTo
    case vaultNoun, vaultClock
    case page, requested, exposedHandle, exposedSince, learned, cause, month

    package func text(_ say: Language) -> String {
        switch self {
        case .program:
            say(
                id: "Brankas dokumen kasus korban kekerasan dan perdagangan orang.",
                en: "A vault for case documents of victims of violence and trafficking.")
        case .key: say(id: "Kunci Anda: membuat, melihat, membuka.", en: "Your key: make, show, unlock.")
        case .keyNew:
            say(id: "Membuat berkas kunci, dan kartu di sampingnya.", en: "Make a key file, and the card beside it.")
        case .keyShow: say(id: "Sidik kartu dan isinya.", en: "Fingerprint and card.")
        case .keyPasswd: say(id: "Mengganti frasa sandi.", en: "Change the passphrase.")
        case .keyUnlock:
            say(
                id: "Menitipkan kunci yang terbuka pada kernel untuk sementara.",
                en: "Let the kernel hold the opened key for a while.")
        case .keyLock: say(id: "Membuang kunci yang terbuka.", en: "Drop the opened key.")
        case .initVault: say(id: "Membuat brankas baru.", en: "Found a vault.")
        case .show:
            say(
                id: "ID brankas, instansi, peran, aturan, dan sidik kartu.",
                en: "The vault's id, agencies, roles, rules, fingerprints.")
        case .verify:
            say(
                id: "Mencocokkan indeks, berkas, paruhan kunci, dan buku catatan.",
                en: "Hold index, objects, halves and ledger against each other.")
        case .person: say(id: "Petugas instansi.", en: "People of an agency.")
        case .personEnroll:
            say(
                id: "Mendaftarkan pemilik kartu (oleh admin instansi).",
                en: "Enrol the person of a card (an agency's admin).")
        case .personList: say(id: "Siapa yang terdaftar, atau pernah terdaftar.", en: "Who is, or was, enrolled.")
        case .personDismiss:
            say(id: "Memberhentikan petugas (oleh admin instansi).", en: "Dismiss a person (an agency's admin).")
        case .cases: say(id: "Kasus.", en: "Cases.")
        case .caseNew:
            say(
                id: "Membuat kasus. Judul tidak memuat nama siapa pun.", en: "Make a case. Titles carry no names.")
        case .caseList: say(id: "Kasus yang dipegang peran Anda.", en: "The cases that your role holds.")
        case .caseShow: say(id: "Satu kasus.", en: "One case.")
        case .caseClose:
            say(
                id: "Menutup kasus: tidak ada lagi yang ditambahkan atau diberi akses.",
                en: "Close a case: nothing is added or granted any more.")
        case .identity:
            say(id: "Siapa korbannya: bagian tersendiri.", en: "Who a victim is: a compartment of its own.")
        case .identityAdd: say(id: "Menyimpan identitas.", en: "Store an identity.")
        case .identityList:
            say(id: "Identitas dalam suatu kasus, tanpa membukanya.", en: "The identities of a case, opening none.")
        case .identityOpen: say(id: "Membuka identitas.", en: "Open an identity.")
        case .identityHistory:
            say(
                id: "Siapa mengubah isian apa, kapan, dan mengapa, tanpa membukanya.",
                en: "Who changed which fields, when and why, opening nothing.")
        case .document: say(id: "Dokumen dan barang bukti.", en: "Documents and evidence.")
        case .documentAdd:
            say(
                id: "Menyimpan berkas, masing-masing dengan kuncinya sendiri.",
                en: "Store files, each under a key of its own.")
        case .documentList:
            say(
                id: "Dokumen suatu kasus yang dipegang peran Anda.",
                en: "The documents of a case that your role holds.")
        case .documentView:
            say(
                id: "Melihat dokumen tanpa menyimpannya ke disk: dengan BRANKAS_VIEWER atau program dari sistem.",
                en: "Look at a document without a file on the disk: with BRANKAS_VIEWER or a program of the system's.")
        case .documentOpen: say(id: "Membuka dokumen.", en: "Open a document.")
        case .grant: say(id: "Berbagi kasus.", en: "Sharing a case.")
        case .grantNew:
            say(
                id: "Memberi akses ke bagian kasus, untuk satu keperluan, sampai tanggal tertentu.",
                en: "Share compartments of a case, for a purpose, until a day.")
        case .grantList:
            say(
                id: "Pemberian akses suatu kasus, atau semua kasus Anda.",
                en: "Grants of a case, or of all your cases.")
        case .grantApprove:
            say(
                id: "Menyetujui pemberian akses atau ekspor yang menunggu, setelah membaca apa yang diminta.",
                en: "Approve a grant or an export that waits, after reading what is asked.")
        case .grantRevoke:
            say(
                id: "Mencabut akses seketika, atau ekspor yang menunggu.",
                en: "End a grant at once, or an export that waits.")
        case .find:
            say(
                id: "Kasus mana yang menyangkut NIK, nama, atau telepon ini? Tidak membuka apa pun; pencarian dicatat.",
                en: "Which cases concern this NIK, name or phone? Opens none; the search is logged.")
        case .audit: say(id: "Siapa melakukan apa, kapan, untuk apa.", en: "Who did what, when, for what.")
        case .auditList:
            say(
                id: "Isi buku catatan. Tanpa kewenangan audit: catatan Anda sendiri dan kasus Anda.",
                en: "Entries of the ledger. Without the capability audit: your own, and those of your cases.")
        case .page: say(id: "Tulis halaman HTML ke berkas baru ini.", en: "Write an HTML page to this new file.")
        case .requested:
            say(
                id: "Hari atau saat permintaan diterima: 3 × 24 jam dihitung dari situ.",
                en: "When the request came in, a day or moment: the 3 × 24 hours run from there.")
        case .exposedHandle: say(id: "Petugas yang kuncinya terpapar.", en: "The person whose key is exposed.")
        case .exposedSince:
            say(
                id: "Sejak kapan kunci mungkin di tangan lain; tanpa ini, sejak petugas terdaftar.",
                en: "From when on the key may have been in other hands; else since the enrolment.")
        case .learned:
            say(
                id: "Hari atau saat kejadian diketahui: 3 × 24 jam dihitung dari situ.",
                en: "When it became known, a day or moment: the 3 × 24 hours run from there.")
        case .cause:
            say(
                id: "lost-device (hilang atau dicuri), disloyal-officer (disalahgunakan), unknown (belum diketahui).",
                en: "How it happened: lost-device (lost or stolen), disloyal-officer, unknown.")
        case .month: say(id: "Bulannya, TTTT-BB.", en: "The month, YYYY-MM.")
        case .afterPause:
            say(
                id: "Catatan terakhir memang sudah lebih dari 90 hari lalu: jam komputer ini benar.",
                en: "The last entry is more than 90 days old indeed: this computer's clock is right.")
        case .backTo:
            say(
                id: "Waktu sebenarnya, dalam RFC 3339 (UTC) atau tanggal.",
                en: "The true time, in RFC 3339 (UTC) or as a day.")
        case .vaultNoun: say(id: "Brankas itu sendiri.", en: "The vault itself.")
        case .vaultClock:
            say(
                id: "Mengakhiri lompatan jam yang keliru: admin dua instansi menyebut waktu yang sama.",
                en: "End a wrong jump of the clock: the admins of two agencies name the same time.")
        case .here:
            say(
                id: "Bekerja di tempat ini, walau sebelumnya brankasnya di tempat lain.",
                en: "Work in this place, though the vault was elsewhere before.")
        case .rebuild:
            say(
                id:
                    "Buat ulang indeks dari buku catatan lebih dulu; tidak boleh ada orang lain di brankas ini saat itu.",
                en: "Make the index anew from the ledger first; nobody else may be at the vault meanwhile.")
        case .readOnly:
            say(
                id: "Hanya lihat, pada salinan di memori: tidak ada yang dicatat atau diingat.",
                en: "Only look, at a copy in memory: nothing is entered or remembered.")
        case .again:
            say(
                id: "Simpan juga berkas yang isinya sudah ada di bagian ini.",
                en: "Store files, too, whose content is in this compartment already.")
        case .csv: say(id: "Tabel untuk program (CSV, RFC 4180).", en: "A table for programs (CSV, RFC 4180).")
        case .spreadsheet:
            say(
                id: "Tabel yang dibuka lembar kerja dengan klik ganda (CSV bertitik koma).",
                en: "A table that a spreadsheet opens by a double click (CSV with semicolons).")
        case .auditExport:
            say(
                id: "Menulis buku catatan ke direktori baru, untuk diperiksa siapa pun tanpa program ini.",
                en: "Write the ledger to a new directory, for anybody to check without this program.")
        case .auditCheck:
            say(
                id: "Memeriksa buku catatan yang diekspor, tanpa brankas dan tanpa kunci.",
                en: "Check an exported ledger, without a vault and without a key.")
        case .knownVaultID:
            say(
                id: "ID brankas yang diketahui instansi Anda, 64 digit heksadesimal.",
                en: "The vault's id, as your agency knows it: 64 hex digits.")
        case .exportedCase: say(id: "Hanya kasus ini, lengkap dengan bukti.", en: "This case only, with proofs.")
        case .verifiedCase:
            say(
                id: "Periksa juga: rekaman kasus ini cocok dengan yang ditandatangani, sejauh peran Anda memegangnya.",
                en: "Check besides: the records of this case that your role holds are those that were signed.")
        case .auditReport:
            say(
                id: "Telaah buku catatan: siapa membuka atau mengekspor apa, dan yang patut dilihat lagi.",
                en: "The review of the ledger: who opened or exported what, and what deserves a second look.")
        case .auditTrail:
            say(
                id: "Jejak pemrosesan suatu kasus, untuk korban yang memintanya (UU 27/2022 pasal 32 dan 33).",
                en: "A case's trail of processing, for the victim who asks for it (UU 27/2022, articles 32 and 33).")
        case .auditExposure:
            say(
                id: "Yang terpapar oleh kunci yang hilang atau disalahgunakan, dan rancangan pemberitahuannya.",
                en: "What a lost or misused key exposes, with drafts of the notice (UU 27/2022, article 46).")
        case .auditCustody:
            say(
                id: "Rantai penguasaan suatu dokumen, dengan bukti untuk setiap mata rantainya.",
                en: "A document's chain of custody, with the proof of each of its links.")
        case .auditStats:
            say(
                id: "Rekap bulanan: korban menurut jenis perkara, usia, dan jenis kelamin. Tidak membuka identitas.",
                en: "The monthly recap: victims by kind of case, age and sex. Opens no identity.")
        case .auditVerify:
            say(
                id: "Memeriksa seluruh buku catatan: hash, tanda tangan, rantai, dan setiap keputusan sekali lagi.",
                en: "Check the whole ledger: hashes, signatures, chains, and every decision again.")
        case .personApprove:
            say(
                id: "Menyetujui pendaftaran yang menunggu, setelah membaca apa yang diminta.",
                en: "Approve an enrolment that waits, after reading what is asked.")
        case .unpack:
            say(
                id: "Membuka ekspor dengan kunci sendiri dan memeriksa seluruhnya; tidak perlu akses ke brankasnya.",
                en: "Open an export with one's own key and check all of it; needs no vault.")
        case .caseRekey:
            say(
                id:
                    "Membuat kunci baru untuk bagian kasus: yang ditambahkan sesudahnya hanya terbaca oleh pemegang akses saat ini.",
                en:
                    "Give a case new keys: what is added from then on is readable by those who hold its compartments now, and nobody else."
            )
        case .caseReopen: say(id: "Membuka kembali kasus yang ditutup.", en: "Open a closed case again.")
        case .caseLink:
            say(
                id: "Menyatakan bahwa dua kasus menyangkut perkara yang sama.",
                en: "Say that two cases are about the same matter.")
        case .caseUnlink:
            say(
                id: "Melepas tautan antara dua kasus.", en: "Take back that two cases are about the same matter.")
        case .caseExport:
            say(
                id:
                    "Menyerahkan isi kasus yang boleh Anda buka untuk keperluan itu, disegel untuk orang lain; dibuka dengan unpack atau age.",
                en:
                    "Hand over all of a case that you may open for that purpose, sealed to others; opened by unpack or age."
            )
        case .identityUpdate:
            say(
                id: "Mengubah identitas. Yang tidak disebut tetap; versi lama tetap tersimpan.",
                en: "Change an identity. What is not named stays; the old version stays on record.")
        case .identityWithdraw:
            say(
                id: "Menarik identitas yang salah tempat: tidak lagi terdaftar, dibuka atau ditemukan, tetap tercatat.",
                en: "Take a misfiled identity out of the case: listed, opened and found no more, still on record.")
        case .identityRestore: say(id: "Mengembalikan identitas yang ditarik.", en: "Put a withdrawn identity back.")
        case .documentWithdraw:
            say(
                id: "Menarik dokumen yang salah tempat: tidak lagi terdaftar atau dibuka, tetap tercatat.",
                en: "Take a misfiled document out of the case: listed and opened no more, still on record.")
        case .documentRestore: say(id: "Mengembalikan dokumen yang ditarik.", en: "Put a withdrawn document back.")
        case .documentMove:
            say(
                id: "Memindahkan dokumen ke bagian lain, di bawah kunci bagian itu.",
                en: "Put a document into another compartment, under its key.")
        case .documentCheck:
            say(
                id: "Samakah berkas ini dengan dokumen yang dicatat? Beserta buktinya.",
                en: "Is this file the document as it was recorded? With the proof.")
        case .grantRequest:
            say(id: "Meminta akses kepada pemilik kasus.", en: "Ask the owner of a case for a grant.")
        case .grantRefuse: say(id: "Menolak permintaan akses.", en: "Refuse what was asked for.")
        case .witness:
            say(
                id: "Menyaksikan titik periksa terbaru: memeriksanya lalu menandatanganinya.",
                en: "Witness the latest checkpoint: check it, then cosign it.")
        case .auditProve:
            say(
                id: "Bukti bahwa buku catatan memuat catatan ini (C2SP tlog-proof).",
                en: "The proof that the ledger holds this entry (C2SP tlog-proof).")
        case .entryNumber: say(id: "Nomor catatan.", en: "The entry's number.")
        case .inbox:
            say(
                id: "Yang menunggu Anda: persetujuan, permintaan, ekspor, akses baru, akses yang segera berakhir.",
                en: "What waits for you: approvals, requests, exports, new grants, grants about to end.")
        case .otherCase: say(id: "ID kasus yang lain.", en: "The other case's id.")
        case .exportTo:
            say(
                id: "Kartu, nama petugas, atau penerima age1pq1…; boleh berulang.",
                en: "A card, a handle, or an age1pq1… recipient; repeat for more.")
        case .exportFolder: say(id: "Folder ekspor.", en: "The export's folder.")
        case .exportedCaseID:
            say(id: "ID kasus; tidak perlu dengan --grant.", en: "The case's id; not needed with --grant.")
        case .approvedExport:
            say(id: "Ekspor yang sudah disetujui.", en: "An export that was approved.")
        case .onlyCompartments:
            say(id: "Hanya bagian ini, dipisahkan koma.", en: "Only these compartments, with commas.")
        case .caseOfGrant:
            say(id: "ID kasus; tidak perlu dengan --request.", en: "The case's id; not needed with --request.")
        case .answeredRequest:
            say(
                id: "Permintaan yang dijawab: yang tidak disebut diambil dari sana.",
                en: "The request that it answers: what is not said is taken from there.")
        case .requestID: say(id: "ID permintaan akses.", en: "The request's id.")
        case .yes: say(id: "Tidak ditanya lagi di terminal.", en: "Don't ask again on the terminal.")
        case .setFields:
            say(
                id:
                    "Isian yang diubah (\(listed(IdentityField.self)), extra.NAMA); nilainya ditanyakan, atau satu baris "
                    + "masukan standar untuk masing-masing.",
                en:
                    "The fields to change (\(listed(IdentityField.self)), extra.NAME); each is asked for, or is a line of "
                    + "standard input.")
        case .changesFrom:
            say(
                id: "JSON berisi isian yang diubah, null untuk menghapus; - untuk masukan standar.",
                en: "JSON with the fields to change, null to remove one; - for standard input.")
        case .checkedFile: say(id: "Berkas yang dicocokkan.", en: "The file to hold against it.")
        case .proof:
            say(
                id: "Tulis bukti (C2SP tlog-proof) ke berkas baru ini.",
                en: "Write the proof (C2SP tlog-proof) to this new file.")
        case .vault:
            say(
                id: "Direktori brankas, atau unix:/JALUR, ssh://HOST/NAMA (atau BRANKAS_VAULT).",
                en: "The vault's directory, or unix:/PATH, ssh://HOST/NAME (or BRANKAS_VAULT).")
        case .keyFile:
            say(
                id: "Berkas kunci Anda (atau BRANKAS_KEY; bawaannya $XDG_CONFIG_HOME/brankas/key.age).",
                en: "Your key file (or BRANKAS_KEY; default $XDG_CONFIG_HOME/brankas/key.age).")
        case .asRole:
            say(
                id: "Peran yang dipakai, instansi/peran, bila Anda punya beberapa.",
                en: "The role to act in, agency/role, where you have several.")
        case .passphraseFd:
            say(
                id: "Frasa sandi dibaca dari deskriptor ini, satu baris.",
                en: "Read the passphrase from this descriptor, a line.")
        case .lang: say(id: "Bahasa: id atau en.", en: "Language: id or en.")
        case .json: say(id: "Keluaran berupa satu dokumen JSON.", en: "Print one JSON document.")
        case .quiet: say(id: "Hanya data dan kesalahan yang ditampilkan.", en: "Say nothing but data and errors.")
        case .noPager:
            say(
                id: "Daftar panjang ditampilkan sekaligus, tidak per layar (atau BRANKAS_PAGER kosong).",
                en: "Print long lists at once, not by the screenful (or set BRANKAS_PAGER to nothing).")
        case .handle: say(id: "Nama petugas Anda, nama@instansi.", en: "Your handle, name@agency.")
        case .fullName: say(id: "Nama lengkap Anda, seperti di kartu.", en: "Your full name, as on your card.")
        case .newKeyFile: say(id: "Berkas kunci yang dibuat.", en: "The key file to make.")
        case .workFactor: say(id: "Faktor kerja scrypt, pangkat dua.", en: "scrypt's work factor, a power of two.")
        case .account:
            say(
                id: "Untuk semua yang memakai akun Unix ini, bukan hanya sesi login ini.",
                en: "For everybody who uses this Unix account, not for this login alone.")
        case .duration: say(id: "Berapa lama: 90s, 15m, 2h.", en: "How long: 90s, 15m, 2h.")
        case .join:
            say(
                id: "Menyambung pertama kali ke brankas yang dilayani, dengan ID dari pendirinya.",
                en: "Connect to a served vault for the first time, with the id that its founder told you.")
        case .welcomeFile:
            say(id: "Berkas sambutan: brankas mana ada di mana.", en: "The welcome file: which vault is where.")
        case .welcomeFingerprint:
            say(
                id: "Sidik berkas sambutan, sebagaimana pembuatnya membacakannya.",
                en: "Fingerprint of the welcome file, as who made it read it out.")
        case .vaultWelcome:
            say(
                id: "Membuat berkas sambutan bagi yang akan menyambung ke brankas ini.",
                en: "Make a welcome file for whoever joins this vault.")
        case .joinedVaultID:
            say(
                id: "ID brankas, 64 digit heksadesimal, sebagaimana pendirinya menyebutkannya.",
                en: "The vault's id, 64 hex digits, as its founder told it.")
        case .custodianFingerprint:
            say(
                id: "Sidik kustodian yang akan melayani brankas ini, sebagaimana pengelolanya menyebutkannya.",
                en: "Fingerprint of the custodian that will serve the vault, as its operator told it.")
        case .serve:
            say(
                id: "Kustodian sebagai layanan: benihnya tidak pernah sampai ke petugas.",
                en: "The custodian as a service: no officer ever gets its seed.")
        case .servedVault:
            say(
                id: "Direktori brankas; dengan --stdio tanpa --seed, nama brankas yang sudah dilayani di host ini.",
                en:
                    "The vault's directory; with --stdio and no --seed, the name of a vault that is served on this host."
            )
        case .socket: say(id: "Melayani pada soket ini.", en: "Serve at this socket.")
        case .stdio:
            say(
                id: "Melayani satu sambungan lewat masukan dan keluaran standar; tanpa --seed hanya meneruskannya.",
                en: "Serve one connection on standard input and output; without --seed only pass it on.")
        case .newService:
            say(
                id: "Membuat benih, dan menunggu pendiri brankas.", en: "Make a seed, and wait for the vault's founder."
            )
        case .seedFile:
            say(id: "Berkas benih kustodian, izin 0600.", en: "File of the custodian's seed, of mode 0600.")
        case .seedFd: say(id: "Deskriptor yang berisi benih.", en: "Descriptor that has the seed.")
        case .founder:
            say(
                id: "Sidik kartu satu-satunya orang yang boleh mendirikan brankas ini.",
                en: "Fingerprint of the card of the one person who may found the vault.")
        case .socketFolder:
            say(
                id: "Folder soket-soket yang dilayani (bawaan /run/brankas).",
                en: "Folder of the sockets that are served (default /run/brankas).")
        case .serveRebuild:
            say(
                id: "Membuat ulang indeks dari buku catatan lebih dulu.",
                en: "Make the index anew from the ledger first.")
        case .status:
            say(
                id: "Keadaan layanan brankas: 0 baik, 1 perlu diurus, 2 tidak terjangkau.",
                en: "How the vault's service does: 0 well, 1 ill, 2 out of reach.")
        case .metrics:
            say(
                id: "Tulis angka keadaannya ke berkas ini setiap 15 detik, untuk pengumpul textfile Prometheus.",
                en: "Write how it does to this file every 15 seconds, for Prometheus' textfile collector.")
        case .logForm:
            say(
                id: "Bentuk catatan di galat standar: text, atau json tanpa nama, akun, ID, dan alamat.",
                en: "What the log on standard error is like: text, or json without names, handles, ids and addresses.")
        case .lastHead:
            say(
                id: "Berkas, di luar folder brankas, tempat kepala terakhir buku catatan disimpan.",
                en: "File, outside of the vault's folder, in which the ledger's last head is kept.")
        case .clockIsRight:
            say(
                id: "Jam komputer ini benar, sekalipun hal lain menyangkalnya.",
                en: "This computer's clock is right, whatever else speaks against it.")
        case .gate:
            say(
                id: "Mencetak baris authorized_keys untuk kunci ssh petugas; --key di sini berkas .pub-nya, atau - "
                    + "untuk masukan standar.",
                en: "Print the line of authorized_keys for an officer's ssh key; --key is the .pub file here, or - "
                    + "for standard input.")
        case .gateHandle:
            say(id: "Nama petugas pemilik kunci ssh itu.", en: "The handle of the officer whose ssh key it is.")
        case .gateName:
            say(
                id: "Nama brankas yang dilayani; bawaannya dari alamat ssh://HOST/NAMA.",
                en: "The served vault's name; default that of the address ssh://HOST/NAME.")
        case .doctor:
            say(
                id: "Yang kurang di komputer ini untuk bekerja dengan Brankas; tidak mengubah apa pun.",
                en: "What this machine lacks for work with Brankas; changes nothing.")
        case .reach:
            say(
                id: "Sambungi juga brankas di komputer lain, sampai kustodiannya menyapa.",
                en: "Connect to a vault on another machine as well, until its custodian greets.")
        case .newFolder: say(id: "Direktori yang dibuat.", en: "The directory to make.")
        case .keysFile:
            say(id: "Berkas kunci bersama, seperti keys.example.", en: "The keys file, as in keys.example.")
        case .card: say(id: "Berkas kartu.", en: "The card file.")
        case .enrolledRole:
            say(id: "Peran, instansi/peran; boleh berulang.", en: "A role, agency/role; repeat for more.")
        case .fingerprint:
            say(id: "Sidik kartu yang disebutkan pemiliknya.", en: "The fingerprint that the person told you.")
        case .dismissedHandle: say(id: "Nama petugas.", en: "The person's handle.")
        case .caseFrom:
            say(
                id: "JSON berisi \(listed(CaseField.self)); selebihnya di bawah extra; - untuk masukan standar.",
                en: "JSON with \(listed(CaseField.self)); anything else under extra; - for standard input.")
        case .caseID: say(id: "ID kasus.", en: "The case's id.")
        case .optionalCaseID:
            say(id: "ID kasus; tanpa ini, semua kasus Anda.", en: "The case's id; else all your cases.")
        case .caseLimit:
            say(
                id: "Paling banyak sekian (bawaan: 100, dengan --json 500).",
                en: "How many at most (default: 100, with --json 500).")
        case .entryLimit:
            say(
                id: "Paling banyak sekian (bawaan: 500, dengan --json, --csv, dan --spreadsheet 10000).",
                en: "How many at most (default: 500, with --json, --csv and --spreadsheet 10000).")
        case .afterCase: say(id: "Lanjutkan sesudah kasus ini.", en: "Go on after this case.")
        case .identityFrom:
            say(
                id: "JSON berisi \(listed(IdentityField.self)); selebihnya di bawah extra; - untuk masukan standar.",
                en: "JSON with \(listed(IdentityField.self)); anything else under extra; - for standard input.")
        case .force:
            say(
                id: "Simpan meskipun NIK tidak cocok dengan isian lain.",
                en: "Store it though the NIK does not fit the other fields.")
        case .identityID: say(id: "ID identitas.", en: "The identity's id.")
        case .files: say(id: "Berkas atau foldernya.", en: "The files, or folders of them.")
        case .compartment: say(id: "Bagian kasus tempatnya.", en: "The compartment they belong to.")
        case .about:
            say(
                id: "JSON berisi \(listed(DocumentField.self)); selebihnya di bawah extra; - untuk masukan standar.",
                en: "JSON with \(listed(DocumentField.self)); anything else under extra; - for standard input.")
        case .documentID: say(id: "ID dokumen.", en: "The document's id.")
        case .output:
            say(
                id: "Tulis ke berkas baru ini; jika tidak, ke keluaran standar.",
                en: "Write it to this new file; else to standard output.")
        case .toRole: say(id: "Peran yang diberi akses, instansi/peran.", en: "The role that gets it, agency/role.")
        case .compartments: say(id: "Bagian kasus, dipisahkan koma.", en: "Compartments, with commas.")
        case .basis:
            say(
                id: "Dasar hukum; - dibaca dari masukan standar.",
                en: "The legal basis; - reads it from standard input."
            )
        case .until: say(id: "Hari terakhir, TTTT-BB-HH atau HH-BB-TTTT.", en: "Last day, YYYY-MM-DD or DD-MM-YYYY.")
        case .from: say(id: "Hari pertama, TTTT-BB-HH atau HH-BB-TTTT.", en: "First day, YYYY-MM-DD or DD-MM-YYYY.")
        case .grantedPerson:
            say(
                id: "Hanya petugas ini dari peran itu; boleh berulang.",
                en: "Only this person of the role; repeat for more.")
        case .grantID: say(id: "ID pemberian akses.", en: "The grant's id.")
        case .purpose:
            say(
                id:
                    "Keperluannya, misalnya \(Purpose.usual.map(\.text).joined(separator: ", ")); brankas show menyebut semuanya.",
                en: "What for, such as \(Purpose.usual.map(\.text).joined(separator: ", ")); brankas show has them all."
            )
        case .allow:
            say(
                id: "Yang dibolehkan, dipisahkan koma: read (membaca, selalu), add (menambah), update (mengubah "
                    + "yang ditambahkan pihak lain). Bila tidak disebut: read,add.",
                en: "What it allows, with commas: read (always), add, update (what others added). Else: read,add.")
        case .askedAllow:
            say(
                id: "Yang diminta boleh dilakukan: read, add, update. Bila tidak disebut: read,add.",
                en: "What to be allowed: read, add, update. Else: read,add.")
        case .version: say(id: "Versi ini; bila tidak disebut, yang terbaru.", en: "This version; else the newest.")
        case .rekeyed:
            say(
                id: "Hanya bagian ini, dipisahkan koma; bila tidak disebut, semua.",
                en: "Only these, with commas; else all.")
        case .reason: say(id: "Alasannya; - dibaca dari masukan standar.", en: "Why; - reads it from standard input.")
        case .findKind:
            say(
                id: "Dicari menurut apa: nik, name (nama), phone (telepon).",
                en: "What to search by: nik, name or phone.")
        case .ofCase: say(id: "Tentang kasus ini.", en: "Of this case.")
        case .ofRecord: say(id: "Tentang rekaman ini.", en: "Of this record.")
        case .byPerson: say(id: "Oleh petugas ini.", en: "By this person.")
        case .byRole: say(id: "Oleh peran ini.", en: "By this role.")
        case .ofAction: say(id: "Tindakan ini, misalnya document.open.", en: "Of this action, such as document.open.")
        case .outcome: say(id: "allowed (dibolehkan) atau denied (ditolak).", en: "allowed or denied.")
        case .since: say(id: "Sejak hari atau saat ini.", en: "From this day or moment on.")
        case .upTo: say(id: "Sampai hari atau saat ini.", en: "Up to this day or moment.")
        case .fromEntry: say(id: "Mulai dari catatan ini.", en: "From this entry on.")
        case .names: say(id: "Dengan nama lengkap, dasar hukum, dan alasan.", en: "With full names, bases and reasons.")
        case .full:
            say(
                id: "Dari catatan pertama, tanpa melihat yang sudah diperiksa.",
                en: "From the first entry on, whatever was verified before.")
        }
    }
}

/// The names of fields, each with the one in the other language behind it.
private func listed<Field: FiledField>(_: Field.Type) -> String {
    Field.allCases.map { field in
        field.rawValue == field.indonesian ? field.rawValue : "\(field.rawValue) (\(field.indonesian))"
    }.joined(separator: ", ")
}
