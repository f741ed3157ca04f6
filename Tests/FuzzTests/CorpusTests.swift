import Foundation
import FuzzTargets
import Testing

/// Replays Tests/Fuzz/Corpus through every parser of foreign bytes: what the fuzzer once found stays found.
///
/// `make corpus` writes the corpus anew, after a format has changed.
struct CorpusTests {
    static let folder = URL(fileURLWithPath: #filePath)
        .deletingLastPathComponent().deletingLastPathComponent().appendingPathComponent("Fuzz/Corpus")

    /// Of each parser its files, by name.
    static func files(_ parser: String) throws -> [(name: String, bytes: [UInt8])] {
        let folder = folder.appendingPathComponent(parser)
        return try FileManager.default.contentsOfDirectory(atPath: folder.path).sorted().map { name in
            (name, [UInt8](try Data(contentsOf: folder.appendingPathComponent(name))))
        }
    }

    /// Whether `name` is of bytes that a parser is to accept.
    static func isValid(_ name: String) -> Bool {
        !name.hasPrefix(Seed.invalidPrefix) && !name.hasPrefix(Seed.findingPrefix)
    }

    static let names = Parser.all.map(\.name)

    @Test func `the folders of the corpus are the parsers`() throws {
        let folders = try FileManager.default.contentsOfDirectory(atPath: Self.folder.path).filter { $0 != "README.md" }
        #expect(Set(folders) == Set(Self.names))
        #expect(Set(Self.names).count == Self.names.count)
    }

    @Test(.disabled(if: isWriting)) func `the corpus is small`() throws {
        let sizes = try Self.names.flatMap { try Self.files($0).map(\.bytes.count) }
        #expect(sizes.reduce(0, +) < 1 << 20)
    }

    @Test func `the committed corpus is the one that the generator makes`() throws {
        for seed in try Seed.all() {
            let file = Self.folder.appendingPathComponent(seed.parser).appendingPathComponent(seed.name)
            let kept = (try? Data(contentsOf: file)).map { [UInt8]($0) }
            // What is sealed is another each time: its file stands while it opens.
            if seed.isSealed, let kept, let parser = Parser.named(seed.parser),
                !Self.isValid(seed.name) || parser.read(kept) == .accepted
            {
                continue
            }
            if isWriting {
                try FileManager.default.createDirectory(
                    at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
                try Data(seed.bytes).write(to: file)
            } else {
                #expect(kept == seed.bytes, "\(seed.parser)/\(seed.name): make corpus")
            }
        }
    }

    @Test(.disabled(if: isWriting), arguments: names)
    func `each parser accepts what is valid and breaks no promise`(_ name: String) throws {
        let parser = try #require(Parser.named(name))
        let files = try Self.files(name)
        #expect(files.contains { Self.isValid($0.name) }, "\(name) accepts nothing: a dead target")
        for (file, bytes) in files {
            let verdict = parser.read(bytes)
            if Self.isValid(file) { #expect(verdict == .accepted, "\(name)/\(file)") }
            if case .broken(let promise) = verdict { Issue.record("\(name)/\(file): \(promise)") }
        }
    }

    @Test(.disabled(if: isWriting), arguments: names)
    func `cut anywhere or with any bit flipped, no promise is broken`(_ name: String) throws {
        let parser = try #require(Parser.named(name))
        for (file, bytes) in try Self.files(name) where !bytes.isEmpty {
            var dice = Dice(name + "/" + file)
            // What is damaged already need not be damaged as often again.
            let share = Self.isValid(file) ? 1 : 10
            for _ in 0..<Self.cutCount / share { check(parser, file, Array(bytes.prefix(dice.below(bytes.count)))) }
            for _ in 0..<Self.flipCount / share {
                var flipped = bytes
                flipped[dice.below(bytes.count)] ^= 1 << UInt8(dice.below(8))
                check(parser, file, flipped)
            }
        }
    }

    static let cutCount = 40
    static let flipCount = 200

    private func check(_ parser: Parser, _ file: String, _ bytes: [UInt8]) {
        guard case .broken(let promise) = parser.read(bytes) else { return }
        Issue.record("\(parser.name)/\(file): \(promise): \(Data(bytes).base64EncodedString())")
    }
}

/// `make corpus` writes what the other tests then read.
private let isWriting = ProcessInfo.processInfo.environment["BRANKAS_WRITE_CORPUS"] == "1"

/// Repeatable randomness (SplitMix64), each file's by its name.
private struct Dice {
    private var state: UInt64

    init(_ name: String) {
        state = name.utf8.reduce(0xcbf2_9ce4_8422_2325) { ($0 ^ UInt64($1)) &* 0x100_0000_01b3 }
    }

    mutating func below(_ bound: Int) -> Int {
        state &+= 0x9e37_79b9_7f4a_7c15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xbf58_476d_1ce4_e5b9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94d0_49bb_1331_11eb
        return Int((mixed ^ (mixed >> 31)) % UInt64(bound))
    }
}
