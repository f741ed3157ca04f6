import Casework
import Foundation
import Testing
import Vocabulary

struct InstantTests {
    @Test func `ten thousand moments are written as Foundation writes them`() throws {
        var dice = Dice(seed: 1)
        let style = Date.ISO8601FormatStyle()
        for _ in 0..<10_000 {
            let moment = Instant(seconds: Int64.random(in: 0..<253_402_300_800, using: &dice))
            #expect(moment.text == Date(timeIntervalSince1970: Double(moment.seconds)).formatted(style))
            #expect(try Instant(moment.text) == moment)
        }
    }

    @Test(
        arguments: [
            ("1970-01-01T00:00:00Z", 0), ("1972-02-29T00:00:00Z", 68_169_600), ("2000-02-29T23:59:59Z", 951_868_799),
            ("2000-03-01T00:00:00Z", 951_868_800), ("2024-02-29T12:00:00Z", 1_709_208_000),
            ("2100-03-01T00:00:00Z", 4_107_542_400), ("2400-02-29T00:00:00Z", 13_574_563_200),
            ("9999-12-31T23:59:59Z", 253_402_300_799),
        ] as [(String, Int64)]) func `a known moment has its number`(_ text: String, _ seconds: Int64) throws
    {
        #expect(try Instant(text).seconds == seconds)
        #expect(Instant(seconds: seconds).text == text)
    }

    @Test(arguments: [
        "", "1969-12-31T23:59:59Z", "2026-02-29T00:00:00Z", "2100-02-29T00:00:00Z", "1900-02-29T00:00:00Z",
        "2026-04-31T00:00:00Z", "2026-13-01T00:00:00Z", "2026-00-01T00:00:00Z", "2026-01-00T00:00:00Z",
        "2026-01-32T00:00:00Z", "2026-99-99T99:99:99Z", "2026-01-01T24:00:00Z", "2026-01-01T23:60:00Z",
        "2026-01-01T23:59:60Z", "2026-01-01t00:00:00Z", "2026-01-01T00:00:00z", "2026-01-01 00:00:00Z",
        "2026-01-01T00:00:00+00:00", "2026-01-01T00:00:00.0Z", "2026-1-01T00:00:00Z", "02026-01-01T00:00:0Z",
        "+026-01-01T00:00:00Z", "-026-01-01T00:00:00Z", "2026-01-01T00:00:00Z\n", " 2026-01-01T00:00:00Z",
        "2026/01/01T00:00:00Z", "2026-01-01T00.00.00Z", "\u{662}026-01-01T00:00:00", "10000-01-01T00:00:00Z",
        "0000-00-00T00:00:00Z",
    ]) func `what is no moment is refused`(_ text: String) {
        #expect(throws: BadName(.time)) { try Instant(text) }
    }

    @Test func `any twenty digits and signs are a moment written back, or refused`() {
        var dice = Dice(seed: 2)
        let alphabet = Array("0123456789-:TZ".utf8)
        let shape = Array("2026-11-21T20:00:00Z".utf8)
        for _ in 0..<5_000 {
            var bytes = shape
            for _ in 0..<Int.random(in: 1...6, using: &dice) {
                bytes[Int.random(in: 0..<20, using: &dice)] = alphabet.randomElement(using: &dice)!
            }
            let text = String(decoding: bytes, as: UTF8.self)
            if let moment = try? Instant(text) { #expect(moment.text == text) }
        }
    }

    @Test func `later moments are greater`() {
        #expect(instant("2026-11-21T20:00:00Z") < instant("2026-11-21T20:00:01Z"))
        #expect(instant("2026-11-21T20:00:00Z").adding(seconds: 86_400) == instant("2026-11-22T20:00:00Z"))
    }
}
