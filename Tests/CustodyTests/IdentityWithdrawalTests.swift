import Casework
import Ledger
import Sodium
import Testing
import Vocabulary

@testable import Custodian
@testable import Vault

/// A withdrawn identity is listed, opened, found and counted no more, and stays in the ledger.
struct IdentityWithdrawalTests {
    private func found(_ world: World, _ term: String, as who: Who = .sari) throws -> [CaseID] {
        try world.officer(who).find(.name, terms: [term], purpose: .pelaporan).matches.map(\.caseID)
    }

    private func count(_ world: World) throws -> Int {
        try #require(try world.officer(.sari).cases(limit: 10).cases.first).identityCount
    }

    @Test func `it is found, listed, counted and opened by nobody until it is restored`() throws {
        let world = try World()
        let id = try world.makeCase()
        let identity = try world.addIdentity("Bunga", to: id, tokens: ["bunga"])
        let other = try world.addIdentity("Melati", to: id, tokens: ["melati"])
        try world.approve(try world.grant(id, [.identity]))
        let officer = try world.officer(.sari)
        #expect(try found(world, "bunga") == [id] && count(world) == 2)

        try officer.withdraw(identity, reason: "anak lain")
        #expect(try found(world, "bunga").isEmpty && found(world, "melati") == [id])
        #expect(try officer.records(.identity, of: id).map(\.id) == [other] && count(world) == 1)
        for who in [Who.sari, .siti] { expectDenied(.withdrawn) { _ = try world.read(identity, as: who) } }
        try world.expectSound()

        try officer.restore(identity, reason: "ternyata benar")
        #expect(try found(world, "bunga") == [id] && count(world) == 2)
        #expect(try world.read(identity, as: .siti).starts(with: world.identity("Bunga")))
        let entries = try world.entries().map(\.entry)
        #expect(entries.filter { $0.request.action.name == .identityWithdraw }.count == 1)
        try world.expectSound()
    }

    @Test func `rows by which a withdrawn identity is still found are damage`() throws {
        let world = try World()
        let id = try world.makeCase()
        let identity = try world.addIdentity("Bunga", to: id, tokens: ["bunga"])
        let tokens = try world.thing(.tokens, of: try #require(try world.state(id).records[identity]).latest.sequence)
        try world.officer(.sari).withdraw(identity, reason: "anak lain")
        try world.expectSound()
        try world.custodian.index.write { try $0.setTokens((1, SearchTokens(bytes: tokens)!), of: identity) }
        #expect(try world.officer(.dewi).verifyStorage().damages == [.row(table: "tokens")])
    }
}
