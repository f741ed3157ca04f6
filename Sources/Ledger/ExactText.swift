/// Strings as the bytes that were signed.
///
/// Swift compares strings by canonical equivalence and reads CR LF as one character: neither may decide whether
/// two notes, names or origins are the same, so this module looks at bytes only.
extension String {
    var bytes: [UInt8] { Array(utf8) }

    func hasSameBytes(as other: String) -> Bool {
        let (left, right) = (utf8.span, other.utf8.span)
        guard left.count == right.count else { return false }
        for place in left.indices where left[place] != right[place] { return false }
        return true
    }
}

extension UInt64 {
    /// Nil for anything but the one decimal form of a number below 2^64: no sign, no leading zero.
    init?(canonical digits: some Collection<UInt8>) {
        guard let first = digits.first, first != Ascii.zero || digits.count == 1 else { return nil }
        var value: UInt64 = 0
        for digit in digits {
            guard Ascii.zero...Ascii.nine ~= digit else { return nil }
            let (product, overflows) = value.multipliedReportingOverflow(by: 10)
            let (sum, carries) = product.addingReportingOverflow(UInt64(digit - Ascii.zero))
            guard !overflows, !carries else { return nil }
            value = sum
        }
        self = value
    }

    init(bigEndian bytes: some Sequence<UInt8>) {
        self = bytes.reduce(0) { $0 << 8 | UInt64($1) }
    }
}

enum Ascii {
    static let tab: UInt8 = 0x09
    static let newline: UInt8 = 0x0a
    static let space: UInt8 = 0x20
    static let hash: UInt8 = 0x23
    static let plus: UInt8 = 0x2b
    static let slash: UInt8 = 0x2f
    static let zero: UInt8 = 0x30
    static let nine: UInt8 = 0x39
    static let x: UInt8 = 0x78
    static let delete: UInt8 = 0x7f
}
