import Sodium
import Testing

struct Ed25519Tests {
    /// RFC 8032, section 7.1: tests 1 to 3.
    @Test(arguments: [
        (
            "9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60",
            "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a", "",
            """
            e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e065224901555\
            fb8821590a33bacc61e39701cf9b46bd25bf5f0595bbe24655141438e7a100b
            """
        ),
        (
            "4ccd089b28ff96da9db6c346ec114e0f5b8a319f35aba624da8cf6ed4fb8a6fb",
            "3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c", "72",
            """
            92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da\
            085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aeeb00d291612bb0c00
            """
        ),
        (
            "c5aa8df43f9f837bedb7442f31dcb7b166d38535076f094b85ce3a2e0b4458f7",
            "fc51cd8e6218a1a38da47ed00230f0580816ed13ba3303ac5deb911548908025", "af82",
            """
            6291d657deec24024827e69c3abe01a30ce548a284743a445e3680d7db5ac3ac\
            18ff9b538d16f290ae67f760984dc6594a7c15e9716ed28dc027beceea1ec40a
            """
        ),
    ])
    func `RFC 8032`(seed: String, publicKey: String, message: String, signature: String) throws {
        let seed = try secret(try hex(seed))
        let key = try SigningKey(seed: seed)
        let message = try hex(message)
        #expect(Hex.encode(key.verifyingKey.bytes) == publicKey)
        #expect(Hex.encode(key.sign(message)) == signature)
        #expect(key.verifyingKey.verifies(try hex(signature), on: message))
    }

    @Test func `a changed message, signature or key does not verify`() throws {
        let key = try SigningKey(seed: try secret(repeated(5, 32)))
        let other = try SigningKey(seed: try secret(repeated(6, 32)))
        let message = Array("message".utf8)
        let signature = key.sign(message)
        #expect(key.verifyingKey.verifies(signature, on: message))
        #expect(!other.verifyingKey.verifies(signature, on: message))
        #expect(!key.verifyingKey.verifies(signature, on: message + [0]))
        #expect(!key.verifyingKey.verifies(signature, on: []))
        for bit in 0..<signature.count * 8 {
            var changed = signature
            changed[bit / 8] ^= 1 << (bit % 8)
            #expect(!key.verifyingKey.verifies(changed, on: message))
        }
    }

    @Test func `a signature of another length does not verify`() throws {
        let key = try SigningKey(seed: try secret(repeated(5, 32)))
        let signature = key.sign([])
        #expect(!key.verifyingKey.verifies([], on: []))
        for count in 1..<signature.count {
            #expect(!key.verifyingKey.verifies(Array(signature.prefix(count)), on: []))
        }
        #expect(!key.verifyingKey.verifies(signature + [0], on: []))
    }

    @Test func `a key or seed of another length is none`() throws {
        #expect(VerifyingKey([]) == nil)
        #expect(VerifyingKey(repeated(1, 31)) == nil)
        #expect(VerifyingKey(repeated(1, 33)) == nil)
        let short = try secret(repeated(1, 31))
        #expect(throws: SodiumError.wrongLength(expected: 32, actual: 31)) { _ = try SigningKey(seed: short) }
    }

    /// The key of RFC 8032's test 1; and the same with a point of order 8 added.
    static let plain = "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a"
    static let mixed = "9158312a9a8d6e3b34c891d6d61444f8b8211c5117ebad15bdb0bd68b07e0245"

    /// What the verifier accepts where RFC 8032 leaves a choice. All were made with the RFC's formulas; a change here
    /// means that two readers of one log may disagree.
    @Test(arguments: [
        (
            "an honest signature", plain, "edge", true,
            "ab85c7240072f9ed008e5baacaa933714fee38e0e79ea01ff4118370c23e664a"
                + "a4d2c535673d0acc64beaceb95aaf6b0509e9a3fe27f23f7488877d58e226601"
        ),
        (
            "its S plus the order", plain, "edge", false,
            "ab85c7240072f9ed008e5baacaa933714fee38e0e79ea01ff4118370c23e664a"
                + "91a6bb9281a01c243b5ba48e74a4d5c5509e9a3fe27f23f7488877d58e226611"
        ),
        (
            "its S with bit 253", plain, "edge", false,
            "ab85c7240072f9ed008e5baacaa933714fee38e0e79ea01ff4118370c23e664a"
                + "a4d2c535673d0acc64beaceb95aaf6b0509e9a3fe27f23f7488877d58e226621"
        ),
        (
            "its S with bit 254", plain, "edge", false,
            "ab85c7240072f9ed008e5baacaa933714fee38e0e79ea01ff4118370c23e664a"
                + "a4d2c535673d0acc64beaceb95aaf6b0509e9a3fe27f23f7488877d58e226641"
        ),
        (
            "its S with bit 255", plain, "edge", false,
            "ab85c7240072f9ed008e5baacaa933714fee38e0e79ea01ff4118370c23e664a"
                + "a4d2c535673d0acc64beaceb95aaf6b0509e9a3fe27f23f7488877d58e226681"
        ),
        (
            "R the identity, equation satisfied", plain, "edge0", false,
            "0100000000000000000000000000000000000000000000000000000000000000"
                + "b156806f8918e27a8b3dbcc40ca81c2ce13a9d6866614a561907655c0a22410f"
        ),
        (
            "R the identity, written as p + 1", plain, "Rnc", false,
            "eeffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f"
                + "509d4a2f0c66170bc6ad76630b84573b195d5c07ad72992034f0db2d64912e01"
        ),
        (
            "R of order 8, satisfied with the cofactor only", plain, "edge0", false,
            "c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a"
                + "5a519a92c051d3ab08c7b3b6a0affaed64352e17e1995920fc4845779b8f1e0e"
        ),
        (
            "R of mixed order, satisfied with the cofactor only", plain, "mixedR", false,
            "174a3cc20c8fbc2a2fd3dcbf027e990f6536f543503f7f472c0b2fd84984c3e0"
                + "ad7ed56be319b7207fcc043f3444f8f46706f9143947650a907a28449a4bf200"
        ),
        (
            "a key of mixed order, satisfied with the cofactor only", mixed, "mixedA0", false,
            "9b8394b520dd3b176b73fc20a02167da0274dbd1807db5f0880d8b227cdfd9b9"
                + "79c0a26e9c8dc9bf34c2d4766a0835c703d438403469135668e1fead55dc5f0e"
        ),
        (
            "a key of mixed order, equation satisfied", mixed, "mixedA7", true,
            "fbbff892363d39239211b20d0938e23a648fd91d818178d367c8c2abdabba278"
                + "6787fce274e401449beb93f65b8045b3ace70c5643581a0927b27ad012168b07"
        ),
        (
            "key and R of mixed order that cancel", mixed, "mixedAR22", true,
            "e92403f6313ea51f961817b347106adaf5e2f38d1c2353f7ed4c442e5a7d20f7"
                + "1e18085ea09178810b9f9827132e6bfc79bf425a9a94fdcb309f2b1328772c07"
        ),
    ])
    func `the accept set is pinned`(
        name: String, key: String, message: String, accepted: Bool, signature: String
    ) throws {
        let key = try #require(VerifyingKey(try hex(key)))
        #expect(key.verifies(try hex(signature), on: Array(message.utf8)) == accepted, "\(name)")
    }

    @Test func `a key of small order verifies nothing`() throws {
        // The first one satisfies the equation: without the check on the key it would verify.
        let key = try #require(
            VerifyingKey(try hex("c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a")))
        let signature = try hex(
            """
            ef4f62f8479733ad879cfaced3c89a9c39dd4fc795ef2efa1c3eafe4d729a081
            3930000000000000000000000000000000000000000000000000000000000000
            """)
        #expect(!key.verifies(signature, on: Array("edge8".utf8)))
        // With R the identity and S zero, a key of small order would sign one message in eight, or all of them.
        let nothing = [1] + repeated(0, 63)
        for point in [
            "0100000000000000000000000000000000000000000000000000000000000000",
            "c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a",
            "0000000000000000000000000000000000000000000000000000000000000080",
            "26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05",
            "ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
            "26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc85",
            "0000000000000000000000000000000000000000000000000000000000000000",
            "c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac03fa",
            // The same again in encodings that are not reduced.
            "edffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
            "eeffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
            "edffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff",
            "eeffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff",
        ] {
            let key = try #require(VerifyingKey(try hex(point)))
            for message in 0..<UInt8(32) { #expect(!key.verifies(nothing, on: [message]), "\(point)") }
        }
    }
}
