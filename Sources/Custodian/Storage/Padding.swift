import Sodium

/// ISO/IEC 7816-4 padding: 0x80, then zeros.
enum Padding {
    static func pad(_ bytes: [UInt8], to multiple: Int) -> [UInt8] {
        let length = (bytes.count / multiple + 1) * multiple
        return bytes + [0x80] + [UInt8](repeating: 0, count: length - bytes.count - 1)
    }

    /// False, and `bytes` as they were, where they were not padded.
    static func unpad(_ bytes: inout [UInt8]) -> Bool {
        guard let end = bytes.span.lastNonzero, bytes[end] == 0x80 else { return false }
        bytes.removeLast(bytes.count - end)
        return true
    }
}
