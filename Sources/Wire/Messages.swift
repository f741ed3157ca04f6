package import Casework
import Ledger
import Sodium
package import Vocabulary

// What the two sides say to each other (docs/format.md, "Stream"): each body is one list of fields, in the order of its tags.

extension Greeting: Body {
    package init(_ fields: inout Fields, _ known: Greeting?) throws {
        self.init(
            handle: try fields.one(1, known?.handle),
            head: TreeHead(size: try fields.one(2, known?.head.size), root: try fields.one(3, known?.head.root)))
    }
}

extension Welcome: Body {
    package init(_ fields: inout Fields, _ known: Welcome?) throws {
        self.init(
            roster: try fields.all(1, known?.roster), sealed: try fields.all(2, known?.sealed),
            checkpoint: try fields.one(3, known?.checkpoint), consistency: try fields.all(4, known?.consistency))
    }
}

extension Staged: Body {
    package init(_ fields: inout Fields, _ known: Staged?) throws {
        self.init(
            id: try fields.one(1, known?.id), byteCount: try fields.one(2, known?.byteCount),
            digest: try fields.one(3, known?.digest))
    }
}

/// How much of what is being staged is on the custodian's disk, and by which name it is gone on with there.
package struct Taken: Hashable, Sendable, Body {
    package let id: String
    package let byteCount: Int

    package init(id: String, byteCount: Int) {
        self.id = id
        self.byteCount = byteCount
    }

    package init(_ fields: inout Fields, _ known: Taken?) throws {
        id = try fields.one(1, known?.id)
        byteCount = try fields.one(2, known?.byteCount)
    }
}

/// Goes on with what was being staged, by its name.
package struct Proceeding: Hashable, Sendable, Body {
    package let id: String

    package init(id: String) { self.id = id }

    package init(_ fields: inout Fields, _ known: Proceeding?) throws { id = try fields.one(1, known?.id) }
}

/// Goes on with the payload that an entry brought, behind so many bytes.
package struct Resuming: Hashable, Sendable, Body {
    package let entry: UInt64
    package let offset: Int

    package init(entry: UInt64, offset: Int) {
        self.entry = entry
        self.offset = offset
    }

    package init(_ fields: inout Fields, _ known: Resuming?) throws {
        entry = try fields.one(1, known?.entry)
        offset = try fields.one(2, known?.offset)
    }
}

/// All calls of one `ask`.
package struct Asking: Sendable, Body {
    package let calls: [Call]

    package init(_ calls: [Call]) { self.calls = calls }

    package init(_ fields: inout Fields, _ known: Asking?) throws {
        calls = try fields.all(1, known?.calls, limit: Call.limit)
    }
}

extension Call: Body {
    package init(_ fields: inout Fields, _ known: Call?) throws {
        self.init(
            note: try fields.one(1, known?.note), manifest: try fields.one(2, known?.manifest),
            things: try fields.things(3, known?.things), staged: try fields.optional(4, known?.staged),
            known: try fields.optional(5, known?.known))
    }
}

extension KnownTrail: Body {
    package init(_ fields: inout Fields, _ known: KnownTrail?) throws {
        self.init(caseID: try fields.one(1, known?.caseID), head: try fields.one(2, known?.head))
    }
}

extension ChainHead: Body {
    package init(_ fields: inout Fields, _ known: ChainHead?) throws {
        self.init(count: try fields.one(1, known?.count), digest: try fields.one(2, known?.digest))
    }
}

extension RosterItem: Body {
    package init(_ fields: inout Fields, _ known: RosterItem?) throws {
        self.init(
            note: try fields.one(1, known?.note), manifest: try fields.one(2, known?.manifest),
            things: try fields.things(3, known?.things))
    }
}

extension Thing: Body {
    package init(_ fields: inout Fields, _ known: Thing?) throws {
        self.init(
            sequence: try fields.one(1, known?.sequence), name: try fields.one(2, known?.name),
            bytes: try fields.one(3, known?.bytes))
    }
}

/// A checkpoint that somebody cosigned.
package struct Cosigned: Sendable, Body {
    package let handle: Handle
    package let checkpoint: [UInt8]

    package init(handle: Handle, checkpoint: [UInt8]) {
        self.handle = handle
        self.checkpoint = checkpoint
    }

    package init(_ fields: inout Fields, _ known: Cosigned?) throws {
        handle = try fields.one(1, known?.handle)
        checkpoint = try fields.one(2, known?.checkpoint)
    }
}

extension Standing: Body {
    package init(_ fields: inout Fields, _ known: Standing?) throws {
        self.init(
            checkpoint: try fields.one(1, known?.checkpoint), consistency: try fields.all(2, known?.consistency),
            witnessed: try fields.all(3, known?.witnessed), last: try fields.all(4, known?.last))
    }
}

extension Witnessed: Body {
    package init(_ fields: inout Fields, _ known: Witnessed?) throws {
        self.init(
            handle: try fields.one(1, known?.handle), note: try fields.one(2, known?.note),
            consistency: try fields.all(3, known?.consistency))
    }
}

extension ReleasedEntry: Body {
    package init(_ fields: inout Fields, _ known: ReleasedEntry?) throws {
        self.init(
            bytes: try fields.one(1, known?.bytes), inclusion: try fields.all(2, known?.inclusion),
            texts: try fields.things(3, known?.texts))
    }
}

// MARK: - Things by their names

/// A thing, named by its item alone.
struct NamedThing: Body {
    let name: ItemName
    let bytes: [UInt8]

    init(name: ItemName, bytes: [UInt8]) {
        self.name = name
        self.bytes = bytes
    }

    init(_ fields: inout Fields, _ known: NamedThing?) throws {
        name = try fields.one(1, known?.name)
        bytes = try fields.one(2, known?.bytes)
    }
}

extension Fields {
    /// In the order of their names' bytes, each once.
    mutating func things(_ tag: UInt8, _ known: [ItemName: [UInt8]]?) throws -> [ItemName: [UInt8]] {
        let listed = known.map { known in
            known.sorted { $0.key.text.utf8.lexicographicallyPrecedes($1.key.text.utf8) }
                .map { NamedThing(name: $0.key, bytes: $0.value) }
        }
        return Dictionary(try all(tag, listed, limit: Manifest.itemLimit).map { ($0.name, $0.bytes) }) { first, _ in
            first
        }
    }
}
