import Casework
import Foundation
import Texts

/// Days and hours as the vault's people count and write them.
struct VaultCalendar {
    private let calendar: Calendar
    private let language: Language
    /// `WIB`, or whatever the zone is called.
    let zone: String

    init(timezone: String, language: Language) {
        var calendar = Calendar(identifier: .gregorian)
        calendar.timeZone = TimeZone(identifier: timezone) ?? .gmt
        self.calendar = calendar
        self.language = language
        zone = zoneName(timezone)
    }

    static func exists(_ timezone: String) -> Bool { TimeZone(identifier: timezone) != nil }

    // MARK: Reading

    /// A day as somebody typed it, as its first or its last second; or a moment in RFC 3339, UTC.
    func moment(_ text: String, endOfDay: Bool) throws -> Instant {
        if let instant = try? Instant(text) { return instant }
        guard let day = TypedDay(text), day.year >= 1970, let start = start(day) else {
            throw Failure(.badDate(shown(text)))
        }
        guard endOfDay else { return Instant(seconds: Int64(start.timeIntervalSince1970)) }
        guard let next = calendar.date(byAdding: .day, value: 1, to: start) else {
            throw Failure(.badDate(shown(text)))
        }
        return Instant(seconds: Int64(next.timeIntervalSince1970) - 1)
    }

    private func start(_ day: TypedDay) -> Date? {
        let components = DateComponents(year: day.year, month: day.month, day: day.day)
        guard let date = calendar.date(from: components),
            calendar.dateComponents([.year, .month, .day], from: date) == components
        else { return nil }
        return date
    }

    /// How far the zone was ahead of UTC then.
    func offsetSeconds(at instant: Instant) -> Int {
        calendar.timeZone.secondsFromGMT(for: Date(timeIntervalSince1970: Double(instant.seconds)))
    }

    /// The day in the zone.
    func day(_ instant: Instant) -> TypedDay? {
        TypedDay(String(instant.adding(seconds: Int64(offsetSeconds(at: instant))).text.prefix(10)))
    }

    // MARK: Writing

    /// `21 Nov 2026 20:27`, in the vault's zone.
    func text(_ instant: Instant) -> String {
        guard let parts = parts(instant) else { return instant.text }
        return language.date(year: parts.year, month: parts.month, day: parts.day) + " "
            + language.time(hour: parts.hour, minute: parts.minute)
    }

    /// `21 Nov 20:27`: where there is little room.
    func shortText(_ instant: Instant) -> String {
        guard let parts = parts(instant) else { return instant.text }
        return "\(parts.day) \(parts.month.text(language)) " + language.time(hour: parts.hour, minute: parts.minute)
    }

    /// `2026-11-21 20:27:00`, in the vault's zone: as spreadsheets sort and read it.
    func sortableText(_ instant: Instant) -> String {
        let offset = Int64(calendar.timeZone.secondsFromGMT(for: Date(timeIntervalSince1970: Double(instant.seconds))))
        return String(instant.adding(seconds: offset).text.prefix(19).map { $0 == "T" ? " " : $0 })
    }

    private func parts(_ instant: Instant) -> (year: Int, month: Month, day: Int, hour: Int, minute: Int)? {
        let date = Date(timeIntervalSince1970: Double(instant.seconds))
        let parts = calendar.dateComponents([.year, .month, .day, .hour, .minute], from: date)
        guard let year = parts.year, let month = parts.month.flatMap(Month.init(rawValue:)), let day = parts.day,
            let hour = parts.hour, let minute = parts.minute
        else { return nil }
        return (year, month, day, hour, minute)
    }

    /// `21 Nov 2026 20:27 WIB`: where no heading says the zone.
    func zonedText(_ instant: Instant) -> String { text(instant) + " " + zone }

    /// `21 Nov 2026` for a day `YYYY-MM-DD`; whatever else stands there, as it stands.
    func dayText(_ text: String) -> String {
        guard let day = TypedDay(text), day.isoText == text, let month = Month(rawValue: day.month) else {
            return text
        }
        return language.date(year: day.year, month: month, day: day.day)
    }
}

/// A date as people type it: `YYYY-MM-DD`, or the day first, `DD-MM-YYYY` and `DD/MM/YYYY`. Never the month first, in
/// no language: what a command means does not depend on the reader.
struct TypedDay {
    let year: Int
    let month: Int
    let day: Int

    /// Nil unless `text` has one of the three forms and names a day that there is, from 1800 on.
    init?(_ text: String) {
        let form: (parts: [Substring], yearFirst: Bool)
        let hyphened = text.split(separator: "-", omittingEmptySubsequences: false)
        if hyphened.count == 3 {
            form = (hyphened, hyphened[0].utf8.count == 4)
        } else {
            form = (text.split(separator: "/", omittingEmptySubsequences: false), false)
        }
        guard form.parts.map(\.utf8.count) == (form.yearFirst ? [4, 2, 2] : [2, 2, 4]),
            form.parts.allSatisfy({ $0.utf8.allSatisfy { (0x30...0x39).contains($0) } })
        else { return nil }
        let numbers = form.parts.compactMap { Int($0) }
        (year, month, day) =
            form.yearFirst ? (numbers[0], numbers[1], numbers[2]) : (numbers[2], numbers[1], numbers[0])
        guard (1800...9998).contains(year), (1...12).contains(month), (1...Self.length(year, month)).contains(day)
        else { return nil }
    }

    private static func length(_ year: Int, _ month: Int) -> Int {
        switch month {
        case 2: year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) ? 29 : 28
        case 4, 6, 9, 11: 30
        default: 31
        }
    }

    /// Whole years from this day to `later`, as an age is counted.
    func years(to later: TypedDay) -> Int {
        later.year - year - ((later.month, later.day) < (month, day) ? 1 : 0)
    }

    /// Whether `text` is a day as it is stored, `YYYY-MM-DD`.
    static func isStored(_ text: String) -> Bool { TypedDay(text)?.isoText == text }

    /// `YYYY-MM-DD`, as it is stored.
    var isoText: String {
        func padded(_ number: Int) -> String { number < 10 ? "0\(number)" : "\(number)" }
        return "\(year)-\(padded(month))-\(padded(day))"
    }

    /// An answer that was typed, as it is stored: a day in any form as `YYYY-MM-DD`, all else unchanged.
    static func stored(_ answer: String) -> String { TypedDay(answer)?.isoText ?? answer }
}
