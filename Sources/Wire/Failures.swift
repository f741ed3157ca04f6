package import Casework
import Ledger
package import Vocabulary

// Why there is no answer: codes and numbers. Sentences are the officer's side's.

extension CustodyError: Body {
    private enum Code: String, Field {
        case refused, alreadyDone, rosterMoved, headUnknown, notFresh, behindLedger, longPause, replayed, badSignature,
            notThisVault, notFounded, stranger, otherVersion, damaged, throttled, busy, full, storage, onlyLooking
    }

    private var code: Code {
        switch self {
        case .refused: .refused
        case .alreadyDone: .alreadyDone
        case .rosterMoved: .rosterMoved
        case .headUnknown: .headUnknown
        case .notFresh: .notFresh
        case .behindLedger: .behindLedger
        case .longPause: .longPause
        case .replayed: .replayed
        case .badSignature: .badSignature
        case .notThisVault: .notThisVault
        case .notFounded: .notFounded
        case .stranger: .stranger
        case .otherVersion: .otherVersion
        case .damaged: .damaged
        case .throttled: .throttled
        case .busy: .busy
        case .full: .full
        case .storage: .storage
        case .onlyLooking: .onlyLooking
        }
    }

    /// What the system said of the custodian's disk stays there: it may name paths.
    package init(_ fields: inout Fields, _ known: CustodyError?) throws {
        let code = try fields.one(1, known?.code)
        let told = known.map(Told.init)
        switch code {
        case .refused: self = .refused(try fields.one(2, told?.refusal))
        case .alreadyDone: self = .alreadyDone(try fields.one(3, told?.precedent))
        case .headUnknown:
            let head = TreeHead(
                size: try fields.one(4, told?.head?.size), root: try fields.one(5, told?.head?.root))
            self = .headUnknown(named: head, size: try fields.one(6, told?.size))
        case .notFresh: self = .notFresh(custodian: try fields.one(8, told?.now))
        case .behindLedger: self = .behindLedger(last: try fields.one(7, told?.last), now: try fields.one(8, told?.now))
        case .longPause: self = .longPause(last: try fields.one(7, told?.last), now: try fields.one(8, told?.now))
        case .damaged: self = .damaged(try fields.one(9, told?.damage))
        case .rosterMoved: self = .rosterMoved
        case .replayed: self = .replayed
        case .badSignature: self = .badSignature
        case .notThisVault: self = .notThisVault
        case .notFounded: self = .notFounded
        case .stranger: self = .stranger
        case .otherVersion: self = .otherVersion(program: try fields.one(10, told?.program).text)
        case .throttled: self = .throttled
        case .busy: self = .busy
        case .full: self = .full
        case .storage: self = .storage("")
        case .onlyLooking: self = .onlyLooking
        }
    }

    /// What an error carries.
    private struct Told {
        var refusal: Refusal?
        var precedent: Precedent?
        var head: TreeHead?
        var size: UInt64?
        var last: Instant?
        var now: Instant?
        var damage: Damage?
        var program: ProgramVersion?

        init(_ error: CustodyError) {
            switch error {
            case .refused(let refusal): self.refusal = refusal
            case .alreadyDone(let precedent): self.precedent = precedent
            case .headUnknown(let head, let size): (self.head, self.size) = (head, size)
            case .notFresh(let now): self.now = now
            case .behindLedger(let last, let now), .longPause(let last, let now): (self.last, self.now) = (last, now)
            case .damaged(let damage): self.damage = damage
            case .otherVersion(let program): self.program = ProgramVersion(program)
            case .rosterMoved, .replayed, .badSignature, .notThisVault, .notFounded, .stranger, .throttled, .busy,
                .full, .storage, .onlyLooking:
                break
            }
        }
    }
}

extension Precedent: Body {
    package init(_ fields: inout Fields, _ known: Precedent?) throws {
        self.init(
            action: try fields.one(1, known?.action), sequence: try fields.one(2, known?.sequence),
            time: try fields.one(3, known?.time), by: try fields.one(4, known?.by))
    }
}

extension Damage: Body {
    private enum Code: String, Field {
        case ledgerEntry, ledgerShort, tree, checkpoint, roster, seal, thing, object, half, caseTrail, commitment, row
    }

    package init(_ fields: inout Fields, _ known: Damage?) throws {
        let told = known.map(Told.init)
        switch try fields.one(1, told?.code) {
        case .ledgerEntry: self = .ledgerEntry(try fields.one(2, told?.number))
        case .ledgerShort:
            self = .ledgerShort(size: try fields.one(2, told?.number), expected: try fields.one(3, told?.expected))
        case .tree: self = .tree
        case .checkpoint: self = .checkpoint
        case .roster: self = .roster
        case .seal: self = .seal
        case .thing:
            self = .thing(sequence: try fields.one(2, told?.number), name: try fields.one(4, told?.named).text)
        case .object: self = .object(record: try fields.one(4, told?.named).text)
        case .half: self = .half(record: try fields.one(4, told?.named).text)
        case .caseTrail: self = .caseTrail(try fields.one(5, told?.caseID))
        case .commitment: self = .commitment(try fields.one(6, told?.record))
        case .row: self = .row(table: try fields.one(4, told?.named).text)
        }
    }

    /// What a damage names.
    private struct Told {
        /// In the letters that such names have: it ends on a terminal.
        var named: ItemName? { text.map(ItemName.init(text:)) }
        let code: Code
        var number: UInt64?
        var expected: UInt64?
        var text: String?
        var caseID: CaseID?
        var record: RecordID?

        init(_ damage: Damage) {
            switch damage {
            case .ledgerEntry(let number): (code, self.number) = (.ledgerEntry, number)
            case .ledgerShort(let size, let expected): (code, number, self.expected) = (.ledgerShort, size, expected)
            case .tree: code = .tree
            case .checkpoint: code = .checkpoint
            case .roster: code = .roster
            case .seal: code = .seal
            case .thing(let sequence, let name): (code, number, text) = (.thing, sequence, name)
            case .object(let record): (code, text) = (.object, record)
            case .half(let record): (code, text) = (.half, record)
            case .caseTrail(let id): (code, caseID) = (.caseTrail, id)
            case .commitment(let id): (code, record) = (.commitment, id)
            case .row(let table): (code, text) = (.row, table)
            }
        }
    }
}
