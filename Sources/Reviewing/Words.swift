import Casework
import Texts
import Vocabulary

extension Teller {
    /// In the order of the keys file, the summary first.
    func ordered(_ compartments: some Sequence<CompartmentName>) -> [CompartmentName] {
        let all = Set(compartments)
        return ([.summary] + charter.compartments).filter(all.contains)
    }
}
