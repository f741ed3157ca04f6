import Age
import Casework
import Files
import Foundation
import GRDB
import Ledger
import SQLiteStore
import Sodium
import Testing
import Vocabulary

@testable import Custodian
@testable import Vault

/// What a custodian finds that was killed between two steps.
struct CrashTests {
    private func halfCount(_ world: World) throws -> Int { try world.custodian.halves.count() }

    @Test func `halves whose transaction never came are swept, and no others`() throws {
        let world = try World()
        let id = try world.makeCase()
        let record = try world.add(content(1), to: id)
        let before = try halfCount(world)
        let epoch = EpochName(compartment: .evidence, epoch: 1)
        let orphan = RecordID.make(.document).text
        let sequence = try world.ledgerSize
        let place = HalfStore.Place(sequence: sequence, caseID: id, record: orphan, version: 1, epoch: epoch)
        let halves = [Half.Kind.key, .metadata].map { kind in (place: place, kind: kind, bytes: [UInt8]([1])) }
        _ = try world.custodian.halves.put(halves)
        world.close()
        #expect(try halfCount(world) == before + 2)
        // The next thing that is done, whatever it is.
        _ = try world.officer(.sari).cases(limit: 1)
        #expect(try halfCount(world) == before)
        #expect(try world.read(record) == content(1))
        let next = try world.add(content(2), to: id)
        #expect(try world.read(next) == content(2))
        try world.expectSound()
    }

    @Test func `a letter that is entered first after a crash takes no halves for its own`() throws {
        let world = try World()
        let id = try world.makeCase()
        try world.dismiss(.budi)
        let before = try halfCount(world)
        let place = HalfStore.Place(
            sequence: try world.ledgerSize, caseID: id, record: RecordID.make(.document).text, version: 1,
            epoch: EpochName(compartment: .evidence, epoch: 1))
        _ = try world.custodian.halves.put([(place: place, kind: .key, bytes: [1])])
        world.close()
        let size = try world.ledgerSize
        let word = try Letter.request(
            .caseList, by: try world.key(.budi), as: .investigator, of: world.vault, at: world.clock.now)
        #expect(try world.custodian.admit([word], emptying: []))
        #expect(try world.ledgerSize == size + 1)
        #expect(try halfCount(world) == before)
        _ = try world.add(content(1), to: id)
        try world.expectSound()
    }

    @Test func `an older index put back beside newer halves destroys none of them`() throws {
        let world = try World()
        let id = try world.makeCase()
        let before = try halfCount(world)
        let epoch = EpochName(compartment: .evidence, epoch: 1)
        let sequence = try world.ledgerSize
        // Two transactions' halves that the index knows nothing of: no single crash leaves that.
        for offset in 0..<2 {
            let place = HalfStore.Place(
                sequence: sequence + UInt64(offset), caseID: id, record: RecordID.make(.document).text, version: 1,
                epoch: epoch)
            _ = try world.custodian.halves.put([(place: place, kind: .key, bytes: [1])])
        }
        world.close()
        #expect {
            _ = try world.officer(.sari).cases(limit: 1)
        } throws: { error in
            if case CustodyError.damaged(.row(table: "halves")) = error { true } else { false }
        }
        #expect(try halfCount(world) == before + 2)
    }

    @Test func `a transaction that fails after its halves leaves the vault as it was`() throws {
        let world = try World()
        let id = try world.makeCase()
        let custodian = try world.custodian
        // The custodian refuses at the very end, when halves are stored: the head that the request names is unknown.
        let liar = LyingCustody(custodian)
        try world.add(content(1), to: id, through: liar)
        let call = try #require(liar.calls.last?.first)
        guard let addition = try Request(call).action.as(AddRecord.self) else { throw CocoaError(.coderValueNotFound) }
        let copy = AddRecord(
            caseID: id, record: .make(.document), version: 1, epoch: addition.epoch,
            keyCommitment: addition.keyCommitment, contentCommitment: addition.contentCommitment,
            contentTag: Digest.of("t"), reason: nil,
            opening: nil)
        let before = (try halfCount(world), try world.ledgerSize)
        let unknown = TreeHead(size: 2, root: Digest.of("elsewhere"))
        #expect(throws: CustodyError.self) {
            _ = try custodian.ask([try world.call(.add(copy), as: .sari, things: call.things, head: unknown)])
        }
        #expect(try world.ledgerSize == before.1)
        try world.expectSound()
        #expect(try halfCount(world) == before.0)
    }

    // MARK: Objects

    private func staging(_ world: World) throws -> [String] { try Folder.names(world.folder + "/objects/staging") }

    @Test func `a payload without a request is swept at the next start`() throws {
        let world = try World()
        let id = try world.makeCase()
        do {
            let dying = try world.makeCustodian()
            _ = try dying.stage { sink in try sink(content(1, byteCount: 70_000).span) }
            #expect(try staging(world).count == 1)
            // While its process lives, nobody takes it away.
            _ = try world.makeCustodian()
            #expect(try staging(world).count == 1)
        }
        world.close()
        _ = try world.custodian
        #expect(try staging(world).isEmpty)
        try world.add(content(2, byteCount: 70_000), to: id)
        try world.expectSound()
    }

    @Test func `a payload whose request committed is found where it was left, and moved`() throws {
        let world = try World()
        let id = try world.makeCase()
        let bytes = content(3, byteCount: 100_000)
        let record = try world.add(bytes, to: id)
        let sequence = try #require(try world.state(id).records[record]).latest.sequence
        let name = try #require(try world.custodian.index.read { try $0.object(of: sequence)?.name })
        let place = "\(world.folder)/objects/\(name.prefix(2))/\(name.dropFirst(2))"
        let staged = "\(world.folder)/objects/staging/\(name)"
        try Folder.rename(place, to: staged)
        // Even before it is moved, it opens.
        #expect(try world.read(record) == bytes)
        world.close()
        _ = try world.custodian
        #expect(try File.kind(of: place) == .regular)
        #expect(try File.kind(of: staged) == nil)
        #expect(try world.read(record) == bytes)
        try world.expectSound()
    }

    @Test func `a payload that can't be moved to its place after the commit is not lost`() throws {
        let world = try World()
        let id = try world.makeCase()
        let bytes = content(4, byteCount: 100_000)
        let objects = world.folder + "/objects"
        // Every folder that an object could go to is a file: moving fails, for anybody, root included.
        for number in 0..<256 { try world.write([], to: objects + "/" + Hex.encode([UInt8(number)])) }
        let record = try world.add(bytes, to: id)
        #expect(try world.read(record) == bytes)
        for number in 0..<256 { try Folder.remove(objects + "/" + Hex.encode([UInt8(number)])) }
        world.close()
        #expect(try world.read(record) == bytes)
        #expect(try staging(world).isEmpty)
        try world.expectSound()
    }

    @Test func `what a denied or refused request staged is removed at once`() throws {
        let world = try World()
        let id = try world.makeCase()
        let custodian = try world.custodian
        let staged = try custodian.stage { sink in try sink(content(1, byteCount: 70_000).span) }
        let manifest = Manifest([.init(name: .payload, byteCount: staged.byteCount, digest: staged.digest)])
        let officer = try world.greet(.siti)
        let request = Request(
            vault: world.vault, actor: Who.siti.handle, role: .investigator, time: world.clock.now,
            head: officer.head, roster: officer.roster.head, manifest: manifest.digest, action: .showCase(id))
        let call = Call(
            note: try officer.key.sign(request).encoded, manifest: manifest, things: [:], staged: staged)
        let reply = try custodian.ask([call])
        #expect(try Entry(parsing: reply.answers[0].entry).outcome == .denied(.noGrant))
        #expect(try staging(world).isEmpty)
    }

    // MARK: The custodian's seed

    private func sealedSeed(_ world: World) throws -> [UInt8] {
        try world.sealedVault().files[0]
    }

    @Test func `a sealed seed whose dismissal never committed is removed, for it may be sealed to anybody`() throws {
        let world = try World()
        let before = try sealedSeed(world)
        let next = world.folder + "/custody/custodian.age.next"
        try world.write([1, 2, 3], to: next)
        #expect(try sealedSeed(world) == before)
        world.close()
        _ = try world.start(.siti)
        #expect(try sealedSeed(world) == before)
        #expect(try File.kind(of: next) == nil)
    }

    @Test
    func `a sealed seed whose dismissal committed is read and moved to its place once somebody else has opened it`()
        throws
    {
        let world = try World()
        let place = world.folder + "/custody/custodian.age"
        _ = try world.start(.siti)
        world.close()
        let before = try world.read(file: place)
        try world.dismiss(.budi)
        world.close()
        let after = try world.read(file: place + ".new")
        #expect(after != before)
        #expect(try world.read(file: place) == before)
        // As if the program had ended between the commit and the move.
        try FileManager.default.moveItem(atPath: place + ".new", toPath: place + ".next")
        #expect(try sealedSeed(world) == after)
        #expect(throws: VaultError.self) { _ = try world.start(.budi) }
        _ = try world.start(.policeAdmin)
        #expect(try world.read(file: place) == before)
        #expect(try world.read(file: place + ".new") == after)
        _ = try world.start(.siti)
        #expect(try world.read(file: place) == after)
        for left in [".new", ".next"] { #expect(try File.kind(of: place + left) == nil) }
        #expect(try world.sealedVault().files.count == 1)
        try world.expectSound()
    }

    @Test func `a sealed seed that opens for nobody, or is another, locks nobody out`() throws {
        for isJunk in [true, false] {
            let world = try World()
            let place = world.folder + "/custody/custodian.age"
            _ = try world.start(.siti)
            world.close()
            let good = try world.read(file: place)
            // An admin's own program: the dismissal is right, the seed that it brings is none, or another one.
            let call = try Self.dismissal(of: .budi, in: world)
            var things = call.things
            let other = try Secret.makeRandom(byteCount: 32)
            let everybody = try Who.allCases.map { try Recipient(try world.key($0).card.recipient) }
            things[.custodianSeed] =
                isJunk
                ? Random.bytes(500)
                : try KeyBundle.seal(header: KeyBundle.custodianSeed(world.vault), keys: other, to: everybody)
            let action = try Request(call).action
            let reply = try world.custodian.ask([try world.call(action, as: .policeAdmin, things: things)])
            #expect(try Entry(parsing: reply.answers[0].entry).outcome.isAllowed)
            world.close()
            let sealed = try world.sealedVault()
            #expect(sealed.files.count == 2 && sealed.files[1] == good)
            #expect(try !sealed.fits(other))
            let seed = try world.key(.siti).openCustodianSeed(sealed.files[1], of: sealed.vault)
            #expect(try sealed.fits(seed))
            // The next one that is right takes the junk's place, and what is kept is kept until somebody has opened that.
            let clock = world.clock
            let custodian = try Custodian(
                folder: world.folder, engine: SQLiteEngine(readers: 0), seed: seed, clock: { clock.now })
            try custodian.noteOpened(good, by: Who.siti.handle)
            #expect(try world.sealedVault().files.count == 2)
            let eko = try PersonKey.make(handle: try Handle("eko@dp2kbp3a"), name: "Eko")
            try world.enroll(eko, into: [.companion], by: .officeAdmin)
            world.close()
            #expect(try world.sealedVault().files.last == good)
            _ = try world.start(.officeAdmin)
            #expect(try world.sealedVault().files.last == good)
            _ = try world.start(.siti)
            #expect(try world.sealedVault().files.count == 1)
            try world.expectSound()
        }
    }

    @Test func `two dismissals at once never leave the vault without its seed`() throws {
        let world = try World()
        let place = world.folder + "/custody/custodian.age"
        // The first committed and did not move its seed yet; the second is killed between writing and committing.
        let before = try world.read(file: place)
        try world.dismiss(.budi)
        let committed = try world.read(file: place + ".new")
        try FileManager.default.moveItem(atPath: place + ".new", toPath: place + ".next")
        #expect(try world.read(file: place) == before)
        let custodian = try world.custodian
        let roster = try world.greet(.policeAdmin).roster
        let call = try Self.dismissal(of: .siti, in: world)
        struct Killed: Error {}
        #expect(throws: Killed.self) {
            try custodian.index.write { transaction in
                var execution = Execution(
                    index: custodian.index, transaction: transaction, roster: roster, halves: custodian.halves,
                    objects: custodian.objects,
                    now: world.clock.now, last: world.clock.now)
                _ = try execution.carryOut([try Arrival(call, vault: world.vault, objects: nil)])
                try execution.prepareFiles(world.folder)
                throw Killed()
            }
        }
        world.close()
        #expect(try sealedSeed(world) == committed)
        _ = try world.start(.siti)
        try world.expectSound()
    }

    private static func dismissal(of who: Who, in world: World) throws -> Call {
        final class Stop: Custody {
            let honest: Custodian
            var call: Call?
            init(_ honest: Custodian) { self.honest = honest }
            func greet(_ greeting: Greeting) throws -> Welcome { try honest.greet(greeting) }
            func stage(_ produce: ((Span<UInt8>) throws -> Void) throws -> Void) throws -> Staged {
                try honest.stage(produce)
            }
            func ask(_ calls: [Call]) throws -> Reply {
                call = calls.first
                throw CustodyError.busy
            }
            func witness(_ checkpoint: [UInt8], by handle: Handle) throws {}
            func standing(_ greeting: Greeting) throws -> Standing { try honest.standing(greeting) }
        }
        let stop = Stop(try world.custodian)
        let admin = try world.officer(who.admin, through: stop)
        try? admin.dismiss(who.handle, reason: "mutasi", custodianSeed: world.template.handedSeed)
        return try #require(stop.call)
    }
}
