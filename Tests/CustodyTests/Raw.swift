import Age
import Casework
import Ledger
import Sodium
import Testing
import Vocabulary

@testable import Custodian
@testable import Vault

/// What an attacker with a valid key does without the program: requests and sealed things made by hand.
extension World {
    /// A signed call, each part of which can be chosen.
    func call(
        _ action: Action, as who: Who, role: RoleName? = nil, things: [ItemName: [UInt8]] = [:],
        nonce: Nonce = Nonce(), time: Instant? = nil, head: TreeHead? = nil, roster: RosterHead? = nil,
        vault: VaultID? = nil, signer: Who? = nil
    ) throws -> Call {
        let officer = try greet(who)
        let manifest = Manifest(things.map { Manifest.Item(name: $0.key, bytes: $0.value) })
        let request = Request(
            vault: vault ?? self.vault, actor: who.handle, role: role ?? who.role, nonce: nonce,
            time: time ?? clock.now, head: head ?? officer.head, roster: roster ?? officer.roster.head,
            manifest: manifest.digest, action: action)
        var note = try Note(text: request.text)
        try note.sign(as: who.handle.text, with: try key(signer ?? who).signing)
        return Call(note: note.encoded, manifest: manifest, things: things)
    }

    var ledgerSize: UInt64 { get throws { try custodian.index.read { try $0.size } } }

    func state(_ id: CaseID) throws -> CaseState {
        try #require(try custodian.index.read { try $0.state(of: id) })
    }

    /// Where the halves of a record's newest version are.
    func place(of record: RecordID) throws -> HalfStore.Place {
        let id = try #require(try custodian.index.read { try $0.caseID(of: record) })
        return HalfStore.Place(try #require(try state(id).records[record]).latest, id)
    }

    /// A thing as the custodian stores it.
    func thing(_ name: ItemName, of sequence: UInt64) throws -> [UInt8] {
        try #require(
            try custodian.index.read { try $0.thing(name, of: sequence, in: try $0.manifest(sequence)) })
    }

    func thing(_ name: ItemName, ofGrant grant: GrantID, in id: CaseID) throws -> [UInt8] {
        try thing(name, of: try #require(try state(id).grants[grant]).sequence)
    }

    /// The newest key of a compartment, as its holder unwraps it.
    func compartmentKey(
        _ compartment: CompartmentName, of id: CaseID, as who: Who
    ) throws -> (name: EpochName, key: CompartmentKey) {
        let officer = try officer(who)
        let done = try officer.ask(.prepare(.caseID(id), for: .documentAdd), as: who.role)
        let keys = try officer.keys(done)
        let name = try #require(keys.state.epochs[compartment]?.last).name
        return (name, try keys.key(name))
    }
}

/// A record as an attacker would write it: each commitment and each sealed part can be another than it should be.
struct CraftedRecord {
    var compartment = CompartmentName.evidence
    var record = RecordID.make(.document)
    var version = 1
    var content = Array("the real content".utf8)
    /// What the content commitment is made of.
    var committedContent: [UInt8]?
    /// What is wrapped as A, where it is not the A of the committed key.
    var wrappedHalf: [UInt8]?
    /// The key that seals the payload, where it is not the committed one.
    var payloadKey: [UInt8]?
    /// The record that the wrapped half is bound to, where it is another.
    var boundTo: RecordID?
    /// Things that nobody asked for.
    var extra: [ItemName: [UInt8]] = [:]

    let halfA = Random.bytes(16)
    let halfB = Random.bytes(16)

    /// As an identity is stored: the custodian takes no other length.
    private var padded: [UInt8] {
        content + [UInt8](repeating: 0x20, count: (4_096 - content.count % 4_096) % 4_096)
    }

    /// Adds it: the custodian can't tell what is inside.
    @discardableResult
    func add(to id: CaseID, in world: World, by who: Who = .siti) throws -> RecordID {
        let (epoch, key) = try world.compartmentKey(compartment, of: id, as: who)
        let officer = try world.officer(who)
        let content = record.kind == .identity ? padded : content
        let fileKey = try Secret(copying: halfA.span).xor(try Secret(copying: halfB.span))
        let salt = Random.bytes(32)
        let reason = version == 1 ? nil : SaltedText("salah tulis")
        let addition = AddRecord(
            caseID: id, record: record, version: version, epoch: epoch,
            keyCommitment: Commitment.fileKey(fileKey, vault: world.vault, record: record, version: version),
            contentCommitment: Commitment.content(
                Digest.of(committedContent ?? content), salt: salt, vault: world.vault, record: record,
                version: version),
            contentTag: record.kind == .document ? Digest.of("t") : nil, reason: reason?.digest, opening: nil)
        let metadata = JSON.object([JSON.Member("salt", .string(Hex.encode(salt)))])
        let place = RecordPlace(
            vault: world.vault, caseID: id, subject: .record(record, version: version), epoch: epoch)
        let sealed = try place.sealMetadata(metadata, under: key)
        let wrapKey = try HKDF.derive(from: key.secret, info: "brankas/v1 record")
        let binding = Binding.record(
            "record-key", vault: world.vault, caseID: id, record: (boundTo ?? record).text, version: version,
            epoch: epoch)
        let wrapped = wrappedHalf ?? halfA
        let payloadKey = try payloadKey.map { try Secret(copying: $0.span) } ?? fileKey.duplicate()
        var things: [ItemName: [UInt8]] = [
            .metadata: sealed.box, .metadataHalf: sealed.half, .keyHalf: halfB,
            .key: try XChaChaPoly.seal(wrapped.span, associated: binding.bytes.span, key: wrapKey),
            .payload: try Payload.seal(content.span, fileKey: payloadKey),
        ]
        things[.reason] = reason?.bytes
        _ = try officer.ask(.add(addition), as: who.role, things: things.merging(extra) { first, _ in first })
        return record
    }
}
