import Foundation
import Testing

/// Holds every `import` line in Sources to the table of docs/architecture: the walls are the design.
///
/// The build checks targets, but lets transitive imports pass; this does not.
struct WallsTests {
    /// What each module may import, of ours, of other packages, and of the system.
    static let table: [String: Set<String>] = [
        "Sodium": ["CSodium", "CKeyutils", "Crypto", "Glibc", "Synchronization"],
        "Files": ["CFiles", "SystemPackage", "Glibc", "Synchronization"],
        "Media": ["CMagic", "Synchronization"],
        "Cores": ["Dispatch", "Glibc", "Synchronization"],
        "AgeKeys": ["Sodium"],
        "Age": [
            "AgeKeys", "Sodium", "Cores", "Crypto", "Dispatch", "FoundationEssentials", "Synchronization",
        ],
        "Ledger": ["Sodium"],
        "Vocabulary": [],
        "Casework": ["Vocabulary", "Sodium", "AgeKeys", "Ledger"],
        "Wire": ["Vocabulary", "Sodium", "Ledger", "Casework", "Foundation"],
        "Service": ["Vocabulary", "Sodium", "Casework", "Wire", "Sockets", "Synchronization"],
        "Sockets": ["Glibc", "Synchronization"],
        "Store": ["Sodium"],
        "SQLiteStore": ["Store", "Files", "Sodium", "GRDB", "GRDBSQLite", "Foundation"],
        "Custodian": [
            "Vocabulary", "Sodium", "Files", "Cores", "Ledger", "Casework", "Store", "Dispatch", "Foundation",
            "Synchronization",
        ],
        "Vault": [
            "Vocabulary", "Sodium", "Files", "Cores", "Age", "Ledger", "Casework", "Dispatch", "Synchronization",
        ],
        "Texts": ["Vocabulary"],
        "Reports": ["Vocabulary", "Texts"],
        "Console": [
            "Vocabulary", "Sodium", "Files", "Texts", "Reports", "SystemPackage", "Foundation", "Glibc",
            "Synchronization",
        ],
        "Reviewing": [
            "Vocabulary", "Sodium", "Ledger", "Casework", "Vault", "Texts", "Reports", "Console", "Foundation",
        ],
        "Commands": [
            "Vocabulary", "Sodium", "Files", "Media", "Cores", "Age", "Ledger", "Casework", "Custodian", "SQLiteStore",
            "Vault", "Texts", "Reports", "Console", "Reviewing", "Wire", "Service", "Sockets", "ArgumentParser", "Yams",
            "SystemPackage", "Foundation",
        ],
        "brankas": ["Commands"],
    ]

    static let root = URL(fileURLWithPath: #filePath)
        .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()

    struct Source {
        let module: String
        let path: String
        let text: String
    }

    static func sources() throws -> [Source] {
        let folder = root.appendingPathComponent("Sources")
        let files = FileManager.default.enumerator(at: folder, includingPropertiesForKeys: nil)
        return try (files?.allObjects as? [URL] ?? []).filter { $0.pathExtension == "swift" }.map { url in
            let parts = url.pathComponents
            let index = parts.lastIndex(of: "Sources") ?? 0
            return Source(
                module: parts[index + 1], path: parts[index...].joined(separator: "/"),
                text: try String(contentsOf: url, encoding: .utf8))
        }
    }

    /// The modules that `text` imports.
    static func imports(_ text: String) -> [String] {
        text.split(separator: "\n").compactMap { line in
            let words = line.split(separator: " ")
            guard let index = words.firstIndex(of: "import"),
                words[..<index].allSatisfy({
                    ["package", "public", "internal", "private", "fileprivate"].contains($0) || $0.hasPrefix("@")
                }),
                words.indices.contains(index + 1)
            else { return nil }
            let target = words[index + 1] == "class" || words[index + 1] == "struct" ? words.last : words[index + 1]
            return target.map { String($0.split(separator: ".")[0]) }
        }
    }

    @Test func `every import stands in the table`() throws {
        let sources = try Self.sources()
        #expect(Set(sources.map(\.module)) == Set(Self.table.keys))
        for source in sources {
            let allowed = try #require(Self.table[source.module], "\(source.path) is in no module of the table")
            for name in Self.imports(source.text) {
                #expect(allowed.contains(name), "\(source.path) imports \(name)")
            }
        }
    }

    /// A door that nobody uses is a hole in the wall.
    @Test func `every import that the table allows is made`() throws {
        let made = Dictionary(grouping: try Self.sources(), by: \.module).mapValues { sources in
            Set(sources.flatMap { Self.imports($0.text) })
        }
        for (module, allowed) in Self.table {
            #expect(allowed.subtracting(made[module] ?? []).isEmpty, "\(module)")
        }
    }

    /// What a person names goes through `NamedPath`, and with it past the fence around the vault's own files.
    @Test func `the command line opens and makes files by the paths that people named and in no other way`() throws {
        for source in try Self.sources() where ["Commands", "Console", "Reviewing", "brankas"].contains(source.module) {
            for word in [
                "openOwn(", "openOrCreate(", "File.contents(", "File.create(", "Files.replace(", "fopen(",
                "FileDescriptor.open(",
            ] {
                #expect(!source.text.contains(word), "\(source.path) has \(word)")
            }
        }
    }

    @Test func `the custodian can't open and the officer's side can't reach the store`() throws {
        let custodian = try #require(Self.table["Custodian"])
        let vault = try #require(Self.table["Vault"])
        #expect(custodian.isDisjoint(with: ["Age", "Vault", "SQLiteStore", "GRDB"]))
        #expect(vault.isDisjoint(with: ["Custodian", "Store", "SQLiteStore", "GRDB"]))
    }

    @Test func `an engine is named by its module alone, and by who opens a vault`() throws {
        for source in try Self.sources() {
            let imports = Set(Self.imports(source.text))
            if !imports.isDisjoint(with: ["GRDB", "GRDBSQLite"]) {
                #expect(source.module == "SQLiteStore", "\(source.path) imports an engine")
            }
            if imports.contains("SQLiteStore") { #expect(source.module == "Commands", "\(source.path)") }
        }
    }

    /// Of the custodian's statements a test shows that they are portable; they are so only if there are no others.
    @Test func `the custodian's SQL stays in one file`() throws {
        let words = ["SELECT ", "INSERT INTO", "UPDATE ", "DELETE FROM", "CREATE ", "PRAGMA "]
        var found: Set<String> = []
        for source in try Self.sources() where words.contains(where: { source.text.contains($0) }) {
            found.insert(source.path.hasPrefix("Sources/SQLiteStore/") ? "SQLiteStore" : source.path)
        }
        #expect(found == ["SQLiteStore", "Sources/Custodian/Index/Statement.swift"])
    }

    /// Every module is compiled so that whatever talks to C has to say so.
    @Test func `the word unsafe appears only in the modules that talk to C`() throws {
        let manifest = try String(contentsOf: Self.root.appendingPathComponent("Package.swift"), encoding: .utf8)
        #expect(manifest.contains("let house = rules + [.strictMemorySafety()]"))
        for module in Self.table.keys {
            let target = try #require(manifest.range(of: #"arget\(\s*name: "\#(module)""#, options: .regularExpression))
            let settings = manifest[target.upperBound...].range(of: "swiftSettings: ")
            let named = try #require(settings).upperBound
            #expect(manifest[named...].hasPrefix("house"), "\(module)")
        }
        let talking = ["Sodium", "Files", "Media", "Cores", "Age", "SQLiteStore", "Console", "Commands", "Sockets"]
        for source in try Self.sources() where !talking.contains(source.module) {
            let words = source.text.split { !$0.isLetter }
            #expect(!words.contains("unsafe"), "\(source.path) says unsafe")
        }
    }

    /// What the argument parser has to ask the runtime for costs every start of the program ten milliseconds.
    @Test func `every command says its name`() throws {
        let commands = try Self.sources().filter { $0.module == "Commands" }.flatMap {
            $0.text.components(separatedBy: "= CommandConfiguration(").dropFirst()
        }
        #expect(commands.count > 50)
        for command in commands {
            #expect(command.drop { $0.isWhitespace }.hasPrefix("commandName: \""), "\(command.prefix(60))")
        }
    }

    @Test func `the package's own table is this one`() throws {
        let manifest = try String(contentsOf: Self.root.appendingPathComponent("Package.swift"), encoding: .utf8)
        // The two arrows that must never be drawn, whatever else changes.
        let custodian = try #require(manifest.range(of: #"name: "Custodian""#))
        let vault = try #require(manifest.range(of: #"name: "Vault""#))
        let afterCustodian = manifest[custodian.upperBound...].prefix(while: { $0 != "]" })
        let afterVault = manifest[vault.upperBound...].prefix(while: { $0 != "]" })
        #expect(!afterCustodian.contains("Age"))
        #expect(!afterCustodian.contains(#""Vault""#))
        #expect(!afterCustodian.contains("GRDB") && !afterCustodian.contains("SQLiteStore"))
        #expect(!afterVault.contains(#""Custodian""#))
        #expect(!afterVault.contains("GRDB"))
        #expect(manifest.contains(".treatAllWarnings(as: .error)"))
        #expect(manifest.contains(".swiftLanguageMode(.v6)"))
    }

    @Test func `the reader of imports reads what the compiler reads`() {
        #expect(
            Self.imports("package import Sodium\nimport class Foundation.ProcessInfo\n@testable import Age") == [
                "Sodium", "Foundation", "Age",
            ])
        #expect(Self.imports("// import Age\nlet x = 1") == [])
    }
}
