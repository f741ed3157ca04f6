package import Sodium
package import Vocabulary

/// A key of a compartment that is new: its number, and the commitment to it.
package struct EpochOpening: Hashable, Sendable, LineValue {
    package let name: EpochName
    package let commitment: Digest

    package init(name: EpochName, commitment: Digest) {
        self.name = name
        self.commitment = commitment
    }

    package init(_ text: Substring, of key: String, _ reader: FieldReader) throws(CaseworkError) {
        let parts = try reader.triple(text, key)
        name = EpochName(
            compartment: try CompartmentName(parts.0, of: key, reader), epoch: try Int(parts.1, of: key, reader))
        commitment = try Digest(parts.2, of: key, reader)
    }

    package func add(to writer: inout FieldWriter) {
        name.add(to: &writer)
        writer.add(commitment)
    }
}

/// Makes a case with a key for each compartment, held by the making role: its owner.
package struct CreateCase: CaseChange {
    let caseID: CaseID
    let generation: Int
    let epochs: [EpochOpening]

    package var name: ActionName { .caseCreate }

    package init(_ lines: inout Lines, _ known: Self?) throws(CaseworkError) {
        caseID = try lines.one("case", known?.caseID)
        generation = try lines.one("generation", known?.generation)
        epochs = try lines.all("epoch", known?.epochs)
    }

    init(caseID: CaseID, generation: Int, epochs: [EpochOpening]) {
        (self.caseID, self.generation, self.epochs) = (caseID, generation, epochs)
    }

    package var about: About { About(caseID: caseID) }
    package static var performer: Performer { .holder(of: .create) }

    package func judge(_ policy: Policy, _ request: Request) throws(Objection) -> Access? {
        try policy.require(Self.performer, request)
        guard policy.state == nil else { throw .refused(.idTaken) }
        guard policy.roster.currentKey(of: request.role)?.generation == generation else {
            throw .refused(.epochMoved)
        }
        let expected = Set(policy.roster.charter.compartments + [.summary])
        guard Set(epochs.map(\.name.compartment)) == expected, epochs.count == expected.count,
            epochs.allSatisfy({ $0.name.epoch == 1 })
        else { throw .refused(.malformed) }
        return .owner
    }

    func holder(_ request: Request) -> Holder {
        .owner(RoleGeneration(role: request.role, generation: generation))
    }

    package func cargo(_ request: Request, _ roster: Roster, _ state: CaseState?) -> Cargo {
        Cargo(Set([.metadata, .metadataHalf] + epochs.map { .holding($0.name, holder(request)) }))
    }

    package var release: Release { .nothing }

    /// A case is made once, as `CaseState` begins: it is no change of one that is there.
    package func change(_ state: inout CaseState, by entry: Entry) throws(Unfitting) { throw Unfitting() }

    package func marks(_ request: Request) -> [Mark] {
        [
            .concern(request.role),
            .halves(
                record: caseID.text, version: 1, epoch: EpochName(compartment: .summary, epoch: 1), key: false),
        ]
    }
}

extension Action {
    package static func createCase(_ id: CaseID, generation: Int, epochs: [EpochOpening]) -> Action {
        Action(CreateCase(caseID: id, generation: generation, epochs: epochs))
    }
}
