package import Vocabulary

extension UsageFault {
    package func text(_ say: Language) -> String {
        switch self {
        case .unknownCommand(let name, _):
            say(id: "tidak ada perintah '\(shown(name))'", en: "there is no command '\(shown(name))'")
        case .unknownOption(let name, _):
            say(id: "tidak ada opsi '\(shown(name))'", en: "there is no option '\(shown(name))'")
        case .missingArgument(let name, let about):
            say(id: "\(name) belum diberikan: \(clause(about))", en: "\(name) is missing: \(clause(about))")
        case .missingOption(let name, let about):
            say(id: "\(name) belum diberikan: \(clause(about))", en: "\(name) is missing: \(clause(about))")
        case .missingValue(let name, let about):
            say(
                id: "nilai untuk \(name) belum diberikan: \(clause(about))",
                en: "\(name) needs a value: \(clause(about))")
        case .valueNotTaken(let name): say(id: "\(name) tidak memakai nilai", en: "\(name) takes no value")
        case .surplusArgument(let text):
            say(id: "argumen '\(shown(text))' berlebih", en: "the argument '\(shown(text))' is one too many")
        case .badValue(let text, let name):
            say(id: "'\(shown(text))' bukan nilai untuk \(name)", en: "'\(shown(text))' is no value for \(name)")
        }
    }

    package var nearest: [String] {
        switch self {
        case .unknownCommand(_, let nearest), .unknownOption(_, let nearest): nearest
        case .missingArgument, .missingOption, .missingValue, .valueNotTaken, .surplusArgument, .badValue: []
        }
    }

    /// A sentence of the help within another sentence.
    private func clause(_ about: String) -> String {
        let text = about.hasSuffix(".") ? String(about.dropLast()) : about
        // Not of an abbreviation, such as JSON.
        guard let first = text.first, !(text.dropFirst().first?.isUppercase ?? false) else { return text }
        return first.lowercased() + text.dropFirst()
    }
}

/// The fixed words of a help page.
package enum UsageWord: CaseIterable, Sendable {
    case usage, commands, arguments, options, common, commandOptions, commandName, normally
    case help, version, helpCommand

    package func text(_ say: Language) -> String {
        switch self {
        case .usage: say(id: "Pemakaian", en: "Usage")
        case .commands: say(id: "Perintah", en: "Commands")
        case .arguments: say(id: "Argumen", en: "Arguments")
        case .options: say(id: "Opsi", en: "Options")
        case .common: say(id: "Untuk setiap perintah", en: "For every command")
        case .commandOptions: say(id: "[opsi]", en: "[options]")
        case .commandName: say(id: "PERINTAH", en: "COMMAND")
        case .normally: say(id: "bawaan", en: "default")
        case .help: say(id: "Bantuan ini.", en: "This help.")
        case .version: say(id: "Versi program.", en: "The program's version.")
        case .helpCommand: say(id: "Bantuan untuk suatu perintah.", en: "Help on a command.")
        }
    }
}

/// What stands for a value in a help page, by the parser's name for it.
package func placeholder(_ name: String, _ say: Language) -> String {
    let words: [String: (id: String, en: String)] = [
        "vault": ("DIR", "DIR"), "key": ("BERKAS", "FILE"), "as": ("INSTANSI/PERAN", "AGENCY/ROLE"),
        "passphrase-fd": ("N", "N"), "lang": ("id|en", "id|en"), "id": ("ID", "ID"), "case": ("KASUS", "CASE"),
        "compartment": ("BAGIAN", "COMPARTMENT"), "purpose": ("KEPERLUAN", "PURPOSE"), "basis": ("TEKS", "TEXT"),
        "reason": ("TEKS", "TEXT"), "until": ("TANGGAL", "DATE"), "since": ("TANGGAL", "DATE"),
        "card": ("KARTU", "CARD"),
        "role": ("PERAN", "ROLE"), "file": ("BERKAS", "FILE"), "files": ("BERKAS", "FILE"),
        "folder": ("FOLDER", "FOLDER"),
        "output": ("KELUARAN", "OUTPUT"), "handle": ("PETUGAS", "HANDLE"), "person": ("PETUGAS", "HANDLE"),
        "limit": ("N", "N"), "month": ("TTTT-BB", "YYYY-MM"), "version": ("N", "N"), "kind": ("JENIS", "KIND"),
        "set": ("ISIAN", "FIELD"), "action": ("TINDAKAN", "ACTION"), "outcome": ("HASIL", "OUTCOME"),
        "grant": ("AKSES", "GRANT"), "request": ("PERMINTAAN", "REQUEST"), "name": ("NAMA", "NAME"),
        "keys": ("BERKAS", "FILE"), "fingerprint": ("SIDIK", "FINGERPRINT"), "sequence": ("NOMOR", "NUMBER"),
        "other": ("KASUS", "CASE"), "record": ("REKAMAN", "RECORD"), "actor": ("PETUGAS", "HANDLE"),
        "by": ("PERAN", "ROLE"), "after": ("KASUS", "CASE"), "about": ("BERKAS", "FILE"), "proof": ("BERKAS", "FILE"),
        "work-factor": ("N", "N"), "for": ("LAMA", "DURATION"), "learned": ("SAAT", "TIME"),
        "requested": ("SAAT", "TIME"), "cause": ("SEBAB", "CAUSE"), "back-to": ("SAAT", "TIME"),
        "to": ("PENERIMA", "TO"),
        "allow": ("IZIN", "PERMISSIONS"),
    ]
    return words[name].map { say(id: $0.id, en: $0.en) } ?? name.uppercased()
}
