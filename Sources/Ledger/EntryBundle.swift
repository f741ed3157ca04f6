/// Up to 256 consecutive leaves (C2SP tlog-tiles, "Log entries").
///
/// ```
/// for each entry: u16 big-endian length ‖ bytes
/// ```
package struct EntryBundle: Sendable {
    /// From 1 to 256; each at most 65,535 bytes, and maybe none.
    package let entries: [ArraySlice<UInt8>]

    package static let entryByteLimit = 65_535
    /// What 256 of the longest entries take.
    package static let byteLimit = Tile.fullWidth * (2 + entryByteLimit)

    /// Reads a bundle, strictly: every byte is a length's or an entry's.
    ///
    /// Throws `bundleMalformed` when an entry is cut, and for no entry or more than 256.
    package init(parsing bytes: [UInt8]) throws(LedgerError) {
        guard bytes.count <= Self.byteLimit else { throw .bundleMalformed }
        var entries: [ArraySlice<UInt8>] = []
        var rest = bytes[...]
        while !rest.isEmpty {
            guard entries.count < Tile.fullWidth, rest.count >= 2 else { throw .bundleMalformed }
            let byteCount = Int(rest.removeFirst()) << 8 | Int(rest.removeFirst())
            guard rest.count >= byteCount else { throw .bundleMalformed }
            entries.append(rest.prefix(byteCount))
            rest = rest.dropFirst(byteCount)
        }
        guard !entries.isEmpty else { throw .bundleMalformed }
        self.entries = entries
    }
}
