import Casework
import Files
import Ledger
import Sodium
import Vault
import Vocabulary

/// Fills a town's vault: cases first, a part of them with an identity, documents and a grant, then years of readings.
struct Making {
    let town: Town
    let entries: UInt64
    let cases: Int
    private var chance: SplitMix
    private let told: (String) -> Void

    /// What can be opened, and who may by which purpose.
    private struct Opened {
        let record: RecordID
        let caseID: CaseID
        let owner: String
        let isGranted: Bool
    }

    private var all: [(id: CaseID, owner: String)] = []
    private var opened: [Opened] = []

    init(_ town: Town, entries: UInt64, cases: Int, seed: UInt64, told: @escaping (String) -> Void) {
        self.town = town
        self.entries = entries
        self.cases = cases
        self.told = told
        chance = SplitMix(seed)
    }

    private static let owners = ["sari@dp2kbp3a", "siti@unit-ppa"]
    private static let kinds = ["kekerasan fisik", "kekerasan psikis", "perdagangan orang", "penelantaran"]
    /// Of so many cases one has something in it: enough of all kinds of entries, at an hour's work less.
    private static let sparseness = 20

    mutating func run() throws {
        let file = town.folder + "/bukti.pdf"
        try Files.replace(file, with: Array("%PDF-1.4 for show only\n".utf8))
        try makeCases()
        for (number, made) in all.enumerated() where number % Self.sparseness == 0 {
            try fill(made, file)
            if number % (Self.sparseness * 100) == 0 { told("\(try size()) entries, case \(number)") }
        }
        while try size() + 1 < entries {
            try read(Int(min(entries - 1 - size(), 400)))
            if chance.next(upperBound: 100) == 0 as UInt64 { told("\(try size()) entries") }
        }
        _ = try town.officer("dewi@dp2kbp3a").witness()
        // What the owner of the last case still does makes the number even.
        _ = try town.officer(all[0].owner).showCase(all[0].id)
    }

    private func size() throws -> UInt64 { try town.size() }

    private mutating func makeCases() throws {
        while all.count < cases {
            town.advance(seconds: 60)
            let owner = Self.owners[Int(chance.next(upperBound: 2) as UInt64)]
            let count = min(200, cases - all.count)
            let summaries = (0..<count).map { number in
                JSON.object([
                    .init("title", .string("Perkara \(all.count + number)")),
                    .init("kind", .string(Self.kinds[(all.count + number) % Self.kinds.count])),
                ])
            }
            all += try town.officer(owner).createCases { summaries }.map { ($0, owner) }
            if all.count % 10_000 == 0 { told("\(all.count) cases") }
        }
    }

    private mutating func fill(_ made: (id: CaseID, owner: String), _ file: String) throws {
        town.advance(seconds: 30)
        let owner = try town.officer(made.owner)
        let identity = Array("{\"name\":\"Korban\"}".utf8)
        let victim = try owner.addIdentity(made.id) {
            NewIdentity(json: identity, spokenOf: [], terms: [])
        }
        let document = NewDocument(
            path: NamedPath(file, fence: .none), fileName: "bukti.pdf", mediaType: "application/pdf", about: [])
        let documents = try owner.addDocuments(
            made.id, [document, document], to: try CompartmentName("evidence"), all: true, again: true
        ).map { filed -> RecordID in
            switch try filed.get() {
            case .stored(let document): document.id
            case .known(let id): id
            }
        }
        let isGranted = chance.next(upperBound: 2) == 0 as UInt64
        if isGranted {
            _ = try owner.grant(
                GrantWish(
                    caseID: made.id, ask: nil, to: try RoleName("kejaksaan/jaksa"),
                    compartments: [try CompartmentName("evidence")], persons: [], purpose: .penuntutan,
                    from: nil, until: town.now.adding(seconds: 36_000 * 86_400))
            ) { "SPDP/1" }
            // The prosecutor's first opening accepts it.
            _ = try town.officer("rina@kejaksaan").open(
                documents[0], purpose: .penuntutan, to: { _ in })
        }
        for record in [victim.id] + documents {
            opened.append(
                Opened(
                    record: record, caseID: made.id, owner: made.owner,
                    isGranted: isGranted && record.kind == .document))
        }
    }

    /// `count` readings by one officer, in one transaction: what a day is full of.
    private mutating func read(_ count: Int) throws {
        town.advance(seconds: Int64(chance.next(upperBound: 900) as UInt64) + 1)
        let actor =
            ["sari@dp2kbp3a", "tuti@dp2kbp3a", "siti@unit-ppa", "budi@unit-ppa", "rina@kejaksaan"]
            .randomElement(using: &chance) ?? ""
        let role = try town.role(of: actor)
        let actions = (0..<count).map { _ in action(of: actor, role) }
        try town.ask(actions, by: actor, as: role)
    }

    private mutating func action(of actor: String, _ role: RoleName) -> Action {
        let own = opened.randomElement(using: &chance)
        switch chance.next(upperBound: 100) as UInt64 {
        case 0..<25:
            guard let own else { return .readInbox }
            // Who holds nothing is denied now and then, and only that often: more is counted, not listed.
            let isHeld = own.owner.hasSuffix(role.agency.text) || own.isGranted && role.agency.text == "kejaksaan"
            if !isHeld, chance.next(upperBound: 100) > 0 as UInt64 { return .readAudit(AuditFilter.nothing) }
            return .open(own.record, role.agency.text == "kejaksaan" ? .penuntutan : .penyidikan)
        case 25..<60:
            let made = all[Int(chance.next(upperBound: UInt64(all.count)))]
            guard made.owner.hasSuffix(role.agency.text) else { return .readAudit(AuditFilter.nothing) }
            return .showCase(made.id)
        case 60..<98: return .readAudit(AuditFilter.nothing)
        default: return .readInbox
        }
    }
}

extension AuditFilter {
    /// A reading of the ledger that shows nothing.
    static var nothing: AuditFilter {
        var filter = AuditFilter()
        filter.limit = 0
        return filter
    }
}

extension Fence {
    /// Nothing is kept out.
    static let none = Fence(folders: [], shelves: { [] }, marks: [])
}
