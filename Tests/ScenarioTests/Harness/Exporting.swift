import Foundation
import Testing

extension Session {
    /// What every export must say.
    static let exportReason = "--purpose penyidikan --basis S-1"

    /// Asks for an export that waits for an approval. The id under which it waits.
    func askedExport(
        _ who: String, _ caseID: String, _ options: String, purpose: String = "penyidikan",
        _ location: SourceLocation = #_sourceLocation
    ) throws -> String {
        let asked = try done(
            who, "case export \(caseID) \(options) --purpose \(purpose) --basis S-1 --output belum --json", location)
        #expect(asked.json.keys == ["grant", "state"], "\(asked)", sourceLocation: location)
        #expect(asked.json["state"].text == "waiting" && !exists("belum"), "\(asked)", sourceLocation: location)
        return asked.json["grant"].text
    }

    /// Takes out of a case into `folder` what `options` say; what waits is approved by `approver`. The last answer.
    @discardableResult
    func exported(
        _ who: String, _ caseID: String, _ options: String, into folder: String, purpose: String = "penyidikan",
        approver: String = "tono", say: Tongue = .en, _ location: SourceLocation = #_sourceLocation
    ) throws -> Answer {
        let asked = try done(
            who,
            "case export \(caseID) \(options) --purpose \(purpose) --basis S-1 --output \(folder) --json"
                + " --lang \(say.rawValue)", location)
        guard asked.json["state"].text == "waiting" else { return asked }
        #expect(!exists(folder), "\(asked)", sourceLocation: location)
        let grant = asked.json["grant"].text
        try done(approver, "grant approve \(grant) --yes", location)
        return try done(
            who, "case export --grant \(grant) --output \(folder) --json --lang \(say.rawValue)", location)
    }

    /// Opens an export as its recipient does, who knows of no vault. What it says of it, as JSON.
    @discardableResult
    func unpacked(
        _ who: String, _ folder: String, into output: String, _ location: SourceLocation = #_sourceLocation
    ) throws -> Value {
        let answer = try run(who, "unpack \(folder) --output \(output) --json", environment: ["BRANKAS_VAULT": ""])
        #expect(answer.status == 0, "\(answer)", sourceLocation: location)
        return answer.json
    }

    /// What a card says to seal to.
    func recipient(_ handle: String) throws -> String {
        let card = String(decoding: try read("keys/\(handle).card"), as: UTF8.self)
        return String(try #require(card.firstMatch(of: /recipient (age1pq1\S+)/)?.output.1))
    }

    /// The files of an export beside its records.
    static let exportFiles: Set = [
        "manifest.note.age", "manifest.json.age", "entry.tlog-proof.age", "genesis.age", "exporter.card.age",
        "README.txt",
    ]
}
