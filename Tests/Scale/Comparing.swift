import Casework
import Glibc
import Ledger
import Vault
import Vocabulary

/// What the same work costs in a small and in a large vault: alternately, in one run, medians and their ratio.
struct Comparing {
    private let small: Town
    private let large: Town
    private static let rounds = 60

    init(small: String, large: String) throws {
        self.small = try Self.open(small)
        self.large = try Self.open(large)
    }

    /// Now: the vault's last entry is past, and the program goes on with it afterwards.
    private static func open(_ folder: String) throws -> Town {
        try Town(in: folder, at: Instant(seconds: Int64(time(nil))))
    }

    /// A case with something in it, in each vault, and who owns it.
    private struct Place {
        let owner: String
        let caseID: CaseID
        let document: RecordID

        init(_ town: Town) throws {
            for owner in ["sari@dp2kbp3a", "siti@unit-ppa"] {
                let officer = try town.officer(owner)
                for found in try officer.cases(limit: 1_000).cases {
                    guard let document = try officer.list(.document, of: found.id).records.first else { continue }
                    self.owner = owner
                    caseID = found.id
                    self.document = document.id
                    return
                }
            }
            throw VaultError.noRole(.documentOpen)
        }
    }

    func run() throws {
        let places = try (Place(small), Place(large))
        func place(_ town: Town) -> Place { town === small ? places.0 : places.1 }
        print("\(try small.size()) and \(try large.size()) entries; medians of \(Self.rounds), one after the other")
        try report("append one signed request: decided, logged, durable") {
            try $0.ask([.readInbox], by: "sari@dp2kbp3a", as: try $0.role(of: "sari@dp2kbp3a"))
        }
        try report("prove one entry: read, proved, verified, logged") {
            _ = try $0.officer("dewi@dp2kbp3a").proof(of: 40)
        }
        try report("show a case: logged, proved, its trail verified, its summary opened") {
            _ = try $0.officer(place($0).owner).showCase(place($0).caseID)
        }
        try report("open a document of 23 bytes: logged, proved, opened, checked") {
            _ = try $0.officer(place($0).owner).open(
                place($0).document, purpose: .pendampingan, to: { _ in })
        }
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
