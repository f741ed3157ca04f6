/// A custodian that waits for the one who may found its vault.
package protocol FoundableCustody: Sendable {
    var identity: CustodianIdentity { get }

    /// Makes the vault. Throws `refused(.malformed)` for what is no founding, and `stranger` for anybody else's.
    func found(_ call: Call) throws -> (reply: Reply, custody: any ServedCustody)
}
