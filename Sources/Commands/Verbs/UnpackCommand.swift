import ArgumentParser
import Casework
import Console
import Files
import Reports
import Reviewing
import Sodium
import Texts
import Vault
import Vocabulary

/// Opens an export with one's own key, and holds all of it against what was signed. Needs no vault.
struct Unpack: SpeakingCommand {
    static let configuration = CommandConfiguration(commandName: "unpack", abstract: Help.unpack.spoken)
    @OptionGroup var common: CommonOptions
    @Argument(help: .spoken(.exportFolder), completion: .directory) var folder: String
    @Option(help: .spoken(.newFolder), completion: .directory) var output: String

    func perform(_ desk: Desk) throws {
        let source = desk.path(folder)
        try source.check()
        guard try source.kind() == .folder else { throw Failure(.notAnExport(shown(source.text))) }
        // A folder that was never an export is a mistake in typing; one from which something was taken is not.
        let first = source.appending(ExportFile.manifest + ".age")
        guard first.isTaken() || source.appending(ExportFile.card + ".age").isTaken() else {
            throw Failure(.notAnExport(shown(source.text)))
        }
        let target = try OutputFolder(path: desk.path(output), holdsPlaintext: true)
        let export: ReceivedExport
        do {
            let key = try desk.openKey()
            export = try ReceivedExport(with: key) { name, limit in
                try Self.part(name, of: source).readAll(limit: limit)
            }
            for item in export.items { try write(item, of: export, key, from: source, to: target) }
            let manifest = try target.create("manifest.json")
            try manifest.write(Array((export.manifest.text + "\n").utf8))
            try manifest.sync()
            try target.appear()
        } catch {
            target.discard()
            throw error
        }
        desk.tellName(target.path, target.isRenamed)
        try tell(export, target.path, desk)
    }

    /// A file of the export. One that is missing was taken out of it.
    private static func part(_ name: String, of folder: NamedPath) throws -> File {
        do {
            return try folder.appending(name).open()
        } catch FileError.missing {
            throw VaultError.tampered(.exported(name))
        }
    }

    private func write(
        _ item: ReceivedExport.Item, of export: ReceivedExport, _ key: PersonKey, from folder: NamedPath,
        to target: borrowing OutputFolder
    ) throws {
        let sealed = try Self.part(item.file, of: folder)
        let file = try target.create(Self.name(of: item))
        try export.open(
            item, with: key, from: { try sealed.read(into: &$0) }, to: { try file.write($0) })
        if let modified = item.described.modified { try? file.setModified(modified.seconds) }
        try file.sync()
    }

    /// The record's id, and of a document the ending of the file's name where that is plain: what somebody wrote decides
    /// nothing else about where it lies.
    fileprivate static func name(of item: ReceivedExport.Item) -> String {
        if item.record.kind == .identity { return item.record.text + ".json" }
        let name = item.described["fileName"]?.string ?? ""
        guard let dot = name.lastIndex(of: "."), dot != name.startIndex else { return item.record.text }
        let ending = name[name.index(after: dot)...]
        let isPlain =
            (1...8).contains(ending.utf8.count)
            && ending.utf8.allSatisfy { byte in
                (0x30...0x39).contains(byte) || (0x41...0x5a).contains(byte) || (0x61...0x7a).contains(byte)
            }
        return item.record.text + (isPlain ? "." + ending.lowercased() : "")
    }

    private func tell(_ export: ReceivedExport, _ path: String, _ desk: Desk) throws {
        let listing = Listing.exported
        try desk.show(
            json: .members([
                "vault": .string(export.vault.text), "case": .string(export.caseID.text),
                "by": .string(export.exporter.handle.text), "name": .string(export.exporter.name),
                "fingerprint": .string(export.exporter.fingerprint), "purpose": .string(export.purpose.text),
                "exported": .string(export.exported.text), "entry": .count(export.sequence),
                "output": .string(ByteText.escaped(path)), "records": listing.json(export.items),
                "unreadable": export.unreadable.isEmpty ? nil : .texts(export.unreadable.map(\.text)),
            ])
        ) { Terminal.text(of: listing.table(export.items, desk.language)) }
        if !export.unreadable.isEmpty { desk.tell(.leftBehind(export.unreadable.map(\.text))) }
        desk.tell(
            .unpacked(
                export.items.count, path: shown(path), by: export.exporter.handle.text,
                fingerprint: export.exporter.fingerprint, vault: export.vault.text))
    }
}

extension Listing<ReceivedExport.Item> {
    fileprivate static var exported: Self {
        Listing([
            .text("record", nil) { $0.record.text }, .text("file", .file) { Unpack.name(of: $0) },
            .shown(.compartment) { $0.described["compartment"]?.string ?? "" },
            .shown(.label) { $0.described["label"]?.string ?? $0.described["alias"]?.string ?? "" },
            .shown(.name) { $0.described["fileName"]?.string ?? "" },
            .number("size", .size, { $0.byteCount }) { humanSize($0.byteCount) },
            .text("sha256", nil) { $0.digest.hex },
        ])
    }
}
