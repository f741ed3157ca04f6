import Casework
import Ledger
import Sodium
import Testing
import Vocabulary

@testable import Custodian
@testable import Vault

/// Denials and their floods, searches and their limit.
struct LimitTests {
    @Test func `a denial is an entry that names who, what and why`() throws {
        let world = try World()
        let id = try world.makeCase()
        let record = try world.add(content(1), to: id)
        expectDenied(.noGrant) { _ = try world.read(record, as: .siti) }
        var filter = AuditFilter()
        filter.outcome = .denied
        let denied = try world.entries(filter)
        #expect(denied.map(\.entry.outcome) == [.denied(.noGrant)])
        #expect(denied.map(\.entry.request.actor) == [Who.siti.handle])
        #expect(denied.map(\.entry.request.action.record) == [record])
        #expect(denied.map(\.entry.place?.caseID) == [id])
        #expect(denied.map(\.name) == [Who.siti.name])
        try world.expectSound()
    }

    @Test func `of a flood of denials a hundred are listed and the rest is counted in the next entry`() throws {
        let world = try World()
        let id = try world.makeCase()
        let record = try world.add(content(1), to: id)
        let siti = try world.officer(.siti)
        let before = try world.ledgerSize
        for _ in 0..<100 {
            expectDenied(.noGrant) { _ = try siti.open(record, purpose: .penyidikan) { _ in } }
        }
        #expect(try world.ledgerSize == before + 100)
        for _ in 0..<7 {
            do {
                _ = try siti.open(record, purpose: .penyidikan) { _ in }
                Issue.record("it was allowed")
            } catch CustodyError.throttled {}
        }
        #expect(try world.ledgerSize == before + 100)
        // Others are denied as before, with an entry.
        expectDenied(.noGrant) { _ = try world.read(record, as: .budi) }
        // What is allowed stays allowed, and tells the number.
        _ = try siti.cases(limit: 1)
        let entries = try world.entries()
        #expect(entries.filter { $0.entry.suppressed > 0 }.map(\.entry.suppressed) == [7])
        #expect(entries.first { $0.entry.suppressed > 0 }?.entry.shownAction == .caseList)

        _ = try? siti.open(record, purpose: .penyidikan) { _ in }
        world.clock.advance(seconds: 3_601)
        expectDenied(.noGrant) { _ = try siti.open(record, purpose: .penyidikan) { _ in } }
        #expect(try world.entries().last { $0.entry.suppressed > 0 }?.entry.suppressed == 1)
        try world.expectSound()
    }

    @Test func `of several denied requests at once each is counted, and what else was asked with them is undone`()
        throws
    {
        let world = try World()
        let id = try world.makeCase()
        let record = try world.add(content(1), to: id)
        let siti = try world.officer(.siti)
        for _ in 0..<98 {
            expectDenied(.noGrant) { _ = try siti.open(record, purpose: .penyidikan) { _ in } }
        }
        let before = try world.ledgerSize
        // Two would still be listed; the third is too much, and so none is.
        let calls = try (0..<5).map { number in
            try world.call(number == 1 ? .listCases(after: nil, limit: 1) : .open(record, .penyidikan), as: .siti)
        }
        do {
            _ = try world.custodian.ask(calls)
            Issue.record("it was answered")
        } catch CustodyError.throttled {}
        #expect(try world.ledgerSize == before)
        _ = try siti.cases(limit: 1)
        #expect(try world.entries().last { $0.entry.suppressed > 0 }?.entry.suppressed == 4)
        try world.expectSound()
    }

    @Test func `a search beyond its limit is counted, too, where denials are no longer listed`() throws {
        let world = try World()
        let siti = try world.officer(.siti)
        for number in 0..<5 { _ = try siti.find(.nik, terms: ["nik \(number)"], purpose: .penyidikan) }
        for _ in 0..<100 {
            expectDenied(.searchLimit) { _ = try siti.find(.nik, terms: ["nik"], purpose: .penyidikan) }
        }
        for _ in 0..<3 {
            do {
                _ = try siti.find(.nik, terms: ["nik"], purpose: .penyidikan)
                Issue.record("it was answered")
            } catch CustodyError.throttled {}
        }
        _ = try siti.cases(limit: 1)
        #expect(try world.entries().last { $0.entry.suppressed > 0 }?.entry.suppressed == 3)
        try world.expectSound()
    }

    @Test func `searches are limited within a day, for each person`() throws {
        let world = try World()
        let siti = try world.officer(.siti)
        for number in 0..<5 { _ = try siti.find(.nik, terms: ["nik \(number)"], purpose: .penyidikan) }
        expectDenied(.searchLimit) { _ = try siti.find(.nik, terms: ["nik 6"], purpose: .penyidikan) }
        _ = try world.officer(.budi).find(.nik, terms: ["nik 6"], purpose: .penyidikan)
        world.clock.advance(seconds: 86_400)
        expectDenied(.searchLimit) { _ = try siti.find(.nik, terms: ["nik 6"], purpose: .penyidikan) }
        world.clock.advance(seconds: 1)
        _ = try siti.find(.nik, terms: ["nik 6"], purpose: .penyidikan)
        try world.expectSound()
    }
}
