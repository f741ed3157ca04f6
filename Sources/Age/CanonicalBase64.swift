internal import Sodium

/// The bytes whose one base64 encoding `characters` is; nil for anything else (age.md, "Conventions").
///
/// The decoder below rejects stray bits and padding, but libsodium 1.0.18 takes some bytes above 0x7F for letters:
/// a header could be changed without breaking its MAC. So what was decoded must encode to what was read.
func canonicalBytes(of characters: [UInt8], _ padding: Base64.Padding) -> [UInt8]? {
    guard let bytes = Base64.decode(characters, padding) else { return nil }
    return Base64.encode(bytes, padding).utf8.elementsEqual(characters) ? bytes : nil
}
