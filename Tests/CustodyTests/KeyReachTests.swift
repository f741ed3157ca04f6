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

/// What is told of an exposed key in a vault that is a folder, held against what its seeds open.
struct KeyReachTests {
    private func told(_ who: Who, in world: World, since: Instant? = nil) throws -> ExposureReport {
        let officer = try world.greet(.dewi)
        let teller = Teller(officer: officer, calendar: VaultCalendar(timezone: "Asia/Jakarta", language: .english))
        var making = ExposureMaking(teller, who.handle, since: since)
        let reading = try officer.read(.exposure(who.handle)) { making.take($0) }
        return try making.report(reading, learned: nil, .lostDevice)
    }

    private func compartments(_ report: ExposureReport) -> Set<CompartmentName> {
        Set(report.reach.flatMap(\.compartments))
    }

    private func records(_ report: ExposureReport) -> Int { report.reach.reduce(0) { $0 + $1.records } }

    /// Whether `officer` has the seed that `holder` is sealed to.
    private func opens(_ officer: Officer, _ holder: Holder) -> Bool {
        switch holder {
        case .owner(let key), .granted(_, let key):
            do {
                _ = try officer.own.role(key)
                return true
            } catch { return false }
        case .person(_, let handle): return handle == officer.key.handle
        }
    }

    /// The keys of a case that `officer` opens with another program: of every epoch and every envelope that there is.
    private func reached(_ officer: Officer, _ state: CaseState, _ world: World) throws -> Set<EpochName> {
        var reached: Set<EpochName> = []
        for epoch in state.epochs.values.joined() where epoch.holders.contains(where: { opens(officer, $0) }) {
            reached.insert(epoch.name)
        }
        for grant in state.grants.values {
            let envelope = try world.thing(.envelope, of: grant.sequence)
            do {
                _ = try officer.own.envelope(envelope, of: grant)
                reached.formUnion(KeyBundle.keys(of: grant.terms))
            } catch {}
        }
        return reached
    }

    @Test(arguments: Situation.allCases)
    func `what is told of a key is what its seeds open, whatever the policy says`(_ situation: Situation) throws {
        let all = try EverybodyTries(situation)
        let world = all.world
        // Of an export that was begun, the summary went to a recipient besides.
        let people = [Who.sari, .tuti, .ratna, .dewi, .siti, .budi, .rina].filter {
            $0 != .rina || situation != .exportBegun
        }
        for who in people {
            let report = try told(who, in: world)
            let officer = try world.officer(who)
            var keys: Set<CompartmentName> = []
            var records = 0
            for state in try [all.caseID, all.other].map({ try world.state($0) }) {
                let reached = try reached(officer, state, world)
                keys.formUnion(reached.map(\.compartment))
                records += state.records.values.count { record in
                    // Where it was moved, the old compartment led to it too, while it stood there.
                    reached.contains(record.latest.place.epoch)
                        || reached.contains(record.versions[0].addition.epoch)
                }
            }
            #expect(compartments(report) == keys, "\(who)")
            #expect(self.records(report) == records, "\(who)")
            #expect(report.reach.allSatisfy { $0.until == nil })
        }
        let waiting = try told(.siti, in: world)
        if situation == .waiting { #expect(compartments(waiting) == [.summary, .identity, .evidence]) }
        if situation == .revoked { #expect(compartments(waiting) == [.summary, .evidence]) }
        // An admin has the seeds of the agency's roles, and passes them on.
        for (admin, member) in [(Who.officeAdmin, Who.sari), (.policeAdmin, .siti), (.courtAdmin, .rina)]
        where situation != .toOnePerson && people.contains(member) {
            #expect(compartments(try told(admin, in: world)) == compartments(try told(member, in: world)))
        }
    }

    @Test func `a dismissal ends only what is sealed after it`() throws {
        let world = try World()
        let id = try world.makeCase()
        try world.add(content(1), to: id)
        try world.grant(id)
        try world.grant(id, [.medical])
        let budi = try world.officer(.budi)
        _ = try budi.own.role(RoleGeneration(role: .investigator, generation: 1))
        #expect(records(try told(.budi, in: world)) == 1)
        try world.dismiss(.budi)
        world.clock.advance(days: 1)
        // Sealed to those who stay, under a new key; nothing of it is the dismissed person's.
        try world.add(content(2), to: id)
        try world.add(content(3), to: id, .medical)
        let report = try told(.budi, in: world)
        #expect(report.dismissed != nil && records(report) == 1)
        #expect(compartments(report) == [.summary, .evidence, .medical])
        #expect(report.reach.allSatisfy { $0.until == nil })
        #expect(try reached(budi, world.state(id), world).map(\.epoch).max() == 1)
        #expect(records(try told(.siti, in: world)) == 3)
        // A key that was stolen after the dismissal still opens what was sealed before it.
        #expect(records(try told(.budi, in: world, since: world.clock.now)) == 1)
        let text = report.text(.english)
        #expect(text.contains("What was sealed before stays readable with it"))
    }

    @Test func `who is enrolled after a grant's end got the seeds of before, and reaches what it gave`() throws {
        let world = try World(copying: try Template.approving.get())
        let id = try world.makeCase()
        try world.add(content(1), to: id)
        let grant = try world.grant(id)
        try world.officer(.sari).revoke(grant, reason: "selesai")
        world.clock.advance(days: 400)
        try world.enroll(try world.key(.budi), into: [.investigator], by: .policeAdmin)
        // Who waits has no way in.
        let waiting = try told(.budi, in: world)
        #expect(waiting.reach.isEmpty && waiting.shared.isEmpty && waiting.enrolled == nil)
        _ = try world.officer(.courtAdmin).approveEnrolment(
            of: Who.budi.handle, custodianSeed: world.template.handedSeed)
        let report = try told(.budi, in: world)
        #expect(compartments(report) == [.summary, .evidence] && records(report) == 1)
        #expect(report.reach.map(\.grant) == [grant.text])
        #expect(report.reach.first?.from == report.enrolled)
    }

    @Test func `who left while they waited never had a key`() throws {
        let world = try World(copying: try Template.approving.get())
        let id = try world.makeCase()
        try world.add(content(1), to: id)
        try world.enroll(try world.key(.tuti), into: [.companion], by: .officeAdmin)
        try world.dismiss(.tuti)
        let report = try told(.tuti, in: world)
        #expect(report.reach.isEmpty && report.shared.isEmpty)
        #expect(report.text(.english).contains("No case was exposed, so there is no letter."))
    }

    @Test func `where no case was reached, what every enrolled person reaches is told all the same`() throws {
        let world = try World()
        try world.add(content(1), to: try world.makeCase())
        let report = try told(.rina, in: world)
        #expect(report.reach.isEmpty && report.shared == [.ledger, .texts, .signingKey])
        for language in Language.allCases {
            let text = report.text(language)
            #expect(!text.contains(ExposureNote.nobodyConcerned.text(language)))
            for shared in report.shared { #expect(text.contains(shared.text(language))) }
        }
        let english = report.text(.english)
        #expect(english.contains("legal bases and reasons of all agencies") && english.contains("signing key"))
        // Who may search, and an admin, has the search key.
        for who in [Who.sari, .siti, .dewi, .courtAdmin] { #expect(try told(who, in: world).shared.contains(.guesses)) }
        #expect(try !told(.ratna, in: world).shared.contains(.guesses))
    }

    @Test func `a document is reached through its old compartment up to the move, and an identity in all its versions`()
        throws
    {
        let world = try World()
        let id = try world.makeCase()
        let document = try world.add(content(1), to: id)
        try world.grant(id)
        world.clock.advance(days: 1)
        try world.move(document, to: .medical)
        world.clock.advance(days: 1)
        #expect(records(try told(.siti, in: world)) == 1)
        // Its halves were exchanged: whoever takes the folder now finds nothing that fits.
        #expect(records(try told(.siti, in: world, since: world.clock.now)) == 0)
        #expect(compartments(try told(.siti, in: world, since: world.clock.now)) == [.summary, .evidence])
    }

    @Test func `an export that was sealed to a person is within reach of their key, wherever it lies`() throws {
        let world = try World()
        let id = try world.makeCase()
        try world.addIdentity("Bunga", to: id)
        try world.add(content(1), to: id)
        let officer = try world.officer(.sari)
        let recipient = try ExportRecipient(try world.key(.rina).card.recipient, handle: nil)
        let plan = try world.export(id, to: [recipient])
        for record in plan.records { _ = try officer.export(record, of: plan, to: { _ in }) }
        let report = try told(.rina, in: world)
        #expect(report.reach.map(\.export) == [plan.sequence] && records(report) == 2)
        #expect(compartments(report) == [.summary, .identity, .evidence])
        #expect(report.text(.english).contains("an export sealed to them (entry \(plan.sequence))"))
        #expect(try told(.siti, in: world).reach.isEmpty)
        // Another program asks for a record alone, without the case before it.
        let basis = SaltedText("P-16")
        let name = ExportRecipientName(digest: Digest.of(try world.key(.budi).card.recipient), handle: nil)
        let record = try #require(plan.records.first { $0.compartment == .evidence })
        let alone = Action.export(
            ExportCase(
                caseID: id, record: record.id, purpose: .penyidikan, basis: basis.digest, recipients: [name]))
        let text = try world.key(.budi).card.recipient + "\n"
        let things: [ItemName: [UInt8]] = [.basis: basis.bytes, .recipients: Array(text.utf8)]
        let answer = try world.custodian.ask([try world.call(alone, as: .sari, things: things)]).answers[0]
        let lone = try told(.budi, in: world)
        #expect(lone.reach.map(\.export) == [try Entry(parsing: answer.entry).sequence] && records(lone) == 1)
    }
}
