import Casework
import Files
import Ledger
import Vocabulary

/// What lies beside the folder of a served vault: the vault itself appears there when it is founded, whole.
package enum ServiceFolder {
    private static func founderPath(_ folder: String) -> String { folder + ".founder" }
    private static func lockPath(_ folder: String) -> String { folder + ".lock" }

    /// Held as long as somebody serves the vault.
    package final class Lock: Sendable {
        private let file: File
        init(_ file: consuming File) { self.file = file }
    }

    /// Whether this account made it: what another leaves in it, as root once by mistake, that account can't open any more.
    package static func isOwn(_ folder: String) throws -> Bool {
        for path in [folder, founderPath(folder)] where try File.kind(of: path) != nil {
            return try File.isOwn(path)
        }
        return true
    }

    /// Nil where another process serves it.
    package static func lock(_ folder: String) throws -> Lock? {
        let file = try File.openOrCreate(lockPath(folder))
        return try file.tryLock() ? Lock(file) : nil
    }

    /// Says by whom the vault is to be founded: the fingerprint of their card. Throws `exists`.
    package static func expect(founder fingerprint: String, in folder: String) throws {
        for path in [folder, founderPath(folder)] where try File.kind(of: path) != nil {
            throw FileError.exists(path: path)
        }
        var writer = FieldWriter(kind: "brankas/founder/v1")
        writer.put("founder", fingerprint)
        try Files.replace(founderPath(folder), with: Array(writer.text.utf8))
    }

    /// Who may found the vault; nil where there is one, or nobody was named.
    package static func founder(_ folder: String) throws -> String? {
        if try File.kind(of: folder) != nil { return nil }
        guard let bytes = try File.contents(of: founderPath(folder), limit: 1_024) else { return nil }
        guard let founder = Fingerprint.canonical(try parse(bytes)) else {
            throw CustodyError.damaged(.row(table: "founder"))
        }
        return founder
    }

    private static func parse(_ bytes: [UInt8]) throws -> String {
        var reader = try FieldReader(
            String(decoding: bytes, as: UTF8.self), kind: .custodian, first: "brankas/founder/v1")
        let fingerprint = String(try reader.take("founder"))
        try reader.finish()
        return fingerprint
    }

    /// Nobody is waited for any more.
    package static func forgetFounder(_ folder: String) throws {
        if try File.kind(of: founderPath(folder)) != nil { try Folder.remove(founderPath(folder)) }
    }
}
