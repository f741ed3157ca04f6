import Casework
import Ledger
import Sodium
import Testing
import Vocabulary

struct RosterTests {
    private func fault(_ item: RosterItem, on roster: Roster) -> CaseworkError.RosterFault? {
        var roster = roster
        let before = (roster.head, roster.people, roster.roleKeys, roster.joined)
        do {
            try roster.apply(item)
            return nil
        } catch CaseworkError.rosterRefused(let index, let fault) {
            #expect(index == before.0.count)
            // A refused link leaves nothing behind.
            #expect((roster.head, roster.people) == (before.0, before.1))
            #expect((roster.roleKeys, roster.joined) == (before.2, before.3))
            return fault
        } catch {
            #expect((roster.head, roster.people) == (before.0, before.1))
            return error is LedgerError ? .signature : .content
        }
    }

    private func changed(_ item: RosterItem, _ name: ItemName, to bytes: [UInt8]?) -> RosterItem {
        var things = item.things
        things[name] = bytes
        return RosterItem(note: item.note, manifest: item.manifest, things: things)
    }

    // MARK: The chain

    @Test func `a whole chain reduces to the same roster`() throws {
        let world = try World()
        let roster = try Roster(world.items)
        #expect(roster.head == world.roster.head)
        #expect(roster.head.count == world.items.count)
        #expect(roster.people == world.roster.people)
        #expect(roster.joined == Set(["dp2kbp3a", "unit-ppa", "kejaksaan"].map(agency)))
        #expect(roster.head == world.items.reduce(RosterHead.start) { $0.appending($1.note) })
    }

    @Test func `no link can be dropped, doubled or put elsewhere`() throws {
        let items = try World().items
        for index in items.indices.dropLast() {
            var dropped = items
            dropped.remove(at: index)
            #expect(refuses { _ = try Roster(dropped) })
            var doubled = items
            doubled.insert(items[index], at: index)
            #expect(refuses { _ = try Roster(doubled) })
            var swapped = items
            swapped.swapAt(index, index + 1)
            #expect(refuses { _ = try Roster(swapped) })
        }
        #expect(throws: CaseworkError.rosterRefused(index: 0, .genesis)) { try Roster([]) }
    }

    @Test func `a chain with a link missing at its end is another head`() throws {
        let world = try World()
        #expect(try Roster(world.items.dropLast()).head != world.roster.head)
    }

    @Test func `no byte of a link's note can be changed`() throws {
        let world = try World(enrolling: false)
        let item = try world.enrolment("siti@unit-ppa", ["penyidik"])
        for index in item.note.indices {
            var note = item.note
            note[index] ^= 1
            let edited = RosterItem(note: note, manifest: item.manifest, things: item.things)
            #expect(fault(edited, on: world.roster) != nil, "byte \(index)")
        }
        #expect(fault(item, on: world.roster) == nil)
    }

    @Test func `a link must be signed by the one who is named in it`() throws {
        let world = try World(enrolling: false)
        let item = try world.enrolment("siti@unit-ppa", ["penyidik"])
        let request = try Request(parsing: Note(parsing: item.note).text)
        let resigned = try world.note(request, signer: handle("admin@kejaksaan")).encoded
        #expect(
            fault(RosterItem(note: resigned, manifest: item.manifest, things: item.things), on: world.roster)
                == .signature)
        // The right name over another key's signature.
        var forged = try Note(text: request.text)
        let key = try SigningKey(seed: try Secret.makeRandom(byteCount: 32))
        try forged.sign(as: "admin@unit-ppa", with: key)
        #expect(
            fault(RosterItem(note: forged.encoded, manifest: item.manifest, things: item.things), on: world.roster)
                == .signature)
        // A second signature would make a second text for one link.
        var twice = try Note(parsing: item.note)
        try twice.add(try Note(parsing: resigned).signatures[0])
        #expect(
            fault(RosterItem(note: twice.encoded, manifest: item.manifest, things: item.things), on: world.roster)
                == .chain)
        let unsigned = Array(request.text.utf8) + [0x0a]
        #expect(
            fault(RosterItem(note: unsigned, manifest: item.manifest, things: item.things), on: world.roster)
                == .signature)
    }

    @Test func `a link of another vault, of an old head, or with another manifest is refused`() throws {
        let world = try World()
        let newcomer = try world.enrolment("baru@unit-ppa", ["penyidik"])
        let request = try Request(parsing: Note(parsing: newcomer.note).text)
        let foreign = try world.item(
            request.action, by: "admin@unit-ppa", things: newcomer.things, vault: VaultID(Digest.of("other")))
        #expect(fault(foreign, on: world.roster) == .chain)
        let old = try world.item(request.action, by: "admin@unit-ppa", things: newcomer.things, roster: .start)
        #expect(fault(old, on: world.roster) == .chain)
        let other = RosterItem(note: newcomer.note, manifest: Manifest([]), things: newcomer.things)
        #expect(fault(other, on: world.roster) == .chain)
    }

    @Test func `a request that changes no roster is no link`() throws {
        let world = try World()
        #expect(fault(try world.item(.verifyVault, by: "admin@unit-ppa"), on: world.roster) == .content)
        let founding = Action.foundVault(genesis: world.genesis.vault)
        #expect(fault(try world.item(founding, by: "admin@unit-ppa"), on: world.roster) == .content)
    }

    @Test func `only an admin's link is taken`() throws {
        let world = try World()
        let newcomer = try world.enrolment("baru@unit-ppa", ["penyidik"])
        let action = try Request(parsing: Note(parsing: newcomer.note).text).action
        for (actor, asRole) in [
            ("siti@unit-ppa", "unit-ppa/penyidik"), ("siti@unit-ppa", "unit-ppa/admin"),
            ("admin@unit-ppa", "dp2kbp3a/admin"), ("dedi@unit-ppa", "unit-ppa/penyidik"),
            ("nobody@unit-ppa", "unit-ppa/admin"),
        ] {
            let item = try world.item(action, by: actor, as: role(asRole), things: newcomer.things)
            #expect(fault(item, on: world.roster) == .notAdmin)
        }
    }

    // MARK: Enrolments

    @Test func `an enrolment has the fault that it has`() throws {
        let world = try World()
        let card = try world.card("baru@unit-ppa")
        let things: [ItemName: [UInt8]] = [.card(card.handle): card.note.encoded]
        func enrol(
            _ person: String = "baru@unit-ppa", _ roles: [String] = ["unit-ppa/penyidik"], by admin: String? = nil,
            keys: [RoleGeneration] = [], things extra: [ItemName: [UInt8]] = [:]
        ) throws -> CaseworkError.RosterFault? {
            let card = try world.card(person)
            let all = things.merging([.card(card.handle): card.note.encoded]) { $1 }.merging(extra) { $1 }
            let item = try world.item(
                .enroll(card.handle, roles: roles.map(role), card: card.digest, newKeys: keys),
                by: admin ?? "admin@unit-ppa", things: all)
            return fault(item, on: world.roster)
        }
        #expect(try enrol() == nil)
        #expect(try enrol("siti@unit-ppa") == .handleTaken)
        #expect(try enrol("dedi@unit-ppa") == .handleTaken)
        #expect(try enrol(by: "admin@kejaksaan") == .foreignAgency)
        #expect(try enrol("baru@unit-ppa", ["dp2kbp3a/pendamping"]) == .unknownRole)
        #expect(try enrol("baru@unit-ppa", ["unit-ppa/admin"]) == .unknownRole)
        #expect(try enrol("baru@unit-ppa", ["unit-ppa/sopir"]) == .unknownRole)
        #expect(try enrol("baru@unit-ppa", []) == .unknownRole)
        #expect(try enrol("baru@unit-ppa", ["unit-ppa/kanit", "unit-ppa/kanit"]) == .unknownRole)
        // A role that has a key gets none at an enrolment.
        let key = RoleGeneration(role: World.penyidik, generation: 3)
        #expect(try enrol(keys: [key], things: [.roleKey(key): world.freshRecipient()]) == .roleKeyMissing)
    }

    @Test func `a role's first key comes with its first member`() throws {
        let world = try World(enrolling: false)
        let card = try world.card("siti@unit-ppa")
        func enrol(_ keys: [RoleGeneration], _ recipients: [RoleGeneration: String]) throws -> CaseworkError
            .RosterFault?
        {
            var things: [ItemName: [UInt8]] = [.card(card.handle): card.note.encoded]
            for (key, recipient) in recipients { things[.roleKey(key)] = Array(recipient.utf8) }
            let roles = [World.penyidik, role("unit-ppa/kanit")]
            let item = try world.item(
                .enroll(card.handle, roles: roles, card: card.digest, newKeys: keys), by: "admin@unit-ppa",
                things: things)
            return fault(item, on: world.roster)
        }
        let first = RoleGeneration(role: World.penyidik, generation: 1)
        let second = RoleGeneration(role: World.penyidik, generation: 2)
        let chief = RoleGeneration(role: role("unit-ppa/kanit"), generation: 1)
        let foreign = RoleGeneration(role: World.owner, generation: 1)
        #expect(try enrol([first, chief], [first: recipient("a"), chief: recipient("b")]) == nil)
        #expect(try enrol([], [:]) == .roleKeyMissing)
        #expect(try enrol([first], [first: recipient("a")]) == .roleKeyMissing)
        #expect(try enrol([first, chief], [first: recipient("a")]) == .roleKeyMissing)
        #expect(try enrol([second, chief], [second: recipient("a"), chief: recipient("b")]) == .roleKeyMissing)
        #expect(try enrol([first, chief, foreign], [first: recipient("a"), chief: recipient("b")]) == .roleKeyMissing)
        #expect(try enrol([first, first], [first: recipient("a")]) == .roleKeyMissing)
        #expect(try enrol([first, chief], [first: "age1a", chief: recipient("b")]) == .roleKeyMissing)
        #expect(try enrol([first, chief], [first: recipient("a") + "\n", chief: recipient("b")]) == .roleKeyMissing)
        // One key for two roles would be one role.
        #expect(try enrol([first, chief], [first: recipient("a"), chief: recipient("a")]) == .roleKeyMissing)
    }

    @Test func `a public thing that is not the signed one is refused`() throws {
        let world = try World(enrolling: false)
        let item = try world.enrolment("siti@unit-ppa", ["penyidik"])
        let other = try World(enrolling: false).card("siti@unit-ppa")
        let name = ItemName.card(handle("siti@unit-ppa"))
        let key = ItemName.roleKey(RoleGeneration(role: World.penyidik, generation: 1))
        #expect(fault(changed(item, name, to: other.note.encoded), on: world.roster) == .content)
        #expect(fault(changed(item, name, to: nil), on: world.roster) == .content)
        #expect(fault(changed(item, key, to: Array("age1pq1evil".utf8)), on: world.roster) == .roleKeyMissing)
        #expect(fault(changed(item, key, to: nil), on: world.roster) == .roleKeyMissing)
        // A card of somebody else under the name of the one who is enrolled, all of it signed by the admin.
        let budi = try world.card("budi@unit-ppa")
        let misnamed = try world.item(
            .enroll(handle("siti@unit-ppa"), roles: [World.penyidik], card: budi.digest, newKeys: []),
            by: "admin@unit-ppa", things: [name: budi.note.encoded])
        #expect(fault(misnamed, on: world.roster) == .content)
    }

    @Test func `an agency enrols nobody before its admin has signed the genesis`() throws {
        let world = try World(joining: [], enrolling: false)
        #expect(fault(try world.enrolment("siti@unit-ppa", ["penyidik"]), on: world.roster) == .genesis)
        try world.apply(try world.join("unit-ppa"))
        #expect(fault(try world.enrolment("siti@unit-ppa", ["penyidik"]), on: world.roster) == nil)
        #expect(fault(try world.join("unit-ppa"), on: world.roster) == .alreadyDone)
    }

    @Test func `joining takes the admin's own signature on the founder's words`() throws {
        let world = try World(joining: [], enrolling: false)
        func join(_ genesis: [UInt8]?, id: VaultID? = nil) throws -> CaseworkError.RosterFault? {
            let item = try world.item(
                .joinVault(genesis: id ?? world.genesis.vault), by: "admin@unit-ppa",
                things: genesis.map { [.genesis: $0] } ?? [:])
            return fault(item, on: world.roster)
        }
        let text = world.genesis.text
        #expect(try join(world.signed(text, by: "admin@unit-ppa")) == nil)
        #expect(try join(world.signed(text, by: "admin@kejaksaan")) == .signature)
        #expect(try join(world.signed(text + "more\n", by: "admin@unit-ppa")) == .genesis)
        #expect(try join(nil) == .content)
        let other = VaultID(Digest.of("other"))
        #expect(try join(world.signed(text, by: "admin@unit-ppa"), id: other) == .alreadyDone)
    }

    // MARK: Dismissals

    @Test func `a dismissal gives every role of the person a new key`() throws {
        let world = try World()
        let head = RoleGeneration(role: World.kepala, generation: 2)
        let owner = RoleGeneration(role: World.owner, generation: 3)
        func dismiss(
            _ keys: [RoleGeneration], _ recipients: [String] = [recipient("x"), recipient("y")],
            of person: String = "rani@dp2kbp3a"
        ) throws -> CaseworkError.RosterFault? {
            var things: [ItemName: [UInt8]] = [:]
            for (key, recipient) in zip(keys, recipients) { things[.roleKey(key)] = Array(recipient.utf8) }
            let action = Action.dismiss(handle(person), reason: Digest.of("r"), newKeys: keys)
            return fault(try world.item(action, by: "admin@dp2kbp3a", things: things), on: world.roster)
        }
        #expect(try dismiss([head, owner]) == nil)
        #expect(try dismiss([]) == .roleKeyMissing)
        #expect(try dismiss([head]) == .roleKeyMissing)
        #expect(try dismiss([owner]) == .roleKeyMissing)
        #expect(try dismiss([head, RoleGeneration(role: World.owner, generation: 2)]) == .roleKeyMissing)
        #expect(try dismiss([head, RoleGeneration(role: World.owner, generation: 4)]) == .roleKeyMissing)
        #expect(try dismiss([head, owner], [recipient("x")]) == .roleKeyMissing)
        // The key that the person who leaves knows is no new key.
        let known = try #require(world.roster.recipient(of: RoleGeneration(role: World.owner, generation: 2)))
        #expect(try dismiss([head, owner], [recipient("x"), known]) == .roleKeyMissing)
        #expect(try dismiss([], of: "siti@unit-ppa") == .foreignAgency)
        #expect(try dismiss([], of: "dodo@dp2kbp3a") == .unknownPerson)
        #expect(try dismiss([], of: "nobody@dp2kbp3a") == .unknownPerson)
        #expect(try dismiss([], of: "admin@dp2kbp3a") == .unknownPerson)
    }

    @Test func `who was dismissed is no member, and their roles' old keys stay known`() throws {
        let world = try World()
        #expect(!world.roster.members(of: World.owner).contains(handle("dodo@dp2kbp3a")))
        #expect(!world.roster.activePeople().contains(handle("dodo@dp2kbp3a")))
        #expect(world.roster.currentKey(of: World.owner)?.generation == 2)
        let recipients = (0...3).map {
            world.roster.recipient(of: RoleGeneration(role: World.owner, generation: $0))
        }
        #expect(recipients[0] == nil && recipients[3] == nil)
        #expect(recipients[1] != nil && recipients[2] != nil && recipients[1] != recipients[2])
        let dismissed = try #require(world.roster.people[handle("dodo@dp2kbp3a")]?.dismissed)
        #expect(world.roster.hasLost(memberOf: World.owner, persons: [], since: dismissed))
        #expect(!world.roster.hasLost(memberOf: World.owner, persons: [], since: dismissed + 1))
        #expect(!world.roster.hasLost(memberOf: World.kepala, persons: [], since: 0))
        #expect(world.roster.hasLost(memberOf: World.owner, persons: [handle("dodo@dp2kbp3a")], since: 0))
        #expect(!world.roster.hasLost(memberOf: World.owner, persons: [handle("ani@dp2kbp3a")], since: 0))
    }

    // MARK: The founding

    @Test func `a founding is refused when any of its things is not the signed one`() throws {
        let item = try World(enrolling: false).items[0]
        let other = try World(enrolling: false).items[0]
        for name in item.things.keys {
            #expect(refuses { _ = try Roster(founding: changed(item, name, to: nil)) })
            #expect(refuses { _ = try Roster(founding: changed(item, name, to: [])) })
            if other.things[name] != item.things[name] {
                #expect(refuses { _ = try Roster(founding: changed(item, name, to: other.things[name])) })
                // With a manifest to match, which nobody signed.
                var things = item.things
                things[name] = other.things[name]
                #expect(
                    refuses {
                        _ = try Roster(
                            founding: RosterItem(note: item.note, manifest: World.manifest(things), things: things))
                    })
            }
        }
        #expect(throws: Never.self) { try Roster(founding: item) }
        #expect(
            refuses {
                _ = try Roster(founding: RosterItem(note: other.note, manifest: item.manifest, things: item.things))
            })
    }

    @Test func `only an admin of the charter founds`() throws {
        let world = try World(enrolling: false)
        let action = Action.foundVault(genesis: world.genesis.vault)
        for (actor, asRole) in [("siti@unit-ppa", "unit-ppa/admin"), ("admin@unit-ppa", "unit-ppa/penyidik")] {
            let item = try world.item(
                action, by: actor, as: role(asRole), things: world.items[0].things, roster: .start)
            #expect(throws: CaseworkError.rosterRefused(index: 0, .notAdmin)) { try Roster(founding: item) }
        }
        // Another admin than the one whose signature the genesis bears.
        let item = try world.item(action, by: "admin@unit-ppa", things: world.items[0].things, roster: .start)
        #expect(refuses { _ = try Roster(founding: item) })
    }
}
