import Casework
import Files
import Foundation
import Ledger
import Sodium
import Testing
import Vocabulary

@testable import Custodian
@testable import Vault

/// From the founding to the opened document and its expiry, without the command line.
struct MainFlowTests {
    @Test func `what is stored is what the grantee opens, and every step is an entry`() throws {
        let world = try World()
        let id = try world.makeCase()
        let small = content(1)
        let record = try world.add(small, to: id)
        let grant = try world.grant(id)

        #expect(try world.read(record) == small)
        #expect(try world.read(record, as: .siti) == small)
        #expect(try world.read(record, as: .budi) == small)

        let names = try world.entries().map(\.entry.shownAction).drop { $0 != .caseCreate }
        #expect(
            Array(names) == [
                .caseCreate, .casePrepare, .documentAdd, .casePrepare, .grantCreate, .documentOpen, .documentOpen,
                .grantAccept, .documentOpen, .auditRead,
            ])
        let summaries = try world.officer(.sari).grants(of: id)
        #expect(summaries.map(\.grant) == [grant])
        #expect(summaries.map(\.isAccepted) == [true])
        #expect(summaries.map(\.basis) == ["LP/B/12/III/2026"])
        try world.expectSound()
    }

    @Test(arguments: [0, 1, 4_096, 65_535, 65_536, 65_537, 131_072, 200_001])
    func `a document of any length comes back whole`(byteCount: Int) throws {
        let world = try World()
        let id = try world.makeCase()
        let bytes = content(UInt64(byteCount), byteCount: byteCount)
        let record = try world.add(bytes, to: id)
        try world.grant(id)
        #expect(try world.read(record) == bytes)
        #expect(try world.read(record, as: .siti) == bytes)
        #expect(try Folder.names(world.folder + "/objects/staging").isEmpty)
        #expect(try Folder.names(world.folder + "/objects").count == (byteCount > 65_536 ? 2 : 1))
        try world.expectSound()
    }

    @Test func `several files are stored under keys of their own, in one transaction`() throws {
        let world = try World()
        let id = try world.makeCase()
        let contents = [content(1), content(2, byteCount: 70_000), content(3)]
        let documents = try contents.map {
            NewDocument(
                path: NamedPath(try world.file($0), fence: .none), fileName: "f", mediaType: "text/plain", about: [])
        }
        let before = try world.custodian.index.read { try $0.size }
        let stored = try world.officer(.sari).addDocuments(id, documents, to: .evidence)
        #expect(try world.custodian.index.read { try $0.size } == before + 4)
        #expect(try stored.map { try world.read($0.id) } == contents)
        let keys = try world.custodian.index.read { transaction in
            Set(
                try transaction.trail(id).compactMap { sequence in
                    if let addition = try transaction.entry(sequence).request.action.as(AddRecord.self) {
                        return addition.keyCommitment
                    }
                    return nil
                })
        }
        #expect(keys.count == 3)
    }

    @Test func `a grant ends at its hour, and what was opened before stays in the ledger`() throws {
        let world = try World()
        let id = try world.makeCase()
        let record = try world.add(content(1), to: id)
        try world.grant(id, days: 30)
        #expect(try world.read(record, as: .siti) == content(1))
        world.clock.advance(days: 30)
        #expect(try world.read(record, as: .siti) == content(1))
        world.clock.advance(seconds: 1)
        let sink = Sink()
        expectDenied(.grantExpired) {
            _ = try world.officer(.siti).open(record, purpose: .penyidikan, to: sink.take)
        }
        #expect(sink.count == 0)
        #expect(try world.entries().map(\.entry.outcome).contains(.denied(.grantExpired)))
        try world.expectSound()
    }

    @Test func `a grant that begins tomorrow opens nothing today`() throws {
        let world = try World()
        let id = try world.makeCase()
        let record = try world.add(content(1), to: id)
        try world.grant(id, from: world.clock.now.adding(seconds: 86_400))
        expectDenied(.grantNotBegun) { _ = try world.read(record, as: .siti) }
        world.clock.advance(seconds: 86_399)
        expectDenied(.grantNotBegun) { _ = try world.read(record, as: .siti) }
        world.clock.advance(seconds: 1)
        #expect(try world.read(record, as: .siti) == content(1))
        try world.expectSound()
    }

    @Test func `a grant that names a person is nobody else's`() throws {
        let world = try World()
        let id = try world.makeCase()
        let record = try world.add(content(1), to: id)
        let grant = try world.grant(id, persons: [.siti])
        expectDenied(.notNamed) { _ = try world.read(record, as: .budi) }
        #expect(try world.read(record, as: .siti) == content(1))
        #expect(try world.read(record, as: .siti) == content(1))
        expectDenied(.notNamed) { _ = try world.read(record, as: .budi) }

        // Nor by the keys: neither the role's seed nor budi's own opens the envelope.
        let envelope = try world.thing(.envelope, ofGrant: grant, in: id)
        let budi = try world.officer(.budi)
        let terms = try #require(try world.state(id).grants[grant]).terms
        let header = KeyBundle.grant(world.vault, terms, granter: Who.sari.handle)
        let generation = RoleGeneration(role: .investigator, generation: 1)
        #expect(throws: (any Error).self) {
            _ = try KeyBundle.open(
                envelope, header: header, keyCount: 2, with: try budi.own.role(generation).identity)
        }
        #expect(throws: (any Error).self) {
            _ = try KeyBundle.open(envelope, header: header, keyCount: 2, with: budi.key.identity)
        }
        try world.expectSound()
    }

    @Test func `a grant is for its compartments and its purpose`() throws {
        let world = try World()
        let id = try world.makeCase()
        let evidence = try world.add(content(1), to: id)
        let medical = try world.add(content(2), to: id, .medical)
        try world.grant(id, [.evidence])
        expectDenied(.otherCompartment) { _ = try world.read(medical, as: .siti) }
        expectDenied(.otherPurpose) { _ = try world.read(evidence, as: .siti, for: .penuntutan) }
        expectDenied(.noGrant) { _ = try world.read(evidence, as: .rina) }
        expectDenied(.adminOpens) { _ = try world.read(evidence, as: .officeAdmin) }
        let listed = try world.officer(.siti).records(.document, of: id)
        #expect(listed.map(\.id) == [evidence])
        try world.expectSound()
    }

    @Test func `a grantee passes on what they hold and no more, and it ends with their own`() throws {
        let world = try World()
        let id = try world.makeCase()
        let record = try world.add(content(1), to: id)
        let grant = try world.grant(id, [.evidence], days: 30)
        #expect(try world.read(record, as: .siti) == content(1))

        expectDenied(.noGrant) { try world.grant(id, to: .prosecutor, [.medical], by: .siti) }
        expectDenied(.noGrant) { try world.grant(id, to: .prosecutor, for: .penuntutan, by: .siti) }
        expectDenied(.beyondParent) { try world.grant(id, to: .prosecutor, days: 31, by: .siti) }
        try world.grant(id, to: .prosecutor, days: 20, by: .siti)
        #expect(try world.read(record, as: .rina) == content(1))

        try world.officer(.sari).revoke(grant, reason: "selesai")
        expectDenied(.grantRevoked) { _ = try world.read(record, as: .rina) }
        expectDenied(.grantRevoked) { _ = try world.read(record, as: .siti) }
        try world.expectSound()
    }

    @Test func `an identity leaves the agency only with an approval`() throws {
        let world = try World()
        let id = try world.makeCase()
        let record = try world.addIdentity("Bunga", to: id, tokens: ["1609"])
        let grant = try world.grant(id, [.identity])
        expectDenied(.grantWaiting) { _ = try world.read(record, as: .siti) }
        expectDenied(.lacksCapability) { _ = try world.officer(.sari).approve(grant) { _ in } }
        expectDenied(.lacksCapability) { _ = try world.officer(.siti).approve(grant) { _ in } }
        _ = try world.officer(.ratna).approve(grant) { _ in }
        let opened = try world.read(record, as: .siti)
        #expect(opened.starts(with: world.identity("Bunga")))
        #expect(opened.count == 4_096)
        #expect(throws: (any Error).self) { _ = try world.officer(.ratna).approve(grant) { _ in } }
        try world.expectSound()
    }

    @Test func `an identity that was updated opens in its newest version`() throws {
        let world = try World()
        let id = try world.makeCase()
        let record = try world.addIdentity("Bunga", to: id)
        let update = CraftedRecord(
            compartment: .identity, record: record, version: 2, content: world.identity("Melati"))
        try update.add(to: id, in: world, by: .sari)
        #expect(try world.read(record).starts(with: world.identity("Melati")))
        try world.expectSound()
    }

    @Test func `whoever joins a role later opens what it held before`() throws {
        let world = try World()
        let id = try world.makeCase()
        let record = try world.add(content(1), to: id)
        try world.grant(id)
        let eko = try PersonKey.make(handle: try Handle("eko@unit-ppa"), name: "Eko")
        try world.enroll(eko, into: [.investigator], by: .policeAdmin)
        let clock = world.clock
        let officer = try Officer(
            key: eko, vault: world.vault, custody: try world.custodian, pins: PinStore(folder: world.root + "/eko"),
            clock: { clock.now })
        let sink = Sink()
        _ = try officer.open(record, purpose: .penyidikan, to: sink.take)
        #expect(sink.bytes == content(1))
        try world.expectSound()
    }

    @Test func `a closed case takes nothing more and still opens`() throws {
        let world = try World()
        let id = try world.makeCase()
        let record = try world.add(content(1), to: id)
        try world.officer(.sari).closeCase(id)
        expectDenied(.caseClosed) { try world.add(content(2), to: id) }
        expectDenied(.caseClosed) { try world.grant(id) }
        #expect(try world.read(record) == content(1))
        try world.expectSound()
    }

    @Test func `a search finds the case and opens nothing`() throws {
        let world = try World()
        let id = try world.makeCase()
        try world.addIdentity("Bunga", to: id, tokens: ["nik 1609", "name bunga"])
        let found = try world.officer(.siti).find(.nik, terms: ["nik 1609"], purpose: .penyidikan).matches
        #expect(found.map(\.caseID) == [id] && found.map(\.owner) == [.companion])
        #expect(try world.officer(.siti).find(.nik, terms: ["nik 1610"], purpose: .penyidikan).matches.isEmpty)
        expectDenied(.lacksCapability) {
            _ = try world.officer(.rina).find(.nik, terms: ["nik 1609"], purpose: .penuntutan)
        }
        try world.expectSound()
    }
}
