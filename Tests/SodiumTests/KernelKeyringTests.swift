import Sodium
import Testing

/// A sandbox may forbid keyrings; then holding must say so with the kernel's own code, and nothing may be found.
struct KernelKeyringTests {
    private let name = "brankas-test-" + Hex.encode(Random.bytes(8))

    /// False when the kernel refused, and said so.
    private func hold(_ bytes: [UInt8]) throws -> Bool {
        let held = try secret(bytes)
        do throws(SodiumError) {
            try KernelKeyring.hold(held, name: name, seconds: 60, in: .account)
            return true
        } catch .keyringRefused(let code) {
            #expect(code > 0)
            print("NOTE: this kernel refuses keyrings (errno \(code)); holding is not tested here")
            return false
        }
    }

    private func held() throws -> [UInt8]? {
        guard let found = try KernelKeyring.read(name: name) else { return nil }
        return copy(found)
    }

    @Test func `what is held is read until it is dropped`() throws {
        #expect(try held() == nil)
        guard try hold([1, 2, 3]) else {
            #expect(try held() == nil)
            return
        }
        #expect(try held() == [1, 2, 3])
        #expect(KernelKeyring.drop(name: name))
        #expect(try held() == nil)
        #expect(!KernelKeyring.drop(name: name))
    }

    @Test func `holding again replaces`() throws {
        guard try hold([1, 2, 3]) else { return }
        defer { KernelKeyring.drop(name: name) }
        #expect(try hold([4, 5]))
        #expect(try held() == [4, 5])
    }

    @Test func `another name finds nothing`() throws {
        guard try hold([1]) else { return }
        defer { KernelKeyring.drop(name: name) }
        #expect(try KernelKeyring.read(name: name + "x") == nil)
    }

    @Test func `a secret of no bytes is refused with the kernel's code`() throws {
        let empty = try secret([])
        #expect(throws: SodiumError.self) { try KernelKeyring.hold(empty, name: name, seconds: 60, in: .account) }
    }
}
