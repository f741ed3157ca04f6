package import Vocabulary

extension Month {
    /// As it is written in a date.
    package func text(_ say: Language) -> String {
        switch self {
        case .january: say(id: "Jan", en: "Jan")
        case .february: say(id: "Feb", en: "Feb")
        case .march: say(id: "Mar", en: "Mar")
        case .april: say(id: "Apr", en: "Apr")
        case .may: say(id: "Mei", en: "May")
        case .june: say(id: "Jun", en: "Jun")
        case .july: say(id: "Jul", en: "Jul")
        case .august: say(id: "Agu", en: "Aug")
        case .september: say(id: "Sep", en: "Sep")
        case .october: say(id: "Okt", en: "Oct")
        case .november: say(id: "Nov", en: "Nov")
        case .december: say(id: "Des", en: "Dec")
        }
    }

    /// Written out, as in a title.
    package func fullText(_ say: Language) -> String {
        switch self {
        case .january: say(id: "Januari", en: "January")
        case .february: say(id: "Februari", en: "February")
        case .march: say(id: "Maret", en: "March")
        case .april: say(id: "April", en: "April")
        case .may: say(id: "Mei", en: "May")
        case .june: say(id: "Juni", en: "June")
        case .july: say(id: "Juli", en: "July")
        case .august: say(id: "Agustus", en: "August")
        case .september: say(id: "September", en: "September")
        case .october: say(id: "Oktober", en: "October")
        case .november: say(id: "November", en: "November")
        case .december: say(id: "Desember", en: "December")
        }
    }
}

extension Language {
    /// `21 Nov 2026`.
    package func date(year: Int, month: Month, day: Int) -> String { "\(day) \(month.text(self)) \(year)" }

    /// `20.27` in Indonesian, `20:27` in English.
    package func time(hour: Int, minute: Int) -> String {
        func padded(_ number: Int) -> String { number < 10 ? "0\(number)" : "\(number)" }
        return padded(hour) + self(id: ".", en: ":") + padded(minute)
    }

    /// Between a number's ones and tenths.
    package var decimalMark: String { self(id: ",", en: ".") }
}

/// What people call a zone: Indonesia's three by their abbreviations, others by their names.
package func zoneName(_ identifier: String) -> String {
    switch identifier {
    case "Asia/Jakarta", "Asia/Pontianak": "WIB"
    case "Asia/Makassar", "Asia/Ujung_Pandang": "WITA"
    case "Asia/Jayapura": "WIT"
    case "GMT", "Etc/UTC", "Etc/GMT": "UTC"
    default: identifier
    }
}
