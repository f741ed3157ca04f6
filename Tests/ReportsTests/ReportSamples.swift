import Reports
import Texts
import Vocabulary

/// Reports' values for tests: a small vault written by hand, a large one from a fixed recipe.
enum ReportSamples {
    static let jakarta = 7 * 3_600
    /// Monday, 2 November 2026, 00:00 in Jakarta.
    static let monday = Int64(1_793_552_400)

    /// `day` counts from Monday, 2 November 2026.
    static func at(_ day: Int, _ hour: Int, _ minute: Int = 0, second: Int = 0) -> Moment {
        Moment(
            seconds: monday + Int64(day) * 86_400 + Int64(hour) * 3_600 + Int64(minute) * 60 + Int64(second),
            offsetSeconds: jakarta)
    }

    static let siti = Person(handle: "siti@dp2kbp3a", name: "Siti Rahmawati", agency: "UPTD PPA OKU Selatan")
    static let budi = Person(handle: "budi@unit-ppa", name: "Budi Santoso", agency: "Unit PPA Polres OKU Selatan")
    static let rina = Person(handle: "rina@kejaksaan", name: "Rina Oktaviani", agency: "Kejaksaan Negeri OKU Selatan")
    static let wati = Person(handle: "wati@dp2kbp3a", name: "Wati Kusuma", agency: "UPTD PPA OKU Selatan")
    static let people = [siti, budi, rina, wati]

    static func role(_ person: Person) -> String {
        switch person {
        case siti: "dp2kbp3a/pendamping"
        case budi: "unit-ppa/penyidik"
        case rina: "kejaksaan/jaksa"
        default: "dp2kbp3a/pengawas"
        }
    }

    static let roles = [
        RoleLine(role: "dp2kbp3a/pendamping", capabilities: [.create, .add, .share, .search]),
        RoleLine(role: "unit-ppa/penyidik", capabilities: [.create, .add, .share, .search]),
        RoleLine(role: "kejaksaan/jaksa", capabilities: [.add]),
        RoleLine(role: "dp2kbp3a/pengawas", capabilities: [.audit, .search]),
    ]

    static func parts(_ names: String...) -> [CompartmentName] { names.map { try! CompartmentName($0) } }

    static let labels = Labels.usual(
        Purpose.usual, parts("identity", "assessment", "medical", "statement", "evidence"))

    static func origin(madeAt: Moment = at(30, 9), vaultName: String = "okuselatan", size: UInt64 = 24) -> Origin {
        Origin(
            vaultName: vaultName, vaultID: String(repeating: "3f9c", count: 16), zone: "WIB", madeAt: madeAt,
            madeBy: wati, role: "dp2kbp3a/pengawas", treeSize: size, treeRoot: String(repeating: "a1b2", count: 16),
            verification: .whole(signatures: size, cases: 2), labels: labels, offsetSeconds: { _ in 25_200 })
    }

    /// Ids in tests are as short as they are clear: `D-7` is the record with the digits 7.
    static func subject(_ text: String) -> Act.Subject {
        let parts = text.split(separator: "-")
        let padded = parts[0] + "-" + String(repeating: "0", count: max(0, 16 - parts[1].count)) + parts[1]
        if let id = try? RecordID(padded[...]) { return .record(id) }
        return .grant(try! GrantID(padded[...]))
    }

    /// As a program would find it in the entry.
    static func disclosure(_ action: ActionName, ofRecord: Bool) -> Disclosure {
        switch action {
        case .identityOpen, .documentOpen, .identityEdit: .content
        case .caseExport: ofRecord ? .content : .metadata
        case .documentList, .identityList, .caseShow: .metadata
        default: .nothing
        }
    }

    static func isStep(_ action: ActionName) -> Bool {
        [
            .caseCreate, .identityAdd, .documentAdd, .grantCreate, .grantAccept, .caseExport, .grantRevoke,
            .documentMove, .caseClose, .caseReopen, .identityUpdate,
        ].contains(action)
    }

    static func act(
        _ sequence: UInt64, _ time: Moment, _ person: Person, _ action: String,
        denied: Denial? = nil, caseID: String? = nil, subject: String? = nil, purpose: String? = nil,
        recipients: [String] = [], matches: Int = 0, suppressed: Int = 0
    ) -> Act {
        let name = ActionName(rawValue: action)!
        return Act(
            sequence: sequence, time: time, person: person, role: role(person), action: name,
            disclosure: denied == nil ? disclosure(name, ofRecord: subject != nil) : .nothing,
            isStep: denied == nil && isStep(name), denied: denied,
            caseID: caseID, subject: subject.map { Self.subject($0) }, purpose: purpose.map { try! Purpose($0) },
            recipients: recipients, matches: matches,
            suppressed: suppressed)
    }

    static let caseID = "K-7M3QX0ZV5R2TB9WA"
    static let identity = "I-4C8GJ1N6PS0DK3YE"
    static let document = "D-9XF2VA7QH5ZM0RTB"

    /// A few weeks of an ordinary vault.
    static let acts: [Act] = [
        act(0, at(0, 8), siti, "case.create", caseID: caseID),
        act(1, at(0, 8, 5), siti, "identity.add", caseID: caseID, subject: identity),
        act(2, at(0, 8, 20), siti, "document.add", caseID: caseID, subject: document),
        act(3, at(0, 9), siti, "grant.create", caseID: caseID, subject: "G-5T0KQ8WZ3XJ6MN1C"),
        act(4, at(0, 10), budi, "grant.accept", caseID: caseID, subject: "G-5T0KQ8WZ3XJ6MN1C"),
        act(5, at(0, 10, 2), budi, "document.open", caseID: caseID, subject: document, purpose: "penyelidikan"),
        act(6, at(0, 10, 15), budi, "identity.open", caseID: caseID, subject: identity, purpose: "penyelidikan"),
        act(7, at(1, 9), budi, "document.open", caseID: caseID, subject: document, purpose: "penyidikan"),
        act(8, at(1, 9, 30), rina, "document.open", denied: .noGrant, caseID: caseID, subject: document),
        act(9, at(2, 22, 40), budi, "identity.open", caseID: caseID, subject: identity, purpose: "penyidikan"),
        act(10, at(3, 11), siti, "find", matches: 1),
        act(11, at(3, 11, 1), siti, "find"),
        act(12, at(3, 11, 2), siti, "find"),
        act(13, at(3, 11, 3), siti, "find"),
        act(14, at(8, 13), siti, "identity.open", caseID: caseID, subject: identity, purpose: "pendampingan"),
        act(15, at(9, 14), siti, "case.export", caseID: caseID, recipients: ["rsud@luar.card"]),
        act(16, at(9, 14), siti, "case.export", caseID: caseID, subject: identity, recipients: ["rsud@luar.card"]),
        act(17, at(9, 14), siti, "case.export", caseID: caseID, subject: document, recipients: ["rsud@luar.card"]),
        act(18, at(12, 10), wati, "document.open", caseID: caseID, subject: document, purpose: "darurat"),
        act(19, at(15, 9), siti, "document.list", caseID: caseID),
    ]

    static func grant(
        _ id: String, to: String = "unit-ppa/penyidik", state: GrantState = .active, until: Moment = at(40, 23, 59),
        basis: String? = "SPDP/12/XI/2026"
    ) -> GrantSummary {
        GrantSummary(
            grant: grantID(id), caseID: try! CaseID(caseID[...]), to: try! RoleName(to[...]),
            persons: [try! Handle("budi@unit-ppa")], compartments: parts("statement", "evidence"), purpose: .penyidikan,
            allow: .usual, from: Instant(seconds: at(0, 9).seconds), until: Instant(seconds: until.seconds),
            by: try! Handle("siti@dp2kbp3a"), state: state, isAccepted: true, basis: basis)
    }

    static func grantID(_ text: String) -> GrantID {
        guard case .grant(let id) = subject(text) else { fatalError("no grant: \(text)") }
        return id
    }

    static func opened(_ grants: [GrantID: Int]) -> [GrantID: Openings] {
        grants.filter { $0.value > 0 }.mapValues {
            Openings(count: $0, last: Instant(seconds: at(2, 22, 40).seconds))
        }
    }

    static let grants = [
        grant("G-5T0KQ8WZ3XJ6MN1C"), grant("G-1", to: "kejaksaan/jaksa", until: at(100, 23)),
        grant("G-2", state: .expired, until: at(5, 23)), grant("G-3", state: .waiting),
    ]
    /// The second was never used.
    static let grantOpenings = opened([grants[0].grant: 3, grants[2].grant: 3])

    static let usual = ReviewInput(
        origin: origin(), period: Period(from: at(0, 0), until: at(29, 23, 59)), acts: acts,
        cases: [CaseLine(caseID: caseID, title: "TPPO Muaradua", owner: "dp2kbp3a/pendamping", lastStep: nil)],
        grants: grants, grantOpenings: grantOpenings, roles: roles)

    static let empty = ReviewInput(
        origin: origin(size: 1), period: Period(), acts: [], cases: [], grants: [], grantOpenings: [:], roles: [])

    /// `count` entries over 200 days by twelve officers in a twenty-fifth as many cases; always the same.
    static func large(_ count: Int) -> ReviewInput {
        var state = UInt64(20_261_102)
        func next(_ bound: Int) -> Int {
            state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            return Int(state >> 33) % bound
        }
        func padded(_ number: Int) -> String {
            String(repeating: "0", count: 16 - String(number).count) + String(number)
        }
        let officers = (0..<12).map { number in
            Person(
                handle: "petugas\(number)@\(["dp2kbp3a", "unit-ppa", "kejaksaan"][number % 3])",
                name: ["Siti", "Budi", "Rina", "Wati", "Agus", "Dewi"][number % 6] + " "
                    + ["Rahmawati", "Santoso", "Oktaviani", "Kusuma"][number % 4],
                agency: people[number % 3].agency)
        }
        let actions = [
            "document.open", "document.open", "document.open", "identity.open", "document.list", "document.add", "find",
            "case.show",
        ]
        let purposes = ["pendampingan", "penyidikan", "penuntutan"]
        let caseCount = max(1, count / 25)
        // In the order of time, as a ledger is; one working day in ten is a Saturday or Sunday's.
        let times = (0..<count).map { number in
            let day = number * 200 / count
            let isWeekend = day % 7 > 4 && next(10) > 0
            return at(isWeekend ? day - 2 : day, next(40) == 0 ? next(24) : 7 + next(11), next(60))
        }.sorted()
        let acts = (0..<count).map { number in
            let officer = next(12)
            let action = actions[next(actions.count)]
            let someCase = next(caseCount)
            let isDenied = next(25) == 0
            let isFind = action == "find"
            return Act(
                sequence: UInt64(number), time: times[number], person: officers[officer],
                role: role(people[officer % 3]), action: ActionName(rawValue: action)!,
                disclosure: isDenied ? .nothing : disclosure(ActionName(rawValue: action)!, ofRecord: !isFind),
                isStep: !isDenied && isStep(ActionName(rawValue: action)!),
                denied: isDenied ? .noGrant : nil,
                caseID: isFind ? nil : "K-" + padded(someCase),
                subject: isFind ? nil : subject("D-" + padded(someCase * 10 + next(4))),
                purpose: try! Purpose(purposes[next(40) == 0 ? next(3) : officer % 3]), matches: isFind ? next(2) : 0)
        }
        return ReviewInput(
            origin: origin(madeAt: at(200, 9), size: UInt64(count)), period: Period(from: at(0, 0)),
            acts: acts,
            cases: (0..<caseCount).map {
                CaseLine(caseID: "K-" + padded($0), title: nil, owner: "dp2kbp3a/pendamping", lastStep: nil)
            },
            grants: (0..<min(caseCount, 120)).map { grant("G-\($0)", until: at(150 + $0, 23, 59)) },
            grantOpenings: opened(
                Dictionary(uniqueKeysWithValues: (0..<min(caseCount, 120)).map { (grantID("G-\($0)"), $0 % 3) })),
            roles: roles)
    }
}
