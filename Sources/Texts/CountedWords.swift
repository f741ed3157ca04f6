package import Vocabulary

extension AgeBand {
    package func text(_ say: Language) -> String {
        switch self {
        case .toFive: "0–5"
        case .toTwelve: "6–12"
        case .toSeventeen: "13–17"
        case .toTwentyFour: "18–24"
        case .toFortyFour: "25–44"
        case .toFiftyNine: "45–59"
        case .fromSixty: say(id: "60 ke atas", en: "60 and over")
        case .unknown: say(id: "tidak diketahui", en: "not known")
        }
    }
}

extension Sex {
    package func text(_ say: Language) -> String {
        switch self {
        case .female: say(id: "perempuan", en: "female")
        case .male: say(id: "laki-laki", en: "male")
        case .unknown: say(id: "tidak diketahui", en: "not known")
        }
    }
}
