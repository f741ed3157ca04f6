import Casework
import Ledger
import Vault

/// What the same work costs in a small and in a large vault: alternately, in one run, medians and their ratio.
struct Comparing {
    private let small: Town
    private let large: Town
    private static let rounds = 60

    init(small: String, large: String) throws {
        self.small = try Self.open(small)
        self.large = try Self.open(large)
    }

    /// At a moment when the vault's last entry is past, and its grants run.
    private static func open(_ folder: String) throws -> Town {
        try Town(in: folder, at: try Instant("2090-01-01T00:00:00Z"))
    }

    func run() throws {
        let cases = try (own(small), own(large))
        try report("append: one signed request, decided, logged, durable") {
            try $0.ask([.readInbox], by: "sari@dp2kbp3a", as: try $0.role(of: "sari@dp2kbp3a"))
        }
        try report("show a case: append, prove, verify, open its summary") {
            _ = try $0.officer("sari@dp2kbp3a").showCase($0 === small ? cases.0 : cases.1, as: nil)
        }
        try report("prove: one entry with its proof, read, verified, logged") {
            _ = try $0.officer("dewi@dp2kbp3a").proof(of: 40, as: nil)
        }
        let documents = try (document(small, cases.0), document(large, cases.1))
        try report("open a document of 23 bytes: logged, proved, opened, checked") {
            _ = try $0.officer("sari@dp2kbp3a").open(
                $0 === small ? documents.0 : documents.1, purpose: .pendampingan, as: nil, to: { _ in })
        }
    }

    /// A case with something in it.
    private func own(_ town: Town) throws -> CaseID {
        try town.officer("sari@dp2kbp3a").cases(limit: 1_000, as: nil).cases
            .first { $0.documentCount > 0 }.map(\.id) ?? { throw VaultError.unknownEntry(0) }()
    }

    private func document(_ town: Town, _ id: CaseID) throws -> RecordID {
        try town.officer("sari@dp2kbp3a").records(.document, of: id, as: nil)[0].id
    }

    private func report(_ what: String, _ work: (Town) throws -> Void) throws {
        var times: [[Duration]] = [[], []]
        for town in [small, large] { try work(town) }
        for _ in 0..<Self.rounds {
            for (place, town) in [small, large].enumerated() {
                let clock = ContinuousClock()
                let start = clock.now
                try work(town)
                times[place].append(start.duration(to: clock.now))
            }
        }
        let medians = times.map { $0.sorted()[$0.count / 2] / .microseconds(1) }
        print("\(what): \(Int(medians[0])) µs, \(Int(medians[1])) µs, ratio \(Self.text(medians[1] / medians[0]))")
    }

    private static func text(_ ratio: Double) -> String {
        let hundredths = Int((ratio * 100).rounded())
        return "\(hundredths / 100).\(hundredths % 100 < 10 ? "0" : "")\(hundredths % 100)"
    }
}
