import Sodium
import Testing

/// The bytes of `text`, hexadecimal digits with spaces and line ends between them.
func hex(_ text: String) throws -> [UInt8] {
    try #require(Hex.decode(text.filter { !$0.isWhitespace }))
}

func secret(_ bytes: [UInt8]) throws -> Secret {
    try Secret(copying: bytes.span)
}

/// A copy to compare with: for tests only.
func copy(_ secret: borrowing Secret) -> [UInt8] {
    secret.withBytes { bytes in
        var copy: [UInt8] = []
        for index in bytes.indices { copy.append(bytes[index]) }
        return copy
    }
}

func repeated(_ byte: UInt8, _ count: Int) -> [UInt8] {
    [UInt8](repeating: byte, count: count)
}
