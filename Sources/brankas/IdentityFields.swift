import Casework
import Foundation
import Texts
import Vault
import Vocabulary

/// The fields of an identity that Brankas understands; all others are kept as they are.
struct IdentityFields {
    /// The fields that are asked for on a terminal, in their order.
    static let asked: [(name: String, question: Sentence.FieldKind)] = [
        ("name", .name), ("nik", .nik), ("birthDate", .birthDate), ("sex", .sex), ("relation", .relation),
        ("alias", .alias), ("address", .address), ("guardian", .guardian), ("phone", .phone), ("notes", .notes),
    ]

    /// The fields that may contradict each other.
    static let heldAgainstNIK = ["nik", "birthDate", "sex"]

    /// As it was given, but for a relation in another spelling.
    private let value: JSON
    private let isRespelt: Bool
    private let nik: NIK?
    private let birthDate: String?
    private let sex: String?

    /// A relation that stands in `known` already is kept as it is: what was typed before the list was closed keeps nobody from
    /// changing another field.
    init(_ value: JSON, source: String, keeping known: JSON = .null) throws {
        func fault(_ problem: JSONFault) -> Failure {
            Failure(.json(what: shown(source), problem: problem))
        }
        func text(_ name: String, limit: Int = 65_536) throws -> String? {
            guard let field = value[name], field != .null else { return nil }
            let several = ["alias", "phone"].contains(name) ? Self.joined(field) : nil
            guard let text = field.string ?? several else { throw fault(.notText(name)) }
            guard text.utf8.count <= limit else { throw fault(.tooLong(limit: limit)) }
            return text.isEmpty ? nil : text
        }
        guard try text("name") != nil else { throw fault(.missing("name")) }
        for name in ["address", "guardian", "phone", "notes"] { _ = try text(name) }
        // It stands in tables and reports.
        if let alias = try text("alias", limit: 200), !isPlain(alias, limit: 200) {
            throw fault(.controlCharacter("alias"))
        }
        let written = try text("relation", limit: 200)
        var code = written
        if let written, written != known["relation"]?.string {
            do { code = try Relation(written: written).rawValue } catch { throw fault(.relation(error)) }
        }
        let nik = try text("nik")
        self.nik = nik.flatMap { NIK($0) }
        if nik != nil, self.nik == nil { throw Failure(.badNIK) }
        birthDate = try text("birthDate")
        sex = try text("sex")
        if let sex, sex != "F", sex != "M" { throw fault(.badValue("sex")) }
        if let birthDate {
            guard Day(iso: birthDate) != nil else { throw fault(.badValue("birthDate")) }
        }
        isRespelt = code != written
        self.value = isRespelt ? value.replacing("relation", with: code.map { .string($0) } ?? .null) : value
    }

    /// What a person types for a field: sex is asked as P/L in Indonesian and kept as F/M.
    static func typed(_ answer: String, as name: String) -> String {
        if name == "birthDate" { return Day(typed: answer)?.isoText ?? answer }
        if name == "relation" { return (try? Relation(written: answer))?.rawValue ?? answer }
        guard name == "sex" else { return answer }
        let letter = answer.uppercased()
        return ["P": "F", "L": "M"][letter] ?? letter
    }

    /// Throws `nikMismatch`, which names the field, unless it is to be stored all the same.
    func check(force: Bool, _ language: Language) throws {
        guard !force, let fault = nik?.fault(birthDate: birthDate, sex: sex) else { return }
        throw Failure(.nikMismatch(Sentence.nikCheck(fault).text(language)))
    }

    /// A text, or several of them as a table shows them: aliases and numbers may be more than one.
    private static func joined(_ value: JSON?) -> String? {
        guard case .array(let values) = value else { return value?.string }
        let texts = values.compactMap(\.string)
        return texts.count == values.count ? texts.joined(separator: ", ") : nil
    }

    /// `json` as it was given, but for a relation in another spelling, with how the person is spoken of and counted, and what
    /// they are found by. The age is that of the day when the identity was first stored.
    func identity(json: [UInt8], added: Day?) -> NewIdentity {
        var spokenOf = ["alias", "relation"].compactMap { name -> JSON.Member? in
            guard let text = Self.joined(value[name]), !text.isEmpty else { return nil }
            return JSON.Member(name, .string(text))
        }
        if let born = birthDate.flatMap({ Day(iso: $0) }), let added {
            spokenOf.append(.init("ageBand", .string(AgeBand(years: born.years(to: added)).rawValue)))
        }
        if let sex { spokenOf.append(.init("sex", .string(sex))) }
        return NewIdentity(
            json: isRespelt ? Array(value.text.utf8) : json, spokenOf: spokenOf,
            terms: SearchTerm.of(identity: value).map(\.text))
    }

    /// Whether a word of the name stands in `title`, which all grantees read. The alias may.
    func isNamed(in title: String) -> Bool {
        let name = Set(NameWords.normalise(value["name"]?.string ?? ""))
        let alias = Set(NameWords.normalise(Self.joined(value["alias"]) ?? ""))
        return !name.subtracting(alias).isDisjoint(with: NameWords.normalise(title))
    }
}

extension JSON {
    /// An object with another value in the place of the member `name`.
    func replacing(_ name: String, with value: JSON) -> JSON {
        guard case .object(let members) = self else { return self }
        return .object(members.map { $0.name == name ? Member(name, value) : $0 })
    }
}
