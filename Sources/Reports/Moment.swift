package import Texts

/// A moment as the clock on the wall showed it: seconds since 1970 in UTC, and how far the zone was ahead of UTC then.
package struct Moment: Hashable, Comparable, Sendable {
    package let seconds: Int64
    package let offsetSeconds: Int

    package init(seconds: Int64, offsetSeconds: Int) {
        self.seconds = seconds
        self.offsetSeconds = offsetSeconds
    }

    package static func < (one: Moment, other: Moment) -> Bool { one.seconds < other.seconds }

    /// The same clock, `hours` later.
    package func adding(hours: Int) -> Moment {
        Moment(seconds: seconds + Int64(hours) * 3_600, offsetSeconds: offsetSeconds)
    }

    /// Whole minutes until `other`; less than nothing where it is over.
    package func minutes(until other: Moment) -> Int { Int((other.seconds - seconds) / 60) }

    package var day: Day { Day(number: Int((seconds + Int64(offsetSeconds)).flooredQuotient(86_400))) }

    private var secondOfDay: Int {
        let local = seconds + Int64(offsetSeconds)
        return Int(local - local.flooredQuotient(86_400) * 86_400)
    }

    package var hour: Int { secondOfDay / 3_600 }
    package var minute: Int { secondOfDay / 60 % 60 }

    /// `21 Nov 2026 20.27`.
    package func text(_ language: Language) -> String {
        day.text(language) + " " + language.time(hour: hour, minute: minute)
    }
}

/// A day of the calendar, counted from 1 January 1970.
package struct Day: Hashable, Comparable, Sendable {
    package let number: Int

    package init(number: Int) {
        self.number = number
    }

    package static func < (one: Day, other: Day) -> Bool { one.number < other.number }

    package var weekday: Weekday {
        let number = Int64(self.number)
        let sinceMonday = Int(number + 3 - (number + 3).flooredQuotient(7) * 7)
        return Weekday(rawValue: sinceMonday + 1) ?? .monday
    }

    /// The Monday of its week.
    package var monday: Day { Day(number: number - weekday.rawValue + 1) }

    /// Year, month and day of the Gregorian calendar (Howard Hinnant, "chrono-compatible low-level date algorithms":
    /// eras of 400 years that begin on 1 March).
    package var parts: (year: Int, month: Month, day: Int) {
        let shifted = Int64(number) + 719_468
        let era = shifted.flooredQuotient(146_097)
        let dayOfEra = shifted - era * 146_097
        let yearOfEra = (dayOfEra - dayOfEra / 1_460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
        let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
        let fromMarch = (5 * dayOfYear + 2) / 153
        let month = fromMarch < 10 ? fromMarch + 3 : fromMarch - 9
        let year = yearOfEra + era * 400 + (month <= 2 ? 1 : 0)
        return (Int(year), Month(rawValue: Int(month)) ?? .january, Int(dayOfYear - (153 * fromMarch + 2) / 5 + 1))
    }

    /// The first of its month.
    package var firstOfMonth: Day { Day(number: number - parts.day + 1) }

    /// `21 Nov 2026`.
    package func text(_ language: Language) -> String {
        let parts = parts
        return language.date(year: parts.year, month: parts.month, day: parts.day)
    }

    /// `21 Nov`: under a chart, where the year is clear.
    package func shortText(_ language: Language) -> String {
        let parts = parts
        return "\(parts.day) \(parts.month.text(language))"
    }

    /// `November 2026`: in a title.
    package func fullMonthText(_ language: Language) -> String {
        let parts = parts
        return "\(parts.month.fullText(language)) \(parts.year)"
    }

    /// `Nov 2026`.
    package func monthText(_ language: Language) -> String {
        let parts = parts
        return "\(parts.month.text(language)) \(parts.year)"
    }
}

extension Int64 {
    /// Rounded down, for what lies before 1970 too.
    fileprivate func flooredQuotient(_ divisor: Int64) -> Int64 {
        let (quotient, remainder) = quotientAndRemainder(dividingBy: divisor)
        return remainder < 0 ? quotient - 1 : quotient
    }
}
