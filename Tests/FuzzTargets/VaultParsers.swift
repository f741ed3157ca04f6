import Age
import Casework
import Sodium
import Vocabulary

@testable import Vault

extension Parser {
    static let vault: [Parser] = [
        Parser("json", readJSON),
        Parser("key-text", readKeyText),
        Parser("key-bundle", readBundle),
        Parser("pin", text: { try some(Pin(text: $0)) }, write: { $0.text }),
        Parser("verified-log") { bytes in
            guard let log = VerifiedLog(parsing: bytes) else { return .refused }
            return rewritten(bytes) { log.bytes }
        },
        Parser("export-manifest", text: { try ExportManifest(text: $0) }, write: { $0.text }),
        Parser("nik", readNIK),
        Parser("phone") { bytes in
            guard let text = try? text(of: bytes), let number = PhoneNumber(text) else { return .refused }
            let isCanonical = (6...15).contains(number.digits.utf8.count) && number.digits.allSatisfy(\.isNumber)
            guard isCanonical else { return .broken("other than 6 to 15 digits") }
            return PhoneNumber("+" + number.digits) == number ? .accepted : .broken("another number the second time")
        },
        Parser("name-words", readNameWords),
        Parser("search-terms", readSearchTerms),
    ]

    private static func readJSON(_ bytes: [UInt8]) -> Verdict {
        guard let value = try? JSON(parsing: bytes) else { return .refused }
        let text = value.text
        guard !text.unicodeScalars.contains(where: { $0.value < 0x20 || (0x7f...0x9f).contains($0.value) }) else {
            return .broken("a control character on its way to a terminal")
        }
        // Escaping can make it longer than what may be read.
        guard text.utf8.count <= JSON.byteLimit else { return .accepted }
        guard let again = try? JSON(parsing: Array(text.utf8)) else { return .broken("can't read its own writing") }
        return again.text == text && again == value ? .accepted : .broken("another value the second time")
    }

    private static func readKeyText(_ bytes: [UInt8]) -> Verdict {
        guard let secret = try? Secret(copying: bytes.span), let key = try? PersonKey(text: secret) else {
            return .refused
        }
        return rewritten(bytes) { plain(try key.text()) }
    }

    /// A bundle of one key, sealed; or what was sealed, which the target then seals: the fuzzer breaks no cipher.
    private static func readBundle(_ bytes: [UInt8]) -> Verdict {
        guard let identity = try? Fixed.hybrid.get(), let header = try? Fixed.bundleHeader() else {
            return .broken("no key")
        }
        var file = bytes
        let isPlain = !bytes.starts(with: Array("age-encryption.org/".utf8))
        if isPlain {
            guard let sealed = try? AgeFile.seal(bytes.span, to: [identity.value.recipient]) else {
                return .broken("not sealed")
            }
            file = sealed
        }
        let keys: [UInt8]
        do {
            keys = plain(try KeyBundle.open(file, header: header, keyCount: 1, with: identity.value))
        } catch {
            return .refused
        }
        guard keys.count == KeyBundle.keyByteCount else { return .broken("other than one key") }
        return isPlain ? rewritten(bytes) { header.utf8 + keys } : .accepted
    }

    /// A number, and perhaps a line each with a day of birth and a sex to hold it against.
    private static func readNIK(_ bytes: [UInt8]) -> Verdict {
        guard let text = try? text(of: bytes) else { return .refused }
        let lines = text.utf8.split(separator: 0x0a, omittingEmptySubsequences: false).map { String(Substring($0)) }
        guard let nik = NIK(lines[0]) else { return .refused }
        _ = nik.fault(birthDate: lines.count > 1 ? lines[1] : nil, sex: lines.count > 2 ? lines[2] : nil)
        let isCanonical = nik.digits.utf8.count == 16 && nik.digits.utf8.allSatisfy { (0x30...0x39).contains($0) }
        return isCanonical && NIK(nik.digits) == nik ? .accepted : .broken("another number the second time")
    }

    private static func readNameWords(_ bytes: [UInt8]) -> Verdict {
        guard let text = try? text(of: bytes) else { return .refused }
        let words = NameWords.normalise(text)
        guard words.count <= NameWords.countLimit, words.allSatisfy({ $0.unicodeScalars.count <= 64 }) else {
            return .broken("more, or longer, words than promised")
        }
        guard NameWords.normalise(words.joined(separator: " ")).map({ Array($0.utf8) }) == words.map({ Array($0.utf8) })
        else { return .broken("other words the second time") }
        return words.isEmpty ? .refused : .accepted
    }

    private static func readSearchTerms(_ bytes: [UInt8]) -> Verdict {
        guard let identity = try? JSON(parsing: bytes) else { return .refused }
        let terms = SearchTerm.of(identity: identity).map { Array($0.text.utf8) }
        let isOrdered = zip(terms, terms.dropFirst()).allSatisfy { $0.lexicographicallyPrecedes($1) }
        guard terms.count <= SearchTerm.countLimit, isOrdered else { return .broken("too many, twice, or unsorted") }
        // Whoever types the name as it was stored must find it.
        if case .string(let name)? = identity["name"], let asked = SearchTerm.asked(.name, name),
            terms.count < SearchTerm.countLimit, !asked.allSatisfy({ terms.contains(Array($0.text.utf8)) })
        {
            return .broken("not found by its own name")
        }
        return terms.isEmpty ? .refused : .accepted
    }
}
