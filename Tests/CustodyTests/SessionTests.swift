import Casework
import Foundation
import Ledger
import Makers
import Service
import Sockets
import Sodium
import Synchronization
import Testing
import Vocabulary

@testable import Custodian
@testable import Vault
@testable import Wire

/// The beginning of a connection to a custodian that is served, with people who are none of those it expects.
struct SessionTests {
    private static func world() throws -> World { try World(copying: try Template.served.get()) }

    @Test func `whoever is enrolled begins a session, and works as in a folder`() throws {
        let world = try Self.world()
        let id = try world.makeCase()
        let bytes = content(7, byteCount: 200_000)
        let record = try world.add(bytes, to: id)
        #expect(throws: (any Error).self) { try world.read(record, as: .siti) }
        try world.grant(id)
        #expect(try world.read(record, as: .siti) == bytes)
        try world.expectSound()
    }

    @Test func `a stranger and a forger are told the same, and nothing is written for them`() throws {
        let world = try Self.world()
        let before = try world.custodian.greet(world.greeting(.sari)).checkpoint
        let stranger = try PersonKey.make(handle: try Handle("asing@unit-ppa"), name: "Asing")
        // Another key under a handle that there is.
        let forger = try PersonKey.make(handle: Who.siti.handle, name: "Siti")
        let size = try world.folderSize()
        for key in [stranger, forger] {
            let thrown = #expect(throws: CustodyError.self) { _ = try world.session(key) }
            guard case .stranger = thrown else {
                Issue.record("\(String(describing: thrown))")
                return
            }
        }
        #expect(try world.custodian.greet(world.greeting(.sari)).checkpoint == before)
        #expect(try world.folderSize() == size)
    }

    @Test func `the custodian's answer reads alike for handles that nobody has`() throws {
        let world = try Self.world()
        func answer(_ handle: String) throws -> [String] {
            let channel = try world.connection()
            try channel.begin()
            let hello = Hello(versions: [1], vault: world.vault, handle: try Handle(handle), nonce: Digest.of("x"))
            try channel.send(Message(.hello, hello.bodyBytes))
            let frame = try #require(try channel.frame())
            #expect(frame.type == .session)
            let offer = try SessionOffer(reading: frame.body)
            #expect(offer.genesis == (try world.custodian.genesis).text)
            return try Note(parsing: offer.note).text.split(separator: "\n").map { String($0.prefix { $0 != " " }) }
        }
        #expect(try answer("siti@unit-ppa") == answer("nobody@unit-ppa"))
    }

    @Test func `nothing but a hello is answered to whom has no session`() throws {
        let world = try Self.world()
        let greeting = world.greeting(.sari).bodyBytes
        for message in [
            Message(.greet, greeting), Message(.standing, greeting), Message(.stage, [1]), Message(.ask, []),
            Message(.witness, Cosigned(handle: Who.sari.handle, checkpoint: []).bodyBytes), Message(.pull, []),
            Message(.prove, []), Message(.leave, []), Message(.ready), Message(.hello, [1]),
            Message(.hello, [UInt8](repeating: 0, count: 5_000)),
        ] {
            let channel = try world.connection()
            try channel.begin()
            try channel.send(message)
            #expect((try? channel.frame()) == .some(nil), "\(message.type)")
        }
        // Of what has no place, and is long, no more is read than its first frame.
        for type in [FrameType.ask, .witness, .found] {
            let channel = try world.connection()
            try channel.begin()
            try channel.send(Frame(type, [UInt8](repeating: 0, count: Frame.bodyLimit)))
            #expect(try channel.frame()?.type == (type == .found ? .failed : nil), "\(type)")
        }
        // A vault is founded once.
        for type in [FrameType.identify, .found] {
            let channel = try world.connection()
            try channel.begin()
            try channel.send(Message(type))
            let failed = try #require(try channel.frame())
            #expect(failed.type == .failed)
            guard case .refused(.alreadyDone) = try CustodyError(reading: failed.body) else {
                Issue.record("\(type)")
                return
            }
        }
    }

    @Test func `a proof is worth nothing in another session, for another vault, or by another person`() throws {
        let world = try Self.world()
        let key = try world.key(.siti)
        /// What Siti signed once.
        var signed: [UInt8] = []
        _ = try world.session(key) { note in
            signed = try key.sign(session: note, of: world.vault)
            return signed
        }
        let proofs: [([UInt8]) throws -> [UInt8]] = [
            { _ in signed },
            { try key.sign(session: $0, of: VaultID(Digest.of("another"))) },
            { try (try world.key(.budi)).sign(session: $0, of: world.vault) },
            { note in
                // The signature of the one, under the text of the other.
                let mine = try Note(parsing: try key.sign(session: note, of: world.vault))
                var other = try Note(
                    text: OfficerNote(vault: world.vault, handle: key.handle, session: Digest.of("x")).text)
                try other.add(mine.signatures[0])
                return other.encoded
            },
            { note in
                var twice = try Note(parsing: try key.sign(session: note, of: world.vault))
                try twice.sign(as: "another", with: try SigningKey(seed: try Secret.makeRandom(byteCount: 32)))
                return twice.encoded
            },
            { _ in [] },
            { try key.sign(session: $0, of: world.vault) + [0x0a] },
        ]
        for (number, sign) in proofs.enumerated() {
            let thrown = #expect(throws: CustodyError.self, "\(number)") { _ = try world.session(key, sign: sign) }
            guard case .stranger = thrown else {
                Issue.record("\(number): \(String(describing: thrown))")
                continue
            }
        }
    }

    @Test func `a session of another vault's custodian, or of none, is an impostor's`() throws {
        let (world, other) = (try Self.world(), try World(copying: try Template.servedApproving.get()))
        let key = try world.key(.siti)
        // A relay that joins the officer to another vault: that one does not know the id.
        let thrown = #expect(throws: CustodyError.self) {
            _ = try RemoteSession(try other.connection(), world.caller(key))
        }
        guard case .notThisVault = thrown else {
            Issue.record("\(String(describing: thrown))")
            return
        }
        // One that says what it may: another genesis, the right one with another's signature, an old note, another hello's, a
        // version that nobody offered, a note that somebody else signed too.
        let genesis = try world.custodian.genesis
        let old = try world.custodian.beginSession(hello: Digest.of("before"), version: 1)
        let own = try SigningKey(seed: try Secret.makeRandom(byteCount: 32))
        func note(_ hello: Digest, by key: borrowing SigningKey, version: UInt64 = 1, vault: VaultID? = nil) throws
            -> [UInt8]
        {
            let text = SessionNote(
                vault: vault ?? world.vault, hello: hello, nonce: Digest.of("n"), version: version, time: World.start
            ).text
            var note = try Note(text: text)
            try note.sign(as: genesis.origin, with: key)
            return note.encoded
        }
        let keys = try CustodianKeys(seed: world.template.seed.secret)
        let lies: [(Digest) throws -> SessionOffer] = [
            { SessionOffer(genesis: try other.custodian.genesis.text, note: try note($0, by: own)) },
            { SessionOffer(genesis: genesis.text + "\n", note: try note($0, by: keys.session)) },
            { SessionOffer(genesis: genesis.text, note: try note($0, by: own)) },
            { SessionOffer(genesis: genesis.text, note: try note($0, by: keys.checkpoint)) },
            { _ in SessionOffer(genesis: genesis.text, note: old) },
            { SessionOffer(genesis: genesis.text, note: try note($0, by: keys.session, version: 2)) },
            { SessionOffer(genesis: genesis.text, note: try note($0, by: keys.session, vault: other.vault)) },
            { hello in
                var twice = try Note(parsing: try note(hello, by: keys.session))
                try twice.sign(as: "another", with: own)
                return SessionOffer(genesis: genesis.text, note: twice.encoded)
            },
        ]
        for (number, lie) in lies.enumerated() {
            #expect(throws: WireError.impostor, "\(number)") { _ = try world.session(key, with: lie) }
        }
        // The control: what is true is believed, by this very way.
        #expect(throws: WireError.ended) {
            _ = try world.session(key) { SessionOffer(genesis: genesis.text, note: try note($0, by: keys.session)) }
        }
    }

    @Test func `another version is told apart, and the highest in common is taken`() throws {
        let world = try Self.world()
        for (versions, expected) in [([2, 1], FrameType.session), ([2], .failed), ([], .failed)]
            as [([UInt64], FrameType)]
        {
            let channel = try world.connection()
            try channel.begin()
            let hello = Hello(versions: versions, vault: world.vault, handle: Who.siti.handle, nonce: Digest.of("x"))
            try channel.send(Message(.hello, hello.bodyBytes))
            let frame = try #require(try channel.frame())
            #expect(frame.type == expected)
            if expected == .failed, case .otherVersion = try CustodyError(reading: frame.body) { continue }
            if expected == .failed { Issue.record("\(versions)") }
        }
    }

    /// There is one version so far: the other is made up.
    @Test func `officers whose program is one version back, or one ahead, are served`() throws {
        let world = try Self.world()
        let (id, key) = (try world.makeCase(), try world.key(.siti))
        let record = try world.add(content(1), to: id)
        try world.grant(id)
        for (served, spoken, isServed) in [
            ([1, 2], [1], true), ([1], [1, 2], true), ([1, 2], [2, 3], true), ([1, 2], [3, 4], false),
            ([2, 3], [1], false),
        ] as [([UInt64], [UInt64], Bool)] {
            let server = Server(.vault(try world.custodian), program: "9.8.7", versions: served) { Issue.record($0) }
            func begin() throws -> RemoteSession {
                try RemoteSession(try Wired.connection(to: server), world.caller(key), versions: spoken)
            }
            if isServed {
                let officer = try world.officer(.siti, through: try RemoteCustody(try begin()))
                let sink = Sink()
                _ = try officer.open(record, purpose: .penyidikan, to: sink.take)
                #expect(sink.bytes == content(1))
            } else {
                let error = #expect(throws: CustodyError.self) { _ = try begin() }
                guard case .otherVersion(program: "9.8.7") = error else {
                    Issue.record("\(served), \(spoken): \(String(describing: error))")
                    return
                }
            }
        }
    }

    @Test func `the dismissed and the waiting get nothing, and may leave word, which becomes a denial`() throws {
        let world = try World(copying: try Template.servedApproving.get())
        let key = try world.key(.budi)
        try world.officer(.policeAdmin).enroll(key.card, into: [.investigator], custodianSeed: nil)
        for (state, reason) in [(PersonState.waiting, Denial.enrolmentWaiting), (.dismissed, .dismissed)] {
            if state == .dismissed { try world.dismiss(.budi) }
            let session = try world.session(key)
            #expect(session.state == state && session.role == .investigator)
            #expect(throws: CustodyError.self) { _ = try RemoteCustody(session) }
            let word = try Letter.request(
                .caseList, by: key, as: .investigator, of: world.vault, at: world.clock.now)
            try session.leave(word)
            let last = try #require(try world.entries().dropLast().last?.entry)
            #expect(last.outcome == .denied(reason) && last.request.actor == Who.budi.handle && last.isLate)
            #expect(last.shownAction == .caseList)
            // Once; and in nobody else's name.
            let count = try world.entries().count
            try world.session(key).leave(word)
            let foreign = try Letter.request(
                .caseList, by: try world.key(.siti), as: .investigator, of: world.vault, at: world.clock.now)
            #expect(throws: CustodyError.self) { try world.session(key).leave(foreign) }
            #expect(try world.entries().count == count + 1)
        }
        #expect(try world.officer(.dewi).verifyLog(full: true).entries > 0)
        try world.expectSound()
    }

    @Test func `whoever is dismissed within a session learns no more in it`() throws {
        let world = try Self.world()
        let id = try world.makeCase(by: .siti)
        let officer = try world.greet(.siti)
        try world.dismiss(.siti)
        #expect(throws: (any Error).self) { _ = try officer.refreshHead() }
        #expect(throws: (any Error).self) { _ = try officer.standings() }
        #expect(throws: (any Error).self) { _ = try officer.custody.stage { try $0([1].span) } }
        #expect(throws: (any Error).self) { _ = try officer.list(.document, of: id) }
    }

    @Test func `on a session nobody asks, greets or cosigns as somebody else`() throws {
        let world = try Self.world()
        let siti = try RemoteCustody(try world.session(try world.key(.siti)))
        let greeting = world.greeting(.sari)
        #expect(throws: CustodyError.self) { _ = try siti.greet(greeting) }
        #expect(throws: CustodyError.self) { _ = try siti.standing(greeting) }
        #expect(throws: CustodyError.self) { try siti.witness([1], by: Who.sari.handle) }
        let call = try world.call(.listCases(after: nil, limit: 10), as: .sari)
        let size = try world.entries().count
        #expect(throws: CustodyError.self) { _ = try siti.ask([call]) }
        #expect(throws: CustodyError.self) {
            _ = try siti.ask([try world.call(.listCases(after: nil, limit: 10), as: .siti), call])
        }
        #expect(try world.entries().count == size + 1)
        #expect(try siti.greet(world.greeting(.siti)).roster.isEmpty == false)
    }

    @Test func `a clock that differs by more than five minutes is refused, and requests go by the custodian's`() throws
    {
        let world = try Self.world()
        let key = try world.key(.siti)
        for (difference, isRefused) in [(-301, true), (-299, false), (299, false), (301, true)] as [(Int64, Bool)] {
            let caller = world.caller(key, now: world.clock.now.adding(seconds: difference))
            if isRefused {
                let thrown = #expect(throws: CustodyError.self) {
                    _ = try RemoteSession(try world.connection(), caller)
                }
                guard case .notFresh = thrown else {
                    Issue.record("\(String(describing: thrown))")
                    return
                }
            } else {
                let session = try RemoteSession(try world.connection(), caller)
                #expect(abs(session.now.seconds - world.clock.now.seconds) <= 5)
            }
        }
    }

    @Test func `a head that the custodian's tree never had is told as a rollback, with evidence`() throws {
        let world = try Self.world()
        let older = world.root + "/older"
        try FileManager.default.copyItem(atPath: world.folder, toPath: older)
        let id = try world.makeCase(by: .siti)
        _ = try world.greet(.siti).list(.document, of: id)
        world.close()
        // Whole: whoever still closes it does so there.
        try FileManager.default.moveItem(atPath: world.folder, toPath: world.root + "/newer")
        try FileManager.default.moveItem(atPath: older, toPath: world.folder)
        let thrown = #expect(throws: VaultError.self) { _ = try world.greet(.siti) }
        guard case .tampered(.rolledBack) = thrown else {
            Issue.record("\(String(describing: thrown))")
            return
        }
        let pins = try FileManager.default.contentsOfDirectory(atPath: "\(world.root)/pins/\(Who.siti.rawValue)")
        #expect(pins.contains { $0.hasSuffix(".evidence") })
    }

    // MARK: What is staged

    @Test func `what somebody staged nobody else claims, and it goes ten minutes after its connection`() throws {
        let world = try Self.world()
        let mine = try RemoteCustody(try world.session(try world.key(.siti)))
        let staged = try mine.stage { try $0([UInt8](repeating: 7, count: 100_000).span) }
        let staging = world.folder + "/objects/staging/" + staged.id
        #expect(FileManager.default.fileExists(atPath: staging))
        let theirs = try RemoteCustody(try world.session(try world.key(.budi)))
        let call = try world.call(.listCases(after: nil, limit: 1), as: .budi)
        let thrown = #expect(throws: CustodyError.self) {
            _ = try theirs.ask([
                Call(note: call.note, manifest: call.manifest, things: call.things, staged: staged)
            ])
        }
        guard case .refused(.malformed) = thrown else {
            Issue.record("\(String(describing: thrown))")
            return
        }
        #expect(FileManager.default.fileExists(atPath: staging))
    }

    /// Two asks of one person that claim one payload don't see of each other what is not committed yet.
    @Test func `a payload that one ask has in hand no other claims, discards or sweeps away`() throws {
        let world = try Self.world()
        let custodian = try world.custodian
        let key = try world.key(.sari)
        let remote = try RemoteCustody(try world.session(key))
        let staged = try remote.stage { try $0([UInt8](repeating: 7, count: 100_000).span) }
        let path = world.folder + "/objects/staging/" + staged.id
        func claiming(_ note: [UInt8], _ manifest: Manifest) -> Call {
            Call(note: note, manifest: manifest, things: [:], staged: staged)
        }
        // As in the middle of the one: the other is refused, and nothing is removed.
        #expect(custodian.objects.take([staged]) && !custodian.objects.take([staged]))
        let call = try world.call(.listCases(after: nil, limit: 1), as: .sari)
        #expect(throws: CustodyError.self) { _ = try custodian.ask([claiming(call.note, call.manifest)]) }
        custodian.discard(staged)
        #expect(FileManager.default.fileExists(atPath: path))
        custodian.objects.giveBack([staged])
        // What an ask claimed that came to nothing is gone at once, whatever it failed for; its person's count with it.
        #expect(throws: CustodyError.self) { _ = try remote.ask([claiming(call.note, call.manifest)]) }
        #expect(!FileManager.default.fileExists(atPath: path))
        let second = try remote.stage { try $0([1].span) }
        custodian.discard(second)
        #expect(!FileManager.default.fileExists(atPath: world.folder + "/objects/staging/" + second.id))
    }

    @Test func `whoever may store nothing stages nothing`() throws {
        let world = try Self.world()
        for who in [Who.policeAdmin, .ratna, .dewi] {
            let remote = try RemoteCustody(try world.session(try world.key(who)))
            #expect(throws: CustodyError.self, "\(who)") { _ = try remote.stage { try $0([1].span) } }
        }
        #expect(try RemoteCustody(try world.session(try world.key(.rina))).stage { try $0([1].span) }.byteCount == 1)
    }

    @Test func `word that is left is of this moment, and once`() throws {
        let world = try Self.world()
        let key = try world.key(.siti)
        try world.dismiss(.siti)
        let count = try world.entries().count
        for age in [-200, 70] as [Int64] {
            let old = try Letter.request(
                .caseList, by: key, as: .investigator, of: world.vault, at: world.clock.now.adding(seconds: age))
            try world.session(key).leave(old)
        }
        #expect(try world.entries().count == count + 1)
    }

    @Test func `before a session nobody is told more than that there is none`() throws {
        let world = try Self.world()
        let key = try world.key(.siti)
        let alarms: [CustodyError] = [
            .damaged(.row(table: "grants")), .headUnknown(named: .empty, size: 9), .notFresh(custodian: World.start),
            .longPause(last: World.start, now: World.start), .behindLedger(last: World.start, now: World.start),
            .refused(.alreadyDone), .full, .throttled,
        ]
        for alarm in alarms {
            #expect(throws: WireError.self, "\(alarm)") { _ = try world.session(key, failing: alarm) }
        }
        // The control.
        let thrown = #expect(throws: CustodyError.self) { _ = try world.session(key, failing: .busy) }
        guard case .busy = thrown else {
            Issue.record("\(String(describing: thrown))")
            return
        }
        // What a failure names ends on a terminal: it has the letters of such names.
        for text in ["a\u{1b}[31m", "two\nlines", "", String(repeating: "a", count: 301), "kasus é"] {
            let failure = CustodyError.damaged(.object(record: text)).bodyBytes
            #expect(throws: WireError.self) { _ = try CustodyError(reading: failure) }
        }
        #expect(throws: Never.self) {
            _ = try CustodyError(reading: CustodyError.damaged(.object(record: "D-1")).bodyBytes)
        }
    }

    // MARK: Limits

    private func server(_ world: World, _ change: (inout Server.Limits) -> Void) throws -> Server {
        var limits = Server.Limits()
        change(&limits)
        return Server(.vault(try world.custodian), limits: limits) { Issue.record($0) }
    }

    /// How a connection ended: nil where it was just closed.
    private func end(_ channel: Channel) throws -> CustodyError? {
        guard let frame = try channel.frame() else { return nil }
        return frame.type == .failed ? try CustodyError(reading: frame.body) : nil
    }

    @Test func `who says nothing, or a byte at a time, is let go when the time for a session is over`() throws {
        let world = try Self.world()
        let server = try server(world) { $0.session = .milliseconds(300) }
        let silent = try Wired.connection(to: server)
        let begun = ContinuousClock.now
        try silent.begin()
        #expect(try end(silent) == nil)
        #expect(begun.duration(to: .now) < .seconds(5))
        let (near, far) = Wired.pair()
        let slow = Connection(reading: near, writing: near)
        let served = Connection(reading: far, writing: far)
        let isOver = Mutex(false)
        Wired.play {
            server.serve(served)
            isOver.withLock { $0 = true }
        }
        let start = ContinuousClock.now
        for byte in Preamble.bytes + [UInt8](repeating: 0, count: 50) where !isOver.withLock({ $0 }) {
            try? slow.write([byte])
            Worker.pause(.milliseconds(20))
        }
        #expect(isOver.withLock { $0 })
        #expect(start.duration(to: .now) < .seconds(5))
        // The control: who comes in time is served for longer than that.
        let key = try world.key(.siti)
        let session = try RemoteSession(try Wired.connection(to: server), world.caller(key))
        Worker.pause(.milliseconds(600))
        #expect(try RemoteCustody(session).standing(world.greeting(.siti)).last.isEmpty == false)
    }

    @Test func `how the service does is told in a session, and else to who arrives at its socket alone`() throws {
        let world = try Self.world()
        let thrown = #expect(throws: CustodyError.self) { _ = try world.connection().condition() }
        guard case .stranger = thrown else {
            Issue.record("\(String(describing: thrown))")
            return
        }
        let session = try RemoteSession(try world.connection(), world.caller(try world.key(.siti)))
        let remote = try RemoteCustody(session)
        let condition = try remote.condition()
        #expect(condition.entries == (try world.ledgerSize) && condition.takesNew)
        #expect(condition.unwitnessed.count == 3)
        // Whoever is dismissed within it learns no more.
        try world.dismiss(.siti)
        #expect(throws: CustodyError.self) { _ = try remote.condition() }
    }

    @Test
    func `a service that found something wrong is ill until it is started anew, and one whose disk was full is not`()
        throws
    {
        let world = try Self.world()
        let (id, key) = (try world.makeCase(), try world.key(.sari))
        let record = try world.add(content(1, byteCount: 100_000), to: id)
        let server = Server(.vault(try world.custodian)) { _ in }
        let officer = try world.officer(
            .sari, through: try RemoteCustody(try RemoteSession(try Wired.connection(to: server), world.caller(key))))
        let sink = Sink()
        _ = try officer.open(record, purpose: .penyidikan, to: sink.take)
        #expect(try !server.condition().ills.contains(.troubled))
        let objects = world.folder + "/objects"
        for part in try FileManager.default.contentsOfDirectory(atPath: objects) where part.utf8.count == 2 {
            try FileManager.default.removeItem(atPath: objects + "/" + part)
        }
        #expect(throws: (any Error).self) { _ = try officer.open(record, purpose: .penyidikan, to: Sink().take) }
        #expect(try server.condition().ills.contains(.troubled))
        #expect(try !Server(.vault(try world.custodian)) { _ in }.condition().ills.contains(.troubled))
        let full = Server(.vault(HinderedCustody(try world.custodian) { throw CustodyError.full })) { _ in }
        let session = try RemoteSession(try Wired.connection(to: full), world.caller(key))
        #expect(throws: CustodyError.self) { _ = try RemoteCustody(session).standing(world.greeting(.sari)) }
        #expect(try !full.condition().ills.contains(.troubled))
    }

    @Test func `a service that is stopped says that it ends, to whoever waits and to whoever asks too late`() throws {
        let world = try Self.world()
        let server = try server(world) { _ in }
        let key = try world.key(.siti)
        let waits = try RemoteSession(try Wired.connection(to: server), world.caller(key))
        let asks = try RemoteCustody(try RemoteSession(try Wired.connection(to: server), world.caller(key)))
        server.end()
        #expect(try waits.channel.frame() == Frame(.bye))
        #expect(try waits.channel.frame() == nil)
        #expect(throws: WireError.ended) { _ = try asks.standing(world.greeting(.siti)) }
    }

    @Test func `strangers at the door, and connections of one person, are so many and no more`() throws {
        let world = try Self.world()
        let server = try server(world) { ($0.unknown, $0.ofPerson) = (3, 2) }
        let key = try world.key(.siti)
        func busy(_ body: () throws -> Void) {
            let thrown = #expect(throws: CustodyError.self) { try body() }
            guard case .busy = thrown else {
                Issue.record("\(String(describing: thrown))")
                return
            }
        }
        func session(_ who: Who = .siti) throws -> RemoteSession {
            try RemoteSession(try Wired.connection(to: server), world.caller(try world.key(who)))
        }
        let strangers = try (0..<3).map { _ in
            let channel = try Wired.connection(to: server)
            // So that it is served, and not only there.
            try channel.begin()
            return channel
        }
        // Whoever comes takes the place of the one who has dallied longest, and of nobody else.
        _ = try session(.dewi)
        #expect(try end(strangers[0]) == nil)
        let hello = Hello(versions: [1], vault: world.vault, handle: key.handle, nonce: Digest.of("x"))
        for stranger in strangers.dropFirst() {
            try stranger.send(Message(.hello, hello.bodyBytes))
            #expect(try stranger.frame()?.type == .session)
        }
        let held = try (0..<2).map { _ in try RemoteCustody(try session()) }
        busy { _ = try RemoteCustody(try session()).standing(world.greeting(.siti)) }
        // Somebody else has a place of their own.
        #expect(try RemoteCustody(try session(.budi)).standing(world.greeting(.budi)).last.isEmpty == false)
        #expect(held.count == 2)
    }
}

extension World {
    func greeting(_ who: Who) -> Greeting { Greeting(handle: who.handle, head: .empty) }

    func folderSize() throws -> Int {
        let files = FileManager.default.enumerator(atPath: folder)?.compactMap { $0 as? String } ?? []
        return try files.filter { !$0.hasSuffix("-shm") }.reduce(0) { sum, name in
            let size = try FileManager.default.attributesOfItem(atPath: folder + "/" + name)[.size] as? Int
            return sum + (size ?? 0)
        }
    }

    func caller(
        _ key: PersonKey, head: TreeHead = .empty, now: Instant? = nil, sign: (([UInt8]) throws -> [UInt8])? = nil
    ) -> RemoteSession.Caller {
        RemoteSession.Caller(
            vault: vault, handle: key.handle, head: head, now: now ?? clock.now,
            sign: sign ?? { [vault] in try key.sign(session: $0, of: vault) })
    }

    func session(
        _ key: PersonKey, head: TreeHead = .empty, sign: (([UInt8]) throws -> [UInt8])? = nil
    ) throws -> RemoteSession {
        try RemoteSession(try connection(), caller(key, head: head, sign: sign))
    }

    /// The officer's end of a connection that is served here, from its beginning on.
    func connection() throws -> Channel { try Wired.connection(to: try server) }

    /// A session with somebody who only says why there is none.
    func session(_ key: PersonKey, failing error: CustodyError) throws -> RemoteSession {
        let (near, far) = Wired.pair()
        let liar = Wired.channel(far)
        Wired.play {
            try? liar.begin()
            _ = try? liar.frame()
            try? liar.send(Message(.failed, error.bodyBytes))
        }
        return try RemoteSession(Wired.channel(near), caller(key))
    }

    /// A session with somebody who offers what `lie` makes, given the hash of the hello, and says no more.
    func session(_ key: PersonKey, with lie: @escaping (Digest) throws -> SessionOffer) throws -> RemoteSession {
        let (near, far) = Wired.pair()
        let liar = Wired.channel(far)
        Wired.play {
            try? liar.begin()
            guard let hello = try? liar.frame(), let offer = try? lie(Digest.of(hello.body)) else { return }
            try? liar.send(Message(.session, offer.bodyBytes))
            try? liar.send(Message(.bye))
        }
        return try RemoteSession(Wired.channel(near), caller(key))
    }
}
