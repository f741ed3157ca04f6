import Casework
import Ledger
import Makers
import Sodium
import Vocabulary

extension Seed {
    static func ledger() throws -> [Seed] {
        let text = "contoh\n"
        var note = try Sample.signed(text, by: "siti@unit-ppa")
        let one = note.encoded
        for name in ["ani@dp2kbp3a", "nama/ünïcode", Fixed.witness] {
            try note.sign(as: name, with: try Fixed.signingKey(name))
        }
        var tree = MemoryTree()
        let leaves = (0..<7).map { MerkleTree.leafHash(Array("daun \($0)".utf8)) }
        for leaf in leaves[..<5] { try tree.append(leaf) }
        let from = try tree.head()
        for leaf in leaves[5...] { try tree.append(leaf) }
        let to = try tree.head()
        let checkpoint = try Checkpoint(origin: "brankas/okuselatan/01234567", head: to)
        let extended = try Checkpoint(origin: "contoh", head: .empty, extensions: ["satu", "dua tiga"])
        var signed = try Sample.signed(checkpoint.text, by: "custodian")
        let alone = signed.encoded
        try signed.add(
            try Cosignature.sign(
                checkpoint: signed, as: Fixed.witness, with: try Fixed.signingKey("witness"),
                timestamp: 1_795_000_000))
        let inclusion = try MerkleTree.inclusionProof(index: 3, size: 7, in: tree)
        let consistency = try MerkleTree.consistencyProof(from: 5, to: 7, in: tree)
        func proof(_ index: UInt64, _ path: [Digest]) -> [UInt8] {
            bigEndian(from.size) + from.root.bytes + bigEndian(to.size) + to.root.bytes + bigEndian(index)
                + leaves[Int(index)].bytes + path.flatMap(\.bytes)
        }
        return [
            Seed("note", "one-signature", one), Seed("note", "four-signatures", note.encoded),
            Seed("note", "checkpoint", alone), Seed("checkpoint", "plain", checkpoint.text),
            Seed("checkpoint", "extensions", extended.text),
            Seed("tlog-proof", "plain", try TlogProof(index: 3, proof: inclusion, checkpoint: signed).encoded),
            Seed("tlog-proof", "extra", try TlogProof(index: .max, proof: [], checkpoint: signed, extra: [0]).encoded),
            Seed("note-key", "cosigner", try Fixed.witnessKey().vkey),
            Seed("note-key", "signer", try NoteKey(name: "contoh", key: try Fixed.signingKey("a").verifyingKey).vkey),
            Seed("cosignature", "checkpoint", signed.encoded), Seed("cosignature", "bad-alone", alone),
            Seed("merkle-proof", "inclusion", proof(3, inclusion)),
            Seed("merkle-proof", "consistency", proof(0, consistency)), Seed("hex", "hash", from.root.hex),
            Seed("hex", "nothing", ""), Seed("base64", "padded", "QQ=="), Seed("base64", "unpadded", "QUI"),
            Seed("base64", "whole", Base64.encode(to.root.bytes + from.root.bytes)),
        ]
    }

    static func casework() throws -> [Seed] {
        let sample = try Sample.standard.get()
        let actions = try SampleActions(caseID: sample.caseID, day: Instant(seconds: 1_795_000_000))
        let police = try RoleName("unit-ppa/penyidik")
        var seeds = try actions.all(sample.charter).enumerated().map { number, action in
            Seed(
                "request", "\(number)-\(action.name.rawValue)",
                try sample.request(action, by: "siti@unit-ppa", as: police).text)
        }
        let find = try actions.all(sample.charter).first { $0.name == .find } ?? actions.close
        let denied = try sample.entry(
            find, by: "siti@unit-ppa", as: police, outcome: .denied(.searchLimit), shown: Sample.hash,
            matches: [Match(caseID: sample.caseID, owner: try Sample.owner.get())], suppressed: 4, isLate: true)
        seeds += [
            Seed("entry", "denied", denied.bytes), Seed("entry", "allowed", sample.trail[0].bytes),
            Seed("manifest", "founding", sample.items[0].manifest.text), Seed("manifest", "none", Manifest([]).text),
            Seed("card", "plain", try Fixed.card("siti@unit-ppa", name: "Siti Nurhaliza binti Aḥmad").note.encoded),
            Seed("charter", "plain", sample.charter.text), Seed("genesis", "plain", sample.genesis.text),
            Seed("roster", "founding", Parser.bytes(Array(sample.items.prefix(1)))),
            Seed("roster", "whole", Parser.bytes(sample.items)),
            Seed("case", "whole", Array(sample.trail.map(\.bytes).joined(separator: [0]))),
            Seed("case", "founding", sample.trail[0].bytes),
            Seed("salted-text", "plain", Sample.hash.bytes + Array("LP/B/12/III/2026, dasar surat".utf8)),
            Seed("salted-text", "empty", Sample.hash.bytes),
            Seed("genesis", "served", try served(sample).text),
            Seed(
                "session", "plain",
                SessionNote(
                    vault: sample.genesis.vault, hello: Sample.hash, nonce: Sample.hash, version: 1,
                    time: Instant(seconds: 1_790_000_000)
                ).text),
            Seed(
                "custodian", "plain",
                CustodianIdentity(
                    checkpoint: try Fixed.signingKey("custodian").verifyingKey,
                    session: try Fixed.signingKey("session").verifyingKey
                ).text),
            Seed("custodian-seed", "plain", try seedLine()),
            Seed(
                "welcome", "plain",
                try WelcomeFile.make(
                    address: "unix:/run/brankas/a.sock", vault: sample.genesis.vault, checkpoint: Array("note".utf8)
                ).signed(as: try Handle("siti@unit-ppa"), with: try Fixed.signingKey("siti")).note.encoded),
            Seed("instant", "plain", "2026-11-21T20:00:00Z"), Seed("instant", "leap", "2024-02-29T23:59:59Z"),
            Seed("instant", "last", "9999-12-31T23:59:59Z"),
            Seed(
                "fields", "plain",
                "brankas/fuzz/v1\nname Siti\nnumber 18446744073709551615\nhash \(Sample.hash.hex)\nthree a b c d\n"
                    + "perhaps ya\nmany 1\nmany 2\n"),
        ]
        let names = [
            "handle": "siti@unit-ppa", "agency": "unit-ppa", "role": "unit-ppa/penyidik", "admin": "unit-ppa/admin",
            "case": "K-0123456789ABCDEF", "identity": "I-GHJKMNPQRSTVWXYZ", "document": "D-0123456789ABCDEF",
            "grant": "G-0123456789ABCDEF", "ask": "R-0123456789ABCDEF", "purpose": "penyidikan",
            "vault": sample.genesis.vault.text, "longest": String(repeating: "a", count: 64),
        ]
        return seeds + names.sorted { $0.key < $1.key }.map { Seed("name", $0.key, $0.value) }
    }

    private static func served(_ sample: Sample) throws -> Genesis {
        let genesis = sample.genesis
        return Genesis(
            name: genesis.name, nonce: genesis.nonce,
            mode: .service(session: try Fixed.signingKey("session").verifyingKey), custodian: genesis.custodian,
            charter: genesis.charter, keysFile: genesis.keysFile, admins: genesis.admins, founded: genesis.founded)
    }

    /// As in a file, without its newline.
    private static func seedLine() throws -> String {
        let text = try CustodianSeed.text(try Secret(copying: [UInt8](repeating: 7, count: 32).span))
        return text.withBytes { bytes in String(decoding: (0..<bytes.count - 1).map { bytes[$0] }, as: UTF8.self) }
    }
}
