package import Casework
package import Sodium
package import Vocabulary

/// The answers to an ask, as they travel: what is long follows, in the order of its answers.
package struct Replied: Body {
    package let checkpoint: [UInt8]
    package let consistency: [Digest]
    package let answers: [Answered]

    package init(checkpoint: [UInt8], consistency: [Digest], answers: [Answered]) {
        self.checkpoint = checkpoint
        self.consistency = consistency
        self.answers = answers
    }

    package init(_ fields: inout Fields, _ known: Replied?) throws {
        checkpoint = try fields.one(1, known?.checkpoint)
        consistency = try fields.all(2, known?.consistency)
        answers = try fields.all(3, known?.answers)
    }
}

/// One answer.
package struct Answered: Body {
    package let entry: [UInt8]
    package let inclusion: [Digest]
    /// Without the payload and the leaves: those are asked for, piece by piece.
    package let released: Released
    package let delivery: Delivery?

    package init(_ answer: Answer, delivery: Delivery?) {
        entry = answer.entry
        inclusion = answer.inclusion
        released = answer.released
        self.delivery = delivery
    }

    package init(_ fields: inout Fields, _ known: Answered?) throws {
        entry = try fields.one(1, known?.entry)
        inclusion = try fields.all(2, known?.inclusion)
        released = try fields.one(3, known?.released)
        delivery = try fields.optional(4, known?.delivery)
    }
}

/// What an answer brings that is too long to come with it.
package struct Delivery: Hashable, Sendable, Body {
    /// Its number on this connection.
    package let number: UInt64
    /// Of the sealed payload.
    package let payloadByteCount: Int?
    package let hasLeaves: Bool

    package init(number: UInt64, payloadByteCount: Int?, hasLeaves: Bool) {
        self.number = number
        self.payloadByteCount = payloadByteCount
        self.hasLeaves = hasLeaves
    }

    package init(_ fields: inout Fields, _ known: Delivery?) throws {
        number = try fields.one(1, known?.number)
        payloadByteCount = try fields.optional(2, known?.payloadByteCount)
        hasLeaves = try fields.flag(3, known?.hasLeaves)
    }
}

/// Asks for more of a delivery. Which of the fields it has goes by the frame.
package struct Following: Hashable, Sendable, Body {
    package let delivery: UInt64
    /// `page`: of so many leaves at most.
    package var limit: Int?
    /// `trail`: of this case.
    package var caseID: CaseID?
    /// `consistency`: from one size to another.
    package var from: UInt64?
    package var to: UInt64?

    package init(_ delivery: UInt64) { self.delivery = delivery }

    package init(_ fields: inout Fields, _ known: Following?) throws {
        delivery = try fields.one(1, known?.delivery)
        limit = try fields.optional(2, known?.limit)
        caseID = try fields.optional(3, known?.caseID)
        from = try fields.optional(4, known?.from)
        to = try fields.optional(5, known?.to)
    }
}

/// Leaves, or hashes: a list of one thing.
package struct Listed<Element: Field & Sendable>: Body, Sendable {
    package let elements: [Element]

    package init(_ elements: [Element]) { self.elements = elements }

    package init(_ fields: inout Fields, _ known: Listed?) throws {
        elements = try fields.all(1, known?.elements)
    }
}

extension Released: Body {
    package init(_ fields: inout Fields, _ known: Released?) throws {
        self.init()
        cases = try fields.all(1, known?.cases)
        things = try fields.all(2, known?.things)
        halves = try fields.all(3, known?.halves)
        matches = try fields.all(4, known?.matches, limit: Match.limit)
        let known5 = known?.found.sorted { $0.key < $1.key }.map { FoundCase(caseID: $0.key, words: $0.value) }
        for one in try fields.all(5, known5, limit: Match.limit) { found[one.caseID] = one.words }
        twins = try fields.all(6, known?.twins)
        entries = try fields.all(7, known?.entries)
        report = try fields.optional(8, known?.report)
        nextCase = try fields.optional(9, known?.nextCase)
        nextSequence = try fields.optional(10, known?.nextSequence)
    }
}

extension ReleasedCase: Body {
    package init(_ fields: inout Fields, _ known: ReleasedCase?) throws {
        let listed = known?.manifests.sorted { $0.key < $1.key }.map {
            NumberedManifest(sequence: $0.key, manifest: $0.value)
        }
        self.init(
            id: try fields.one(1, known?.id), base: try fields.one(2, known?.base),
            trail: try fields.all(3, known?.trail),
            manifests: Dictionary(try fields.all(4, listed).map { ($0.sequence, $0.manifest) }) { first, _ in first })
    }
}

private struct NumberedManifest: Body {
    let sequence: UInt64
    let manifest: Manifest

    init(sequence: UInt64, manifest: Manifest) {
        self.sequence = sequence
        self.manifest = manifest
    }

    init(_ fields: inout Fields, _ known: NumberedManifest?) throws {
        sequence = try fields.one(1, known?.sequence)
        manifest = try fields.one(2, known?.manifest)
    }
}

private struct FoundCase: Body {
    let caseID: CaseID
    let words: Set<FoundAs>

    init(caseID: CaseID, words: Set<FoundAs>) {
        self.caseID = caseID
        self.words = words
    }

    init(_ fields: inout Fields, _ known: FoundCase?) throws {
        caseID = try fields.one(1, known?.caseID)
        words = Set(try fields.all(2, known.map { known in FoundAs.allCases.filter(known.words.contains) }))
    }
}

extension Half: Body {
    package init(_ fields: inout Fields, _ known: Half?) throws {
        self.init(
            kind: try fields.one(1, known?.kind), record: try fields.one(2, known?.record),
            version: try fields.one(3, known?.version), epoch: try fields.one(4, known?.epoch),
            bytes: try fields.one(5, known?.bytes))
    }
}

extension Match: Body {
    package init(_ fields: inout Fields, _ known: Match?) throws {
        self.init(caseID: try fields.one(1, known?.caseID), owner: try fields.one(2, known?.owner))
    }
}

extension StorageReport: Body {
    package init(_ fields: inout Fields, _ known: StorageReport?) throws {
        self.init()
        entries = try fields.one(1, known?.entries)
        records = try fields.one(2, known?.records)
        objects = try fields.one(3, known?.objects)
        byteCount = try fields.one(4, known?.byteCount)
        damages = try fields.all(5, known?.damages)
    }
}
