package import Ledger
package import Sodium
package import Vocabulary

/// A leaf of the ledger: what the custodian adds, a blank line, the request verbatim (docs/format.md, "Entry").
///
/// Behind a reference, for it goes through many hands; nothing of it ever changes.
package final class Entry: Sendable {
    package static let byteLimit = 65_535
    /// Entries and changes of a case: what every JSON reader can count to.
    private static let countLimit: UInt64 = 1 << 53

    /// The leaf's index.
    package let sequence: UInt64
    package let time: Instant
    package let outcome: Outcome
    /// Where the request is about a case that exists.
    package let place: CasePlace?
    /// On what access to the case it rests, where the request was allowed and is about one.
    package let access: Access?
    /// The hash of what else was shown: of a listing, the cases with their heads.
    package let shown: Digest?
    /// The cases that a search found, with whom to ask.
    package let matches: [Match]
    /// There were more cases than that.
    package let hasMoreMatches: Bool
    /// Denials of this actor since their last entry that were counted and not listed.
    package let suppressed: Int
    /// The request lay in the mailbox: it was not fresh when it was entered.
    package let isLate: Bool
    package let note: Note
    package let request: Request

    package enum Outcome: Hashable, Sendable {
        case allowed
        case denied(Denial)

        package var isAllowed: Bool { self == .allowed }
    }

    /// Where an entry stands in the chains of its case.
    package struct CasePlace: Hashable, Sendable {
        package let caseID: CaseID
        /// Counted from 1: every entry about the case, denials too.
        package let number: Int
        /// The leaf hash of the case's previous entry; of the first, SHA-256 of nothing.
        package let previous: Digest
        /// The case's trail before this entry: how many changes, and the head of their chain.
        package let trail: ChainHead

        package init(caseID: CaseID, number: Int, previous: Digest, trail: ChainHead) {
            self.caseID = caseID
            self.number = number
            self.previous = previous
            self.trail = trail
        }
    }

    package init(
        sequence: UInt64, time: Instant, outcome: Outcome, place: CasePlace?, access: Access? = nil,
        shown: Digest? = nil,
        matches: [Match] = [], hasMoreMatches: Bool = false, suppressed: Int = 0, isLate: Bool = false, note: Note,
        request: Request
    ) {
        self.sequence = sequence
        self.time = time
        self.outcome = outcome
        self.place = place
        self.access = access
        self.shown = shown
        self.matches = matches
        self.hasMoreMatches = hasMoreMatches
        self.suppressed = suppressed
        self.isLate = isLate
        self.note = note
        self.request = request
    }

    /// Whether the manifest of what travelled along is stored: not of a denied request, unless it was the reason.
    package var keepsManifest: Bool { outcome.isAllowed || outcome == .denied(.surplusItems) }

    package var bytes: [UInt8] {
        head.bytes + [Self.newline] + note.encoded
    }

    private static let newline: UInt8 = 0x0a

    /// The custodian's lines.
    private var head: FieldWriter {
        var writer = FieldWriter(kind: "brankas/entry/v1", capacity: 512)
        writer.put("seq", sequence)
        writer.put("time", time)
        switch outcome {
        case .allowed: writer.put("outcome", "allowed")
        case .denied(let reason): writer.put("outcome", "denied \(reason.rawValue)")
        }
        if let place {
            writer.put("case") {
                $0.add(place.caseID)
                $0.add(UInt64(place.number))
                $0.add(place.previous)
            }
            writer.put("trail") {
                $0.add(UInt64(place.trail.count))
                $0.add(place.trail.digest)
            }
        }
        writer.put("access", access?.text)
        writer.put("shown", shown)
        for match in matches {
            writer.put("match") {
                $0.add(match.caseID)
                $0.add(match.owner.text)
            }
        }
        if hasMoreMatches { writer.put("more", "yes") }
        if suppressed > 0 { writer.put("suppressed", UInt64(suppressed)) }
        if isLate { writer.put("late", "yes") }
        return writer
    }

    package init(parsing bytes: [UInt8]) throws {
        // The first empty line separates: the custodian's lines have none.
        guard bytes.count <= Self.byteLimit, let blank = bytes.span.firstEmptyLine,
            let text = String(strict: bytes.span.extracting(..<blank))
        else { throw CaseworkError.malformed(kind: .entry, line: "length") }
        var reader = try FieldReader(text, kind: .entry, first: "brankas/entry/v1")
        sequence = try reader.takeNumber("seq")
        time = try Instant(reader.take("time"))
        let outcome = try reader.take("outcome")
        if outcome == "allowed" {
            self.outcome = .allowed
        } else {
            let parts = try reader.pair(outcome, "outcome")
            guard parts.0 == "denied", let reason = Denial(rawValue: String(parts.1)) else {
                throw reader.fault("outcome")
            }
            self.outcome = .denied(reason)
        }
        place = try Self.place(&reader)
        access = try reader.takeIfPresent("access").map { try Access($0) }
        shown = try reader.takeIfPresent("shown").map { value in
            guard let digest = Digest(hex: value) else { throw reader.fault("shown") }
            return digest
        }
        matches = try reader.takeAll("match").map { value in
            let parts = try reader.pair(value, "match")
            return Match(caseID: try CaseID(parts.0), owner: try RoleName(parts.1))
        }
        hasMoreMatches = reader.takeIfPresent("more") != nil
        suppressed =
            try reader.takeIfPresent("suppressed").map {
                Int(clamping: try reader.number($0, "suppressed"))
            } ?? 0
        isLate = reader.takeIfPresent("late") != nil
        try reader.finish()
        note = try Note(parsing: bytes[(blank + 1)...])
        request = try Request(parsing: note.text)
        // A note gives back what it accepts, byte for byte.
        guard note.signatures.count == 1, head.wrote(text.utf8.span) else { throw reader.fault("order") }
    }

    private static func place(_ reader: inout FieldReader) throws -> CasePlace? {
        guard let value = reader.takeIfPresent("case") else { return nil }
        let parts = try reader.triple(value, "case")
        guard let previous = Digest(hex: parts.2) else { throw reader.fault("case") }
        let trail = try reader.pair(reader.take("trail"), "trail")
        guard let digest = Digest(hex: trail.1) else { throw reader.fault("trail") }
        let (number, count) = (try reader.number(parts.1, "case"), try reader.number(trail.0, "trail"))
        // One more of either is counted on: it has to stay a number.
        guard max(number, count) <= Self.countLimit else { throw reader.fault("case") }
        return CasePlace(
            caseID: try CaseID(parts.0), number: Int(number), previous: previous,
            trail: ChainHead(count: Int(count), digest: digest))
    }

    package var leafHash: Digest { MerkleTree.leafHash(bytes) }

    /// The action as a reader of the log sees it: a denied preparation is a denial of what it prepared,
    /// and one who was dismissed was denied what they came for.
    package var shownAction: ActionName { request.action.kind.listedName(isAllowed: outcome.isAllowed) }

    /// Whether its time is one at which its request could be entered.
    package var isWithinRequest: Bool {
        time.adding(seconds: Request.skewSeconds) >= request.time
            && time <= request.expires.adding(seconds: Request.skewSeconds)
    }

    /// How much of what was sealed became readable by it. Content: then it is an opening.
    package var disclosure: Disclosure { outcome.isAllowed ? request.action.release.disclosure : .nothing }

    /// Whether it changes its case: it then stands in the case's trail.
    package var isChange: Bool { outcome.isAllowed && request.action.changesCase }

    /// The case that the entry is about, or that a reading of the ledger looked for.
    package var caseID: CaseID? {
        if let place { return place.caseID }
        let about = request.action.about
        return about.caseID ?? about.filter
    }
}

extension Entry: Hashable {
    /// By bytes: what one leaf says, another does not.
    package static func == (left: Entry, right: Entry) -> Bool {
        left === right || left.head.bytes == right.head.bytes && left.note == right.note
    }

    package func hash(into hasher: inout Hasher) {
        hasher.combine(sequence)
        hasher.combine(note)
    }
}

/// The head of a case's trail: the chain of the allowed entries that changed it.
package struct ChainHead: Hashable, Sendable {
    package let count: Int
    package let digest: Digest

    package init(count: Int, digest: Digest) {
        self.count = count
        self.digest = digest
    }

    package static let start = ChainHead(count: 0, digest: Digest.of("brankas/v1 trail"))

    /// SHA-256(tag ‖ count ‖ head before ‖ leaf hash).
    package func appending(_ leafHash: Digest) -> ChainHead {
        var hash = TaggedHash(tag: "brankas/v1 trail")
        hash.add(UInt64(count + 1))
        hash.add(digest)
        hash.add(leafHash)
        return ChainHead(count: count + 1, digest: hash.finish())
    }
}
