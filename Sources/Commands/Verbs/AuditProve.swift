import ArgumentParser
import Casework
import Texts
import Vault
import Vocabulary

extension AuditCommands {
    struct Prove: SpeakingCommand {
        static let configuration = CommandConfiguration(commandName: "prove", abstract: Help.auditProve.spoken)
        @OptionGroup var common: CommonOptions
        @Argument(help: .spoken(.entryNumber)) var sequence: UInt64

        func perform(_ desk: Desk) throws {
            let work = try desk.open(for: .auditRead)
            // The head that it would be proved by is of no tree but the copy's.
            guard !work.isCopy else { throw CustodyError.onlyLooking }
            let proof = try work.officer.proof(of: sequence)
            try desk.show(
                json: .object([
                    .init("seq", .number(String(sequence))),
                    .init("proof", .string(String(decoding: proof, as: UTF8.self))),
                ])
            ) { String(decoding: proof, as: UTF8.self) }
        }
    }
}
