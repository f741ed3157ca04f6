package import Sodium
package import Vocabulary

/// To whom something leaves the vault, as the ledger names them.
package struct ExportRecipientName: Hashable, Sendable, LineValue {
    /// SHA-256 of the age recipient's text.
    package let digest: Digest
    /// As the card says that was given; nobody's, where a bare recipient was.
    package let handle: Handle?

    package init(digest: Digest, handle: Handle?) {
        self.digest = digest
        self.handle = handle
    }

    package init(_ text: Substring, of key: String, _ reader: FieldReader) throws(CaseworkError) {
        let parts = text.split(separator: " ", omittingEmptySubsequences: false)
        guard (1...2).contains(parts.count) else { throw reader.fault(key) }
        digest = try Digest(parts[0], of: key, reader)
        handle = parts.count == 2 ? try Handle(parts[1], of: key, reader) : nil
    }

    package func add(to writer: inout FieldWriter) {
        writer.add(digest)
        if let handle { writer.add(handle.text) }
    }

    /// What people compare by voice: the first 160 bits of the recipient's hash, as of a card.
    package var fingerprint: String { Fingerprint.text(digest) }

    /// The handle of the card that was given, else the recipient's fingerprint.
    package var name: String { handle?.text ?? fingerprint }
}

/// 160 bits as people compare them by voice: eight groups of four digits of Crockford's base 32.
package enum Fingerprint {
    package static func text(_ digest: Digest) -> String {
        let digits = Array(Crockford.encode(Array(digest.bytes.prefix(20))))
        return grouped(digits)
    }

    private static func grouped(_ digits: [Character]) -> String {
        stride(from: 0, to: digits.count, by: 4).map { String(digits[$0..<($0 + 4)]) }.joined(separator: "-")
    }

    /// As it is printed, of what somebody typed in any case and spacing; nil of what is none.
    package static func canonical(_ typed: String) -> String? {
        // As Crockford's base 32 has it: letters that people take for digits are those digits.
        let alike: [Character: Character] = ["O": "0", "I": "1", "L": "1"]
        let digits = typed.uppercased().filter { $0 != "-" && !$0.isWhitespace }.map { alike[$0] ?? $0 }
        let isWhole = digits.count == 32 && digits.allSatisfy { "0123456789ABCDEFGHJKMNPQRSTVWXYZ".contains($0) }
        return isWhole ? grouped(digits) : nil
    }
}

extension Policy {
    /// A recipient whose handle the roster knows, or must know because it is of an agency here, is that person's own, and
    /// they are here still. Whose handle it is that nobody here has, the request only says.
    func check(_ recipients: [ExportRecipientName]) throws(Objection) {
        guard !recipients.isEmpty, Set(recipients.map(\.digest)).count == recipients.count else {
            throw .refused(.malformed)
        }
        let gone = Set(roster.people.values.filter { $0.state == .dismissed }.map { Digest.of($0.card.recipient) })
        for recipient in recipients {
            guard let person = recipient.handle.flatMap({ roster.people[$0] }) else {
                if let handle = recipient.handle, roster.charter.agency(handle.agency) != nil {
                    throw .denied(.otherRecipient)
                }
                // Who left does not get as nobody, or as somebody else, what they don't get by name.
                if gone.contains(recipient.digest) { throw .denied(.recipientLeft) }
                continue
            }
            guard person.isActive else { throw .denied(.recipientLeft) }
            guard Digest.of(person.card.recipient) == recipient.digest else { throw .denied(.otherRecipient) }
        }
    }
}
