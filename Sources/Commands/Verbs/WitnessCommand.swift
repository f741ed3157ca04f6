import ArgumentParser
import Casework
import Texts
import Vault
import Vocabulary

struct Witness: SpeakingCommand {
    static let configuration = CommandConfiguration(commandName: "witness", abstract: Help.witness.spoken)
    @OptionGroup var common: CommonOptions

    func perform(_ desk: Desk) throws {
        let officer = try desk.open(for: .vaultEnter).officer
        let size = try officer.witness()
        try desk.show(json: .object([.init("entries", .number(String(size)))])) {
            Sentence.witnessed(size).text(desk.language)
        }
    }
}
