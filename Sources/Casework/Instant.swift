import Sodium

/// A moment in whole seconds since 1970-01-01T00:00:00Z, written as RFC 3339 in UTC: `2026-11-21T20:00:00Z`.
package struct Instant: Hashable, Comparable, Sendable {
    package let seconds: Int64

    package init(seconds: Int64) {
        self.seconds = seconds
    }

    /// Throws `badName(.time)` for anything but the one form above, years 1970 to 9999.
    package init(_ text: some StringProtocol) throws(CaseworkError) {
        let text = Substring(text)
        let characters = text.utf8.span
        guard characters.count == 20 else { throw .badName(.time) }
        /// The number that ends before `end`; -1 where a digit or `separator` is missing.
        func number(_ width: Int, to end: Int, _ separator: Unicode.Scalar) -> Int64 {
            guard characters[end] == UInt8(ascii: separator) else { return -1 }
            var number: Int64 = 0
            for place in end - width..<end {
                guard (0x30...0x39).contains(characters[place]) else { return -1 }
                number = number * 10 + Int64(characters[place] - 0x30)
            }
            return number
        }
        let date = (number(4, to: 4, "-"), number(2, to: 7, "-"), number(2, to: 10, "T"))
        let (hour, minute, second) = (number(2, to: 13, ":"), number(2, to: 16, ":"), number(2, to: 19, "Z"))
        guard date.0 >= 1970, date.1 >= 0, date.2 >= 0, 0..<24 ~= hour, 0..<60 ~= minute, 0..<60 ~= second else {
            throw .badName(.time)
        }
        let days = Self.days(year: date.0, month: date.1, day: date.2)
        // What does not come out as it went in was no such day: 31 June, month 13.
        guard Self.date(days: days) == date else { throw .badName(.time) }
        self.init(seconds: days * 86_400 + hour * 3_600 + minute * 60 + second)
    }

    package var text: String {
        var text: [UInt8] = []
        text.reserveCapacity(20)
        append(to: &text)
        return String(decoding: text, as: UTF8.self)
    }

    /// Writes the moment behind `text`.
    package func append(to text: inout [UInt8]) {
        let day = seconds >= 0 ? seconds / 86_400 : (seconds - 86_399) / 86_400
        let second = seconds - day * 86_400
        let (year, month, date) = Self.date(days: day)
        func put(_ number: Int64, _ width: Int, _ end: Unicode.Scalar) {
            var rest = UInt64(clamping: number)
            var digits = InlineArray<21, UInt8>(repeating: UInt8(ascii: end))
            var first = 20
            repeat {
                first -= 1
                digits[first] = UInt8(truncatingIfNeeded: 0x30 + rest % 10)
                rest /= 10
            } while rest > 0 || first > 20 - width
            text.append(digits.span.extracting(first..<21))
        }
        put(year, 4, "-")
        put(month, 2, "-")
        put(date, 2, "T")
        put(second / 3_600, 2, ":")
        put(second / 60 % 60, 2, ":")
        put(second % 60, 2, "Z")
    }

    package static func < (first: Instant, second: Instant) -> Bool {
        first.seconds < second.seconds
    }

    package func adding(seconds: Int64) -> Instant {
        Instant(seconds: self.seconds + seconds)
    }

    /// Days since 1970-01-01 in the proleptic Gregorian calendar, counted in eras of 400 years from March.
    private static func days(year: Int64, month: Int64, day: Int64) -> Int64 {
        let shifted = month <= 2 ? year - 1 : year
        let era = shifted / 400
        let yearOfEra = shifted - era * 400
        let dayOfYear = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1
        return era * 146_097 + yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear - 719_468
    }

    private static func date(days: Int64) -> (year: Int64, month: Int64, day: Int64) {
        let shifted = days + 719_468
        let era = (shifted >= 0 ? shifted : shifted - 146_096) / 146_097
        let dayOfEra = shifted - era * 146_097
        let yearOfEra = (dayOfEra - dayOfEra / 1_460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
        let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
        let fromMarch = (5 * dayOfYear + 2) / 153
        let month = fromMarch < 10 ? fromMarch + 3 : fromMarch - 9
        return (yearOfEra + era * 400 + (month <= 2 ? 1 : 0), month, dayOfYear - (153 * fromMarch + 2) / 5 + 1)
    }
}
