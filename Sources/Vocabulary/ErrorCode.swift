/// What went wrong, in a word that programs may rely on.
package enum ErrorCode: String, CaseIterable, Sendable {
    // Wrong usage, or malformed input
    case noVaultNamed = "no-vault-named"
    case notAKeyFile = "not-a-key-file"
    case notRegular = "not-a-regular-file"
    case ownFile = "own-file"
    case tooLong = "too-long"
    case binaryToTerminal = "binary-to-terminal"
    case passphraseWeak = "passphrase-weak"
    case passphrasesDiffer = "passphrases-differ"
    case badValue = "bad-value"
    case badDate = "bad-date"
    case badDuration = "bad-duration"
    case badLanguage = "bad-language"
    case badWorkFactor = "bad-work-factor"
    case badKeysFile = "bad-keys-file"
    case badJSON = "bad-json"
    case badNIK = "bad-nik"
    case nikMismatch = "nik-mismatch"
    case badCard = "bad-card"
    case badRecipient = "bad-recipient"
    case badSSHKey = "bad-ssh-key"
    case emptyText = "empty-text"
    case missingOption = "missing-option"
    case optionsExclude = "options-exclude"
    case badUsage = "bad-usage"
    case badAddress = "bad-address"
    case consentMissing = "consent-missing"
    case inputTwice = "input-twice"
    case answerCount = "answer-count"
    case nothingToSearch = "nothing-to-search"
    case severalRoles = "several-roles"
    case unknownCompartment = "unknown-compartment"
    case unknownPurpose = "unknown-purpose"
    case timesReversed = "times-reversed"
    case grantTooLong = "grant-too-long"
    case malformedRequest = "malformed-request"
    // Damaged or tampered with
    case damaged
    case tampered
    case logFault = "log-fault"
    case documentDiffers = "document-differs"
    case fingerprintDiffers = "fingerprint-differs"
    case cardMismatch = "card-mismatch"
    case standsStill = "stands-still"
    // Out of reach
    case busy
    case outOfReach = "out-of-reach"
    // Denied
    case denied
    case throttled
    case notEnrolled = "not-enrolled"
    case otherKey = "other-key"
    case notAdmin = "not-admin"
    case compartmentNotHeld = "compartment-not-held"
    // Ended by whoever sits there
    case interrupted
    // The rest
    case notAgreed = "not-agreed"
    case notAVault = "not-a-vault"
    case vaultTooNew = "vault-too-new"
    case unknownVault = "unknown-vault"
    case otherVersion = "other-version"
    case vaultServed = "vault-served"
    case badSeed = "bad-seed"
    case seedExposed = "seed-exposed"
    case noKeyFile = "no-key-file"
    case noHome = "no-home"
    case otherPlace = "other-place"
    case onlyLooking = "only-looking"
    case wrongPassphrase = "wrong-passphrase"
    case passphraseMissing = "passphrase-missing"
    case inputEnded = "input-ended"
    case noTerminal = "no-terminal"
    case argumentsUnreadable = "arguments-unreadable"
    case exists
    case missing
    case changed
    case noSpace = "no-space"
    case vaultFull = "vault-full"
    case notPermitted = "not-permitted"
    case fileRefused = "file-refused"
    case outputFailed = "output-failed"
    case filesRefused = "files-refused"
    case noViewer = "no-viewer"
    case viewerFailed = "viewer-failed"
    case noRoomToView = "no-room-to-view"
    case noRole = "no-role"
    case unknownRole = "unknown-role"
    case roleHasNoKey = "role-has-no-key"
    case noSearchKey = "no-search-key"
    case notARecipient = "not-a-recipient"
    case notAnExport = "not-an-export"
    case unknownCase = "unknown-case"
    case unknownRecord = "unknown-record"
    case unknownVersion = "unknown-version"
    case unknownGrant = "unknown-grant"
    case unknownAsk = "unknown-ask"
    case unknownPerson = "unknown-person"
    case unknownEntry = "unknown-entry"
    case askLimit = "ask-limit"
    case handleTaken = "handle-taken"
    case alreadyDone = "already-done"
    case moved
    case clocksDiffer = "clocks-differ"
    case behindLedger = "behind-ledger"
    case longPause = "long-pause"
    case clockNotAhead = "clock-not-ahead"
    case storageRefuses = "storage-refuses"
    case keyringRefused = "keyring-refused"
    case machineLacks = "machine-lacks"
    case noSessionKeyring = "no-session-keyring"
    case internalFault = "internal-fault"

    /// Whether it lies in what was typed or given, and is gone with another answer.
    package var isWrongInput: Bool { exitCode == 64 }

    /// 64 wrong usage or malformed input, 65 damaged or tampered with, 69 out of reach, 77 denied, 1 the rest.
    package var exitCode: Int32 {
        switch self {
        case .noVaultNamed, .notAKeyFile, .notRegular, .ownFile, .tooLong, .binaryToTerminal, .passphraseWeak,
            .passphrasesDiffer, .badValue, .badDate, .badDuration, .badLanguage, .badWorkFactor, .badKeysFile, .badJSON,
            .badNIK, .nikMismatch, .badCard, .badRecipient, .badSSHKey, .emptyText, .missingOption, .optionsExclude,
            .badUsage,
            .badAddress,
            .consentMissing, .inputTwice,
            .answerCount, .nothingToSearch, .severalRoles, .unknownCompartment, .unknownPurpose, .timesReversed,
            .grantTooLong,
            .malformedRequest:
            64
        case .damaged, .tampered, .logFault, .documentDiffers, .fingerprintDiffers, .cardMismatch, .standsStill: 65
        case .busy, .outOfReach: 69
        case .denied, .throttled, .notEnrolled, .otherKey, .notAdmin, .compartmentNotHeld: 77
        // As if the signal had ended the program, which it would have with the terminal left blind.
        case .interrupted: 130
        case .notAVault, .vaultTooNew, .unknownVault, .otherVersion, .vaultServed, .badSeed, .seedExposed, .noKeyFile,
            .noHome, .notAgreed, .otherPlace, .onlyLooking, .wrongPassphrase,
            .passphraseMissing, .inputEnded, .noTerminal,
            .argumentsUnreadable, .exists, .missing, .changed, .noSpace, .vaultFull, .notPermitted, .fileRefused,
            .outputFailed,
            .filesRefused, .noViewer, .viewerFailed, .noRoomToView, .noRole, .unknownRole, .roleHasNoKey, .noSearchKey,
            .notARecipient, .notAnExport,
            .unknownCase, .unknownRecord, .unknownVersion, .unknownGrant, .unknownAsk, .unknownPerson, .unknownEntry,
            .askLimit,
            .handleTaken, .alreadyDone, .moved, .clocksDiffer, .behindLedger, .longPause, .clockNotAhead,
            .storageRefuses,
            .keyringRefused, .machineLacks, .noSessionKeyring, .internalFault:
            1
        }
    }
}
