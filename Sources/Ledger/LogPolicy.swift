import Sodium

/// Whose logs are believed, and how many witnesses must have cosigned a checkpoint (C2SP tlog-policy).
///
/// ```
/// log <vkey> [<url>]
/// witness <name> <vkey> [<url>]
/// group <name> all|any|<k> <name>...
/// quorum <name>|none
/// ```
/// Names and URLs are bytes: the specification wants them opaque, UTF-8 or not.
package struct LogPolicy: Hashable, Sendable {
    package struct Log: Hashable, Sendable {
        /// Its name is the log's origin.
        package let key: NoteKey
        package let url: [UInt8]?

        package init(key: NoteKey, url: [UInt8]? = nil) {
            self.key = key
            self.url = url
        }
    }

    package struct Witness: Hashable, Sendable {
        /// For groups and quorum only: signature lines bear the name of the key.
        package let name: [UInt8]
        package let key: NoteKey
        package let url: [UInt8]?

        package init(name: [UInt8], key: NoteKey, url: [UInt8]? = nil) {
            self.name = name
            self.key = key
            self.url = url
        }
    }

    package enum Threshold: Hashable, Sendable {
        case all
        case any
        case atLeast(Int)
    }

    package struct Group: Hashable, Sendable {
        package let name: [UInt8]
        package let threshold: Threshold
        /// Witnesses, and groups defined before this one.
        package let members: [[UInt8]]

        package init(name: [UInt8], threshold: Threshold, members: [[UInt8]]) {
            self.name = name
            self.threshold = threshold
            self.members = members
        }
    }

    /// In the order of their definition, as witnesses and groups are. None where the log is known from elsewhere.
    package private(set) var logs: [Log] = []
    package private(set) var witnesses: [Witness] = []
    package private(set) var groups: [Group] = []
    /// A witness or a group, or nil where no cosignature is required.
    package private(set) var quorum: [UInt8]?

    private var names: Set<[UInt8]> = []
    private var members: Set<[UInt8]> = []

    private init() {}

    /// Throws `policyMalformed`, without a line, for the first rule broken.
    package init(
        logs: [Log], witnesses: [Witness] = [], groups: [Group] = [], quorum: [UInt8]?
    ) throws(LedgerError) {
        do {
            for log in logs { try add(log) }
            for witness in witnesses { try add(witness) }
            for group in groups { try add(group) }
            try require(quorum)
            try Self.checkLimits(encoded)
        } catch {
            throw .policyMalformed(error, line: nil)
        }
    }

    private mutating func add(_ log: Log) throws(PolicyFlaw) {
        // Cosigners' keys sign checkpoints in another way; tlog-tiles demands the plain signature of a log.
        guard log.key.algorithm == .ed25519 else { throw .key }
        guard !logs.contains(where: { $0.key.key == log.key.key }) else { throw .duplicateKey }
        guard log.url.map(Self.isItem) ?? true else { throw .items }
        logs.append(log)
    }

    private mutating func add(_ witness: Witness) throws(PolicyFlaw) {
        guard witness.key.algorithm == .cosignature else { throw .key }
        // Two names for one key would let one witness count twice.
        guard !witnesses.contains(where: { $0.key.key == witness.key.key }) else { throw .duplicateKey }
        guard witness.url.map(Self.isItem) ?? true else { throw .items }
        try define(witness.name)
        witnesses.append(witness)
    }

    private mutating func add(_ group: Group) throws(PolicyFlaw) {
        guard !group.members.isEmpty else { throw .items }
        if case .atLeast(let count) = group.threshold, !(1...group.members.count ~= count) { throw .threshold }
        for member in group.members {
            guard names.contains(member) else { throw .unknownName }
            guard members.insert(member).inserted else { throw .memberTwice }
        }
        try define(group.name)
        groups.append(group)
    }

    private mutating func require(_ name: [UInt8]?) throws(PolicyFlaw) {
        if let name, !names.contains(name) { throw .unknownName }
        quorum = name
    }

    private mutating func define(_ name: [UInt8]) throws(PolicyFlaw) {
        guard Self.isItem(name), !name.elementsEqual(Self.none) else { throw .name }
        guard names.insert(name).inserted else { throw .duplicateName }
    }
}

// MARK: - Text

extension LogPolicy {
    /// Room for some thousands of witnesses.
    package static let byteLimit = 1 << 20
    package static let lineLimit = 10_000

    private static let none = "none".bytes

    /// Reads a policy, strictly; `encoded` gives its one plain spelling back.
    ///
    /// Throws `policyMalformed` for the first rule broken.
    package init(parsing bytes: [UInt8]) throws(LedgerError) {
        self.init()
        do {
            try Self.checkLimits(bytes)
        } catch {
            throw .policyMalformed(error, line: nil)
        }
        var hasQuorum = false
        let lines = bytes.dropLast().split(separator: Ascii.newline, omittingEmptySubsequences: false)
        for (place, line) in lines.enumerated() {
            do throws(PolicyFlaw) {
                try read(line, hasQuorum: &hasQuorum)
            } catch {
                throw .policyMalformed(error, line: place + 1)
            }
        }
        guard hasQuorum else { throw .policyMalformed(.quorum, line: nil) }
    }

    /// The policy without comments, an item behind one space: logs, witnesses, groups, quorum.
    package var encoded: [UInt8] {
        var lines: [[[UInt8]]] = []
        for log in logs { lines.append(["log".bytes, log.key.vkey.bytes] + (log.url.map { [$0] } ?? [])) }
        for witness in witnesses {
            lines.append(
                ["witness".bytes, witness.name, witness.key.vkey.bytes] + (witness.url.map { [$0] } ?? []))
        }
        for group in groups { lines.append(["group".bytes, group.name, group.threshold.item] + group.members) }
        lines.append(["quorum".bytes, quorum ?? Self.none])
        return lines.flatMap { $0.joined(separator: [Ascii.space]) + [Ascii.newline] }
    }

    private static func checkLimits(_ bytes: [UInt8]) throws(PolicyFlaw) {
        guard bytes.count <= byteLimit else { throw .tooLong(limit: byteLimit) }
        guard bytes.last == Ascii.newline else { throw .unfinished }
        let lineCount = bytes.reduce(0) { $1 == Ascii.newline ? $0 + 1 : $0 }
        guard lineCount <= lineLimit else { throw .tooManyLines(limit: lineLimit) }
    }

    private mutating func read(_ line: ArraySlice<UInt8>, hasQuorum: inout Bool) throws(PolicyFlaw) {
        guard line.allSatisfy({ $0 == Ascii.tab || $0 >= Ascii.space && $0 != Ascii.delete }) else {
            throw .controlCharacter
        }
        let items = line.split { $0 == Ascii.space || $0 == Ascii.tab }.map(Array.init)
        guard let keyword = items.first, keyword[0] != Ascii.hash else { return }
        switch keyword {
        case "log":
            guard 2...3 ~= items.count else { throw .items }
            try add(Log(key: Self.key(items[1]), url: items.count > 2 ? items[2] : nil))
        case "witness":
            guard 3...4 ~= items.count else { throw .items }
            try add(Witness(name: items[1], key: Self.key(items[2]), url: items.count > 3 ? items[3] : nil))
        case "group":
            guard items.count >= 4 else { throw .items }
            guard let threshold = Threshold(item: items[2]) else { throw .threshold }
            try add(Group(name: items[1], threshold: threshold, members: Array(items[3...])))
        case "quorum":
            guard items.count == 2 else { throw .items }
            guard !hasQuorum else { throw .quorum }
            hasQuorum = true
            try require(items[1].elementsEqual(Self.none) ? nil : items[1])
        default:
            throw .keyword
        }
    }

    private static func key(_ item: [UInt8]) throws(PolicyFlaw) -> NoteKey {
        guard let vkey = String(strict: item.span), let key = try? NoteKey(vkey: vkey) else { throw .key }
        return key
    }

    /// What can stand between two spaces of a line.
    private static func isItem(_ bytes: [UInt8]) -> Bool {
        !bytes.isEmpty && bytes.allSatisfy { $0 > Ascii.space && $0 != Ascii.delete }
    }
}

/// `case "log":` by bytes, as this module compares all text.
private func ~= (text: String, bytes: [UInt8]) -> Bool {
    bytes.elementsEqual(text.utf8)
}

extension LogPolicy.Threshold {
    fileprivate init?(item: [UInt8]) {
        switch item {
        case "all": self = .all
        case "any": self = .any
        default:
            guard let count = UInt64(canonical: item).flatMap({ Int(exactly: $0) }) else { return nil }
            self = .atLeast(count)
        }
    }

    fileprivate var item: [UInt8] {
        switch self {
        case .all: "all".bytes
        case .any: "any".bytes
        case .atLeast(let count): String(count).bytes
        }
    }

    /// Whether `count` of `total` members are enough.
    func isMet(by count: Int, of total: Int) -> Bool {
        switch self {
        case .all: count == total
        case .any: count >= 1
        case .atLeast(let least): count >= least
        }
    }
}
