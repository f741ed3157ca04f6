/// What was asked for, in words; the code is the ledger's.
package enum Deed: String, CaseIterable, Sendable {
    case vaultFound = "vault.found"
    case vaultJoin = "vault.join"
    case personEnroll = "person.enroll"
    case personApprove = "person.approve"
    case personDismiss = "person.dismiss"
    case caseCreate = "case.create"
    case caseList = "case.list"
    case caseShow = "case.show"
    case caseClose = "case.close"
    case caseReopen = "case.reopen"
    case caseLink = "case.link"
    case caseUnlink = "case.unlink"
    case caseExport = "case.export"
    case casePrepare = "case.prepare"
    case identityAdd = "identity.add"
    case identityUpdate = "identity.update"
    case identityList = "identity.list"
    case identityOpen = "identity.open"
    case documentAdd = "document.add"
    case documentList = "document.list"
    case documentOpen = "document.open"
    case documentWithdraw = "document.withdraw"
    case documentRestore = "document.restore"
    case documentMove = "document.move"
    case documentCheck = "document.check"
    case grantRequest = "grant.request"
    case grantRefuse = "grant.refuse"
    case grantCreate = "grant.create"
    case grantAccept = "grant.accept"
    case grantReview = "grant.review"
    case grantApprove = "grant.approve"
    case grantRevoke = "grant.revoke"
    case grantList = "grant.list"
    case find = "find"
    case inboxRead = "inbox.read"
    case auditRead = "audit.read"
    case auditVerify = "audit.verify"
    case auditExport = "audit.export"
    case auditReport = "audit.report"
    case vaultVerify = "vault.verify"
    case vaultEnter = "vault.enter"

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

    /// The words for a code of the ledger; a code that this program does not know, as it stands.
    package static func text(code: String, _ say: Language) -> String { Deed(rawValue: code)?.text(say) ?? code }

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

/// What an opening is for, in words; the code is the ledger's.
package enum PurposeWord: String, CaseIterable, Sendable {
    case pelaporan, pendampingan, penyelidikan, penyidikan, penuntutan, persidangan, pengawasan, darurat

    package func text(_ say: Language) -> String {
        switch self {
        case .pelaporan: say(id: "pelaporan", en: "reporting")
        case .pendampingan: say(id: "pendampingan", en: "support of the victim")
        case .penyelidikan: say(id: "penyelidikan", en: "preliminary inquiry")
        case .penyidikan: say(id: "penyidikan", en: "criminal investigation")
        case .penuntutan: say(id: "penuntutan", en: "prosecution")
        case .persidangan: say(id: "persidangan", en: "trial")
        case .pengawasan: say(id: "pengawasan", en: "oversight")
        case .darurat: say(id: "keadaan darurat", en: "emergency")
        }
    }

    package static func text(code: String, _ say: Language) -> String { PurposeWord(rawValue: code)?.text(say) ?? code }
}

/// The compartments of keys.example, in words. A vault has its own, which stand as they are.
package enum CompartmentWord: String, CaseIterable, Sendable {
    case summary, identity, assessment, medical, statement, evidence

    package func text(_ say: Language) -> String {
        switch self {
        case .summary: say(id: "ringkasan", en: "summary")
        case .identity: say(id: "identitas", en: "identity")
        case .assessment: say(id: "asesmen", en: "assessment")
        case .medical: say(id: "medis", en: "medical")
        case .statement: say(id: "keterangan", en: "statements")
        case .evidence: say(id: "barang bukti", en: "evidence")
        }
    }

    package static func text(code: String, _ say: Language) -> String {
        CompartmentWord(rawValue: code)?.text(say) ?? code
    }
}

/// How a grant stands, in words; the code is the format's.
package enum GrantWord: String, CaseIterable, Sendable {
    case waiting, scheduled, active, expired, revoked

    package func text(_ say: Language) -> String {
        switch self {
        case .waiting: say(id: "menunggu persetujuan", en: "waits for approval")
        case .scheduled: say(id: "belum mulai", en: "not begun")
        case .active: say(id: "berlaku", en: "active")
        case .expired: say(id: "berakhir", en: "expired")
        case .revoked: say(id: "dicabut", en: "revoked")
        }
    }
}

/// Ages as the monthly recap of the ministry counts them.
package enum AgeBand: String, CaseIterable, Sendable {
    case toFive = "0-5"
    case toTwelve = "6-12"
    case toSeventeen = "13-17"
    case toTwentyFour = "18-24"
    case toFortyFour = "25-44"
    case toFiftyNine = "45-59"
    case fromSixty = "60+"
    case unknown

    /// The band of somebody of `years`; nil years, and what no life has, are unknown.
    package init(years: Int?) {
        self =
            switch years {
            case .some(0...5): .toFive
            case .some(6...12): .toTwelve
            case .some(13...17): .toSeventeen
            case .some(18...24): .toTwentyFour
            case .some(25...44): .toFortyFour
            case .some(45...59): .toFiftyNine
            case .some(60...130): .fromSixty
            default: .unknown
            }
    }

    package func text(_ say: Language) -> String {
        switch self {
        case .toFive: "0–5"
        case .toTwelve: "6–12"
        case .toSeventeen: "13–17"
        case .toTwentyFour: "18–24"
        case .toFortyFour: "25–44"
        case .toFiftyNine: "45–59"
        case .fromSixty: say(id: "60 ke atas", en: "60 and over")
        case .unknown: say(id: "tidak diketahui", en: "not known")
        }
    }
}

package enum SexWord: String, CaseIterable, Sendable {
    case female = "F"
    case male = "M"
    case unknown

    package func text(_ say: Language) -> String {
        switch self {
        case .female: say(id: "perempuan", en: "female")
        case .male: say(id: "laki-laki", en: "male")
        case .unknown: say(id: "tidak diketahui", en: "not known")
        }
    }
}
