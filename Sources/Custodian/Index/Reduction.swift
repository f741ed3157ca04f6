import Casework
import Ledger
import Sodium
import Vocabulary

/// What the stored entries amount to: the roster and the cases.
extension IndexTransaction {
    /// As the entries make it that the index says belong to it.
    func roster() throws -> Roster {
        do {
            return try Roster(try rosterSequences.map { try rosterItem($0) })
        } catch let error as CustodyError {
            throw error
        } catch {
            throw CustodyError.damaged(.roster)
        }
    }

    func rosterItem(_ sequence: UInt64) throws -> RosterItem {
        let entry = try entry(sequence)
        let manifest = try manifest(sequence)
        var things: [ItemName: [UInt8]] = [:]
        for item in manifest.items where item.name.isPublic {
            things[item.name] = try thing(item.name, of: sequence, in: manifest)
        }
        return RosterItem(note: entry.note.encoded, manifest: manifest, things: things)
    }

    /// The parsed leaf. Throws `damaged` where it does not parse or names another place.
    func entry(_ sequence: UInt64) throws -> Entry {
        guard let entry = try? Entry(parsing: try leaf(sequence)), entry.sequence == sequence else {
            throw CustodyError.damaged(.ledgerEntry(sequence))
        }
        return entry
    }

    /// The case as its trail has it; nil where there is none. Of `known`, as it was committed before, only what follows is read.
    ///
    /// With `size` as it was when the ledger had so many entries.
    func state(of id: CaseID, known: CaseState? = nil, before size: UInt64 = .max) throws -> CaseState? {
        let trail = try trail(id, after: known?.head.count ?? 0).filter { $0 < size }
        guard known != nil || !trail.isEmpty else { return nil }
        do {
            guard var state = known else { return try CaseState(id, trail: try trail.map { try entry($0) }) }
            for sequence in trail { try state.apply(try entry(sequence)) }
            return state
        } catch let error as CustodyError {
            throw error
        } catch {
            throw CustodyError.damaged(.caseTrail(id))
        }
    }

    /// Whether the trail of the case, as it now is, begins with `head`.
    func isBeginning(_ head: ChainHead, of state: CaseState) throws -> Bool {
        if head == state.head { return true }
        guard (1..<state.head.count).contains(head.count) else { return false }
        // The change that follows names it.
        guard let next = try change(after: head.count, of: state.id) else { return false }
        return try entry(next).place?.trail == head
    }
}
