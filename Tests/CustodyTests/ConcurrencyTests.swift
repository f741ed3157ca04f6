import Casework
import Files
import Foundation
import SQLiteStore
import Sodium
import Synchronization
import Testing
import Vocabulary

@testable import Custodian
@testable import Vault

/// Many programs at once on one folder, or many threads at one custodian.
struct ConcurrencyTests {
    private static let taskCount = 8
    private static let roundCount = 3

    /// What one thread needs, made before it starts.
    private struct Task: Sendable {
        let number: Int
        let key: PersonKey
        let template: Template
        let vault: VaultID
        let folder: String
        let pins: String
        let caseID: CaseID
        let files: [String]
        /// One for all; nil where each has its own.
        let shared: Custodian?

        init(_ number: Int, _ world: World, _ id: CaseID, _ shared: Custodian?) throws {
            self.shared = shared
            self.number = number
            let who: Who = number % 2 == 0 ? .sari : .siti
            key = try world.key(who)
            template = world.template
            vault = world.vault
            folder = world.folder
            // Half of them share a pin store, as two terminals of one person do.
            pins = "\(world.root)/pins-\(number / 4)-\(who.rawValue)"
            caseID = id
            files = try (0..<ConcurrencyTests.roundCount).map { round in
                try world.file(ConcurrencyTests.bytes(number, round))
            }
        }

        func run() throws -> [RecordID: [UInt8]] {
            var stored: [RecordID: [UInt8]] = [:]
            for (round, file) in files.enumerated() {
                let custodian =
                    try shared
                    ?? Custodian(
                        folder: folder, engine: SQLiteEngine(readers: 0), seed: template.seed.secret,
                        clock: { World.start })
                let officer = try Officer(
                    key: key, vault: vault, custody: custodian, pins: PinStore(folder: pins),
                    clock: { World.start })
                let document = NewDocument(
                    path: NamedPath(file, fence: .none), fileName: "f", mediaType: "m", about: [])
                let record = try officer.addDocuments(caseID, [document], to: .evidence)[0].id
                let sink = Sink()
                _ = try officer.open(record, purpose: .penyidikan, to: sink.take)
                let expected = ConcurrencyTests.bytes(number, round)
                guard sink.bytes == expected else { throw FileError.changed(path: file) }
                stored[record] = expected
                guard try officer.records(.document, of: caseID).contains(where: { $0.id == record }) else {
                    throw FileError.missing(path: file)
                }
                let report = try officer.verifyStorage()
                guard report.damages.isEmpty else { throw CustodyError.damaged(report.damages[0]) }
            }
            return stored
        }
    }

    private static func bytes(_ number: Int, _ round: Int) -> [UInt8] {
        content(UInt64(number * 100 + round), byteCount: round == 1 ? 70_000 : 500)
    }

    /// Programs, as they are; threads that take turns; threads that read beside each other, as in a service.
    @Test(arguments: [nil, 0, 8])
    func `eight that store, open, list and verify at once lose nothing, and see nothing that is not so`(
        readers: Int?
    ) throws {
        let world = try World()
        world.engine = SQLiteEngine(readers: readers ?? 0)
        let id = try world.makeCase()
        try world.grant(id)
        world.close()
        let shared = readers == nil ? nil : try world.custodian
        let tasks = try (0..<Self.taskCount).map { try Task($0, world, id, shared) }
        let results = Mutex<[Result<[RecordID: [UInt8]], any Error>]>([])
        let group = DispatchGroup()
        for task in tasks {
            group.enter()
            Thread {
                let result = Result { try task.run() }
                results.withLock { $0.append(result) }
                group.leave()
            }.start()
        }
        group.wait()
        var stored: [RecordID: [UInt8]] = [:]
        for result in results.withLock({ $0 }) { stored.merge(try result.get()) { first, _ in first } }
        #expect(stored.count == Self.taskCount * Self.roundCount)
        for (record, expected) in stored { #expect(try world.read(record) == expected) }
        let listed = try world.officer(.sari).records(.document, of: id)
        #expect(Set(listed.map(\.id)) == Set(stored.keys))
        try world.expectSound()
    }

    @Test func `who writes does not wait for who reads, and who reads sees what was there when they began`() throws {
        let world = try World()
        world.engine = SQLiteEngine(readers: 8)
        let id = try world.makeCase()
        let custodian = try world.custodian
        let size = try world.ledgerSize
        let (began, goOn, ended) = (
            DispatchSemaphore(value: 0), DispatchSemaphore(value: 0), DispatchSemaphore(value: 0)
        )
        let seen = Mutex<[UInt64]>([])
        Thread {
            try? custodian.index.read { transaction in
                seen.withLock { $0.append((try? transaction.size) ?? 0) }
                began.signal()
                goOn.wait()
                seen.withLock { $0.append((try? transaction.size) ?? 0) }
            }
            ended.signal()
        }.start()
        began.wait()
        // On this thread, while the other reads on.
        let record = try world.add(content(1), to: id)
        #expect(try world.ledgerSize > size)
        #expect(try world.read(record) == content(1))
        goOn.signal()
        ended.wait()
        #expect(seen.withLock { $0 } == [size, size])
        try world.expectSound()
    }
}
