import Ledger
import Sodium
import Testing

/// The examples printed in the C2SP pages, and one from Go's `sumdb/note`, which the format comes from.
struct SpecificationTests {
    @Test func `signed-note's example key verifies the example note`() throws {
        let key = try NoteKey(vkey: "example.com/foo+530d903a+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k")
        #expect(key.name == "example.com/foo")
        #expect(key.id == 0x530d_903a)
        #expect(key.algorithm == .ed25519)
        let text = """
            This is an example message.

            — example.com/foo Uw2QOkn8srV1yJGh2VYRlL1Tnagv1YEq6TfXppzi2ONncAlTgK7Ztg1ERYNZXsYjOBH3mFXmRKuwHjG1Yu72IneyaQM=

            """
        let note = try parse(text)
        try note.verify(with: key)
        #expect(note.isSigned(by: key))
        #expect(note.text == "This is an example message.\n")
        #expect(note.encoded == Array(text.utf8))
    }

    @Test func `signed-note's poem parses, with the empty line in its text`() throws {
        let text = """
            Ognuno sta solo sul cuor della terra
            trafitto da un raggio di sole:

            ed è subito sera.

            — quasimodo.example/salvatore NnugSzTjtVAewIS+Z/iJhUPeFDkO/5QQ2i5ddnGITLlC+EhfLW9oJKONrMouFSQU0xMcXxj99ihAQwaqP3ZekRwNtIc=

            """
        let note = try parse(text)
        #expect(note.text.hasSuffix("sole:\n\ned è subito sera.\n"))
        #expect(note.signatures.count == 1)
        #expect(note.signatures[0].name == "quasimodo.example/salvatore")
        #expect(note.signatures[0].keyID == 0x367b_a04b)
        #expect(note.signatures[0].bytes.count == 64)
        #expect(note.encoded == Array(text.utf8))
    }

    @Test func `Go's example note verifies`() throws {
        let key = try NoteKey(vkey: "PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW")
        let note = try parse(
            """
            If you think cryptography is the answer to your problem,
            then you don't know what your problem is.

            — PeterNeumann x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2pZSNXgKvqfqdngotpRZb6KE6RyyBwJnAM=

            """)
        try note.verify(with: key)
    }

    static let cosigned = """
        example.com/behind-the-sofa
        20852163
        CsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=

        — example.com/behind-the-sofa Az3grlgtzPICa5OS8npVmf1Myq/5IZniMp+ZJurmRDeOoRDe4URYN7u5/Zhcyv2q1gGzGku9nTo+zyWE+xeMcTOAYQ8=
        — witness.example.com/w1 jWbPPwAAAABkGFDLEZMHwSRaJNiIDoe9DYn/zXcrtPHeolMI5OWXEhZCB9dlrDJsX3b2oyin1nPZqhf5nNo0xUe+mbIUBkBIfZ+qnA==

        """

    @Test func `tlog-checkpoint's example parses`() throws {
        let note = try parse(Self.cosigned)
        let checkpoint = try Checkpoint(parsing: note.text)
        #expect(checkpoint.origin == "example.com/behind-the-sofa")
        #expect(checkpoint.head.size == 20_852_163)
        #expect(Base64.encode(checkpoint.head.root.bytes) == "CsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=")
        #expect(checkpoint.extensions == [])
        #expect(checkpoint.text == note.text)
        #expect(note.encoded == Array(Self.cosigned.utf8))
    }

    @Test func `tlog-cosignature's example has its time before its signature`() throws {
        let note = try parse(Self.cosigned)
        let line = note.signatures[1]
        #expect(line.name == "witness.example.com/w1")
        #expect(line.bytes.count == 8 + 64)
        #expect(Array(line.bytes.prefix(8)) == bigEndian(1_679_315_147))
    }

    @Test func `tlog-cosignature's message is laid out as printed`() throws {
        let note = try parse(Self.cosigned)
        let printed = """
            cosignature/v1
            time 1679315147
            example.com/behind-the-sofa
            20852163
            CsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=

            """
        #expect(Cosignature.message(text: note.text, timestamp: 1_679_315_147) == Array(printed.utf8))
    }

    /// Its signatures are printed with an ellipsis: here stand others, under the same text.
    @Test func `tlog-proof's example is read and written as printed`() throws {
        let checkpoint = try signedNote(
            "example.com/fancylog\n109482\nsFodV/vSp5O8n9a8QpW6PRY97tfOSW5bsc2Xl/EQi08=\n",
            by: ("example.com/fancylog", 1))
        let printed = """
            c2sp.org/tlog-proof@v1
            extra YWdlLXYxLjIuMS1kYXJ3aW4tYXJtNjQudGFyLmd6kYXJ3aW4tYXJ
            index 73894
            gSKyXoYZUgZ6jduWYrkDOARinOMGJveXjgMkBTcdPlQ=
            B95lDa8R83lS8n0eG+o0buTxRKQTYFi//1U8anccXmA=
            EKNzoDWG8LGC0Yp9o+sv3qllpMP9uHQ9B20KNL+Q1zs=
            RoopEkOdqkYqMB4MJXrbt/hMjOxsVn0IrWjpz1ZMMes=
            AHCioX9nLjsrse6YhjRRmk1WUEirVOLLRoOQ6vfO5vk=


            """
        let bytes = Array(printed.utf8) + checkpoint.encoded
        let proof = try TlogProof(parsing: bytes)
        #expect(proof.extra?.starts(with: Array("age-v1.2.1-darwin-arm64.tar.gz".utf8)) == true)
        #expect(proof.index == 73_894)
        #expect(proof.proof.count == 5)
        #expect(proof.checkpoint == checkpoint)
        #expect(proof.encoded == bytes)
    }
}
