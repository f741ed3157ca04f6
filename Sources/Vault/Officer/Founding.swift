import Age
package import Casework
import Ledger
package import Sodium
package import Vocabulary

/// What founding a vault makes: the first request, and of an embedded one the custodian's seed.
package final class Founding {
    package let call: Call
    package let genesis: Genesis
    /// For the custodian, which lives in the same process. A served one has its own.
    package let seed: SharedSecret?

    package var vault: VaultID { genesis.vault }

    /// `cards` are those that the keys file names, one for each agency's admin; `founder` is one of them. `custodian` is the one that
    /// will serve the vault; without one it is embedded.
    package init(
        founder: PersonKey, charter: Charter, keysFile: [UInt8], cards: [Card], custodian: CustodianIdentity? = nil,
        at now: Instant
    ) throws {
        guard charter.admin(of: founder.handle.agency) == founder.handle else {
            throw VaultError.notAnAdmin(founder.handle)
        }
        for agency in charter.agencies {
            guard let card = cards.first(where: { $0.handle == agency.admin }),
                card.handle != founder.handle || card == founder.card
            else { throw VaultError.cardMismatch(agency.admin) }
        }
        let mode: Genesis.Mode
        let checkpointKey: VerifyingKey
        let seed: SharedSecret?
        if let custodian {
            (mode, checkpointKey, seed) = (.service(session: custodian.session), custodian.checkpoint, nil)
        } else {
            let made = SharedSecret(try Secret.makeRandom(byteCount: CustodianSeed.byteCount))
            let mailbox = try HybridIdentity(seed: try CustodianSeed.mailboxSeed(made.secret)).recipient.text
            checkpointKey = try CustodianSeed.checkpointKey(made.secret).verifyingKey
            (mode, seed) = (.embedded(mailbox: mailbox), made)
        }
        genesis = Genesis(
            name: charter.name, nonce: Digest(Random.bytes(32))!, mode: mode, custodian: checkpointKey,
            charter: Digest.of(charter.text),
            keysFile: Digest.of(keysFile),
            admins: cards.map { Genesis.Admin(handle: $0.handle, card: $0.digest) }, founded: now)
        self.seed = seed
        let vault = genesis.vault
        var note = try Note(text: genesis.text)
        try note.sign(as: founder.handle.text, with: founder.signing)
        var things: [ItemName: [UInt8]] = [
            .genesis: note.encoded, .charter: Array(charter.text.utf8), .keysFile: keysFile,
        ]
        let searchKey = try Secret.makeRandom(byteCount: 32)
        for card in cards {
            things[.card(card.handle)] = card.note.encoded
            things[.searchKey(for: card.handle)] = try KeyBundle.seal(
                header: KeyBundle.searchKey(vault, for: card.handle), keys: searchKey,
                to: [try Recipient(card.recipient)])
        }
        if let seed {
            things[.custodianSeed] = try KeyBundle.seal(
                header: KeyBundle.custodianSeed(vault), keys: seed.secret,
                to: try cards.map { try Recipient($0.recipient) })
        }
        let manifest = Manifest(things.map { Manifest.Item(name: $0.key, bytes: $0.value) })
        let request = Request(
            vault: vault, actor: founder.handle, role: .admin(of: founder.handle.agency), time: now, head: .empty,
            roster: .start, manifest: manifest.digest, action: .foundVault(genesis: vault))
        call = Call(note: try founder.sign(request).encoded, manifest: manifest, things: things)
    }
}

extension Founding {
    /// Whether the custodian founded just this vault: the one entry is the founder's request, and it signed the tree of it alone.
    package func check(_ reply: Reply) throws {
        guard let answer = reply.answers.first, reply.answers.count == 1,
            let entry = try? Entry(parsing: answer.entry), entry.note.encoded == call.note, entry.outcome.isAllowed,
            entry.sequence == 0, entry.isWithinRequest
        else { throw VaultError.tampered(.entry(sequence: 0)) }
        guard let key = try? NoteKey(name: genesis.origin, key: genesis.custodian),
            let note = try? Note(parsing: reply.checkpoint),
            let head = try? Checkpoint(verifying: note, origin: genesis.origin, key: key).head,
            head == TreeHead(size: 1, root: MerkleTree.leafHash(answer.entry))
        else { throw VaultError.tampered(.checkpoint) }
    }
}

extension PersonKey {
    /// The custodian's seed of an embedded vault, which is sealed to everybody who is enrolled.
    ///
    /// Throws `notEnrolled` where it is not sealed to this person.
    package func openCustodianSeed(_ file: [UInt8], of vault: VaultID) throws -> Secret {
        do {
            return try openSealed(file, header: KeyBundle.custodianSeed(vault), keyCount: 1)
        } catch AgeError.noMatch {
            throw VaultError.notEnrolled(handle)
        } catch {
            throw VaultError.tampered(.missing("custodian-seed"))
        }
    }
}
