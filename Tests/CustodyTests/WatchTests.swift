import Casework
import Files
import Foundation
import Ledger
import SQLiteStore
import Sodium
import Synchronization
import SystemPackage
import Testing
import Vocabulary
import Wire

@testable import Custodian
@testable import Vault

/// A service stands still where the world outside of its folder speaks against it: its clock, or a head that it once signed.
struct WatchTests {
    /// A machine whose clocks are turned.
    private final class Machine: Sendable {
        private let state = Mutex(MachineTime(now: World.start, boot: "a", uptime: 1_000))
        var time: MachineTime { state.withLock { $0 } }

        func pass(_ seconds: Int64) {
            state.withLock {
                $0 = MachineTime(now: $0.now.adding(seconds: seconds), boot: $0.boot, uptime: $0.uptime + seconds)
            }
        }

        /// Somebody turns the clock.
        func turn(_ seconds: Int64) {
            state.withLock { $0 = MachineTime(now: $0.now.adding(seconds: seconds), boot: $0.boot, uptime: $0.uptime) }
        }

        func restart() { state.withLock { $0 = MachineTime(now: $0.now, boot: $0.boot + "a", uptime: 10) } }
    }

    private let world: World
    private let machine = Machine()
    private let told = Told()

    private final class Told: Sendable {
        let halts = Mutex<[ServiceHalt]>([])
        @Sendable func take(_ error: any Error) {
            halts.withLock { $0.append(contentsOf: [error as? ServiceHalt].compactMap(\.self)) }
        }
        var all: [ServiceHalt] { halts.withLock { $0 } }
        /// Whatever they were.
        let times = Mutex(0)
        @Sendable func note(_ error: any Error) { times.withLock { $0 += 1 } }
        var count: Int { times.withLock { $0 } }
    }

    init() throws {
        world = try World(copying: try Template.served.get())
        machine.turn(try world.custodian.index.read { try $0.lastTime ?? World.start }.seconds - World.start.seconds)
        world.close()
    }

    private var head: String { world.root + "/last-head" }

    private func serve(_ folder: String? = nil, isClockRight: Bool = false, head: String?? = nil) throws -> Custodian {
        let machine = machine
        return try Custodian.serving(
            folder: folder ?? world.folder, engine: SQLiteEngine(readers: 4), seed: world.template.seed.secret,
            clock: { machine.time.now }, onHalt: told.take,
            watch: Watch(head: head ?? self.head, isClockRight: isClockRight) { machine.time })
    }

    /// One entry, at the machine's time.
    private func enter(_ custodian: Custodian) throws {
        world.clock.now = machine.time.now
        let head = try custodian.index.read { try $0.head }
        _ = try custodian.ask([try world.call(.readInbox, as: .sari, head: head)])
    }

    private func halt(_ body: () throws -> Void) -> ServiceHalt? {
        do {
            try body()
            return nil
        } catch {
            return error as? ServiceHalt
        }
    }

    // MARK: The clock

    @Test func `time that passes is no jump, a clock that is turned is one, and nothing is entered after it`() throws {
        let custodian = try serve()
        try enter(custodian)
        machine.pass(50_000)
        try enter(custodian)
        // Small steps add up.
        machine.turn(40)
        try enter(custodian)
        machine.turn(19)
        try enter(custodian)
        let size = try custodian.index.read { try $0.size }
        machine.pass(10)
        machine.turn(-129)
        expectRefusal("storage") { try enter(custodian) }
        #expect(told.all == [.clockJumped(seconds: -70)])
        // Neither once the clock is set again: whoever runs the service has to look first.
        machine.turn(129)
        expectRefusal("storage") { try enter(custodian) }
        #expect(try custodian.index.read { try $0.size } == size)
        #expect(told.all.count == 1)
        try enter(try serve())
    }

    @Test
    func `a clock that was turned while nothing was served is noticed, and its operator says whether it is right`()
        throws
    {
        try enter(try serve())
        machine.pass(3_600)
        machine.turn(7_200)
        #expect(halt { _ = try serve() } == .clockJumped(seconds: 7_200))
        // The kept head is the one of before: asking again makes no difference.
        #expect(halt { _ = try serve() } == .clockJumped(seconds: 7_200))
        try enter(try serve(isClockRight: true))
        try enter(try serve())
        // After a start of the machine nothing but the last entry speaks for or against it.
        machine.restart()
        try enter(try serve())
        machine.turn(-600)
        machine.restart()
        let last = try world.custodian.index.read { try #require(try $0.lastTime) }
        world.close()
        #expect(halt { _ = try serve() } == .clockBehind(last: last, now: machine.time.now))
        machine.turn(600 + 91 * 86_400)
        #expect(halt { _ = try serve(head: .some(nil)) } == .clockFarAhead(last: last, now: machine.time.now))
        _ = try serve(isClockRight: true)
    }

    // MARK: The last head

    @Test func `a folder that was put back is not served, nor another vault's`() throws {
        let old = world.root + "/old"
        try enter(try serve())
        try FileManager.default.copyItem(atPath: world.folder, toPath: old)
        try enter(try serve())
        let size = try serve().index.read { try $0.size }
        #expect(halt { _ = try serve(old) } == .otherLedger(signed: size, size: size - 1))
        // It grows on its own, to as many entries: they are others.
        let fork = try serve(old, head: .some(nil))
        try enter(fork)
        #expect(halt { _ = try serve(old) } == .otherLedger(signed: size, size: size))
        // And nothing of that has touched what was kept.
        try enter(try serve())
        let kept = try #require(try KeptHead.read(head))
        #expect(kept.vault == world.vault && kept.head.size == size + 1)
        let strange = KeptHead(vault: VaultID(Digest.of("another")), head: kept.head, time: kept.time)
        try strange.write(head)
        #expect(halt { _ = try serve() } == .headUnreadable(path: head))
    }

    @Test func `each byte that is flipped in a kept head, and each cut, is another head or none`() throws {
        _ = try serve()
        let bytes = try world.read(file: head)
        let kept = try #require(KeptHead(bytes))
        #expect(Array(kept.text.utf8) == bytes)
        for place in bytes.indices {
            #expect(KeptHead(Array(bytes[..<place])) == nil)
            for bit in 0..<8 {
                var flipped = bytes
                flipped[place] ^= 1 << bit
                if let other = KeptHead(flipped) { #expect(other != kept && Array(other.text.utf8) == flipped) }
            }
        }
        #expect(KeptHead(bytes + bytes) == nil)
        try world.write([UInt8](repeating: 65, count: 4_096), to: head)
        #expect(throws: (any Error).self) { _ = try serve() }
    }

    @Test func `a vault that is founded and can't be served is told so to its founder, and the service ends`() throws {
        let founder = try world.key(.officeAdmin)
        let seed = try Secret.makeRandom(byteCount: CustodianSeed.byteCount)
        let folder = world.root + "/founded"
        let told = told
        let unfounded = try UnfoundedCustodian(
            folder: folder, engine: SQLiteEngine(readers: 4), seed: seed, founder: founder.card.fingerprint,
            clock: { [machine] in machine.time.now }, onHalt: told.note,
            watch: Watch(head: world.root + "/nowhere/head", isClockRight: false) { [machine] in machine.time })
        let founding = try Founding(
            founder: founder, charter: Template.charter(enrolmentApprovals: 0), keysFile: Array("vault: oku\n".utf8),
            cards: [founder.card, try world.key(.policeAdmin).card, try world.key(.courtAdmin).card],
            custodian: unfounded.identity, at: machine.time.now)
        let done = try unfounded.found(founding.call)
        #expect(done.reply.answers.count == 1)
        #expect(throws: (any Error).self) { _ = try done.custody.get() }
        #expect(told.count == 1)
        // It is there, and is served once its head can be kept.
        let custodian = try Custodian.serving(
            folder: folder, engine: SQLiteEngine(readers: 4), seed: seed, clock: { [machine] in machine.time.now },
            onHalt: told.take,
            watch: Watch(head: world.root + "/new-head", isClockRight: false) { [machine] in machine.time })
        #expect(try custodian.genesis.vault == founding.vault)
    }

    @Test func `that there was no last head is known, and that there was one, too`() throws {
        for isNew in [true, false] {
            let watch = Watch(head: head, isClockRight: false) { [machine] in machine.time }
            _ = try Custodian.serving(
                folder: world.folder, engine: SQLiteEngine(readers: 4), seed: world.template.seed.secret,
                clock: { [machine] in machine.time.now }, onHalt: told.take, watch: watch)
            #expect(watch.hadNoHead == isNew)
        }
    }

    @Test func `a head that can't be kept releases nothing`() throws {
        let folder = world.root + "/elsewhere"
        try Folder.make(folder)
        let custodian = try serve(head: folder + "/head")
        try enter(custodian)
        try Folder.removeTree(folder)
        #expect(throws: (any Error).self) { try enter(custodian) }
        #expect(throws: (any Error).self) { try enter(custodian) }
    }

    /// It is another disk than the vault's: that the one is full says nothing of the other.
    @Test(arguments: [Errno.noSpace, .diskQuotaExceeded, .ioError])
    func `a full disk under the last head ends the service, for what was asked is entered`(code: Errno) throws {
        let machine = machine
        let isFull = Mutex(false)
        let failing = Mutex<[any Error]>([])
        let head = head
        let custodian = try Custodian.serving(
            folder: world.folder, engine: SQLiteEngine(readers: 4), seed: world.template.seed.secret,
            clock: { machine.time.now }, onHalt: { error in failing.withLock { $0.append(error) } },
            watch: Watch(head: head, isClockRight: false, machine: { machine.time }) { kept, path in
                if isFull.withLock({ $0 }) { throw FileError.system(operation: .write, path: path, code: code) }
                try kept.write(path)
            })
        try enter(custodian)
        let size = try custodian.index.read { try $0.size }
        isFull.withLock { $0 = true }
        // Neither "full", which says that nothing was entered, nor once more, which would be a replay.
        expectRefusal("storage") { try enter(custodian) }
        #expect(failing.withLock { $0.count } == 1)
        #expect(try custodian.index.read { try $0.size } == size + 1)
        isFull.withLock { $0 = false }
        expectRefusal("storage") { try enter(custodian) }
        #expect(try custodian.index.read { try $0.size } == size + 1)
        // The next start finds a ledger that went on from the head that is kept.
        try enter(try serve())
    }

    // MARK: What officers know

    @Test func `an officer's checkpoint convicts a custodian that lost its last entries, and nobody else's does`()
        throws
    {
        let old = world.root + "/old"
        try enter(try serve())
        world.close()
        try FileManager.default.copyItem(atPath: world.folder, toPath: old)
        try enter(try serve())
        // Of the ledger that went on.
        let custodian = try serve()
        let newest = try custodian.index.read { try $0.checkpoint }
        let stale = try serve(old, head: .some(nil))
        // What it did not sign says nothing.
        var forged = newest.note
        forged[forged.count - 3] ^= 1
        try stale.hold(forged)
        try stale.hold([])
        try stale.hold(try stale.index.read { try $0.checkpoint.note })
        #expect(told.all.isEmpty)
        #expect(throws: CustodyError.self) { try stale.hold(newest.note) }
        #expect(told.all == [.otherLedger(signed: newest.size, size: newest.size - 1)])
        expectRefusal("storage") { try enter(stale) }
        // The one that has it goes on.
        try custodian.hold(newest.note)
        try enter(custodian)
    }
}
