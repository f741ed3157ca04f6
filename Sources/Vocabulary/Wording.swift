/// A word in both languages.
package struct Wording: Hashable, Sendable {
    package let indonesian: String
    package let english: String

    package init(indonesian: String, english: String) {
        self.indonesian = indonesian
        self.english = english
    }
}

/// What a vault calls its purposes and compartments; what has no word of its own is called by its name.
package struct Labels: Hashable, Sendable {
    package let purposes: [Purpose: Wording]
    package let compartments: [CompartmentName: Wording]

    package init(purposes: [Purpose: Wording], compartments: [CompartmentName: Wording]) {
        self.purposes = purposes
        self.compartments = compartments
    }

    /// Each called by its name.
    package init(names purposes: [Purpose], _ compartments: [CompartmentName]) {
        func words<Name: WrittenName>(_ names: [Name]) -> [Name: Wording] {
            Dictionary(
                names.map { ($0, Wording(indonesian: $0.text, english: $0.text)) },
                uniquingKeysWith: { first, _ in first })
        }
        self.init(purposes: words(purposes), compartments: words(compartments))
    }
}
