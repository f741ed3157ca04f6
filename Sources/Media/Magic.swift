import CMagic
import Synchronization

/// What kind of file it is, told by its content: libmagic, which `file` is made of, with the system's database.
///
/// It is given the beginning of a file and never a name, and does not look into archives: what somebody else wrote is read
/// here, so the less of it the better.
@safe package final class Magic {
    private let cookie: magic_t
    private static let loading = Mutex(())

    /// Nil where the database can't be read.
    package init?() {
        let flags = MAGIC_MIME_TYPE | MAGIC_NO_CHECK_COMPRESS | MAGIC_NO_CHECK_TAR | MAGIC_NO_CHECK_ELF
        // libmagic keeps the database's path where all threads see it, while it loads.
        let opened = Self.loading.withLock { _ in
            guard let cookie = unsafe magic_open(flags) else { return UInt(0) }
            if unsafe magic_load(cookie, nil) == 0 { return UInt(bitPattern: cookie) }
            unsafe magic_close(cookie)
            return 0
        }
        guard let cookie = unsafe magic_t(bitPattern: opened) else { return nil }
        unsafe self.cookie = cookie
    }

    deinit { unsafe magic_close(cookie) }

    /// As much of a file as is looked at.
    package static let sampleByteCount = 65_536

    /// The media type of a file that begins with `beginning`: `application/pdf`. Nil where libmagic gives up.
    package func mediaType(of beginning: Span<UInt8>) -> String? {
        let type = unsafe beginning.withUnsafeBytes { bytes in
            unsafe magic_buffer(cookie, bytes.baseAddress, bytes.count)
        }
        guard let type = unsafe type, let text = unsafe String(validatingCString: type) else { return nil }
        return Self.isMediaType(text) ? text : nil
    }

    /// Whether `text` is a type and a subtype, of the characters that registered ones have (RFC 6838, section 4.2), and
    /// nothing that a shell or an option parser would see something else in.
    package static func isMediaType(_ text: String) -> Bool {
        let parts = text.utf8.split(separator: UInt8(ascii: "/"), omittingEmptySubsequences: false)
        func isAlphanumeric(_ byte: UInt8) -> Bool {
            (0x61...0x7a).contains(byte | 0x20) || (0x30...0x39).contains(byte)
        }
        return parts.count == 2
            && parts.allSatisfy { part in
                guard let first = part.first, part.count <= 127 else { return false }
                return isAlphanumeric(first) && part.allSatisfy { isAlphanumeric($0) || ".+-_".utf8.contains($0) }
            }
    }
}
