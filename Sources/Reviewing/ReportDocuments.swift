package import Reports
package import Texts
import Vault
import Vocabulary

// One JSON document for each report.

extension JSON {
    package init(review input: ReviewInput, _ findings: [SecondLook.Finding], _ language: Language) {
        let openings = input.acts.filter(\.isOpening)
        let actors = Dictionary(
            input.acts.map { ($0.sequence, $0.person.handle) }, uniquingKeysWith: { first, _ in first })
        let denied = input.acts.reduce(0) { $0 + ($1.isAllowed ? 0 : 1) + $1.suppressed }
        let exports = ExportLine.lines(input.acts)
        self = .members([
            "origin": JSON(input.origin), "period": JSON(input.period),
            "partial": input.origin.isPart ? .bool(true) : nil,
            "counts": .members([
                "entries": .count(input.acts.count), "openings": .count(openings.count),
                "officers": .count(Set(openings.map(\.person)).count),
                "cases": .count(Set(openings.compactMap(\.caseID)).count), "denied": .count(denied),
                "exports": .count(exports.count), "findings": .count(findings.count),
            ]),
            "findings": .array(
                findings.map { finding in
                    .members([
                        "kind": .string(finding.suspicion.kind.rawValue),
                        "reason": .string(finding.suspicion.text(language)),
                        "actor": finding.entries.first.flatMap { actors[$0] }.map { .string($0) },
                        "entries": .array(finding.entries.map { .count($0) }),
                    ])
                }),
            "officers": .array(Self.tallies(openings, "actor", "cases", \.person.handle, \.caseID)),
            "cases": .array(Self.tallies(openings, "case", "officers", { $0.caseID ?? "" }, \.person.handle)),
            "denied": .array(input.acts.filter { !$0.isAllowed }.map { JSON($0) }),
            "grants": .array(input.grants.map { JSON($0, input.grantOpenings) }),
            "exports": .array(exports.map { JSON($0) }),
        ])
    }

    /// Openings of each `key`, with how many `other` they concern; those with most first.
    private static func tallies(
        _ openings: [Act], _ name: String, _ otherName: String, _ key: (Act) -> String, _ other: (Act) -> String?
    ) -> [JSON] {
        Dictionary(grouping: openings, by: key).sorted { ($1.value.count, $0.key) < ($0.value.count, $1.key) }
            .map { key, acts in
                .members([
                    name: .string(key), "openings": .count(acts.count),
                    "records": .count(Set(acts.compactMap(\.subject)).count),
                    otherName: .texts(Set(acts.compactMap(other)).sorted()),
                    "purposes": .texts(Set(acts.compactMap(\.purpose?.text)).sorted()),
                    "first": acts.first.map { JSON($0.time) }, "last": acts.last.map { JSON($0.time) },
                ])
            }
    }

    package init(_ report: TrailReport) {
        self = .members([
            "origin": JSON(report.origin), "case": .string(report.caseID), "owner": .string(report.owner),
            "requested": report.requested.map { JSON($0) },
            "deadline": report.requested.map { JSON($0.adding(hours: ExposureReport.noticeHours)) },
            "complete": .bool(report.isComplete),
            "verifiedTo": report.wholeTo.map { .number(String($0)) } ?? .null,
            "entries": .array(report.acts.map { JSON($0) }),
            "grants": .array(report.grants.map { JSON($0, report.grantOpenings) }),
        ])
    }

    package init(_ report: ExposureReport) {
        let openings = report.acts.filter(\.isOpening)
        self = .members([
            "origin": JSON(report.origin), "person": .string(report.person.handle),
            "name": .string(report.person.name), "roles": .texts(report.roles),
            "enrolled": report.enrolled.map { JSON($0) }, "dismissed": report.dismissed.map { JSON($0) },
            "since": report.since.map { JSON($0) }, "learned": report.learned.map { JSON($0) },
            "deadline": report.deadline.map { JSON($0) }, "cause": .string(report.cause.rawValue),
            "embedded": .bool(report.isEmbedded), "shared": .texts(report.shared.map(\.rawValue)),
            "counts": .members([
                "couldCases": .count(Set(report.reach.map(\.caseID)).count),
                "couldRecords": .count(report.reach.reduce(0) { $0 + $1.records }),
                "openedCases": .count(Set(openings.compactMap(\.caseID)).count),
                "openedRecords": .count(Set(openings.compactMap(\.subject)).count),
                "exports": .count(ExportLine.lines(report.acts).count),
            ]),
            "reach": .array(report.reach.map { JSON($0) }),
            "entries": .array(report.acts.map { JSON($0) }),
        ])
    }

    private init(_ line: ExposureReport.Reach) {
        self = .members([
            "case": .string(line.caseID), "compartments": .texts(line.compartments.map(\.text)),
            "records": .count(line.records), "role": line.role.map { .string($0) },
            "grant": line.grant.map { .string($0) }, "export": line.export.map { .count($0) },
            "from": JSON(line.from), "until": line.until.map { JSON($0) },
        ])
    }

    package init(_ report: CustodyReport) {
        let document = report.document
        self = .members([
            "origin": JSON(report.origin),
            "document": .members([
                "document": .string(document.id), "version": .count(document.version),
                "case": .string(document.caseID), "compartment": .string(document.compartment.text),
                "label": document.label.map { .string($0) }, "fileName": .string(document.fileName),
                "mediaType": .string(document.mediaType), "size": .count(document.byteCount),
                "sha256": .string(document.sha256), "salt": .string(document.salt),
                "commitment": .string(document.commitment), "modified": document.modified.map { JSON($0) },
                "source": document.source.map { .string($0) },
                "collectedAt": document.collectedAt.map { .string($0) },
                "collectedBy": document.collectedBy.map { .string($0) }, "place": document.place.map { .string($0) },
                "added": JSON(report.intake.act.time), "by": .string(report.intake.act.person.handle),
                "seq": .count(report.intake.act.sequence),
            ]),
            "entries": .array(([report.intake] + report.links).map { JSON($0.act, proof: $0.proof) }),
            "grants": .array(report.grants.map { JSON($0, report.grantOpenings) }),
        ])
    }

    package init(_ report: StatsReport, month: TypedMonth) {
        self = .members([
            "origin": JSON(report.origin), "month": .string(month.text),
            "counted": .members(["role": .string(report.origin.role), "cases": .count(report.held)]),
            "opened": .count(report.opened),
            "closed": .count(report.closed), "running": .count(report.running),
            "victims": .count(report.rows.reduce(0) { $0 + $1.count }), "withheld": .count(report.withheld),
            "unclear": .count(report.unclear),
            "rows": .array(
                report.sortedRows.map { row in
                    .members([
                        "kind": row.kind.map { .string($0) }, "ageBand": .string(row.age.rawValue),
                        "sex": .string(row.sex.rawValue), "count": .count(row.count),
                    ])
                }),
        ])
    }
}
