package import Texts
package import Vocabulary

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

    /// `21 Nov 20.27`: where there is little room.
    package func shortText(_ language: Language) -> String {
        day.shortText(language) + " " + language.time(hour: hour, minute: minute)
    }
}

extension Day {
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
