package import Vocabulary

/// A national identity number: 6 digits of region, day (of women + 40), month, year of birth, 4 of serial.
///
///     16 09 01  45 07 10  0001
///     province, regency, district · day + 40, month, year · serial within that day and district
package struct NIK: Hashable, Sendable {
    /// Sixteen ASCII digits.
    package let digits: String

    /// Nil unless `text` is 16 ASCII digits, between which spaces, dots and hyphens may stand as on cards and forms; and an
    /// apostrophe, by which spreadsheets keep all digits, and what shows nothing, which comes along when text is copied.
    package init?(_ text: String) {
        guard text.utf8.count <= 128 else { return nil }
        var digits = ""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "0"..."9": digits.unicodeScalars.append(scalar)
            case " ", "\u{a0}", ".", "-", "\u{2010}"..."\u{2013}", "'", "\u{2018}", "\u{2019}": continue
            default:
                guard scalar.properties.generalCategory == .format || scalar.properties.isDefaultIgnorableCodePoint
                else { return nil }
            }
        }
        guard digits.utf8.count == 16 else { return nil }
        self.digits = digits
    }

    /// The first thing that can't be, in the order of the digits.
    ///
    /// `birthDate` is `YYYY-MM-DD`, `sex` is `F` or `M`; what is nil is not compared. A date that does not exist is a
    /// fault by itself: where no year is given, it must exist in either century.
    package func fault(birthDate: String?, sex: String?) -> NIKFault? {
        // Provinces are numbered from 11 (Aceh) to 97 (Papua's youngest), regencies and districts from 01.
        guard (11...97).contains(number(0)), number(2) > 0, number(4) > 0 else { return .region }
        let isWoman = number(6) > 40
        let day = number(6) - (isWoman ? 40 : 0)
        if let birthDate {
            guard let born = Day(iso: birthDate)?.parts, born.year % 100 == number(10),
                born.month.rawValue == number(8), born.day == day
            else { return .birthDate }
        } else {
            let centuries = [1900, 2000]
            guard centuries.contains(where: { Day(year: $0 + number(10), month: number(8), day: day) != nil }) else {
                return .birthDate
            }
        }
        if let sex, sex != (isWoman ? "F" : "M") { return .sex }
        // Serials are given out from 0001.
        return number(12) == 0 && number(14) == 0 ? .serial : nil
    }

    /// The two digits from `offset` on.
    private func number(_ offset: Int) -> Int {
        digits.utf8.dropFirst(offset).prefix(2).reduce(0) { $0 * 10 + Int($1) - 0x30 }
    }
}
