import Casework
import Foundation
import Ledger
import SQLiteStore
import Sodium
import Synchronization
import Vocabulary

@testable import Custodian
@testable import Vault

/// A vault that is founded and staffed once; worlds begin as copies of its folder, pins included.
final class Template: Sendable {
    let root: String
    let vault: VaultID
    let seed: SharedSecret
    /// Whether the custodian keeps its seed, and officers reach it over connections.
    let isServed: Bool
    /// What an admin passes on.
    var handedSeed: SharedSecret? { isServed ? nil : seed }
    private let keys: [Who: PersonKey]

    /// Three agencies, ten people, no case.
    static let staffed: Result<Template, any Error> = Result { try Template(staffing: Who.allCases) }

    /// Three agencies whose admins have not met yet.
    static let founded: Result<Template, any Error> = Result { try Template(staffing: []) }

    /// As `staffed`, where nobody is enrolled without a second person.
    static let approving: Result<Template, any Error> = Result {
        try Template(staffing: Who.allCases.filter { $0 != .budi && $0 != .tuti }, enrolmentApprovals: 1)
    }

    /// As `staffed`, of a custodian that keeps its seed.
    static let served: Result<Template, any Error> = Result { try Template(staffing: Who.allCases, isServed: true) }

    /// As `approving`, of such a one.
    static let servedApproving: Result<Template, any Error> = Result {
        try Template(
            staffing: Who.allCases.filter { $0 != .budi && $0 != .tuti }, enrolmentApprovals: 1, isServed: true)
    }

    static func charter(enrolmentApprovals: Int) -> Charter {
        Charter(
            name: "okuselatan", timezone: "Asia/Jakarta",
            agencies: [
                known { .init(name: try AgencyName("dp2kbp3a"), title: "DP2KBP3A", admin: Who.officeAdmin.handle) },
                known { .init(name: try AgencyName("unit-ppa"), title: "Unit PPA", admin: Who.policeAdmin.handle) },
                known { .init(name: try AgencyName("kejaksaan"), title: "Kejaksaan", admin: Who.courtAdmin.handle) },
            ],
            roles: [
                .init(name: .companion, capabilities: [.create, .add, .share, .search]),
                .init(name: .head, capabilities: [.approve]),
                .init(name: .oversight, capabilities: [.audit, .search]),
                .init(name: .investigator, capabilities: [.create, .add, .share, .search]),
                .init(name: .prosecutor, capabilities: [.add]),
            ],
            compartments: [.identity, .medical, .evidence], purposes: Purpose.usual,
            labels: Labels(names: Purpose.usual, [.identity, .medical, .evidence]), longestGrantDays: 365,
            searchesPerDay: 5,
            approvals: [.identity: 1], enrolmentApprovals: enrolmentApprovals)
    }

    private init(staffing: [Who], enrolmentApprovals: Int = 0, isServed: Bool = false) throws {
        self.isServed = isServed
        var keys: [Who: PersonKey] = [:]
        for who in Who.allCases { keys[who] = try PersonKey.make(handle: who.handle, name: who.name) }
        self.keys = keys
        root = NSTemporaryDirectory() + "brankas-template-" + Hex.encode(Random.bytes(8))
        Leftovers.remove(root)
        try FileManager.default.createDirectory(atPath: root, withIntermediateDirectories: true)
        guard let founder = keys[.officeAdmin] else { throw CocoaError(.coderValueNotFound) }
        let made = SharedSecret(try Secret.makeRandom(byteCount: CustodianSeed.byteCount))
        let founding = try Founding(
            founder: founder, charter: Self.charter(enrolmentApprovals: enrolmentApprovals),
            keysFile: Array("vault: okuselatan\n".utf8),
            cards: Who.admins.compactMap { keys[$0]?.card },
            custodian: isServed ? try CustodianIdentity(seed: made.secret) : nil, at: World.start)
        vault = founding.vault
        seed = founding.seed ?? made
        let folder = root + "/vault"
        _ = try Custodian.found(
            folder: folder, engine: SQLiteEngine(readers: 0), seed: seed.secret, founding: founding.call,
            by: isServed ? founder.card.fingerprint : nil, at: World.start)
        for who in staffing where !Who.admins.contains(who) {
            guard let key = keys[who], let adminKey = keys[who.admin] else { continue }
            let custodian = try Custodian(
                folder: folder, engine: SQLiteEngine(readers: 0), seed: seed.secret, clock: { World.start })
            let admin = try Officer(
                key: adminKey, vault: vault, custody: custodian,
                pins: PinStore(folder: "\(root)/pins/\(who.admin.rawValue)"), clock: { World.start })
            try admin.enroll(key.card, into: [who.role], custodianSeed: isServed ? nil : seed)
            guard enrolmentApprovals > 0, let approver = keys[Self.approver(of: who)]
            else {
                continue
            }
            let other = try Officer(
                key: approver, vault: vault, custody: custodian,
                pins: PinStore(folder: "\(root)/pins/\(approver.handle.text)"), clock: { World.start })
            _ = try other.approveEnrolment(of: who.handle, custodianSeed: isServed ? nil : seed)
        }
    }

    /// The head, once there is one; before that, and elsewhere, another agency's admin.
    private static func approver(of who: Who) -> Who {
        if who.admin == .officeAdmin, who != .sari, who != .ratna { return .ratna }
        return who.admin == .courtAdmin ? .policeAdmin : .courtAdmin
    }

    func key(_ who: Who) throws -> PersonKey {
        guard let key = keys[who] else { throw VaultError.notEnrolled(who.handle) }
        return key
    }
}

/// Folders that serve all tests of a run and go with it.
enum Leftovers {
    private static let paths = Mutex<[String]>([])

    static func remove(_ path: String) {
        let isFirst = paths.withLock { paths in
            paths.append(path)
            return paths.count == 1
        }
        guard isFirst else { return }
        atexit { Leftovers.paths.withLock { $0 }.forEach { try? FileManager.default.removeItem(atPath: $0) } }
    }
}
