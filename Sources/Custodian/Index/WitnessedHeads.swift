import Casework
import Store
import Vocabulary

/// What people saw of the ledger last, and did.
extension IndexTransaction {
    func witnessed(_ handle: Handle) throws -> (size: UInt64, note: [UInt8])? {
        let found = try session.first(.witness, [lookup(person: handle)]) { ($0.count(0), $0.blob(1)) }
        guard let found else { return nil }
        guard case (let size?, let box?) = found, size > 0,
            let note = keys.open(box, binding: witnessBinding(handle, size))
        else { throw CustodyError.damaged(.row(table: "witnesses")) }
        return (size, note)
    }

    func setWitnessed(_ handle: Handle, size: UInt64, _ note: [UInt8]) throws {
        let box = try keys.seal(note, binding: witnessBinding(handle, size))
        try session.run(.setWitness, [lookup(person: handle), .number(size), .blob(box)])
    }

    private func witnessBinding(_ handle: Handle, _ size: UInt64) -> Binding {
        binding("witness", size).with("person", handle.text)
    }

    /// The last entry of `handle`, allowed or denied.
    func lastEntry(by handle: Handle) throws -> UInt64? {
        try session.first(.lastByActor, [lookup(handle)]) { $0.count(0) } ?? nil
    }
}
