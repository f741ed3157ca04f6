import Casework
import Sodium
import Vocabulary

/// A compartment key in guarded memory, shared by those who use it.
final class CompartmentKey: Sendable {
    let secret: Secret
    init(_ secret: consuming Secret) { self.secret = secret }

    static func make() throws -> CompartmentKey {
        CompartmentKey(try Secret.makeRandom(byteCount: SealedSizes.compartmentKey))
    }

    /// Wrapped under a wrap key of a role or person, bound to its place.
    func wrap(under key: borrowing Secret, _ place: Binding) throws -> [UInt8] {
        try secret.withBytes { bytes throws in
            try XChaChaPoly.seal(bytes, associated: place.bytes.span, key: key)
        }
    }

    static func holding(_ vault: VaultID, _ caseID: CaseID, _ epoch: EpochName, _ holder: Holder) -> Binding {
        Binding(kind: "holding", vault: vault).with("case", caseID.text).with("compartment", epoch.text)
            .with("holder", holder.text)
    }
}
