import Files
import Foundation
import Glibc

/// The program that shows a document to who opened it.
enum Viewer {
    /// A line of shell, to which the file's name is added.
    case own(String)
    /// The system's choice by media type; it waits for the program that it starts.
    case mailcap
    /// The desktop's choice; it does not wait.
    case desktop

    /// `BRANKAS_VIEWER`, else what the system has; nil where it has none.
    /// The desktop's does not say when its program has ended, so it is chosen only where somebody can.
    static func chosen(_ environment: [String: String], canAsk: Bool) -> Viewer? {
        if let own = environment["BRANKAS_VIEWER"], !own.isEmpty { return .own(own) }
        let hasDisplay = environment["DISPLAY"] ?? environment["WAYLAND_DISPLAY"] != nil
        if hasDisplay, canAsk, Subprocess.exists("xdg-open", environment) { return .desktop }
        return Subprocess.exists("run-mailcap", environment) ? .mailcap : nil
    }

    /// Shows `file` and returns when its viewer has ended, or `isDone` says so where that can't be told. False where no
    /// viewer could show it.
    ///
    /// The file is reached through a helper that does nothing but hold it: this process lets nobody look into it, and a
    /// viewer that hands the name on to another program must not lose what it names. The helper ends with this process.
    func show(
        _ file: borrowing MemoryFile, mediaType: String, _ environment: [String: String], isDone: () throws -> Void
    ) throws -> Bool {
        var ends: [Int32] = [-1, -1]
        guard pipe(&ends) == 0 else { return false }
        let started = file.withDescriptor { descriptor in
            Subprocess.start(
                ["cat"], environment, lending: [(ends[0], STDIN_FILENO), (descriptor, 3)], apart: true)
        }
        close(ends[0])
        defer {
            close(ends[1])
            _ = started?.wait()
        }
        guard let holder = started else { return false }
        let path = "/proc/\(holder.number)/fd/3"
        var environment = environment
        // What a viewer puts aside it puts into memory.
        environment["TMPDIR"] = environment["XDG_RUNTIME_DIR"] ?? "/dev/shm"
        let start = ContinuousClock.now
        guard let program = Subprocess.start(words(path, mediaType), environment) else { return false }
        let status = Subprocess.atTheTerminal { program.wait() }
        // Nobody looks at a document for so short a time: it was handed on to a program that runs already.
        let isShort = start.duration(to: .now) < .seconds(2)
        if case .own = self {
            guard ![126, 127].contains(status) else { return false }
        } else {
            guard status == 0 else { return false }
        }
        let doesNotWait = if case .desktop = self { true } else { isShort }
        if doesNotWait { try isDone() }
        return true
    }

    private func words(_ path: String, _ mediaType: String) -> [String] {
        switch self {
        case .own(let line): ["sh", "-c", line + " \"$1\"", "sh", path]
        case .mailcap: ["run-mailcap", "--action=view", "\(mediaType):\(path)"]
        case .desktop: ["xdg-open", path]
        }
    }
}
