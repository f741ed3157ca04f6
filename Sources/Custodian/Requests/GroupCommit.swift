import Casework
import Ledger
import Vocabulary

/// Several asks in one transaction: one checkpoint for all of them, one sync of the halves and one of the index.
extension Custodian {
    /// Thrown to undo a transaction in which nothing was done.
    private struct Nothing: Error {}

    /// What of an ask is done, and not yet durable.
    private struct Carried {
        let ask: QueuedAsk
        let done: [Execution.Done]
        let effects: [Effect]
    }

    /// Carries out `group`, and ends each of its asks. What fails for all of them, each tries alone: nobody fails for what another
    /// asked, and on a full disk what stores nothing has room still.
    func carryOut(_ group: [QueuedAsk]) {
        if group.count > 1, (try? commit(group)) != nil { return }
        for ask in group {
            do {
                try withRoom(evenIfFull: !ask.stores) { try commit([ask]) }
            } catch {
                ask.end(.failure(error))
            }
        }
    }

    /// All of `group` that can be carried out, durably; the others end with their error, and nothing of them is done. Throws where
    /// nothing was done of any.
    private func commit(_ group: [QueuedAsk]) throws {
        do {
            let roster = try write { transaction in
                let (outcomes, roster) = try carryOut(group, transaction)
                for (ask, outcome) in outcomes { ask.end(.success(outcome)) }
                return roster
            }
            // Before anybody is answered: who is dismissed is so from here on.
            know(roster)
        } catch is Nothing {}
    }

    /// What those of `group` come to that are carried out, once this transaction is durable.
    private func carryOut(
        _ group: [QueuedAsk], _ transaction: IndexTransaction
    ) throws -> (outcomes: [(ask: QueuedAsk, outcome: AskOutcome)], roster: Roster) {
        let roster = try currentRoster(transaction)
        let last = try transaction.lastTime
        var execution = Execution(
            index: index, transaction: transaction, roster: roster, halves: halves, objects: objects, now: clock(),
            last: last, cases: cases)
        // Before anything is stored: halves are durable before the index is.
        try execution.sweepHalves()
        if let last { try transaction.forgetNonces(before: last.adding(seconds: -Execution.nonceSeconds)) }
        var carried: [Carried] = []
        var isCounted = false
        for ask in group {
            do {
                var attempt = execution
                let done = try transaction.attempt { try carryOut(ask, on: &attempt) }
                carried.append(Carried(ask: ask, done: done, effects: attempt.effects))
                execution = attempt
                execution.effects = []
            } catch let throttled as Execution.Throttled {
                // A denial that is not listed must still be counted.
                for (actor, count) in throttled.denials { try transaction.suppress(actor, count) }
                isCounted = true
                ask.end(.failure(CustodyError.throttled))
            } catch let error as CustodyError where error.isOfTheAsk {
                ask.end(.failure(error))
            }
        }
        guard !carried.isEmpty else {
            if isCounted { return ([], roster) }
            throw Nothing()
        }
        let checkpoint = try execution.seal(origin: roster.genesis.origin, key: keys.checkpoint)
        try storeHalves(of: execution)
        try execution.prepareFiles(folder)
        let size = try transaction.size
        let outcomes = try carried.map { one in
            let answers = try one.done.map { done in
                Answer(
                    entry: done.leaf,
                    inclusion: try MerkleTree.inclusionProof(index: done.entry.sequence, size: size, in: transaction),
                    released: done.released)
            }
            let reply = Reply(
                checkpoint: checkpoint, consistency: try consistency(from: one.ask.head, to: size, transaction),
                answers: answers)
            let outcome = AskOutcome(
                reply: reply, size: size, effects: one.effects, afterwards: one.done.map(\.afterwards))
            return (ask: one.ask, outcome: outcome)
        }
        return (outcomes, execution.roster)
    }

    private func carryOut(_ ask: QueuedAsk, on execution: inout Execution) throws -> [Execution.Done] {
        try require(ask.head, execution.transaction)
        // Who signed was looked at before; where the roster went on meanwhile, it is looked at again.
        return try execution.carryOut(
            ask.arrivals, areSigned: ask.signed.roster == execution.roster.head ? ask.signed.isRight : nil)
    }

    private func storeHalves(of execution: Execution) throws {
        do {
            try execution.storeHalves()
        } catch let error where !Self.isFull(error) {
            throw halt(error)
        }
    }
}

extension CustodyError {
    /// Whether it is what one ask meets with, and no other for that: all else is the disk's.
    fileprivate var isOfTheAsk: Bool {
        switch self {
        case .refused, .alreadyDone, .rosterMoved, .headUnknown, .notFresh, .behindLedger, .longPause, .replayed,
            .badSignature, .notThisVault, .notFounded, .stranger, .otherVersion, .damaged, .throttled, .onlyLooking:
            true
        case .busy, .full, .storage: false
        }
    }
}
