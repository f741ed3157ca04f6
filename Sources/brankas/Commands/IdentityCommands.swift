import ArgumentParser
import Casework
import Reports
import Texts
import Vault

struct IdentityCommands: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "identity", abstract: "Who a victim is: a compartment of its own.",
        subcommands: [Add.self, List.self, Open.self])

    struct Add: SpeakingCommand {
        static let configuration = CommandConfiguration(abstract: "Store an identity.")
        @OptionGroup var common: CommonOptions
        @Argument(help: "The case's id.") var id: String
        @Option(help: "JSON with name, nik, birthDate, sex, …; - for standard input.") var from: String?
        @Flag(help: "Store it though the NIK does not fit the other fields.") var force = false

        func perform(_ desk: Desk) throws {
            let id = try id.asCase
            let (bytes, value) = try from.map { try desk.readObject($0) } ?? Self.ask(desk)
            let identity = try IdentityFields(value, source: from ?? "-")
            if !force, let fault = identity.nikFault {
                throw Failure(.nikMismatch(Sentence.nikCheck(fault).text(desk.language)))
            }
            let record = try desk.open(for: .identityAdd).officer.addIdentity(
                id, json: bytes, tokens: identity.tokens, as: try desk.wishedRole)
            try desk.show(json: .object([.init("identity", .string(record.text)), .init("version", 1)])) {
                record.text
            }
        }

        private static func ask(_ desk: Desk) throws -> (bytes: [UInt8], value: JSON) {
            var members: [JSON.Member] = []
            let fields: [(String, Sentence.FieldKind)] = [
                ("name", .name), ("nik", .nik), ("birthDate", .birthDate), ("sex", .sex), ("address", .address),
                ("guardian", .guardian), ("phone", .phone), ("notes", .notes),
            ]
            for (name, field) in fields {
                var answer = try desk.ask(.askField(field))
                if answer.isEmpty { continue }
                // Asked as P/L in Indonesian; kept as F/M.
                if name == "sex", let code = ["P": "F", "L": "M"][answer.uppercased()] { answer = code }
                members.append(.init(name, .string(name == "sex" ? answer.uppercased() : answer)))
            }
            let value = JSON.object(members)
            return (Array(value.text.utf8), value)
        }
    }

    struct List: SpeakingCommand {
        static let configuration = CommandConfiguration(abstract: "The identities of a case, opening none.")
        @OptionGroup var common: CommonOptions
        @Argument(help: "The case's id.") var id: String

        func perform(_ desk: Desk) throws {
            let id = try id.asCase
            let work = try desk.open(for: .identityList)
            let records = try work.officer.records(.identity, of: id, as: try desk.wishedRole)
            try desk.show(
                json: .object([
                    .init(
                        "identities",
                        .array(
                            records.map {
                                .object([
                                    .init("identity", .string($0.id.text)),
                                    .init("version", JSON(integerLiteral: $0.version)),
                                    .init("added", .string($0.added.text)), .init("by", .string($0.by.text)),
                                ])
                            }))
                ])
            ) {
                guard !records.isEmpty else { return Sentence.nothingToShow.text(desk.language) }
                var table = Table([.record, .version, .added, .by], desk.language)
                for record in records {
                    table.add([
                        record.id.text, String(record.version), work.calendar.text(record.added), record.by.text,
                    ])
                }
                return table.text(width: Terminal.width)
            }
        }
    }

    struct Open: SpeakingCommand {
        static let configuration = CommandConfiguration(abstract: "Open an identity.")
        @OptionGroup var common: CommonOptions
        @Argument(help: "The identity's id.") var id: String
        @Option(help: "What for.") var purpose: String

        func perform(_ desk: Desk) throws {
            let record = try id.asRecord
            guard record.kind == .identity else { throw Failure(.badName(what: "identity id", value: shown(id))) }
            let purpose = try purpose.asPurpose
            var bytes: [UInt8] = []
            _ = try desk.open(for: .identityOpen).officer.open(record, purpose: purpose, as: try desk.wishedRole) {
                chunk in
                for index in 0..<chunk.count { bytes.append(chunk[index]) }
            }
            while bytes.last == 0x20 { bytes.removeLast() }
            let value = try JSON(parsing: bytes)
            if desk.options.json {
                // A terminal gets the same value, with what could act on it escaped.
                try Terminal.output(Terminal.outputIsTerminal ? value.text : String(decoding: bytes, as: UTF8.self))
            } else if case .object(let members) = value {
                try Terminal.output(
                    members.map { "\(shown($0.name)): \(shown($0.value.string ?? $0.value.text))" }
                        .joined(separator: "\n"))
            }
        }
    }
}

/// The fields of an identity that Brankas understands; all others are kept as they are.
struct IdentityFields {
    private let nik: String?
    private let birthDate: String?
    private let sex: String?

    init(_ value: JSON, source: String) throws {
        func fault(_ problem: Complaint.JSONProblem) -> Failure {
            Failure(.json(what: shown(source), problem: problem))
        }
        func text(_ name: String) throws -> String? {
            guard let field = value[name], field != .null else { return nil }
            guard let text = field.string else { throw fault(.notText(name)) }
            guard text.utf8.count <= 65_536 else { throw fault(.tooLong) }
            return text.isEmpty ? nil : text
        }
        guard try text("name") != nil else { throw fault(.missing("name")) }
        for name in ["address", "guardian", "phone", "notes"] { _ = try text(name) }
        nik = try text("nik")
        birthDate = try text("birthDate")
        sex = try text("sex")
        if let nik, NIK(nik) == nil { throw Failure(.badNIK) }
        if let sex, sex != "F", sex != "M" { throw fault(.badValue("sex")) }
        if let birthDate {
            guard (try? VaultCalendar(timezone: "GMT").moment(birthDate, endOfDay: false)) != nil,
                birthDate.utf8.count == 10 || birthDate.isEmpty
            else { throw fault(.badValue("birthDate")) }
        }
    }

    /// What the identity is found by.
    var tokens: [String] { nik.map { [NIK.token($0)] } ?? [] }

    /// How the NIK contradicts the other fields, if it does.
    var nikFault: Sentence.NIKFault? { nik.flatMap { NIK($0) }?.fault(birthDate: birthDate, sex: sex) }
}

/// A national identity number: 6 digits of region, day (of women + 40), month, year of birth, 4 of serial.
struct NIK {
    private let digits: [Int]

    /// Nil unless `text` is 16 ASCII digits.
    init?(_ text: String) {
        guard text.utf8.count == 16, text.utf8.allSatisfy({ (0x30...0x39).contains($0) }) else { return nil }
        digits = text.utf8.map { Int($0) - 0x30 }
    }

    static func token(_ text: String) -> String { "nik\n" + text }

    private func number(_ range: Range<Int>) -> Int { digits[range].reduce(0) { $0 * 10 + $1 } }

    func fault(birthDate: String?, sex: String?) -> Sentence.NIKFault? {
        // Provinces are numbered from 11 (Aceh) to 97 (Papua's youngest).
        guard (11...97).contains(number(0..<2)), number(2..<4) > 0 else { return .region }
        let isWoman = number(6..<8) > 40
        let day = number(6..<8) - (isWoman ? 40 : 0)
        guard (1...31).contains(day), (1...12).contains(number(8..<10)) else { return .birthDate }
        if let parts = birthDate?.split(separator: "-"), parts.count == 3 {
            guard Int(parts[2]) == day, Int(parts[1]) == number(8..<10), Int(parts[0].suffix(2)) == number(10..<12)
            else { return .birthDate }
        }
        if let sex, (sex == "F") != isWoman { return .sex }
        return nil
    }
}
