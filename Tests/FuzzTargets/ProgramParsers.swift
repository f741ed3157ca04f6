import Casework
import Media
import Texts
import Vault
import Vocabulary

@testable import Commands
@testable import Console
@testable import Reviewing

/// What the program itself reads: the keys file, dates, and what a terminal is to be given.
extension Parser {
    static let program: [Parser] = [
        Parser("keys-file", readKeysFile),
        Parser("date", readDate),
        Parser("identity-fields", readIdentityFields),
        Parser("media-type") { bytes in
            guard let type = Magic()?.mediaType(of: bytes.span) else { return .refused }
            guard type.contains("/"), isPlain(type, limit: 127) else { return .broken("no media type") }
            return .accepted
        },
        Parser("terminal-text", readTerminalText),
        Parser("keys", readKeys),
        Parser("address", readAddress),
        Parser("ssh-key", readSSHKey),
    ]

    private static func readKeysFile(_ bytes: [UInt8]) -> Verdict {
        // The path of a card is only ever looked up: the target touches no file.
        guard
            let file = try? KeysFile(
                parsing: bytes, readCard: { try some((try? Fixed.cards.get())?[$0]) })
        else { return .refused }
        let charter = file.charter
        guard let again = try? Charter(parsing: charter.text), again == charter else {
            return .broken("a charter that its own reader refuses")
        }
        let admins = Set(file.cards.map(\.handle))
        return admins == Set(charter.agencies.map(\.admin)) ? .accepted : .broken("other cards than admins")
    }

    /// An address is written in one way, and what ssh gets of it is no option and nothing that a shell acts on.
    private static func readAddress(_ bytes: [UInt8]) -> Verdict {
        guard let text = try? text(of: bytes), let door = try? Door(text) else { return .refused }
        guard (try? Door(door.text)) == door else { return .broken("another address the second time") }
        guard case .ssh(let address) = door else { return .accepted }
        let ssh = SSHDoor(address: address, controlFolder: nil, environment: [:])
        let given = ssh.arguments.drop { $0 != "ServerAliveInterval=15" }
        let isPlain = [address.host, address.name, address.user ?? "a"].allSatisfy { word in
            word.utf8.allSatisfy { (0x21..<0x7f).contains($0) && !"$`'\"\\;&|<>(){}*?!#~%/@:".utf8.contains($0) }
                && !word.hasPrefix("-")
        }
        guard isPlain, given.suffix(4) == ["brankas", "serve", "--stdio", address.name],
            given.dropLast(4).suffix(2) == ["--", address.host]
        else { return .broken("a word that ssh or a shell may take for another") }
        return .accepted
    }

    /// What becomes of a key is one line, in which sshd finds one command, one option and that key.
    private static func readSSHKey(_ bytes: [UInt8]) -> Verdict {
        guard let key = try? SSHPublicKey(parsing: bytes) else { return .refused }
        guard let handle = try? Handle("siti@unit-ppa") else { return .broken("no handle") }
        let line = key.line(for: handle, to: "okuselatan")
        let words = line.split(separator: " ", omittingEmptySubsequences: false)
        guard words.count == 7,
            words[..<4].joined(separator: " ") == #"command="brankas serve --stdio okuselatan",restrict"#,
            words[4...].allSatisfy({ $0.utf8.allSatisfy { (0x21...0x7e).contains($0) && $0 != 0x22 } }),
            words[6] == handle.text
        else { return .broken("a line that sshd may take for another") }
        let again = try? SSHPublicKey(parsing: Array(words[4...].joined(separator: " ").utf8))
        guard again == key else { return .broken("another key the second time") }
        // The comment is all that is not kept.
        guard bytes.starts(with: (words[4] + " " + words[5]).utf8) else {
            return .broken("written otherwise than read")
        }
        return .accepted
    }

    private static func readDate(_ bytes: [UInt8]) -> Verdict {
        guard let text = try? text(of: bytes) else { return .refused }
        let calendar = VaultCalendar(timezone: "Asia/Jakarta", language: .english)
        guard let start = try? calendar.moment(text, endOfDay: false) else {
            let isRead = (try? calendar.moment(text, endOfDay: true)) != nil
            return isRead ? .broken("a day that only ends") : .refused
        }
        guard let end = try? calendar.moment(text, endOfDay: true), start <= end else {
            return .broken("a day that ends before it begins")
        }
        // A moment is written in UTC, a day in the vault's zone.
        guard text.utf8.count == 10 else { return rewritten(bytes) { Array(start.text.utf8) } }
        guard let typed = Day(typed: text), Day(iso: typed.isoText) == typed else {
            return .broken("a day that is none, or is written otherwise than read")
        }
        let day = calendar.dayText(typed.isoText)
        guard calendar.text(end) == day + " 23:59" else { return .broken("ends on another day") }
        return calendar.text(start) == day + " 00:00" ? .accepted : .broken("another day than was written")
    }

    private static func readIdentityFields(_ bytes: [UInt8]) -> Verdict {
        guard let value = try? JSON(parsing: bytes), let fields = try? IdentityFields(value, source: "-") else {
            return .refused
        }
        try? fields.check(force: false, .indonesian)
        let identity = fields.identity(added: Day(iso: "2026-11-21"))
        // What is stored is canonical: read again it is the same.
        guard let again = try? IdentityFields(try JSON(parsing: identity.json), source: "-"),
            again.value == fields.value
        else { return .broken("another identity the second time") }
        guard identity.spokenOf.allSatisfy({ isPlain($0.value.string ?? "", limit: 200) }) else {
            return .broken("a control character in a table")
        }
        // Any word of the name, as it stands, is the name in a title.
        let words = NameWords.normalise(fields.value["name"]?.string ?? "")
        if fields.value["alias"] == nil, let word = words.first, !fields.isNamed(in: word) {
            return .broken("a name in a title, unnoticed")
        }
        return .accepted
    }

    /// What a terminal sends while somebody is asked: pressed keys, and what is pasted.
    private static func readKeys(_ bytes: [UInt8]) -> Verdict {
        guard var line = try? TypedText(limit: 4_096) else { return .broken("no memory") }
        let isText: Bool
        do { isText = try type(bytes, into: &line) } catch { return .broken("no answer") }
        let typed: [UInt8] = line.withBytes { bytes in bytes.indices.map { bytes[$0] } }
        guard String(validating: typed, as: UTF8.self) != nil else { return .broken("a letter in pieces") }
        let letters = bytes.map { $0 == UInt8(ascii: "\t") ? UInt8(ascii: " ") : $0 }
        if isText, typed != Array(letters.prefix(typed.count)) { return .broken("other letters than were typed") }
        // Whatever is pasted: its end is seen, and what is typed after it is not part of it.
        let pasted = Pressed(bytes + Array("\u{1b}[201~!".utf8))
        do { try pasted.keys.paste { _ in } } catch { return .broken("a paste that fails") }
        guard pasted.rest.last == UInt8(ascii: "!") else { return .broken("a paste without end") }
        return isText ? .accepted : .refused
    }

    /// Types into a line and edits it. Whether all of it was letters.
    private static func type(_ bytes: [UInt8], into line: inout TypedText) throws -> Bool {
        let keys = Pressed(bytes).keys
        var isText = true
        while true {
            let key = try keys.next()
            if case .closed = key { return isText }
            if case .letter(let letter) = key {
                _ = try line.insert(letter)
                continue
            }
            isText = false
            switch key {
            case .left: line.move(to: line.before)
            case .right: line.move(to: line.after)
            case .wordLeft: line.move(to: line.wordBefore)
            case .wordRight: line.move(to: line.wordAfter)
            case .home: line.move(to: 0)
            case .end: line.move(to: line.count)
            case .eraseBefore: line.erase(from: line.before, to: line.cursor)
            case .eraseAfter: line.erase(from: line.cursor, to: line.after)
            case .eraseWord: line.erase(from: line.wordBefore, to: line.cursor)
            case .eraseToStart: line.erase(from: 0, to: line.cursor)
            case .eraseToEnd: line.erase(from: line.cursor, to: line.count)
            case .pasteStart: try keys.paste { _ = try line.insert($0) }
            case .letter, .enter, .lineEnd, .redraw, .interrupt, .suspend, .inputEnd, .closed, .pasteEnd, .other: break
            }
        }
    }

    private static func readTerminalText(_ bytes: [UInt8]) -> Verdict {
        if let text = try? text(of: bytes) {
            let safe = shown(text)
            let isSafe = !safe.unicodeScalars.contains { $0.value < 0x20 || (0x7f...0x9f).contains($0.value) }
            guard isSafe, shown(safe) == safe else { return .broken("a control character on its way to a terminal") }
            // However a file is cut into pieces, each but for its last bytes is whole letters.
            for end in bytes.indices.prefix(512) {
                let piece = Array(bytes[..<end])
                let count = TerminalText.cutByteCount(piece)
                guard count <= 3, count <= piece.count, String(validating: piece.dropLast(count), as: UTF8.self) != nil
                else { return .broken("a letter cut in two") }
            }
        }
        let isHarmless = TerminalText.isHarmlessText(bytes[...])
        guard isHarmless else { return .refused }
        return bytes.contains(0x1b) ? .broken("an escape, called harmless") : .accepted
    }
}

/// Bytes as a terminal sends them, one after the other.
private final class Pressed {
    private(set) var rest: ArraySlice<UInt8>
    private let all: [UInt8]

    init(_ all: [UInt8]) {
        self.all = all
        rest = all[...]
    }

    var keys: KeyReader {
        KeyReader(
            byte: { self.rest.popFirst() }, unread: { self.rest = self.all[(self.rest.startIndex - 1)...] },
            follows: { !self.rest.isEmpty })
    }
}
