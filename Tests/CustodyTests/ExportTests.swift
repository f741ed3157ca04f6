import Casework
import Ledger
import Sodium
import Testing
import Vocabulary

@testable import Custodian
@testable import Vault

/// What leaves the vault for good: all that the asker may open and nothing else, and every piece of it an entry.
struct ExportTests {
    private func ground() throws -> (world: World, id: CaseID, records: [RecordID: [UInt8]]) {
        let world = try World()
        let id = try world.makeCase("Perkara 7")
        let identity = try world.addIdentity("Bunga", to: id)
        let json = world.identity("Bunga")
        let evidence = try world.add(content(1), to: id)
        let medical = try world.add(content(2, byteCount: 120_000), to: id, .medical)
        return (
            world, id,
            [
                identity: json + [UInt8](repeating: 0x20, count: 4_096 - json.count), evidence: content(1),
                medical: content(2, byteCount: 120_000),
            ]
        )
    }

    private func recipient(_ who: Who, _ world: World) throws -> ExportRecipient {
        try ExportRecipient(try world.key(who).card.recipient, handle: who.handle)
    }

    private func contents(_ plan: ExportPlan, _ officer: Officer) throws -> [RecordID: [UInt8]] {
        var contents: [RecordID: [UInt8]] = [:]
        for record in plan.records {
            let sink = Sink()
            _ = try officer.export(record, of: plan, to: sink.take)
            contents[record.id] = sink.bytes
        }
        return contents
    }

    @Test func `the owner's export is the whole case, and each piece an entry that names the recipients`() throws {
        let (world, id, records) = try ground()
        let moved = try world.add(content(3), to: id)
        try world.move(moved, to: .medical)
        let withdrawn = try world.add(content(4), to: id)
        try world.officer(.sari).withdraw(withdrawn, reason: "salah")
        let officer = try world.officer(.sari)
        let recipients = try [recipient(.rina, world), recipient(.siti, world)]
        let plan = try world.export(id, to: recipients, as: officer)
        #expect(plan.summary.fields["title"]?.string == "Perkara 7")
        #expect(try contents(plan, officer) == records.merging([moved: content(3)]) { $1 })

        var filter = AuditFilter()
        filter.action = .caseExport
        let exports = try world.entries(filter).compactMap { entry -> ExportCase? in
            if let export = entry.entry.request.action.as(ExportCase.self) { export } else { nil }
        }
        #expect(exports.map(\.record) == [nil] + plan.records.map(\.id))
        let digests = try [Who.rina, .siti].map { Digest.of(try world.key($0).card.recipient) }
        for export in exports {
            #expect(export.caseID == id)
            #expect(export.recipients.map(\.digest) == digests)
            #expect(export.recipients.map(\.handle) == [Who.rina.handle, Who.siti.handle])
        }
        try world.expectSound()
    }

    @Test func `a grantee exports the compartments of the grant and no others`() throws {
        let (world, id, records) = try ground()
        let grant = try world.grant(id, [.evidence])
        let siti = try world.officer(.siti)
        let recipients = [try recipient(.siti, world)]
        let plan = try world.export(id, to: recipients, by: .siti)
        let evidence = try #require(plan.records.first)
        #expect(plan.records.map(\.compartment) == [.evidence])
        #expect(try contents(plan, siti) == [evidence.id: content(1)])
        #expect(throws: VaultError.self) {
            _ = try world.export(id, to: recipients, [.medical], by: .siti)
        }
        // By hand as well: each record is decided by itself.
        for record in records.keys where record != evidence.id {
            let export = ExportCase(
                caseID: id, record: record, purpose: .penyidikan, basis: Digest.of("b"),
                recipients: try plan.recipients.map { try $0.named })
            expectDenied(.otherCompartment) { _ = try siti.ask(.export(export), as: .investigator) }
        }
        expectDenied(.noGrant) {
            _ = try world.export(id, to: recipients, by: .rina)
        }
        expectDenied(.adminOpens) {
            _ = try world.export(id, to: recipients, by: .officeAdmin)
        }
        try world.officer(.sari).revoke(grant, reason: "selesai")
        expectDenied(.grantRevoked) { _ = try siti.export(evidence, of: plan, to: Sink().take) }
        try world.expectSound()
    }

    @Test func `an export to nobody, to one twice or to a key without quantum resistance does not begin`() throws {
        let (world, id, _) = try ground()
        let officer = try world.officer(.sari)
        let one = try recipient(.siti, world)
        for recipients in [[], [one, one]] {
            #expect(throws: CustodyError.self) {
                _ = try world.export(id, to: recipients, as: officer)
            }
        }
        for text in ["", "age1", "age1ql3z7hjy54pw3hyww5ayyfg7zqgvc7w3j2elw8zmrj2kg5sfn9aqmcac8p"] {
            #expect(throws: VaultError.self) { _ = try ExportRecipient(text, handle: nil) }
        }
        try world.expectSound()
    }

    @Test func `a custodian that exports another record, or leaves one out, is noticed`() throws {
        let (world, id, records) = try ground()
        let other = try world.add(content(5), to: id)
        let liar = LyingCustody(try world.custodian)
        let officer = try world.officer(.sari, through: liar)
        let recipients = [try recipient(.rina, world)]
        let plan = try world.export(id, to: recipients, [.evidence], as: officer)
        let evidence = try #require(plan.records.first { $0.compartment == .evidence })
        let foreign = try officer.ask(.open(other, .penyidikan), as: .companion).released.all

        let lies: [(Comment, Tampering, (inout Released) throws -> Void)] = [
            ("another record", .thing(sequence: evidence.sequence, name: "half"), { $0 = foreign }),
            (
                "another's half", .thing(sequence: evidence.sequence, name: "half"),
                { try $0.replaceHalf(.key, with: try foreign.half(.key).bytes) }
            ),
            (
                "another's content", .thing(sequence: evidence.sequence, name: "payload"),
                { try $0.replace(.payload, with: try foreign.thing(.payload).bytes) }
            ),
        ]
        for (comment, expected, lie) in lies {
            liar.lie(about: .caseExport, lie)
            let sink = Sink()
            expectTampered(expected, comment) { _ = try officer.export(evidence, of: plan, to: sink.take) }
            #expect(sink.count == 0, comment)
        }
        for record in records.keys {
            liar.lie(about: .caseExport) { released in
                released.halves.removeAll { $0.record == record.text }
            }
            #expect(throws: VaultError.self, "\(record.text) left out") {
                _ = try world.export(id, to: recipients, as: officer)
            }
            let kind = record.kind
            liar.lie(about: kind == .identity ? .identityList : .documentList) { released in
                released.halves.removeAll { $0.record == record.text }
            }
            #expect(throws: VaultError.self, "\(record.text) left out of a listing") {
                _ = try officer.records(kind, of: id)
            }
        }
        try world.expectSound()
    }
}
