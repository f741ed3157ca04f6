import Age
import Casework
import Files
import Foundation
import Ledger
import Sodium
import Testing
import Vocabulary

@testable import Commands
@testable import Console
@testable import Custodian
@testable import Reviewing
@testable import Vault

/// An export of a compartment that waits for an approval, and what a recipient makes of an export.
struct ApprovedExportTests {
    private func ground() throws -> (world: World, id: CaseID, identity: RecordID, export: GrantID) {
        let world = try World()
        let id = try world.makeCase("Perkara 7")
        let identity = try world.addIdentity("Bunga", to: id)
        try world.add(content(1), to: id)
        let wish = try world.wish(id, to: [world.recipient(.rina)])
        guard case .waiting(let export) = try world.officer(.sari).planExport(wish) else {
            throw VaultError.noSearchKey
        }
        return (world, id, identity, export)
    }

    @Test func `it waits, is shown to who approves with recipients and fingerprints, and leaves once`() throws {
        let (world, id, identity, export) = try ground()
        let sari = try world.officer(.sari)
        expectDenied(.needsApproval) { _ = try sari.planExport(approved: export) }
        #expect(try world.officer(.ratna).inbox().exports.map(\.export.terms.id) == [export])
        #expect(try sari.inbox().exports.map(\.kind) == [.waiting])
        #expect(try world.officer(.tuti).inbox().exports.isEmpty)
        var shown: [ExportSummary] = []
        let ratna = try world.officer(.ratna)
        #expect(
            try ratna.approve(export) { awaiting in
                if case .export(let summary) = awaiting { shown.append(summary) }
            } == false)
        let summary = try #require(shown.first)
        #expect(summary.by == Who.sari.handle && summary.basis == "P-16/7/III/2026")
        #expect(summary.compartments == [.evidence, .identity])
        #expect(summary.terms.records.map(\.record).first == identity)
        let rina = try #require(summary.terms.recipients.first)
        #expect(rina.handle == Who.rina.handle)
        #expect(ratna.addressee(of: rina).fingerprint == (try world.key(.rina)).card.fingerprint)
        #expect(try sari.inbox().exports.map(\.kind) == [.ready])
        // A colleague of the same role can't use it.
        expectDenied(.beyondExport) { _ = try world.officer(.tuti).planExport(approved: export) }
        let plan = try sari.planExport(approved: export)
        #expect(plan.records.count == 2 && plan.purpose == .penyidikan)
        for record in plan.records { _ = try sari.export(record, of: plan, to: Sink().take) }
        expectDenied(.exportOver) { _ = try sari.planExport(approved: export) }
        expectDenied(.exportOver) { _ = try sari.export(plan.records[0], of: plan, to: Sink().take) }
        #expect(try world.state(id).exports[export]?.taken.count == 2)
        #expect(try sari.inbox().exports.isEmpty)
        try world.expectSound()
    }

    @Test func `what a dropped connection left of an approved export goes on, and nothing is taken twice`() throws {
        let world = try World()
        let id = try world.makeCase("Perkara 7")
        try world.addIdentity("Bunga", to: id)
        let large = try world.add(content(1, byteCount: 300_000), to: id)
        let sari = try world.officer(.sari)
        guard case .waiting(let export) = try sari.planExport(try world.wish(id, to: [world.recipient(.rina)])) else {
            throw VaultError.noSearchKey
        }
        _ = try world.officer(.ratna).approve(export) { _ in }
        let plan = try sari.planExport(approved: export)
        var entry: UInt64?
        for record in plan.records {
            _ = try sari.export(record, of: plan, to: Sink().take)
            if record.id == large { entry = try world.ledgerSize - 1 }
        }
        let taken = try #require(entry)
        let whole = try world.custodian.resume(taken, from: 0, of: Who.sari.handle)
        #expect(whole.byteCount > 300_000)
        #expect(try world.custodian.resume(taken, from: 70_000, of: Who.sari.handle).byteCount == whole.byteCount)
        #expect(throws: CustodyError.self) { _ = try world.custodian.resume(taken, from: 0, of: Who.tuti.handle) }
        expectDenied(.exportOver) { _ = try sari.export(plan.records[0], of: plan, to: Sink().take) }
        #expect(try world.state(id).exports[export]?.taken.count == 2)
        try world.expectSound()
    }

    @Test func `three wait in a case, a fourth is refused, and no grant takes the id of an export`() throws {
        let (world, id, _, export) = try ground()
        let sari = try world.officer(.sari)
        func wait() throws -> GrantID? {
            let step = try sari.planExport(try world.wish(id, to: [world.recipient(.rina)], [.identity]))
            if case .waiting(let grant) = step { return grant }
            return nil
        }
        let others = try (0..<2).map { _ in try #require(try wait()) }
        #expect(Set(others + [export]).count == 3)
        func isRefused(_ refusal: Refusal, _ body: () throws -> Void) {
            do {
                try body()
                Issue.record("it was taken")
            } catch CustodyError.refused(let reason) {
                #expect(reason == refusal)
            } catch {
                Issue.record(error)
            }
        }
        isRefused(.alreadyDone) { _ = try wait() }
        try sari.revoke(others[0], reason: "keliru")
        _ = try wait()
        let basis = SaltedText("dasar")
        let terms = GrantTerms(
            grant: export, caseID: id, to: .investigator, generation: 1, persons: [],
            epochs: [CompartmentName.summary, .evidence].map { EpochName(compartment: $0, epoch: 1) },
            purpose: .penyidikan, basis: basis.digest, from: world.clock.now,
            until: world.clock.now.adding(seconds: 86_400), parent: nil)
        isRefused(.idTaken) {
            _ = try world.custodian.ask([
                try world.call(.createGrant(terms), as: .sari, things: [.envelope: [1], .basis: basis.bytes])
            ])
        }
        // A colleague is not shown the recipients of what is not theirs to use.
        expectDenied(.beyondExport) {
            _ = try world.officer(.tuti).ask(.prepare(.export(export), for: .caseExport), as: .companion)
        }
        try world.expectSound()
    }

    @Test func `more records than a request names are refused before anything is asked`() throws {
        let world = try World()
        let id = try world.makeCase()
        try world.addIdentity("Bunga", to: id)
        let file = try world.file([1])
        let document = NewDocument(path: NamedPath(file, fence: .none), fileName: "a", mediaType: "m", about: [])
        let sari = try world.officer(.sari)
        _ = try sari.addDocuments(
            id, Array(repeating: document, count: ExportTerms.recordLimit), to: .evidence)
        let to = [try world.recipient(.rina)]
        do {
            _ = try sari.planExport(world.wish(id, to: to))
            Issue.record("it was asked for")
        } catch VaultError.exportTooLong(let records, let limit) {
            #expect(records == limit + 1)
        }
        #expect(try world.state(id).exports.isEmpty)
        guard case .waiting = try sari.planExport(world.wish(id, to: to, [.identity])) else {
            Issue.record("an identity left at once")
            return
        }
        guard case .ready(let plan) = try sari.planExport(world.wish(id, to: to, [.evidence])) else {
            Issue.record("the evidence waits")
            return
        }
        #expect(plan.records.count == ExportTerms.recordLimit)
        try world.expectSound()
    }

    @Test func `it is over after seven days, and when its owner ends it`() throws {
        let (world, id, _, export) = try ground()
        try world.approve(export)
        world.clock.advance(seconds: 7 * 86_400 + 1)
        expectDenied(.exportOver) { _ = try world.officer(.sari).planExport(approved: export) }
        let wish = try world.wish(id, to: [world.recipient(.siti)], [.identity])
        guard case .waiting(let second) = try world.officer(.sari).planExport(wish) else {
            Issue.record("it does not wait")
            return
        }
        try world.approve(second)
        try world.officer(.tuti).revoke(second, reason: "batal")
        expectDenied(.exportOver) { _ = try world.officer(.sari).planExport(approved: second) }
        try world.expectSound()
    }

    @Test func `an identity that was changed after the request does not leave by it, and uses nothing up`() throws {
        do {
            let (world, id, identity, export) = try ground()
            try world.approve(export)
            let sari = try world.officer(.sari)
            try sari.withdraw(identity, reason: "salah")
            #expect(throws: VaultError.self) { try sari.planExport(approved: export) }
            #expect(try world.state(id).exports[export]?.used == nil)
            try sari.restore(identity, reason: "benar")
            #expect(try sari.planExport(approved: export).records.count == 2)
        }
        let (world, _, identity, export) = try ground()
        try world.approve(export)
        let sari = try world.officer(.sari)
        let plan = try sari.planExport(approved: export)
        _ = try sari.updateIdentity(identity, reason: "ralat", purpose: .penyidikan) { _, _ in
            NewIdentity(json: world.identity("Bunga Melati"), spokenOf: [], terms: [])
        }
        let record = try #require(plan.records.first { $0.id == identity })
        expectDenied(.beyondExport) { _ = try sari.export(record, of: plan, to: Sink().take) }
        try world.expectSound()
    }

    @Test func `what somebody takes out who holds another's handle is refused, and who left gets nothing`() throws {
        let world = try World()
        let id = try world.makeCase()
        try world.add(content(1), to: id)
        let sari = try world.officer(.sari)
        func export(_ recipient: ExportRecipient) throws { _ = try world.export(id, to: [recipient]) }
        expectDenied(.otherRecipient) {
            try export(ExportRecipient(try world.key(.siti).card.recipient, handle: Who.rina.handle))
        }
        expectDenied(.otherRecipient) {
            let nobody = known { try Handle("entah@kejaksaan") }
            try export(ExportRecipient(try world.key(.siti).card.recipient, handle: nobody))
        }
        try world.dismiss(.budi)
        expectDenied(.recipientLeft) {
            try export(ExportRecipient(try world.key(.budi).card.recipient, handle: Who.budi.handle))
        }
        for handle in [nil, known { try Handle("hakim@pn-baturaja") }] {
            expectDenied(.recipientLeft) {
                try export(ExportRecipient(try world.key(.budi).card.recipient, handle: handle))
            }
        }
        // Somebody of no agency here is who the card says, and the ledger does not say more.
        try export(
            ExportRecipient(try world.key(.siti).card.recipient, handle: known { try Handle("hakim@pn-baturaja") }))
        _ = sari
        try world.expectSound()
    }

    // MARK: What the recipient gets

    /// The files of an export of a case, as somebody carries them.
    private func packed(_ world: World, describing: JSON = .null) throws -> [String: [UInt8]] {
        let id = try world.makeCase("Perkara 7")
        try world.addIdentity("Bunga", to: id)
        try world.add(content(1), to: id)
        let sari = try world.officer(.sari)
        let plan = try world.export(id, to: [world.recipient(.rina), world.recipient(.siti)])
        let keys = plan.recipients.map(\.recipient)
        var files: [String: [UInt8]] = [:]
        var records: [JSON] = []
        for record in plan.records {
            let sink = Sink()
            _ = try sari.export(record, of: plan, to: sink.take)
            let name = ReceivedExport.file(of: record.id)
            files[name] = try AgeFile.seal(sink.bytes.span, to: keys)
            records.append(
                .object([
                    .init("record", .string(record.id.text)), .init("file", .string(name)),
                    .init("size", JSON(integerLiteral: sink.count)),
                    .init("sha256", .string(Digest.of(sink.bytes).hex)), .init("note", describing),
                ]))
        }
        let manifest = JSON.object([
            .init("format", "brankas/export/v1"), .init("vault", .string(world.vault.text)),
            .init("case", .string(id.text)), .init("by", .string(Who.sari.handle.text)),
            .init("purpose", .string(plan.purpose.text)), .init("exported", .string(plan.time.text)),
            .init("entry", .number(String(plan.sequence))), .init("records", .array(records)),
            .init("unreadable", .array([])),
        ])
        for (name, bytes) in [
            (ExportFile.manifest, try sari.signExport(manifest: manifest)),
            (ExportFile.manifestJSON, Array((manifest.text + "\n").utf8)), (ExportFile.proof, plan.proof),
            (ExportFile.genesis, sari.genesisNote), (ExportFile.card, sari.key.card.note.encoded),
        ] { files[name + ".age"] = try AgeFile.seal(bytes.span, to: keys) }
        return files
    }

    private func received(_ files: [String: [UInt8]], by who: Who, in world: World) throws -> [RecordID: [UInt8]] {
        let key = try world.key(who)
        let export = try ReceivedExport(with: key) { name, _ in
            guard let file = files[name] else { throw FileError.missing(path: name) }
            return file
        }
        var contents: [RecordID: [UInt8]] = [:]
        for item in export.items {
            let sink = Sink()
            let source = MemoryPayload(files[item.file] ?? [])
            try export.open(item, with: key, from: { source.read(into: &$0) }, to: sink.take)
            contents[item.record] = sink.bytes
        }
        return contents
    }

    @Test func `each recipient opens and verifies it without a vault, and nobody else`() throws {
        let world = try World()
        let files = try packed(world)
        for who in [Who.rina, .siti] {
            let contents = try received(files, by: who, in: world)
            #expect(contents.count == 2 && contents.values.contains(content(1)))
        }
        for who in [Who.sari, .dewi] {
            #expect(throws: VaultError.self) { try received(files, by: who, in: world) }
        }
    }

    @Test func `what others wrote of a record makes no export unreadable`() throws {
        let world = try World()
        // As long, and as deep, as the records' metadata can make a manifest.
        var deep = JSON.string(String(repeating: "x", count: ExportFile.describedLimit / 2))
        for _ in 0..<JSON.depthLimit - 2 { deep = .array([deep]) }
        #expect(try received(try packed(world, describing: deep), by: .rina, in: world).count == 2)
        // A record's metadata claims what it likes: the manifest says what was sealed.
        let id = try world.makeCase()
        let record = try CraftedRecord().add(to: id, in: world, by: .sari)
        let sari = try world.officer(.sari)
        let plan = try world.export(id, to: [world.recipient(.rina)])
        let found = try #require(plan.records.first)
        for metadata in [
            found.metadata,
            .object([.init("size", 7), .init("sha256", "x"), .init("file", "../x"), .init("label", "Visum")]),
            .object([.init("label", .string(String(repeating: "x", count: ExportFile.recordLimit)))]),
        ] {
            var left = LeftRecord(
                RecordSummary(
                    id: record, version: 1, compartment: .evidence, added: found.added, by: found.by,
                    sequence: found.sequence, metadata: metadata))
            let sink = Sink()
            left.entry = try sari.export(found, of: try world.export(id, to: [world.recipient(.rina)])) { chunk in
                left.take(chunk)
                sink.take(chunk)
            }
            let said = left.json(left.described)
            #expect(said["size"]?.number == sink.count && said["sha256"]?.string == Digest.of(sink.bytes).hex)
            #expect(said["file"]?.string == "\(record.text).age")
            #expect(said["label"]?.string?.utf8.count ?? 0 < ExportFile.recordLimit)
        }
    }

    @Test func `whatever of it was changed, cut, exchanged or made by another is noticed`() throws {
        let world = try World()
        let files = try packed(world)
        let keys = [try world.recipient(.rina).recipient]
        let rina = try world.key(.rina)
        for (name, bytes) in files {
            for damaged in [Array(bytes.dropLast()), bytes.flipping(bit: bytes.count * 8 - 40), bytes + [0]] {
                var other = files
                other[name] = damaged
                #expect(throws: (any Error).self, "\(name)") { try received(other, by: .rina, in: world) }
            }
            // Sealed anew to the recipient, as anybody can who has the recipient's public key.
            var plain = try AgeFile.open(bytes.span, with: rina.identity, limit: 1 << 20)
            plain[plain.count / 2] ^= 1
            var other = files
            other[name] = try AgeFile.seal(plain.span, to: keys)
            #expect(throws: (any Error).self, "\(name)") { try received(other, by: .rina, in: world) }
            other = files
            other[name] = nil
            #expect(throws: (any Error).self, "\(name)") { try received(other, by: .rina, in: world) }
        }
        // Another's card with another's signature: the ledger's entry is not theirs.
        let sealed = try #require(files[ExportFile.manifestJSON + ".age"])
        let manifest = try AgeFile.open(sealed.span, with: rina.identity, limit: 1 << 20)
        let siti = try world.officer(.siti)
        let text = String(decoding: manifest, as: UTF8.self).trimmingCharacters(in: .newlines)
            .replacing("sari@dp2kbp3a", with: "siti@unit-ppa")
        let forged = try JSON(parsing: Array(text.utf8))
        var other = files
        for (name, bytes) in [
            (ExportFile.card, siti.key.card.note.encoded), (ExportFile.manifest, try siti.signExport(manifest: forged)),
            (ExportFile.manifestJSON, Array((forged.text + "\n").utf8)),
        ] { other[name + ".age"] = try AgeFile.seal(bytes.span, to: keys) }
        expectTampered(.exported(ExportFile.proof + ".age")) { _ = try received(other, by: .rina, in: world) }
    }
}
