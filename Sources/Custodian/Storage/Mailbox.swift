import Casework
import Files
import Ledger
import Sodium
import Vocabulary

/// Where those whom the vault is closed to leave word (docs/format.md, "Mailbox").
extension Custodian {
    static let letterLimit = 131_072
    /// More letters than this are not taken: a full box must not fill the disk.
    static let letterCount = 256

    /// Puts a sealed letter into the box of the vault in `folder`. Needs no seed.
    package static func leave(_ letter: [UInt8], folder: String) throws {
        let box = Layout.mailbox(folder)
        try Folder.makeAll(box)
        guard letter.count <= letterLimit, try Folder.names(box).count < letterCount else { return }
        try Files.replace("\(box)/\(Hex.encode(Random.bytes(16))).age", with: letter)
    }

    /// The letters in the box.
    package func letters() throws -> [(name: String, bytes: [UInt8])] {
        if isCopy { return [] }
        guard try File.kind(of: Layout.mailbox(folder)) == .folder else { return [] }
        return try Folder.names(Layout.mailbox(folder)).sorted().prefix(Self.letterCount).map { name in
            let path = "\(Layout.mailbox(folder))/\(name)"
            let bytes = File.isPlain(path) ? try? File.openOwn(path).readAll(limit: Self.letterLimit) : nil
            return (name, bytes ?? [])
        }
    }

    /// Enters `requests` as the denials that they were, then empties the box of `names`.
    ///
    /// Only requests to enter, signed by somebody who was dismissed, are entered; each once.
    /// Returns false, and leaves all as it is, while nobody has said which clock is right.
    @discardableResult
    package func admit(_ requests: [[UInt8]], emptying names: [String]) throws -> Bool {
        if !requests.isEmpty {
            guard try withRoom(evenIfFull: true, { try enter(requests) }) else { return false }
        }
        // What can't be removed stops nobody: a letter that stays is not entered twice.
        for name in names {
            let path = "\(Layout.mailbox(folder))/\(name)"
            if (try? Folder.remove(path)) == nil { try? Folder.removeTree(path) }
        }
        return true
    }

    /// With `areFresh` they came just now, by whoever signed them: one that is older is none.
    func enter(_ requests: [[UInt8]], areFresh: Bool = false) throws -> Bool {
        try write { transaction in
            let roster = try currentRoster(transaction)
            let now = clock()
            var execution = Execution(
                index: index, transaction: transaction, roster: roster, halves: halves, objects: objects,
                now: now, last: try transaction.lastTime)
            guard execution.isClockUsual else { return false }
            // Before its entries take the numbers of what a crash left behind.
            try execution.sweepHalves()
            var count = 0
            for request in requests where try execution.admit(request, isFresh: areFresh) { count += 1 }
            if count > 0 { _ = try execution.seal(origin: roster.genesis.origin, key: keys.checkpoint) }
            return true
        }
    }
}

extension Execution {
    /// True if the request made an entry.
    mutating func admit(_ bytes: [UInt8], isFresh: Bool = false) throws -> Bool {
        guard bytes.count <= Request.byteLimit, let note = try? Note(parsing: bytes), note.signatures.count == 1,
            let request = try? Request(parsing: note.text), request.vault == transaction.vault,
            request.action.isEntering, request.manifest == Manifest([]).digest,
            let person = roster.people[request.actor], let denial = roster.reasonToLeaveWord(person),
            (try? note.verify(with: person.card.noteKey)) != nil,
            try isKnown(request.head)
        else { return false }
        guard !isFresh || request.isFresh(at: now),
            try !transaction.hasNonce(request.nonce.bytes)
        else { return false }
        guard try listsDenials(of: request.actor) else {
            try transaction.suppress(request.actor)
            // Counted, it is never counted again: a letter does not expire.
            try transaction.addNonce(request.nonce.bytes, expires: isFresh ? request.expires : IndexRows.never)
            return false
        }
        let entry = Entry(
            sequence: try transaction.size, time: time,
            outcome: .denied(denial), place: nil, suppressed: try transaction.takeSuppressed(request.actor),
            isLate: true, note: note, request: request)
        try transaction.append(entry, leaf: entry.bytes, manifest: Manifest([]))
        try transaction.store(IndexRows(entry, nil, nil, roster), now: now)
        return true
    }

    private func isKnown(_ head: TreeHead) throws -> Bool {
        if head.size == 0 { return head == .empty }
        guard head.size <= (try transaction.size) else { return false }
        return try MerkleTree.root(size: head.size, in: transaction) == head.root
    }
}
