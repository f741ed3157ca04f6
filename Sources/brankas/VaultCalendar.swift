import Casework
import Foundation
import Texts

/// Days and hours as the vault's people count them.
struct VaultCalendar {
    private let calendar: Calendar

    init(timezone: String) {
        var calendar = Calendar(identifier: .gregorian)
        calendar.timeZone = TimeZone(identifier: timezone) ?? .gmt
        self.calendar = calendar
    }

    static func exists(_ timezone: String) -> Bool { TimeZone(identifier: timezone) != nil }

    /// A date `YYYY-MM-DD`, as its first or its last second; or a moment in RFC 3339, UTC.
    func moment(_ text: String, endOfDay: Bool) throws -> Instant {
        if let instant = try? Instant(text) { return instant }
        let parts = text.split(separator: "-", omittingEmptySubsequences: false)
        guard text.utf8.count == 10, parts.count == 3, let year = Int(parts[0]), let month = Int(parts[1]),
            let day = Int(parts[2]), let start = start(year, month, day)
        else { throw Failure(.badDate(shown(text))) }
        guard endOfDay else { return Instant(seconds: Int64(start.timeIntervalSince1970)) }
        guard let next = calendar.date(byAdding: .day, value: 1, to: start) else {
            throw Failure(.badDate(shown(text)))
        }
        return Instant(seconds: Int64(next.timeIntervalSince1970) - 1)
    }

    private func start(_ year: Int, _ month: Int, _ day: Int) -> Date? {
        let components = DateComponents(year: year, month: month, day: day)
        guard (1970...9998).contains(year), let date = calendar.date(from: components),
            calendar.dateComponents([.year, .month, .day], from: date) == components
        else { return nil }
        return date
    }

    /// `2026-11-21 20:27`, in the vault's zone.
    func text(_ instant: Instant) -> String {
        let date = Date(timeIntervalSince1970: Double(instant.seconds))
        let parts = calendar.dateComponents([.year, .month, .day, .hour, .minute], from: date)
        func padded(_ number: Int?) -> String { number.map { $0 < 10 ? "0\($0)" : String($0) } ?? "" }
        return
            "\(parts.year ?? 0)-\(padded(parts.month))-\(padded(parts.day)) \(padded(parts.hour)):\(padded(parts.minute))"
    }
}

/// `1.4 MB`, as people read sizes.
func humanSize(_ byteCount: Int) -> String {
    if byteCount < 1_000 { return "\(byteCount) B" }
    var size = Double(byteCount)
    for unit in ["kB", "MB", "GB"] {
        size /= 1_000
        if size < 999.5 { return String(format: size < 10 ? "%.1f %@" : "%.0f %@", size, unit) }
    }
    return String(format: "%.1f TB", size / 1_000)
}
