package import Casework
import Files
import Ledger
package import Vocabulary

/// What goes on after a connection that was dropped (docs/format.md, "Calls").
extension Custodian {
    package func beginStage() throws -> any ArrivingPayload {
        if isCopy { throw CustodyError.onlyLooking }
        guard Reserve(folder).admitsNew else { throw CustodyError.full }
        return try objects.begin()
    }

    /// The entry is there, and no other is made: nothing leaves that it does not tell of. What the policy would not allow any more
    /// does not leave, either, and neither does what a later version has in its place.
    package func resume(_ sequence: UInt64, from offset: Int, of handle: Handle) throws -> any PayloadSource {
        try checkGoesOn()
        return try turns.take(handle) { try resume(sequence, from: offset, by: handle) }
    }

    private func resume(_ sequence: UInt64, from offset: Int, by handle: Handle) throws -> StoredPayload {
        try index.read { transaction in
            guard sequence < (try transaction.size) else { throw CustodyError.refused(.unknownRecord) }
            let entry = try transaction.entry(sequence)
            let now = max(clock(), try transaction.lastTime ?? entry.time)
            guard entry.request.actor == handle, entry.outcome.isAllowed,
                case .content(let id, let number, _) = entry.request.action.release, let place = entry.place,
                now <= entry.time.adding(seconds: Resumption.seconds), entry.time <= now
            else { throw CustodyError.refused(.unknownRecord) }
            var state = try transaction.state(of: place.caseID)
            entry.request.action.as(ExportCase.self)?.giveBack(to: &state)
            let policy = Policy(
                roster: try currentRoster(transaction), state: state, searchesToday: 0, now: now)
            // On the strength of what the entry says, and of nothing else.
            guard case .allowed(let access) = policy.decide(entry.request), access == entry.access,
                let record = try transaction.state(of: place.caseID, before: sequence)?.records[id],
                let version = number.map({ record.versions[$0 - 1] }) ?? record.versions.last,
                let object = try transaction.object(of: version.sequence)
            else { throw CustodyError.refused(.unknownRecord) }
            let payload = try objects.shelf.open(object.name, record: id.text)
            guard payload.byteCount == (try transaction.manifest(version.sequence)).item(.payload)?.byteCount else {
                throw CustodyError.damaged(.object(record: id.text))
            }
            guard (0...payload.byteCount).contains(offset) else { throw CustodyError.refused(.malformed) }
            try payload.skip(to: offset)
            return payload
        }
    }
}
