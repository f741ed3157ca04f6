import Foundation
import Glibc
import Testing

/// A medium of another kind, mounted for as long as this lives. Only root can mount one.
final class Medium {
    enum Kind: CaseIterable {
        /// As USB sticks come: no owners, no links, no nameless files, and names as Windows has them.
        case exfat
        /// Large sticks of offices.
        case ntfs
        /// A disk with blocks smaller than SQLite's pages.
        case ext4

        var making: String {
            switch self {
            case .exfat: "mkfs.exfat"
            case .ntfs: "mkfs.ntfs -F -q"
            case .ext4: "mke2fs -q -t ext4 -b 1024 -m 0"
            }
        }

        var mounting: String {
            switch self {
            case .exfat: "mount.exfat-fuse"
            case .ntfs: "ntfs-3g"
            case .ext4: "mount -t ext4"
            }
        }
    }

    static var canBeMounted: Bool { getuid() == 0 }

    let folder: String
    private let image: String
    private let device: String

    /// `megabytes` of `kind` at `folder`, which is made.
    init(_ kind: Kind, at folder: String, megabytes: Int) throws {
        self.folder = folder
        image = folder + ".img"
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: false)
        let line = """
            set -e; truncate -s \(megabytes)M '\(image)'; \(kind.making) '\(image)' >/dev/null
            device=$(losetup -f --show '\(image)'); \(kind.mounting) "$device" '\(folder)' >&2; echo "$device"
            """
        device = try Self.shell(line)
    }

    /// All that lies on it, the free space too, as whoever finds it reads it.
    func everything() throws -> [UInt8] {
        _ = try Self.shell("sync -f '\(folder)'")
        return [UInt8](try Data(contentsOf: URL(fileURLWithPath: image)))
    }

    deinit { _ = try? Self.shell("umount '\(folder)'; losetup -d \(device); rm -f '\(image)'") }

    @discardableResult
    static func shell(_ line: String) throws -> String {
        let (output, error) = (try Scratch(), try Scratch())
        let child = try Child(
            "/bin/bash", ["-c", line], environment: ["PATH": "/usr/sbin:/usr/bin:/sbin:/bin"], folder: "/",
            channels: [
                (0, .path("/dev/null", flags: O_RDONLY)), (1, .descriptor(output.descriptor)),
                (2, .descriptor(error.descriptor)),
            ])
        let status = try child.wait()
        let told = String(decoding: error.bytes, as: UTF8.self)
        try #require(status == 0, "\(line): \(told)")
        return String(decoding: output.bytes, as: UTF8.self).trimmingCharacters(in: .whitespacesAndNewlines)
    }
}
