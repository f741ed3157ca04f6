import Casework
import Ledger
import Sodium

/// What an allowed request will bring, and what its entry says about that.
struct Plan {
    var shown: Digest?
    var matches: [Match] = []
    var release: (UInt64) throws -> Released = { _ in Released() }
}

/// Works out, for one request, which stored things its actor gets on the strength of what.
struct Planning {
    /// Cases that a search names at most.
    static let matchLimit = 50

    let execution: Execution
    let policy: Policy
    let request: Request
    let call: Call

    private var transaction: IndexTransaction { execution.transaction }

    func plan() throws -> Plan {
        var plan = Plan()
        switch request.action {
        case .listCases(let after, let limit): try planCases(&plan, after: after, limit: limit)
        case .showCase:
            let released = try summary()
            plan.release = { _ in released }
        case .prepare:
            let released = try preparation()
            plan.release = { _ in released }
        case .reviewGrant:
            let released = try released(try state, [])
            plan.release = { _ in released }
        case .list(let kind, _):
            let released = try records(of: kind)
            plan.release = { _ in released }
        case .open(let record, _):
            let released = try opening(record)
            plan.release = { _ in released }
        case .listGrants(let id): try planGrants(&plan, id)
        case .find:
            plan.matches = try matches()
            let matches = plan.matches
            plan.release = { _ in
                var released = Released()
                released.matches = matches
                return released
            }
        case .readAudit(let filter):
            let reading = AuditReading(transaction: transaction, policy: policy, request: request, filter: filter)
            plan.release = { try reading.released(size: $0) }
        case .verifyAudit(let from):
            let index = execution.index
            plan.release = { size in
                var released = Released()
                released.leaves = StoredLeaves(index, from: from, to: size)
                return released
            }
        case .verifyVault:
            let (transaction, halves, objects) = (transaction, execution.halves, execution.objects)
            plan.release = { _ in
                var released = Released()
                released.report = try Inspection(transaction: transaction).all(halves: halves, objects: objects)
                return released
            }
        default: break
        }
        return plan
    }

    // MARK: One case

    private func released(_ state: CaseState, _ things: [Thing], halves: [Half] = []) throws -> Released {
        var released = Released()
        released.cases = [try releasedCase(state, things)]
        released.things = things
        released.halves = halves
        return released
    }

    private func releasedCase(_ state: CaseState, _ things: [Thing]) throws -> ReleasedCase {
        let trail = try transaction.trail(state.id).map { try transaction.leaf($0) }
        var manifests: [UInt64: Manifest] = [:]
        for sequence in Set(things.map(\.sequence)).union([state.sequence]) where state.manifests[sequence] != nil {
            manifests[sequence] = try transaction.manifest(sequence)
        }
        return ReleasedCase(id: state.id, trail: trail, manifests: manifests)
    }

    private var state: CaseState {
        get throws {
            guard let state = policy.state else { throw CustodyError.refused(.unknownCase) }
            return state
        }
    }

    /// The wrapped key of `epoch` that the actor holds, from where it stands best.
    private func key(
        _ epoch: EpochName, _ state: CaseState, _ policy: Policy
    ) throws -> Thing? {
        let access = policy.access(request, to: epoch.compartment, purpose: nil)
        for place in state.keyPlaces(of: epoch, access: access, actor: request.actor) {
            let manifest = try transaction.manifest(place.sequence)
            if let bytes = try transaction.thing(place.item, of: place.sequence, in: manifest) {
                return Thing(sequence: place.sequence, name: place.item, bytes: bytes)
            }
        }
        return nil
    }

    private func require(_ name: ItemName, of sequence: UInt64) throws -> Thing {
        let manifest = try transaction.manifest(sequence)
        guard let bytes = try transaction.thing(name, of: sequence, in: manifest) else {
            throw CustodyError.damaged(.thing(sequence: sequence, name: name.text))
        }
        return Thing(sequence: sequence, name: name, bytes: bytes)
    }

    private func half(
        _ kind: Half.Kind, _ state: CaseState, record: String, version: Int, epoch: EpochName, sequence: UInt64
    ) throws -> Half {
        let half = try execution.halves.get(
            kind, caseID: state.id, record: record, version: version, epoch: epoch)
        let name: ItemName = kind == .key ? .keyHalf : .metadataHalf
        guard try transaction.manifest(sequence).item(name)?.digest == Digest.of(half.bytes) else {
            throw CustodyError.damaged(.half(record: record))
        }
        return half
    }

    private func summaryThings(_ state: CaseState, _ policy: Policy) throws -> (things: [Thing], half: Half) {
        let epoch = EpochName(compartment: .summary, epoch: 1)
        let things = [try require(.metadata, of: state.sequence)] + [try key(epoch, state, policy)].compactMap { $0 }
        return (
            things,
            try half(
                .metadata, state, record: state.id.text, version: 1, epoch: epoch, sequence: state.sequence)
        )
    }

    private func summary() throws -> Released {
        let state = try state
        let (things, half) = try summaryThings(state, policy)
        return try released(state, things, halves: [half])
    }

    private func preparation() throws -> Released {
        let state = try state
        var things: [Thing] = []
        for compartment in state.compartments {
            for epoch in state.epochs[compartment] ?? [] {
                if let thing = try key(epoch.name, state, policy), !things.contains(thing) { things.append(thing) }
            }
        }
        return try released(state, things)
    }

    private func records(of kind: RecordKind) throws -> Released {
        let state = try state
        var things: [Thing] = []
        var halves: [Half] = []
        for record in state.records(of: kind) {
            if case .denied = policy.access(request, to: record.compartment, purpose: nil) { continue }
            let version = record.latest
            let epoch = version.addition.epoch
            if let key = try key(epoch, state, policy), !things.contains(key) { things.append(key) }
            things.append(try require(.metadata, of: version.sequence))
            halves.append(
                try half(
                    .metadata, state, record: record.id.text, version: version.number, epoch: epoch,
                    sequence: version.sequence))
        }
        return try released(state, things, halves: halves)
    }

    private func opening(_ id: RecordID) throws -> Released {
        let state = try state
        guard let version = state.records[id]?.latest else { throw CustodyError.refused(.unknownRecord) }
        let epoch = version.addition.epoch
        var things = [try require(.key, of: version.sequence), try require(.metadata, of: version.sequence)]
        if let key = try key(epoch, state, policy) { things.append(key) }
        let halves = try [Half.Kind.key, .metadata].map {
            try half($0, state, record: id.text, version: version.number, epoch: epoch, sequence: version.sequence)
        }
        let name = try transaction.object(of: version.sequence)
        if name == nil { things.append(try require(.payload, of: version.sequence)) }
        var released = try released(state, things, halves: halves)
        if let name {
            let payload = try execution.objects.open(name, record: id.text)
            guard payload.byteCount == (try transaction.manifest(version.sequence)).item(.payload)?.byteCount else {
                throw CustodyError.damaged(.object(record: id.text))
            }
            released.payload = payload
        }
        return released
    }

    // MARK: Many cases

    private func planCases(_ plan: inout Plan, after: CaseID?, limit: Int) throws {
        let limit = Listing.limit(limit)
        var released = Released()
        var shown = ShownHash()
        var cursor = after
        while released.cases.count < limit {
            let ids = try transaction.concerns(request.role, after: cursor, limit: limit - released.cases.count)
            if ids.isEmpty { break }
            for id in ids {
                cursor = id
                guard let state = try execution.state(of: id) else { throw CustodyError.damaged(.caseTrail(id)) }
                guard Listing.shows(state, to: request, roster: policy.roster, at: policy.now) else { continue }
                let own = Policy(roster: policy.roster, state: state, searchesToday: 0, now: policy.now)
                let (things, half) = try summaryThings(state, own)
                released.cases.append(try releasedCase(state, things))
                released.things += things
                released.halves.append(half)
                shown.add(state)
            }
        }
        if released.cases.count == limit,
            let cursor, try !transaction.concerns(request.role, after: cursor, limit: 1).isEmpty
        {
            released.nextCase = cursor
        }
        plan.shown = shown.finish()
        let result = released
        plan.release = { _ in result }
    }

    private func planGrants(_ plan: inout Plan, _ id: CaseID?) throws {
        var released = Released()
        var shown = ShownHash()
        let ids = try id.map { [$0] } ?? transaction.concerns(request.role, after: nil, limit: 100_000)
        for id in ids {
            guard let state = try execution.state(of: id), !state.grants.isEmpty else { continue }
            let grants = Listing.grants(of: state, for: request.role)
            let texts = try grants.compactMap { grant -> Thing? in
                let manifest = try transaction.manifest(grant.sequence)
                return try transaction.thing(.basis, of: grant.sequence, in: manifest)
                    .map { Thing(sequence: grant.sequence, name: .basis, bytes: $0) }
            }
            guard !grants.isEmpty else { continue }
            released.cases.append(try releasedCase(state, texts))
            released.things += texts
            shown.add(state)
        }
        plan.shown = shown.finish()
        let result = released
        plan.release = { _ in result }
    }

    private func matches() throws -> [Match] {
        guard let item = call.manifest.items.first, let token = call.things[item.name], token.count == 32 else {
            throw CustodyError.refused(.malformed)
        }
        return try transaction.cases(matching: token, limit: Self.matchLimit).map { id in
            guard let state = try execution.state(of: id) else { throw CustodyError.damaged(.caseTrail(id)) }
            return Match(caseID: id, owner: state.owner)
        }
    }
}
