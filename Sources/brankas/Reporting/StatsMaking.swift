import Casework
import Reports
import Texts
import Vault

/// A month of the calendar, as it is typed: `YYYY-MM`.
struct TypedMonth: Equatable {
    let year: Int
    let month: Int

    init(_ day: TypedDay) {
        year = day.year
        month = day.month
    }

    init(parsing text: String) throws {
        guard let day = TypedDay(text + "-01"), day.isoText == text + "-01", day.year >= 1970 else {
            throw Failure(.badName(.month, value: shown(text)))
        }
        self.init(day)
    }

    var text: String { "\(year)-" + (month < 10 ? "0" : "") + "\(month)" }

    static func <= (one: TypedMonth, other: TypedMonth) -> Bool {
        (one.year, one.month) <= (other.year, other.month)
    }
}

/// Counts the cases and the victims of a month. A case is of the month in which it was opened, as its summary says, else
/// in which it was made.
struct StatsMaking {
    let teller: Teller
    let month: TypedMonth

    func isOfMonth(_ summary: CaseSummary) -> Bool { opened(summary) == month }

    func report(_ census: Census) -> StatsReport {
        let ofMonth = census.cases.filter(isOfMonth)
        var counts: [Kind: Int] = [:]
        for summary in ofMonth {
            for identity in census.identities[summary.id] ?? [] where isVictim(identity) {
                let kind = summary.fields["kind"]?.string?.trimmingWhitespace
                let age = identity.metadata["ageBand"]?.string.flatMap { AgeBand(rawValue: $0) }
                let sex = identity.metadata["sex"]?.string.flatMap { SexWord(rawValue: $0) }
                let row = Kind(
                    kind: kind?.isEmpty == false ? kind : nil, age: age ?? .unknown, sex: sex ?? .unknown)
                counts[row, default: 0] += 1
            }
        }
        return StatsReport(
            origin: teller.origin(census.time, census.role, census.head, .notChecked), month: firstDay,
            opened: ofMonth.count,
            closed: census.cases.count { $0.closed.flatMap(self.month) == month },
            running: census.cases.count(where: runsAtEnd),
            rows: counts.map { .init(kind: $0.kind, age: $0.age, sex: $0.sex, count: $1) },
            withheld: ofMonth.count { $0.identityCount > 0 && census.identities[$0.id] == nil })
    }

    private struct Kind: Hashable {
        let kind: String?
        let age: AgeBand
        let sex: SexWord
    }

    /// Whoever is said to be something else than a victim (`korban`, `anak korban`, `saksi korban`) is not one: a witness, a
    /// parent, a victim's mother.
    private func isVictim(_ identity: RecordSummary) -> Bool {
        let words = (identity.metadata["relation"]?.string ?? "").lowercased().split { !$0.isLetter }
        guard let first = words.first else { return true }
        let victim: Set<Substring> = ["korban", "victim"]
        if victim.contains(first) { return true }
        return words.count == 2 && victim.contains(words[1]) && ["anak", "saksi", "child"].contains(first)
    }

    private func month(_ instant: Instant) -> TypedMonth? { teller.calendar.day(instant).map { TypedMonth($0) } }

    private func opened(_ summary: CaseSummary) -> TypedMonth? {
        let said = summary.fields["opened"]?.string.flatMap { TypedDay.isStored($0) ? TypedDay($0) : nil }
        return said.map { TypedMonth($0) } ?? month(summary.created)
    }

    /// Whether it was there at the month's end, and open.
    private func runsAtEnd(_ summary: CaseSummary) -> Bool {
        guard let opened = opened(summary), opened <= month else { return false }
        return summary.closed.flatMap(self.month).map { !($0 <= month) } ?? true
    }

    private var firstDay: Day {
        let start = try? Instant(month.text + "-01T00:00:00Z")
        return Moment(seconds: start?.seconds ?? 0, offsetSeconds: 0).day
    }
}

extension String {
    fileprivate var trimmingWhitespace: String {
        String(drop(while: \.isWhitespace).reversed().drop(while: \.isWhitespace).reversed())
    }
}
