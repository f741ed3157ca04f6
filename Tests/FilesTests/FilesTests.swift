import Files
import Foundation
import Glibc
import Testing

/// Durable files, in a folder of the test's own.
struct FilesTests {
    private let folder: String

    init() throws {
        folder = FileManager.default.temporaryDirectory.appendingPathComponent("files-\(UUID().uuidString)").path
        try Folder.make(folder)
    }

    private func content(_ name: String) throws -> [UInt8] {
        try File.openOwn("\(folder)/\(name)").readAll(limit: 1 << 20)
    }

    @Test func `an output appears whole and for the owner alone`() throws {
        let output = try Output(path: NamedPath("\(folder)/a", fence: .none))
        try output.write([1, 2, 3])
        #expect(try Folder.names(folder).isEmpty)
        try output.appear()
        #expect(try content("a") == [1, 2, 3])
        let mode = try FileManager.default.attributesOfItem(atPath: "\(folder)/a")[.posixPermissions] as? Int
        #expect(mode == 0o600)
    }

    @Test func `what is written in large pieces, which the disk begins with at once, is the same`() throws {
        let path = "\(folder)/large"
        let output = try Output(path: NamedPath(path, fence: .none))
        var whole: [UInt8] = []
        for size in [300_000, 10, 1 << 20, 262_144, 262_143] {
            let piece = (0..<size).map { UInt8(truncatingIfNeeded: $0 &* 31 &+ size) }
            try output.write(piece.span)
            whole += piece
        }
        try output.appear()
        #expect(try File.openOwn(path).readAll(limit: 4 << 20) == whole)
    }

    @Test func `an output that never appears leaves nothing`() throws {
        do {
            let output = try Output(path: NamedPath("\(folder)/a", fence: .none))
            try output.write([1])
        }
        #expect(try Folder.names(folder).isEmpty)
    }

    @Test func `nothing is overwritten, not even what came meanwhile or a dangling link`() throws {
        try replace("\(folder)/a", with: [1])
        #expect(throws: FileError.exists(path: "\(folder)/a")) {
            try { _ = try Output(path: NamedPath("\(folder)/a", fence: .none)) }()
        }
        let output = try Output(path: NamedPath("\(folder)/b", fence: .none))
        try replace("\(folder)/b", with: [2])
        do {
            try output.appear()
            Issue.record("appeared over another file")
        } catch FileError.exists {}
        #expect(try content("b") == [2])
        try FileManager.default.createSymbolicLink(atPath: "\(folder)/c", withDestinationPath: "/nonexistent/x")
        #expect(throws: FileError.exists(path: "\(folder)/c")) {
            try { _ = try Output(path: NamedPath("\(folder)/c", fence: .none)) }()
        }
    }

    @Test func `a replacement is the old or the new and leaves no part behind`() throws {
        try replace("\(folder)/a", with: [1])
        try replace("\(folder)/a", with: [2])
        #expect(try content("a") == [2])
        #expect(try Folder.names(folder) == ["a"])
    }

    @Test func `folders, pipes and missing files are told apart`() throws {
        #expect(throws: FileError.notRegular(path: folder)) { try { _ = try File.openOwn(folder) }() }
        #expect(mkfifo("\(folder)/pipe", 0o600) == 0)
        #expect(throws: FileError.notRegular(path: "\(folder)/pipe")) {
            try { _ = try File.openOwn("\(folder)/pipe") }()
        }
        #expect(throws: FileError.missing(path: "\(folder)/none")) { try { _ = try File.openOwn("\(folder)/none") }() }
    }

    @Test func `a limit on reading holds`() throws {
        try replace("\(folder)/a", with: [UInt8](repeating: 7, count: 100))
        #expect(throws: FileError.tooLong(path: "\(folder)/a", limit: 99)) {
            try File.openOwn("\(self.folder)/a").readAll(limit: 99)
        }
        #expect(try File.openOwn("\(folder)/a").readAll(limit: 100).count == 100)
    }

    @Test func `a lock is held by one`() throws {
        let first = try File.openOrCreate("\(folder)/lock")
        let second = try File.openOrCreate("\(folder)/lock")
        #expect(try first.tryLock())
        #expect(try !second.tryLock())
    }

    @Test func `a change to a file shows in its version`() throws {
        try replace("\(folder)/a", with: [1])
        let before = try File.openOwn("\(folder)/a").version()
        try replace("\(folder)/a", with: [2])
        #expect(try File.openOwn("\(folder)/a").version() != before)
    }

    @Test func `a tree is removed without following links out of it`() throws {
        try Folder.make("\(folder)/tree")
        try Folder.make("\(folder)/kept")
        try replace("\(folder)/kept/file", with: [1])
        try FileManager.default.createSymbolicLink(atPath: "\(folder)/tree/link", withDestinationPath: "\(folder)/kept")
        try Folder.removeTree("\(folder)/tree")
        #expect(try Folder.names(folder) == ["kept"])
        #expect(try Folder.names("\(folder)/kept") == ["file"])
    }

    @Test func `a file that comes into a vault is the vault's own at once, by any name`() throws {
        let vault = folder + "/vault"
        try Folder.make(vault)
        func add(_ name: String) throws {
            _ = try File.create("\(vault)/\(name)")
            try FileManager.default.linkItem(atPath: "\(vault)/\(name)", toPath: "\(folder)/outside-\(name)")
        }
        let fence = Fence(folders: [vault], shelves: { [] }, marks: [])
        func isOwn(_ name: String) -> Bool {
            do {
                try NamedPath("\(folder)/outside-\(name)", fence: fence).check()
                return false
            } catch FileError.ownFile {
                return true
            } catch {
                Issue.record(error)
                return false
            }
        }
        _ = try File.create("\(folder)/outside-nobodys")
        try add("a")
        for _ in 0..<2 { #expect(isOwn("a") && !isOwn("nobodys")) }
        try add("b")
        #expect(isOwn("b") && isOwn("a") && !isOwn("nobodys"))
        try FileManager.default.removeItem(atPath: vault + "/a")
        try FileManager.default.removeItem(atPath: vault + "/b")
        #expect(!isOwn("a") && !isOwn("b"))
    }

    /// Where somebody may mount: a file with one name is a vault's all the same, by whatever place it is reached.
    @Test(.enabled(if: getuid() == 0)) func `a file of a vault that is mounted elsewhere is the vault's own`() throws {
        let vault = folder + "/vault"
        try Folder.make(vault)
        _ = try File.create(vault + "/a")
        _ = try File.create(folder + "/outside")
        let fence = Fence(folders: [vault], shelves: { [] }, marks: [])
        try NamedPath(folder + "/outside", fence: fence).check()
        guard mount(vault + "/a", folder + "/outside", nil, UInt(MS_BIND), nil) == 0 else {
            print("nothing can be mounted here")
            return
        }
        defer { umount2(folder + "/outside", Int32(MNT_DETACH)) }
        #expect(throws: FileError.self) { try NamedPath(folder + "/outside", fence: fence).check() }
    }

    @Test func `a folder that becomes a vault is seen at once, one above it as soon as anything changes`() throws {
        let fence = Fence(folders: [], shelves: { [] }, marks: ["index", "custody"])
        let (outer, inner) = (folder + "/outer", folder + "/outer/inner")
        try Folder.make(outer)
        try Folder.make(inner)
        _ = try File.create(inner + "/file")
        let path = NamedPath(inner + "/file", fence: fence)
        try path.check()
        for mark in ["index", "custody"] { _ = try File.create("\(inner)/\(mark)") }
        #expect(throws: FileError.self) { try path.check() }
        for mark in ["index", "custody"] { try Folder.remove("\(inner)/\(mark)") }
        try path.check()
        for mark in ["index", "custody"] { _ = try File.create("\(outer)/\(mark)") }
        try Folder.remove(inner + "/file")
        _ = try File.create(inner + "/file")
        #expect(throws: FileError.self) { try path.check() }
    }
}

extension Fence {
    /// Nothing is kept out.
    static let none = Fence(folders: [], shelves: { [] }, marks: [])
}
