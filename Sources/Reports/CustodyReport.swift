package import Texts
package import Vocabulary

/// The chain of custody of one document, for the case file in court.
package struct CustodyReport: Sendable {
    /// What the sealed description says of the document, as it was given at intake.
    package struct Document: Sendable {
        package let id: String
        package let version: Int
        package let caseID: String
        package let compartment: CompartmentName
        package let label: String?
        package let fileName: String
        package let mediaType: String
        package let byteCount: Int
        package let sha256: String
        package let salt: String
        package let commitment: String
        /// When the original was last changed, by what its file said at intake.
        package let modified: Moment?
        package let source: String?
        package let collectedAt: String?
        package let collectedBy: String?
        package let place: String?

        package init(
            id: String, version: Int, caseID: String, compartment: CompartmentName, label: String?, fileName: String,
            mediaType: String, byteCount: Int, sha256: String, salt: String, commitment: String, modified: Moment?,
            source: String?,
            collectedAt: String?, collectedBy: String?, place: String?
        ) {
            self.id = id
            self.version = version
            self.caseID = caseID
            self.compartment = compartment
            self.label = label
            self.fileName = fileName
            self.mediaType = mediaType
            self.byteCount = byteCount
            self.sha256 = sha256
            self.salt = salt
            self.commitment = commitment
            self.modified = modified
            self.source = source
            self.collectedAt = collectedAt
            self.collectedBy = collectedBy
            self.place = place
        }
    }

    /// A link of the chain, with the text of its `tlog-proof`.
    package struct Link: Sendable {
        package let act: Act
        package let proof: String?

        package init(act: Act, proof: String?) {
            self.act = act
            self.proof = proof
        }
    }

    package let origin: Origin
    package let document: Document
    package let intake: Link
    /// All that concerned the document after its intake, in the order of the ledger.
    package let links: [Link]
    /// Those of its compartment.
    package let grants: [GrantSummary]
    package let grantOpenings: [GrantID: Openings]

    package init(
        origin: Origin, document: Document, intake: Link, links: [Link], grants: [GrantSummary],
        grantOpenings: [GrantID: Openings]
    ) {
        self.origin = origin
        self.document = document
        self.intake = intake
        self.links = links
        self.grants = grants
        self.grantOpenings = grantOpenings
    }

    package func html(_ language: Language) -> String { paper(language).html }
    package func text(_ language: Language, width: Int? = nil) -> String { paper(language).text(width: width) }

    package func paper(_ language: Language) -> Paper {
        var paper = Paper(CustodyNote.title(document: document.id).text(language), language)
        paper.lead = [
            CustodyNote.lead(
                document: document.id, time: origin.zoned(intake.act.time, language), person: intake.act.person.text
            ).text(language)
        ]
        paper.facts = origin.facts(language)
        func add(_ caption: Caption, startsPage: Bool = false, _ blocks: [Paper.Block]) {
            paper.sections.append(.init(caption.text(language), startsPage: startsPage, blocks))
        }
        add(.intake, [.paragraph(CustodyNote.intake.text(language)), .facts(facts(language))])
        add(.chain, chain(language))
        add(
            .access,
            grants.isEmpty
                ? [.paragraph(ReportNote.nothing.text(language))]
                : [
                    .grid(
                        Grid(
                            grants.sorted { $0.from < $1.from }, grantOpenings, origin, language, withCase: false))
                ]
        )
        add(
            .check,
            [
                .steps(
                    [CustodyNote.fileStep, .commitmentStep, .proofStep].map { $0.text(language) })
            ]
                + [
                    CustodyNote.limits, .evidence, .uncertified, .signaturePlace, .signatureName, .signatureHand,
                ].map { .paragraph($0.text(language)) })
        add(.proofs, startsPage: true, proofs(language))
        return paper
    }

    private func facts(_ language: Language) -> [Paper.Fact] {
        func fact(_ caption: Caption, _ value: String?, isCode: Bool = false) -> [Paper.Fact] {
            value.map { $0.isEmpty ? [] : [.init(caption.text(language), $0, isCode: isCode)] } ?? []
        }
        return fact(.document, document.id, isCode: true) + fact(.caseID, document.caseID, isCode: true)
            + fact(.compartments, origin.labels.text(document.compartment, language))
            + fact(.label, document.label) + fact(.fileName, document.fileName) + fact(.mediaType, document.mediaType)
            + fact(.size, CustodyNote.size(bytes: document.byteCount).text(language))
            + fact(.modified, document.modified.map { origin.zoned($0, language) })
            + fact(.source, document.source) + fact(.collectedAt, document.collectedAt)
            + fact(.collectedBy, document.collectedBy) + fact(.place, document.place)
            + fact(.sha256, document.sha256, isCode: true) + fact(.salt, document.salt, isCode: true)
            + fact(.commitment, document.commitment, isCode: true)
    }

    private func chain(_ language: Language) -> [Paper.Block] {
        let acts = links.map(\.act)
        let summary = CustodyNote.sinceThen(
            openings: acts.count(where: \.isOpening), exports: ExportLine.lines(acts).count, grants: grants.count)
        return [
            .paragraph(summary.text(language)), .paragraph(CustodyNote.chain.text(language)),
            .grid(
                Act.grid(
                    [intake.act] + acts, [.entry, .time, .officerOfAgency, .action, .purpose, .detail], origin,
                    language)),
        ]
    }

    private func proofs(_ language: Language) -> [Paper.Block] {
        [.paragraph(CustodyNote.proofs.text(language))]
            + ([intake] + links).flatMap { link -> [Paper.Block] in
                let heading = CustodyNote.proofHeading(
                    entry: link.act.sequence, action: link.act.action.text(language),
                    time: origin.zoned(link.act.time, language))
                return [
                    .heading(heading.text(language)),
                    link.proof.map { .verbatim($0) }
                        ?? .paragraph(CustodyNote.noProof(entry: link.act.sequence).text(language)),
                ]
            }
    }
}
