import Age
import Casework
import Ledger
import Sodium
import Vault

/// One entry for every parser of foreign bytes: the first byte says which, the rest is what it reads.
///
/// Built only with BRANKAS_FUZZ=1, under libFuzzer and AddressSanitizer (`make fuzz`). A parser may refuse; what it
/// accepts must come out of its own writer as the same bytes.
@_cdecl("LLVMFuzzerTestOneInput")
public func fuzzOneInput(_ start: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
    guard let start, count > 1 else { return 0 }
    let bytes = Array(UnsafeBufferPointer(start: start + 1, count: count - 1))
    let text = String(decoding: bytes, as: UTF8.self)
    let isText = Array(text.utf8) == bytes
    switch start[0] % 18 {
    case 0: if let note = try? Note(parsing: bytes) { check(note.encoded, bytes) }
    case 1: if isText, let checkpoint = try? Checkpoint(parsing: text) { check(checkpoint.text, text) }
    case 2: if let proof = try? TlogProof(parsing: bytes) { check(proof.encoded, bytes) }
    case 3: if isText, let key = try? NoteKey(vkey: text) { check(key.vkey, text) }
    case 4: if let card = try? Card(parsing: bytes) { check(card.note.encoded, bytes) }
    case 5: if isText, let charter = try? Charter(parsing: text) { check(charter.text, text) }
    case 6: if isText, let genesis = try? Genesis(parsing: text) { check(genesis.text, text) }
    case 7: if isText, let request = try? Request(parsing: text) { check(request.text, text) }
    case 8: if let entry = try? Entry(parsing: bytes) { check(entry.bytes, bytes) }
    case 9: if isText, let manifest = try? Manifest(parsing: text) { check(manifest.text, text) }
    case 10: if isText, let instant = try? Instant(text) { check(instant.text, text) }
    case 11: if let value = try? JSON(parsing: bytes) { check(reread(value).text, value.text) }
    case 12: if let header = try? Header(parsing: bytes.span) { precondition(header.byteCount <= bytes.count) }
    case 13: _ = try? Armor.decode(bytes.span, limit: 1 << 20)
    case 14: _ = try? IdentityFile(bytes.span)
    case 15: _ = try? Bech32.decode(bytes.span)
    case 16: if isText, let recipient = try? Recipient(text) { check((try? recipient.text) ?? "", text) }
    default: if let decoded = Base64.decode(bytes) { check(Array(Base64.encode(decoded).utf8), bytes) }
    }
    return 0
}

// The package manager names an executable's entry so; libFuzzer's driver does the rest.

@_silgen_name("LLVMFuzzerRunDriver")
private func runDriver(
    _ count: UnsafeMutablePointer<CInt>,
    _ arguments: UnsafeMutablePointer<UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>>,
    _ body: @convention(c) (UnsafePointer<UInt8>?, Int) -> CInt
) -> CInt

@_cdecl("Fuzz_main")
public func fuzzMain(_ count: CInt, _ arguments: UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>) -> CInt {
    var count = count
    var arguments = arguments
    return runDriver(&count, &arguments, fuzzOneInput)
}

private func check(_ written: [UInt8], _ read: [UInt8]) {
    precondition(written == read, "accepted what its writer writes otherwise")
}

private func check(_ written: String, _ read: String) {
    check(Array(written.utf8), Array(read.utf8))
}

private func reread(_ value: JSON) -> JSON {
    guard let again = try? JSON(parsing: Array(value.text.utf8)) else { fatalError("JSON can't read its own writing") }
    return again
}
