import Casework
import Files
import Ledger
import Sodium
package import Vocabulary

/// What a machine's clocks show: the time of day, and the seconds since it started, those that it slept included.
package struct MachineTime: Hashable, Sendable {
    package let now: Instant
    /// Another at each start of the machine.
    package let boot: String
    package let uptime: Int64

    package init(now: Instant, boot: String, uptime: Int64) {
        self.now = now
        self.boot = boot
        self.uptime = uptime
    }

    /// By how many seconds the clock was moved since `earlier`; nil where the machine started anew in between.
    func jump(since earlier: MachineTime) -> Int64? {
        guard boot == earlier.boot else { return nil }
        return now.seconds - earlier.now.seconds - (uptime - earlier.uptime)
    }
}

/// The last head that was signed, and when: in a file that lies where no copy of the vault has it, so that a database which somebody
/// put back is told by it (docs/format.md, "The last head").
struct KeptHead: Equatable {
    let vault: VaultID
    let head: TreeHead
    let time: MachineTime

    static let byteLimit = 1_024

    var text: String {
        var writer = FieldWriter(kind: "brankas/head/v1")
        writer.put("vault", vault.text)
        writer.put("head", "\(head.size) \(head.root.hex)")
        writer.put("time", time.now.text)
        writer.put("boot", time.boot)
        writer.put("uptime", String(time.uptime))
        return writer.text
    }

    init(vault: VaultID, head: TreeHead, time: MachineTime) {
        self.vault = vault
        self.head = head
        self.time = time
    }

    /// Nil where the bytes are not just those that such a head is written in.
    init?(_ bytes: [UInt8]) {
        guard let text = String(validating: bytes, as: UTF8.self) else { return nil }
        do {
            var reader = try FieldReader(text, kind: .entry, first: "brankas/head/v1")
            vault = try VaultID(hex: reader.take("vault"))
            let head = try reader.pair(reader.take("head"), "head")
            let now = try Instant(reader.take("time"))
            let boot = String(try reader.take("boot"))
            let uptime = Int64(try reader.take("uptime"))
            try reader.finish()
            guard let root = Digest(hex: head.1), let uptime else { return nil }
            self.head = TreeHead(size: try reader.number(head.0, "head"), root: root)
            time = MachineTime(now: now, boot: boot, uptime: uptime)
        } catch {
            return nil
        }
        guard self.text == text else { return nil }
    }

    /// Nil where there is none yet. Throws `headUnreadable`.
    static func read(_ path: String) throws -> KeptHead? {
        guard try File.kind(of: path) != nil else { return nil }
        guard let bytes = try File.contents(of: path, limit: byteLimit), let kept = KeptHead(bytes) else {
            throw ServiceHalt.headUnreadable(path: path)
        }
        return kept
    }

    /// Durably, in the place of the one before.
    func write(_ path: String) throws { try Files.replace(path, with: Array(text.utf8)) }
}
