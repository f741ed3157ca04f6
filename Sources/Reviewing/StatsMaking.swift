import Casework
import Console
package import Reports
import Texts
package import Vault
package import Vocabulary

/// A month of the calendar, as it is typed: `YYYY-MM`.
package struct TypedMonth: Equatable {
    let firstDay: Day

    package init(_ day: Day) { firstDay = day.firstOfMonth }

    package init(parsing text: String) throws {
        guard let day = Day(iso: text + "-01"), day.number >= 0 else {
            throw Failure(.badName(.month, value: shown(text)))
        }
        self.init(day)
    }

    package var text: String { String(firstDay.isoText.prefix(7)) }

    package static func <= (one: TypedMonth, other: TypedMonth) -> Bool { one.firstDay <= other.firstDay }
}

/// Counts the cases and the victims of a month. A case is of the month in which it was opened, as its summary says, else
/// in which it was made.
package struct StatsMaking {
    let teller: Teller
    let month: TypedMonth

    package init(teller: Teller, month: TypedMonth) {
        self.teller = teller
        self.month = month
    }

    package func isOfMonth(_ summary: CaseSummary) -> Bool { opened(summary) == month }

    package func report(_ census: Census) -> StatsReport {
        let ofMonth = census.cases.filter(isOfMonth)
        var counts: [Kind: Int] = [:]
        var unclear = 0
        for summary in ofMonth {
            for identity in census.identities[summary.id] ?? [] {
                // Whoever is said to be nothing is taken for the victim: most files have no other person.
                let written = identity.metadata["relation"]?.string ?? Relation.victim.rawValue
                guard let relation = try? Relation(written: written) else {
                    unclear += 1
                    continue
                }
                guard relation.isVictim else { continue }
                let kind = summary.fields["kind"]?.string?.trimmingWhitespace
                let age = identity.metadata["ageBand"]?.string.flatMap { AgeBand(rawValue: $0) }
                let sex = identity.metadata["sex"]?.string.flatMap { Sex(rawValue: $0) }
                let row = Kind(
                    kind: kind?.isEmpty == false ? kind : nil, age: age ?? .unknown, sex: sex ?? .unknown)
                counts[row, default: 0] += 1
            }
        }
        return StatsReport(
            origin: teller.origin(census.time, census.role, census.head, .notChecked), month: month.firstDay,
            held: census.cases.count, opened: ofMonth.count,
            closed: census.cases.count { $0.closed.map(self.month) == month },
            running: census.cases.count(where: runsAtEnd),
            rows: counts.map { .init(kind: $0.kind, age: $0.age, sex: $0.sex, count: $1) },
            withheld: ofMonth.count { $0.identityCount > 0 && census.identities[$0.id] == nil }, unclear: unclear)
    }

    private struct Kind: Hashable {
        let kind: String?
        let age: AgeBand
        let sex: Sex
    }

    private func month(_ instant: Instant) -> TypedMonth { TypedMonth(teller.calendar.day(instant)) }

    private func opened(_ summary: CaseSummary) -> TypedMonth {
        summary.fields["opened"]?.string.flatMap { Day(iso: $0) }.map { TypedMonth($0) } ?? month(summary.created)
    }

    /// Whether it was there at the month's end, and open.
    private func runsAtEnd(_ summary: CaseSummary) -> Bool {
        guard opened(summary) <= month else { return false }
        return summary.closed.map { !(self.month($0) <= month) } ?? true
    }
}

extension String {
    fileprivate var trimmingWhitespace: String {
        String(drop(while: \.isWhitespace).reversed().drop(while: \.isWhitespace).reversed())
    }
}
