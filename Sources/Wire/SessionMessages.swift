package import Casework
package import Ledger
package import Sodium
package import Vocabulary

// How a session begins (docs/format.md, "Session"): each body is one list of fields, in the order of its tags.

/// Who wants to speak with which vault, in which of these versions.
package struct Hello: Sendable, Body {
    package let versions: [UInt64]
    package let vault: VaultID
    package let handle: Handle
    /// 32 random bytes.
    package let nonce: Digest

    /// The versions of the stream that this program speaks, on either side.
    package static let spoken: [UInt64] = [1]
    static let versionLimit = 16

    package init(versions: [UInt64], vault: VaultID, handle: Handle, nonce: Digest) {
        self.versions = versions
        self.vault = vault
        self.handle = handle
        self.nonce = nonce
    }

    package init(_ fields: inout Fields, _ known: Hello?) throws {
        versions = try fields.all(1, known?.versions, limit: Self.versionLimit)
        vault = VaultID(try fields.one(2, known?.vault.digest))
        handle = try fields.one(3, known?.handle)
        nonce = try fields.one(4, known?.nonce)
    }
}

/// The custodian's answer, by which it is known to be the vault's: the text that hashes to the vault's id names its key.
package struct SessionOffer: Sendable, Body {
    package let genesis: String
    /// A signed `SessionNote`.
    package let note: [UInt8]

    package init(genesis: String, note: [UInt8]) {
        self.genesis = genesis
        self.note = note
    }

    package init(_ fields: inout Fields, _ known: SessionOffer?) throws {
        genesis = try fields.one(1, known?.genesis)
        note = try fields.one(2, known?.note)
    }
}

/// The officer's, by which they are known to be the person of their card.
package struct SessionProof: Sendable, Body {
    /// A signed `OfficerNote`.
    package let note: [UInt8]
    /// The tree head that the officer last verified.
    package let head: TreeHead
    /// The signed checkpoint that says it: by this a custodian with an older ledger is convicted by itself.
    package let checkpoint: [UInt8]?

    package init(note: [UInt8], head: TreeHead, checkpoint: [UInt8]? = nil) {
        self.note = note
        self.head = head
        self.checkpoint = checkpoint
    }

    package init(_ fields: inout Fields, _ known: SessionProof?) throws {
        note = try fields.one(1, known?.note)
        head = TreeHead(size: try fields.one(2, known?.head.size), root: try fields.one(3, known?.head.root))
        checkpoint = try fields.optional(4, known?.checkpoint)
    }
}

/// From here on it is known who asks.
package struct SessionReady: Sendable, Body {
    /// SHA-256 of the custodian's signed note.
    package let session: Digest
    package let state: PersonState
    /// The answer to a greeting, for whom the vault is open; nil where it is another than the ledger that they know.
    package let welcome: Welcome?
    /// For whom it is not: the role by which they are known, in which they may leave word.
    package let role: RoleName?

    package init(session: Digest, state: PersonState, welcome: Welcome?, role: RoleName?) {
        self.session = session
        self.state = state
        self.welcome = welcome
        self.role = role
    }

    package init(_ fields: inout Fields, _ known: SessionReady?) throws {
        session = try fields.one(1, known?.session)
        state = try fields.one(2, known?.state)
        welcome = try fields.optional(3, known?.welcome)
        role = try fields.optional(4, known?.role)
        guard welcome == nil || state == .active, (role == nil) == (state == .active) else {
            throw WireError.malformed(tag: 2)
        }
    }
}

/// Signed bytes by themselves: word that somebody leaves.
package struct LeftWord: Sendable, Body {
    package let note: [UInt8]

    package init(note: [UInt8]) { self.note = note }

    package init(_ fields: inout Fields, _ known: LeftWord?) throws { note = try fields.one(1, known?.note) }
}

/// The public half of a custodian that has no vault yet.
package struct Unfounded: Sendable, Body {
    package let identity: String

    package init(_ identity: CustodianIdentity) { self.identity = identity.text }

    package init(_ fields: inout Fields, _ known: Unfounded?) throws {
        identity = try fields.one(1, known?.identity)
    }
}

/// The vault's first request, and what it lists.
package struct FoundingCall: Sendable, Body {
    package let call: Call

    package init(_ call: Call) { self.call = call }

    package init(_ fields: inout Fields, _ known: FoundingCall?) throws { call = try fields.one(1, known?.call) }
}

extension PersonState: Field {}
