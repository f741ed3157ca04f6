import Sodium
import Testing

struct X25519Tests {
    /// RFC 7748, section 5.2.
    @Test(arguments: [
        (
            "a546e36bf0527c9d3b16154b82465edd62144c0ac1fc5a18506a2244ba449ac4",
            "e6db6867583030db3594c1a424b15f7c726624ec26b3353b10a903a6d0ab1c4c",
            "c3da55379de9c6908e94ea4df28d084f32eccf03491c71f754b4075577a28552"
        ),
        (
            "4b66e9d4d1b4673c5ad22691957d6af5c11b6421e0ea01d42ca4169e7918ba0d",
            "e5210f12786811d3f4b7959d0538ae2c31dbe7106fc03c3efc4cd549c715a493",
            "95cbde9476e8907d7aade45cb4b873f88b595a68799fa152e6f8f7647aac7957"
        ),
    ])
    func `RFC 7748 section 5.2`(scalar: String, share: String, expected: String) throws {
        let scalar = try secret(try hex(scalar))
        let shared = try X25519.sharedSecret(scalar, with: try hex(share))
        #expect(Hex.encode(copy(shared)) == expected)
    }

    @Test func `RFC 7748 section 5.2, a thousand times over`() throws {
        var scalar = [9] + repeated(0, 31)
        var share = scalar
        for round in 1...1000 {
            let shared = try X25519.sharedSecret(try secret(scalar), with: share)
            (scalar, share) = (copy(shared), scalar)
            if round == 1 {
                #expect(Hex.encode(scalar) == "422c8e7a6227d7bca1350b3e2bb7279f7897b87bb6854b783c60e80311ae3079")
            }
        }
        #expect(Hex.encode(scalar) == "684cf59ba83309552800ef566f2f4d3c1c3887c49360e3875f2eb94d99532c51")
    }

    @Test func `RFC 7748 section 6.1`() throws {
        let alice = try secret(try hex("77076d0a7318a57d3c16c17251b26645df4c2f87ebc0992ab177fba51db92c2a"))
        let bob = try secret(try hex("5dab087e624a8a4b79e17f8b83800ee66f3bb1292618b6fd1c2f8b27ff88e0eb"))
        let aliceShare = try X25519.publicShare(of: alice)
        let bobShare = try X25519.publicShare(of: bob)
        #expect(Hex.encode(aliceShare) == "8520f0098930a754748b7ddcb43ef75a0dbf3a0d26381af4eba4a98eaa9b4e6a")
        #expect(Hex.encode(bobShare) == "de9edb7d7b7dc1b4d35b61c2ece435373f8343c85b78674dadfc7e146f882b4f")
        let shared = "4a5d9d5ba4ce2de1728e3bf480350f25e07e21c947d19e3376f09b3c1e161742"
        let first = try X25519.sharedSecret(alice, with: bobShare)
        let second = try X25519.sharedSecret(bob, with: aliceShare)
        #expect(Hex.encode(copy(first)) == shared)
        #expect(Hex.encode(copy(second)) == shared)
    }

    @Test(arguments: [
        "0000000000000000000000000000000000000000000000000000000000000000",
        "0100000000000000000000000000000000000000000000000000000000000000",
        "e0eb7a7c3b41b8ae1656e3faf19fc46ada098deb9c32b1fd866205165f49b800",
        "5f9c95bca3508c24b1d0b1559c83ef5b04445cc4581c8e86d8224eddd09f1157",
        "ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
        "edffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
        "eeffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
        "0000000000000000000000000000000000000000000000000000000000000080",
        "0100000000000000000000000000000000000000000000000000000000000080",
        "ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff",
        "edffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff",
        "eeffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff",
    ])
    func `a share of small order is refused`(share: String) throws {
        let scalar = try secret(repeated(0x42, 32))
        let share = try hex(share)
        #expect(throws: SodiumError.weakPublicKey) { _ = try X25519.sharedSecret(scalar, with: share) }
    }

    @Test func `a scalar or share of another length is refused`() throws {
        let scalar = try secret(repeated(0x42, 32))
        let short = try secret(repeated(0x42, 31))
        #expect(throws: SodiumError.wrongLength(expected: 32, actual: 31)) {
            _ = try X25519.publicShare(of: short)
        }
        #expect(throws: SodiumError.wrongLength(expected: 32, actual: 33)) {
            _ = try X25519.sharedSecret(scalar, with: repeated(9, 33))
        }
    }
}
