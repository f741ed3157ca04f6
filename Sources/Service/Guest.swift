package import Vocabulary

/// Who asks on a connection: they have signed that it is them.
package struct Guest: Sendable {
    package let handle: Handle

    package init(_ handle: Handle) { self.handle = handle }
}
