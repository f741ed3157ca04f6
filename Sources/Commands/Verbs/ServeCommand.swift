import ArgumentParser
import Casework
import Console
import Custodian
import Files
import Reviewing
import SQLiteStore
import Service
import Sockets
import Sodium
import Texts
import Vault
import Vocabulary

/// The custodian as a service of its own: the only one that has its seed.
struct Serve: SpeakingCommand {
    static let configuration = CommandConfiguration(commandName: "serve", abstract: Help.serve.spoken)
    @OptionGroup var common: CommonOptions
    @Argument(help: .spoken(.servedVault), completion: .directory) var place: String
    @Option(help: .spoken(.socket), completion: .file()) var socket: String?
    @Flag(help: .spoken(.stdio)) var stdio = false
    @Flag(help: .spoken(.newService)) var new = false
    @Option(help: .spoken(.seedFile), completion: .file()) var seed: String?
    @Option(help: .spoken(.seedFd)) var seedFd: Int32?
    @Option(help: .spoken(.founder)) var founder: String?
    @Option(help: .spoken(.socketFolder), completion: .directory) var run = "/run/brankas"
    @Flag(help: .spoken(.serveRebuild)) var rebuild = false
    @Option(help: .spoken(.lastHead), completion: .file()) var head: String?
    @Flag(help: .spoken(.clockIsRight)) var clockIsRight = false
    @Option(help: .spoken(.metrics), completion: .file()) var metrics: String?
    @Option(
        name: .customLong("log"), help: .spoken(.logForm), completion: .list(ServiceLog.Form.allCases.map(\.rawValue)))
    var logForm: String?

    func perform(_ desk: Desk) throws {
        // What would be ignored is refused: whoever wrote it meant something by it.
        if new, rebuild { throw Failure(.eitherOr("--new", "--rebuild")) }
        if !new, founder != nil { throw Failure(.eitherOr("--founder", "--socket | --stdio")) }
        if seed != nil, seedFd != nil { throw Failure(.eitherOr("--seed", "--seed-fd")) }
        let isRelay = stdio && seed == nil && seedFd == nil
        if isRelay, rebuild || head != nil || clockIsRight || logForm != nil { throw Failure(.missingOption("--seed")) }
        if new, head != nil { throw Failure(.eitherOr("--new", "--head")) }
        if new, clockIsRight { throw Failure(.eitherOr("--new", "--clock-is-right")) }
        if new, logForm != nil { throw Failure(.eitherOr("--new", "--log")) }
        if socket == nil, metrics != nil { throw Failure(.missingOption("--socket")) }
        guard let form = ServiceLog.Form(rawValue: logForm ?? ServiceLog.Form.text.rawValue) else {
            throw Failure(
                .badName(.logForm, value: shown(logForm ?? ""), nearest: ServiceLog.Form.allCases.map(\.rawValue)))
        }
        let log = ServiceLog(form, at: desk)
        switch (socket, stdio, new) {
        case (let path?, false, false): try log.told { try serve(desk, log) { try listen(path, $0, $1, desk, log) } }
        case (nil, true, false) where isRelay: try relay()
        case (nil, true, false):
            try log.told {
                try serve(desk, log) { server, _ in server.serve(Connection(reading: 0, writing: 1)) }
            }
        case (nil, false, true): try make(desk)
        default: throw Failure(.missingOption("--socket | --stdio | --new"))
        }
    }

    // MARK: The daemon

    private func serve(_ desk: Desk, _ log: ServiceLog, _ body: (Server, Halt) throws -> Void) throws {
        let folder = try folder()
        guard try ServiceFolder.isOwn(folder) else { throw Failure(.connection(.otherOwner(shown(folder)))) }
        let seed = try readSeed(desk)
        guard let lock = try ServiceFolder.lock(folder) else {
            throw Failure(.connection(.alreadyServed(shown(folder))))
        }
        defer { withExtendedLifetime(lock) {} }
        Worker.allowFiles()
        let engine = SQLiteEngine(readers: 4)
        if rebuild {
            let count = try desk.statusLine(.rebuildingIndex).wait {
                try Custodian.rebuildIndex(folder: folder, engine: engine, seed: seed.secret)
            }
            log.note(.indexRebuilt(entries: count))
        }
        let halt = Halt()
        let watch = try watch(on: folder, desk)
        let host: Server.Host
        if let founder = try ServiceFolder.founder(folder) {
            host = .unfounded(
                try UnfoundedCustodian(
                    folder: folder, engine: engine, seed: seed.secret, founder: founder, clock: Desk.clock,
                    onHalt: halt.happen, watch: watch))
        } else {
            host = .vault(try custodian(folder, engine, seed, halt, watch))
            if watch.hadNoHead { log.note(.headIsNew(path: head ?? "")) }
        }
        let server = Server(
            host, program: Brankas.configuration.version, room: { Folder.freeByteCount(folder) }
        ) { error in log.note(.trouble(Failure(describing: error))) }
        try body(server, halt)
        if let why = halt.why { throw why }
    }

    /// The last head lies outside of the folder: a copy of the folder has none.
    private func watch(on folder: String, _ desk: Desk) throws -> Watch {
        var path: String?
        if let head {
            guard ByteText.isPlain(head) else { throw Failure(.json(what: shown(head), problem: .notUTF8)) }
            let place = try Folder.real(head)
            guard !place.hasPrefix(folder + "/") else { throw Failure(.connection(.headInside(shown(head)))) }
            path = place
        }
        return Watch(head: path, isClockRight: clockIsRight) {
            let now = Desk.clock()
            // Where the system tells no start from another, nothing speaks against its clock but the last entry.
            guard let boot = Machine.boot, let uptime = Machine.uptime else {
                return MachineTime(now: now, boot: "-", uptime: now.seconds)
            }
            return MachineTime(now: now, boot: boot, uptime: uptime)
        }
    }

    private func custodian(_ folder: String, _ engine: SQLiteEngine, _ seed: SharedSecret, _ halt: Halt, _ watch: Watch)
        throws
        -> Custodian
    {
        do {
            return try Custodian.serving(
                folder: folder, engine: engine, seed: seed.secret, clock: Desk.clock, onHalt: halt.happen,
                watch: watch)
        } catch FileError.missing {
            throw Failure(.connection(.nothingToServe(shown(folder))))
        } catch FormatError.notServed {
            throw Failure(.connection(.notServed(shown(folder))))
        } catch CustodyError.damaged(.seal) {
            throw Failure(.connection(.otherSeed(shown(seedName))))
        }
    }

    private func listen(_ path: String, _ server: Server, _ halt: Halt, _ desk: Desk, _ log: ServiceLog) throws {
        let supervisor = Supervisor(desk.environment)
        let listener = try listener(at: path, from: supervisor)
        let place = metrics.map(desk.path)
        // Whoever stops the service waits for what is being entered.
        Interruption.endWellWhenAsked()
        let ticket = Interruption.register {
            supervisor.tellStopping()
            log.note(.stopping)
            listener.stop()
            server.end()
            Self.publish(Condition.metricsOfNone, at: place, log)
        }
        defer { Interruption.forget(ticket) }
        halt.then { listener.stop() }
        log.note(.serving(at: path))
        supervisor.tellReady()
        defer { Self.publish(Condition.metricsOfNone, at: place, log) }
        let report: @Sendable (Condition) -> Void = { Self.publish($0.metrics, at: place, log) }
        try server.run(listener, report: place == nil ? nil : report)
        if halt.why != nil { server.endGently() }
        Interruption.yieldToSignal()
    }

    /// The one that the supervisor listens at, else one of its own.
    private func listener(at path: String, from supervisor: Supervisor) throws -> Listener {
        do {
            if let given = try supervisor.listener() { return given }
            return try Listener(path: path)
        } catch SocketError.taken {
            throw Failure(.connection(.socketTaken(shown(path))))
        } catch SocketError.unreachable(_, let why) {
            throw Failure(.connection(.socketRefused(shown(path), why: why)))
        } catch SocketError.tooLong {
            throw Failure(.connection(.socketNameTooLong(shown(path))))
        }
    }

    private static func publish(_ figures: String, at place: NamedPath?, _ log: ServiceLog) {
        do { try place?.publish(Array(figures.utf8)) } catch {
            log.note(.metricsNotWritten(Failure(describing: error)))
        }
    }

    // MARK: The relay

    /// Copies bytes between the standard descriptors and the daemon's socket, and opens no file.
    private func relay() throws {
        guard SSHAddress.isName(place) else {
            throw Failure(.badName(.servedName, value: shown(place)))
        }
        let path = "\(run)/\(place).sock"
        do {
            try Relay.run(path)
        } catch .unreachable(_, let why) {
            throw Failure(.connection(.outOfReach(address: shown(path), why: why)))
        } catch .tooLong {
            throw Failure(.connection(.badAddress(shown(path))))
        } catch {
            throw Failure(.connection(.outOfReach(address: shown(path), why: "")))
        }
    }

    // MARK: A new one

    /// Makes the seed, and says who may found the vault: whoever connects first does not own it.
    private func make(_ desk: Desk) throws {
        guard let seedPath = seed else { throw Failure(.missingOption("--seed")) }
        guard let founder else { throw Failure(.missingOption("--founder")) }
        guard let fingerprint = Fingerprint.canonical(founder) else {
            throw Failure(.connection(.badFingerprint(shown(founder))))
        }
        let folder = try folder()
        try desk.path(folder).checkNew()
        let seed = try Secret.makeRandom(byteCount: CustodianSeed.byteCount)
        let identity = try CustodianIdentity(seed: seed)
        let output = try Output(path: desk.path(seedPath))
        guard output.isForOwnerAlone() else { throw Failure(.connection(.seedExposed(shown(seedPath)))) }
        try CustodianSeed.text(seed).withBytes { line throws in try output.write(line) }
        try ServiceFolder.expect(founder: fingerprint, in: folder)
        do {
            try output.appear()
        } catch {
            try? ServiceFolder.forgetFounder(folder)
            throw error
        }
        try desk.show(
            json: .members([
                "custodian": .string(Base64.encode(identity.checkpoint.bytes)),
                "fingerprint": .string(identity.fingerprint),
            ])
        ) {
            Sentence.serviceMade(
                folder: shown(folder), seed: shown(seedPath), fingerprint: identity.fingerprint
            ).text(desk.language)
        }
        desk.tell(.serviceNext)
    }

    // MARK: What they have in common

    private func folder() throws -> String {
        guard ByteText.isPlain(place) else { throw Failure(.json(what: shown(place), problem: .notUTF8)) }
        // One vault has one lock, by whatever names it is called.
        return try Folder.real(place)
    }

    private var seedName: String { seed ?? seedFd.map { "fd \($0)" } ?? "" }

    /// From a file that this account alone reads, or a descriptor.
    private func readSeed(_ desk: Desk) throws -> SharedSecret {
        let line: Secret?
        if let seedFd {
            line = try Terminal.readLine(from: File.borrowing(descriptor: seedFd, name: "fd \(seedFd)"))
        } else if let seed {
            let file = try desk.path(seed).open()
            guard try file.isForServiceAlone() else { throw Failure(.connection(.seedExposed(shown(seed)))) }
            line = try Terminal.readLine(from: file)
        } else {
            throw Failure(.missingOption("--seed"))
        }
        guard let line, let seed = try? CustodianSeed.read(line) else {
            throw Failure(.connection(.notASeed(shown(seedName))))
        }
        return SharedSecret(seed)
    }
}
