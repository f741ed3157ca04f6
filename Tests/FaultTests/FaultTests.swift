import Foundation
import Testing

/// Faults injected into the system calls of the real binary, by `faults.py`, and into those of one that serves, by `served.py`: they
/// print which point failed, and its seed.
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

    private func run(
        _ arguments: [String], by script: String = "faults.py", in folder: URL = FileManager.default.temporaryDirectory
    ) throws -> (status: Int32, output: String) {
        let scratch = folder.appendingPathComponent("faults-\(UUID().uuidString)")
        defer { try? FileManager.default.removeItem(at: scratch) }
        let process = Process()
        process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
        process.arguments =
            ["python3", Self.folder.appendingPathComponent(script).path, try Self.binary, scratch.path] + arguments
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

    /// In two halves, side by side.
    @Test(.enabled(if: hasStrace), arguments: [0, 100])
    func `at two hundred points of failure what was acknowledged is stored and what was opened is logged`(
        first: Int
    ) throws {
        let (status, output) = try run(["--points", "100", "--from", "\(first)", "--seed", "20261127"])
        #expect(status == 0, "\(output)")
        #expect(output.contains(/POINTS 100 of \d{4,5}, FAILURES 0/), "\(output)")
    }

    /// Mounting is root's.
    static let canMount = getuid() == 0 && FileManager.default.fileExists(atPath: "/dev/loop-control")

    @Test(.enabled(if: hasStrace && canMount))
    func `when the power goes nothing that was acknowledged is lost`() throws {
        let (status, output) = try run(["--power", "--points", "10", "--seed", "20261127"])
        #expect(status == 0, "\(output)")
        #expect(output.contains(/POINTS 10 of \d{3,5}, FAILURES 0/), "\(output)")
        // A program that syncs nothing is found out.
        let (control, found) = try run(["--power", "--control"])
        #expect(control == 0 && found.contains("CONTROL PASSED"), "\(found)")
    }

    @Test(.enabled(if: hasStrace))
    func `damage done by hand is noticed by the same checks`() throws {
        let (status, output) = try run(["--control"])
        #expect(status == 0, "\(output)")
        #expect(output.contains("CONTROL PASSED"), "\(output)")
    }

    // MARK: Served

    /// In memory, where there is such a folder: syncs are slowed down there by the shim, all alike.
    static let memory =
        FileManager.default.isWritableFile(atPath: "/dev/shm")
        ? URL(fileURLWithPath: "/dev/shm") : FileManager.default.temporaryDirectory

    /// Its clients are written in Python. With `BRANKAS_PEERS=1` it is a failure where they can't run.
    static let hasClients: Bool = {
        if ProcessInfo.processInfo.environment["BRANKAS_PEERS"] == "1" { return true }
        let process = Process()
        process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
        process.arguments = ["python3", "-c", "from cryptography.hazmat.primitives import hpke"]
        process.standardError = FileHandle.nullDevice
        guard (try? process.run()) != nil else { return false }
        process.waitUntilExit()
        return process.terminationStatus == 0
    }()

    /// In two halves, side by side.
    @Test(.enabled(if: hasClients), arguments: [0, 100])
    func `at two hundred points where a service fails among eight clients what was released is in the ledger`(
        first: Int
    ) throws {
        let (status, output) = try run(
            ["--points", "100", "--from", "\(first)", "--seed", "20261130"], by: "served.py", in: Self.memory)
        #expect(status == 0, "\(output)")
        #expect(output.contains(/POINTS 100 of \d{4,5}, FAILURES 0/), "\(output)")
    }

    @Test(.enabled(if: hasClients && hasStrace))
    func `a service that leaves out a sync is noticed, and what is done by hand to what it stores`() throws {
        let (status, output) = try run(["--control"], by: "served.py", in: Self.memory)
        #expect(status == 0, "\(output)")
        #expect(output.contains("CONTROL PASSED"), "\(output)")
    }
}
