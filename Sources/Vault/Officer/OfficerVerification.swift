import Casework
import Cores
import Ledger
import Vocabulary

extension Officer {
    /// Decides every entry of the log again: from where this officer verified it last, or with `full` from the first.
    /// Throws the first `LogFault`. `progress` is told how many entries are done, and of how many.
    package func verifyLog(
        full: Bool = true, progress: (_ done: UInt64, _ total: UInt64) -> Void = { _, _ in }
    ) throws -> AuditReport {
        let role = try auditRole(.auditVerify)
        let clock = ContinuousClock()
        let start = clock.now
        let base = full ? nil : usableBase()
        let done = try ask(.verifyAudit(from: base?.head.size ?? 0), as: role)
        guard let leaves = done.released.leaves else { throw VaultError.tampered(.missing("leaves")) }
        var (report, replay): (AuditReport, Replay)
        do {
            (report, replay) = try self.replay(leaves, from: base, progress: progress)
        } catch is Replay.NeedsAll {
            return try verifyLog(full: true, progress: progress)
        }
        // The custodian's own rows are its own to check: nothing proves what it says of them. Last, so that the next
        // time goes on from an entry before which all were checked.
        guard let rows = try ask(.verifyRows(from: base?.head.size ?? 0), as: role).released.report else {
            throw VaultError.tampered(.missing("report"))
        }
        if let damage = rows.damages.first { throw CustodyError.damaged(damage) }
        report.elapsed = start.duration(to: clock.now)
        if let verified = replay.verified() { try pins.save(verified, key) }
        return report
    }

    /// What was verified before, if it is of this history still.
    func usableBase() -> VerifiedLog? {
        guard pins.remembers, let verified = pins.loadVerified(vault, key), verified.head.size <= head.size,
            history.roster(at: verified.roster) != nil
        else { return nil }
        return verified
    }

    /// Decides everything again, from `base` or the first leaf to the head of now, and hands each entry to `visit`.
    func replay(
        _ leaves: any LeafSource, from base: VerifiedLog? = nil,
        progress: (_ done: UInt64, _ total: UInt64) -> Void = { _, _ in }, visit: (Entry) throws -> Void = { _ in }
    ) throws -> (report: AuditReport, replay: Replay) {
        var replay =
            try base.map { try Replay($0, history: history, source: leaves) }
            ?? Replay(vault: vault, items: history.items, source: leaves)
        let first = base?.head.size ?? 0
        var reading = LogReading(keys: try roster.people.mapValues { try $0.card.noteKey })
        var count = first
        try reading.run(leaves, from: first) { leaf in
            try visit(try replay.take(leaf))
            count += 1
            if count.isMultiple(of: 1_024) { progress(count, head.size) }
        }
        var report = try replay.finish(at: head)
        report.signing = reading.signing / Cores.count
        return (report, replay)
    }
}
