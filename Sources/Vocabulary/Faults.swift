/// Something stored that is missing, changed, or not where it belongs.
package enum Damage: Hashable, Sendable {
    case ledgerEntry(UInt64)
    case ledgerShort(size: UInt64, expected: UInt64)
    case tree
    case checkpoint
    case roster
    case seal
    case thing(sequence: UInt64, name: String)
    case object(record: String)
    case half(record: String)
    case caseTrail(CaseID)
    /// What is recorded of a record is not what was committed to when it was stored.
    case commitment(RecordID)
    case row(table: String)
}

/// What did not fit. Each is a reason to stop and to show somebody.
package enum Tampering: Hashable, Sendable {
    /// The ledger does not contain the head that this officer last verified: how many entries that had, and this has.
    case rolledBack(pinned: UInt64, shown: UInt64)
    case checkpoint
    case inclusion(sequence: UInt64)
    case consistency(from: UInt64, to: UInt64)
    /// The entry is not that of the request that was sent.
    case entry(sequence: UInt64)
    case roster
    case otherVault
    case trail(CaseID)
    /// The entry shows another trail than the one released.
    case oldTrail(CaseID)
    case manifest(sequence: UInt64)
    case thing(sequence: UInt64, name: String)
    case missing(String)
    case compartmentKey(EpochName, CaseID)
    case recordKey(RecordID)
    case metadata(String)
    case payload(RecordID)
    case content(RecordID)
    case roleSeed(RoleGeneration)
    case envelope(GrantID)
    /// A file of an export.
    case exported(String)
    case pin
}

/// What a whole log was found to contradict.
package enum LogFault: Error, Equatable {
    case leaf(sequence: UInt64)
    case signature(sequence: UInt64)
    case tree(size: UInt64)
    case namedHead(sequence: UInt64)
    case roster(sequence: UInt64)
    case caseChain(sequence: UInt64)
    case nonce(sequence: UInt64)
    case time(sequence: UInt64)
    case decision(sequence: UInt64)
}

/// Why JSON, or a field in it, is not what it should be.
package enum JSONFault: Error, Equatable, Sendable {
    case syntax(offset: Int)
    case duplicateKey(String)
    case tooDeep
    case tooLong(limit: Int)
    case notAnObject
    case notUTF8
    case missing(String)
    case notText(String)
    case badValue(String)
    case controlCharacter(String)
    case relation(RelationFault)
    /// A field that there is not, and those that may have been meant.
    case unknownField(String, nearest: [String])
    /// A day that can hardly be right.
    case implausible(String)
}

/// Why a text is no relation of a person to the matter.
package enum RelationFault: Error, Equatable, Sendable {
    /// A child, and not in which part.
    case bareChild
    case notListed
}

/// What is wrong with a keys file. The names in it are as they stand there.
package enum KeysFault: Error, Equatable, Sendable {
    case syntax, alias, notAMapping, unknownKey(String), missingKey(String), duplicateKey(String), badValue(String)
    case unknownCapability(String), unlistedAgency(String), badCard(String), tooLong, vaultName
    case unlistedCompartment(String), adminOfOther(String), reserved(String)
}

/// What is wrong with what was given as the public half of an ssh key. Says nothing of what stands there: it may be the other half.
package enum SSHKeyFault: Error, Hashable, Sendable {
    case empty, privateHalf, severalLines, noLine
    /// Of a kind that is not taken.
    case kind
    case base64
    /// The line and the key in it say different kinds.
    case otherKind
    case malformed
    case shortRSA(bits: Int)
}

/// What a national identity number gets wrong that nobody can have got, or how it contradicts the other fields.
package enum NIKFault: Error, Equatable, Sendable {
    case region, birthDate, sex, serial
}

/// What is not written as its kind is.
package struct BadName: Error, Equatable {
    package let kind: Kind

    package init(_ kind: Kind) {
        self.kind = kind
    }

    package enum Kind: String, Sendable {
        case handle, agency, role, compartment, purpose, permission, capability, id, time, personName, vaultName
    }
}
