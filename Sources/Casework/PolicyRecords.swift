import Vocabulary

/// Opening records, adding them, and setting right how they are filed.
extension Policy {
    func decideOpening(
        _ request: Request, _ id: RecordID, _ purpose: Purpose?, _ state: CaseState
    ) -> Decision {
        guard let record = state.records[id] else { return .refused(.unknownRecord) }
        if case .denied(let denial) = access(request, to: record.compartment, purpose: purpose) {
            return .denied(denial)
        }
        return record.withdrawn == nil ? .allowed : .denied(.withdrawn)
    }

    /// An update reads what it merges with: it is prepared only for who may open that. A move reads no content.
    func decidePreparation(
        _ request: Request, _ preparation: Preparation, _ state: CaseState
    ) -> Decision {
        switch (preparation.intended, preparation.target) {
        case (.identityAdd, .caseID), (.documentAdd, .caseID):
            if let denial = lacks(.add, request) { return denial }
        case (.identityUpdate, .record(let id)):
            if let denial = lacks(.add, request) { return denial }
            let decision = id.kind == .identity ? decideOpening(request, id, nil, state) : .refused(.malformed)
            guard decision == .allowed else { return decision }
        case (.documentMove, .record(let id)):
            guard let record = state.records[id] else { return .refused(.unknownRecord) }
            if let denial = filingFault(request, record, state) { return denial }
            if record.withdrawn != nil { return .denied(.withdrawn) }
        case (.grantCreate, .caseID), (.grantCreate, .ask):
            if let denial = lacks(.share, request) { return denial }
            if case .ask(let id) = preparation.target, state.asks[id] == nil { return .refused(.unknownAsk) }
        default: return .refused(.malformed)
        }
        if case .denied(let denial) = access(request, to: .summary, purpose: nil) { return .denied(denial) }
        // An ask's basis comes with it: that is for whom it was written to.
        if case .ask = preparation.target, request.role != state.owner { return .denied(.notOwner) }
        return state.isClosed ? .denied(.caseClosed) : .allowed
    }

    /// What keeps the request's role from setting right how `record` is filed, if anything does.
    func filingFault(_ request: Request, _ record: CaseState.Record, _ state: CaseState) -> Decision? {
        guard record.id.kind == .document else { return .refused(.malformed) }
        if let denial = lacks(.add, request) { return denial }
        if case .denied(let denial) = access(request, to: record.compartment, purpose: nil) {
            return .denied(denial)
        }
        guard state.mayChange(request.role, record) else { return .denied(.notOwner) }
        return state.isClosed ? .denied(.caseClosed) : nil
    }

    func decideMove(_ request: Request, _ move: Move, _ state: CaseState) -> Decision {
        guard let record = state.records[move.record] else { return .refused(.unknownRecord) }
        if let denial = filingFault(request, record, state) { return denial }
        if record.withdrawn != nil { return .denied(.withdrawn) }
        let compartment = move.epoch.compartment
        guard let epoch = state.epochs[compartment]?.last, compartment != .summary, compartment != .identity else {
            return .refused(.unknownCompartment)
        }
        if case .denied(let denial) = access(request, to: compartment, purpose: nil) { return .denied(denial) }
        guard compartment != record.compartment else { return .refused(.alreadyDone) }
        guard move.version == record.latest.number, move.from == record.latest.place.sequence else {
            return .refused(.versionMoved)
        }
        return decideEpoch(move.epoch, move.opening, epoch, state)
    }

    func decideAddition(_ request: Request, _ addition: Addition, _ state: CaseState) -> Decision {
        if let denial = lacks(.add, request) { return denial }
        let compartment = addition.epoch.compartment
        guard let epoch = state.epochs[compartment]?.last, compartment != .summary else {
            return .refused(.unknownCompartment)
        }
        guard (addition.record.kind == .identity) == (compartment == .identity) else { return .refused(.malformed) }
        if case .denied(let denial) = access(request, to: compartment, purpose: nil) { return .denied(denial) }
        if state.isClosed { return .denied(.caseClosed) }
        if let record = state.records[addition.record] {
            guard record.id.kind == .identity else { return .refused(.idTaken) }
            guard addition.version == record.latest.number + 1, addition.reason != nil else {
                return .refused(.versionMoved)
            }
        } else if addition.version != 1 {
            return .refused(.unknownRecord)
        }
        return decideEpoch(addition.epoch, addition.opening, epoch, state)
    }

    /// Whether a change may stand under the key `name`, with `epoch` the newest of its compartment.
    func decideEpoch(
        _ name: EpochName, _ opening: Addition.Opening?, _ epoch: CaseState.Epoch, _ state: CaseState
    ) -> Decision {
        let compartment = name.compartment
        let isStale = state.isStale(compartment, roster: roster, at: now)
        guard let opening else {
            if isStale { return .refused(.epochStale) }
            return name == epoch.name ? .allowed : .refused(.epochMoved)
        }
        // A new key without need, or sealed to others than those who now hold the compartment, is not taken.
        guard isStale, name.epoch == epoch.name.epoch + 1,
            opening.holders == state.holders(of: compartment, roster: roster, at: now)
        else { return .refused(.epochMoved) }
        return .allowed
    }
}
