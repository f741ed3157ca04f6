import Ledger
import Sodium
import Testing

/// The signing key whose seed is `byte` 32 times.
func signingKey(_ byte: UInt8) throws -> SigningKey {
    try SigningKey(seed: Secret(copying: [UInt8](repeating: byte, count: 32).span))
}

func noteKey(_ byte: UInt8, name: String, algorithm: NoteKey.Algorithm = .ed25519) throws -> NoteKey {
    try NoteKey(name: name, key: signingKey(byte).verifyingKey, algorithm: algorithm)
}

/// `text` signed by each key under its name.
func signedNote(_ text: String, by signers: (name: String, byte: UInt8)...) throws -> Note {
    var note = try Note(text: text)
    for signer in signers { try note.sign(as: signer.name, with: signingKey(signer.byte)) }
    return note
}

func parse(_ text: String) throws(LedgerError) -> Note {
    try Note(parsing: Array(text.utf8))
}
