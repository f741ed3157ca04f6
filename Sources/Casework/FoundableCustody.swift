/// A custodian that waits for the one who may found its vault.
package protocol FoundableCustody: Sendable {
    var identity: CustodianIdentity { get }

    /// Makes the vault. Throws `refused(.malformed)` for what is no founding, and `stranger` for anybody else's. Where it is made and
    /// can't be served all the same, its founder is to hear that it is there.
    func found(_ call: Call) throws -> (reply: Reply, custody: Result<any ServedCustody, any Error>)
}
