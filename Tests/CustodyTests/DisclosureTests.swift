import Casework
import Reports
import Sodium
import Testing
import Texts
import Vocabulary

@testable import Commands
@testable import Console
@testable import Custodian
@testable import Reviewing
@testable import Vault

/// An opening is what released a record's content: in the entry, in every filter, count, report and finding.
struct DisclosureTests {
    /// What an answer brought, told by looking into it.
    private static func seen(_ released: Released) -> Disclosure {
        if released.halves.contains(where: { $0.kind == .key }) || released.payload != nil { return .content }
        if !released.halves.isEmpty { return .metadata }
        if !released.cases.isEmpty || !released.entries.isEmpty || released.leaves != nil { return .trail }
        return .nothing
    }

    @Test(arguments: Situation.allCases)
    func `what an answer contained is what its entry, and whatever counts entries, calls it`(
        _ situation: Situation
    ) throws {
        let all = try EverybodyTries(situation)
        try all.tryAll()
        for told in all.told {
            let (entry, seen) = (told.entry, Self.seen(told.released))
            let comment = Comment(rawValue: "\(entry.request.actor.text): \(entry.request.text)")
            #expect(seen <= entry.disclosure, comment)
            #expect((seen == .content) == (entry.disclosure == .content), comment)
            if !entry.outcome.isAllowed {
                #expect(seen == .nothing && told.released.matches.isEmpty && told.released.things.isEmpty, comment)
                #expect(told.released.report == nil, comment)
            }
            Self.expectAccess(told, comment)
        }
        try Self.expectCounted(all)
        try all.world.expectSound()
    }

    @Test func `over all situations every action is asked for, allowed and denied, and brings what it says it may`()
        throws
    {
        var allowed: Set<ActionName> = []
        var denied: Set<ActionName> = []
        var most: [ActionName: Disclosure] = [:]
        var declared: [ActionName: Disclosure] = [:]
        for situation in [Situation.waiting] {
            let all = try EverybodyTries(situation)
            try all.tryAll()
            for told in all.told {
                let name = told.entry.request.action.name
                guard told.entry.outcome.isAllowed else {
                    denied.insert(name)
                    continue
                }
                allowed.insert(name)
                most[name] = max(most[name] ?? .nothing, Self.seen(told.released))
                declared[name] = max(declared[name] ?? .nothing, told.entry.disclosure)
            }
        }
        // What changes the roster is made by an admin's program alone, and releases nothing; the rest of these is of the
        // founding and of the mailbox.
        let ofTheRoster: Set<ActionName> = [
            .vaultFound, .vaultJoin, .personEnroll, .personApprove, .personDismiss, .vaultClock,
        ]
        #expect(allowed == Set(ActionName.allCases).subtracting(ofTheRoster).subtracting([.vaultEnter]))
        #expect(denied.symmetricDifference(ActionName.allCases) == [])
        #expect(most == declared)
        #expect(
            Set(most.filter { $0.value == .content }.keys) == [
                .identityOpen, .identityEdit, .documentOpen, .caseExport,
            ])
    }

    /// The access that an entry names, held against what the case then was.
    private static func expectAccess(_ told: EverybodyTries.Told, _ comment: Comment) {
        let (entry, request) = (told.entry, told.entry.request)
        guard entry.outcome.isAllowed, let place = entry.place else {
            #expect(entry.access == nil, comment)
            return
        }
        // A case that is made is its maker's.
        guard let state = told.state, state.id == place.caseID else {
            #expect(request.action.name == .caseCreate && entry.access == .owner, comment)
            return
        }
        switch entry.access {
        case nil: Issue.record(comment)
        case .owner: #expect(request.role == state.owner, comment)
        case .grant(let id):
            guard let grant = state.grants[id] else {
                Issue.record(comment)
                break
            }
            let terms = grant.terms
            #expect(terms.to == request.role && grant.revoked == nil, comment)
            #expect(terms.from <= entry.time && entry.time <= terms.until, comment)
            #expect(terms.persons.isEmpty || terms.persons.contains(request.actor), comment)
            if let purpose = request.action.purpose, entry.disclosure == .content {
                #expect(purpose == terms.purpose, comment)
            }
            if let record = request.action.record.flatMap({ state.records[$0] }), entry.disclosure == .content {
                #expect(terms.compartments.contains(record.compartment), comment)
            }
        case .approver:
            #expect([.grantReview, .grantApprove].contains(request.action.name), comment)
            #expect(request.role == .head, comment)
        case .audit:
            #expect([.auditExport, .auditReport].contains(request.action.name), comment)
            #expect(request.role == .oversight, comment)
        case .asker: #expect(request.action.name == .grantRequest && request.role != state.owner, comment)
        }
        if request.role == state.owner { #expect(entry.access == .owner, comment) }
    }

    /// Filters, counts and reports, made of the ledger by the program's own hand.
    private static func expectCounted(_ all: EverybodyTries) throws {
        let world = all.world
        let opened = all.told.filter { seen($0.released) == .content }.map(\.entry)
        #expect(!opened.isEmpty)
        let officer = try world.officer(.dewi)
        let first = try #require(all.told.first).entry.sequence
        func listed(_ change: (inout AuditFilter) -> Void) throws -> [UInt64] {
            var filter = AuditFilter()
            filter.from = first
            change(&filter)
            return try officer.entries(filter).entries.map(\.entry.sequence).filter {
                $0 <= all.told.last!.entry.sequence
            }
        }
        for name in ActionName.allCases {
            let expected = all.told.map(\.entry).filter { $0.shownAction == name }.map(\.sequence)
            #expect(try listed { $0.action = name } == expected, "\(name)")
        }
        let denied = all.told.map(\.entry).filter { !$0.outcome.isAllowed }.map(\.sequence)
        #expect(try listed { $0.outcome = .denied } == denied)

        let teller = Teller(officer: officer, calendar: VaultCalendar(timezone: "Asia/Jakarta", language: .english))
        func openings(_ acts: [Act]) -> [UInt64] { acts.filter(\.isOpening).map(\.sequence) }
        func used(_ openings: [GrantID: Openings]) -> [GrantID: Int] { openings.mapValues(\.count) }
        var uses: [GrantID: Int] = [:]
        for entry in opened { if case .grant(let id) = entry.access { uses[id, default: 0] += 1 } }

        var review = ReviewMaking(teller, since: nil, until: nil)
        let reviewed = try officer.read(.review) { review.take($0) }
        let input = review.input(reviewed)
        #expect(openings(input.acts) == opened.map(\.sequence))
        let counts = JSON(review: input, [], .english)["counts"]
        #expect(counts?["openings"]?.number == opened.count)
        #expect(counts?["officers"]?.number == Set(opened.map(\.request.actor)).count)
        #expect(used(input.grantOpenings) == uses)
        let outside = SecondLook().findings(input, .english).filter { $0.suspicion.kind == .outsideHours }
        // And the case itself that left, whose entry stands before those of its records.
        let left = all.told.filter { $0.entry.outcome.isAllowed && $0.entry.request.action.kind is ExportCase }
        let told = Set(opened.map(\.sequence) + left.map(\.entry.sequence))
        #expect(outside.flatMap(\.entries).sorted() == told.sorted())

        var trail = TrailMaking(teller, all.caseID)
        let read = try officer.read(.trail(all.caseID)) { trail.take($0) }
        let trailed = try trail.report(read, requested: nil)
        #expect(openings(trailed.acts) == opened.map(\.sequence))
        #expect(used(trailed.grantOpenings) == uses)

        for who in [Who.sari, .siti, .rina] {
            var exposure = ExposureMaking(teller, who.handle, since: nil)
            let read = try officer.read(.exposure(who.handle)) { exposure.take($0) }
            let told = try exposure.report(read, learned: nil, .lostDevice)
            let own = opened.filter { $0.request.actor == who.handle }
            #expect(openings(told.acts) == own.map(\.sequence), "\(who)")
            #expect(
                JSON(told)["counts"]?["openedRecords"]?.number == Set(own.compactMap(\.request.action.record)).count)
        }

        let recorded = try world.officer(.sari).recorded(all.document)
        var custody = CustodyMaking(teller, recorded)
        let followed = try officer.read(.custody(all.document)) { custody.take($0) }
        let chain = try custody.report(followed)
        #expect(
            openings(chain.links.map(\.act))
                == opened.filter { $0.request.action.record == all.document }.map(\.sequence))
        #expect(used(chain.grantOpenings) == uses)
    }
}
