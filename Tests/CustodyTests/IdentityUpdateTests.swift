import Casework
import Ledger
import Sodium
import Testing
import Vocabulary

@testable import Commands
@testable import Console
@testable import Custodian
@testable import Reviewing
@testable import Vault

/// Identities that are set right: what the newest version says counts, and nothing that anybody wrote is lost.
struct IdentityUpdateTests {
    private func update(
        _ record: RecordID, by who: Who = .sari, for purpose: Purpose = .penyidikan, terms: [String] = [],
        through custody: (any Custody)? = nil, in world: World, _ merge: (String) -> String
    ) throws -> Int {
        try world.officer(who, through: custody).updateIdentity(
            record, reason: "ralat", purpose: purpose
        ) { current, _ in
            NewIdentity(json: Array(merge(String(decoding: current, as: UTF8.self)).utf8), spokenOf: [], terms: terms)
        }.version
    }

    private func text(_ record: RecordID, as who: Who = .sari, in world: World) throws -> String {
        var bytes = try world.read(record, as: who)
        while bytes.last == 0x20 { bytes.removeLast() }
        return String(decoding: bytes, as: UTF8.self)
    }

    private func found(_ term: String, in world: World) throws -> [CaseID] {
        try world.officer(.siti).find(.nik, terms: [term], purpose: .penyidikan).matches.map(\.caseID)
    }

    @Test func `an identity that no longer says anything to be found by is not found by what it said`() throws {
        let world = try World()
        let id = try world.makeCase()
        let record = try world.addIdentity("Bunga", to: id, tokens: ["nik 1"])
        #expect(try found("nik 1", in: world) == [id])
        _ = try update(record, terms: [], in: world) { _ in "{\"notes\":\"dihapus\"}" }
        #expect(try found("nik 1", in: world).isEmpty)
        try world.expectSound()
    }

    @Test func `a relation of before the list was closed is kept while another field changes`() throws {
        let old = try JSON(parsing: Array(#"{"name":"Bunga","relation":"anak","phone":"1"}"#.utf8))
        let changed = old.replacing("phone", with: "0812345678")
        let fields = try IdentityFields(changed, source: "-", keeping: old)
        #expect(fields.identity(added: nil).json == Array(changed.text.utf8))
        #expect(throws: Failure.self) { try IdentityFields(changed, source: "-") }
        #expect(throws: Failure.self) {
            try IdentityFields(old.replacing("relation", with: "tetangga"), source: "-", keeping: old)
        }
    }

    @Test func `a role that may not search does not say what an identity is found by`() throws {
        let world = try World()
        let id = try world.makeCase()
        let record = try world.addIdentity("Bunga", to: id, tokens: ["nik 1"])
        try world.approve(try world.grant(id, to: .prosecutor, [.identity], allow: Permissions([.update])))
        let epoch = try #require(try world.state(id).epochs[.identity]?.last).name
        let text = SaltedText("x")
        let version = AddRecord(
            caseID: id, record: record, version: 2, epoch: epoch, keyCommitment: Digest.of("k"),
            contentCommitment: Digest.of("c"), contentTag: record.kind == .document ? Digest.of("t") : nil,
            reason: text.digest, opening: nil)
        var things: [ItemName: [UInt8]] = [
            .metadata: Random.bytes(40 + 256), .metadataHalf: Random.bytes(32), .key: Random.bytes(56),
            .keyHalf: Random.bytes(16), .payload: Random.bytes(32 + 4_096), .reason: text.bytes,
            .tokens: SearchTokens([Random.bytes(32)]).bytes,
        ]
        let answer = try world.custodian.ask([try world.call(.add(version), as: .rina, things: things)]).answers[0]
        #expect(try Entry(parsing: answer.entry).outcome == .denied(.surplusItems))
        things[.tokens] = nil
        _ = try world.custodian.ask([try world.call(.add(version), as: .rina, things: things)])
        #expect(try found("nik 1", in: world) == [id])
        try world.expectSound()
    }

    @Test func `whoever stores an identity is told who has its NIK, and of no other word that they send`() throws {
        let world = try World()
        let id = try world.makeCase()
        _ = try world.addIdentity("Bunga", to: id, tokens: ["name bunga"])
        let epoch = try #require(try world.state(id).epochs[.identity]?.last).name
        let (nik, name, other) = (Random.bytes(32), Random.bytes(32), Random.bytes(32))
        func add(_ tokens: [[UInt8]], nik: [[UInt8]]?) throws -> (record: RecordID, twins: [RecordID]) {
            let record = RecordID.make(.identity)
            let addition = AddRecord(
                caseID: id, record: record, version: 1, epoch: epoch, keyCommitment: Digest.of("k"),
                contentCommitment: Digest.of("c"), reason: nil, opening: nil)
            var things: [ItemName: [UInt8]] = [
                .metadata: Random.bytes(40 + 256), .metadataHalf: Random.bytes(32), .key: Random.bytes(56),
                .keyHalf: Random.bytes(16), .payload: Random.bytes(32 + 4_096), .tokens: SearchTokens(tokens).bytes,
            ]
            things[.nikToken] = nik.map { SearchTokens($0).bytes }
            let answer = try world.custodian.ask([try world.call(.add(addition), as: .sari, things: things)]).answers[0]
            return (record, answer.released.twins)
        }
        let first = try add([nik, name], nik: [nik])
        #expect(first.twins.isEmpty)
        // Guesses: many words that the identity is to be found by, or one that it is not.
        #expect(try add([nik, name], nik: nil).twins.isEmpty)
        #expect(try add([other], nik: [nik]).twins.isEmpty)
        for tokens in [[], [nik, name]] {
            let refusal = #expect(throws: CustodyError.self) { _ = try add([nik, name], nik: tokens) }
            guard case .refused(.malformed) = refusal else {
                Issue.record("not refused for its form: \(String(describing: refusal))")
                continue
            }
        }
        let last = try add([nik, other], nik: [nik])
        #expect(last.twins.count == 2 && last.twins.first == first.record)
        try world.expectSound()
    }

    @Test func `an updated identity is found by what it now says, and the old version stays on record`() throws {
        let world = try World()
        let id = try world.makeCase()
        let record = try world.addIdentity("Bunga", to: id, tokens: ["nik 1", "name bunga"])
        let other = try world.addIdentity("Melati", to: id, tokens: ["nik 3"])
        let version = try update(record, terms: ["nik 2", "name bunga"], in: world) { current in
            #expect(current == "{\"name\":\"Bunga\"}")
            return "{\"name\":\"Bunga\",\"nik\":\"2\"}"
        }
        #expect(version == 2)
        #expect(try text(record, in: world) == "{\"name\":\"Bunga\",\"nik\":\"2\"}")
        #expect(try found("nik 1", in: world).isEmpty)
        for term in ["nik 2", "name bunga", "nik 3"] { #expect(try found(term, in: world) == [id]) }
        #expect(try text(other, in: world) == "{\"name\":\"Melati\"}")
        let listed = try world.officer(.sari).records(.identity, of: id)
        #expect(listed.map(\.version) == [2, 1])

        // The first version: its halves and its ciphertext still make what its author committed to.
        let first = try #require(try world.state(id).records[record]).versions[0]
        let (_, key) = try world.compartmentKey(.identity, of: id, as: .sari)
        let wrapKey = try HKDF.derive(from: key.secret, info: "brankas/v1 record")
        let box = try world.thing(.key, of: first.sequence)
        let binding = Binding.record(
            "record-key", vault: world.vault, caseID: id, record: record.text, version: 1, epoch: first.place.epoch)
        let halfA = try XChaChaPoly.openSecret(box.span, associated: binding.bytes.span, key: wrapKey)
        let halfB = try world.custodian.halves.get(.key, of: HalfStore.Place(first, id))
        let fileKey = try halfA.xor(try Secret(copying: halfB.bytes.span))
        let commitment = Commitment.fileKey(fileKey, vault: world.vault, record: record, version: 1)
        #expect(commitment == first.addition.keyCommitment)
        try world.expectSound()
    }

    @Test func `two who update at once write two versions, the later one over what the earlier says`() throws {
        let world = try World()
        let id = try world.makeCase()
        let record = try world.addIdentity("Bunga", to: id)
        let liar = LyingCustody(try world.custodian)
        liar.overtake(.identityUpdate) {
            let version = try update(record, by: .tuti, in: world) { $0.replacing("Bunga", with: "Bunga Citra") }
            #expect(version == 2)
        }
        var seen: [String] = []
        let version = try update(record, through: liar, in: world) { current in
            seen.append(current)
            return current.replacing("}", with: ",\"address\":\"Muaradua\"}")
        }
        #expect(version == 3)
        #expect(seen == ["{\"name\":\"Bunga\"}", "{\"name\":\"Bunga Citra\"}"])
        #expect(try text(record, in: world) == "{\"name\":\"Bunga Citra\",\"address\":\"Muaradua\"}")
        #expect(try world.state(id).records[record]?.versions.map(\.number) == [1, 2, 3])
        try world.expectSound()
    }

    @Test func `an identity of an earlier key is updated under the newest`() throws {
        let world = try World()
        let id = try world.makeCase()
        let record = try world.addIdentity("Bunga", to: id)
        let grant = try world.grant(id, [.identity])
        try world.approve(grant)
        #expect(try text(record, as: .siti, in: world) == "{\"name\":\"Bunga\"}")
        try world.officer(.sari).revoke(grant, reason: "selesai")
        try world.addIdentity("Melati", to: id)
        #expect(try world.state(id).epochs[.identity]?.count == 2)
        for (who, name) in [(Who.sari, "Bunga M"), (.tuti, "Bunga")] {
            _ = try update(record, by: who, in: world) { _ in "{\"name\":\"\(name)\"}" }
        }
        #expect(try world.place(of: record).epoch.epoch == 2)
        #expect(try text(record, as: .tuti, in: world) == "{\"name\":\"Bunga\"}")
        // Where nothing changes, nothing is stored.
        let count = try world.state(id).records[record]?.versions.count
        #expect(try update(record, by: .tuti, in: world) { $0 + " " } == count)
        #expect(try world.state(id).records[record]?.versions.count == count)
        // And under one that the update itself opens.
        let later = try world.grant(id, to: .prosecutor, [.identity], for: .penuntutan)
        try world.approve(later)
        try world.officer(.sari).revoke(later, reason: "selesai")
        _ = try update(record, in: world) { _ in "{\"name\":\"Bunga M\"}" }
        #expect(try world.place(of: record).epoch.epoch == 3)
        #expect(try text(record, as: .tuti, in: world) == "{\"name\":\"Bunga M\"}")
        try world.expectSound()
    }

    @Test func `an update by a role that can't search leaves the identity to be found`() throws {
        let world = try World()
        let id = try world.makeCase()
        let record = try world.addIdentity("Bunga", to: id, tokens: ["nik 1"])
        let grant = try world.grant(id, to: .prosecutor, [.identity], allow: Permissions([.update]))
        try world.approve(grant)
        let version = try update(record, by: .rina, terms: ["nik 1"], in: world) {
            $0.replacing("}", with: ",\"address\":\"Muaradua\"}")
        }
        #expect(version == 2)
        #expect(try text(record, in: world) == "{\"name\":\"Bunga\",\"address\":\"Muaradua\"}")
        #expect(try found("nik 1", in: world) == [id])
        try world.expectSound()
        // Whoever can search brings its terms up to date.
        _ = try update(record, terms: ["nik 2"], in: world) { $0 }
        #expect(try found("nik 1", in: world).isEmpty)
        #expect(try found("nik 2", in: world) == [id])
        try world.expectSound()
    }

    @Test func `an identity is read to be updated only by who may open it, and the entry names it`() throws {
        let world = try World()
        let id = try world.makeCase()
        let record = try world.addIdentity("Bunga", to: id)
        let document = try world.add(content(1), to: id)
        try world.grant(id)
        let unmerged: (String) -> String = { current in
            Issue.record("it was read")
            return current
        }
        expectDenied(.otherCompartment) { _ = try update(record, by: .siti, in: world, unmerged) }
        expectDenied(.noGrant) { _ = try update(record, by: .rina, in: world, unmerged) }
        expectDenied(.lacksCapability) { _ = try update(record, by: .ratna, in: world, unmerged) }
        #expect(throws: CustodyError.self) { _ = try update(document, in: world, unmerged) }
        var filter = AuditFilter()
        filter.record = record
        filter.action = .identityEdit
        #expect(try world.entries(filter).map(\.entry.request.actor) == [.siti, .rina, .ratna].map(\Who.handle))
        _ = try update(record, in: world) { $0 + " " }
        filter.outcome = .allowed
        let edits = try world.entries(filter).map(\.entry)
        #expect(edits.map(\.request.actor) == [Who.sari.handle])
        #expect(edits.map(\.request.action.purpose) == [.penyidikan] && edits.map(\.access) == [.owner])
        #expect(edits.map(\.disclosure) == [.content])
        try world.expectSound()
    }

    @Test func `a custodian that gives an old version to be updated is noticed`() throws {
        let world = try World()
        let id = try world.makeCase()
        let record = try world.addIdentity("Bunga", to: id)
        let old = try world.officer(.sari, through: LyingCustody(try world.custodian)).ask(
            .edit(record, .penyidikan), as: .companion
        ).released.all
        _ = try update(record, in: world) { $0.replacing("Bunga", with: "Melati") }
        let liar = LyingCustody(try world.custodian)
        liar.lie(about: .identityEdit) { $0 = old }
        expectTampered(.oldTrail(id)) { _ = try update(record, through: liar, in: world) { $0 } }
        liar.lie(about: .identityEdit) { released in
            released.things = old.things
            released.halves = old.halves
        }
        #expect(throws: VaultError.self) { _ = try update(record, through: liar, in: world) { $0 } }
        #expect(try text(record, in: world) == "{\"name\":\"Melati\"}")
        try world.expectSound()
    }
}
