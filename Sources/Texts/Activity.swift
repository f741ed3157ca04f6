/// What is being done while somebody waits.
package enum Activity: Sendable {
    /// A file is sealed into the vault.
    case sealing(String)
    /// A document is opened into a file.
    case opening(String)
    case checkingLedger
    case checkingStorage
    case rebuildingIndex
    case exportingLedger
    case readingLedger

    package func text(_ say: Language) -> String {
        switch self {
        case .sealing(let name): say(id: "Menyegel \(name)", en: "Sealing \(name)")
        case .opening(let name): say(id: "Membuka ke \(name)", en: "Opening to \(name)")
        case .checkingLedger: say(id: "Memeriksa buku catatan", en: "Checking the ledger")
        case .readingLedger: say(id: "Membaca buku catatan", en: "Reading the ledger")
        case .exportingLedger: say(id: "Mengekspor buku catatan", en: "Exporting the ledger")
        case .rebuildingIndex: say(id: "Membuat ulang indeks", en: "Making the index anew")
        case .checkingStorage: say(id: "Memeriksa isi brankas", en: "Checking the vault")
        }
    }

    /// `12,000 of 40,000  0:03 left`.
    package static func count(done: Int, total: Int, left seconds: Int?, _ say: Language) -> String {
        let amount = say(
            id: "\(say.number(done)) dari \(say.number(total))", en: "\(say.number(done)) of \(say.number(total))")
        return [amount, seconds.map { say.left($0) }].compactMap { $0 }.joined(separator: "  ")
    }

    /// `12 MB of 40 MB  8.1 MB/s  0:03 left`: the amount and what of it is known.
    package static func amount(
        done: String, total: String?, perSecond: String, left seconds: Int?, _ say: Language
    ) -> String {
        var parts = [total.map { say(id: "\(done) dari \($0)", en: "\(done) of \($0)") } ?? done]
        parts.append(say(id: "\(perSecond)/dtk", en: "\(perSecond)/s"))
        if let seconds { parts.append(say.left(seconds)) }
        return parts.joined(separator: "  ")
    }
}

extension Language {
    fileprivate func left(_ seconds: Int) -> String {
        let clock = "\(seconds / 60):\(seconds % 60 < 10 ? "0" : "")\(seconds % 60)"
        return self(id: "sisa \(clock)", en: "\(clock) left")
    }
}
