package import Files

/// The program that shows a document to who opened it.
///
/// It inherits the document as an open descriptor, and is told the name by which it finds that among its own: a name that others
/// of the account could open leads to nothing, for our own process lets nobody look into it, and none of ours stays to hold the
/// document. A program that hands the name on to another that runs already shows nothing.
package enum Viewer {
    /// A line of shell, to which the file's name is added.
    case own(String)
    /// The system's choice by media type; it waits for the program that it starts.
    case mailcap

    /// The viewer's number for the document.
    private static let descriptor: Int32 = 3

    /// `BRANKAS_VIEWER`, else what the system has; nil where it has none.
    package static func chosen(_ environment: [String: String]) -> Viewer? {
        if let own = environment["BRANKAS_VIEWER"], !own.isEmpty { return .own(own) }
        return Subprocess.exists("run-mailcap", environment) ? .mailcap : nil
    }

    /// The program that a line of shell begins with, where its first word is one as it stands there: what else a shell may make of
    /// it is not known without running it.
    package var program: String? {
        guard case .own(let line) = self, let word = line.split(separator: " ").first else { return nil }
        let isPlain = word.unicodeScalars.allSatisfy {
            $0.properties.isAlphabetic || "0123456789/._+-".unicodeScalars.contains($0)
        }
        return isPlain ? String(word) : nil
    }

    /// Shows `file` and returns when its viewer has ended. False where no viewer could show it.
    package func show(_ file: borrowing MemoryFile, mediaType: String, _ environment: [String: String]) -> Bool {
        var environment = environment
        // What a viewer puts aside it puts into memory.
        environment["TMPDIR"] = environment["XDG_RUNTIME_DIR"] ?? "/dev/shm"
        let words = words("/proc/self/fd/\(Self.descriptor)", mediaType)
        let started = file.withDescriptor { descriptor in
            Subprocess.start(words, environment, lending: [(descriptor, Self.descriptor)])
        }
        guard let program = started else { return false }
        let status = Subprocess.atTheTerminal { program.wait() }
        return switch self {
        case .own: ![126, 127].contains(status)
        case .mailcap: status == 0
        }
    }

    private func words(_ path: String, _ mediaType: String) -> [String] {
        switch self {
        case .own(let line): ["sh", "-c", line + " \"$1\"", "sh", path]
        case .mailcap: ["run-mailcap", "--action=view", "\(mediaType):\(path)"]
        }
    }
}
