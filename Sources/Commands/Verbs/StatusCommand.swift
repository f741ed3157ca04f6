import ArgumentParser
import Casework
import Console
import Reports
import Reviewing
import Texts
import Vault
import Vocabulary
import Wire

/// How the service of a vault does: 0 well, 1 ill, 2 out of reach.
struct Status: SpeakingCommand {
    static let configuration = CommandConfiguration(commandName: "status", abstract: Help.status.spoken)
    @OptionGroup var common: CommonOptions

    private static let outOfReach: Int32 = 2

    func perform(_ desk: Desk) throws {
        let condition: Condition
        do {
            condition = try desk.condition()
        } catch {
            let complaint = Failure(describing: error, at: desk.door).complaint
            guard complaint.code.exitCode == ErrorCode.outOfReach.exitCode else { throw error }
            desk.fail(complaint)
            throw ExitCode(Self.outOfReach)
        }
        let ills = condition.ills
        let json = JSON.members([
            "well": .bool(ills.isEmpty), "ills": .texts(ills.map(\.rawValue)), "version": .string(condition.program),
            "entries": .count(condition.entries), "last": condition.lastEntry.map { .string($0.text) },
            "unwitnessed": .array(condition.unwitnessed.map { .count($0) }),
            "waiting": .count(UInt64(condition.waiting)),
            "connections": .count(UInt64(condition.connections)),
            "free": condition.freeByteCount.map { .count(UInt64($0)) },
        ])
        try desk.show(json: json, isPaged: false) {
            var sheet = Sheet(desk.language)
            sheet.add(.state, Sentence.serviceState(ills).text(desk.language))
            sheet.add(.version, shown(condition.program))
            sheet.add(.entries, String(condition.entries))
            if let last = condition.lastEntry { sheet.add(.lastEntry, last.text) }
            sheet.add(.unwitnessed, condition.unwitnessed.map(String.init).joined(separator: ", "))
            sheet.add(.waiting, String(condition.waiting))
            sheet.add(.connections, String(condition.connections))
            if let free = condition.freeByteCount { sheet.add(.free, humanSize(free)) }
            return sheet.text
        }
        if !ills.isEmpty { throw ExitCode(1) }
    }
}

extension Desk {
    /// How the service does that the vault's address leads to. Whoever runs it is told without a key, by its socket; others show who
    /// they are.
    fileprivate func condition() throws -> Condition {
        let door = try Door(vaultAddress)
        switch door {
        case .folder: throw Failure(.connection(.onlyServed(shown(door.text))))
        case .socket:
            do { return try channel(to: door).condition() } catch CustodyError.stranger {}
        case .ssh: break
        }
        _ = try open(at: door, for: .vaultEnter)
        guard let remote else { throw Failure(.connection(.onlyServed(shown(door.text)))) }
        return try remote.condition()
    }
}
