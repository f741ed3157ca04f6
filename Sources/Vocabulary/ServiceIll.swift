/// What ails a service that answers.
package enum ServiceIll: String, CaseIterable, Sendable {
    /// The vault waits for its founder.
    case notFounded = "not-founded"
    /// Something of the vault, or of its disk, was found wrong since the service started: its log says which.
    case troubled
    /// The disk is full: only what is there already can be opened.
    case full = "disk-full"
    /// So little of the disk is free that documents are not taken any more.
    case low = "disk-low"
}
