internal import Sodium

/// Reads a header byte by byte, in bounded memory, and keeps it as it was: the MAC is over the file's own bytes.
struct HeaderParser {
    static let byteLimit = 1 << 20
    static let stanzaLimit = 4096

    private static let version = Array("age-encryption.org/v1".utf8)
    private static let stanzaMark = Array("-> ".utf8)
    private static let endMark = Array("--- ".utf8)

    private enum State {
        case version, stanzaOrEnd
        case body(type: String, arguments: [String], bytes: [UInt8])
    }

    private var raw: [UInt8] = []
    private var lineStart = 0
    private var state = State.version
    private var stanzas: [Stanza] = []

    /// The header, once `byte` has completed it; nil until then.
    mutating func take(_ byte: UInt8) throws(AgeError) -> Header? {
        guard raw.count < Self.byteLimit else { throw .tooLong(limit: Self.byteLimit) }
        raw.append(byte)
        if byte == 0x0A {
            let line = raw[lineStart..<(raw.count - 1)]
            lineStart = raw.count
            return try take(line)
        }
        // Some other file may go on for a mebibyte without a line's end.
        if case .version = state, raw.count > Self.version.count { throw versionFault(raw[...]) }
        return nil
    }

    private mutating func take(_ line: ArraySlice<UInt8>) throws(AgeError) -> Header? {
        switch state {
        case .version:
            guard line.elementsEqual(Self.version) else { throw versionFault(line) }
            state = .stanzaOrEnd
        case .stanzaOrEnd where line.starts(with: Self.stanzaMark):
            guard stanzas.count < Self.stanzaLimit else { throw .headerMalformed(.tooManyStanzas) }
            let words = try Self.words(of: line.dropFirst(Self.stanzaMark.count))
            state = .body(type: words[0], arguments: Array(words.dropFirst()), bytes: [])
        case .stanzaOrEnd where line.starts(with: Self.endMark):
            guard !stanzas.isEmpty else { throw .headerMalformed(.noStanza) }
            return try finished(by: line)
        case .stanzaOrEnd:
            throw .headerMalformed(.line)
        case .body(let type, let arguments, var bytes):
            state = .stanzaOrEnd  // so that `bytes` has one owner and grows in place
            guard line.count <= Stanza.columnCount, let more = Base64.decode(Array(line), .unpadded) else {
                throw .headerMalformed(.body)
            }
            bytes += more
            if line.count == Stanza.columnCount {
                state = .body(type: type, arguments: arguments, bytes: bytes)
            } else {
                stanzas.append(Stanza(type: type, arguments: arguments, body: bytes))
            }
        }
        return nil
    }

    private func finished(by line: ArraySlice<UInt8>) throws(AgeError) -> Header {
        let text = Array(line.dropFirst(Self.endMark.count))
        guard let mac = Base64.decode(text, .unpadded), mac.count == HMAC.byteCount else {
            throw .headerMalformed(.mac)
        }
        // Up to and including "---", without the space.
        let authenticated = Array(raw[..<(line.startIndex + Self.endMark.count - 1)])
        return Header(stanzas: stanzas, mac: mac, authenticated: authenticated, byteCount: raw.count)
    }

    /// One or more words of visible characters between single spaces.
    private static func words(of line: ArraySlice<UInt8>) throws(AgeError) -> [String] {
        var words: [String] = []
        for word in line.split(separator: 0x20, omittingEmptySubsequences: false) {
            guard !word.isEmpty, word.allSatisfy({ (0x21...0x7E).contains($0) }) else {
                throw .headerMalformed(.argument)
            }
            words.append(String(decoding: word, as: UTF8.self))
        }
        return words
    }

    private func versionFault(_ line: ArraySlice<UInt8>) -> AgeError {
        let family = Self.version.dropLast(2)
        return .headerMalformed(line.starts(with: family) ? .unsupportedVersion : .notAge)
    }
}
