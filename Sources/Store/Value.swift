import Sodium

/// What stands in a column, or is looked for there: the kinds that every engine has.
package enum Value: Hashable, Sendable {
    case integer(Int64)
    case text(String)
    case blob([UInt8])
    /// Nothing, where something of a kind could stand: some engines want to know of what.
    case null(Kind)

    package enum Kind: Hashable, Sendable {
        case integer, text, blob
    }

    package var kind: Kind {
        switch self {
        case .integer: .integer
        case .text: .text
        case .blob: .blob
        case .null(let kind): kind
        }
    }

    package var isNull: Bool {
        if case .null = self { true } else { false }
    }

    /// A count or a place, as far as a column holds it.
    package static func number(_ number: some BinaryInteger) -> Value { .integer(Int64(clamping: number)) }

    /// 0 or 1: engines differ in what they have of truth values.
    package static func flag(_ flag: Bool) -> Value { .integer(flag ? 1 : 0) }
}

/// A row that a statement found, for as long as it is lent.
///
/// Whoever has the disk need not keep to the schema: each column is asked for with the kind that should stand there, and is
/// nil where another does.
package protocol StoredRow {
    func isNull(_ column: Int) -> Bool
    func integer(_ column: Int) -> Int64?
    func withText<R>(_ column: Int, _ body: (Span<UInt8>) throws -> R) rethrows -> R?
    func withBlob<R>(_ column: Int, _ body: (Span<UInt8>) throws -> R) rethrows -> R?
    func blob(_ column: Int) -> [UInt8]?
}

extension StoredRow {
    /// A number that counts from 0.
    package func count(_ column: Int) -> UInt64? { integer(column).flatMap { UInt64(exactly: $0) } }

    /// Nil of a text that is no UTF-8, too.
    package func text(_ column: Int) -> String? { withText(column) { String(strict: $0) } ?? nil }

    /// What stands there, where it is of that kind.
    package func value(_ column: Int, _ kind: Value.Kind) -> Value {
        let value: Value? =
            switch kind {
            case .integer: integer(column).map { .integer($0) }
            case .text: text(column).map { .text($0) }
            case .blob: blob(column).map { .blob($0) }
            }
        return value ?? .null(kind)
    }
}

/// Whether a reading goes on.
package enum Step {
    case next, stop
}
