import Casework
import Media
import Texts
import Vault
import Vocabulary

@testable import brankas

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
