import ArgumentParser
import Console
import Reports
import Texts

/// How a command prints a table for other programs.
struct SheetOptions: ParsableArguments {
    @Flag(help: .spoken(.csv)) var csv = false
    @Flag(help: .spoken(.spreadsheet)) var spreadsheet = false

    var isWanted: Bool { csv || spreadsheet }

    /// Nil where no such table is wanted. Throws where two of them are, or JSON besides.
    func dialect(_ common: CommonOptions) throws -> CSV.Dialect? {
        if csv, spreadsheet { throw Failure(.eitherOr("--csv", "--spreadsheet")) }
        if isWanted, common.json { throw Failure(.eitherOr(csv ? "--csv" : "--spreadsheet", "--json")) }
        return spreadsheet ? .spreadsheet : csv ? .rfc4180 : nil
    }
}
