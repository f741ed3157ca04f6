import ArgumentParser
import Files
import Foundation
import Sodium
import Texts
import Vocabulary

/// The command line: noun, then verb.
struct Brankas: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "brankas",
        abstract: Help.program.spoken,
        version: "0.1.0",
        subcommands: [
            KeyCommands.self, Init.self, Show.self, PersonCommands.self, CaseCommands.self, IdentityCommands.self,
            DocumentCommands.self, GrantCommands.self, Inbox.self, Find.self, AuditCommands.self, Witness.self,
            Verify.self, VaultNoun.self, Unpack.self,
        ])
}

@main
enum Main {
    static func main() {
        Hardening.apply()
        Terminal.exit(with: run())
    }

    private static func run() -> Int32 {
        // The runtime reads them from /proc. Where that fails, a command must not look like a call for help that ends
        // with 0.
        guard !CommandLine.arguments.isEmpty else {
            let complaint = Complaint.argumentsUnreadable
            let environment = ProcessInfo.processInfo.environment
            Terminal.error("brankas: " + complaint.text(Language.chosen(option: nil, environment: environment)))
            return complaint.code.exitCode
        }
        do {
            var command = try Brankas.parseAsRoot(arguments)
            try command.run()
            return 0
        } catch let code as ExitCode {
            return code.rawValue
        } catch {
            return parserFailure(error)
        }
    }

    /// As they were given, byte by byte: the name of a file need not be text.
    private static var arguments: [String] {
        (1..<max(1, Int(CommandLine.argc))).compactMap { index in
            CommandLine.unsafeArgv[index].map { start in
                ByteText.text(UnsafeBufferPointer(start: start, count: strlen(start)).map { UInt8(bitPattern: $0) })
            }
        }
    }

    /// What the argument parser has to say: help and version are output, the rest is wrong usage.
    private static func parserFailure(_ error: any Error) -> Int32 {
        if Brankas.exitCode(for: error) == .success {
            do {
                try Terminal.output(Brankas.fullMessage(for: error))
                return 0
            } catch {
                return 1
            }
        }
        let message = Brankas.message(for: error)
        let lowered = message.prefix(1).lowercased() + message.dropFirst()
        // An argument may be the name of a file that somebody else made.
        Terminal.error("brankas: " + shown(lowered.hasSuffix(".") ? String(lowered.dropLast()) : lowered))
        return 64
    }
}
