/// Headings and small words of tables.
package enum Label: CaseIterable, Sendable {
    case number, time, person, role, action, outcome, caseID, record, grant, purpose, title, kind, opened, owner
    case compartments, label, file, mediaType, size, modified, added, by, to, persons, from, until, state, basis,
        handle, name
    case subject, agency, fingerprint, vault, reason, version, compartment, rules, admin, capabilities
    case nik, birthDate, sex, address, guardian, phone, notes
    case witnessed, lastRequest, behind
    case alias, relation, links, request, ending, unopened, approval, enrolment, asked, allowed, changed, export,
        records, exportApproval, exportWaiting, exportReady
    case served, custodian
    case entries, lastEntry, unwitnessed, waiting, connections, free

    package func text(_ say: Language) -> String {
        switch self {
        case .served: say(id: "DI", en: "AT")
        case .entries: say(id: "CATATAN", en: "ENTRIES")
        case .lastEntry: say(id: "CATATAN TERAKHIR", en: "LAST ENTRY")
        case .unwitnessed: say(id: "BELUM DISAKSIKAN", en: "UNWITNESSED")
        case .waiting: say(id: "MENUNGGU", en: "WAITING")
        case .connections: say(id: "SAMBUNGAN", en: "CONNECTIONS")
        case .free: say(id: "SISA DISK", en: "FREE")
        case .custodian: say(id: "KUSTODIAN", en: "CUSTODIAN")
        case .number: say(id: "NO", en: "NO")
        case .time: say(id: "WAKTU", en: "TIME")
        case .person: say(id: "PETUGAS", en: "PERSON")
        case .role: say(id: "PERAN", en: "ROLE")
        case .action: say(id: "TINDAKAN", en: "ACTION")
        case .outcome: say(id: "HASIL", en: "OUTCOME")
        case .caseID: say(id: "KASUS", en: "CASE")
        case .record: say(id: "REKAMAN", en: "RECORD")
        case .subject: say(id: "TENTANG", en: "ABOUT")
        case .grant: say(id: "AKSES", en: "GRANT")
        case .purpose: say(id: "KEPERLUAN", en: "PURPOSE")
        case .title: say(id: "JUDUL", en: "TITLE")
        case .kind: say(id: "JENIS", en: "KIND")
        case .opened: say(id: "DIBUKA", en: "OPENED")
        case .owner: say(id: "PEMILIK", en: "OWNER")
        case .compartments: say(id: "BAGIAN", en: "COMPARTMENTS")
        case .compartment: say(id: "BAGIAN", en: "COMPARTMENT")
        case .label: say(id: "LABEL", en: "LABEL")
        case .file: say(id: "BERKAS", en: "FILE")
        case .mediaType: say(id: "TIPE", en: "TYPE")
        case .size: say(id: "UKURAN", en: "SIZE")
        case .modified: say(id: "BERKAS DIUBAH", en: "FILE CHANGED")
        case .added: say(id: "DITAMBAHKAN", en: "ADDED")
        case .by: say(id: "OLEH", en: "BY")
        case .to: say(id: "KEPADA", en: "TO")
        case .persons: say(id: "NAMA YANG DITUNJUK", en: "PERSONS")
        case .from: say(id: "MULAI", en: "FROM")
        case .until: say(id: "SAMPAI", en: "UNTIL")
        case .state: say(id: "STATUS", en: "STATE")
        case .basis: say(id: "DASAR", en: "BASIS")
        case .handle: say(id: "PETUGAS", en: "HANDLE")
        case .name: say(id: "NAMA", en: "NAME")
        case .agency: say(id: "INSTANSI", en: "AGENCY")
        case .fingerprint: say(id: "SIDIK KARTU", en: "FINGERPRINT")
        case .vault: say(id: "BRANKAS", en: "VAULT")
        case .reason: say(id: "ALASAN", en: "REASON")
        case .export: say(id: "EKSPOR", en: "EXPORT")
        case .records: say(id: "REKAMAN", en: "RECORDS")
        case .exportApproval:
            say(id: "Ekspor yang menunggu persetujuan Anda", en: "Exports that wait for your approval")
        case .exportWaiting:
            say(id: "Ekspor Anda yang menunggu persetujuan", en: "Your exports that wait for an approval")
        case .exportReady:
            say(id: "Ekspor Anda yang sudah disetujui", en: "Your exports that were approved")
        case .allowed: say(id: "BOLEH", en: "MAY")
        case .changed: say(id: "YANG BERUBAH", en: "CHANGED")
        case .version: say(id: "VERSI", en: "VERSION")
        case .rules: say(id: "ATURAN", en: "RULES")
        case .admin: say(id: "ADMIN", en: "ADMIN")
        case .capabilities: say(id: "KEWENANGAN", en: "CAPABILITIES")
        case .nik: say(id: "NIK", en: "NIK")
        case .birthDate: say(id: "TANGGAL LAHIR", en: "BIRTH DATE")
        case .sex: say(id: "JENIS KELAMIN", en: "SEX")
        case .address: say(id: "ALAMAT", en: "ADDRESS")
        case .guardian: say(id: "WALI", en: "GUARDIAN")
        case .phone: say(id: "TELEPON", en: "PHONE")
        case .notes: say(id: "CATATAN", en: "NOTES")
        case .witnessed: say(id: "TERAKHIR MENYAKSIKAN", en: "LAST WITNESSED")
        case .lastRequest: say(id: "PERMINTAAN TERAKHIR", en: "LAST REQUEST")
        case .behind: say(id: "TERTINGGAL", en: "BEHIND")
        case .alias: say(id: "ALIAS", en: "ALIAS")
        case .relation: say(id: "HUBUNGAN", en: "RELATION")
        case .links: say(id: "TAUTAN", en: "LINKED")
        case .request: say(id: "PERMINTAAN", en: "REQUEST")
        case .approval: say(id: "Menunggu persetujuan Anda", en: "Waiting for your approval")
        case .unopened: say(id: "Akses baru, belum dibuka", en: "New grants, not opened yet")
        case .ending: say(id: "Akses yang segera berakhir", en: "Grants about to end")
        case .enrolment: say(id: "Pendaftaran menunggu persetujuan Anda", en: "Enrolments waiting for your approval")
        case .asked: say(id: "Permintaan akses", en: "Requests for grants")
        }
    }
}
