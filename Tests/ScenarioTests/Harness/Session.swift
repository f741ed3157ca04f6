import Foundation
import Glibc
import Testing

/// A folder of its own with a home, keys, state and a vault in it, and the program to run there.
///
/// Commands read as they are typed: `run("siti", "case new --from -", input: …)`. Whose key and passphrase it is,
/// the name says. Nothing outside the folder is read or written.
final class Session {
    /// `brankas` lies where the tests lie.
    static let program: String = {
        let own = (try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe")) ?? ""
        return (own as NSString).deletingLastPathComponent + "/brankas"
    }()

    let folder: String
    /// By what its vault is reached.
    let door: Door
    var environment: [String: String]
    /// Whether the vault is a copy of the one that its people worked with: they say that they mean to work here.
    private(set) var isCopied = false
    /// Who serves the vault, where it is served; and whose program knows that.
    var daemon: Daemon?
    var joined: Set<String> = []
    /// What they say.
    var here: [String] { isCopied ? ["--here"] : [] }

    /// An empty folder, or a copy of `world`.
    init(_ world: World? = nil, at door: Door = .current) throws {
        self.door = door
        var template = Array((NSTemporaryDirectory() + "/brankas-scenario-XXXXXX").utf8CString)
        guard mkdtemp(&template) != nil else { throw Child.Failed(what: "mkdtemp", code: errno) }
        folder = String(decoding: template.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
        environment = [
            "PATH": ProcessInfo.processInfo.environment["PATH"] ?? "/usr/bin:/bin", "HOME": folder + "/home",
            "XDG_STATE_HOME": folder + "/state", "BRANKAS_VAULT": "vault", "BRANKAS_LANG": "en",
            "SWIFT_BACKTRACE": "enable=no", "BRANKAS": Self.program, "BRANKAS_VIEWER": "true",
        ]
        try FileManager.default.createDirectory(atPath: folder + "/home", withIntermediateDirectories: false)
        guard let world else { return }
        isCopied = !door.isServed
        if isCopied { environment["BRANKAS"] = World.programHere }
        for part in ["vault", "state", "keys"] + (door.isServed ? ["seed", "vault-id"] : [])
        where FileManager.default.fileExists(atPath: world.folder + "/" + part) {
            try FileManager.default.copyItem(atPath: world.folder + "/" + part, toPath: folder + "/" + part)
        }
        if door.isServed, exists("vault-id") { try serve() }
    }

    deinit { try? FileManager.default.removeItem(atPath: folder) }

    static func passphrase(_ who: String) -> String { "sandi \(who) kuat 1" }

    // MARK: Commands

    /// Runs `brankas` as nobody in particular.
    func run(
        _ command: String, input: String? = nil, passphrases: [String] = [], output: String? = nil,
        environment changes: [String: String] = [:]
    ) throws -> Answer {
        try run(words(command), input: input.map { Array($0.utf8) }, passphrases, output, changes, shown: command)
    }

    /// Runs `brankas` with the key of `who`, whose passphrase comes from descriptor 9.
    func run(
        _ who: String, _ command: String, input: String? = nil, output: String? = nil,
        environment changes: [String: String] = [:]
    ) throws -> Answer {
        try run(who, words(command), input: input.map { Array($0.utf8) }, output: output, environment: changes)
    }

    func run(
        _ who: String, _ words: [String], input: [UInt8]? = nil, output: String? = nil,
        environment changes: [String: String] = [:]
    ) throws -> Answer {
        try joinIfNeeded(who)
        let all = words + ["--key", "keys/\(who).age", "--passphrase-fd", "9"] + here
        return try run(
            all, input: input, [Self.passphrase(who)], output, changes, shown: words.joined(separator: " "))
    }

    private func run(
        _ words: [String], input: [UInt8]?, _ passphrases: [String], _ output: String?, _ changes: [String: String],
        shown: String
    ) throws -> Answer {
        let (standardOutput, standardError) = (try Scratch(), try Scratch())
        let standardInput = try input.map { try Scratch($0) }
        let secrets = try Scratch(Array(passphrases.map { $0 + "\n" }.joined().utf8))
        let child = try Child(
            Self.program, words, environment: environment.merging(changes) { $1 }, folder: folder,
            channels: [
                (0, standardInput.map { .descriptor($0.descriptor) } ?? .path("/dev/null", flags: O_RDONLY)),
                (1, output.map { .path($0, flags: O_WRONLY) } ?? .descriptor(standardOutput.descriptor)),
                (2, .descriptor(standardError.descriptor)), (9, .descriptor(secrets.descriptor)),
            ])
        let status = try child.wait()
        return Answer(
            command: shown, status: status, bytes: standardOutput.bytes,
            error: String(decoding: standardError.bytes, as: UTF8.self))
    }

    /// The command that is to succeed.
    @discardableResult
    func done(
        _ who: String, _ command: String, input: String? = nil, _ location: SourceLocation = #_sourceLocation
    ) throws -> Answer {
        let answer = try run(who, command, input: input)
        #expect(answer.status == 0, "\(answer)", sourceLocation: location)
        return answer
    }

    /// The command that is to fail with `status`, saying one line that contains `says`, printing nothing.
    @discardableResult
    func fails(
        _ status: Int32, _ who: String, _ command: String, input: String? = nil, says: String? = nil,
        _ location: SourceLocation = #_sourceLocation
    ) throws -> Answer {
        let answer = try run(who, command, input: input)
        expectFailure(answer, status, says, location)
        return answer
    }

    func expectFailure(
        _ answer: Answer, _ status: Int32, _ says: String?, _ location: SourceLocation = #_sourceLocation
    ) {
        #expect(answer.status == status, "\(answer)", sourceLocation: location)
        // A program reads the error where it reads answers: one document.
        let isTold = answer.command.contains("--json") && !answer.json["error"]["code"].text.isEmpty
        #expect(answer.bytes.isEmpty || isTold, "\(answer)", sourceLocation: location)
        #expect(isOneComplaint(answer.error), "\(answer)", sourceLocation: location)
        if let says { #expect(answer.error.contains(says), "\(answer)", sourceLocation: location) }
    }

    /// `brankas` at a terminal. With `who`, key and passphrase are given; else the passphrase is asked for.
    func terminal(
        _ who: String? = nil, _ command: String, key: String? = nil, output: String? = nil, rows: UInt16 = 50,
        columns: UInt16 = 200, environment changes: [String: String] = [:]
    ) throws -> Terminal {
        var all = try words(command)
        let secrets = try Scratch(Array((who.map(Self.passphrase) ?? "").utf8))
        if let who = who ?? key { try joinIfNeeded(who) }
        if let who { all += ["--key", "keys/\(who).age", "--passphrase-fd", "9"] }
        if let key { all += ["--key", "keys/\(key).age"] }
        if who != nil || key != nil { all += here }
        var channels: [(number: Int32, channel: Child.Channel)] = [(9, .descriptor(secrets.descriptor))]
        if let output { channels.append((1, .path(output, flags: O_WRONLY | O_CREAT))) }
        return try Terminal(
            Self.program, all, environment: environment.merging(changes) { $1 }, folder: folder, channels: channels,
            rows: rows, columns: columns)
    }

    /// The same for somebody who says nothing of where they mean to work.
    func terminalWithoutHere(_ who: String, _ command: String) throws -> Terminal {
        let secrets = try Scratch(Array(Self.passphrase(who).utf8))
        return try Terminal(
            Self.program, try words(command) + ["--key", "keys/\(who).age", "--passphrase-fd", "9"],
            environment: environment, folder: folder, channels: [(9, .descriptor(secrets.descriptor))])
    }

    /// A line of shell, with `$BRANKAS` in its environment and the passphrase of `who` on descriptor 9.
    func shell(_ who: String, seconds: Double = 60, _ line: String) throws -> Answer {
        try joinIfNeeded(who)
        let (output, error) = (try Scratch(), try Scratch())
        let secrets = try Scratch(Array(Self.passphrase(who).utf8))
        let child = try Child(
            "/bin/bash", ["-c", line], environment: environment.merging(["BRANKAS_KEY": "keys/\(who).age"]) { $1 },
            folder: folder,
            channels: [
                (0, .path("/dev/null", flags: O_RDONLY)), (1, .descriptor(output.descriptor)),
                (2, .descriptor(error.descriptor)), (9, .descriptor(secrets.descriptor)),
            ])
        let status = try child.wait(seconds: seconds)
        return Answer(
            command: line, status: status, bytes: output.bytes, error: String(decoding: error.bytes, as: UTF8.self))
    }

    /// Splits at spaces, but for what stands between apostrophes.
    private func words(_ command: String) throws -> [String] {
        var words: [String] = []
        for (index, part) in command.split(separator: "'", omittingEmptySubsequences: false).enumerated() {
            if index % 2 == 1 {
                words.append(String(part))
            } else {
                words += part.split(separator: " ").map(String.init)
            }
        }
        return words
    }

    // MARK: Files

    func path(_ name: String) -> String { name.hasPrefix("/") ? name : folder + "/" + name }

    func write(_ name: String, _ bytes: [UInt8]) throws { try Data(bytes).write(to: URL(fileURLWithPath: path(name))) }
    func write(_ name: String, _ text: String) throws { try write(name, Array(text.utf8)) }
    func read(_ name: String) throws -> [UInt8] { [UInt8](try Data(contentsOf: URL(fileURLWithPath: path(name)))) }
    func exists(_ name: String) -> Bool { FileManager.default.fileExists(atPath: path(name)) }
    func names(_ name: String = ".") throws -> Set<String> {
        Set(try FileManager.default.contentsOfDirectory(atPath: path(name)))
    }

    /// Every file under `name`, with its path.
    func files(under name: String) -> [String] {
        let found = FileManager.default.enumerator(atPath: path(name))?.compactMap { $0 as? String } ?? []
        return found.map { name + "/" + $0 }.filter { file in
            var isFolder: ObjCBool = false
            return FileManager.default.fileExists(atPath: path(file), isDirectory: &isFolder) && !isFolder.boolValue
        }.sorted()
    }
}
