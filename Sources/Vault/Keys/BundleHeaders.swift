import Casework
import Vocabulary

/// The header of each kind of key bundle, from what was signed.
extension KeyBundle {
    static func custodianSeed(_ vault: VaultID) -> String {
        header("custodian-seed", vault: vault, [])
    }

    static func roleSeed(_ vault: VaultID, _ key: RoleGeneration, for handle: Handle) -> String {
        header("role-seed", vault: vault, [("role", key.text), ("recipient", handle.text)])
    }

    static func searchKey(_ vault: VaultID, for handle: Handle) -> String {
        header("search-key", vault: vault, [("recipient", handle.text)])
    }

    /// The keys of a grant: of each compartment, all epochs up to the one that the terms name, in order.
    static func grant(_ vault: VaultID, _ terms: GrantTerms, granter: Handle) -> String {
        var fields = [("grant", terms.grant.text), ("case", terms.caseID.text), ("granter", granter.text)]
        fields.append(("role", "\(terms.to.text) \(terms.generation)"))
        fields += terms.persons.map { ("person", $0.text) }
        fields += keys(of: terms).map { ("key", $0.text) }
        return header("grant", vault: vault, fields)
    }

    static func keys(of terms: GrantTerms) -> [EpochName] {
        terms.epochs.flatMap { newest in
            (1...max(newest.epoch, 1)).map { EpochName(compartment: newest.compartment, epoch: $0) }
        }
    }

    /// A new epoch's key, sealed by whoever had to open it.
    static func epoch(_ vault: VaultID, _ caseID: CaseID, _ epoch: EpochName, _ holder: Holder, by: Handle) -> String {
        header(
            "epoch", vault: vault,
            [("case", caseID.text), ("granter", by.text), ("recipient", holder.text), ("key", epoch.text)])
    }
}
