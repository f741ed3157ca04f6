import ArgumentParser
import Casework
import Console
import Files
import Foundation
import Media
import Reviewing
import Texts
import Vault
import Vocabulary

extension DocumentCommands {
    /// Opens a document into memory and shows it: what is looked at leaves nothing to be swept up.
    struct View: SpeakingCommand {
        static let configuration = CommandConfiguration(commandName: "view", abstract: Help.documentView.spoken)
        @OptionGroup var common: CommonOptions
        @Argument(help: .spoken(.documentID)) var id: String
        @Option(help: .spoken(.purpose), completion: .purposes) var purpose: String

        func perform(_ desk: Desk) throws {
            let record = try id.asDocument
            let purpose = try purpose.asPurpose
            let environment = ProcessInfo.processInfo.environment
            // Before anything is asked of the custodian: an opening that can't be shown would stand in the log.
            guard let viewer = Viewer.chosen(environment) else {
                throw Failure(.noViewer)
            }
            let officer = try desk.open(for: .documentOpen).officer
            // What there is no room for is not opened either.
            let recorded = try officer.recordedToOpen(record)
            if let size = recorded.metadata["size"]?.number, let room = MemoryFile.availableByteCount, size > room / 2 {
                throw Failure(.noRoomToView)
            }
            var file = try MemoryFile(name: "brankas")
            let status = desk.statusLine(.opening(record.text))
            var room = MemoryFile.availableByteCount.map { $0 / 2 }
            let opened = try officer.open(record, purpose: purpose) { chunk in
                if let left = room {
                    guard chunk.count <= left else { throw Failure(.noRoomToView) }
                    room = left - chunk.count
                }
                try file.write(chunk)
                status.advance(by: chunk.count, of: nil)
            }
            status.clear()
            // Only now: what is shown is whole, and what was stored.
            try file.seal()
            if !file.keepInMemory(), MemoryFile.mayBeSwapped { desk.tell(.viewMayBeSwapped) }
            // Another program may have written it: what goes into a command is a type and nothing else.
            let type = opened.metadata["mediaType"]?.string ?? ""
            let mediaType = Magic.isMediaType(type) ? type : "application/octet-stream"
            guard viewer.show(file, mediaType: mediaType, environment) else {
                throw Failure(.viewerFailed(mediaType: shown(mediaType)))
            }
            if desk.options.json {
                try desk.show(json: .members(["document": .string(record.text), "shown": .bool(true)])) { "" }
            }
        }
    }
}
