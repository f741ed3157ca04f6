import Foundation
import Testing

/// Faults injected into the system calls of the real binary, by `faults.py`: it prints which point failed, and its seed.
@Suite(.serialized)
struct FaultTests {
    static let folder = URL(fileURLWithPath: #filePath).deletingLastPathComponent()

    /// The binary lies beside the test bundle.
    static var binary: String {
        get throws {
            let own = try FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe")
            return URL(fileURLWithPath: own).deletingLastPathComponent().appendingPathComponent("brankas").path
        }
    }

    static let hasStrace = FileManager.default.isExecutableFile(atPath: "/usr/bin/strace")

    private func run(_ arguments: [String]) throws -> (status: Int32, output: String) {
        let scratch = FileManager.default.temporaryDirectory.appendingPathComponent("faults-\(UUID().uuidString)")
        defer { try? FileManager.default.removeItem(at: scratch) }
        let process = Process()
        process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
        process.arguments =
            ["python3", Self.folder.appendingPathComponent("faults.py").path, try Self.binary, scratch.path] + arguments
        let pipe = Pipe()
        process.standardOutput = pipe
        process.standardError = pipe
        try process.run()
        let output = pipe.fileHandleForReading.readDataToEndOfFile()
        process.waitUntilExit()
        return (process.terminationStatus, String(decoding: output, as: UTF8.self))
    }

    @Test func `strace is here to inject faults with`() {
        #expect(Self.hasStrace, "install strace: without it nothing here is tested")
    }

    @Test(.enabled(if: hasStrace))
    func `at a hundred points of failure what was acknowledged is stored and what was opened is logged`() throws {
        let points = ProcessInfo.processInfo.environment["BRANKAS_FAULT_POINTS"] ?? "100"
        let (status, output) = try run(["--points", points, "--seed", "20261121"])
        #expect(status == 0, "\(output)")
        #expect(output.contains("POINTS \(points), FAILURES 0"), "\(output)")
    }

    @Test(.enabled(if: hasStrace))
    func `damage done by hand is noticed by the same checks`() throws {
        let (status, output) = try run(["--control"])
        #expect(status == 0, "\(output)")
        #expect(output.contains("CONTROL PASSED"), "\(output)")
    }
}
