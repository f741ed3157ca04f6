import Casework
import Console
import Files
import Ledger
import Service
import Sockets
import Texts
import Vault
import Vocabulary
import Wire

/// A vault that is served: reached by a socket of this machine, or over ssh.
extension Desk {
    /// Opens the vault at `door`. Whom it is closed to leaves word of what they came for, and is told.
    func open(at door: Door, for intended: ActionName) throws -> Work {
        let key = try openKey()
        let pins = PinStore(folder: try stateFolder)
        self.pins = pins
        guard let vault = try pins.vault(at: door.text, key) else {
            throw Failure(.connection(.unknownVault(address: shown(door.text))))
        }
        let officer = try enter(vault, at: door, key, pins, for: intended)
        self.officer = officer
        return work(officer, custodianSeed: nil, isCopy: false)
    }

    /// Begins a session with the custodian of `vault`. Whoever comes for the first time may bring a welcome: what it vouches for is
    /// what they know.
    func enter(
        _ vault: VaultID, at door: Door, _ key: PersonKey, _ pins: PinStore, for intended: ActionName,
        after welcome: WelcomeFile? = nil
    ) throws -> Officer {
        self.door = door
        let pin = try pins.load(vault, key)
        let head = pin?.head ?? .empty
        let session: RemoteSession
        do {
            session = try beginSession(vault, at: door, key, knowing: pin)
        } catch let error as WireError {
            // No custodian answered: the next command begins anew.
            if case .ssh(let address) = door { try ssh(address).forget() }
            throw error
        } catch CustodyError.stranger {
            throw Failure(.connection(.stranger(handle: key.handle.text)))
        }
        if let welcome, pin == nil {
            guard let head = try? welcome.head(by: session.genesis) else { throw VaultError.tampered(.checkpoint) }
            let first = Pin(
                vault: vault, head: head, roster: .start, mailbox: nil, role: .admin(of: key.handle.agency),
                checkpoint: welcome.checkpoint, verified: session.now)
            try pins.save(first, provenFrom: .empty, key)
        }
        // Whom the vault is closed to is told by which role it knows them.
        if let role = session.role {
            let word = try Letter.request(
                intended, by: key, as: role, of: vault, head: head, roster: pin?.roster ?? .start,
                at: session.now)
            try session.leave(word)
            if session.state == .waiting { throw Failure(.connection(.waiting(handle: key.handle.text))) }
            throw Failure(.connection(.dismissed(handle: key.handle.text)))
        }
        // At first at once, then after a while, and a longer one: a network that is gone comes back.
        let custody = try RemoteCustody(session) { [unowned self] attempt in
            Worker.pause(.seconds(attempt - 1))
            // One that is kept may be as good as ever, and others work over it; or it hangs.
            if attempt > 1, case .ssh(let address) = door { try ssh(address).forget() }
            // As it is by now: what was verified meanwhile is known.
            return try beginSession(vault, at: door, key, knowing: try pins.load(vault, key))
        }
        remote = custody
        return try Officer(
            key: key, vault: vault, custody: custody, pins: pins, as: try wishedRole,
            clock: { session.now },
            confirmPause: { [unowned self] in try options.afterPause || agreeToPause($0, $1) })
    }

    private func beginSession(
        _ vault: VaultID, at door: Door, _ key: PersonKey, knowing pin: Pin?
    ) throws -> RemoteSession {
        let channel = try channel(to: door)
        // The checkpoint that the custodian signed itself: one that has an older ledger since is convicted by it.
        let checkpoint = pin.map(\.checkpoint).flatMap { $0.isEmpty ? nil : $0 }
        let caller = RemoteSession.Caller(
            vault: vault, handle: key.handle, head: pin?.head ?? .empty, checkpoint: checkpoint, now: now
        ) { try key.sign(session: $0, of: vault) }
        return try RemoteSession(channel, caller)
    }

    /// Connects to a custodian and hears it greet: that is all, and nobody says who they are. Throws what is in the way.
    func hearGreeting(at door: Door) throws { try trial(at: door).begin() }

    /// The same, and hears how the service does. Throws `stranger` where it tells that to who shows who they are alone.
    func hearCondition(at door: Door) throws -> Condition { try trial(at: door).condition() }

    private func trial(at door: Door) throws -> Channel {
        self.door = door
        let connection = try connection(to: door, isTrial: true)
        let seconds = if case .ssh = door { 45 } else { 10 }
        connection.wait(until: .now.advanced(by: .seconds(seconds)))
        return .asking(connection)
    }

    /// The two ends of the way there. Throws `outOfReach`.
    func channel(to door: Door) throws -> Channel {
        self.door = door
        let connection = try connection(to: door)
        connection.wait(until: .now.advanced(by: Self.patience(at: door)))
        return .asking(connection)
    }

    /// For a greeting at the door. Of ssh people may be asked something first, by it or by the other machine.
    private static func patience(at door: Door) -> Duration {
        if case .ssh = door { .seconds(300) } else { .seconds(30) }
    }

    private func connection(to door: Door, isTrial: Bool = false) throws -> Connection {
        func outOfReach(_ why: String) -> Failure {
            Failure(.connection(.outOfReach(address: shown(door.text), why: why)))
        }
        do {
            switch door {
            case .folder: throw outOfReach("")
            case .socket(let path): return try UnixSocket.connect(path)
            case .ssh(let address):
                let way = isTrial ? trial(address) : try ssh(address)
                guard let connection = try way.connect() else { throw outOfReach("ssh") }
                return connection
            }
        } catch SocketError.unreachable(_, let reason) {
            throw outOfReach(shown(reason))
        } catch SocketError.tooLong(let path) {
            throw Failure(.connection(.badAddress(shown(path))))
        }
    }

    private func ssh(_ address: SSHAddress) throws -> SSHDoor {
        SSHDoor(address: address, controlFolder: try sharedConnections(), environment: environment)
    }

    /// A connection that is kept for nothing else, and leaves nothing behind.
    private func trial(_ address: SSHAddress) -> SSHDoor {
        SSHDoor(address: address, controlFolder: nil, environment: environment, isTrial: true)
    }

    /// Where connections of this account are kept for the next command; nil where the name of a socket there would be too long.
    private func sharedConnections() throws -> String? {
        let folder: String
        if let runtime = environment["XDG_RUNTIME_DIR"], runtime.hasPrefix("/") {
            folder = runtime + "/brankas"
        } else {
            folder = try stateFolder + "/ssh"
        }
        // A name of 40 digits, and what ssh adds to it until the socket is ready.
        guard folder.utf8.count + 1 + 40 + 18 < 108, !folder.contains(where: \.isWhitespace), !folder.contains("%")
        else {
            return nil
        }
        return (try? Folder.makeAll(folder)) == nil ? nil : folder
    }

    /// What ended a connection, as far as it is known here.
    static func fault(_ error: WireError, at door: Door?) -> ConnectionFault {
        let address = shown(door?.text ?? "?")
        return switch error {
        case .otherGreeting(let said) where said.isEmpty: .outOfReach(address: address, why: "")
        case .otherGreeting(let said):
            .otherGreeting(address: address, said: shown(String(decoding: said, as: UTF8.self)))
        case .ended, .broken: .lost(address: address)
        case .silent: .silent(address: address)
        case .impostor: .impostor(address: address)
        case .frameTooLong, .unknownType, .unexpected, .malformed, .messageTooLong: .malformed(address: address)
        }
    }
}
