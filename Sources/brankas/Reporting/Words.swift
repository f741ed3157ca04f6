import Casework
import Texts

// The names of the formats, as the words for them.

extension GrantWord {
    init(_ state: CaseState.Grant.State) {
        self =
            switch state {
            case .waiting: .waiting
            case .scheduled: .scheduled
            case .active: .active
            case .expired: .expired
            case .revoked: .revoked
            }
    }
}

extension Complaint.DeniedReason {
    /// As the ledger writes it.
    var code: String? { Denial.allCases.first { Failure.reason($0) == self }?.rawValue }
}

extension Teller {
    /// In the order of the keys file, the summary first.
    func ordered(_ compartments: some Sequence<CompartmentName>) -> [CompartmentName] {
        let all = Set(compartments)
        return ([.summary] + charter.compartments).filter(all.contains)
    }
}
