/// Ages as the monthly recap of the ministry counts them.
package enum AgeBand: String, CaseIterable, Sendable {
    case toFive = "0-5"
    case toTwelve = "6-12"
    case toSeventeen = "13-17"
    case toTwentyFour = "18-24"
    case toFortyFour = "25-44"
    case toFiftyNine = "45-59"
    case fromSixty = "60+"
    case unknown

    /// The band of somebody of `years`; nil years, and what no life has, are unknown.
    package init(years: Int?) {
        self =
            switch years {
            case .some(0...5): .toFive
            case .some(6...12): .toTwelve
            case .some(13...17): .toSeventeen
            case .some(18...24): .toTwentyFour
            case .some(25...44): .toFortyFour
            case .some(45...59): .toFiftyNine
            case .some(60...130): .fromSixty
            default: .unknown
            }
    }
}

package enum Sex: String, CaseIterable, Sendable {
    case female = "F"
    case male = "M"
    case unknown
}
