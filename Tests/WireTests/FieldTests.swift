import Casework
import Foundation
import Ledger
import Makers
import Sodium
import Testing
import Vocabulary
import Wire

/// docs/format.md, "Stream": bodies are read strictly.
struct FieldTests {
    private func field(_ tag: UInt8, _ bytes: [UInt8]) -> [UInt8] {
        [tag, 0, 0, UInt8(bytes.count >> 8), UInt8(bytes.count & 255)] + bytes
    }

    private let note = Array("note".utf8)
    private let manifest = Array(Manifest([]).text.utf8)

    private func thing(_ name: String) -> [UInt8] { field(3, field(1, Array(name.utf8)) + field(2, [1])) }

    @Test func `a call is its fields in the order of their tags`() throws {
        let body = field(1, note) + field(2, manifest) + thing("card a@b") + thing("charter")
        let call = try Call(reading: body)
        #expect(call.note == note)
        #expect(call.things == [ItemName(text: "card a@b"): [1], .charter: [1]])
        #expect(call.staged == nil && call.known == nil)
        #expect(call.bodyBytes == body)
    }

    @Test func `another order, a field twice, one that is missing or left over is refused`() {
        let (one, two) = (field(1, note), field(2, manifest))
        let wrong: [[UInt8]] = [
            [], one, two, two + one, one + one + two, one + two + two, one + two + field(6, []), one + two + [3],
            one + two + thing("charter") + thing("card a@b"), one + two + thing("charter") + thing("charter"),
            one + two + thing(""), one + two + thing("p\u{e4}ss"), field(0, []) + one + two,
            one + two + [4, 0, 0, 1, 0],
            one + field(2, manifest + [10]),
        ]
        for body in wrong { #expect(throws: WireError.self, "\(body)") { try Call(reading: body) } }
    }

    @Test func `the example of the format is what is written`() throws {
        let format = try String(
            contentsOf: URL(fileURLWithPath: #filePath).deletingLastPathComponent()
                .appendingPathComponent("../../docs/format.md"), encoding: .utf8)
        let lines = format.split(separator: "\n")
        let start = try #require(lines.lastIndex { $0.hasPrefix("00 00 00 43 10") })
        let told = lines[start..<(start + 4)].flatMap { line in
            line.split(separator: " ").prefix { $0.count == 2 }.compactMap { UInt8($0, radix: 16) }
        }
        let greeting = Greeting(handle: try Handle("sri@dp2kbp3a"), head: .empty)
        #expect(Message(.greet, greeting.bodyBytes).bytes == told)
        let message = try #require(try Message.next(from: Source(told), limit: { _ in 100 }))
        #expect(try Greeting(reading: message.body).handle == greeting.handle)
    }

    @Test func `a number has eight bytes, a flag none, a name one spelling`() throws {
        let good = field(1, Array("a@b".utf8)) + field(2, bigEndian(7)) + field(3, Digest.of("x").bytes)
        #expect(try Greeting(reading: good).head.size == 7)
        for (tag, bytes) in [
            (1, Array("A@b".utf8)), (1, Array("a@b ".utf8)), (1, [0xff]), (2, [7]), (2, bigEndian(7) + [0]), (3, []),
            (3, [UInt8](repeating: 0, count: 31)),
        ] as [(UInt8, [UInt8])] {
            let fields: [UInt8: [UInt8]] = [
                1: Array("a@b".utf8), 2: bigEndian(7), 3: Digest.of("x").bytes,
            ].merging([tag: bytes]) { $1 }
            let body = [1, 2, 3].flatMap { field($0, fields[$0]!) }
            #expect(throws: WireError.malformed(tag: tag)) { try Greeting(reading: body) }
        }
        let delivery = field(1, bigEndian(1))
        #expect(try Delivery(reading: delivery + field(3, [])).hasLeaves)
        #expect(throws: WireError.malformed(tag: 3)) { try Delivery(reading: delivery + field(3, [1])) }
    }

    @Test func `a program's version has no room for a sentence`() throws {
        for version in ["0.1.0", "1.10.0-rc.2+deb12", ""] {
            guard
                case .otherVersion(program: version) = try CustodyError(
                    reading: CustodyError.otherVersion(program: version).bodyBytes)
            else {
                Issue.record("\(version)")
                continue
            }
        }
        for version in [
            "1.0 from http://x.example", "9;rm", "1.0\n", "1.0\u{1b}[2J", "satú", String(repeating: "1", count: 33),
        ] {
            #expect(throws: WireError.malformed(tag: 10), "\(version)") {
                try CustodyError(reading: CustodyError.otherVersion(program: version).bodyBytes)
            }
            #expect(throws: WireError.malformed(tag: 1), "\(version)") {
                try Condition(reading: Condition(program: version).bodyBytes)
            }
        }
    }

    @Test func `what the system said of the custodian's disk stays there`() throws {
        let error = CustodyError.storage("/srv/vaults/one: Input/output error")
        #expect(!error.bodyBytes.contains(UInt8(ascii: "/")))
        guard case .storage("") = try CustodyError(reading: error.bodyBytes) else {
            Issue.record("another error")
            return
        }
    }
}
