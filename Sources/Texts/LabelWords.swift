package import Vocabulary

extension Labels {
    package func text(_ purpose: Purpose, _ say: Language) -> String {
        purposes[purpose].map { say($0) } ?? purpose.text
    }

    package func text(_ compartment: CompartmentName, _ say: Language) -> String {
        compartment == .summary
            ? say(id: "ringkasan", en: "summary") : compartments[compartment].map { say($0) } ?? compartment.text
    }

    /// What a keys file that says nothing else calls `purposes` and `compartments`.
    package static func usual(_ purposes: [Purpose], _ compartments: [CompartmentName]) -> Labels {
        let names = Labels(names: purposes, compartments)
        return Labels(
            purposes: names.purposes.merging(usualPurposes.filter { purposes.contains($0.key) }) { $1 },
            compartments: names.compartments.merging(usualCompartments.filter { compartments.contains($0.key) }) { $1 })
    }

    private static let usualPurposes: [Purpose: Wording] = [
        .pelaporan: Wording(indonesian: "pelaporan", english: "reporting"),
        .pendampingan: Wording(indonesian: "pendampingan", english: "support of the victim"),
        .penyelidikan: Wording(indonesian: "penyelidikan", english: "preliminary inquiry"),
        .penyidikan: Wording(indonesian: "penyidikan", english: "criminal investigation"),
        .penuntutan: Wording(indonesian: "penuntutan", english: "prosecution"),
        .persidangan: Wording(indonesian: "persidangan", english: "trial"),
        .pengawasan: Wording(indonesian: "pengawasan", english: "oversight"),
        .darurat: Wording(indonesian: "keadaan darurat", english: "emergency"),
    ]

    private static let usualCompartments = Dictionary(
        uniqueKeysWithValues: [
            ("identity", "identitas", "identity"), ("assessment", "asesmen", "assessment"),
            ("medical", "medis", "medical"), ("statement", "keterangan", "statements"),
            ("evidence", "barang bukti", "evidence"),
        ].compactMap { name, indonesian, english in
            (try? CompartmentName(name)).map { ($0, Wording(indonesian: indonesian, english: english)) }
        })
}
