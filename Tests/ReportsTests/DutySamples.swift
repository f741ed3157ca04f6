import Reports
import Texts
import Vocabulary

/// The reports of the law's duties, made of the small vault.
extension ReportSamples {
    static let ofCase = acts.filter { $0.caseID == caseID }

    static let trail = TrailReport(
        origin: origin(), caseID: caseID, number: "B/12/XI/2026", owner: "UPTD PPA OKU Selatan",
        requested: at(29, 15, 30), acts: ofCase, grants: grants, grantOpenings: grantOpenings, isComplete: true)

    static func exposure(
        learned: Moment? = at(29, 10), dismissed: Moment? = at(29, 10, 20), isEmbedded: Bool = true,
        madeAt: Moment = at(30, 9), shared: [SharedReach] = SharedReach.allCases
    ) -> ExposureReport {
        ExposureReport(
            origin: origin(madeAt: madeAt), person: budi, roles: ["unit-ppa/penyidik"], enrolled: at(-60, 9),
            dismissed: dismissed, since: at(0, 0), learned: learned, cause: .lostDevice, isEmbedded: isEmbedded,
            reach: [
                .init(
                    caseID: caseID, compartments: parts("identity", "statement", "evidence"), records: 5,
                    role: "unit-ppa/penyidik", grant: "G-5T0KQ8WZ3XJ6MN1C", from: at(0, 9), until: at(40, 23, 59)),
                .init(
                    caseID: "K-1N8PD4WZ6YB0FH2C", compartments: parts("medical"), records: 2, role: "unit-ppa/penyidik",
                    grant: nil, from: at(-20, 9), until: nil),
            ], shared: isEmbedded ? shared : [], acts: acts.filter { $0.person == budi })
    }

    static let proof = """
        c2sp.org/tlog-proof@v1
        index 2
        gcFmA3eXw1TrNqlKp0Bv9yHdUzSjR6oMxEi2CbWnQ4s=
        Zk8tVnX5aLr0JmYhCuQ7PeSfD1wGoNbI3KxTzRqBv2E=

        brankas/okuselatan/3f9c3f9c
        24
        obKhsqGyobKhsqGyobKhsqGyobKhsqGyobKhsqGyobI=

        — brankas/okuselatan/3f9c3f9c 8xQm2bYw0r6Kj1zVtPnUeHsDfLcGaXiO5RkTqZyMvBNdWlSgEoJpIuCh7A3F9+4/==
        """

    static let custody = CustodyReport(
        origin: origin(),
        document: .init(
            id: document, version: 1, caseID: caseID, compartment: parts("evidence")[0], label: "Rekaman CCTV toko",
            fileName: "kamera-2.mp4", mediaType: "video/mp4", byteCount: 1_482_009_331,
            sha256: String(repeating: "5e88", count: 16), salt: String(repeating: "0c7d", count: 16),
            commitment: String(repeating: "b94d", count: 16), modified: at(0, 0),
            source: "Toko Sinar Jaya",
            collectedAt: "2026-11-01 16:00", collectedBy: "Briptu Budi Santoso", place: "Muaradua"),
        intake: .init(act: acts[2], proof: proof),
        links: ofCase.filter { $0.subject == subject(document) && $0.sequence > 2 }.enumerated().map { number, act in
            .init(act: act, proof: number % 2 == 0 ? proof : nil)
        }, grants: grants, grantOpenings: grantOpenings)

    static let stats = StatsReport(
        origin: origin(), month: at(0, 0).day, held: 43, opened: 14, closed: 6, running: 31,
        rows: [
            .init(kind: "KDRT", age: .toFortyFour, sex: .female, count: 6),
            .init(kind: "KDRT", age: .toTwelve, sex: .male, count: 1),
            .init(kind: "Kekerasan seksual", age: .toSeventeen, sex: .female, count: 5),
            .init(kind: "Kekerasan seksual", age: .toTwelve, sex: .female, count: 2),
            .init(kind: "TPPO", age: .toTwentyFour, sex: .female, count: 3),
            .init(kind: nil, age: .unknown, sex: .unknown, count: 1),
        ])

    static let emptyStats = StatsReport(
        origin: origin(), month: at(0, 0).day, held: 0, opened: 0, closed: 0, running: 0, rows: [])

    static let emptyTrail = TrailReport(
        origin: origin(), caseID: caseID, number: nil, owner: "", requested: nil, acts: [], grants: [],
        grantOpenings: [:],
        isComplete: false)

    static let emptyExposure = ExposureReport(
        origin: origin(), person: budi, roles: [], enrolled: nil, dismissed: nil, since: nil, learned: nil,
        cause: .unknown, isEmbedded: false, reach: [], shared: [], acts: [])

    /// Each kind of report, empty and filled.
    static func papers(_ language: Language) -> [(name: String, paper: Paper)] {
        let review = ReviewReport()
        return [
            ("review-empty", review.paper(empty, language)), ("review-usual", review.paper(usual, language)),
            ("trail", trail.paper(language)), ("trail-empty", emptyTrail.paper(language)),
            ("exposure", exposure().paper(language)), ("exposure-empty", emptyExposure.paper(language)),
            ("custody", custody.paper(language)), ("stats", stats.paper(language)),
            ("stats-empty", emptyStats.paper(language)),
        ]
    }
}
