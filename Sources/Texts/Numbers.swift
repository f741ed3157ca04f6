package import Vocabulary

extension Language {
    /// `10.000` in Indonesian, `10,000` in English.
    package func number(_ number: some BinaryInteger) -> String {
        let digits = String(number.magnitude)
        var text = ""
        for (place, digit) in digits.enumerated() {
            if place > 0, (digits.utf8.count - place) % 3 == 0 { text += self(id: ".", en: ",") }
            text.append(digit)
        }
        return number < 0 ? "-" + text : text
    }

    /// A count with its noun; English has a plural.
    func counted(_ count: some BinaryInteger, id noun: String, one: String, many: String) -> String {
        number(count) + " " + self(id: noun, en: count == 1 ? one : many)
    }

    /// `a, b and c`.
    package func listed(_ items: [String]) -> String {
        guard let last = items.last, items.count > 1 else { return items.first ?? "" }
        let comma = items.count > 2 ? "," : ""
        return items.dropLast().joined(separator: ", ") + self(id: "\(comma) dan ", en: " and ") + last
    }

    /// `20 detik`, `15 menit`, `1 menit 30 detik`: all of `seconds`, below a day.
    func duration(seconds: Int) -> String {
        let (minutes, rest) = seconds.quotientAndRemainder(dividingBy: 60)
        let short = rest > 0 ? counted(rest, id: "detik", one: "second", many: "seconds") : nil
        return [minutes > 0 ? duration(minutes: minutes) : nil, short].compactMap { $0 }.joined(separator: " ")
    }

    /// `2 hari 5 jam`, `5 jam 10 menit`: the two largest parts of `minutes`.
    package func duration(minutes: Int) -> String {
        let (hours, rest) = minutes.magnitude.quotientAndRemainder(dividingBy: 60)
        if hours == 0 { return counted(rest, id: "menit", one: "minute", many: "minutes") }
        let whole = counted(hours, id: "jam", one: "hour", many: "hours")
        return rest == 0 ? whole : whole + " " + counted(rest, id: "menit", one: "minute", many: "minutes")
    }
}

/// A day of the week, Monday first, as its number is counted.
extension Weekday {
    package func text(_ say: Language) -> String {
        switch self {
        case .monday: say(id: "Senin", en: "Monday")
        case .tuesday: say(id: "Selasa", en: "Tuesday")
        case .wednesday: say(id: "Rabu", en: "Wednesday")
        case .thursday: say(id: "Kamis", en: "Thursday")
        case .friday: say(id: "Jumat", en: "Friday")
        case .saturday: say(id: "Sabtu", en: "Saturday")
        case .sunday: say(id: "Minggu", en: "Sunday")
        }
    }
}
