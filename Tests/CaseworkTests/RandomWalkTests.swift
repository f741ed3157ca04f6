import Casework
import Foundation
import Sodium
import Testing
import Vocabulary

/// Random requests to a small world, each through the policy and, where it is allowed and changes the case, through the
/// trail. `BRANKAS_SEED` brings a failure back, `BRANKAS_SOAK=20` walks twenty times as far.
struct RandomWalkTests {
    private static let environment = ProcessInfo.processInfo.environment
    private static let seed = environment["BRANKAS_SEED"].flatMap { UInt64($0) } ?? 20_261_122
    private static let walks = environment["BRANKAS_SOAK"].flatMap { Int($0) } ?? 1
    private static let steps = 600

    private struct Asker: Sendable {
        let person: String
        let role: RoleName
    }

    private static let askers: [Asker] =
        World.people.flatMap { person, roles in
            roles.map { Asker(person: person, role: role("\(handle(person).agency.text)/\($0)")) }
        } + [
            Asker(person: "admin@dp2kbp3a", role: role("dp2kbp3a/admin")),
            Asker(person: "siti@unit-ppa", role: World.owner), Asker(person: "nobody@unit-ppa", role: World.penyidik),
        ]

    private static let parts = ["identity", "assessment", "medical", "statement", "evidence"]

    /// A walk through one world.
    private struct Walk {
        var dice: Dice
        let world: World
        var allowed: [ActionName: Int] = [:]
        var outsidersOpenings = 0

        init(seed: UInt64) throws {
            dice = Dice(seed: seed)
            world = try World()
        }

        var state: CaseState { world.state! }

        mutating func pick<T>(_ all: [T], or other: T) -> T { all.randomElement(using: &dice) ?? other }
        mutating func part() -> String { pick(parts, or: "evidence") }
        // By the order in which they came: ids are random, and a seed must bring back the same walk.
        mutating func record() -> RecordID {
            pick((state.records(of: .identity) + state.records(of: .document)).map(\.id), or: .make(.document))
        }
        mutating func document() -> RecordID { pick(state.records(of: .document).map(\.id), or: .make(.document)) }
        mutating func grant(to role: RoleName? = nil) -> GrantID {
            let grants = state.grants.values.filter { role == nil || $0.terms.to == role }
            return pick(grants.sorted { $0.sequence < $1.sequence }.map(\.terms.grant), or: .make())
        }
        mutating func ask() -> AskID {
            pick(state.asks.values.sorted { $0.sequence < $1.sequence }.map(\.ask.id), or: .make())
        }
        mutating func otherCase() -> CaseID {
            try! CaseID("K-" + Crockford.encode(dice.bytes(10)))
        }
        mutating func chance(_ percent: Int) -> Bool { Int.random(in: 0..<100, using: &dice) < percent }

        mutating func terms(as asker: Asker) -> GrantTerms {
            let to = pick([World.penyidik, World.jaksa, World.penghubung, World.kepala], or: World.jaksa)
            let members = world.roster.members(of: to).map(\.text)
            let chosen = Set((0..<Int.random(in: 1...3, using: &dice)).map { _ in part() }).sorted()
            let answers = chance(20) ? ask() : nil
            let parent = asker.role == state.owner ? nil : grant(to: asker.role)
            return world.terms(
                to: answers.flatMap { state.asks[$0]?.role } ?? to,
                parent.flatMap { state.grants[$0]?.terms.compartments.map(\.text).filter { $0 != "summary" } }
                    ?? chosen,
                persons: chance(30) ? Array(members.prefix(1)) : [], from: chance(20) ? 3_600 : 0,
                days: Int64.random(in: 1...40, using: &dice), parent: parent, answers: answers)
        }

        mutating func opening(_ name: String) -> Action {
            let document = document()
            return chance(50) ? world.movingAnew(document, to: name) : world.reopening(name)
        }

        mutating func action(as asker: Asker) -> Action {
            let name = part()
            switch Int.random(in: 0..<26, using: &dice) {
            case 0...2:
                return world.add(.make(name == "identity" ? .identity : .document), to: name)
            case 3:
                let record = pick(state.records(of: .identity).map(\.id), or: .make(.identity))
                let version = (state.records[record]?.latest.number ?? 0) + 1
                return world.add(record, to: "identity", version: version, reason: Digest.of("r"))
            case 4, 5:
                // Where a new key is wanted, mostly with it.
                let isStale = state.isStale(try! CompartmentName(name), roster: world.roster, at: world.now)
                return isStale && chance(80) ? opening(name) : world.move(document(), to: name)
            case 6, 7: return opening(name)
            case 8, 9: return world.withdrawal(of: record())
            case 10, 11:
                let all = state.records(of: .identity) + state.records(of: .document)
                let withdrawn = all.filter { $0.withdrawn != nil }.map(\.id)
                return world.restoring(chance(60) ? pick(withdrawn, or: .make(.document)) : record())
            case 12...14: return .createGrant(terms(as: asker))
            case 15, 16: return world.approval(of: grant())
            case 17: return .acceptGrant(grant())
            case 18: return .revokeGrant(grant(), reason: Digest.of("r"))
            case 19: return world.asking(for: [name == "identity" ? "evidence" : name])
            case 20: return world.refusal(of: ask())
            case 21:
                return chance(50)
                    ? .linkCase(world.caseID, other: otherCase())
                    : .unlinkCase(world.caseID, other: pick(state.links.sorted(), or: .make()))
            case 22 where chance(40): return .closeCase(world.caseID)
            case 23: return world.export(chance(50) ? record() : nil)
            case 24:
                let identity = pick(state.records(of: .identity).map(\.id), or: .make(.identity))
                return chance(50) ? .edit(identity, .penyidikan) : world.prepare(.documentMove, record())
            default: return .open(record(), chance(80) ? .penyidikan : .penuntutan)
            }
        }

        /// Whether somebody could hold anything of `compartment` as `asker`, told without the policy: by who owns the
        /// case, and by the terms of grants that were neither revoked nor have run out.
        func mayKnow(_ asker: Asker, _ compartment: CompartmentName) -> Bool {
            guard let person = world.roster.people[handle(asker.person)], person.isActive,
                person.roles.contains(asker.role)
            else { return false }
            if asker.role == state.owner { return true }
            return state.grants.values.contains { grant in
                let terms = grant.terms
                return terms.to == asker.role && terms.compartments.contains(compartment) && grant.revoked == nil
                    && terms.from <= world.now && world.now <= terms.until
                    && (terms.persons.isEmpty || terms.persons.contains(handle(asker.person)))
                    && grant.approvals.count >= (terms.compartments.map { world.charter.approvals[$0] ?? 0 }.max() ?? 0)
            }
        }

        mutating func step() throws {
            var asker = pick(askers, or: askers[0])
            // The owner does the most of it, or nothing would come about.
            let owner = Asker(person: "ani@dp2kbp3a", role: World.owner)
            if chance(40) { asker = owner }
            var action = action(as: asker)
            if state.isClosed, chance(20) { (asker, action) = (owner, .reopenCase(world.caseID)) }
            if chance(60) {
                switch action.name {
                case .grantApprove:
                    asker = Asker(person: chance(50) ? "kiki@dp2kbp3a" : "koko@dp2kbp3a", role: World.kepala)
                case .grantRequest: asker = Asker(person: "jaja@kejaksaan", role: World.jaksa)
                case .grantRefuse, .caseClose: asker = owner
                case .grantAccept:
                    guard let terms = action.grant.flatMap({ state.grants[$0]?.terms }) else { break }
                    let person = terms.persons.first ?? world.roster.members(of: terms.to).first
                    asker = Asker(person: person?.text ?? asker.person, role: terms.to)
                default: break
                }
            }
            let decision = world.decide(action, by: asker.person, as: asker.role)
            if decision == .allowed {
                allowed[action.name, default: 0] += 1
                // Every allowed change passes `apply`: `force` throws where it does not.
                if action.changesCase {
                    try world.force(try world.entry(action, by: asker.person, as: asker.role))
                }
            }
            if chance(3) { world.now = world.now.adding(seconds: Int64.random(in: 0...(3 * 86_400), using: &dice)) }
        }

        /// What must hold of every state, for everybody.
        mutating func check(_ comment: Comment) {
            let compartments = Set(state.compartments)
            for record in state.records.values {
                #expect(compartments.contains(record.compartment), comment)
                #expect((record.id.kind == .identity) == (record.compartment == .identity), comment)
                #expect(record.compartment != .summary && state.epoch(record.latest.place.epoch) != nil, comment)
                for asker in askers {
                    let handing = [
                        Action.open(record.id, .penyidikan), .open(record.id, .penuntutan), world.export(record.id),
                        .edit(record.id, .penyidikan), .edit(record.id, .penuntutan),
                    ]
                    let isOpened = handing.contains {
                        world.decide($0, by: asker.person, as: asker.role) == .allowed
                    }
                    #expect(!isOpened || record.withdrawn == nil, comment)
                    #expect(!isOpened || mayKnow(asker, record.compartment), comment)
                    if isOpened, asker.role != state.owner { outsidersOpenings += 1 }
                }
            }
            for asked in state.asks.values { #expect(asked.role != state.owner, comment) }
            for role in Set(state.asks.values.map(\.role)) {
                #expect(
                    state.asks.values.count { $0.role == role && $0.answered == nil } <= RequestGrant.limit, comment)
            }
            #expect(!state.links.contains(state.id), comment)
        }
    }

    @Test func `a random walk keeps what must hold`() throws {
        var allowed: [ActionName: Int] = [:]
        var outsidersOpenings = 0
        for number in 0..<Self.walks {
            var walk = try Walk(seed: Self.seed &+ UInt64(number))
            for step in 0..<Self.steps {
                let comment: Comment = "BRANKAS_SEED=\(Self.seed &+ UInt64(number)), step \(step)"
                do {
                    try walk.step()
                } catch {
                    Issue.record(error, comment)
                    return
                }
                if step % 15 == 0 { walk.check(comment) }
            }
            // The trail alone makes the same case.
            let again = try CaseState(walk.world.caseID, trail: walk.world.trail)
            #expect(again.records == walk.state.records && again.grants == walk.state.grants)
            #expect(again.asks == walk.state.asks && again.links == walk.state.links && again.head == walk.state.head)
            #expect(again.epochs == walk.state.epochs && again.isClosed == walk.state.isClosed)
            allowed.merge(walk.allowed, uniquingKeysWith: +)
            outsidersOpenings += walk.outsidersOpenings
        }
        // A walk that never comes anywhere proves nothing. Where another one comes is its own matter.
        guard Self.environment["BRANKAS_SEED"] == nil else { return }
        // What a walk does not do: it begins with a case, goes through one, asks for no approval of an export, and all that is
        // about no case is not for it.
        let others: Set<ActionName> = [
            .vaultFound, .vaultJoin, .vaultClock, .vaultEnter, .vaultVerify, .personEnroll, .personApprove,
            .personDismiss,
            .caseCreate, .caseList, .caseShow, .caseRekey, .exportRequest, .identityList, .identityHistory,
            .documentList,
            .documentCheck, .grantList, .grantReview, .find, .inboxRead, .auditRead, .auditVerify, .auditExport,
            .auditReport,
        ]
        for name in ActionName.allCases where !others.contains(name) {
            #expect(allowed[name, default: 0] > 0, "\(name.rawValue), BRANKAS_SEED=\(Self.seed)")
        }
        #expect(outsidersOpenings > 0)
    }
}
