import Casework
import Console
import Foundation
import Texts
import Vault
import Vocabulary

/// The fields of an identity, with canonical names and values however they were given.
struct IdentityFields {
    /// The fields that may contradict each other.
    static let heldAgainstNIK: [IdentityField] = [.nik, .birthDate, .sex]

    /// As it is stored.
    let value: JSON
    private let nik: NIK?
    private let birthDate: Day?
    private let sex: String?

    /// Of `known`, the version before, what is in no list any more may stay as it is: it keeps nobody from changing another field.
    init(_ given: JSON, source: String, keeping known: JSON = .null) throws {
        func fault(_ problem: JSONFault) -> Failure {
            Failure(.json(what: shown(source), problem: problem))
        }
        var members: [JSON.Member] = []
        for member in try GivenFields.canonical(given, IdentityField.self, source: source, keeping: known)
        where member.value != .null {
            guard let field = IdentityField(rawValue: member.name) else {
                // Null is nothing there, too.
                let extra = member.name == extraField ? member.value.members : nil
                let value = extra.map { JSON.object($0.filter { $0.value != .null }) } ?? member.value
                if value != .object([]) { members.append(.init(member.name, value)) }
                continue
            }
            let several = [.alias, .phone].contains(field) ? Self.joined(member.value) : nil
            guard let text = member.value.string ?? several else { throw fault(.notText(field.rawValue)) }
            guard text.utf8.count <= field.byteLimit else { throw fault(.tooLong(limit: field.byteLimit)) }
            if text.isEmpty { continue }
            let isKept = member.value == known[field.rawValue]
            let canonical = try isKept ? text : Self.canonical(text, field, fault)
            members.append(.init(field.rawValue, member.value.string == nil ? member.value : .string(canonical)))
        }
        let value = JSON.object(members)
        guard value["name"] != nil else { throw fault(.missing("name")) }
        self.value = value
        nik = value["nik"]?.string.flatMap { NIK($0) }
        birthDate = value["birthDate"]?.string.flatMap { Day(iso: $0) }
        sex = value["sex"]?.string
    }

    /// What is stored of a text that was given for `field`: as people type it, in either language.
    private static func canonical(
        _ text: String, _ field: IdentityField, _ fault: (JSONFault) -> Failure
    ) throws -> String {
        switch field {
        case .nik:
            guard let nik = NIK(text) else { throw Failure(.badNIK) }
            return nik.digits
        case .birthDate:
            guard let day = Day(typed: text.trimmingCharacters(in: .whitespaces)) else {
                throw fault(.badValue("birthDate"))
            }
            return day.isoText
        case .sex:
            let word = text.trimmingCharacters(in: .whitespaces).lowercased()
            guard let letter = sexes.first(where: { $0.value.contains(word) })?.key else {
                throw fault(.badValue("sex"))
            }
            return letter
        case .relation:
            do { return try Relation(written: text).rawValue } catch { throw fault(.relation(error)) }
        case .alias:
            // It stands in tables and reports.
            guard isPlain(text, limit: field.byteLimit) else { throw fault(.controlCharacter("alias")) }
            return text
        case .name, .address, .guardian, .phone, .notes: return text
        }
    }

    /// Stored as in the international forms; a card has P and L.
    private static let sexes = [
        "F": ["f", "p", "perempuan", "wanita", "female"],
        "M": ["m", "l", "laki-laki", "laki", "pria", "lelaki", "male"],
    ]

    /// The field whose day can hardly be right: nobody is born tomorrow, or was 130 years ago.
    func implausible(on today: Day) -> IdentityField? {
        birthDate.map { $0 > today || $0.years(to: today) > 130 } == true ? .birthDate : nil
    }

    /// Throws `nikMismatch`, which names the field, unless it is to be stored all the same.
    func check(force: Bool, _ language: Language) throws {
        guard !force, let fault = nik?.fault(birthDate: birthDate?.isoText, sex: sex) else { return }
        throw Failure(.nikMismatch(Sentence.nikCheck(fault).text(language)))
    }

    /// A text, or several of them as a table shows them: aliases and numbers may be more than one.
    private static func joined(_ value: JSON?) -> String? {
        guard case .array(let values) = value else { return value?.string }
        let texts = values.compactMap(\.string)
        return texts.count == values.count ? texts.joined(separator: ", ") : nil
    }

    /// With how the person is spoken of and counted, and what they are found by. The age is that of the day when the identity
    /// was first stored.
    func identity(added: Day?) -> NewIdentity {
        var spokenOf = ["alias", "relation"].compactMap { name -> JSON.Member? in
            guard let text = Self.joined(value[name]), !text.isEmpty else { return nil }
            return JSON.Member(name, .string(text))
        }
        if let birthDate, let added {
            spokenOf.append(.init("ageBand", .string(AgeBand(years: birthDate.years(to: added)).rawValue)))
        }
        if let sex { spokenOf.append(.init("sex", .string(sex))) }
        return NewIdentity(
            json: Array(value.text.utf8), spokenOf: spokenOf, terms: SearchTerm.of(identity: value).map(\.text),
            nik: nik.map { SearchTerm.of($0).text })
    }

    /// Whether a word of the name stands in `title`, which all grantees read. The alias may.
    func isNamed(in title: String) -> Bool {
        let name = Set(NameWords.normalise(value["name"]?.string ?? ""))
        let alias = Set(NameWords.normalise(Self.joined(value["alias"]) ?? ""))
        return !name.subtracting(alias).isDisjoint(with: NameWords.normalise(title))
    }
}
