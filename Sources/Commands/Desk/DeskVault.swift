import Casework
import Console
import Custodian
import Files
import Foundation
import Ledger
import Reviewing
import Sodium
import Texts
import Vault
import Vocabulary

/// The vault that the command is about, opened.
extension Desk {
    /// An officer at work, with what an admin needs besides.
    struct Work {
        let officer: Officer
        /// Of an embedded vault: whoever is enrolled gets it. A served custodian keeps its own.
        let custodianSeed: SharedSecret?
        /// Whether only a copy in memory is looked at.
        let isCopy: Bool
        let calendar: VaultCalendar
        let words: VaultWords
    }

    /// The vault's seed, from the newest file that this key opens and that holds it.
    private struct OpenedSeed {
        let seed: SharedSecret
        let file: [UInt8]
        /// The newest was no use.
        let isOlder: Bool

        init(_ sealed: SealedVault, with key: PersonKey) throws {
            var fault: (any Error)?
            for (place, file) in sealed.files.enumerated() {
                do {
                    let seed = SharedSecret(try key.openCustodianSeed(file, of: sealed.vault))
                    if try sealed.fits(seed.secret) {
                        (self.seed, self.file, isOlder) = (seed, file, place > 0)
                        return
                    }
                    fault = fault ?? CustodyError.damaged(.seal)
                } catch let error as VaultError {
                    fault = fault ?? error
                }
            }
            throw fault ?? CustodyError.damaged(.seal)
        }
    }

    /// Opens the vault with the officer's key, wherever it is.
    ///
    /// With `asCopy` it is only looked at: nothing is entered, and nothing remembered. With `rebuildingIndex` the index is made
    /// anew first. Both are for whoever has the vault's folder.
    func open(for intended: ActionName, asCopy: Bool = false, rebuildingIndex: Bool = false) throws -> Work {
        switch try Door(vaultAddress) {
        case .folder(let path):
            return try open(folder: path, for: intended, asCopy: asCopy, rebuildingIndex: rebuildingIndex)
        case let door:
            let option = asCopy ? "--read-only" : rebuildingIndex ? "--rebuild" : nil
            if let option { throw Failure(.eitherOr(option, "--vault \(shown(door.text))")) }
            return try open(at: door, for: intended)
        }
    }

    /// Opens the vault in a folder: the custodian runs in this process.
    ///
    /// Where the vault is closed to this person, `intended` is left in its mailbox: an attempt to be entered.
    private func open(
        folder path: String, for intended: ActionName, asCopy: Bool, rebuildingIndex: Bool
    ) throws -> Work {
        var sealed = try sealedVault(path, asCopy: asCopy)
        let key = try openKey()
        let place = try Folder.place(of: path)
        let pins = PinStore(folder: try stateFolder, place: place, remembers: !sealed.isCopy)
        self.pins = pins
        let pin = try pins.load(sealed.vault, key)
        let opened: OpenedSeed
        do {
            opened = try OpenedSeed(sealed, with: key)
        } catch VaultError.notEnrolled(let handle) {
            if let pin, !sealed.isCopy, let letter = try Letter.write(intended, by: key, pin: pin, at: now) {
                try Custodian.leave(letter, folder: path)
            }
            throw VaultError.notEnrolled(handle)
        }
        let seed = opened.seed
        if rebuildingIndex {
            guard !sealed.isCopy else { throw sealed.isFull ? CustodyError.full : .onlyLooking }
            // As everywhere: nothing is changed in a place that is not the one of before, nor in an older copy.
            if let pinned = pin?.place, let place, pinned != place { try agreeToPlace(path) }
            try sealed.close()
            let count = try statusLine(.rebuildingIndex).wait {
                try Custodian.rebuildIndex(
                    folder: path, engine: engine, seed: seed.secret, having: pin?.head ?? .empty)
            }
            tell(.indexRebuilt(entries: count))
            sealed = try sealedVault(path, asCopy: false)
        }
        // What needs an entry is refused for what it is: a disk that is full, not a copy that is looked at.
        if sealed.isFull { tell(.vaultFullLooking) }
        let custodian = try Custodian(sealed, seed: seed.secret, clock: Desk.clock)
        let officer = try Officer(
            key: key, vault: sealed.vault, custody: custodian, pins: pins, as: try wishedRole, clock: Desk.clock,
            confirmPause: { [unowned self] in try options.afterPause || agreeToPause($0, $1) }
        ) {
            // A history that is not the one of before is told first, wherever it lies.
            if !sealed.isCopy, let pinned = pin?.place, let place, pinned != place { try agreeToPlace(path) }
        }
        try custodian.tidy()
        let letters = try custodian.letters()
        if !letters.isEmpty {
            let requests = try Letter.open(letters.map(\.bytes), custodianSeed: seed.secret)
            try custodian.admit(requests, emptying: letters.map(\.name))
        }
        if officer.roster.people[key.handle]?.state == .dismissed {
            // The seed from before the dismissal is still there: nothing is done with it but to enter who came, and for what.
            if let pin, !sealed.isCopy {
                let request = try Letter.request(intended, by: key, pin: pin, at: now)
                if try !custodian.admit([request], emptying: []),
                    let letter = try Letter.write(intended, by: key, pin: pin, at: now)
                {
                    try Custodian.leave(letter, folder: path)
                }
            }
            throw VaultError.notEnrolled(key.handle)
        }
        try custodian.noteOpened(opened.file, by: key.handle)
        if opened.isOlder { unusableSeedBy = officer.lastSealer }
        self.officer = officer
        if sealed.isCopy {
            tell(.onlyLooking(entries: officer.head.size, known: pin?.head.size))
        } else if officer.isFirstContact {
            tell(.firstContact(id: sealed.vault.text))
        }
        return work(officer, custodianSeed: seed, isCopy: sealed.isCopy)
    }

    func work(_ officer: Officer, custodianSeed: SharedSecret?, isCopy: Bool) -> Work {
        Work(
            officer: officer, custodianSeed: custodianSeed, isCopy: isCopy,
            calendar: VaultCalendar(timezone: officer.roster.charter.timezone, language: language),
            words: VaultWords(labels: officer.roster.charter.labels, language: language))
    }

    private func sealedVault(_ path: String, asCopy: Bool) throws -> SealedVault {
        do {
            return try Custodian.sealedSeed(folder: path, engine: engine, asCopy: asCopy)
        } catch FileError.missing {
            throw Failure(.notAVault(shown(path)))
        } catch FormatError.served {
            throw Failure(.connection(.served(shown(path))))
        }
    }

    /// A copy is the same vault to look at, and another to work in: what is entered there the others never see.
    private func agreeToPlace(_ path: String) throws {
        if options.here { return }
        guard Terminal.inputIsTerminal else { throw Failure(.otherPlace(shown(path))) }
        Terminal.error(Complaint.otherPlace(shown(path)).text(language))
        guard try agrees(.askHere) else { throw Failure(.otherPlace(shown(path))) }
    }

    /// Whether whoever sits there says that the clock is right, and the vault rested.
    func agreeToPause(_ last: Instant, _ now: Instant) throws -> Bool {
        guard Terminal.inputIsTerminal else { return false }
        Terminal.error(Failure(describing: CustodyError.longPause(last: last, now: now)).complaint.text(language))
        return try agrees(.askAfterPause)
    }

    /// Whether the answer on the terminal is a yes.
    func agrees(_ question: Sentence) throws -> Bool {
        ["y", "yes", "ya", "setuju"].contains(try ask(question).lowercased())
    }
}
