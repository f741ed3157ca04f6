package import Vocabulary

extension ActionName {
    package func text(_ say: Language) -> String {
        switch self {
        case .vaultFound: say(id: "Mendirikan brankas", en: "Found the vault")
        case .vaultJoin: say(id: "Menandatangani akta brankas", en: "Sign the vault's genesis")
        case .personEnroll: say(id: "Mendaftarkan petugas", en: "Enrol an officer")
        case .personApprove: say(id: "Menyetujui pendaftaran petugas", en: "Approve an enrolment")
        case .personDismiss: say(id: "Memberhentikan petugas", en: "Dismiss an officer")
        case .caseCreate: say(id: "Membuat kasus", en: "Make a case")
        case .caseList: say(id: "Melihat daftar kasus", en: "List cases")
        case .caseShow: say(id: "Melihat ringkasan kasus", en: "See a case's summary")
        case .caseClose: say(id: "Menutup kasus", en: "Close a case")
        case .caseReopen: say(id: "Membuka kembali kasus", en: "Reopen a case")
        case .caseLink: say(id: "Menautkan kasus", en: "Link two cases")
        case .caseUnlink: say(id: "Melepas tautan kasus", en: "Unlink two cases")
        case .caseExport: say(id: "Mengekspor kasus", en: "Export a case")
        case .casePrepare: say(id: "Menyiapkan perubahan kasus", en: "Prepare a change of a case")
        case .identityAdd: say(id: "Menyimpan identitas", en: "Store an identity")
        case .identityUpdate: say(id: "Memperbarui identitas", en: "Update an identity")
        case .identityList: say(id: "Melihat daftar identitas", en: "List identities")
        case .identityOpen: say(id: "Membuka identitas", en: "Open an identity")
        case .documentAdd: say(id: "Menyimpan dokumen", en: "Store a document")
        case .documentList: say(id: "Melihat daftar dokumen", en: "List documents")
        case .documentOpen: say(id: "Membuka dokumen", en: "Open a document")
        case .documentWithdraw: say(id: "Menarik dokumen", en: "Withdraw a document")
        case .documentRestore: say(id: "Mengembalikan dokumen", en: "Restore a document")
        case .documentMove: say(id: "Memindahkan dokumen ke bagian lain", en: "Move a document to another compartment")
        case .documentCheck: say(id: "Mencocokkan berkas dengan catatan", en: "Hold a file against the record")
        case .grantRequest: say(id: "Meminta akses", en: "Ask for a grant")
        case .grantRefuse: say(id: "Menolak permintaan akses", en: "Refuse a request for a grant")
        case .grantCreate: say(id: "Memberi akses", en: "Make a grant")
        case .grantAccept: say(id: "Menerima akses", en: "Accept a grant")
        case .grantReview: say(id: "Menelaah pemberian akses", en: "Review a grant")
        case .grantApprove: say(id: "Menyetujui pemberian akses", en: "Approve a grant")
        case .grantRevoke: say(id: "Mencabut akses", en: "Revoke a grant")
        case .grantList: say(id: "Melihat daftar akses", en: "List grants")
        case .find: say(id: "Mencari kasus", en: "Search for cases")
        case .inboxRead: say(id: "Melihat kotak masuk", en: "Read the inbox")
        case .auditRead: say(id: "Membaca buku catatan", en: "Read the ledger")
        case .auditVerify: say(id: "Memeriksa buku catatan", en: "Check the ledger")
        case .auditExport: say(id: "Mengekspor buku catatan", en: "Export the ledger")
        case .auditReport: say(id: "Membuat laporan dari buku catatan", en: "Make a report of the ledger")
        case .vaultVerify: say(id: "Memeriksa isi brankas", en: "Check the vault")
        case .vaultEnter: say(id: "Mencoba masuk", en: "Try to enter")
        }
    }

    /// Whether what was sealed becomes readable to somebody by it.
    package var isOpening: Bool { self == .identityOpen || self == .documentOpen }

    /// Whether it changes who may open what, or what a case is: what a timeline tells of.
    package var isStep: Bool {
        switch self {
        case .vaultFound, .vaultJoin, .personEnroll, .personApprove, .personDismiss, .caseCreate, .caseClose,
            .caseReopen, .caseLink, .caseUnlink, .caseExport, .identityAdd, .identityUpdate, .documentAdd,
            .documentWithdraw, .documentRestore, .documentMove, .grantRequest, .grantRefuse, .grantCreate,
            .grantAccept, .grantApprove, .grantRevoke:
            true
        case .caseList, .caseShow, .casePrepare, .identityList, .identityOpen, .documentList, .documentOpen,
            .documentCheck, .grantReview, .grantList, .find, .inboxRead, .auditRead, .auditVerify, .auditExport,
            .auditReport, .vaultVerify, .vaultEnter:
            false
        }
    }
}
