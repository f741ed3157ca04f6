import Casework
import Console
import Custodian
import Files
import Reviewing
import Sodium
import Texts
import Vault
import Vocabulary

/// What this machine has of what the program needs. Nothing here makes, changes or asks for anything.
extension Desk {
    /// A finding for each check. With `reaching`, a vault on another machine is connected to as well.
    func checkup(reaching: Bool) -> [Finding] {
        Check.allCases.map { check in
            do {
                return try finding(check, reaching)
            } catch {
                return .fault(check, Failure(describing: error, at: door).complaint)
            }
        }
    }

    private func finding(_ check: Check, _ reaching: Bool) throws -> Finding {
        switch check {
        case .keyring: keyring
        case .lockedMemory: lockedMemory
        case .coreDumps: coreDumps
        case .swap: swap
        case .viewer: viewer
        case .ssh: ssh
        case .clock: try clock
        case .space: try space
        case .stateFolder: try state
        case .keyFile: try keyFile
        case .vault: try vault(reaching)
        }
    }

    // MARK: The machine

    private var keyring: Finding {
        guard KernelKeyring.isOffered else { return .fault(.keyring, .keyringRefused) }
        return KernelKeyring.hasOwnSession ? .keyringOfLogin : .fault(.keyring, .noSessionKeyring)
    }

    private var lockedMemory: Finding {
        let limit = LockedMemory.byteLimit.map { humanSize($0) }
        if LockedMemory.isGranted { return .memoryIsLocked(limit: limit) }
        return .memoryIsNotLocked(limit: limit ?? humanSize(0), needed: humanSize(LockedMemory.neededByteCount))
    }

    private var coreDumps: Finding {
        guard Hardening.leavesNoCore else { return .coresAreLeft }
        // What this program gave up, one that it starts has again: it is told not to, and systemd's collector heeds that.
        guard let collector = Machine.coreCollector, !collector.hasSuffix("/systemd-coredump") else { return .noCores }
        return .coresGoTo(shown(collector))
    }

    private var swap: Finding {
        guard let places = Machine.swaps else { return .swapUnknown }
        // Compressed memory is no disk.
        let disks = places.filter { !$0.hasPrefix("/dev/zram") }
        return disks.isEmpty ? .noSwap : .swapsTo(disks.map { shown($0) })
    }

    private var viewer: Finding {
        guard let viewer = Viewer.chosen(environment) else { return .fault(.viewer, .noViewer) }
        return switch viewer {
        case .mailcap: .showsByType
        case .own(let line):
            viewer.program.map { program in
                Subprocess.exists(program, environment) ? .showsBy(shown(program)) : .viewerMissing(shown(program))
            } ?? .viewerUnknown(shown(line))
        }
    }

    private var ssh: Finding {
        guard Subprocess.exists("ssh", environment) else { return isReachedHere ? .sshUnneeded : .noSSH }
        let known = Subprocess.output(["ssh", "-Q", "kex"], environment) ?? ""
        let isKnown = known.split(separator: "\n").contains { $0 == SSHDoor.keyExchange }
        return isKnown ? .sshFits : .sshLacks(SSHDoor.keyExchange)
    }

    /// Whether the vault that is named is on this machine.
    private var isReachedHere: Bool {
        guard let address = try? vaultAddress, let door = try? Door(address) else { return false }
        return if case .ssh = door { false } else { true }
    }

    private var clock: Finding {
        get throws {
            // What is remembered of a vault is written anew when it was verified: no passphrase is needed for when that was.
            let folder = try stateFolder
            let pins = ((try? Folder.names(folder)) ?? []).filter { $0.hasSuffix(".pin") }
            let newest = pins.compactMap { try? File.modified(of: folder + "/" + $0) }.max()
            if let newest, newest > now.seconds + 60 { return .clockIsBehind }
            return switch Machine.isClockSynchronised {
            case true?: .clockIsKept
            case false?: .clockIsLeft
            case nil: .clockUnknown
            }
        }
    }

    // MARK: What is this account's

    /// For what is remembered of vaults, several times over: a file is replaced by one that lies beside it first.
    private static let stateByteCount = 16_000_000

    private var space: Finding {
        get throws {
            let folder = try stateFolder
            // Where the folder will lie, if it is not there.
            var place = folder
            while try File.kind(of: place) == nil, Folder.parent(of: place) != place {
                place = Folder.parent(of: place)
            }
            guard let free = Folder.freeByteCount(place) else { return .spaceUnknown(path: shown(folder)) }
            if free >= Self.stateByteCount { return .space(humanSize(free), path: shown(folder)) }
            return .noSpace(humanSize(free), path: shown(folder), needed: humanSize(Self.stateByteCount))
        }
    }

    private var state: Finding {
        get throws {
            let folder = try stateFolder
            guard try File.kind(of: folder) != nil else { return .stateYetToCome(path: shown(folder)) }
            guard try File.isOwn(folder) else { return .otherOwner(.stateFolder, path: shown(folder)) }
            guard try File.isForOwnerAlone(folder) else { return .stateExposed(path: shown(folder)) }
            return .stateKept(path: shown(folder))
        }
    }

    private var keyFile: Finding {
        get throws {
            let path = try keyPath
            let bytes = try readKeyFile()
            guard KeyFile.isSealed(bytes) else { return .fault(.keyFile, .notAKeyFile(shown(path.text))) }
            guard try path.open().isForOwnerAlone() else {
                return .fault(.keyFile, .connection(.seedExposed(shown(path.text))))
            }
            return .keyKept(path: shown(path.text))
        }
    }

    private func vault(_ reaching: Bool) throws -> Finding {
        let address: String
        do { address = try vaultAddress } catch let failure as Failure {
            guard case .noVaultNamed = failure.complaint else { throw failure }
            return .vaultUnnamed
        }
        let door = try Door(address)
        switch door {
        case .folder(let path):
            guard Custodian.isVault(path) else { return .fault(.vault, .notAVault(shown(path))) }
            guard try File.isOwn(path) else { return .otherOwner(.vault, path: shown(path)) }
            return Custodian.isSealedToPeople(path)
                ? .vaultInFolder(path: shown(path)) : .fault(.vault, .connection(.served(shown(path))))
        case .ssh where !reaching:
            return .vaultUntried(address: shown(door.text), option: "brankas doctor --reach")
        case .socket:
            // Whoever runs a service hears from it how it does; others, that it answers.
            do {
                return .vaultServed(address: shown(door.text), ills: try hearCondition(at: door).ills)
            } catch CustodyError.stranger {
                return .vaultGreets(address: shown(door.text))
            }
        case .ssh:
            try hearGreeting(at: door)
            return .vaultGreets(address: shown(door.text))
        }
    }
}
