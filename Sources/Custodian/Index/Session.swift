import Store

extension Session {
    @discardableResult
    func run(_ statement: Statement, _ values: [Value] = []) throws -> Int { try run(statement.sql, values) }

    func rows(_ statement: Statement, _ values: [Value] = [], _ body: (any StoredRow) throws -> Step) throws {
        try rows(statement.sql, values, body)
    }

    /// What `read` makes of the first row; nil where there is none.
    func first<R>(_ statement: Statement, _ values: [Value] = [], _ read: (any StoredRow) throws -> R) throws -> R? {
        try first(sql: statement.sql, values, read)
    }

    func first<R>(sql: String, _ values: [Value], _ read: (any StoredRow) throws -> R) throws -> R? {
        var found: R?
        try rows(sql, values) { row in
            found = try read(row)
            return .stop
        }
        return found
    }

    func exists(_ statement: Statement, _ values: [Value]) throws -> Bool {
        try first(statement, values) { _ in true } ?? false
    }

    /// What `read` makes of every row, in their order.
    func all<R>(_ statement: Statement, _ values: [Value] = [], _ read: (any StoredRow) throws -> R) throws -> [R] {
        try all(sql: statement.sql, values, read)
    }

    func all<R>(sql: String, _ values: [Value], _ read: (any StoredRow) throws -> R) throws -> [R] {
        var found: [R] = []
        try rows(sql, values) { row in
            found.append(try read(row))
            return .next
        }
        return found
    }
}

extension Optional {
    func orNull(_ kind: Value.Kind, _ value: (Wrapped) -> Value) -> Value { map(value) ?? .null(kind) }
}
