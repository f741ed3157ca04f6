package import Texts

/// A complaint on its way to whoever called.
package struct Failure: Error {
    package let complaint: Complaint

    package init(_ complaint: Complaint) {
        self.complaint = complaint
    }
}
