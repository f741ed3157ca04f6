import Glibc

/// The name that an output has taken, empty, and the part beside it that is to take its place.
final class OutputPart: Sendable {
    private let name: [UInt8]
    private let place: NewPlace
    private let reserved: File.Identity
    private let state = Guarded(State())

    private struct State: ~Copyable {
        var file: File?
        /// Kept open as long as it is to be told from others: a medium may number only what is open.
        var reservation: File?
        var isDone = false
        var ticket: Interruption.Ticket?
    }

    /// Takes the name. Throws `exists`.
    init(_ place: NewPlace) throws(FileError) {
        guard let reservation = place.create(place.name) else {
            if errno == EEXIST { throw .exists(path: place.text) }
            throw place.fault(.open)
        }
        reserved = try reservation.identity()
        self.place = place
        name = place.partName()
        guard let file = place.create(name) else {
            let fault = place.fault(.open)
            place.remove(place.name)
            throw fault
        }
        var held: File? = consume reservation
        var taken: File? = consume file
        // From now on a signal removes what there is.
        let ticket = Interruption.register { [weak self] in self?.giveUp() }
        state.with {
            $0.reservation = held.take()
            $0.file = taken.take()
            $0.ticket = ticket
        }
    }

    deinit { giveUp() }

    /// Throws once it was given up: what is written after it was overwritten would stay.
    func write(_ bytes: Span<UInt8>) throws(FileError) {
        let fault = state.with { state -> FileError? in
            guard state.file != nil else { return .changed(path: place.text) }
            do throws(FileError) { try state.file?.writeBehind(bytes) } catch { return error }
            return nil
        }
        if let fault { throw fault }
    }

    func setModified(_ seconds: Int64) { state.with { try? $0.file?.setModified(seconds) } }
    func isForOwnerAlone() -> Bool { state.with { (try? $0.file?.isForOwnerAlone()) ?? false } }

    func appear() throws(FileError) {
        let fault = state.with { state -> FileError? in
            let isEmpty = (try? state.reservation?.byteCount()) == 0
            guard isEmpty, place.identity(of: place.name) == reserved else { return .exists(path: place.text) }
            do throws(FileError) { try state.file?.sync() } catch { return error }
            // Some media keep an open file that is replaced, under a name of their own.
            state.reservation = nil
            guard place.rename(name, to: place.name) else { return place.fault(.rename) }
            state.file = nil
            state.isDone = true
            return nil
        }
        if let fault { throw fault }
        settle()
    }

    /// Overwrites and removes what was written, and lets go of the name.
    func giveUp() {
        state.with { state in
            guard !state.isDone else { return }
            state.isDone = true
            // Removed while it is open it would stay on some media, under a name of theirs.
            if let file = state.file.take() { try? file.overwrite() }
            place.remove(name)
            if place.identity(of: place.name) == reserved { place.remove(place.name) }
            state.reservation = nil
        }
        settle()
    }

    private func settle() {
        let ticket = state.with { state in state.ticket.take() }
        if let ticket { Interruption.forget(ticket) }
    }
}
