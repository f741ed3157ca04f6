import Casework
import GRDB
import Vocabulary

extension Row {
    /// What stands in a column; nil where it is of another kind than the schema has. Whoever has the disk need not keep to the
    /// schema, and GRDB's own way ends the program.
    func stored<Value: DatabaseValueConvertible>(_ column: String) -> Value? {
        Value.fromDatabaseValue(self[column] as DatabaseValue)
    }

    /// A number that counts from 0.
    func storedCount(_ column: String) -> UInt64? {
        (stored(column) as Int64?).flatMap { UInt64(exactly: $0) }
    }
}

extension String {
    /// The id that stands in a column of `table`.
    func storedCaseID(in table: String) throws -> CaseID {
        do {
            return try CaseID(self)
        } catch {
            throw CustodyError.damaged(.row(table: table))
        }
    }
}
