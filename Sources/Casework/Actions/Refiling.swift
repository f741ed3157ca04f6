import Sodium
import Vocabulary

/// What sets right how a record is filed, for a reason: a record and the reason are all that it names.
protocol Refiling: CaseChange, InCase {
    var record: RecordID { get }
    var reason: Digest { get }
    init(record: RecordID, reason: Digest)
}

extension Refiling {
    init(_ lines: inout Lines, _ known: Self?) throws(CaseworkError) {
        self.init(record: try lines.one("record", known?.record), reason: try lines.one("reason", known?.reason))
    }

    var about: About { About(record: record, text: (.reason, reason)) }
    static var performer: Performer { .holder(of: .add) }
    func cargo(_ request: Request, _ roster: Roster, _ state: CaseState?) -> Cargo { Cargo([.reason]) }
    var release: Release { .nothing }
}
