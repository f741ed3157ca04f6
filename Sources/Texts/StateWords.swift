package import Vocabulary

extension GrantState {
    package func text(_ say: Language) -> String {
        switch self {
        case .waiting: say(id: "menunggu persetujuan", en: "waits for approval")
        case .scheduled: say(id: "belum mulai", en: "not begun")
        case .active: say(id: "berlaku", en: "active")
        case .expired: say(id: "berakhir", en: "expired")
        case .revoked: say(id: "dicabut", en: "revoked")
        }
    }
}
