import ArgumentParser
import Casework
import Console
import Files
import Reviewing
import Sodium
import Texts
import Vault
import Vocabulary

extension DocumentCommands {
    struct Withdraw: SpeakingCommand {
        static let configuration = CommandConfiguration(
            commandName: "withdraw", abstract: Help.documentWithdraw.spoken)
        @OptionGroup var common: CommonOptions
        @Argument(help: .spoken(.documentID)) var id: String
        @Option(help: .spoken(.reason)) var reason: String

        func perform(_ desk: Desk) throws {
            try desk.withdraw(try id.asDocument, reason: reason)
        }
    }

    struct Restore: SpeakingCommand {
        static let configuration = CommandConfiguration(commandName: "restore", abstract: Help.documentRestore.spoken)
        @OptionGroup var common: CommonOptions
        @Argument(help: .spoken(.documentID)) var id: String
        @Option(help: .spoken(.reason)) var reason: String

        func perform(_ desk: Desk) throws {
            try desk.restore(try id.asDocument, reason: reason)
        }
    }

    struct Move: SpeakingCommand {
        static let configuration = CommandConfiguration(
            commandName: "move", abstract: Help.documentMove.spoken)
        @OptionGroup var common: CommonOptions
        @Argument(help: .spoken(.documentID)) var id: String
        @Option(help: .spoken(.compartment), completion: .compartments) var compartment: String

        func perform(_ desk: Desk) throws {
            let id = try id.asDocument
            let compartment = try compartment.asDocumentCompartment
            let officer = try desk.open(for: .documentMove).officer
            try officer.roster.require(compartment)
            try officer.move(id, to: compartment)
            try desk.report(
                .documentMoved(id.text, compartment: compartment.text),
                json: .members(["document": .string(id.text), "compartment": .string(compartment.text)]))
        }
    }

    struct Check: SpeakingCommand {
        static let configuration = CommandConfiguration(
            commandName: "check", abstract: Help.documentCheck.spoken)
        @OptionGroup var common: CommonOptions
        @Argument(help: .spoken(.documentID)) var id: String
        @Argument(help: .spoken(.checkedFile), completion: .file()) var file: String
        @Option(help: .spoken(.proof), completion: .file()) var proof: String?

        func perform(_ desk: Desk) throws {
            let id = try id.asDocument
            let digest = try desk.path(file).open().digest()
            let output = try proof.map { try Output(path: desk.path($0)) }
            let work = try desk.open(for: .documentCheck)
            let checked = try work.officer.check(id, against: digest)
            if let output {
                try output.write(checked.proof)
                try output.appear()
            }
            if desk.options.json || checked.matches {
                try desk.show(json: Self.json(checked)) {
                    Sentence.documentMatches(
                        id.text, entry: checked.sequence, by: checked.by.text,
                        time: work.calendar.zonedText(checked.added)
                    ).text(desk.language)
                }
            }
            guard checked.matches else { throw Failure(.documentDiffers(id.text, recorded: checked.recorded.hex)) }
        }

        private static func json(_ checked: CheckedDocument) -> JSON {
            .object([
                .init("document", .string(checked.id.text)), .init("matches", .bool(checked.matches)),
                .init("sha256", .string(checked.recorded.hex)), .init("found", .string(checked.found.hex)),
                .init("salt", .string(Hex.encode(checked.salt))),
                .init("commitment", .string(checked.commitment.hex)), .init("added", .string(checked.added.text)),
                .init("by", .string(checked.by.text)), .init("seq", .number(String(checked.sequence))),
                .init("proof", .string(String(decoding: checked.proof, as: UTF8.self))),
            ])
        }
    }
}

extension Desk {
    func withdraw(_ id: RecordID, reason: String) throws {
        try refile(id, reason, for: .withdrawal(of: id.kind), .recordWithdrawn(id.text), state: "withdrawn") {
            try $0.withdraw(id, reason: $1)
        }
    }

    func restore(_ id: RecordID, reason: String) throws {
        try refile(id, reason, for: .restoration(of: id.kind), .recordRestored(id.text), state: "listed") {
            try $0.restore(id, reason: $1)
        }
    }

    private func refile(
        _ id: RecordID, _ reason: String, for action: ActionName, _ done: Sentence, state: String,
        _ body: (Officer, String) throws -> Void
    ) throws {
        let reason = try freeText(reason, .reason)
        try body(try open(for: action).officer, try reason.get())
        try report(done, json: .members([id.kind.rawValue: .string(id.text), "state": .string(state)]))
    }
}
