import AgeKeys
import Makers
import Sodium

@testable import Age

extension Parser {
    static let age: [Parser] = [
        Parser("age-header", readHeader),
        Parser("age-armor", readArmor),
        Parser("age-payload", readPayload),
        Parser("age-file", readFile),
        Parser("age-passphrase", readPassphraseFile),
        Parser("bech32", readBech32),
        Parser("recipient", text: { try Recipient($0) }, write: { try $0.text }),
    ]

    /// More than any input of the fuzzer's holds.
    private static let limit = 1 << 20

    private static func readHeader(_ bytes: [UInt8]) -> Verdict {
        guard let header = try? Header(parsing: bytes.span) else { return .refused }
        guard header.byteCount <= bytes.count else { return .broken("a header longer than its file") }
        let written = "age-encryption.org/v1\n" + header.stanzas.map(\.text).joined() + "--- "
        // The MAC's 43 characters and the line's end are all that the stanzas do not say.
        return rewritten(Array(bytes.prefix(header.byteCount - 44))) { Array(written.utf8) }
    }

    private static func readArmor(_ bytes: [UInt8]) -> Verdict {
        let limit = 4_096
        guard let file = try? Armor.decode(bytes.span, limit: limit) else { return .refused }
        guard Armor.isArmored(bytes.span), file.count <= limit else { return .broken("no armor, or over its limit") }
        // White space around it and CRLF are put up with, so it is the writer's own armor that must come back.
        let again = Array(Armor.encode(file).utf8)
        return (try? Armor.decode(again.span, limit: limit)) == file ? .accepted : .broken("armor not read back")
    }

    /// A payload under a fixed file key: read whole, into guarded memory, and as a stream of small pieces.
    private static func readPayload(_ bytes: [UInt8]) -> Verdict {
        guard let fileKey = try? Fixed.fileKey() else { return .broken("no key") }
        let whole = try? Payload.open(bytes.span, fileKey: fileKey)
        let secret = opened { try Payload.openSecret(bytes.span, fileKey: fileKey) }
        let streamed = stream(bytes) { source, sink in try Payload.open(fileKey: fileKey, from: source, to: sink) }
        return agreed(whole, secret, streamed)
    }

    private static func agreed(_ whole: [UInt8]?, _ secret: [UInt8]?, _ streamed: [UInt8]?) -> Verdict {
        guard whole == secret, whole == streamed else { return .broken("read otherwise whole than as a stream") }
        return whole == nil ? .refused : .accepted
    }

    /// A whole file, binary or armored, to a fixed classical or a fixed hybrid key.
    private static func readFile(_ bytes: [UInt8]) -> Verdict {
        guard let classical = try? Fixed.classical.get(), let hybrid = try? Fixed.hybrid.get() else {
            return .broken("no key")
        }
        return any([open(bytes, classical.value), open(bytes, hybrid.value)])
    }

    private static func open(_ bytes: [UInt8], _ identity: borrowing some Identity & ~Copyable) -> Verdict {
        let whole = try? AgeFile.open(bytes.span, with: identity, limit: limit)
        let secret = opened { try AgeFile.openSecret(bytes.span, with: identity, limit: limit) }
        // The stream reads the binary form only.
        var binary = bytes
        if Armor.isArmored(bytes.span), let file = try? Armor.decode(bytes.span, limit: limit) { binary = file }
        let streamed = stream(binary) { source, sink in try AgeFile.open(with: identity, from: source, to: sink) }
        return agreed(whole, secret, streamed)
    }

    /// A file under a passphrase, where a hostile header names the work.
    private static func readPassphraseFile(_ bytes: [UInt8]) -> Verdict {
        guard let characters = try? Fixed.passphrase() else { return .broken("no passphrase") }
        let passphrase = Passphrase(characters, workFactorLimit: Fixed.workFactorLimit)
        let isOpened = (try? AgeFile.open(bytes.span, with: passphrase, limit: limit)) != nil
        guard isOpened else { return .refused }
        let binary = (try? Armor.decode(bytes.span, limit: limit)) ?? bytes
        guard let header = try? Header(parsing: binary.span), header.stanzas.count == 1,
            let logN = Int(header.stanzas[0].arguments[1]), logN <= Fixed.workFactorLimit
        else { return .broken("opened at a price over the limit") }
        return .accepted
    }

    private static func readBech32(_ bytes: [UInt8]) -> Verdict {
        guard let decoded = try? Bech32.decode(bytes.span) else { return .refused }
        guard let data = try? decoded.bytes() else { return .refused }
        // A prefix without letters does not say its case, so cases are compared by the caller of `decode`.
        func lower(_ bytes: some Sequence<UInt8>) -> [UInt8] {
            bytes.map { (0x41...0x5a).contains($0) ? $0 + 0x20 : $0 }
        }
        let prefix = String(decoding: lower(bytes.prefix(decoded.prefixCount)), as: UTF8.self)
        return rewritten(lower(bytes)) {
            try data.withBytes { data throws in plain(try Bech32.encode(data, prefix: prefix)) }
        }
    }

    /// What `open` hands out of `bytes`, which come in pieces of at most 1,021; nil where it throws.
    private static func stream(_ bytes: [UInt8], _ open: (ByteSource, ByteSink) throws -> Void) -> [UInt8]? {
        var position = 0
        var output: [UInt8] = []
        do {
            try open(
                { target in
                    let count = min(target.count, 1_021, bytes.count - position)
                    for index in 0..<count { target[index] = bytes[position + index] }
                    position += count
                    return count
                }, { piece in for index in 0..<piece.count { output.append(piece[index]) } })
        } catch {
            return nil
        }
        return output
    }
}

/// The bytes of the secret that `body` gives; nil where it throws.
private func opened(_ body: () throws -> Secret) -> [UInt8]? {
    do { return plain(try body()) } catch { return nil }
}

func plain(_ secret: borrowing Secret) -> [UInt8] {
    secret.withBytes { bytes in (0..<bytes.count).map { bytes[$0] } }
}
