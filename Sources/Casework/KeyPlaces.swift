package import Vocabulary

extension CaseState {
    /// Where the key of `epoch` may stand, wrapped for `actor` on the strength of `access`: the best first.
    package func keyPlaces(
        of name: EpochName, access: Access, actor: Handle
    ) -> [(sequence: UInt64, item: ItemName)] {
        guard let epoch = epoch(name) else { return [] }
        switch access {
        case .approver, .audit, .asker: return []
        case .owner:
            return epoch.holders.filter { $0.grant == nil }.flatMap { holder in
                [(epoch.sequence, .holding(name, holder)), (epoch.sequence, .envelope(name, holder))]
            }
        case .grant(let id):
            guard let grant = grants[id] else { return [] }
            var places: [(UInt64, ItemName)] = []
            let holder = grant.holder(for: actor)
            if let accepted = grant.acceptances[holder] { places.append((accepted, .holding(name, holder))) }
            if grant.terms.epochs.contains(where: { $0.compartment == name.compartment && $0.epoch >= name.epoch }) {
                places.append((grant.sequence, .envelope))
            }
            for holder in epoch.holders where holder.grant == id {
                if case .person(_, let person) = holder, person != actor { continue }
                places.append((epoch.sequence, .envelope(name, holder)))
            }
            return places
        }
    }
}
