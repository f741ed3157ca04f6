import Casework
import Console
import Texts
import Vocabulary

// What an argument names must be there before anybody types a long answer, and a slip in it is no empty list: the names that
// are nearest are told.
extension Roster {
    func require(_ role: RoleName) throws {
        let known = charter.roles.map(\.name) + charter.agencies.map { .admin(of: $0.name) }
        guard !known.contains(role) else { return }
        throw Failure(.unknownRole(role.text, nearest: nearest(role.text, of: known.map(\.text))))
    }

    func require(_ handle: Handle) throws {
        guard people[handle] == nil else { return }
        let known = people.keys.sorted().map(\.text)
        throw Failure(.unknownHandle(handle.text, nearest: nearest(handle.text, of: known)))
    }

    func require(_ compartment: CompartmentName) throws {
        let known = charter.compartments + [.summary]
        guard !known.contains(compartment) else { return }
        let names = known.map(\.text)
        // Tables show what the vault calls it.
        let byLabel = known.filter { known in
            [Language.indonesian, .english].contains { language in
                let label = charter.labels.text(known, language)
                return !nearest(compartment.text, of: [label, label.replacing(" ", with: "-")]).isEmpty
            }
        }.map(\.text)
        let meant = nearest(compartment.text, of: names) + byLabel
        throw Failure(.unknownCompartment(compartment.text, nearest: meant.isEmpty ? names : meant))
    }

    func require(_ purpose: Purpose) throws {
        let known = charter.purposes.map(\.text)
        guard !charter.purposes.contains(purpose) else { return }
        throw Failure(
            .badName(
                .purpose(known: known.joined(separator: ", ")), value: shown(purpose.text),
                nearest: nearest(purpose.text, of: known)))
    }
}
