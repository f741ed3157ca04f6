import Age
import Casework
import Ledger
import Sodium
import Testing
import Vocabulary

@testable import Custodian
@testable import Vault

/// An operator who swaps public keys, hides dismissals, or seals seeds and keys of their own to an officer.
struct PoisonedRosterTests {
    private func greet(
        _ world: World, as who: Who = .sari, isKnown: Bool = true, _ lie: @escaping (Welcome) throws -> Welcome
    ) throws -> Officer {
        let liar = LyingCustody(try world.custodian)
        liar.welcome = lie
        if isKnown { _ = try world.officer(who) }
        return try world.officer(who, through: liar)
    }

    private func changing(
        _ items: [RosterItem], _ name: ItemName, _ change: ([UInt8]) throws -> [UInt8]
    ) throws -> [RosterItem] {
        try items.map { item in
            guard let bytes = item.things[name] else { return item }
            return RosterItem(
                note: item.note, manifest: item.manifest,
                things: item.things.merging([name: try change(bytes)]) { $1 })
        }
    }

    @Test func `a recipient or a card that is not the signed one is noticed`() throws {
        let world = try World()
        let own = try HybridIdentity(seed: try Secret.makeRandom(byteCount: 32)).recipient.text
        let key = ItemName.roleKey(RoleGeneration(role: .investigator, generation: 1))
        let card = try PersonKey.make(handle: Who.siti.handle, name: "Siti").card.note.encoded
        for isKnown in [true, false] {
            expectTampered(.roster, "a role's recipient") {
                _ = try greet(world, isKnown: isKnown) {
                    $0.with(roster: try changing($0.roster, key) { _ in Array(own.utf8) })
                }
            }
            expectTampered(.roster, "a person's card") {
                _ = try greet(world, isKnown: isKnown) {
                    $0.with(roster: try changing($0.roster, .card(Who.siti.handle)) { _ in card })
                }
            }
            expectTampered(.roster, "the charter") {
                _ = try greet(world, isKnown: isKnown) {
                    $0.with(roster: try changing($0.roster, .charter) { $0.flipping(bit: 2_000) })
                }
            }
            // With the manifest made to fit, the signature does not.
            expectTampered(.roster, "a recipient with its manifest") {
                _ = try greet(world, isKnown: isKnown) { welcome in
                    welcome.with(
                        roster: welcome.roster.map { item in
                            guard item.things[key] != nil else { return item }
                            let bytes = Array(own.utf8)
                            let manifest = Manifest(
                                item.manifest.items.map { $0.name == key ? .init(name: key, bytes: bytes) : $0 })
                            return RosterItem(
                                note: item.note, manifest: manifest, things: item.things.merging([key: bytes]) { $1 })
                        })
                }
            }
        }
    }

    @Test func `an enrolment left out, doubled or moved is noticed`() throws {
        let world = try World()
        let count = try world.officer(.sari).roster.head.count
        for index in 0..<count - 1 {
            expectTampered(.roster, "item \(index) left out") {
                _ = try greet(world) { welcome in
                    var items = welcome.roster
                    items.remove(at: index)
                    return welcome.with(roster: items)
                }
            }
            expectTampered(.roster, "items \(index) and \(index + 1) swapped") {
                _ = try greet(world) { welcome in
                    var items = welcome.roster
                    items.swapAt(index, index + 1)
                    return welcome.with(roster: items)
                }
            }
        }
        expectTampered(.roster, "doubled") {
            _ = try greet(world) { $0.with(roster: $0.roster + [$0.roster[count - 1]]) }
        }
        expectTampered(.roster, "empty") { _ = try greet(world) { $0.with(roster: []) } }
    }

    @Test func `a dismissal that an officer has seen can't be hidden from them again`() throws {
        let world = try World()
        try world.dismiss(.budi)
        expectTampered(.roster) { _ = try greet(world) { $0.with(roster: $0.roster.dropLast()) } }
    }

    @Test func `a roster of another vault is another vault's`() throws {
        let world = try World()
        let other = try Template.founded.get()
        let foreign = try World(copying: other)
        let welcome = try foreign.custodian.greet(Greeting(handle: Who.officeAdmin.handle, head: .empty))
        expectTampered(.otherVault) {
            _ = try greet(world, isKnown: false) { _ in welcome }
        }
    }

    @Test func `an enrolment signed by somebody who is no admin is noticed`() throws {
        let world = try World()
        let stranger = try PersonKey.make(handle: try Handle("eko@unit-ppa"), name: "Eko")
        let call = try world.call(
            .enroll(stranger.handle, roles: [.investigator], card: stranger.card.digest, newKeys: []), as: .siti,
            things: [.card(stranger.handle): stranger.card.note.encoded])
        for signer in [call.note, try world.call(.verifyVault, as: .policeAdmin).note] {
            let item = RosterItem(note: signer, manifest: call.manifest, things: call.things)
            expectTampered(.roster) { _ = try greet(world) { $0.with(roster: $0.roster + [item]) } }
        }
    }

    // MARK: What is sealed to a person

    /// Seals `keys` to an officer as the roster would, without anybody's signature: anybody can.
    private func sealed(_ header: String, to who: Who, _ world: World, keys: borrowing Secret) throws -> [UInt8] {
        try KeyBundle.seal(
            header: header, keys: keys, to: [try Recipient(try world.key(who).card.recipient)])
    }

    private func replacing(_ name: ItemName, in welcome: Welcome, with bytes: [UInt8]) -> Welcome {
        welcome.with(
            sealed: welcome.sealed.map {
                $0.name == name ? Thing(sequence: $0.sequence, name: name, bytes: bytes) : $0
            })
    }

    @Test func `a seed of another role, or one of the operator's, is noticed`() throws {
        let world = try World()
        let id = try world.makeCase()
        let record = try world.add(content(1), to: id)
        let generation = RoleGeneration(role: .companion, generation: 1)
        let name = ItemName.roleSeed(generation, for: Who.sari.handle)
        let header = KeyBundle.roleSeed(world.vault, generation, for: Who.sari.handle)
        let own = try sealed(header, to: .sari, world, keys: try Secret.makeRandom(byteCount: 32))
        let foreign = try world.custodian.greet(Greeting(handle: Who.siti.handle, head: .empty)).sealed.first {
            $0.name.text.hasPrefix("role-seed")
        }
        for bytes in [own, try #require(foreign).bytes, [], Random.bytes(2_000)] {
            let sink = Sink()
            let officer = try greet(world) { replacing(name, in: $0, with: bytes) }
            expectTampered(.roleSeed(generation)) {
                _ = try officer.open(record, purpose: .penyidikan, to: sink.take)
            }
            #expect(sink.count == 0)
        }
        let officer = try greet(world) { $0.with(sealed: []) }
        expectTampered(.missing(name.text)) {
            _ = try officer.open(record, purpose: .penyidikan) { _ in }
        }
    }

    @Test func `a search key of the operator's is not searched with`() throws {
        // With a search key of their own, the operator could try all NIKs against the tokens that officers send.
        let world = try World()
        let name = ItemName.searchKey(for: Who.sari.handle)
        let key = try Secret.makeRandom(byteCount: 32)
        let own = try sealed(KeyBundle.searchKey(world.vault, for: Who.sari.handle), to: .sari, world, keys: key)
        let token = HMAC.authenticate(Array("nik 1609".utf8), key: key)
        let lies: [(Welcome) -> Welcome] = [
            { replacing(name, in: $0, with: own) },
            { $0.with(sealed: $0.sealed + [Thing(sequence: 0, name: name, bytes: own)]) },
        ]
        for lie in lies {
            let liar = LyingCustody(try world.custodian)
            liar.welcome = lie
            let officer = try world.officer(.sari, through: liar)
            _ = try? officer.find(.nik, terms: ["nik 1609"], purpose: .pelaporan)
            let id = try world.makeCase()
            _ = try? officer.addIdentity(
                id, NewIdentity(json: world.identity("Bunga"), spokenOf: [], terms: ["nik 1609"]))
            #expect(!liar.calls.joined().contains { $0.things.values.contains(token) })
        }
    }

    @Test func `a colleague can't plant a seed or a search key for somebody else`() throws {
        let world = try World()
        let key = try Secret.makeRandom(byteCount: 32)
        let victim = Who.sari.handle
        let generation = RoleGeneration(role: .companion, generation: 1)
        let things: [ItemName: [UInt8]] = [
            .searchKey(for: victim): try sealed(
                KeyBundle.searchKey(world.vault, for: victim), to: .sari, world, keys: key),
            .roleSeed(generation, for: victim): try sealed(
                KeyBundle.roleSeed(world.vault, generation, for: victim), to: .sari, world, keys: key),
        ]
        for (name, bytes) in things {
            _ = try? world.custodian.ask([try world.call(.verifyVault, as: .siti, things: [name: bytes])])
        }
        // An admin of another agency, in an enrolment that is theirs to make.
        let eko = try PersonKey.make(handle: try Handle("eko@unit-ppa"), name: "Eko")
        let liar = LyingCustody(try world.custodian)
        let admin = try world.officer(.policeAdmin, through: liar)
        let card: [ItemName: [UInt8]] = [.card(eko.handle): eko.card.note.encoded]
        _ = try? admin.ask(
            .enroll(eko.handle, roles: [.investigator], card: eko.card.digest, newKeys: []),
            as: .admin(of: eko.handle.agency), things: things.merging(card) { $1 })

        let id = try world.makeCase()
        let record = try world.add(content(1), to: id)
        #expect(try world.read(record) == content(1))
        try world.addIdentity("Bunga", to: id, tokens: ["nik 1609"])
        let found = try world.officer(.siti).find(.nik, terms: ["nik 1609"], purpose: .penyidikan).matches
        #expect(found.map(\.caseID) == [id])
    }
}
