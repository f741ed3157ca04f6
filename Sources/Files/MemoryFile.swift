import CFiles
import Glibc
import SystemPackage

/// A file that lies in memory and has no name: gone when the last who holds it lets go.
@safe package struct MemoryFile: ~Copyable {
    private let file: File
    private let descriptor: Int32
    private var locked: UnsafeMutableRawPointer?
    private var byteCount = 0

    /// `name` is what the system shows for it, and nothing else.
    package init(name: String) throws(FileError) {
        descriptor = unsafe brankas_memory_file(name)
        guard descriptor >= 0 else { throw .system(operation: .open, path: name, code: Errno(rawValue: errno)) }
        file = File(descriptor: FileDescriptor(rawValue: descriptor), path: name)
        unsafe locked = nil
    }

    deinit {
        if let locked = unsafe locked { unsafe munmap(locked, byteCount) }
    }

    package mutating func write(_ bytes: Span<UInt8>) throws(FileError) {
        try file.write(bytes)
        byteCount += bytes.count
    }

    /// Nobody changes the file any more, and whoever reads it begins at its beginning.
    package mutating func seal() throws(FileError) {
        try file.seek(to: 0)
        guard brankas_seal(descriptor) == 0 else {
            throw .system(operation: .write, path: file.path, code: Errno(rawValue: errno))
        }
    }

    /// Keeps the file out of the swap. False where the system does not let so much be kept.
    package mutating func keepInMemory() -> Bool {
        guard byteCount > 0 else { return true }
        guard let start = unsafe mmap(nil, byteCount, PROT_READ, MAP_SHARED, descriptor, 0), unsafe start != MAP_FAILED
        else { return false }
        guard unsafe mlock(start, byteCount) == 0 else {
            unsafe munmap(start, byteCount)
            return false
        }
        unsafe locked = start
        return true
    }

    /// Lends the descriptor to a program that is started: it is not passed on by itself.
    package borrowing func withDescriptor<R>(_ body: (Int32) throws -> R) rethrows -> R { try body(descriptor) }

    /// Whether anything of memory may be written to a disk.
    package static var mayBeSwapped: Bool {
        Machine.swaps.map { !$0.isEmpty } ?? true
    }

    /// How much can be put into memory without pushing others out; nil where the system does not say.
    package static var availableByteCount: Int? {
        guard let bytes = system("/proc/meminfo") else { return nil }
        for line in bytes.split(separator: 0x0a) where line.starts(with: "MemAvailable:".utf8) {
            let digits = line.filter { 0x30...0x39 ~= $0 }
            return Int(String(decoding: digits, as: UTF8.self)).map { $0 * 1_024 }
        }
        return nil
    }

    private static func system(_ path: String) -> [UInt8]? {
        guard let file = try? File.openOwn(path) else { return nil }
        return try? file.readAll(limit: 65_536)
    }
}
