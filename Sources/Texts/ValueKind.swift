/// What an argument or a line should have been.
package enum ValueKind: Sendable {
    case caseID, recordID, documentID, identityID, grantID, requestID
    case role, handle, purpose(known: String), permissions, version, compartment, documentCompartment,
        grantedCompartment, vaultID, servedName, logForm
    case otherCase, fullName, searchKind, action, outcome, limit, field, month, cause(known: String)
    /// A text of the formats, by its own name.
    case format(String)

    package func text(_ say: Language) -> String {
        switch self {
        case .caseID: say(id: "ID kasus", en: "case id")
        case .recordID: say(id: "ID rekaman", en: "record id")
        case .documentID: say(id: "ID dokumen", en: "document id")
        case .identityID: say(id: "ID identitas", en: "identity id")
        case .grantID: say(id: "ID pemberian akses", en: "grant id")
        case .requestID: say(id: "ID permintaan akses", en: "request id")
        case .role: say(id: "nama peran", en: "role")
        case .handle: say(id: "nama petugas", en: "handle")
        case .purpose(let known): say(id: "keperluan (\(known))", en: "purpose (\(known))")
        case .permissions: say(id: "izin (read, add, update)", en: "permission (read, add, update)")
        case .version: say(id: "nomor versi", en: "version number")
        case .compartment: say(id: "nama bagian", en: "compartment")
        case .documentCompartment: say(id: "bagian untuk dokumen", en: "compartment for documents")
        case .logForm: say(id: "bentuk catatan", en: "form of the log")
        case .servedName: say(id: "nama brankas yang dilayani", en: "name of a served vault")
        case .vaultID: say(id: "ID brankas", en: "vault id")
        case .grantedCompartment: say(id: "bagian untuk diberi akses", en: "compartment to grant")
        case .otherCase: say(id: "kasus yang lain", en: "other case")
        case .fullName: say(id: "nama", en: "name")
        case .searchKind: say(id: "jenis pencarian", en: "kind of search")
        case .action: say(id: "tindakan", en: "action")
        case .outcome: say(id: "hasil", en: "outcome")
        case .limit: say(id: "batas", en: "limit")
        case .month: say(id: "bulan (TTTT-BB)", en: "month (YYYY-MM)")
        case .cause(let known): say(id: "sebab (\(known))", en: "cause (\(known))")
        case .field: say(id: "nama isian", en: "name of a field")
        case .format(let name): name
        }
    }
}

/// States and outcomes, as a table says them. In JSON they are the words of the format.
package enum Word: CaseIterable, Sendable {
    case active, waiting, scheduled, expired, revoked, dismissed, open, closed, granted, refused, allowed, denied
    case female, male, export, outside

    package func text(_ say: Language) -> String {
        switch self {
        case .active: say(id: "berlaku", en: "active")
        case .waiting: say(id: "menunggu", en: "waiting")
        case .scheduled: say(id: "belum mulai", en: "scheduled")
        case .expired: say(id: "berakhir", en: "expired")
        case .revoked: say(id: "dicabut", en: "revoked")
        case .dismissed: say(id: "diberhentikan", en: "dismissed")
        case .open: say(id: "terbuka", en: "open")
        case .closed: say(id: "ditutup", en: "closed")
        case .granted: say(id: "diberikan", en: "granted")
        case .refused: say(id: "ditolak", en: "refused")
        case .allowed: say(id: "dibolehkan", en: "allowed")
        case .denied: say(id: "ditolak", en: "denied")
        case .female: say(id: "perempuan", en: "female")
        case .male: say(id: "laki-laki", en: "male")
        case .export: say(id: "ekspor", en: "export")
        case .outside: say(id: "bukan petugas brankas ini", en: "not enrolled here")
        }
    }
}
