import Age
package import Casework
import Ledger
package import Sodium
package import Vocabulary

/// What founding a vault makes: the first request, and the custodian's seed.
package final class Founding {
    package let call: Call
    package let vault: VaultID
    /// For the custodian, which lives in the same process.
    package let seed: Secret

    /// `cards` are those that the keys file names, one for each agency's admin; `founder` is one of them.
    package init(
        founder: PersonKey, charter: Charter, keysFile: [UInt8], cards: [Card], at now: Instant
    ) throws {
        guard charter.admin(of: founder.handle.agency) == founder.handle else {
            throw VaultError.notAnAdmin(founder.handle)
        }
        for agency in charter.agencies {
            guard let card = cards.first(where: { $0.handle == agency.admin }),
                card.handle != founder.handle || card == founder.card
            else { throw VaultError.cardMismatch(agency.admin) }
        }
        seed = try Secret.makeRandom(byteCount: CustodianSeed.byteCount)
        let genesis = Genesis(
            name: charter.name, nonce: Digest(Random.bytes(32))!, mode: .embedded,
            custodian: try CustodianSeed.checkpointKey(seed).verifyingKey,
            mailbox: try HybridIdentity(seed: try CustodianSeed.mailboxSeed(seed)).recipient.text,
            charter: Digest.of(charter.text),
            keysFile: Digest.of(keysFile),
            admins: cards.map { Genesis.Admin(handle: $0.handle, card: $0.digest) }, founded: now)
        vault = genesis.vault
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
        things[.custodianSeed] = try KeyBundle.seal(
            header: KeyBundle.custodianSeed(vault), keys: seed, to: try cards.map { try Recipient($0.recipient) })
        let manifest = Manifest(things.map { Manifest.Item(name: $0.key, bytes: $0.value) })
        let request = Request(
            vault: vault, actor: founder.handle, role: .admin(of: founder.handle.agency), time: now, head: .empty,
            roster: .start, manifest: manifest.digest, action: .foundVault(genesis: vault))
        call = Call(note: try founder.sign(request).encoded, manifest: manifest, things: things)
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
