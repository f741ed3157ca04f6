import ArgumentParser
import Casework
import Console
import Files
import Ledger
import Reviewing
import Sodium
import Texts
import Vault
import Vocabulary

extension AuditCommands {
    /// Checks an exported ledger: without a vault, and without a key.
    struct Check: SpeakingCommand {
        static let configuration = CommandConfiguration(commandName: "check", abstract: Help.auditCheck.spoken)
        @OptionGroup var common: CommonOptions
        @Argument(help: .spoken(.exportFolder), completion: .directory) var folder: String
        @Option(name: .customLong("id"), help: .spoken(.knownVaultID)) var id: String?

        func perform(_ desk: Desk) throws {
            let known = try id.map { try $0.asVault }
            let source = desk.path(folder)
            try source.check()
            // A folder that was never an export is a mistake in typing; one from which something was taken is not.
            guard try source.kind() == .folder, source.appending(LedgerFile.checkpoint).isTaken() else {
                throw Failure(.notAnExport(shown(source.text)))
            }
            let status = desk.statusLine(.checkingLedger)
            let checked = try CheckedLedger(try Self.files(of: source), id: known) {
                status.reach(Int(clamping: $0), of: Int(clamping: $1))
            }
            status.clear()
            try desk.show(json: json(checked, isKnown: known != nil)) {
                Self.notes(checked).map { shown($0.text(desk.language)) }.joined(separator: "\n")
            }
            if known == nil { desk.tell(.vaultIDUnchecked(checked.roster.vault.text)) }
        }

        /// All that lies in the folder. A link, a device or an empty folder has no place in evidence, and neither has a name that is
        /// not of plain ASCII: to Swift, letters can be parts of the sign before them, and two names one.
        private static func files(of folder: NamedPath) throws -> LedgerFolder {
            var paths: [String: (path: NamedPath, identity: File.Identity)] = [:]
            for item in folder.walk() {
                switch item {
                case .file(let path, let relative, _, let identity):
                    let inner = try inner(relative)
                    guard paths.updateValue((path, identity), forKey: inner) == nil else {
                        throw VaultError.tampered(.exported(inner))
                    }
                case .emptyFolder(let relative): throw VaultError.tampered(.exported(try inner(relative)))
                case .refused(.notRegular(let path)): throw VaultError.tampered(.exported(path))
                case .refused(let fault): throw fault
                }
            }
            return LedgerFolder(Set(paths.keys)) { name, limit in
                guard let found = paths[name] else { throw VaultError.tampered(.exported(name)) }
                let file = try found.path.open()
                guard try file.identity() == found.identity else { throw FileError.changed(path: found.path.text) }
                do {
                    return try file.readAll(limit: limit)
                } catch FileError.tooLong {
                    throw VaultError.tampered(.exported(name))
                }
            }
        }

        /// A path below the folder, of one that begins with the folder's own name.
        private static func inner(_ relative: String) throws -> String {
            let bytes = relative.utf8.drop { $0 != UInt8(ascii: "/") }.dropFirst()
            guard bytes.allSatisfy({ (0x21...0x7e).contains($0) }) else {
                throw VaultError.tampered(.exported(relative))
            }
            return String(decoding: bytes, as: UTF8.self)
        }

        private static func notes(_ checked: CheckedLedger) -> [LedgerCheckNote] {
            let (roster, counts) = (checked.roster, checked.counts)
            func people(_ state: PersonState) -> Int { roster.people.values.count { $0.state == state } }
            let extent: LedgerCheckNote =
                switch checked.extent {
                case .whole(let bundles, let tiles): .tiles(bundles: bundles, tiles: tiles)
                case .oneCase(let id, let entries, let links): .oneCase(id.text, entries: entries, links: links)
                }
            return [
                .vault(
                    id: roster.vault.text, origin: roster.genesis.origin, founder: checked.founder.text,
                    admins: roster.genesis.admins.count), extent,
                .entries(allowed: counts.allowed, denied: counts.denied, late: counts.late),
                .roster(
                    links: checked.links, people: roster.people.count, active: people(.active),
                    waiting: people(.waiting), dismissed: people(.dismissed)),
                .cases(
                    counts.cases, grants: counts.grants, exports: counts.exports, approvals: counts.approvals,
                    openings: counts.openings),
                .checkpoint(
                    size: checked.head.size, root: checked.head.root.hex, cosigners: checked.cosigners.map(\.text)),
                .witnessed(
                    checked.witnessed.count, proved: checked.extent.caseID == nil ? nil : checked.provedWitnesses),
                .policy(size: checked.quorumSize, isMet: checked.isQuorumMet),
                .ok(
                    entries: counts.entries, origin: roster.genesis.origin, size: checked.head.size,
                    until: checked.until.text),
            ]
        }

        private func json(_ checked: CheckedLedger, isKnown: Bool) -> JSON {
            let counts = checked.counts
            return .members([
                "ok": true, "vault": .string(checked.roster.vault.text), "idChecked": .bool(isKnown),
                "name": .string(checked.roster.charter.name), "case": checked.extent.caseID.map { .string($0.text) },
                "size": .count(checked.head.size), "root": .string(checked.head.root.hex),
                "entries": .count(counts.entries), "allowed": .count(counts.allowed), "denied": .count(counts.denied),
                "late": .count(counts.late), "links": .count(checked.links),
                "people": .count(checked.roster.people.count),
                "cases": .count(counts.cases), "grants": .count(counts.grants), "exports": .count(counts.exports),
                "approvals": .count(counts.approvals), "openings": .count(counts.openings),
                "cosigners": .texts(checked.cosigners.map(\.text)), "witnessed": .count(checked.witnessed.count),
                "witnessedProved": .count(checked.provedWitnesses),
                "quorumSize": .count(checked.quorumSize), "quorumMet": .bool(checked.isQuorumMet),
                "until": .string(checked.until.text),
            ])
        }
    }
}
