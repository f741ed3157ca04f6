import Casework
import Sodium
import Vocabulary

/// By which tokens each identity must be found, gathered as the entries go by and held against the rows at the end.
struct TokenCheck {
    private struct Brought {
        let sequence: UInt64
        /// Its place in the manifest, and its hash there.
        let place: Int
        let digest: Digest
    }

    /// The entry that brought an identity's tokens last; nil while it is withdrawn.
    private var shown: [RecordID: Brought?] = [:]
    private var last: [RecordID: Brought] = [:]
    /// Found again by what came before the entries that were read.
    private var earlier: [RecordID: CaseID] = [:]

    mutating func take(_ mark: Mark, _ sequence: UInt64, _ manifest: Manifest, of caseID: CaseID) {
        switch mark {
        // A new identity is found by nothing, unless something came with it.
        case .record(let id) where id.kind == .identity: shown[id] = .some(nil)
        case .tokens(let id):
            guard let place = manifest.index(of: .tokens) else { break }
            let brought = Brought(sequence: sequence, place: place, digest: manifest.items[place].digest)
            last[id] = brought
            shown[id] = brought
        case .hidden(let id):
            shown[id] = .some(nil)
            earlier[id] = nil
        case .found(let id):
            if let brought = last[id] { shown[id] = brought } else { earlier[id] = caseID }
        case .concern, .record, .grant, .ask, .export, .answer, .halves, .refreshedHalves: break
        }
    }

    /// How many rows there must be in all, of the entries read. Throws `damaged` where a record's are others.
    func compare(
        with transaction: IndexTransaction, state: (CaseID) throws -> CaseState?
    ) throws -> Int {
        var count = 0
        func check(_ tokens: (sequence: UInt64, tokens: SearchTokens)?, of record: RecordID) throws {
            count += tokens?.tokens.tokens.count ?? 0
            guard try transaction.tokensFit(tokens, of: record) else {
                throw CustodyError.damaged(.row(table: "tokens"))
            }
        }
        for (record, brought) in shown where earlier[record] == nil {
            try check(try brought.map { ($0.sequence, try tokens($0, transaction)) }, of: record)
        }
        for (record, id) in earlier {
            guard let state = try state(id) else { throw CustodyError.damaged(.caseTrail(id)) }
            try check(try transaction.tokens(of: record, in: state), of: record)
        }
        return count
    }

    private func tokens(_ brought: Brought, _ transaction: IndexTransaction) throws -> SearchTokens {
        guard let bytes = try transaction.thing(at: brought.place, of: brought.sequence),
            Digest.of(bytes) == brought.digest, let tokens = SearchTokens(bytes: bytes)
        else { throw CustodyError.damaged(.thing(sequence: brought.sequence, name: ItemName.tokens.text)) }
        return tokens
    }
}
