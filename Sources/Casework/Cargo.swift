import Vocabulary

/// The things that must travel with a request, and those that may: what nobody asked for is not stored.
///
/// Without this, whoever may do anything at all could send a `custodian-seed` along, or a role seed and a search key
/// for somebody else.
package struct Cargo: Sendable {
    package var required: Set<ItemName>
    package var optional: Set<ItemName>
    /// Of each group, one at least.
    package var either: [[ItemName]] = []

    package static let none = Cargo()

    var isNothing: Bool { required.isEmpty && optional.isEmpty && either.isEmpty }

    package init(_ required: Set<ItemName> = [], optional: Set<ItemName> = []) {
        self.required = required
        self.optional = optional
    }

    /// Whoever opens an epoch seals its key to every holder: nobody is left out.
    mutating func expect(_ opening: NewEpoch?, of epoch: EpochName) {
        for holder in opening?.holders ?? [] {
            either.append([.holding(epoch, holder), .envelope(epoch, holder)])
        }
    }

    /// Whether nothing is missing that must travel along.
    package func isComplete(_ names: Set<ItemName>) -> Bool {
        required.isSubset(of: names) && either.allSatisfy { !names.isDisjoint(with: $0) }
    }

    /// What nobody asked for.
    package func surplus(_ names: Set<ItemName>) -> Set<ItemName> {
        names.subtracting(required).subtracting(optional).subtracting(either.joined())
    }
}

extension Action {
    /// Whether what travelled along as `item` is kept as a thing, where the request was allowed. Halves lie in a file of their
    /// own, and so does the sealed seed; what is asked after, and to whom an export went, lies nowhere.
    package func keeps(_ item: ItemName) -> Bool {
        if [.keyHalf, .metadataHalf, .keyRefresh, .custodianSeed, .nikToken].contains(item) { return false }
        if [.tokens, .aliasTokens, .guardianTokens].contains(item) { return changesCase }
        return item != .recipients || kind is RequestExport
    }
}
