import Console
import Files
import Reports
import Reviewing
import Texts
import Vault
import Vocabulary

/// A report on its way out: a page into a file that appears whole or not at all, a document for programs, a text for
/// whoever sits there.
struct Delivery: ~Copyable {
    private let file: Output?

    /// Before anything is asked of the custodian: a report that can't be written would stand in the ledger.
    init(page path: String?, _ desk: Desk) throws {
        file = try path.map { try Output(path: desk.path($0)) }
    }

    /// `table` takes the place of the text where there is one: as CSV.
    consuming func deliver(_ paper: Paper, _ desk: Desk, table: String? = nil, json: @autoclosure () -> JSON) throws {
        if let file {
            let page = Array(paper.html.utf8)
            let (path, isRenamed) = (file.path, file.isRenamed)
            try file.write(page)
            try file.appear()
            try desk.report(.written(path: shown(path), size: humanSize(page.count)), json: json())
            desk.tellName(path, isRenamed)
            guard let table else { return }
            return try Terminal.output(bytes: Array(table.utf8).span)
        }
        if let table { return try Terminal.output(bytes: Array(table.utf8).span) }
        try desk.show(json: json()) { paper.text(width: Terminal.width) }
    }
}

extension Teller {
    init(_ work: Desk.Work) { self.init(officer: work.officer, calendar: work.calendar) }
}
