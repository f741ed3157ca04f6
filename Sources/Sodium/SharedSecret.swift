/// A secret that several hold, or that goes where only copyable things go. It lasts as long as somebody holds it.
package final class SharedSecret: Sendable {
    package let secret: Secret

    package init(_ secret: consuming Secret) { self.secret = secret }
}
