import Casework
import Console
import Foundation
import Reports
package import Texts
package import Vocabulary

/// Days and hours as the vault's people count and write them.
package struct VaultCalendar {
    private let calendar: Calendar
    private let language: Language
    /// `WIB`, or whatever the zone is called.
    package let zone: String

    package init(timezone: String, language: Language) {
        var calendar = Calendar(identifier: .gregorian)
        calendar.timeZone = TimeZone(identifier: timezone) ?? .gmt
        self.calendar = calendar
        self.language = language
        zone = zoneName(timezone)
    }

    package static func exists(_ timezone: String) -> Bool { TimeZone(identifier: timezone) != nil }

    // MARK: Reading

    /// A day as somebody typed it, as its first or its last second; or a moment in RFC 3339, UTC.
    package func moment(_ text: String, endOfDay: Bool) throws -> Instant {
        if let instant = try? Instant(text) { return instant }
        guard let day = Day(typed: text), day.number >= 0, let start = start(day) else {
            throw Failure(.badDate(shown(text)))
        }
        guard endOfDay else { return Instant(seconds: Int64(start.timeIntervalSince1970)) }
        guard let next = calendar.date(byAdding: .day, value: 1, to: start) else {
            throw Failure(.badDate(shown(text)))
        }
        return Instant(seconds: Int64(next.timeIntervalSince1970) - 1)
    }

    private func start(_ day: Day) -> Date? {
        let parts = day.parts
        let components = DateComponents(year: parts.year, month: parts.month.rawValue, day: parts.day)
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
    package func day(_ instant: Instant) -> Day { instant.adding(seconds: Int64(offsetSeconds(at: instant))).day }

    // MARK: Writing

    private func moment(_ instant: Instant) -> Moment {
        Moment(seconds: instant.seconds, offsetSeconds: offsetSeconds(at: instant))
    }

    /// `21 Nov 2026 20:27`, in the vault's zone.
    package func text(_ instant: Instant) -> String { moment(instant).text(language) }

    /// `21 Nov 20:27`: where there is little room.
    package func shortText(_ instant: Instant) -> String { moment(instant).shortText(language) }

    /// `2026-11-21 20:27:00`, in the vault's zone: as spreadsheets sort and read it.
    package func sortableText(_ instant: Instant) -> String {
        let local = instant.adding(seconds: Int64(offsetSeconds(at: instant)))
        return String(local.text.prefix(19).map { $0 == "T" ? " " : $0 })
    }

    /// `21 Nov 2026 20:27 WIB`: where no heading says the zone.
    package func zonedText(_ instant: Instant) -> String { text(instant) + " " + zone }

    /// `21 Nov 2026` for a day `YYYY-MM-DD`; whatever else stands there, as it stands.
    package func dayText(_ text: String) -> String { Day(iso: text)?.text(language) ?? text }
}
