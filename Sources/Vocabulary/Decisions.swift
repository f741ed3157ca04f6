/// Why a request is denied, as the ledger writes it.
package enum Denial: String, CaseIterable, Sendable {
    case notEnrolled = "not-enrolled"
    case dismissed
    case notMember = "not-member"
    case lacksCapability = "lacks-capability"
    case notAdmin = "not-admin"
    case adminOpens = "admin-opens"
    case foreignAgency = "foreign-agency"
    case agencyNotJoined = "agency-not-joined"
    case noGrant = "no-grant"
    case notNamed = "not-named"
    case otherCompartment = "other-compartment"
    case otherPurpose = "other-purpose"
    case grantWaiting = "grant-waiting"
    case grantNotBegun = "grant-not-begun"
    case grantExpired = "grant-expired"
    case grantRevoked = "grant-revoked"
    case notOwner = "not-owner"
    case notAllowed = "not-allowed"
    case beyondAsk = "beyond-ask"
    case ownRole = "own-role"
    case beyondParent = "beyond-parent"
    case tooLong = "too-long"
    case ownRequest = "own-request"
    case needsApproval = "needs-approval"
    case beyondExport = "beyond-export"
    case exportOver = "export-over"
    case otherRecipient = "other-recipient"
    case recipientLeft = "recipient-left"
    case caseClosed = "case-closed"
    case searchLimit = "search-limit"
    case withdrawn
    /// Something travelled with the request that its action does not ask for.
    case surplusItems = "surplus-items"
    case enrolmentWaiting = "enrolment-waiting"
}

/// Why a request can't be carried out though nobody is at fault: it makes no entry.
package enum Refusal: String, Sendable {
    case unknownCase, unknownRecord, unknownGrant, unknownAsk, unknownPerson, unknownRole, unknownCompartment,
        unknownPurpose, unknownVersion
    case handleTaken, idTaken, epochStale, epochMoved, versionMoved, alreadyDone, roleHasNoKey, timesReversed
    /// No entry is of the future, or the time to go back to is.
    case clockNotAhead
    case malformed, tooLarge
}

/// What an allowed request about a case rests on.
package enum Access: Hashable, Sendable {
    /// The role made the case.
    case owner
    /// A grant that then ran; of several that fit, the newest.
    case grant(GrantID)
    /// The role approves grants of the agency that owns the case.
    case approver
    /// The role reads the whole ledger.
    case audit
    /// Whoever asks for a grant needs none.
    case asker

    /// As the ledger writes it.
    package var text: String {
        switch self {
        case .owner: "owner"
        case .grant(let id): id.text
        case .approver: "approver"
        case .audit: "audit"
        case .asker: "asker"
        }
    }

    package init(_ text: Substring) throws(BadName) {
        switch text {
        case "owner": self = .owner
        case "approver": self = .approver
        case "audit": self = .audit
        case "asker": self = .asker
        case let id: self = .grant(try GrantID(id))
        }
    }
}

/// How much of what is sealed becomes readable by an answer.
package enum Disclosure: Int, Comparable, Sendable {
    case nothing
    /// The signed entries of a case: who did what in it, when.
    case trail
    /// What the sealed metadata tells: titles, labels, file names, hashes.
    case metadata
    /// A record itself.
    case content

    package static func < (first: Self, second: Self) -> Bool { first.rawValue < second.rawValue }
}

package enum OutcomeCode: String, CaseIterable, Sendable {
    case allowed, denied
}
