import CMagic

/// What kind of file it is, told by its content: libmagic, which `file` is made of, with the system's database.
///
/// It is given the beginning of a file and never a name, and does not look into archives: what somebody else wrote is read
/// here, so the less of it the better.
@safe package final class Magic {
    private let cookie: magic_t

    /// Nil where the database can't be read.
    package init?() {
        let flags = MAGIC_MIME_TYPE | MAGIC_NO_CHECK_COMPRESS | MAGIC_NO_CHECK_TAR | MAGIC_NO_CHECK_ELF
        guard let cookie = unsafe magic_open(flags) else { return nil }
        guard unsafe magic_load(cookie, nil) == 0 else {
            unsafe magic_close(cookie)
            return nil
        }
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
        // It goes into a listing: a type, and nothing that looks like one.
        let isType = !text.isEmpty && text.utf8.count <= 127 && text.utf8.allSatisfy { 0x21...0x7e ~= $0 }
        return isType && text.utf8.contains(UInt8(ascii: "/")) ? text : nil
    }
}
