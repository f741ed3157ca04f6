package import Texts
import Vocabulary

/// HTML that is written from the front to the end.
///
/// Elements and the names of attributes are those of the enumerations, links lead into the page only, and all else is
/// escaped: nothing that is handed in becomes markup, an address or a style. What comes out is well-formed XML too.
package struct Markup: Sendable {
    package enum Tag: String, Sendable {
        case html, head, title, body, header, main, nav, footer, section, article, figure, figcaption
        case h1, h2, h3, p, ol, ul, li, dl, dt, dd, div, span, strong, code, pre, a
        case table, caption, thead, tbody, tr, th, td
        case svg, rect, line, desc
    }

    package enum Attribute: Sendable {
        case style(Class)
        case lang(Language)
        case id(Anchor)
        /// To a place in the same page.
        case link(Anchor)
        case describedBy(Anchor, Anchor)
        /// The heading of the column, shown before the cell where the table is stacked.
        case label(String)
        case ariaLabel(String)
        case role(Role)
        /// What only the eye gets; its words stand beside it.
        case hidden
        case scope(Scope)
        case columnSpan(Int)
        case viewBox(width: Int, height: Int)
        case stretched
        case box(x: Int, y: Int, width: Int, height: Int)
        case from(x: Int, y: Int), to(x: Int, y: Int)
    }

    package enum Role: String, Sendable { case img, list }
    package enum Scope: String, Sendable { case col, row, colgroup }

    /// The classes of the style sheet.
    package enum Class: String, Sendable {
        case lead, facts, figures, number, code, time, period, marked, caution, letter, proof, chart, columns,
            axis,
            peak, bars
        case ranking, bar, hollow, base, numbers, note, finding, evidence, group
        /// A word that no column is wide enough for.
        case long
        /// An id or a handle: not broken at its hyphen.
        case whole
        case opening = "new-page"
    }

    /// A place in the page. Made of numbers only: no text that was handed in names one.
    package struct Anchor: Hashable, Sendable {
        fileprivate let name: String

        package static func section(_ number: Int) -> Anchor { Anchor(name: "s\(number)") }
        package static func chartTitle(_ number: Int) -> Anchor { Anchor(name: "ct\(number)") }
        package static func chartText(_ number: Int) -> Anchor { Anchor(name: "cd\(number)") }
    }

    package private(set) var text = ""

    package init() {}

    /// Text that a person reads. Ids and handles in it stay in one piece.
    package mutating func add(_ text: String) {
        guard text.utf8.contains(UInt8(ascii: "-")) else { return addVerbatim(text) }
        var rest = text.unicodeScalars[...]
        while let scalar = rest.first {
            let isInName = scalar.isInName
            var run = rest.prefix { $0.isInName == isInName }
            // A name may have a full stop in it; at its end it is the sentence's.
            while isInName, run.count > 1, run.last == "." { run.removeLast() }
            rest = rest[run.endIndex...]
            let piece = String(run)
            guard isInName, piece.isIDOrHandle else {
                addVerbatim(piece)
                continue
            }
            open(.span, [.style(.whole)])
            addVerbatim(piece)
            close(.span)
        }
    }

    /// Text that is copied rather than read.
    mutating func addVerbatim(_ text: String) { self.text += escaped(text) }

    package mutating func element(
        _ tag: Tag, _ attributes: Attribute..., content: (inout Markup) -> Void
    ) {
        open(tag, attributes)
        content(&self)
        close(tag)
    }

    package mutating func element(_ tag: Tag, _ attributes: Attribute..., text: String) {
        open(tag, attributes)
        if tag.holdsTextOnly { addVerbatim(text) } else { add(text) }
        close(tag)
    }

    /// An element without content, as `<rect …/>`.
    package mutating func empty(_ tag: Tag, _ attributes: Attribute...) {
        open(tag, attributes)
        text.removeLast()
        text += "/>"
    }

    /// What is written here and nowhere else: the lines of the head. Never anything that was handed in.
    mutating func addFixed(_ text: StaticString) { self.text += text.description }

    /// The style sheet, and the policy that lets in nothing else.
    mutating func addStyleAndPolicy() {
        text += """
            <meta http-equiv="Content-Security-Policy" content="default-src 'none'; \
            style-src 'sha256-\(StyleSheet.digest)'; base-uri 'none'; form-action 'none'"/>
            <style>\(StyleSheet.text)</style>

            """
    }

    private mutating func open(_ tag: Tag, _ attributes: [Attribute]) {
        text += "<"
        text += tag.rawValue
        for attribute in attributes { attribute.write(to: &text) }
        text += ">"
    }

    private mutating func close(_ tag: Tag) {
        text += "</"
        text += tag.rawValue
        text += tag.endsLine ? ">\n" : ">"
    }
}

extension Unicode.Scalar {
    /// Of the signs that ids and handles are made of.
    fileprivate var isInName: Bool {
        isASCII && (properties.isAlphabetic || properties.numericType != nil || "-@._".unicodeScalars.contains(self))
    }
}

extension String {
    /// `K-`, `I-`, `D-`, `G-` or `R-` and 16 signs, or `name@agency`, where there is a hyphen to break at. One that no line
    /// may have room for is none.
    fileprivate var isIDOrHandle: Bool {
        let bytes = Array(utf8)
        if bytes.count == 18, bytes[1] == UInt8(ascii: "-"), "KIDGR".utf8.contains(bytes[0]) {
            return bytes[2...].allSatisfy { (0x30...0x39).contains($0) || (0x41...0x5a).contains($0) }
        }
        return bytes.count <= 28 && bytes.contains(UInt8(ascii: "-")) && bytes.count { $0 == UInt8(ascii: "@") } == 1
    }
}

extension Markup.Tag {
    /// Titles and descriptions, of pages and drawings, hold no elements.
    fileprivate var holdsTextOnly: Bool { self == .title || self == .desc }

    fileprivate var endsLine: Bool {
        switch self {
        case .span, .strong, .code, .a, .td, .th, .dt, .rect, .line: false
        default: true
        }
    }
}

extension Markup.Attribute {
    fileprivate func write(to text: inout String) {
        switch self {
        case .style(let style): text += " class=\"\(style.rawValue)\""
        case .lang(let language): text += " lang=\"\(language.rawValue)\""
        case .id(let anchor): text += " id=\"\(anchor.name)\""
        case .link(let anchor): text += " href=\"#\(anchor.name)\""
        case .describedBy(let title, let description): text += " aria-labelledby=\"\(title.name) \(description.name)\""
        case .label(let label): text += " data-label=\"\(escaped(label))\""
        case .ariaLabel(let label): text += " aria-label=\"\(escaped(label))\""
        case .hidden: text += " aria-hidden=\"true\""
        case .role(let role): text += " role=\"\(role.rawValue)\""
        case .scope(let scope): text += " scope=\"\(scope.rawValue)\""
        case .columnSpan(let count): text += " colspan=\"\(count)\""
        case .viewBox(let width, let height): text += " viewBox=\"0 0 \(width) \(height)\""
        case .stretched: text += " preserveAspectRatio=\"none\""
        case .box(let x, let y, let width, let height):
            text += " x=\"\(x)\" y=\"\(y)\" width=\"\(width)\" height=\"\(height)\""
        case .from(let x, let y): text += " x1=\"\(x)\" y1=\"\(y)\""
        case .to(let x, let y): text += " x2=\"\(x)\" y2=\"\(y)\""
        }
    }
}

/// `text` as HTML shows it, within an element or within quotes: what has a meaning in HTML is named, and control and
/// bidirectional characters are shown as codes, as in a terminal.
package func escaped(_ text: String) -> String {
    if text.utf8.allSatisfy(\.isPlain) { return text }
    var safe = ""
    for scalar in shown(text).unicodeScalars {
        switch scalar {
        case "&": safe += "&amp;"
        case "<": safe += "&lt;"
        case ">": safe += "&gt;"
        case "\"": safe += "&quot;"
        case "'": safe += "&#39;"
        // Not allowed in XML, and shown by nothing.
        case "\u{fffe}", "\u{ffff}": safe += "\u{fffd}"
        default: safe.unicodeScalars.append(scalar)
        }
    }
    return safe
}

extension UInt8 {
    /// A printable ASCII character that means nothing in HTML.
    fileprivate var isPlain: Bool {
        switch self {
        case 0x22, 0x26, 0x27, 0x3c, 0x3e: false
        default: self >= 0x20 && self < 0x7f
        }
    }
}
