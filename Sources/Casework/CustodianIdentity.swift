package import Sodium
import Vocabulary

/// The public half of a custodian that has no vault yet: what its founder puts into the genesis, after comparing the fingerprint
/// that the operator read out.
package struct CustodianIdentity: Hashable, Sendable {
    /// Signs checkpoints.
    package let checkpoint: VerifyingKey
    /// Signs sessions.
    package let session: VerifyingKey

    package init(checkpoint: VerifyingKey, session: VerifyingKey) {
        self.checkpoint = checkpoint
        self.session = session
    }

    package init(seed: borrowing Secret) throws(SodiumError) {
        checkpoint = try CustodianSeed.checkpointKey(seed).verifyingKey
        session = try CustodianSeed.sessionKey(seed).verifyingKey
    }

    package var text: String {
        var writer = FieldWriter(kind: "brankas/custodian/v1")
        writer.put("custodian", Base64.encode(checkpoint.bytes))
        writer.put("session", Base64.encode(session.bytes))
        return writer.text
    }

    package init(parsing text: String) throws {
        var reader = try FieldReader(text, kind: .custodian, first: "brankas/custodian/v1")
        checkpoint = try reader.takeKey("custodian")
        session = try reader.takeKey("session")
        try reader.finish()
        guard self.text.utf8.elementsEqual(text.utf8), checkpoint != session else { throw reader.fault("order") }
    }

    /// What people compare by voice.
    package var fingerprint: String { Fingerprint.text(Digest.of(text)) }
}

extension Genesis {
    /// The custodian that serves the vault; nil of an embedded one.
    package var servedBy: CustodianIdentity? {
        mode.session.map { CustodianIdentity(checkpoint: custodian, session: $0) }
    }
}
