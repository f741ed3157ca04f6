import Casework
import Sodium
import Testing
import Vocabulary

@testable import Custodian
@testable import Vault

/// Setting right how documents are filed, and what belongs together.
struct FilingTests {
    @Test func `a document that was moved is its new compartment's, and no longer the old one's`() throws {
        let world = try World()
        let id = try world.makeCase()
        let small = try world.add(content(1), to: id)
        let large = try world.add(content(2, byteCount: 150_000), to: id)
        let other = try world.add(content(3), to: id, .medical)
        try world.grant(id, [.evidence])
        try world.grant(id, to: .prosecutor, [.medical], for: .penuntutan)
        try world.move(small, to: .medical)
        try world.move(large, to: .medical)
        for (record, bytes) in [(small, content(1)), (large, content(2, byteCount: 150_000)), (other, content(3))] {
            #expect(try world.read(record) == bytes)
            #expect(try world.read(record, as: .tuti) == bytes)
            #expect(try world.read(record, as: .rina, for: .penuntutan) == bytes)
            expectDenied(.otherCompartment) { _ = try world.read(record, as: .siti) }
        }
        let listed = try world.officer(.sari).records(.document, of: id)
        #expect(listed.map(\.id) == [small, large, other])
        #expect(Set(listed.map(\.compartment)) == [.medical])
        #expect(listed.map { $0.metadata["fileName"]?.string } == ["bukti.pdf", "bukti.pdf", "bukti.pdf"])
        #expect(try world.officer(.siti).records(.document, of: id).isEmpty)
        try world.expectSound()
    }

    @Test func `only the owner and whoever filed a document move it, and only where they hold both compartments`()
        throws
    {
        let world = try World()
        let id = try world.makeCase()
        let owners = try world.add(content(1), to: id)
        try world.grant(id, [.evidence])
        let theirs = try world.add(content(2), to: id, by: .siti)
        expectDenied(.notOwner) { try world.move(owners, to: .medical, by: .siti) }
        expectDenied(.otherCompartment) { try world.move(theirs, to: .medical, by: .siti) }
        expectDenied(.noGrant) { try world.move(theirs, to: .medical, by: .rina) }
        try world.grant(id, [.medical])
        try world.move(theirs, to: .medical, by: .budi)
        #expect(try world.read(theirs) == content(2))
        #expect(try world.read(theirs, as: .siti) == content(2))
        try world.move(theirs, to: .evidence)
        #expect(try world.read(theirs, as: .siti) == content(2))
        let identity = try world.addIdentity("Bunga", to: id)
        for (record, compartment) in [(theirs, CompartmentName.identity), (theirs, .summary), (identity, .evidence)] {
            #expect(throws: (any Error).self) { try world.move(record, to: compartment) }
        }
        #expect(throws: CustodyError.self) { try world.move(theirs, to: .evidence) }
        try world.expectSound()
    }

    @Test func `a withdrawn document opens for nobody until it is restored`() throws {
        let world = try World()
        let id = try world.makeCase()
        let record = try world.add(content(1), to: id)
        let other = try world.add(content(2), to: id)
        try world.grant(id)
        try world.officer(.sari).withdraw(record, reason: "salah berkas")
        for who in [Who.sari, .siti] {
            expectDenied(.withdrawn) { _ = try world.read(record, as: who) }
            #expect(try world.officer(who).records(.document, of: id).map(\.id) == [other])
        }
        expectDenied(.withdrawn) { try world.move(record, to: .medical) }
        #expect(throws: CustodyError.self) { try world.officer(.sari).withdraw(record, reason: "lagi") }
        expectDenied(.notOwner) { try world.officer(.siti).restore(record, reason: "perlu") }
        try world.officer(.tuti).restore(record, reason: "ternyata benar")
        #expect(try world.read(record, as: .siti) == content(1))
        #expect(throws: CustodyError.self) { try world.officer(.sari).restore(record, reason: "lagi") }
        var filter = AuditFilter()
        filter.record = record
        filter.withTexts = true
        #expect(try world.entries(filter).compactMap(\.reason) == ["salah berkas", "ternyata benar"])
        try world.expectSound()
    }

    @Test func `a file is held against what was recorded, wherever the document stands now`() throws {
        let world = try World()
        let id = try world.makeCase()
        let record = try world.add(content(1), to: id)
        let sequence = try #require(try world.state(id).records[record]).latest.sequence
        for step in 0..<3 {
            if step == 1 { try world.move(record, to: .medical) }
            if step == 2 { try world.officer(.sari).withdraw(record, reason: "salah") }
            let same = try world.officer(.sari).check(record, against: Digest.of(content(1)))
            #expect(same.matches)
            #expect(same.sequence == sequence)
            #expect(same.by == Who.sari.handle)
            let other = try world.officer(.sari).check(record, against: Digest.of(content(2)))
            #expect(!other.matches)
            #expect(other.recorded == Digest.of(content(1)))
        }
        try world.grant(id, [.evidence])
        expectDenied(.otherCompartment) {
            _ = try world.officer(.siti).check(record, against: Digest.of(content(1)))
        }
        let liar = LyingCustody(try world.custodian)
        let officer = try world.officer(.sari, through: liar)
        let before = try world.place(of: record)
        liar.lie(about: .documentCheck) { try $0.replaceHalf(.metadata, with: Random.bytes(32)) }
        expectTampered(.thing(sequence: before.sequence, name: "half")) {
            _ = try officer.check(record, against: Digest.of(content(1)))
        }
        liar.lie(about: .documentCheck) { $0.entries = [] }
        expectTampered(.missing("entry")) { _ = try officer.check(record, against: Digest.of(content(1))) }
        liar.lie(about: .documentCheck) { released in
            let entry = released.entries[0]
            released.entries[0] = ReleasedEntry(
                bytes: entry.bytes, inclusion: Array(entry.inclusion.dropLast()), texts: [:])
        }
        expectTampered(.inclusion(sequence: sequence)) {
            _ = try officer.check(record, against: Digest.of(content(1)))
        }
        try world.expectSound()
    }

    @Test func `what is recorded of a case's records is held against what was signed, without an opening`() throws {
        let world = try World()
        let id = try world.makeCase()
        let records = try (1...3).map { try world.add(content($0), to: id, $0 == 3 ? .medical : .evidence) }
        try world.move(records[1], to: .medical)
        let whole = try world.officer(.sari).checkCommitments(of: id)
        #expect(whole.fitting == 3 && whole.damaged.isEmpty)
        // Who holds a part checks that part.
        try world.grant(id, [.evidence])
        let part = try world.officer(.siti).checkCommitments(of: id)
        #expect(part.fitting == 1 && part.damaged.isEmpty)
        let liar = LyingCustody(try world.custodian)
        let officer = try world.officer(.sari, through: liar)
        let place = try world.place(of: records[1])
        liar.lie(about: .documentList) { try $0.replace(.metadata, of: place.sequence, with: Random.bytes(90)) }
        let damaged = try officer.checkCommitments(of: id)
        #expect(damaged.fitting == 2 && damaged.damaged == [records[1]])
        #expect(try world.entries().allSatisfy { $0.entry.request.action.name != .documentOpen })
        expectDenied(.noGrant) { _ = try world.officer(.rina).checkCommitments(of: id) }
        try world.expectSound()
    }

    @Test func `a case that was reopened takes documents again`() throws {
        let world = try World()
        let id = try world.makeCase()
        #expect(throws: CustodyError.self) { try world.officer(.sari).reopenCase(id) }
        try world.officer(.sari).closeCase(id)
        expectDenied(.caseClosed) { try world.add(content(1), to: id) }
        expectDenied(.caseClosed) { _ = try world.ask(id) }
        expectDenied(.notOwner) { try world.officer(.siti).reopenCase(id) }
        try world.officer(.tuti).reopenCase(id)
        let record = try world.add(content(1), to: id)
        #expect(try world.read(record) == content(1))
        #expect(try !world.officer(.sari).showCase(id).isClosed)
        try world.expectSound()
    }

    @Test func `a link stands in both cases or in none`() throws {
        let world = try World()
        let first = try world.makeCase()
        let second = try world.makeCase("Perkara 2")
        func links() throws -> [[CaseID]] {
            try [first, second].map { try world.officer(.sari).showCase($0).links }
        }
        try world.officer(.sari).link(first, second, isLinked: true)
        #expect(try links() == [[second], [first]])
        #expect(throws: CustodyError.self) { try world.officer(.tuti).link(second, first, isLinked: true) }
        // Who holds one of them links neither.
        try world.grant(first)
        let foreign = try world.makeCase("Perkara 3", by: .siti)
        expectDenied(.noGrant) { try world.officer(.sari).link(first, foreign, isLinked: true) }
        expectDenied(.noGrant) { try world.officer(.siti).link(first, second, isLinked: false) }
        #expect(try links() == [[second], [first]])
        try world.officer(.siti).link(foreign, first, isLinked: true)
        #expect(try links() == [[second, foreign].sorted(), [first]])
        try world.officer(.tuti).link(second, first, isLinked: false)
        #expect(try links() == [[foreign], []])
        #expect(throws: CustodyError.self) { try world.officer(.sari).link(first, second, isLinked: false) }
        #expect(throws: (any Error).self) { try world.officer(.sari).link(first, first, isLinked: true) }
        try world.expectSound()
    }

    @Test func `a search by several terms finds who has all of them`() throws {
        let world = try World()
        let first = try world.makeCase()
        let second = try world.makeCase("Perkara 2")
        try world.addIdentity("Bunga Citra", to: first, tokens: ["name bunga", "name citra"])
        try world.addIdentity("Bunga", to: second, tokens: ["name bunga"])
        // Two people of one case do not make one.
        try world.addIdentity("Citra", to: second, tokens: ["name citra"])
        func find(_ terms: [String]) throws -> Set<CaseID> {
            let found = try world.officer(.siti).find(.name, terms: terms, purpose: .penyidikan).matches
            return Set(found.map(\.caseID))
        }
        #expect(try find(["name bunga"]) == [first, second])
        #expect(try find(["name bunga", "name citra"]) == [first])
        #expect(try find(["name bunga", "name melati"]).isEmpty)
        // A word that was typed twice is one.
        #expect(try find(["name bunga", "name bunga"]) == [first, second])
        try world.expectSound()
    }
}
