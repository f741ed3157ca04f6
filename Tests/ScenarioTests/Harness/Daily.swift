import Foundation
import Testing

/// The two languages, by what `--lang` takes.
enum Tongue: String, CaseIterable, Sendable {
    case id, en

    func callAsFunction(id: String, en: String) -> String { self == .id ? id : en }
}

extension Session {
    /// A vault under rules of its own, in which nobody is enrolled yet.
    static func founded(rules: String) throws -> Session {
        let session = try unfounded()
        try session.write("keys/keys.yaml", World.keysFile + "rules:\n" + rules)
        try session.found()
        return session
    }

    /// What the admin of the person's agency does. Whoever need not wait for an approval has a look around.
    func enroll(_ name: String, as roles: String..., location: SourceLocation = #_sourceLocation) throws {
        let person = try #require(World.people.first { $0.name == name }, sourceLocation: location)
        let agency = String(person.handle.split(separator: "@")[1])
        let wanted = roles.isEmpty ? person.roles : roles
        try done(
            World.admins[agency] ?? "",
            "person enroll --yes keys/\(person.handle).card " + wanted.map { "--role \($0)" }.joined(separator: " "),
            location)
        _ = try run(name, "person list")
    }

    /// Ledger, decisions and store fit each other.
    func isWhole(_ location: SourceLocation = #_sourceLocation) throws {
        #expect(try done("wati", "audit verify --json").json["ok"].isTrue, sourceLocation: location)
        #expect(try done("wati", "verify --json").json["ok"].isTrue, sourceLocation: location)
    }

    /// `mistakes` store nothing and make so many entries as they are denials and readings, none if nothing else is said.
    func changesNothing(
        entries: Int = 0, _ location: SourceLocation = #_sourceLocation, _ mistakes: () throws -> Void
    ) throws {
        func count() throws -> (entries: Int, records: Int) {
            let report = try done("wati", "verify --json").json
            return (report["entries"].number, report["records"].number)
        }
        let before = try count()
        try mistakes()
        let after = try count()
        #expect(after.records == before.records, sourceLocation: location)
        #expect(after.entries == before.entries + 1 + entries, sourceLocation: location)
    }

    func addIdentity(_ who: String, _ caseID: String, _ json: String) throws -> String {
        try done(who, "identity add \(caseID) --from - --json", input: json).json["identity"].text
    }

    /// The identity's newest version, as `who` reads it.
    func identity(_ who: String, _ id: String) throws -> String {
        try done(who, "identity open \(id) --purpose pendampingan --json").output
    }

    /// The cases that a search finds.
    func found(_ who: String, _ kind: String, _ term: String) throws -> [String] {
        try done(who, "find \(kind) --purpose pelaporan --json", input: term + "\n").json["cases"].list
            .map { $0["case"].text }
    }
}
