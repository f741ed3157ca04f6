import Casework
import Reports
import Reviewing
import Texts
import Vault
import Vocabulary

/// How things of one kind are listed. Each of their sides is described once: it is a column of the table that people read, a
/// member of the object that programs read, and a column of the sheet that a spreadsheet reads.
struct Listing<Item> {
    private let sides: [Side]
    /// Members besides, by names that only the item knows.
    private let others: (Item) -> [JSON.Member]
    private let style: (Item) -> Table.Style

    struct Side {
        /// Its name to programs; nil where only people are told.
        fileprivate let key: String?
        /// Its heading; nil where only programs are told.
        fileprivate let label: Label?
        fileprivate let shown: (Item) -> String
        /// Nil where the object has no such member.
        fileprivate let value: (Item) -> JSON?
        /// In a sheet, where that is not the value.
        fileprivate let cell: ((Item) -> String)?

        init(
            _ key: String?, _ label: Label?, shown: @escaping (Item) -> String,
            value: @escaping (Item) -> JSON?, cell: ((Item) -> String)? = nil
        ) {
            self.key = key
            self.label = label
            self.shown = shown
            self.value = value
            self.cell = cell
        }
    }

    init(
        _ sides: [Side], others: @escaping (Item) -> [JSON.Member] = { _ in [] },
        style: @escaping (Item) -> Table.Style = { _ in .plain }
    ) {
        self.sides = sides
        self.others = others
        self.style = style
    }

    /// The columns that `labels` name, or all that people are shown.
    func table(_ items: [Item], _ language: Language, columns labels: [Label]? = nil, zone: String? = nil) -> Table {
        let shown = sides.filter { $0.label != nil }
        let columns =
            labels.map { labels in
                labels.map { label in
                    guard let side = shown.first(where: { $0.label == label }) else {
                        preconditionFailure("no side has the heading \(label)")
                    }
                    return side
                }
            } ?? shown
        var table = Table(columns.compactMap(\.label), language, zone: zone)
        for item in items { table.add(columns.map { $0.shown(item) }, style: style(item)) }
        return table
    }

    func json(_ item: Item) -> JSON {
        // What somebody sealed says nothing under a name that has its side: it would be read in that one's place.
        let names = Set(sides.compactMap(\.key))
        return .object(
            sides.compactMap { side in
                guard let key = side.key, let value = side.value(item) else { return nil }
                return JSON.Member(key, value)
            } + others(item).filter { !names.contains($0.name) })
    }

    func json(_ items: [Item]) -> JSON { .array(items.map { json($0) }) }

    /// A row of headings, which are the names that programs read, and one for each item.
    func sheet(_ items: [Item]) -> [[String]] {
        let columns = sides.filter { $0.key != nil }
        return [columns.compactMap(\.key)]
            + items.map { item in columns.map { shownLines($0.cell?(item) ?? $0.value(item)?.cell ?? "") } }
    }

}

/// What others wrote: whoever looks at the sheet on a terminal is as safe as with a table.
private func shownLines(_ text: String) -> String {
    text.split(separator: "\n", omittingEmptySubsequences: false).map { shown(String($0)) }.joined(separator: "\n")
}

extension JSON {
    /// As a cell has it: several values with spaces between them.
    fileprivate var cell: String {
        switch self {
        case .null: ""
        case .string(let text): text
        case .array(let values): values.map(\.cell).joined(separator: " ")
        case .bool, .number, .object: text
        }
    }
}

extension Listing.Side {
    /// A text that is the same to people and to programs.
    static func text(_ key: String, _ label: Label?, _ text: @escaping (Item) -> String?) -> Self {
        .init(key, label, shown: { text($0) ?? "" }, value: { item in text(item).map { .string($0) } })
    }

    /// A text that always has a member: null where there is none.
    static func nullable(_ key: String, _ label: Label?, _ text: @escaping (Item) -> String?) -> Self {
        .init(key, label, shown: { text($0) ?? "" }, value: { item in text(item).map { .string($0) } ?? .null })
    }

    /// What an item was described by under this name, as it stands there; null where it was not.
    static func described(
        _ key: String, _ label: Label?, _ description: @escaping (Item) -> JSON, shown: ((String) -> String)? = nil
    ) -> Self {
        .init(
            key, label, shown: { item in description(item)[key]?.string.map { shown?($0) ?? $0 } ?? "" },
            value: { description($0)[key] ?? .null })
    }

    /// A code, and the words that people read.
    static func code(
        _ key: String, _ label: Label?, _ code: @escaping (Item) -> String?, shown: @escaping (Item) -> String
    ) -> Self {
        .init(key, label, shown: shown, value: { item in code(item).map { .string($0) } })
    }

    static func texts(
        _ key: String, _ label: Label?, _ texts: @escaping (Item) -> [String]?, shown: ((Item) -> String)? = nil
    ) -> Self {
        .init(
            key, label, shown: { item in shown?(item) ?? texts(item)?.joined(separator: ", ") ?? "" },
            value: { item in texts(item).map { .texts($0) } })
    }

    static func number(
        _ key: String, _ label: Label?, _ number: @escaping (Item) -> some BinaryInteger,
        shown: ((Item) -> String)? = nil
    ) -> Self {
        .init(
            key, label, shown: { shown?($0) ?? String(number($0)) }, value: { .count(number($0)) })
    }

    /// In UTC to programs, on the vault's clock to people and in a sheet.
    static func time(
        _ key: String, _ label: Label?, _ calendar: VaultCalendar, _ time: @escaping (Item) -> Instant,
        shown: ((Item) -> String)? = nil
    ) -> Self {
        .init(
            key, label, shown: { shown?($0) ?? calendar.text(time($0)) }, value: { .string(time($0).text) },
            cell: { calendar.sortableText(time($0)) })
    }

    /// For programs alone.
    static func value(_ key: String, _ value: @escaping (Item) -> JSON?) -> Self {
        .init(key, nil, shown: { _ in "" }, value: value)
    }

    /// For people alone.
    static func shown(_ label: Label, _ text: @escaping (Item) -> String) -> Self {
        .init(nil, label, shown: text, value: { _ in nil })
    }
}
