import Casework
import Dispatch
import Files
import Glibc
import Ledger
import Sockets
import Sodium
import Synchronization
import Vault
import Vocabulary
import Wire

/// Many clients of one custodian, at its socket: how many of their requests it enters in a second.
///
///     crowd SOCKET VAULT_ID CLIENTS SECONDS PASSPHRASE_FILE KEY…
///
/// Each client is a thread with a connection and a session of its own, of one of the keys in turn; a person may have eight. It
/// says `open` once all sessions are. A line of standard input then begins the work: each client signs a request to read its own
/// inbox, waits for the answer, and signs the next. At the end it prints one line of JSON, and keeps the connections until
/// standard input ends.
///
/// It fails unless each client's answers are the entries of its own requests, in the order in which it asked, and the ledger grew
/// by as many entries as there were answers.
@main
enum Crowd {
    static func main() {
        Hardening.apply()
        do {
            try run()
        } catch {
            print("crowd: \(error)")
            exit(1)
        }
    }

    private static func run() throws {
        let words = Array(CommandLine.arguments.dropFirst())
        guard words.count >= 6, let count = Int(words[2]), count > 0, let seconds = Int(words[3]), seconds > 0 else {
            print("usage: crowd SOCKET VAULT_ID CLIENTS SECONDS PASSPHRASE_FILE KEY…")
            exit(64)
        }
        Worker.allowFiles()
        let vault = try VaultID(hex: words[1])
        let keys = try words[5...].map { try key($0, passphrase: words[4]) }
        let clients = try (0..<count).map { try Client(keys[$0 % keys.count], of: vault, at: words[0]) }
        say("open")
        guard readLine() != nil else { return }
        let size = try clients[0].size()
        let clock = ContinuousClock()
        let start = clock.now
        let group = DispatchGroup()
        for client in clients {
            group.enter()
            let isStarted = Worker.start {
                client.ask(until: start.advanced(by: .seconds(seconds)))
                group.leave()
            }
            guard isStarted else { throw Failed.noThread }
        }
        group.wait()
        // The last answers come after the time is over, and count: so does the time until they came.
        let took = start.duration(to: clock.now) / .seconds(1)
        let latencies = try clients.flatMap { try $0.latencies() }.sorted()
        guard try clients[0].size() == size + UInt64(latencies.count) else { throw Failed.otherEntries }
        say(
            """
            {"entries": \(latencies.count), "seconds": \(took), "median": \(latencies[latencies.count / 2]), \
            "p99": \(latencies[latencies.count * 99 / 100]), "most": \(latencies[latencies.count - 1])}
            """)
        while readLine() != nil {}
    }

    private static func key(_ path: String, passphrase: String) throws -> PersonKey {
        let line = try File.openOwn(passphrase).readAll(limit: 1_024).prefix { $0 != 0x0a }
        let file = try File.openOwn(path).readAll(limit: KeyFile.byteLimit)
        return try PersonKey(text: try KeyFile.open(file, passphrase: try Secret(copying: Array(line).span)))
    }

    private static func say(_ line: String) {
        print(line)
        fflush(nil)
    }
}

/// What makes a figure worthless.
enum Failed: Error {
    case noThread
    /// An answer is no entry of the request that was asked, or was not entered after the one before.
    case otherAnswer
    /// The ledger grew by others than were asked for.
    case otherEntries
    case nothingEntered
}

/// One of the crowd: the main thread makes it and reads what came of it; in between one thread of its own has it.
final class Client: @unchecked Sendable {
    private let key: PersonKey
    private let vault: VaultID
    private let session: RemoteSession
    private let custody: RemoteCustody
    private let role: RoleName
    private let roster: RosterHead
    /// As an officer's program does, it names the head that it saw last.
    private var head: TreeHead
    private var answered: [(note: [UInt8], entry: [UInt8], seconds: Double)] = []
    private var failure: (any Error)?

    init(_ key: PersonKey, of vault: VaultID, at socket: String) throws {
        let connection = try UnixSocket.connect(socket)
        let caller = RemoteSession.Caller(
            vault: vault, handle: key.handle, head: .empty, now: Instant(seconds: Int64(time(nil)))
        ) {
            try key.sign(session: $0, of: vault)
        }
        session = try RemoteSession(
            Channel(source: Source { try connection.read(into: &$0) }, write: { try connection.write($0) }), caller)
        custody = try RemoteCustody(session)
        let welcome = try custody.greet(Greeting(handle: key.handle, head: .empty))
        let known = try RosterHistory(welcome.roster).latest
        guard let role = known.people[key.handle]?.roles.first else { throw VaultError.notEnrolled(key.handle) }
        self.key = key
        self.vault = vault
        self.role = role
        roster = known.head
        head = try Self.head(welcome.checkpoint)
    }

    private static func head(_ checkpoint: [UInt8]) throws -> TreeHead {
        try Checkpoint(parsing: try Note(parsing: checkpoint).text).head
    }

    /// Entries in the ledger.
    func size() throws -> UInt64 {
        try Self.head(try custody.greet(Greeting(handle: key.handle, head: head)).checkpoint).size
    }

    /// One request after the other.
    func ask(until end: ContinuousClock.Instant) {
        let nothing = Manifest([])
        do {
            while ContinuousClock.now < end {
                let start = ContinuousClock.now
                let request = Request(
                    vault: vault, actor: key.handle, role: role, time: session.now, head: head, roster: roster,
                    manifest: nothing.digest, action: .readInbox)
                let note = try key.sign(request).encoded
                let reply = try custody.ask([Call(note: note, manifest: nothing, things: [:])])
                guard reply.answers.count == 1 else { throw Failed.otherAnswer }
                head = try Self.head(reply.checkpoint)
                answered.append((note, reply.answers[0].entry, start.duration(to: .now) / .seconds(1)))
            }
        } catch {
            failure = error
        }
    }

    /// How long each request took, in seconds, from before it was signed until its answer was there. Throws unless all of them were
    /// entered, one after the other. The answers are looked at here, once the time is taken.
    func latencies() throws -> [Double] {
        if let failure { throw failure }
        guard !answered.isEmpty else { throw Failed.nothingEntered }
        var last: UInt64?
        for one in answered {
            let entry = try Entry(parsing: one.entry)
            guard entry.note.encoded == one.note, entry.outcome.isAllowed, last.map({ $0 < entry.sequence }) ?? true
            else { throw Failed.otherAnswer }
            last = entry.sequence
        }
        return answered.map(\.seconds)
    }
}
