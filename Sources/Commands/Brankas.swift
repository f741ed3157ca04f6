import ArgumentParser
import Console
import Files
import Foundation
import Sodium
import Texts
import Vault
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
            Verify.self, VaultNoun.self, Unpack.self, Join.self, Serve.self, Status.self, Gate.self, Doctor.self,
        ])
}

/// The program, from its arguments to its end.
package enum Program {
    package static func run() -> Never {
        Hardening.apply()
        let code = carryOut()
        Interruption.yieldToSignal()
        Terminal.exit(with: code)
    }

    private static func carryOut() -> Int32 {
        // The runtime reads them from /proc. Where that fails, a command must not look like a call for help that ends
        // with 0.
        guard !CommandLine.arguments.isEmpty else {
            let complaint = Complaint.argumentsUnreadable
            let environment = ProcessInfo.processInfo.environment
            Terminal.error("brankas: " + complaint.text(Language.chosen(option: nil, environment: environment)))
            return complaint.code.exitCode
        }
        let arguments = arguments
        do {
            if HelpPage.mayBeAsked(by: arguments), let tree = CommandTree(dump: Brankas._dumpHelp()),
                let page = try HelpPage(tree: tree, language: .ofProcess).asked(by: arguments)
            {
                return print(page)
            }
            var command = try Brankas.parseAsRoot(arguments)
            try command.run()
            return 0
        } catch let code as ExitCode {
            return code.rawValue
        } catch let fault as UsageFault {
            return complain(.usage(fault), arguments)
        } catch {
            return parserFailure(error, arguments)
        }
    }

    /// The nouns and verbs that the arguments begin with.
    static func commandName(_ given: [String]? = nil) -> String {
        CommandTree(dump: Brankas._dumpHelp())?.descend(given ?? arguments).path.joined(separator: " ") ?? ""
    }

    /// As they were given, byte by byte: the name of a file need not be text.
    private static var arguments: [String] {
        (1..<max(1, Int(CommandLine.argc))).compactMap { index in
            unsafe CommandLine.unsafeArgv[index].map { start in
                unsafe ByteText.text(
                    UnsafeBufferPointer(start: start, count: strlen(start)).map { UInt8(bitPattern: $0) })
            }
        }
    }

    /// What the argument parser has to say: what it prints by itself is output, the rest is wrong usage, said in our words.
    private static func parserFailure(_ error: any Error, _ arguments: [String]) -> Int32 {
        if Brankas.exitCode(for: error) == .success { return print(Brankas.fullMessage(for: error)) }
        if let fault = CommandTree(dump: Brankas._dumpHelp())?.fault(in: arguments, .ofProcess) {
            return complain(.usage(fault), arguments)
        }
        let message = Brankas.message(for: error)
        // The one fault that only the parser can find, and says in English.
        if let match = message.wholeMatch(of: /The value '(.*)' is invalid for '<?([^ >']*).*/.dotMatchesNewlines()) {
            let name = String(match.2)
            let shownName = name.hasPrefix("-") ? name : placeholder(name, .ofProcess)
            return complain(.usage(.badValue(String(match.1), of: shownName)), arguments)
        }
        // What is left are our own commands' words on options that do not go together.
        return complain(.badUsage(shown(message)), arguments)
    }

    private static func print(_ text: String) -> Int32 {
        do {
            try Terminal.output(text)
            return 0
        } catch {
            return 1
        }
    }

    private static func complain(_ complaint: Complaint, _ arguments: [String]) -> Int32 {
        let language = Language.ofProcess
        let hint = complaint.hint(language, of: complaint.asksForHelp ? commandName(arguments) : "")
        if arguments.prefix(while: { $0 != "--" }).contains("--json") {
            try? Terminal.output(complaint.json(language, hint: hint).text)
        }
        Terminal.error("brankas: " + complaint.text(language))
        if let hint { Terminal.error(Sentence.hint(hint).text(language)) }
        return complaint.code.exitCode
    }
}
