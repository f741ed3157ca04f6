/// What is stored under one name and taken under its name in either language.
package protocol Bilingual: CaseIterable, RawRepresentable<String>, Sendable {
    var indonesian: String { get }
}

extension Bilingual {
    /// By one of its names, to the letter: what looks like one is told, and not guessed.
    package init?(named name: String) {
        guard let known = Self.allCases.first(where: { $0.rawValue == name || $0.indonesian == name }) else {
            return nil
        }
        self = known
    }

    /// All names, of both languages.
    package static var names: [String] {
        allCases.flatMap { $0.rawValue == $0.indonesian ? [$0.rawValue] : [$0.rawValue, $0.indonesian] }
    }
}

/// A field of what people file.
package protocol FiledField: Bilingual {
    /// The bytes of UTF-8 that it may have at most.
    var byteLimit: Int { get }
}

/// Where whatever has no field of its own stands, as an object of its own.
package let extraField = "extra"

/// Who somebody is.
package enum IdentityField: String, FiledField {
    case name, nik, birthDate, sex, relation, alias, address, guardian, phone, notes

    package var indonesian: String {
        switch self {
        case .name: "nama"
        case .nik: "nik"
        case .birthDate: "tanggalLahir"
        case .sex: "jenisKelamin"
        case .relation: "hubungan"
        case .alias: "alias"
        case .address: "alamat"
        case .guardian: "wali"
        case .phone: "telepon"
        case .notes: "catatan"
        }
    }

    package var byteLimit: Int {
        switch self {
        case .alias, .relation: 200
        case .nik, .birthDate, .sex: 128
        case .name, .address, .guardian, .phone, .notes: 65_536
        }
    }

    /// Whether it may have several lines.
    package var hasLines: Bool {
        switch self {
        case .address, .guardian, .phone, .notes: true
        case .name, .nik, .birthDate, .sex, .relation, .alias: false
        }
    }
}

/// What a case is called.
package enum CaseField: String, FiledField {
    case title, number, kind, opened

    package var indonesian: String {
        switch self {
        case .title: "judul"
        case .number: "nomor"
        case .kind: "jenis"
        case .opened: "dibuka"
        }
    }

    package var byteLimit: Int { 1_000 }
}

/// What a document is.
package enum DocumentField: String, FiledField {
    case label, source, collectedAt, collectedBy, place

    package var indonesian: String {
        switch self {
        case .label: "label"
        case .source: "sumber"
        case .collectedAt: "dikumpulkanPada"
        case .collectedBy: "dikumpulkanOleh"
        case .place: "tempat"
        }
    }

    package var byteLimit: Int { 4_096 }
}
