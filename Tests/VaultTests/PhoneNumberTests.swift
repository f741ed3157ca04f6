import Testing
import Vault

struct PhoneNumberTests {
    @Test(arguments: [
        "081234567890", "6281234567890", "+6281234567890", "006281234567890", "0062 812-3456-7890", "0812 3456 7890",
        "0812-3456-7890", "0812.3456.7890", "(0812) 3456 7890", "(0)81234567890", "+62 (0)812 3456 7890",
        "+62 0812 3456 7890", "(+62) 812-3456-7890", "62 812 3456 7890", "62081234567890", "81234567890",
        "\u{202a}+62 812\u{2011}3456\u{2011}7890\u{202c}", "+62\u{a0}812–3456–7890", " 0812 3456 7890\n",
        "+081234567890", "HP 0812-3456-7890", "No. Telp: 0812 3456 7890", "WA.081234567890", "hp:+62 812 3456 7890",
    ])
    func `all ways to write an Indonesian number meet`(text: String) {
        #expect(PhoneNumber(text)?.digits == "6281234567890")
    }

    @Test(arguments: [
        ("+60 12-345 6789", "60123456789"), ("0060123456789", "60123456789"), ("+84 912 345 678", "84912345678"),
        ("+44 (0)20 7946 0958", "442079460958"), ("+1 (212) 555-0100", "12125550100"), ("+65 9123 4567", "6591234567"),
        ("+852 9123 4567", "85291234567"), ("(0735) 590123", "62735590123"), ("021-5550123", "62215550123"),
        ("590123", "590123"),
    ])
    func `foreign numbers keep their country, landlines their town`(text: String, digits: String) {
        #expect(PhoneNumber(text)?.digits == digits)
    }

    @Test(arguments: [
        "", " ", "+", "()", "12345", "110", "1234567890123456", "0812345678901234", "HQ 081234567890", "HP",
        "No. rumah 081234567890", "0812x34567890",
        "+62+81234567890", "0812+34567890", "++6281234567890", "00081234567890", "+0062812345678", "٠٨١٢٣٤٥٦٧٨٩٠",
        "０８１２３４５６７８９０", "081234567890, 081234567891", "081234567890/081234567891", "0812#3456", "0812\u{301}34567890",
    ])
    func `what is no number, or two, is refused`(text: String) {
        #expect(PhoneNumber(text) == nil)
    }

    @Test func `a long text is refused, though it holds a number`() {
        #expect(PhoneNumber(String(repeating: " ", count: 65_536) + "081234567890") == nil)
    }

    @Test func `two numbers differ as their digits do`() {
        #expect(PhoneNumber("081234567890") != PhoneNumber("081234567891"))
        #expect(PhoneNumber("+60123456789") != PhoneNumber("0123456789"))
        #expect(PhoneNumber("+65 81234567") != PhoneNumber("0812 34567"))
    }

    @Test func `prefix, signs and gaps change nothing, and what comes out is itself a number`() throws {
        var random = Seeded(state: 6)
        for _ in 0..<3_000 {
            let rest =
                "8"
                + (0..<Int.random(in: 8...11, using: &random)).map { _ in
                    String(Int.random(in: 0...9, using: &random))
                }.joined()
            let prefix = ["0", "62", "+62", "0062", "(0)", "+62 (0)", "(+62) ", "620", "\u{200e}0"]
            var text = prefix.randomElement(using: &random)!
            for digit in rest {
                text += String(digit) + ["", "", "", " ", "-", ".", ")", "\u{a0}"].randomElement(using: &random)!
            }
            let number = try #require(PhoneNumber(text), "\(text)")
            #expect(number.digits == "62" + rest, "\(text)")
            #expect(PhoneNumber(number.digits) == number && PhoneNumber("+" + number.digits) == number)
        }
    }
}
