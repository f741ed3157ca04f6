import Casework
package import Texts
package import Vocabulary

/// What the vault calls its compartments and purposes, in the reader's language.
package struct VaultWords {
    let labels: Labels
    let language: Language

    package init(labels: Labels, language: Language) {
        self.labels = labels
        self.language = language
    }

    package func text(_ compartment: CompartmentName) -> String { labels.text(compartment, language) }
    package func text(_ purpose: Purpose) -> String { labels.text(purpose, language) }
    package func text(_ compartments: [CompartmentName]) -> String {
        compartments.map { text($0) }.joined(separator: ", ")
    }

    /// With the name behind it by which commands take it, where that is another.
    package func named(_ compartment: CompartmentName) -> String { Self.named(compartment.text, text(compartment)) }
    package func named(_ purpose: Purpose) -> String { Self.named(purpose.text, text(purpose)) }

    private static func named(_ name: String, _ label: String) -> String {
        name == label ? name : "\(name) (\(label))"
    }
}
