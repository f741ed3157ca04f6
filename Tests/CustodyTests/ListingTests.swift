import Reviewing
import Testing
import Vault

@testable import Commands

@Suite("lists")
struct ListingTests {
    private struct Item {
        let by: String
        let said: [JSON.Member]
    }

    @Test func `what somebody sealed says nothing in the place of what is proved`() throws {
        let listing = Listing<Item>(
            [.text("by", nil) { $0.by }, .text("reason", nil) { _ in nil }], others: { $0.said })
        let forged = ["by", "reason", "source"].map { JSON.Member($0, .string("forged")) }
        let json = listing.json(Item(by: "siti@unit-ppa", said: forged))
        #expect(json == .object([.init("by", .string("siti@unit-ppa")), .init("source", .string("forged"))]))
        // And it is a document that every reader reads alike.
        #expect(try JSON(parsing: Array(json.text.utf8)) == json)
    }
}
