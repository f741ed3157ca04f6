package import Files
package import Sodium
package import Vocabulary

/// A document that was stored.
package struct StoredDocument: Sendable {
    package let id: RecordID
    package let digest: Digest
    package let byteCount: Int
}

/// What became of a file that was to be stored.
package enum FiledDocument: Sendable {
    case stored(StoredDocument)
    /// The same bytes are in this compartment of the case already, as this document.
    case known(RecordID)
}

/// A file to be stored, with what its metadata will say.
package struct NewDocument: Sendable {
    package let path: NamedPath
    /// Which file `path` has to name when it is read; nil where any will do.
    package let identity: File.Identity?
    /// As `ByteText` has it.
    package let fileName: String
    /// Its place in the folder that it came with: from the folder's own name on, as `ByteText` has it.
    package let relativePath: String?
    package let mediaType: String
    package let about: [JSON.Member]

    package init(
        path: NamedPath, identity: File.Identity? = nil, fileName: String, relativePath: String? = nil,
        mediaType: String,
        about: [JSON.Member]
    ) {
        self.path = path
        self.identity = identity
        self.fileName = fileName
        self.relativePath = relativePath
        self.mediaType = mediaType
        self.about = about
    }

    var metadata: [JSON.Member] {
        Self.name("fileName", fileName) + (relativePath.map { Self.name("path", $0) } ?? [])
            + [JSON.Member("mediaType", .string(mediaType))] + about
    }

    /// A name as people read it, and where that is not what it is, its bytes besides.
    private static func name(_ member: String, _ text: String) -> [JSON.Member] {
        let bytes = ByteText.isPlain(text) ? nil : JSON.string(Base64.encode(ByteText.bytes(text)))
        return [JSON.Member(member, .string(ByteText.escaped(text)))]
            + [bytes.map { JSON.Member(member + "Bytes", $0) }].compactMap(\.self)
    }
}

extension NewDocument {
    /// The hash of what it now holds. Throws `changed` where that is another file than was named.
    func digest(_ progress: (_ byteCount: Int) -> Void) throws(FileError) -> Digest {
        let file = try path.open()
        if let identity, try file.identity() != identity { throw .changed(path: path.text) }
        return try file.digest(progress: progress)
    }
}

extension File {
    /// The hash of all that it holds. Throws `changed` where it changes meanwhile.
    package borrowing func digest(progress: (_ byteCount: Int) -> Void = { _ in }) throws(FileError) -> Digest {
        let before = try version()
        var hasher = Hasher256()
        var buffer = [UInt8](repeating: 0, count: 1 << 18)
        while true {
            var span = buffer.mutableSpan
            let count = try read(into: &span)
            if count == 0 { break }
            hasher.update(buffer.span.extracting(0..<count))
            progress(count)
        }
        guard try version() == before else { throw .changed(path: path) }
        return hasher.finish()
    }
}

extension Instant {
    /// Nil for a time that no file had: before 1970, or of five digits' years.
    init?(ofFile seconds: Int64) {
        guard (0...253_402_300_799).contains(seconds) else { return nil }
        self.init(seconds: seconds)
    }
}
