package import Casework
import Files
package import Sodium
package import Store
package import Vocabulary

/// A custodian before its vault is founded: it has a seed, and knows the fingerprint of the one person who may.
package final class UnfoundedCustodian: FoundableCustody {
    package let identity: CustodianIdentity
    private let folder: String
    private let engine: any Engine
    private let seed: Secret
    private let founder: String
    private let clock: @Sendable () -> Instant
    private let onHalt: @Sendable (any Error) -> Void
    private let watch: Watch?

    package init(
        folder: String, engine: any Engine, seed: borrowing Secret, founder: String,
        clock: @escaping @Sendable () -> Instant, onHalt: @escaping @Sendable (any Error) -> Void = { _ in },
        watch: Watch? = nil
    ) throws {
        identity = try CustodianIdentity(seed: seed)
        self.folder = folder
        self.engine = engine
        self.seed = try seed.duplicate()
        self.founder = founder
        self.clock = clock
        self.onHalt = onHalt
        self.watch = watch
    }

    package func found(_ call: Call) throws -> (reply: Reply, custody: Result<any ServedCustody, any Error>) {
        let reply: Reply
        do {
            reply = try Custodian.found(
                folder: folder, engine: engine, seed: seed, founding: call, by: founder, at: clock())
        } catch FileError.exists {
            // Somebody was faster, which the founder alone can have been.
            throw CustodyError.refused(.alreadyDone)
        }
        // What can't be removed says nothing any more: the vault is there.
        try? ServiceFolder.forgetFounder(folder)
        let custody = Result<any ServedCustody, any Error> {
            try Custodian.serving(
                folder: folder, engine: engine, seed: seed, clock: clock, onHalt: onHalt, watch: watch)
        }
        // The service ends with it, and whoever runs it is told: it would go on waiting for a founder who has founded.
        if case .failure(let error) = custody { onHalt(error) }
        return (reply, custody)
    }
}
