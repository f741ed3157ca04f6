/// A day of the Gregorian calendar, counted from 1 January 1970.
package struct Day: Hashable, Comparable, Sendable {
    package let number: Int

    package init(number: Int) {
        self.number = number
    }

    /// Nil where there is no such day: 31 June, month 13.
    package init?(year: Int, month: Int, day: Int) {
        guard (1...12).contains(month), (1...31).contains(day) else { return nil }
        // Howard Hinnant, "chrono-compatible low-level date algorithms": eras of 400 years that begin on 1 March.
        let shifted = month <= 2 ? year - 1 : year
        let era = shifted.flooredQuotient(400)
        let yearOfEra = shifted - era * 400
        let dayOfYear = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1
        number = era * 146_097 + yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear - 719_468
        let parts = parts
        guard parts.year == year, parts.month.rawValue == month, parts.day == day else { return nil }
    }

    /// Nil unless `text` is `YYYY-MM-DD`, and a day that there is, from 1800 to 9998.
    package init?(iso text: String) {
        self.init(written: text.split(separator: "-", omittingEmptySubsequences: false), yearFirst: true)
    }

    /// A date as people type it: `YYYY-MM-DD`, or the day first, `DD-MM-YYYY` and `DD/MM/YYYY`. Never the month first, in
    /// no language: what a command means does not depend on the reader. Nil for anything else, and as for `init(iso:)`.
    package init?(typed text: String) {
        let hyphened = text.split(separator: "-", omittingEmptySubsequences: false)
        if hyphened.count == 3 {
            self.init(written: hyphened, yearFirst: hyphened[0].utf8.count == 4)
        } else {
            self.init(written: text.split(separator: "/", omittingEmptySubsequences: false), yearFirst: false)
        }
    }

    private init?(written parts: [Substring], yearFirst: Bool) {
        guard parts.map(\.utf8.count) == (yearFirst ? [4, 2, 2] : [2, 2, 4]),
            parts.allSatisfy({ $0.utf8.allSatisfy { (0x30...0x39).contains($0) } })
        else { return nil }
        let numbers = parts.compactMap { Int($0) }
        let (year, day) = yearFirst ? (numbers[0], numbers[2]) : (numbers[2], numbers[0])
        guard (1800...9998).contains(year) else { return nil }
        self.init(year: year, month: numbers[1], day: day)
    }

    package static func < (first: Day, second: Day) -> Bool { first.number < second.number }

    package var parts: (year: Int, month: Month, day: Int) {
        let shifted = number + 719_468
        let era = shifted.flooredQuotient(146_097)
        let dayOfEra = shifted - era * 146_097
        let yearOfEra = (dayOfEra - dayOfEra / 1_460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
        let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
        let fromMarch = (5 * dayOfYear + 2) / 153
        let month = fromMarch < 10 ? fromMarch + 3 : fromMarch - 9
        let year = yearOfEra + era * 400 + (month <= 2 ? 1 : 0)
        return (year, Month(rawValue: month) ?? .january, dayOfYear - (153 * fromMarch + 2) / 5 + 1)
    }

    package var weekday: Weekday {
        let sinceMonday = number + 3 - (number + 3).flooredQuotient(7) * 7
        return Weekday(rawValue: sinceMonday + 1) ?? .monday
    }

    /// The Monday of its week.
    package var monday: Day { Day(number: number - weekday.rawValue + 1) }

    /// The first of its month.
    package var firstOfMonth: Day { Day(number: number - parts.day + 1) }

    /// Whole years from this day to `later`, as an age is counted.
    package func years(to later: Day) -> Int {
        let (born, now) = (parts, later.parts)
        let isBefore = (now.month.rawValue, now.day) < (born.month.rawValue, born.day)
        return now.year - born.year - (isBefore ? 1 : 0)
    }

    /// `YYYY-MM-DD`, as it is stored.
    package var isoText: String {
        func padded(_ number: Int) -> String { number < 10 ? "0\(number)" : "\(number)" }
        let parts = parts
        return "\(parts.year)-\(padded(parts.month.rawValue))-\(padded(parts.day))"
    }
}

package enum Month: Int, CaseIterable, Sendable {
    case january = 1, february, march, april, may, june, july, august, september, october, november, december
}

package enum Weekday: Int, CaseIterable, Sendable {
    case monday = 1, tuesday, wednesday, thursday, friday, saturday, sunday
}

extension BinaryInteger {
    /// Rounded down, for what lies before 1970 too.
    package func flooredQuotient(_ divisor: Self) -> Self {
        let (quotient, remainder) = quotientAndRemainder(dividingBy: divisor)
        return remainder < 0 ? quotient - 1 : quotient
    }
}
