import Reports
import Testing
import Vocabulary

/// A reader of pages that forgives nothing: every element closed where it must be, every attribute quoted, every `&`
/// a known name. What it gives back is what a browser would find there.
struct StrictMarkup {
    struct Element {
        let name: String
        let attributes: [(name: String, value: String)]
        /// The text in it, as a reader sees it, without that of the elements inside.
        var text = ""
    }

    struct Fault: Error, CustomStringConvertible {
        let description: String
    }

    private(set) var elements: [Element] = []

    init(_ page: String) throws {
        let doctype = "<!DOCTYPE html>\n"
        guard page.hasPrefix(doctype) else { throw Fault(description: "no doctype") }
        var rest = page.dropFirst(doctype.count)[...]
        var open: [Int] = []
        while let character = rest.first {
            if character != "<" {
                let text = rest.prefix { $0 != "<" }
                rest = rest[text.endIndex...]
                guard let last = open.last else {
                    guard text.allSatisfy(\.isWhitespace) else { throw Fault(description: "text outside: \(text)") }
                    continue
                }
                elements[last].text += elements[last].name == "style" ? String(text) : try Self.plain(text)
                continue
            }
            guard let end = rest.firstIndex(of: ">") else { throw Fault(description: "no end: \(rest.prefix(40))") }
            let inside = rest[rest.index(after: rest.startIndex)..<end]
            rest = rest[rest.index(after: end)...]
            if inside.hasPrefix("/") {
                guard let last = open.popLast(), elements[last].name == inside.dropFirst() else {
                    throw Fault(description: "closed without being open: \(inside)")
                }
            } else {
                elements.append(try Self.element(inside.hasSuffix("/") ? inside.dropLast() : inside))
                if !inside.hasSuffix("/") { open.append(elements.count - 1) }
            }
        }
        guard open.isEmpty else { throw Fault(description: "left open: \(open.map { elements[$0].name })") }
    }

    private static func element(_ text: Substring) throws -> Element {
        let name = text.prefix { $0.isASCII && ($0.isLetter || $0.isNumber) }
        var rest = text[name.endIndex...]
        var attributes: [(name: String, value: String)] = []
        while !rest.isEmpty {
            guard rest.first == " " else { throw Fault(description: "no space: \(text)") }
            rest = rest.dropFirst()
            let key = rest.prefix { $0 != "=" }
            rest = rest[key.endIndex...]
            guard !key.isEmpty, rest.hasPrefix("=\"") else { throw Fault(description: "no value: \(text)") }
            rest = rest.dropFirst(2)
            let value = rest.prefix { $0 != "\"" }
            rest = rest[value.endIndex...]
            guard rest.first == "\"" else { throw Fault(description: "no quote: \(text)") }
            rest = rest.dropFirst()
            attributes.append((String(key), try plain(value)))
        }
        guard Set(attributes.map(\.name)).count == attributes.count else { throw Fault(description: "twice: \(text)") }
        return Element(name: String(name), attributes: attributes)
    }

    /// The characters that a text with names stands for.
    private static func plain(_ text: Substring) throws -> String {
        var plain = ""
        var rest = text
        while let character = rest.first {
            guard character == "&" else {
                plain.append(character)
                rest = rest.dropFirst()
                continue
            }
            let names = [("&amp;", "&"), ("&lt;", "<"), ("&gt;", ">"), ("&quot;", "\""), ("&#39;", "'")]
            guard let (name, meaning) = names.first(where: { rest.hasPrefix($0.0) }) else {
                throw Fault(description: "unknown name: \(rest.prefix(10))")
            }
            plain += meaning
            rest = rest.dropFirst(name.count)
        }
        return plain
    }
}

/// Holds a page to what a page of ours may be: read without script, fetching nothing, leading nowhere.
func expectSelfContained(_ page: String, _ name: String) throws {
    let markup = try StrictMarkup(page)
    let ids = Set(markup.elements.flatMap { $0.attributes.filter { $0.name == "id" }.map(\.value) })
    let allowed: Set<String> = [
        "html", "head", "meta", "title", "style", "body", "header", "main", "nav", "section", "article", "figure",
        "figcaption", "h1", "h2", "h3", "p", "ol", "ul", "li", "dl", "dt", "dd", "div", "span", "strong", "pre", "a",
        "table", "thead", "tbody", "tr", "th", "td", "svg", "rect", "line", "desc",
    ]
    let attributes: Set<String> = [
        "lang", "charset", "http-equiv", "content", "name", "class", "id", "href", "data-label", "aria-label",
        "aria-labelledby", "aria-hidden", "role", "scope", "colspan", "viewBox", "preserveAspectRatio", "x", "y",
        "width", "height", "x1", "x2", "y1", "y2",
    ]
    for element in markup.elements {
        #expect(allowed.contains(element.name), "\(name): <\(element.name)>")
        for attribute in element.attributes {
            #expect(attributes.contains(attribute.name), "\(name): \(attribute.name)")
            if attribute.name == "href" {
                #expect(attribute.value.hasPrefix("#") && ids.contains(String(attribute.value.dropFirst())), "\(name)")
            }
        }
    }
    let styles = markup.elements.filter { $0.name == "style" }
    #expect(styles.count == 1)
    #expect(styles[0].text == StyleSheet.text, "\(name): another style")
    let policy = markup.elements.first { $0.attributes.contains { $0.value == "Content-Security-Policy" } }
    #expect(
        policy?.attributes.first { $0.name == "content" }?.value
            == "default-src 'none'; style-src 'sha256-\(StyleSheet.digest)'; base-uri 'none'; form-action 'none'")
    #expect(markup.elements.count { $0.name == "h1" } == 1)
}
