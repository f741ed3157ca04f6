import AgeKeys
import Casework
import Ledger
import Sodium
import Testing
import Vocabulary

@testable import Custodian
@testable import Vault

/// Rules that the officer's program keeps are the custodian's too: a program of another hand gets no further.
struct CustodianRuleTests {
    private func expectRefused(
        _ expected: Refusal, _ calls: [Call], _ world: World, _ comment: Comment? = nil,
        sourceLocation: SourceLocation = #_sourceLocation
    ) {
        do {
            _ = try world.custodian.ask(calls)
            Issue.record(comment ?? "it was taken", sourceLocation: sourceLocation)
        } catch CustodyError.refused(let refusal) {
            #expect(refusal == expected, comment, sourceLocation: sourceLocation)
        } catch CustodyError.alreadyDone {
            #expect(expected == .alreadyDone, comment, sourceLocation: sourceLocation)
        } catch {
            Issue.record(error, comment, sourceLocation: sourceLocation)
        }
    }

    // MARK: Links

    @Test func `a link stands in both cases or in none, and both are the actor's to link`() throws {
        let world = try World()
        let first = try world.makeCase("Perkara 1")
        let second = try world.makeCase("Perkara 2")
        let there = Action.linkCase(first, other: second)
        let back = Action.linkCase(second, other: first)
        func link(_ actions: [Action], as who: Who = .sari) throws -> [Call] {
            try actions.map { try world.call($0, as: who) }
        }
        let size = try world.ledgerSize
        expectRefused(.malformed, try link([there]), world)
        expectRefused(.malformed, try link([there, there]), world)
        expectRefused(.malformed, try link([there, .showCase(second), back]), world)
        // By two people it is not one deed.
        expectRefused(.malformed, try [world.call(there, as: .sari), world.call(back, as: .tuti)], world)
        // Of the other case somebody who may not see it learns nothing, not even whether there is one.
        #expect(try world.ledgerSize == size)
        try world.grant(first)
        let unknown = CaseID.make()
        let before = try world.ledgerSize
        expectRefused(.unknownCase, try link([there, back], as: .siti), world)
        expectRefused(
            .unknownCase,
            try link([.linkCase(first, other: unknown), .linkCase(unknown, other: first)], as: .siti), world)
        #expect(try world.ledgerSize == before)
        // Nor does the first half stay where the second brings what nobody asked for, or is denied for that.
        let surplus = try world.call(back, as: .sari, things: [.custodianSeed: [1]])
        expectRefused(.malformed, [try world.call(there, as: .sari), surplus], world)
        try world.expectSound()
        for id in [first, second] { #expect(try world.state(id).links.isEmpty) }
        let answers = try world.custodian.ask(try link([there, back])).answers
        #expect(try answers.allSatisfy { try Entry(parsing: $0.entry).outcome.isAllowed })
        #expect(try world.state(first).links == [second])
        #expect(try world.state(second).links == [first])
        expectRefused(.malformed, try link([.unlinkCase(second, other: first)]), world)
        try world.expectSound()
    }

    // MARK: Sizes

    @Test func `what travels has the size that it has, to the byte`() throws {
        let world = try World()
        let id = try world.makeCase()
        let identity = RecordID.make(.identity)
        func add(_ record: RecordID, _ compartment: CompartmentName, _ changed: [ItemName: [UInt8]]) throws -> [Call] {
            let epoch = EpochName(compartment: compartment, epoch: 1)
            let addition = AddRecord(
                caseID: id, record: record, version: 1, epoch: epoch, keyCommitment: Digest.of("k"),
                contentCommitment: Digest.of("c"), contentTag: record.kind == .document ? Digest.of("t") : nil,
                reason: nil, opening: nil)
            var things: [ItemName: [UInt8]] = [
                .metadata: Random.bytes(40 + 256), .metadataHalf: Random.bytes(32), .key: Random.bytes(40 + 16),
                .keyHalf: Random.bytes(16), .payload: Random.bytes(16 + 16 + 4_096),
            ]
            if record.kind == .identity { things[.tokens] = SearchTokens([]).bytes }
            return [try world.call(.add(addition), as: .sari, things: things.merging(changed) { $1 })]
        }
        let lengths: [ItemName: [Int]] = [
            .metadata: [0, 40, 255, 295, 297, 40 + 512 + 1], .metadataHalf: [0, 16, 31, 33], .key: [0, 16, 55, 57],
            .keyHalf: [0, 15, 17, 32], .payload: [0, 16, 31, 16 + 65_536 + 17],
        ]
        for (name, wrong) in lengths {
            for length in wrong {
                expectRefused(
                    .malformed, try add(.make(.document), .evidence, [name: Random.bytes(length)]), world,
                    "\(name.text) of \(length) bytes")
            }
        }
        for length in [32, 32 + 4_095, 32 + 4_097, 32 + 8_191] {
            expectRefused(
                .malformed, try add(identity, .identity, [.payload: Random.bytes(length)]), world,
                "an identity of \(length) bytes")
        }
        let size = try world.ledgerSize
        _ = try world.custodian.ask(try add(.make(.document), .evidence, [:]))
        _ = try world.custodian.ask(try add(.make(.document), .evidence, [.payload: Random.bytes(32)]))
        _ = try world.custodian.ask(try add(.make(.document), .evidence, [.payload: Random.bytes(32 + 65_536)]))
        _ = try world.custodian.ask(try add(identity, .identity, [:]))
        #expect(try world.ledgerSize == size + 4)
        try world.expectSound()
    }

    // MARK: Keys

    @Test func `a role's key and a recipient are keys that a quantum computer does not open`() throws {
        let world = try World()
        let hybrid = try world.key(.rina).card.recipient
        #expect(HybridKey.isRecipient(hybrid))
        var other = Array(hybrid)
        other[20] = other[20] == "q" ? "p" : "q"
        let wrong = [
            String(other), String(hybrid.dropLast()), hybrid.uppercased(), hybrid + "q", "",
            "age1" + hybrid.dropFirst("age1pq1".count),
        ]
        for text in wrong { #expect(!HybridKey.isRecipient(text), "\(text.prefix(20))…") }
        // X25519 takes several texts for one key; a recipient has one.
        let found = Bech32.publicBytes(
            of: Array(hybrid.utf8).span, prefix: HybridKey.prefix, byteCount: HybridKey.byteCount)
        let bytes = try #require(found)
        func encoded(_ bytes: [UInt8]) throws -> String {
            let text = try Bech32.encode(bytes.span, prefix: HybridKey.prefix)
            return text.withBytes { bytes in String(decoding: bytes.indices.map { bytes[$0] }, as: UTF8.self) }
        }
        #expect(try encoded(bytes) == hybrid)
        let start = HybridKey.byteCount - 32
        for share in [
            Array(bytes[start..<(bytes.count - 1)]) + [bytes[bytes.count - 1] | 0x80],
            [0xed + 9] + [UInt8](repeating: 0xff, count: 30) + [0x7f], [9] + [UInt8](repeating: 0, count: 30) + [0x80],
            [UInt8](repeating: 0, count: 32), [1] + [UInt8](repeating: 0, count: 31),
        ] {
            #expect(try !HybridKey.isRecipient(encoded(bytes[..<start] + share)))
        }
        #expect(try HybridKey.isRecipient(encoded(bytes[..<start] + [9] + [UInt8](repeating: 0, count: 31))))
        let id = try world.makeCase()
        try world.add(content(1), to: id)
        let basis = SaltedText("P-16")
        for text in [hybrid] + wrong where !text.isEmpty {
            let recipient = ExportRecipientName(digest: Digest.of(text), handle: nil)
            let action = Action.export(
                ExportCase(
                    caseID: id, record: nil, purpose: .penyidikan, basis: basis.digest, recipients: [recipient]))
            let calls = [
                try world.call(
                    action, as: .sari, things: [.recipients: Array((text + "\n").utf8), .basis: basis.bytes])
            ]
            if text == hybrid { _ = try world.custodian.ask(calls) } else { expectRefused(.malformed, calls, world) }
        }
        try world.expectSound()
    }

    // MARK: Searches

    @Test func `matches come in the order in which they could be found, and that there are more is said`() throws {
        let world = try World()
        var made: [CaseID] = []
        for number in 0..<51 {
            let id = try world.makeCase("Perkara \(number)")
            try world.addIdentity("Bunga", to: id, tokens: ["nama bunga"])
            made.append(id)
        }
        func found() throws -> (matches: [CaseID], hasMore: Bool) {
            let found = try world.officer(.siti).find(.name, terms: ["nama bunga"], purpose: .penyidikan)
            return (found.matches.map(\.caseID), found.hasMore)
        }
        let first = try found()
        #expect(first.matches == Array(made.prefix(50)) && first.hasMore)
        // Whoever is set right later keeps the place of the first time.
        let oldest = try #require(try world.state(made[0]).records.keys.first)
        _ = try world.officer(.sari).updateIdentity(oldest, reason: "ralat", purpose: .penyidikan) { _, _ in
            NewIdentity(json: world.identity("Bunga Melati"), spokenOf: [], terms: ["nama bunga"])
        }
        #expect(try found().matches == Array(made.prefix(50)))
        // Nobody who comes later can crowd out who was there, whatever ids they choose.
        try world.officer(.sari).withdrawAll(of: made[0], in: world)
        let second = try found()
        #expect(second.matches == Array(made.dropFirst()) && !second.hasMore)
        let liar = LyingCustody(try world.custodian)
        liar.lie(about: .find) { $0.matches.removeLast() }
        let siti = try world.officer(.siti, through: liar)
        #expect(throws: VaultError.self) {
            _ = try siti.find(.name, terms: ["nama bunga"], purpose: .penyidikan)
        }
        try world.expectSound()
    }
}

extension Officer {
    /// Withdraws every record of a case.
    fileprivate func withdrawAll(of id: CaseID, in world: World) throws {
        for record in try world.state(id).records.keys { try withdraw(record, reason: "keliru") }
    }
}
