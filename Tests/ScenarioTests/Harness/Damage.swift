import Foundation
import Testing

extension Session {
    /// What somebody with the database in hand does to it: its triggers hinder nobody.
    func sql(_ database: String, _ statements: String, _ location: SourceLocation = #_sourceLocation) throws {
        let (output, error) = (try Scratch(), try Scratch())
        let child = try Child(
            "sqlite3", ["-bail", "-cmd", ".dbconfig enable_trigger off", database, statements],
            environment: environment, folder: folder,
            channels: [
                (0, .path("/dev/null", flags: O_RDONLY)), (1, .descriptor(output.descriptor)),
                (2, .descriptor(error.descriptor)),
            ])
        let status = try child.wait()
        #expect(status == 0, "\(String(decoding: error.bytes, as: UTF8.self))", sourceLocation: location)
    }

    /// Changes one byte.
    func flip(_ name: String, at offset: Int) throws {
        var bytes = try read(name)
        bytes[offset < 0 ? bytes.count + offset : offset] ^= 0x01
        try write(name, bytes)
    }

    /// Keeps a copy of the vault under another name.
    func copyVault(to name: String) throws {
        try FileManager.default.copyItem(atPath: path("vault"), toPath: path(name))
    }

    func restoreVault(from name: String) throws {
        try FileManager.default.removeItem(atPath: path("vault"))
        try FileManager.default.copyItem(atPath: path(name), toPath: path("vault"))
    }
}
