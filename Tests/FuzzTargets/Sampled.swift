import Casework
import Vocabulary

/// Which actions the samples have, to be held against all that there are: one that nobody added stands in none of them.
package enum Sampled {
    package static let all = ActionName.allCases.map(\.rawValue)
    /// The reasons of a denial, as entries have them.
    package static let denials = Denial.allCases.map(\.rawValue)

    /// The names of the sampled requests, with whether some request of the name changes a case, or brings something.
    package static func actions() throws -> [String: (changesCase: Bool, releases: Bool)] {
        let sample = try Sample.standard.get()
        let actions = try SampleActions(caseID: sample.caseID, day: Instant(seconds: 1_795_000_000))
        return try actions.all(sample.charter).reduce(into: [:]) { names, action in
            let isReleasing = if case .nothing = action.release { false } else { true }
            let known = names[action.name.rawValue] ?? (false, false)
            names[action.name.rawValue] = (known.0 || action.changesCase, known.1 || isReleasing)
        }
    }

    /// The names of the changes in the sampled case's trail.
    package static func trail() throws -> Set<String> {
        Set(try Sample.standard.get().trail.map(\.request.action.name.rawValue))
    }
}
