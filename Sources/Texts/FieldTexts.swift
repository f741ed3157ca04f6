package import Vocabulary

/// A field as people are asked for it, and as it stands in a table.
package protocol AskedField: FiledField {
    var label: Label { get }
    func question(_ say: Language) -> String
    /// What a value looks like, in a half sentence; empty where any text may stand there.
    func form(_ say: Language) -> String
}

extension IdentityField: AskedField {
    package var label: Label {
        switch self {
        case .name: .name
        case .nik: .nik
        case .birthDate: .birthDate
        case .sex: .sex
        case .relation: .relation
        case .alias: .alias
        case .address: .address
        case .guardian: .guardian
        case .phone: .phone
        case .notes: .notes
        }
    }

    package func question(_ say: Language) -> String {
        switch self {
        case .name: say(id: "Nama lengkap: ", en: "Full name: ")
        case .nik: say(id: "NIK, 16 angka (boleh kosong): ", en: "NIK, 16 digits (may be empty): ")
        case .birthDate:
            say(id: "Tanggal lahir, TTTT-BB-HH (boleh kosong): ", en: "Birth date, YYYY-MM-DD (may be empty): ")
        case .sex: say(id: "Jenis kelamin, P atau L (boleh kosong): ", en: "Sex, F or M (may be empty): ")
        case .relation:
            say(
                id: "Hubungan: \(Relation.listed(say)) (boleh kosong): ",
                en: "Relation: \(Relation.listed(say)) (may be empty): ")
        case .alias:
            say(
                id: "Alias, dipakai di judul dan laporan (boleh kosong): ",
                en: "Alias, for titles and reports (may be empty): ")
        case .address: say(id: "Alamat (boleh kosong): ", en: "Address (may be empty): ")
        case .guardian: say(id: "Wali (boleh kosong): ", en: "Guardian (may be empty): ")
        case .phone: say(id: "Telepon (boleh kosong): ", en: "Phone (may be empty): ")
        case .notes: say(id: "Catatan (boleh kosong): ", en: "Notes (may be empty): ")
        }
    }

    package func form(_ say: Language) -> String {
        switch self {
        case .birthDate: say.dayForm
        case .sex: say(id: ": P atau L", en: ": F or M")
        case .name, .nik, .relation, .alias, .address, .guardian, .phone, .notes: ""
        }
    }
}

extension CaseField: AskedField {
    package var label: Label {
        switch self {
        case .title: .title
        case .number: .number
        case .kind: .kind
        case .opened: .opened
        }
    }

    package func question(_ say: Language) -> String {
        switch self {
        case .title: say(id: "Judul, tanpa nama siapa pun: ", en: "Title, without anybody's name: ")
        case .number: say(id: "Nomor (boleh kosong): ", en: "Number (may be empty): ")
        case .kind: say(id: "Jenis perkara (boleh kosong): ", en: "Kind (may be empty): ")
        case .opened:
            say(id: "Tanggal dibuka, TTTT-BB-HH (boleh kosong): ", en: "Day of opening, YYYY-MM-DD (may be empty): ")
        }
    }

    package func form(_ say: Language) -> String {
        switch self {
        case .title: say(id: ": tidak boleh kosong", en: ": it must not be empty")
        case .opened: say.dayForm
        case .number, .kind: ""
        }
    }
}

extension Language {
    fileprivate var dayForm: String {
        self(id: ": TTTT-BB-HH atau HH-BB-TTTT", en: ": YYYY-MM-DD or DD-MM-YYYY")
    }
}
