package import Vocabulary

/// What can be wrong with a text of this module. The cases name the line or the thing, never its content.
package enum CaseworkError: Error, Equatable {
    /// A text of kind `kind` does not follow its format at `line`.
    case malformed(kind: TextKind, line: String)
    /// A roster entry has no right to say what it says.
    case rosterRefused(index: Int, RosterFault)
    /// The changes of a case do not follow from each other.
    case trailRefused(case: CaseID, change: Int, TrailFault)
    /// A thing is not the one that the signed manifest lists.
    case manifestMismatch(item: String)

    package enum TextKind: String, Sendable {
        case card, charter, genesis, request, manifest, entry, session, officer, custodian, welcome
    }

    package enum RosterFault: String, Sendable {
        case signature, notAdmin, foreignAgency, handleTaken, unknownRole, unknownPerson, chain, content, genesis
        case roleKeyMissing, alreadyDone, approval
    }

    package enum TrailFault: String, Sendable {
        case chain, signature, notOfThisCase, content
    }
}
