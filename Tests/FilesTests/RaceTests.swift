import Files
import Foundation
import Glibc
import Testing

/// Somebody else puts things under a name as fast as they can, while outputs appear there.
///
/// BRANKAS_RACES says how often: `make soak` takes ten thousand.
@Suite(.serialized)
final class RaceTests {
    private let folder: String
    private let races: Int

    init() throws {
        // In memory, where there is such a place: each output is synced twice.
        let memory = access("/dev/shm", W_OK) == 0 ? "/dev/shm" : FileManager.default.temporaryDirectory.path
        folder = "\(memory)/races-\(UUID().uuidString)"
        races = ProcessInfo.processInfo.environment["BRANKAS_RACES"].flatMap { Int($0) } ?? 500
        try Folder.make(folder)
        try Folder.make("\(folder)/outside")
        try replace("\(folder)/outside/kept", with: [7])
        try replace("\(folder)/victim", with: [7])
        try Folder.make("\(folder)/own")
    }

    deinit { try? Folder.removeTree(folder) }

    /// A shell that puts links to a file and to a folder, files and folders under `own/x`, and takes them away, until it
    /// is stopped; and takes every `.part` away, and puts a link to the folder outside in its place.
    private func saboteur(parts: Bool) throws -> Process {
        let process = Process()
        process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
        process.arguments = [
            "python3", "-c",
            """
            import os, sys, glob
            os.chdir(sys.argv[1])
            print("ready", flush=True)
            def quietly(do, *what):
                try: do(*what)
                except OSError: pass
            while True:
                quietly(os.symlink, "../victim", "own/x"); quietly(os.unlink, "own/x")
                quietly(os.symlink, "../outside", "own/x"); quietly(os.unlink, "own/x")
                quietly(os.mkdir, "own/x"); quietly(os.rmdir, "own/x")
                quietly(os.mknod, "own/x"); quietly(os.unlink, "own/x")
                if sys.argv[2] == "parts":
                    for part in os.listdir("own"):
                        if part.endswith(".part"):
                            quietly(os.rename, "own/" + part, "taken/" + part)
                            quietly(os.symlink, "../outside", "own/" + part)
            """, folder, parts ? "parts" : "names",
        ]
        let pipe = Pipe()
        process.standardOutput = pipe
        try process.run()
        #expect(!pipe.fileHandleForReading.availableData.isEmpty)
        return process
    }

    /// Threads of tests block signals, and their children inherit that: a mere SIGTERM would never arrive.
    private func stop(_ saboteur: Process) {
        kill(saboteur.processIdentifier, SIGKILL)
        saboteur.waitUntilExit()
    }

    private func nothingOutside() throws {
        #expect(try Folder.names("\(folder)/outside") == ["kept"])
        #expect(try File.openOwn("\(folder)/outside/kept").readAll(limit: 9) == [7])
        #expect(try File.openOwn("\(folder)/victim").readAll(limit: 9) == [7])
    }

    @Test func `an output is written under its name or nowhere, whatever is put there meanwhile`() throws {
        let saboteur = try saboteur(parts: false)
        defer { stop(saboteur) }
        var (written, lost) = (0, 0)
        for round in 0..<100 * races {
            // On a loaded machine one side may win for long: it goes on until both have won.
            if round >= races, written > 0, lost > 0 { break }
            do {
                let output = try Output(path: NamedPath("\(folder)/own/x", fence: .none))
                try output.write([1, UInt8(round & 0xff)])
                try output.appear()
                written += 1
                try Folder.remove("\(folder)/own/x")
            } catch FileError.exists {
                lost += 1
            } catch FileError.system(.remove, _, _) {
                // A folder of theirs came between.
            }
        }
        #expect(written > 0 && lost > 0, "\(written) written, \(lost) lost: no race")
        try nothingOutside()
    }

    @Test func `a folder appears under its name or not at all, and never within another`() throws {
        let saboteur = try saboteur(parts: false)
        defer { stop(saboteur) }
        var (written, lost, round) = (0, 0, 0)
        // On a loaded machine one side may win for long: it goes on until both have won.
        while round < races || (written == 0 || lost == 0) && round < 100 * races {
            round += 1
            do {
                let output = try OutputFolder(path: NamedPath("\(folder)/own/x", fence: .none))
                do {
                    try output.create("isi").write([1])
                    try output.appear()
                    written += 1
                    #expect(try Folder.names("\(folder)/own/x") == ["isi"])
                    try Folder.removeTree("\(folder)/own/x")
                } catch {
                    output.discard()
                    throw error
                }
            } catch FileError.exists {
                lost += 1
            } catch FileError.system(.remove, _, _) {
                // They took it away while it was emptied.
            }
        }
        #expect(written > 0 && lost > 0, "\(written) written, \(lost) lost: no race")
        try nothingOutside()
        #expect(try Folder.names("\(folder)/own").filter { $0.hasSuffix(".part") }.isEmpty)
    }

    @Test func `a link in the place of an unfinished folder gets nothing and loses nothing`() throws {
        try Folder.make("\(folder)/taken")
        let saboteur = try saboteur(parts: true)
        defer { stop(saboteur) }
        var (written, lost) = (0, 0)
        for round in 0..<races {
            do {
                let output = try OutputFolder(path: NamedPath("\(folder)/own/\(round)", fence: .none))
                do {
                    for name in ["kept", "a", "b"] { try output.create(name).write([1]) }
                    try output.appear()
                    written += 1
                } catch {
                    output.discard()
                    throw error
                }
            } catch is FileError {
                lost += 1
            }
        }
        #expect(lost > 0, "\(written) written, \(lost) lost: no race")
        try nothingOutside()
    }

    @Test func `an empty folder that came meanwhile is not replaced`() throws {
        let output = try OutputFolder(path: NamedPath("\(folder)/own/x/", fence: .none))
        try output.create("isi").write([1])
        try Folder.make("\(folder)/own/x")
        #expect(throws: FileError.exists(path: "\(folder)/own/x")) { try output.appear() }
        output.discard()
        #expect(try Folder.names("\(folder)/own") == ["x"] && Folder.names("\(folder)/own/x").isEmpty)
    }

    @Test func `a tree that is a link is not removed`() throws {
        try FileManager.default.createSymbolicLink(
            atPath: "\(folder)/own/link", withDestinationPath: "\(folder)/outside")
        #expect(throws: FileError.notRegular(path: "\(folder)/own/link")) {
            try Folder.removeTree("\(self.folder)/own/link")
        }
        try nothingOutside()
    }
}
