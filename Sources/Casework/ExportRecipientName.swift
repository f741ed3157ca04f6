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
