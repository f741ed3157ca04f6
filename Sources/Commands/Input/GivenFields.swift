import Casework
import Console
import Texts
import Vault
import Vocabulary

/// What a person or a file says of something, field by field.
enum GivenFields {
    /// The members under their canonical names, in the order in which they were given.
    ///
    /// Throws for a field that there is not, for one that is given in both languages, and for an `extra` that is no object. A
    /// field that stands in `known` as it is here stays: what was stored before a name was closed keeps nobody from changing
    /// another.
    static func canonical<Field: FiledField>(
        _ value: JSON, _: Field.Type, source: String, keeping known: JSON = .null
    ) throws -> [JSON.Member] {
        func fault(_ problem: JSONFault) -> Failure { Failure(.json(what: shown(source), problem: problem)) }
        guard case .object(let members) = value else { throw fault(.notAnObject) }
        var canonical: [JSON.Member] = []
        for member in members {
            let name: String
            if let field = Field(named: member.name) {
                name = field.rawValue
            } else if member.name == extraField {
                guard member.value == .null || member.value.members != nil else { throw fault(.notAnObject) }
                name = extraField
            } else if known[member.name] != nil {
                name = member.name
            } else {
                throw fault(.unknownField(member.name, nearest: nearest(member.name, of: Field.names)))
            }
            guard !canonical.contains(where: { $0.name == name }) else { throw fault(.duplicateKey(name)) }
            canonical.append(.init(name, member.value))
        }
        return canonical
    }

    /// Texts of `extra`, which stand in tables: none is anything else, or longer than `limit` bytes.
    static func checkExtra(_ value: JSON?, limit: Int, source: String) throws {
        for member in value?.members ?? [] {
            let name = extraField + "." + member.name
            guard let text = member.value.string else {
                throw Failure(.json(what: shown(source), problem: .notText(name)))
            }
            guard text.isEmpty || isPlain(text, limit: limit) else {
                throw Failure(.json(what: shown(source), problem: .controlCharacter(name)))
            }
        }
    }
}

extension JSON {
    var members: [Member]? {
        if case .object(let members) = self { return members }
        return nil
    }

    /// An object with another value in the place of the member `name`, or with it at the end; without it where that is nil.
    func replacing(_ name: String, with value: JSON?) -> JSON {
        guard case .object(let members) = self else { return self }
        guard let value else { return .object(members.filter { $0.name != name }) }
        guard self[name] != nil else { return .object(members + [Member(name, value)]) }
        return .object(members.map { $0.name == name ? Member(name, value) : $0 })
    }
}
