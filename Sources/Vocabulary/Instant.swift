/// A moment in whole seconds since 1970-01-01T00:00:00Z, written as RFC 3339 in UTC: `2026-11-21T20:00:00Z`.
package struct Instant: Hashable, Comparable, Sendable {
    package let seconds: Int64

    package init(seconds: Int64) {
        self.seconds = seconds
    }

    /// Throws `BadName` for anything but the one form above, years 1970 to 9999.
    package init(_ text: Substring) throws(BadName) {
        let characters = text.utf8.span
        guard characters.count == 20 else { throw BadName(.time) }
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
        guard date.0 >= 1970, 0..<24 ~= hour, 0..<60 ~= minute, 0..<60 ~= second,
            let day = Day(year: Int(date.0), month: Int(date.1), day: Int(date.2))
        else { throw BadName(.time) }
        self.init(seconds: Int64(day.number) * 86_400 + hour * 3_600 + minute * 60 + second)
    }

    package init(_ text: String) throws(BadName) { try self.init(text[...]) }

    package var text: String {
        var text: [UInt8] = []
        text.reserveCapacity(20)
        append(to: &text)
        return String(decoding: text, as: UTF8.self)
    }

    /// Writes the moment behind `text`.
    package func append(to text: inout [UInt8]) {
        let day = day
        let second = seconds - Int64(day.number) * 86_400
        let (year, month, date) = day.parts
        func put(_ number: Int64, _ width: Int, _ end: Unicode.Scalar) {
            var rest = UInt64(clamping: number)
            var digits = InlineArray<21, UInt8>(repeating: UInt8(ascii: end))
            var first = 20
            repeat {
                first -= 1
                digits[first] = UInt8(truncatingIfNeeded: 0x30 + rest % 10)
                rest /= 10
            } while rest > 0 || first > 20 - width
            for place in first..<21 { text.append(digits[place]) }
        }
        put(Int64(year), 4, "-")
        put(Int64(month.rawValue), 2, "-")
        put(Int64(date), 2, "T")
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

    /// The day in UTC.
    package var day: Day { Day(number: Int(seconds.flooredQuotient(86_400))) }
}
