import Foundation
import Testing

/// One question to a peer, `Peers/note.py` or `Peers/tiles.py`; the fields that its `do` needs.
struct Question: Encodable {
    var `do`: String
    var note: String?
    var vkey: String?
    var proof: String?
    var leaf: String?
    var name: String?
    var seed: String?
    var size: Int?
    var index: Int?
    var timestamp: UInt64?
    var extra: String?
    var folder: String?
}

struct Answer: Decodable {
    var ok: Bool
    var refused: String?
    var note: String?
    var vkey: String?
    var proof: String?
    var origin: String?
    var size: UInt64?
    var root: String?
    var index: UInt64?
    var timestamp: UInt64?
    var extra: String?
    var files: Int?
}

/// A second implementation, in another language and with another Ed25519.
enum Peer {
    private struct Failed: Error {
        let status: Int32
        let output: String
    }

    /// Whether python3 with `cryptography` is here. Where it is not, says so loudly, and fails if BRANKAS_PEERS is 1.
    static func isPresent() -> Bool {
        let answer = try? run(["-c", "import cryptography; print('here')"], input: Data())
        if answer == Data("here\n".utf8) { return true }
        let message = "PEER MISSING: no python3 with `cryptography`. NOTHING was compared with another implementation."
        FileHandle.standardError.write(Data("\n*** \(message) ***\n\n".utf8))
        if ProcessInfo.processInfo.environment["BRANKAS_PEERS"] == "1" { Issue.record("\(message)") }
        return false
    }

    static func ask(_ questions: [Question], of peer: String = "note.py") throws -> [Answer] {
        let encoder = JSONEncoder()
        let input = try questions.map { try encoder.encode($0) + Data("\n".utf8) }.reduce(Data(), +)
        let script = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "Peers/\(peer)")
        let output = try run([script.path(percentEncoded: false)], input: input)
        let answers = try output.split(separator: UInt8(ascii: "\n")).map {
            try JSONDecoder().decode(Answer.self, from: $0)
        }
        try #require(answers.count == questions.count)
        return answers
    }

    /// Through files, as a pipe could fill up on both sides.
    private static func run(_ arguments: [String], input: Data) throws -> Data {
        let folder = FileManager.default.temporaryDirectory.appending(path: "brankas-peer-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        let questions = folder.appending(path: "questions")
        let answers = folder.appending(path: "answers")
        try input.write(to: questions)
        try Data().write(to: answers)
        let process = Process()
        process.executableURL = URL(filePath: "/usr/bin/env")
        process.arguments = ["python3"] + arguments
        process.standardInput = try FileHandle(forReadingFrom: questions)
        process.standardOutput = try FileHandle(forWritingTo: answers)
        try process.run()
        process.waitUntilExit()
        let output = try Data(contentsOf: answers)
        guard process.terminationStatus == 0 else {
            throw Failed(status: process.terminationStatus, output: String(decoding: output, as: UTF8.self))
        }
        return output
    }
}
