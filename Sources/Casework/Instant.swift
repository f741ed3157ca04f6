/// A moment in whole seconds since 1970-01-01T00:00:00Z, written as RFC 3339 in UTC: `2026-11-21T20:00:00Z`.
package struct Instant: Hashable, Comparable, Sendable {
    package let seconds: Int64

    package init(seconds: Int64) {
        self.seconds = seconds
    }

    /// Throws `badName(.time)` for anything but the one form above, years 1970 to 9999.
    package init(_ text: some StringProtocol) throws(CaseworkError) {
        let characters = Array(text.utf8)
        guard characters.count == 20 else { throw .badName(.time) }
        var numbers: [Int64] = []
        for range in [0..<4, 5..<7, 8..<10, 11..<13, 14..<16, 17..<19] {
            var number: Int64 = 0
            for digit in characters[range] {
                guard (0x30...0x39).contains(digit) else { throw .badName(.time) }
                number = number * 10 + Int64(digit - 0x30)
            }
            numbers.append(number)
        }
        guard numbers[0] >= 1970, numbers[3] < 24, numbers[4] < 60, numbers[5] < 60,
            zip(Self.separators, [4, 7, 10, 13, 16, 19]).allSatisfy({ characters[$1] == $0 })
        else { throw .badName(.time) }
        let days = Self.days(year: numbers[0], month: numbers[1], day: numbers[2])
        // What does not come out as it went in was no such day: 31 June, month 13.
        guard Self.date(days: days) == (numbers[0], numbers[1], numbers[2]) else { throw .badName(.time) }
        self.init(seconds: days * 86_400 + numbers[3] * 3_600 + numbers[4] * 60 + numbers[5])
    }

    private static let separators = Array("--T::Z".utf8)

    package var text: String {
        let day = seconds >= 0 ? seconds / 86_400 : (seconds - 86_399) / 86_400
        let second = seconds - day * 86_400
        let (year, month, date) = Self.date(days: day)
        var text: [UInt8] = []
        text.reserveCapacity(20)
        func put(_ number: Int64, _ width: Int, _ end: Unicode.Scalar) {
            let digits = String(number).utf8
            for _ in digits.count..<max(width, digits.count) { text.append(0x30) }
            text += digits
            text.append(UInt8(ascii: end))
        }
        put(year, 4, "-")
        put(month, 2, "-")
        put(date, 2, "T")
        put(second / 3_600, 2, ":")
        put(second / 60 % 60, 2, ":")
        put(second % 60, 2, "Z")
        return String(decoding: text, as: UTF8.self)
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
