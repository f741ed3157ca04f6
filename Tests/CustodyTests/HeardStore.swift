import Sodium
import Store

@testable import Custodian

/// An engine that stands before another, and sees what goes through its index.
protocol WrappingEngine: Engine {
    associatedtype Wrapped: Store & Upkeep
    var engine: any Engine { get }
    func wrap(_ store: any Store & Upkeep) -> Wrapped
}

extension WrappingEngine {
    func openIndex(_ path: String, _ mode: OpenMode) throws -> any Store & Upkeep {
        wrap(try engine.openIndex(path, mode))
    }

    func openHalves(_ path: String, _ mode: OpenMode) throws -> any Halves & Upkeep {
        try engine.openHalves(path, mode)
    }

    func removeIndex(_ path: String) throws { try engine.removeIndex(path) }

    func remakeIndex<R>(_ path: String, at fresh: String, _ body: (any Session, any Session) throws -> R) throws -> R {
        try engine.remakeIndex(path, at: fresh, body)
    }
}

/// A store before another: what it does not say otherwise, that one does.
protocol WrappingStore: Store, Upkeep {
    var store: any Store & Upkeep { get }
}

extension WrappingStore {
    func read<R>(_ body: (any Session) throws -> R) throws -> R { try store.read(body) }
    func isWhole() throws -> Bool { try store.isWhole() }
    func isSound() throws -> Bool { try store.isSound() }
    func giveBackRoom() { store.giveBackRoom() }
    func close() throws { try store.close() }
}

/// An engine that writes down what is asked of another, and what that answers.
struct HeardEngine: WrappingEngine {
    let engine: any Engine
    let transcript = Transcript()

    init(_ engine: any Engine) { self.engine = engine }

    func wrap(_ store: any Store & Upkeep) -> HeardStore { HeardStore(store: store, transcript: transcript) }
}

/// What was asked, in its order. Of a custodian that one thread asks.
final class Transcript: @unchecked Sendable {
    struct Asked: Encodable {
        let sql: String
        var values: [String] = []
        /// Of a statement that changes rows.
        var changes: Int?
        /// Of one that finds some: those that were read.
        var rows: [[String]]?
        /// Whether somebody had enough of them.
        var isCut: Bool?
    }

    private(set) var asked: [Asked] = []
    private var commitsToGo = 0
    private var interruption: (() throws -> Void)?

    func add(_ asked: Asked) { self.asked.append(asked) }

    /// Once, behind the commit of that number from now on.
    func interrupt(behind commit: Int, _ body: @escaping () throws -> Void) {
        (commitsToGo, interruption) = (commit, body)
    }

    var isInterrupted: Bool { interruption == nil }

    fileprivate func committed() throws {
        add(.init(sql: "COMMIT"))
        commitsToGo -= 1
        guard commitsToGo == 0, let body = interruption else { return }
        interruption = nil
        try body()
    }
}

struct HeardStore: WrappingStore {
    let store: any Store & Upkeep
    let transcript: Transcript

    func write<R>(_ body: (any Session) throws -> R) throws -> R {
        transcript.add(.init(sql: "BEGIN"))
        let result: R
        do {
            result = try store.write { try body(HeardSession(session: $0, transcript: transcript)) }
        } catch {
            transcript.add(.init(sql: "ROLLBACK"))
            throw error
        }
        try transcript.committed()
        return result
    }

    func read<R>(_ body: (any Session) throws -> R) throws -> R {
        try store.read { try body(HeardSession(session: $0, transcript: transcript)) }
    }
}

/// Passes everything on.
struct HeardSession: Session {
    let session: any Session
    let transcript: Transcript

    func run(_ sql: String, _ values: [Value]) throws -> Int {
        let changes = try session.run(sql, values)
        transcript.add(.init(sql: sql, values: values.map(\.told), changes: changes))
        return changes
    }

    func rows(_ sql: String, _ values: [Value], _ body: (any StoredRow) throws -> Step) throws {
        var rows: [[String]] = []
        var isCut = false
        // Also where somebody found fault with a row.
        defer {
            transcript.add(.init(sql: sql, values: values.map(\.told), rows: rows, isCut: isCut))
        }
        try session.rows(sql, values) { row in
            isCut = true
            rows.append((0..<columnCount(sql)).map { row.told($0) })
            let step = try body(row)
            isCut = step == .stop
            return step
        }
    }

    func attempt<R>(_ body: () throws -> R) throws -> R {
        transcript.add(.init(sql: "SAVEPOINT"))
        do {
            let result = try session.attempt(body)
            transcript.add(.init(sql: "RELEASE"))
            return result
        } catch {
            transcript.add(.init(sql: "ROLLBACK TO"))
            throw error
        }
    }

    /// How many columns a statement of ours finds: what stands between SELECT and FROM.
    private func columnCount(_ sql: String) -> Int {
        let columns = sql.dropFirst("SELECT ".count).prefix { $0 != "\n" }.split(separator: " FROM ")[0]
        var depth = 0
        return columns.reduce(into: 1) { count, character in
            depth += character == "(" ? 1 : character == ")" ? -1 : 0
            if character == ",", depth == 0 { count += 1 }
        }
    }
}

extension StoredRow {
    /// What stands there, of whichever kind.
    fileprivate func told(_ column: Int) -> String {
        let kinds: [Value.Kind] = [.integer, .text, .blob]
        return kinds.map { value(column, $0) }.first { !$0.isNull }?.told ?? "n"
    }
}

extension Value {
    /// The kind in a letter, then what it is.
    var told: String {
        switch self {
        case .integer(let number): "i\(number)"
        case .text(let text): "t" + text
        case .blob(let bytes): "b" + Hex.encode(bytes)
        case .null(.integer): "ni"
        case .null(.text): "nt"
        case .null(.blob): "nb"
        }
    }
}
