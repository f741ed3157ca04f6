import Casework
import Sodium

/// What the row of an entry has to say beside its leaf, read off the leaf's lines.
///
/// Only as much as the columns need: that the leaf is an entry, and a true one, the officer's side finds out.
struct LeafColumns {
    private(set) var time: Substring = ""
    private(set) var isAllowed = false
    private(set) var actor: Substring = ""
    private(set) var role: Substring = ""
    /// As it was asked for, and as a reader of the log sees it.
    private(set) var action = ActionName.vaultEnter
    private(set) var shownAction = ActionName.vaultEnter
    private(set) var caseID: Substring?
    private(set) var number: Int?
    private(set) var change: Int?
    private(set) var record: Substring?
    /// Of a grant: the role it is to.
    private(set) var grantee: Substring?
    /// The grant or ask that the request names first.
    private(set) var made: Substring?
    private(set) var manifest: Substring = ""

    /// Nil where a line that every entry has is missing.
    init?(_ leaf: [UInt8]) {
        let lines = Lines(leaf)
        var next = 0
        var trail = 0
        while let line = lines.line(from: &next) {
            switch lines.key(line) {
            case .time: time = lines.value(line)
            case .outcome: isAllowed = lines.value(line) == "allowed"
            case .caseID:
                let parts = lines.value(line).split(separator: " ")
                guard parts.count == 3 else { return nil }
                caseID = parts[0]
                number = Int(parts[1])
            case .trail: trail = lines.value(line).split(separator: " ").first.flatMap { Int($0) } ?? 0
            default: break
            }
        }
        var (named, intended): (ActionName?, ActionName?)
        var ownCase: Substring?
        while let line = lines.line(from: &next) {
            switch lines.key(line) {
            case .action: named = ActionName(rawValue: String(lines.value(line)))
            case .actor: actor = lines.value(line)
            case .role: role = lines.value(line)
            case .manifest: manifest = lines.value(line)
            case .caseID: ownCase = ownCase ?? lines.value(line)
            case .record: record = record ?? lines.value(line)
            case .intended: intended = ActionName(rawValue: String(lines.value(line)))
            case .to: grantee = lines.value(line).split(separator: " ").first
            case .grant, .ask: made = made ?? lines.value(line)
            default: break
            }
        }
        guard let named, !actor.isEmpty, !role.isEmpty, !manifest.isEmpty else { return nil }
        action = named
        shownAction =
            switch named {
            case .casePrepare where !isAllowed: intended ?? named
            case .grantReview where !isAllowed: .grantApprove
            case .vaultEnter: intended ?? named
            default: named
            }
        caseID = caseID ?? ownCase
        // What a reading asks for is not what it is about.
        if named == .auditRead { record = nil }
        if isAllowed, named.changesCase { change = trail + 1 }
    }

    /// The keys of the lines that say something of the columns.
    private enum StaticKey: String, CaseIterable {
        case time, outcome, trail, action, actor, role, manifest, record, to, grant, ask
        case caseID = "case"
        case intended = "for"
        case other = ""

        /// By their length.
        static let known = Dictionary(
            grouping: allCases.map { (key: $0, bytes: Array($0.rawValue.utf8)) }, by: { $0.bytes.count })
    }

    /// The lines of a leaf, by the places of their bytes.
    private struct Lines {
        private let bytes: [UInt8]
        private let text: String

        struct Line {
            let start: Int
            let space: Int
            let end: Int
        }

        init(_ bytes: [UInt8]) {
            self.bytes = bytes
            text = String(decoding: bytes, as: UTF8.self)
        }

        /// The line at `next`, which moves on; nil for an empty one and at the end.
        func line(from next: inout Int) -> Line? {
            let start = next
            var space = -1
            while next < bytes.count, bytes[next] != 0x0a {
                if space < 0, bytes[next] == 0x20 { space = next }
                next += 1
            }
            guard next < bytes.count else { return nil }
            next += 1
            return next - 1 == start ? nil : Line(start: start, space: space < 0 ? next - 1 : space, end: next - 1)
        }

        /// Only the keys that somebody asks for: of the others the empty one.
        func key(_ line: Line) -> StaticKey {
            let key = bytes[line.start..<line.space]
            guard let known = StaticKey.known[key.count] else { return .other }
            return known.first { $0.bytes.elementsEqual(key) }?.key ?? .other
        }

        func value(_ line: Line) -> Substring { part(min(line.space + 1, line.end)..<line.end) }

        private func part(_ range: Range<Int>) -> Substring {
            // What is not UTF-8 was replaced, and has other places: it is no entry of ours anyway.
            let utf8 = text.utf8
            guard utf8.count == bytes.count else { return "" }
            let first = utf8.index(utf8.startIndex, offsetBy: range.lowerBound)
            return Substring(utf8[first..<utf8.index(first, offsetBy: range.count)])
        }
    }
}
