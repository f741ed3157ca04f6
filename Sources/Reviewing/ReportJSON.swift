import Casework
package import Reports
import Texts
package import Vault
package import Vocabulary

// Reports for programs: the keys of `audit list` and `grant list`, times in UTC, a key absent where it does not apply.

extension JSON {
    package static func texts(_ values: [String]) -> JSON { .array(values.map { .string($0) }) }
    package static func count(_ value: some BinaryInteger) -> JSON { .number(String(value)) }

    /// An object, without what is nil.
    package static func members(_ members: KeyValuePairs<String, JSON?>) -> JSON {
        .object(members.compactMap { name, value in value.map { JSON.Member(name, $0) } })
    }

    package init(_ moment: Moment) { self = .string(Instant(seconds: moment.seconds).text) }

    package init(_ period: Period) {
        self = .members(["from": period.from.map { JSON($0) }, "until": period.until.map { JSON($0) }])
    }

    package init(_ origin: Origin) {
        var isWhole = false
        if case .whole = origin.verification { isWhole = true }
        self = .members([
            "vault": .string(origin.vaultID), "made": JSON(origin.madeAt), "by": .string(origin.madeBy.handle),
            "role": .string(origin.role), "size": .count(origin.treeSize), "root": .string(origin.treeRoot),
            "whole": .bool(isWhole),
        ])
    }

    package init(_ act: Act, proof: String? = nil) {
        self = .members([
            "seq": .count(act.sequence), "time": JSON(act.time), "actor": .string(act.person.handle),
            "role": .string(act.role), "action": .string(act.action.rawValue),
            "outcome": act.isAllowed ? "allowed" : "denied",
            "why": act.denied.map { .string($0.rawValue) }, "case": act.caseID.map { .string($0) },
            act.subject?.key ?? "": act.subject.map { .string($0.text) },
            "to": act.recipients.isEmpty ? nil : .texts(act.recipients),
            "purpose": act.purpose.map { .string($0.text) }, "compartment": act.compartment.map { .string($0.text) },
            "name": act.person.name.isEmpty ? nil : .string(act.person.name), "proof": proof.map { .string($0) },
        ])
    }

    package init(_ grant: GrantSummary, _ openings: [GrantID: Openings]) {
        self = .members([
            "grant": .string(grant.grant.text), "case": .string(grant.caseID.text), "to": .string(grant.to.text),
            "persons": .texts(grant.persons.map(\.text)), "compartments": .texts(grant.compartments.map(\.text)),
            "purpose": .string(grant.purpose.text), "basis": grant.basis.map { .string($0) },
            "from": .string(grant.from.text), "until": .string(grant.until.text), "by": .string(grant.by.text),
            "state": .string(grant.state.rawValue), "openings": .count(openings[grant.grant]?.count ?? 0),
            "lastOpened": openings[grant.grant].map { .string($0.last.text) },
        ])
    }

    package init(_ export: ExportLine) {
        self = .members([
            "seq": .count(export.first.sequence), "time": JSON(export.first.time),
            "actor": .string(export.first.person.handle), "role": .string(export.first.role),
            "case": export.first.caseID.map { .string($0) }, "to": .texts(export.first.recipients),
            "records": .texts(export.records),
        ])
    }
}

extension Act.Subject {
    /// Under which key `audit list` has it.
    fileprivate var key: String {
        switch self {
        case .record: "record"
        case .grant: "grant"
        case .ask: "request"
        case .otherCase: "other"
        case .person: "person"
        }
    }
}
