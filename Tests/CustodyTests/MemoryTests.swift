import Casework
import Files
import Foundation
import Sodium
import Testing
import Vocabulary

@testable import Custodian
@testable import Vault

/// A document is streamed both ways: its length is no measure of the memory that it takes.
struct MemoryTests {
    #if os(Linux)
        @Test func `storing and opening 256 MiB takes less than 64 MiB`() async {
            // In a process of its own: the peak is the process's, and other tests have theirs.
            await #expect(processExitsWith: .success) {
                let world = try World()
                let id = try world.makeCase()
                let byteCount = 256 << 20
                let path = try MemoryTests.longFile(in: world, byteCount: byteCount)
                let before = try MemoryTests.peakKiB()
                let document = NewDocument(
                    path: NamedPath(path, fence: .none), fileName: "rekaman.mp4", mediaType: "video/mp4", about: [])
                let stored = try world.officer(.sari).addDocuments(id, [document], to: .evidence)[0]
                var count = 0
                var hasher = Hasher256()
                _ = try world.officer(.sari).open(stored.id, purpose: .penyidikan) { chunk in
                    count += chunk.count
                    hasher.update(chunk)
                }
                guard count == byteCount, hasher.finish() == stored.digest else { exit(2) }
                let grown = try MemoryTests.peakKiB() - before
                guard grown < 64 << 10 else {
                    print("grew by \(grown) KiB")
                    exit(3)
                }
                // This process ends without a goodbye: it takes its folders along now.
                try FileManager.default.removeItem(atPath: world.root)
                try FileManager.default.removeItem(atPath: world.template.root)
            }
        }
    #endif

    /// A file that is long and costs nothing to make.
    private static func longFile(in world: World, byteCount: Int) throws -> String {
        let path = try world.file([])
        try FileHandle(forWritingTo: URL(fileURLWithPath: path)).truncate(atOffset: UInt64(byteCount))
        return path
    }

    /// The most memory that this process ever had, as the kernel counts it.
    private static func peakKiB() throws -> Int {
        let status = try String(contentsOfFile: "/proc/self/status", encoding: .utf8)
        let line = try #require(status.split(separator: "\n").first { $0.hasPrefix("VmHWM:") })
        return try #require(line.split(separator: " ").compactMap { Int($0) }.first)
    }
}
