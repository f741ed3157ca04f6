import Age
import Casework
import Ledger
import Sodium
import Vocabulary

/// The keys that a person holds: their own, and what is sealed to them of the roles and of the vault.
final class OwnKeys {
    let person: PersonKey
    let vault: VaultID
    /// Everything that was sealed to this person, as the custodian keeps it.
    private var sealed: [Thing]
    /// As the officer has it.
    var history: RosterHistory
    private var roles: [RoleGeneration: RoleKey] = [:]

    /// The key pair of a role's generation, and the key under which its members keep compartment keys.
    final class RoleKey: Sendable {
        let identity: HybridIdentity
        let wrapKey: Secret

        init(seed: consuming Secret) throws {
            wrapKey = try HKDF.derive(from: seed, info: "brankas/v1 wrap")
            identity = try HybridIdentity(seed: seed)
        }
    }

    init(of person: PersonKey, in vault: VaultID, sealed: [Thing], history: RosterHistory) {
        self.person = person
        self.vault = vault
        self.sealed = sealed
        self.history = history
    }

    /// What is sealed to them is now this.
    func renew(sealed: [Thing]) { self.sealed = sealed }

    /// More was sealed to them, by a link that they added to the roster.
    func add(_ things: [Thing]) { sealed += things }

    // MARK: Roles

    /// The key of a role's generation. Its recipient must be the one in the signed roster entry.
    func role(_ generation: RoleGeneration) throws -> RoleKey {
        if let known = roles[generation] { return known }
        let name = ItemName.roleSeed(generation, for: person.handle)
        guard let thing = thing(name) else {
            let isThere = sealed.contains { $0.name == name }
            throw VaultError.tampered(isThere ? .roleSeed(generation) : .missing(name.text))
        }
        let key: RoleKey
        do {
            let seed = try KeyBundle.open(
                thing.bytes, header: KeyBundle.roleSeed(vault, generation, for: person.handle), keyCount: 1,
                with: person.identity)
            key = try RoleKey(seed: seed)
        } catch {
            throw VaultError.tampered(.roleSeed(generation))
        }
        guard try key.identity.recipient.text == history.latest.recipient(of: generation) else {
            throw VaultError.tampered(.roleSeed(generation))
        }
        roles[generation] = key
        return key
    }

    /// Opens a key bundle that was sealed to `holder`, who this person is or whose member.
    func open(_ box: [UInt8], header: String, keyCount: Int, for holder: Holder) throws -> Secret {
        switch holder {
        case .owner(let generation), .granted(_, let generation):
            try KeyBundle.open(box, header: header, keyCount: keyCount, with: try role(generation).identity)
        case .person: try KeyBundle.open(box, header: header, keyCount: keyCount, with: person.identity)
        }
    }

    /// All keys of a grant's envelope, end to end, checked against the terms that were signed.
    func envelope(_ box: [UInt8], of grant: CaseState.Grant) throws -> Secret {
        do {
            return try open(
                box, header: KeyBundle.grant(vault, grant.terms, granter: grant.granter),
                keyCount: KeyBundle.keys(of: grant.terms).count, for: grant.holder(for: person.handle))
        } catch let error as VaultError {
            throw error
        } catch {
            throw VaultError.tampered(.envelope(grant.terms.grant))
        }
    }

    /// Lends the symmetric key under which `holder` keeps compartment keys.
    func withWrapKey<R: ~Copyable>(of holder: Holder, _ body: (borrowing Secret) throws -> R) throws -> R {
        switch holder {
        case .owner(let generation), .granted(_, let generation): try body(try role(generation).wrapKey)
        case .person: try body(person.wrapKey)
        }
    }

    // MARK: The vault

    /// The key under which search terms become tokens. Throws `noSearchKey` where no role of theirs searches.
    func searchKey() throws -> Secret {
        let name = ItemName.searchKey(for: person.handle)
        guard let thing = thing(name) else {
            // Where a signed manifest lists one, it was withheld or exchanged.
            guard isListed(name, where: { _ in true }) else { throw VaultError.noSearchKey }
            throw VaultError.tampered(.missing("search-key"))
        }
        do {
            return try KeyBundle.open(
                thing.bytes, header: KeyBundle.searchKey(vault, for: person.handle), keyCount: 1,
                with: person.identity)
        } catch {
            throw VaultError.tampered(.missing("search-key"))
        }
    }

    /// What is sealed to this person under `name`, if the founder or the own agency's admin signed a manifest with it.
    ///
    /// Anybody can seal to a public key: a search key of the operator's would show them what is searched for.
    private func thing(_ name: ItemName) -> Thing? {
        sealed.last { thing in
            thing.name == name && isListed(name) { $0 == Digest.of(thing.bytes) }
        }
    }

    /// Whether such a signed manifest lists `name` with a hash that passes.
    private func isListed(_ name: ItemName, where passes: (Digest) -> Bool) -> Bool {
        history.items.enumerated().contains { index, item in
            guard let listed = item.manifest.item(name), passes(listed.digest) else { return false }
            if index == 0 { return true }
            guard let note = try? Note(parsing: item.note), let request = try? Request(parsing: note.text) else {
                return false
            }
            return request.actor.agency == person.handle.agency
        }
    }
}
