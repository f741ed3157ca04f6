package import Age
import Sodium

extension Armor {
    /// `file` as text (age.md, "ASCII armor"; RFC 7468, figure 3).
    package static func encode(_ file: [UInt8]) -> String {
        let byteCount = 48
        let lines = stride(from: 0, to: file.count, by: byteCount).map { start in
            Base64.encode(Array(file[start..<min(start + byteCount, file.count)]), .padded)
        }
        return (["-----BEGIN AGE ENCRYPTED FILE-----"] + lines + ["-----END AGE ENCRYPTED FILE-----", ""])
            .joined(separator: "\n")
    }
}
