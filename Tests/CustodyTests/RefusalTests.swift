import Casework
import Files
import Ledger
import Sodium
import Testing
import Vocabulary

@testable import Custodian
@testable import Vault

/// What the custodian answers to requests that no honest program sends, and what of it stands in the ledger.
struct RefusalTests {
    @Test func `a call that was carried out is not carried out again`() throws {
        let world = try World()
        let liar = LyingCustody(try world.custodian)
        _ = try world.officer(.sari, through: liar).createCase(.object([]))
        let size = try world.ledgerSize
        expectRefusal("replayed") { _ = try world.custodian.ask(liar.calls[0]) }
        world.clock.advance(seconds: 121)
        expectRefusal("notFresh") { _ = try world.custodian.ask(liar.calls[0]) }
        #expect(try world.ledgerSize == size)
    }

    @Test func `a request lives for two minutes, and one from the future for one`() throws {
        let world = try World()
        let now = world.clock.now
        for (offset, isTaken) in [(-121, false), (-120, true), (60, true), (61, false)] {
            let call = try world.call(.verifyVault, as: .sari, time: now.adding(seconds: Int64(offset)))
            if isTaken {
                _ = try world.custodian.ask([call])
            } else {
                expectRefusal("notFresh") { _ = try world.custodian.ask([call]) }
            }
        }
        try world.expectSound()
    }

    @Test func `what bears no valid signature makes no entry`() throws {
        let world = try World()
        let size = try world.ledgerSize
        expectRefusal("badSignature") {
            _ = try world.custodian.ask([try world.call(.verifyVault, as: .sari, signer: .siti)])
        }
        let call = try world.call(.verifyVault, as: .sari)
        var note = call.note
        note[note.count - 10] ^= 1
        expectRefusal("") {
            _ = try world.custodian.ask([Call(note: note, manifest: call.manifest, things: call.things)])
        }
        expectRefusal("notThisVault") {
            let other = VaultID(Digest.of("another vault"))
            _ = try world.custodian.ask([try world.call(.verifyVault, as: .sari, vault: other)])
        }
        #expect(try world.ledgerSize == size)
    }

    @Test func `things that the manifest does not list, or lists otherwise, are refused`() throws {
        let world = try World()
        let call = try world.call(.verifyVault, as: .sari)
        expectRefusal("refused(Vocabulary.Refusal.malformed)") {
            _ = try world.custodian.ask([Call(note: call.note, manifest: call.manifest, things: [.basis: [1]])])
        }
        let tokens = SearchTokens([Random.bytes(32)]).bytes
        let twice = Manifest([.init(name: .tokens, bytes: tokens), .init(name: .tokens, bytes: tokens)])
        let officer = try world.greet(.sari)
        let request = Request(
            vault: world.vault, actor: Who.sari.handle, role: .companion, time: world.clock.now, head: officer.head,
            roster: officer.roster.head, manifest: twice.digest, action: .find(.nik, .penyidikan))
        let doubled = Call(
            note: try officer.key.sign(request).encoded, manifest: twice, things: [.tokens: tokens])
        expectRefusal("refused") { _ = try world.custodian.ask([doubled]) }
        try world.expectSound()
    }

    @Test func `a payload that comes both in the call and beside it is refused`() throws {
        let world = try World()
        let id = try world.makeCase()
        let epoch = try #require(try world.state(id).epochs[.evidence]?.last).name
        let payload = Random.bytes(70_000)
        let things: [ItemName: [UInt8]] = [
            .metadata: Random.bytes(40 + 256), .metadataHalf: Random.bytes(32), .key: Random.bytes(40 + 16),
            .keyHalf: Random.bytes(16), .payload: payload,
        ]
        let action = Action.add(
            AddRecord(
                caseID: id, record: .make(.document), version: 1, epoch: epoch, keyCommitment: Digest.of("k"),
                contentCommitment: Digest.of("c"), contentTag: Digest.of("t"), reason: nil, opening: nil))
        let call = try world.call(action, as: .sari, things: things)
        func asking(_ things: [ItemName: [UInt8]]) throws {
            // What a refused ask claimed is gone.
            let staged = try world.custodian.stage { take in try take(payload.span) }
            _ = try world.custodian.ask([
                Call(note: call.note, manifest: call.manifest, things: things, staged: staged)
            ])
        }
        expectRefusal("refused(Vocabulary.Refusal.malformed)") { try asking(things) }
        try asking(things.filter { $0.key != .payload })
        try world.expectSound()
    }

    @Test func `search tokens that are not salted, not sorted, doubled, cut or too many are refused`() throws {
        let world = try World()
        let tokens = (0..<3).map { [UInt8](repeating: UInt8($0), count: 32) }
        let salt = Random.bytes(32)
        func asking(_ bytes: [UInt8]) throws {
            _ = try world.custodian.ask([try world.call(.find(.nik, .penyidikan), as: .siti, things: [.tokens: bytes])])
        }
        let many = (0..<33).map { [UInt8](repeating: UInt8($0), count: 32) }
        for bytes in [
            [], salt, tokens[0], salt + tokens[1] + tokens[0], salt + tokens[0] + tokens[0],
            salt + tokens[0] + tokens[1].dropLast(), salt + many.joined(),
        ] {
            expectRefusal("refused(Vocabulary.Refusal.malformed)") { try asking(bytes) }
        }
        try asking(salt + tokens[0] + tokens[1] + tokens[2])
        try asking(salt + many.dropLast().joined())
        try world.expectSound()
    }

    @Test func `only what an action needs may travel with it`() throws {
        let world = try World()
        let id = try world.makeCase()
        let victim = Who.siti.handle
        let generation = RoleGeneration(role: .investigator, generation: 1)
        let planted: [ItemName] = [
            .custodianSeed, .searchKey(for: victim), .roleSeed(generation, for: victim), .genesis, .card(victim),
            ItemName(text: "anything"),
        ]
        let seed = try world.sealedVault()
        for name in planted {
            for action in [Action.verifyVault, .showCase(id), .listCases(after: nil, limit: 1)] {
                let call = try world.call(action, as: .sari, things: [name: [1, 2, 3]])
                let answer = try world.custodian.ask([call]).answers[0]
                #expect(try Entry(parsing: answer.entry).outcome == .denied(.surplusItems))
                #expect(answer.released.things.isEmpty && answer.released.cases.isEmpty)
                // Its manifest is the reason, and stands there; what it listed does not.
                let sequence = try Entry(parsing: answer.entry).sequence
                let (kept, things) = try world.custodian.index.read { transaction in
                    (try transaction.keptManifest(sequence), try transaction.thingItems(sequence..<sequence + 1).count)
                }
                #expect(kept?.items.map(\.name) == [name] && things == 0)
            }
        }
        expectDenied(.surplusItems) {
            try CraftedRecord(extra: [.custodianSeed: [1]]).add(to: id, in: world, by: .sari)
        }
        world.close()
        #expect(try world.sealedVault().files[0] == seed.files[0])
        _ = try world.start(.siti).cases(limit: 10)
        try world.expectSound()
    }

    @Test func `a request with an old roster is refused, and the officer asks again with the new one`() throws {
        let world = try World()
        let id = try world.makeCase()
        let sari = try world.officer(.sari)
        let old = try world.call(.verifyVault, as: .sari)
        let eko = try PersonKey.make(handle: try Handle("eko@unit-ppa"), name: "Eko")
        try world.enroll(eko, into: [.investigator], by: .policeAdmin)
        expectRefusal("rosterMoved") { _ = try world.custodian.ask([old]) }
        #expect(try sari.cases(limit: 10).cases.map(\.id) == [id])
        #expect(sari.roster.people[eko.handle] != nil)
        try world.expectSound()
    }

    @Test func `a large document survives a roster that moves while it is stored`() throws {
        let world = try World()
        let id = try world.makeCase()
        let sari = try world.officer(.sari)
        let bytes = content(9, byteCount: 100_000)
        let document = NewDocument(
            path: NamedPath(try world.file(bytes), fence: .none), fileName: "f", mediaType: "m", about: [])
        _ = try sari.showCase(id)
        let liar = LyingCustody(try world.custodian)
        let other = try world.officer(.sari, through: liar)
        // Between preparing and adding, somebody is enrolled.
        liar.reply = { reply, calls in
            if try Request(calls[0]).action.name == .casePrepare {
                let eko = try PersonKey.make(handle: try Handle("eko@unit-ppa"), name: "Eko")
                try world.enroll(eko, into: [.investigator], by: .policeAdmin)
                liar.reply = { reply, _ in reply }
            }
            return reply
        }
        let stored = try other.addDocuments(id, [document], to: .evidence)
        #expect(try world.read(stored[0].id) == bytes)
        try world.expectSound()
    }

    @Test func `a nonce serves once, and using it again later spoils nothing`() throws {
        let world = try World()
        let nonce = Nonce()
        _ = try world.custodian.ask([try world.call(.verifyVault, as: .sari, nonce: nonce)])
        world.clock.advance(seconds: 1)
        expectRefusal("replayed") {
            _ = try world.custodian.ask([try world.call(.listCases(after: nil, limit: 1), as: .siti, nonce: nonce)])
        }
        // Long after the first request has expired the nonce is forgotten: by the ledger's time, of the last entry. An officer who uses it again on purpose must not
        // be able to make the log unverifiable for everybody.
        world.clock.advance(seconds: 300)
        expectRefusal("replayed") {
            _ = try world.custodian.ask([try world.call(.verifyVault, as: .siti, nonce: nonce)])
        }
        world.clock.advance(seconds: 700)
        _ = try world.custodian.ask([try world.call(.verifyVault, as: .sari)])
        _ = try world.custodian.ask([try world.call(.verifyVault, as: .siti, nonce: nonce)])
        try world.expectSound()
    }

    @Test func `a head of an empty tree is the one head of an empty tree`() throws {
        let world = try World()
        let forged = TreeHead(size: 0, root: Digest.of("no tree at all"))
        expectRefusal("headUnknown") {
            _ = try world.custodian.ask([try world.call(.verifyVault, as: .sari, head: forged)])
        }
        let unknown = TreeHead(size: 3, root: Digest.of("another tree"))
        expectRefusal("headUnknown") {
            _ = try world.custodian.ask([try world.call(.verifyVault, as: .sari, head: unknown)])
        }
        _ = try world.custodian.ask([try world.call(.verifyVault, as: .sari, head: .empty)])
        try world.expectSound()
    }

    @Test func `a clock that runs back decides by the time that the entry shows`() throws {
        let world = try World()
        let id = try world.makeCase()
        let record = try world.add(content(1), to: id)
        try world.grant(id, days: 1)
        #expect(try world.read(record, as: .siti) == content(1))
        world.clock.advance(seconds: 86_430)
        expectDenied(.grantExpired) { _ = try world.read(record, as: .siti) }
        world.clock.advance(seconds: -60)
        expectDenied(.grantExpired) { _ = try world.read(record, as: .siti) }
        world.clock.advance(seconds: 60)
        try world.expectSound()
    }

    @Test func `whoever receives a grant can't approve it`() throws {
        let world = try World()
        let key = try PersonKey.make(handle: try Handle("wati@dp2kbp3a"), name: "Wati")
        try world.enroll(key, into: [.head, .oversight], by: .officeAdmin)
        let id = try world.makeCase()
        try world.addIdentity("Bunga", to: id)
        let grant = try world.grant(id, to: .oversight, [.identity], for: .pengawasan)
        let clock = world.clock
        let wati = try Officer(
            key: key, vault: world.vault, custody: try world.custodian, pins: PinStore(folder: world.root + "/w"),
            as: .head, clock: { clock.now })
        expectDenied(.ownRequest) { _ = try wati.approve(grant) { _ in } }
        _ = try world.officer(.ratna).approve(grant) { _ in }
        try world.expectSound()
    }

    @Test func `an id that stands in another case is refused, and nothing is called damaged`() throws {
        let world = try World()
        let first = try world.makeCase()
        let record = try world.add(content(1), to: first)
        let grant = try world.grant(first)
        let second = try world.makeCase("Perkara 2")
        #expect(throws: CustodyError.self) {
            try CraftedRecord(record: record).add(to: second, in: world, by: .sari)
        }
        expectRefusal("refused(Vocabulary.Refusal.idTaken)") {
            try CraftedRecord(record: record).add(to: second, in: world, by: .sari)
        }
        let terms = try #require(try world.state(first).grants[grant]).terms
        let basis = SaltedText("dasar")
        let copy = GrantTerms(
            grant: grant, caseID: second, to: terms.to, generation: terms.generation, persons: [],
            epochs: terms.epochs, purpose: terms.purpose, basis: basis.digest, from: terms.from, until: terms.until,
            parent: nil)
        expectRefusal("refused(Vocabulary.Refusal.idTaken)") {
            _ = try world.custodian.ask([
                try world.call(.createGrant(copy), as: .sari, things: [.envelope: [1], .basis: basis.bytes])
            ])
        }
        try world.expectSound()
    }
}
