import Casework
import Sodium
import Testing
import Vocabulary

struct CommitmentTests {
    private static let vault = VaultID(Digest.of("vault"))
    private static let caseID = CaseID.make()
    private static let record = RecordID.make(.document)

    private func key(_ byte: UInt8, count: Int = 32) throws -> Secret {
        let bytes = [UInt8](repeating: byte, count: count)
        return try Secret(copying: bytes.span)
    }

    private func epoch(
        _ byte: UInt8 = 1, vault: VaultID = vault, caseID: CaseID = caseID, compartment: String = "evidence",
        number: Int = 1
    ) throws -> Digest {
        Commitment.epoch(
            try key(byte), vault: vault, caseID: caseID,
            epoch: EpochName(compartment: part(compartment), epoch: number))
    }

    @Test func `each field of a compartment key's commitment counts`() throws {
        let all = try [
            epoch(), epoch(2), epoch(vault: VaultID(Digest.of("other"))), epoch(caseID: .make()),
            epoch(compartment: "evidenc"), epoch(compartment: "evidence1"), epoch(number: 2), epoch(number: 11),
        ]
        #expect(Set(all).count == all.count)
        #expect(try epoch() == epoch())
    }

    @Test func `each field of a file key's commitment counts`() throws {
        func commit(
            _ byte: UInt8 = 1, count: Int = 16, vault: VaultID = Self.vault, record: RecordID = Self.record,
            version: Int = 1
        ) throws -> Digest {
            Commitment.fileKey(try key(byte, count: count), vault: vault, record: record, version: version)
        }
        let all = try [
            commit(), commit(2), commit(count: 15), commit(vault: VaultID(Digest.of("other"))),
            commit(record: .make(.document)), commit(version: 2),
        ]
        #expect(Set(all).count == all.count)
    }

    @Test func `each field of a content's commitment counts`() {
        func commit(
            _ plaintext: String = "isi", salt: [UInt8] = [1, 2], vault: VaultID = Self.vault,
            record: RecordID = Self.record, version: Int = 1
        ) -> Digest {
            Commitment.content(Digest.of(plaintext), salt: salt, vault: vault, record: record, version: version)
        }
        let all = [
            commit(), commit("lain"), commit(salt: [1, 3]), commit(salt: [1]), commit(salt: []),
            commit(vault: VaultID(Digest.of("other"))), commit(record: .make(.document)), commit(version: 2),
        ]
        #expect(Set(all).count == all.count)
    }

    @Test func `no field can be shifted into the next`() throws {
        // The last digits of a compartment's name are not its epoch's number, nor the salt's bytes the content's.
        #expect(try epoch(compartment: "e1", number: 1) != epoch(compartment: "e", number: 11))
        func hash(_ fields: [String]) -> Digest {
            var hash = TaggedHash(tag: "t")
            for field in fields { hash.add(field) }
            return hash.finish()
        }
        let all = [hash(["ab", "c"]), hash(["a", "bc"]), hash(["abc"]), hash(["abc", ""]), hash(["", "abc"])]
        #expect(Set(all).count == all.count)
    }

    @Test func `a commitment of one kind is none of another`() throws {
        let fileKey = Commitment.fileKey(try key(1), vault: Self.vault, record: Self.record, version: 1)
        let bytes = [UInt8](repeating: 1, count: 32)
        let content = Commitment.content(
            Digest(bytes)!, salt: [], vault: Self.vault, record: Self.record, version: 1)
        #expect(fileKey != content)
    }

    @Test func `a binding names its place, each field by itself`() {
        func binding(
            _ kind: String = "k", record: String = "D-1", version: Int = 1, compartment: String = "evidence",
            epoch: Int = 1, caseID: CaseID = Self.caseID, vault: VaultID = Self.vault
        ) -> [UInt8] {
            Binding.record(
                kind, vault: vault, caseID: caseID, record: record, version: version,
                epoch: EpochName(compartment: part(compartment), epoch: epoch)
            ).bytes
        }
        let all = [
            binding(), binding("l"), binding(record: "D-2"), binding(version: 2), binding(compartment: "medical"),
            binding(epoch: 2), binding(caseID: .make()), binding(vault: VaultID(Digest.of("other"))),
        ]
        #expect(Set(all).count == all.count)
        #expect(binding().starts(with: Array("brankas/binding/v1\nkind k\nvault ".utf8)))
    }

    @Test func `a salted text hides behind its salt and has a limit`() {
        #expect(SaltedText("dasar").digest != SaltedText("dasar").digest)
        #expect(SaltedText(bytes: SaltedText("dasar").bytes)?.text == "dasar")
        #expect(SaltedText(bytes: [UInt8](repeating: 0, count: 31)) == nil)
        #expect(SaltedText(bytes: [UInt8](repeating: 0, count: 32) + [0xff]) == nil)
        #expect(SaltedText(bytes: [UInt8](repeating: 0x20, count: SaltedText.byteLimit)) != nil)
        #expect(SaltedText(bytes: [UInt8](repeating: 0x20, count: SaltedText.byteLimit + 1)) == nil)
    }

    @Test func `both heads count`() {
        let link = Digest.of("link")
        #expect(ChainHead.start.appending(link) != ChainHead(count: 1, digest: ChainHead.start.digest).appending(link))
        #expect(ChainHead.start.appending(link).count == 1)
        #expect(RosterHead.start.appending([1]).digest != RosterHead.start.appending([2]).digest)
        #expect(RosterHead.start.appending([1]).digest != ChainHead.start.appending(Digest.of([1])).digest)
    }
}
