/// What became of some bytes.
package enum Verdict: Hashable, Sendable {
    case refused
    case accepted
    /// The parser broke a promise: what it accepted its writer writes otherwise, or two readers disagree.
    case broken(String)
}

/// One parser of foreign bytes. `read` may refuse, and must not crash, hang, or take memory beyond the input's measure.
package struct Parser: Sendable {
    package let name: String
    package let read: @Sendable ([UInt8]) -> Verdict

    package init(_ name: String, _ read: @escaping @Sendable ([UInt8]) -> Verdict) {
        self.name = name
        self.read = read
    }

    /// What `read` accepts, `write` gives back byte for byte.
    init<Value>(
        _ name: String, bytes read: @escaping @Sendable ([UInt8]) throws -> Value,
        write: @escaping @Sendable (Value) throws -> [UInt8]
    ) {
        self.init(name) { bytes in
            guard let value = try? read(bytes) else { return .refused }
            return rewritten(bytes) { try write(value) }
        }
    }

    /// Likewise of a text; what is not UTF-8 does not reach it.
    init<Value>(
        _ name: String, text read: @escaping @Sendable (String) throws -> Value,
        write: @escaping @Sendable (Value) throws -> String
    ) {
        self.init(
            name, bytes: { try read(try text(of: $0)) },
            write: { Array(try write($0).utf8) })
    }

    package static let all: [Parser] = ledger + age + casework + vault + program + wire

    package static func named(_ name: String) -> Parser? { all.first { $0.name == name } }
}

struct Refused: Error {}

func text(of bytes: [UInt8]) throws -> String {
    guard let text = String(validating: bytes, as: UTF8.self) else { throw Refused() }
    return text
}

/// Whether what was accepted is written as it was read.
func rewritten(_ bytes: [UInt8], _ write: () throws -> [UInt8]) -> Verdict {
    do {
        return try write() == bytes ? .accepted : .broken("written otherwise than read")
    } catch {
        return .broken("read and can't be written: \(error)")
    }
}

/// The verdicts of several readers of the same bytes: broken if one is, accepted if one accepts.
func any(_ verdicts: [Verdict]) -> Verdict {
    verdicts.first { if case .broken = $0 { true } else { false } }
        ?? (verdicts.contains(.accepted) ? .accepted : .refused)
}

/// One of several readers of a text that share a target.
func reading<Value>(
    _ text: String, _ read: (String) throws -> Value, _ write: (Value) throws -> String
) -> Verdict {
    guard let value = try? read(text) else { return .refused }
    return rewritten(Array(text.utf8)) { Array(try write(value).utf8) }
}
