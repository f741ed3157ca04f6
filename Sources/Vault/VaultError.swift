import Casework
import Ledger
package import Vocabulary

/// What the officer's side can't or won't do.
package enum VaultError: Error {
    /// The custodian denied it, and logged that: entry `sequence`.
    case denied(Denial, of: RecordKind?, sequence: UInt64)
    /// Something received does not fit what was signed: which thing.
    case tampered(Tampering)
    /// The passphrase does not open the key file.
    case wrongPassphrase
    /// The file is no key file of this program.
    case notAKeyFile
    /// The person of this key is not in the vault's roster.
    case notEnrolled(Handle)
    /// The key is not the one that the roster knows under this handle.
    case otherKey(Handle)
    /// None of the person's roles can do it.
    case noRole(ActionName)
    /// Several can: `--as` says which.
    case severalRoles([RoleName])
    /// The role holds the case, but not this compartment.
    case compartmentNotHeld(CompartmentName)
    case unknownCompartment(CompartmentName)
    /// Not one of those that the charter lists.
    case unknownPurpose(Purpose, known: [Purpose])
    /// JSON, or a field in it, is not what it should be.
    case badJSON(JSONFault)
    case unknownRole(RoleName)
    /// Nobody was ever enrolled in the role: it has no key to seal to.
    case roleHasNoKey(RoleName)
    /// The card beside the keys file is not that of the agency's admin.
    case cardMismatch(Handle)
    /// The one who founds is none of the listed admins.
    case notAnAdmin(Handle)
    case noSearchKey
    /// No entry of this number that this officer may see.
    case unknownEntry(UInt64)
    /// A grant that answers no ask needs this option.
    case missingTerm(String)
    /// What is sealed to it a quantum computer will open.
    case weakRecipient(String)
    /// What was approved is not what is there: the record was changed, moved or withdrawn meanwhile.
    case exportOutdated(RecordID)
    /// More records than one request for an export names.
    case exportTooLong(records: Int, limit: Int)
    /// The export is sealed to others than this key's person.
    case notARecipient
}
