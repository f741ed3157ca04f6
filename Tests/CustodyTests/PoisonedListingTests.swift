import Casework
import Ledger
import Sodium
import Testing
import Vocabulary

@testable import Custodian
@testable import Vault

/// An operator who leaves something out of what is listed, found or read from the log, or changes it.
struct PoisonedListingTests {
    private func ground() throws -> (world: World, first: CaseID, second: CaseID, liar: LyingCustody) {
        let world = try World()
        let first = try world.makeCase()
        try world.add(content(1), to: first)
        try world.addIdentity("Bunga", to: first, tokens: ["nik 1"])
        try world.grant(first)
        let second = try world.makeCase("Perkara 2")
        try world.addIdentity("Melati", to: second, tokens: ["nik 1"])
        return (world, first, second, LyingCustody(try world.custodian))
    }

    @Test func `a listing that hides a case or shows an old trail is noticed`() throws {
        let (world, _, _, liar) = try ground()
        let officer = try world.officer(.sari, through: liar)
        let lies: [(Comment, (inout Released) throws -> Void)] = [
            ("a case hidden", { $0.cases.removeFirst() }), ("all hidden", { $0.cases = [] }),
            ("the order changed", { $0.cases.reverse() }), ("a case twice", { $0.cases.append($0.cases[0]) }),
            ("an old trail", { $0.changeTrail(of: 1) { $0.removeLast() } }),
        ]
        for name in [ActionName.caseList, .grantList] {
            for (comment, lie) in lies {
                liar.lie(about: name, lie)
                let sequence = try world.ledgerSize
                // Only one case has a grant: the lie about two falls flat there.
                if name == .grantList, comment != "all hidden" { continue }
                expectTampered(.entry(sequence: sequence), comment) {
                    if name == .caseList {
                        _ = try officer.cases(limit: 10)
                    } else {
                        _ = try officer.grants(of: nil)
                    }
                }
            }
        }
    }

    @Test func `a basis that is not the signed one is noticed`() throws {
        let (world, first, _, liar) = try ground()
        let officer = try world.officer(.sari, through: liar)
        let grant = try #require(try world.state(first).grants.values.first)
        liar.lie(about: .grantList) { released in
            try released.replace(.basis, with: SaltedText("surat lain").bytes)
        }
        expectTampered(.thing(sequence: grant.sequence, name: ItemName.basis.text)) {
            _ = try officer.grants(of: first)
        }
    }

    @Test func `matches that the entry does not name are noticed`() throws {
        let (world, first, second, liar) = try ground()
        let officer = try world.officer(.siti, through: liar)
        let lies: [(Comment, (inout Released) throws -> Void)] = [
            ("one hidden", { $0.matches.removeLast() }), ("all hidden", { $0.matches = [] }),
            ("one added", { $0.matches.append(Match(caseID: .make(), owner: .companion)) }),
            ("another owner", { $0.matches[0] = Match(caseID: $0.matches[0].caseID, owner: .prosecutor) }),
            ("another case", { $0.matches[0] = Match(caseID: .make(), owner: .companion) }),
        ]
        for (comment, lie) in lies {
            liar.lie(about: .find, lie)
            expectTampered(.entry(sequence: try world.ledgerSize), comment) {
                _ = try officer.find(.nik, terms: ["nik 1"], purpose: .penyidikan)
            }
        }
        let found = try world.officer(.budi).find(.nik, terms: ["nik 1"], purpose: .penyidikan).matches
        #expect(Set(found.map(\.caseID)) == [first, second])
    }

    @Test func `entries that are changed, moved or of somebody else are noticed`() throws {
        let (world, _, _, liar) = try ground()
        let officer = try world.officer(.dewi, through: liar)
        liar.lie(about: .auditRead) { released in
            let entry = released.entries[3]
            released.entries[3] = ReleasedEntry(
                bytes: entry.bytes.flipping(bit: 8 * 40 + 1), inclusion: entry.inclusion, texts: [:])
        }
        #expect(throws: VaultError.self) { _ = try officer.entries(AuditFilter()) }
        liar.lie(about: .auditRead) { released in
            let entry = released.entries[3]
            released.entries[3] = ReleasedEntry(
                bytes: entry.bytes, inclusion: released.entries[4].inclusion, texts: [:])
        }
        expectTampered(.inclusion(sequence: 3)) { _ = try officer.entries(AuditFilter()) }
    }

    @Test func `entries left out of the whole log are noticed`() throws {
        let (world, _, _, liar) = try ground()
        let officer = try world.officer(.dewi, through: liar)
        for place in [0, 5, -1] {
            liar.lie(about: .auditRead) { released in
                released.entries.remove(at: place < 0 ? released.entries.count - 1 : place)
            }
            #expect(throws: VaultError.self) { _ = try officer.entries(AuditFilter()) }
        }
        liar.lie(about: .auditRead) { $0.entries.swapAt(2, 3) }
        #expect(throws: VaultError.self) { _ = try officer.entries(AuditFilter()) }
        liar.lie(about: .auditRead) { $0.entries.append($0.entries[0]) }
        #expect(throws: VaultError.self) { _ = try officer.entries(AuditFilter()) }
    }

    @Test func `an opening left out of a case's entries is noticed`() throws {
        let (world, first, _, liar) = try ground()
        let record = try #require(try world.state(first).records(of: .document).first).id
        _ = try world.read(record, as: .siti)
        _ = try world.read(record)
        let officer = try world.officer(.dewi, through: liar)
        var filter = AuditFilter()
        filter.caseID = first
        let all = try officer.entries(filter).entries
        liar.lie(about: .auditRead) { released in
            let opening = try #require(
                try released.entries.firstIndex {
                    try Entry(parsing: $0.bytes).request.action.name == .documentOpen
                })
            released.entries.remove(at: opening)
        }
        #expect(throws: VaultError.self) { _ = try officer.entries(filter) }
        // An entry of another case has no place in the answer either.
        let foreign = try #require(all.first)
        var others = AuditFilter()
        others.action = .vaultFound
        liar.lie(about: .auditRead) { released in
            let leaf = foreign.entry.bytes
            let proof = try #require(try released.entries.first { try Entry(parsing: $0.bytes).sequence == 0 })
            released.entries = [ReleasedEntry(bytes: leaf, inclusion: proof.inclusion, texts: [:])]
        }
        #expect(throws: (any Error).self) { _ = try officer.entries(others) }
    }

    @Test func `who sees a part of a case's entries only is not told that some are missing`() throws {
        let (world, first, _, _) = try ground()
        let record = try #require(try world.state(first).records(of: .document).first).id
        let grant = try #require(try world.state(first).grants.keys.first)
        _ = try world.read(record, as: .siti)
        _ = try world.read(record, as: .budi)
        _ = try world.read(record, as: .siti)
        var filter = AuditFilter()
        filter.caseID = first
        let held = try world.officer(.siti).entries(filter).entries
        #expect(Set(held.map(\.entry.request.actor)) == [Who.sari.handle, Who.siti.handle, Who.budi.handle])
        try world.officer(.sari).revoke(grant, reason: "selesai")
        let own = try world.officer(.siti).entries(filter).entries
        #expect(Set(own.map(\.entry.request.actor)) == [Who.siti.handle])
        // In pages, nothing is missing either.
        filter.limit = 3
        var page = try world.officer(.dewi).entries(filter)
        #expect(!page.isPart)
        var count = page.entries.count
        while let from = page.next {
            filter.from = from
            page = try world.officer(.dewi).entries(filter)
            count += page.entries.count
        }
        #expect(count >= held.count + 4)
        var whole = AuditFilter()
        whole.limit = 7
        page = try world.officer(.dewi).entries(whole)
        #expect(page.entries.map(\.entry.sequence) == Array(0..<7))
        #expect(page.next == 7)
    }

    @Test func `an entry that does not pass the filter is noticed`() throws {
        let (world, _, _, liar) = try ground()
        let officer = try world.officer(.dewi, through: liar)
        liar.reply = { reply, calls in
            // The custodian is asked by another filter than the officer signed; only its answer counts here.
            try reply.changingAnswers { index, answer in
                guard try Request(calls[index]).action.kind is ReadAudit else { return answer }
                var released = answer.released
                released.entries = try world.custodian.index.read { transaction in
                    let size = try transaction.size
                    return try (0..<size).map { sequence in
                        ReleasedEntry(
                            bytes: try transaction.leaf(sequence),
                            inclusion: try MerkleTree.inclusionProof(index: sequence, size: size, in: transaction),
                            texts: [:])
                    }
                }
                return Answer(entry: answer.entry, inclusion: answer.inclusion, released: released)
            }
        }
        var filter = AuditFilter()
        filter.actor = Who.siti.handle
        #expect(throws: VaultError.self) { _ = try officer.entries(filter) }
    }

    @Test func `a reason or a basis in the log that is not the signed one is noticed`() throws {
        let (world, _, _, liar) = try ground()
        let officer = try world.officer(.dewi, through: liar)
        var filter = AuditFilter()
        filter.withTexts = true
        filter.action = .grantCreate
        #expect(try officer.entries(filter).entries.map(\.basis) == ["LP/B/12/III/2026"])
        liar.lie(about: .auditRead) { released in
            released.entries = released.entries.map {
                ReleasedEntry(
                    bytes: $0.bytes, inclusion: $0.inclusion, texts: [.basis: SaltedText("surat lain").bytes])
            }
        }
        #expect(throws: VaultError.self) { _ = try officer.entries(filter) }
    }

    // MARK: The whole log

    @Test func `a log from which a leaf is missing, edited, doubled or moved does not verify`() throws {
        let (world, _, _, liar) = try ground()
        let lies: [(Comment, (inout [[UInt8]]) throws -> Void)] = [
            ("the first left out", { $0.removeFirst() }), ("one left out", { $0.remove(at: 9) }),
            ("the last left out", { $0.removeLast() }), ("one twice", { $0.insert($0[9], at: 9) }),
            ("two swapped", { $0.swapAt(9, 10) }), ("one edited", { $0[9] = $0[9].flipping(bit: 8 * 25) }),
            ("nothing at all", { $0 = [] }), ("one more", { $0.append($0[9]) }),
        ]
        for (comment, lie) in lies {
            let officer = try world.officer(.dewi, through: liar)
            liar.lie(about: .auditVerify) { released in
                released.leaves = try EditedLeaves(try #require(released.leaves), lie)
            }
            #expect(throws: LogFault.self, comment) { _ = try officer.verifyLog() }
        }
        try world.expectSound()
    }
}
