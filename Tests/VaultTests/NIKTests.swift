import Testing
import Vault
import Vocabulary

struct NIKTests {
    @Test(arguments: [
        "1609014507100001", "16 09 01 450710 0001", "16.09.01.450710.0001", "160901-450710-0001", " 1609014507100001 ",
        "1609\u{a0}0145\u{a0}0710\u{a0}0001", "1609–0145–0710–0001",
        "'1609014507100001", "\u{200e}16.0901.450710.0001", "1609\u{ad}014507100001", "16’0901’450710’0001",
    ])
    func `sixteen digits are a NIK, however they are grouped`(text: String) {
        #expect(NIK(text)?.digits == "1609014507100001")
    }

    @Test(arguments: [
        "", "123", "160901450710000", "16090145071000011", "160901450710000x", "160901450710000O", "١٦٠٩٠١٤٥٠٧١٠٠٠٠١",
        "１６０９０１４５０７１００００１", "1609/0145/0710/0001", "1609014507100001\n", "+1609014507100001", "1609_014507100001",
        "1609014507100001\u{0}", "16090145071000\u{301}01",
    ])
    func `anything else is none`(text: String) {
        #expect(NIK(text) == nil)
    }

    @Test func `a long text is none, though it holds sixteen digits`() {
        #expect(NIK(String(repeating: "-", count: 65_536) + "1609014507100001") == nil)
    }

    @Test(arguments: [
        ("1009014507100001", NIKFault.region), ("9809014507100001", .region), ("1600014507100001", .region),
        ("1609004507100001", .region), ("1609010007100001", .birthDate), ("1609014007100001", .birthDate),
        ("1609013207100001", .birthDate), ("1609017207100001", .birthDate), ("1609010500100001", .birthDate),
        ("1609010513100001", .birthDate), ("1609013102100001", .birthDate), ("1609017104100001", .birthDate),
        ("1609012902110001", .birthDate), ("1609010507100000", .serial),
    ])
    func `a number that nobody can have got is a fault by itself`(digits: String, fault: NIKFault) throws {
        #expect(try #require(NIK(digits)).fault(birthDate: nil, sex: nil) == fault)
    }

    @Test func `the twenty-ninth of February exists in leap years only`() throws {
        let nik = try #require(NIK("1609012902000001"))
        #expect(nik.fault(birthDate: nil, sex: nil) == nil)
        #expect(nik.fault(birthDate: "2000-02-29", sex: "M") == nil)
        #expect(nik.fault(birthDate: "1900-02-29", sex: "M") == .birthDate)
        #expect(try #require(NIK("1609016902120001")).fault(birthDate: "2012-02-29", sex: "F") == nil)
    }

    @Test(arguments: ["", "2010", "05-07-2010", "2010-7-5", "2010-07-5x", "2010/07/05", "२०१०-०७-०५", "+010-07-05"])
    func `what is no date fits no NIK`(birthDate: String) throws {
        #expect(try #require(NIK("1609014507100001")).fault(birthDate: birthDate, sex: nil) == .birthDate)
    }

    @Test func `a NIK made of a region, a date and a sex fits them, and each corruption is found`() throws {
        var random = Seeded(state: 5)
        func padded(_ number: Int, _ width: Int = 2) -> String {
            String(repeating: "0", count: width - String(number).count) + String(number)
        }
        for _ in 0..<3_000 {
            let year = Int.random(in: 1930...2026, using: &random)
            let month = Int.random(in: 1...12, using: &random)
            let isLeap = year % 4 == 0
            let length = month == 2 ? (isLeap ? 29 : 28) : [4, 6, 9, 11].contains(month) ? 30 : 31
            let day = Int.random(in: 1...length, using: &random)
            let isWoman = Bool.random(using: &random)
            let region =
                padded(.random(in: 11...97, using: &random)) + padded(.random(in: 1...79, using: &random))
                + padded(.random(in: 1...60, using: &random))
            func nik(
                region: String, day: Int, month: Int, year: Int, serial: Int, isWoman: Bool
            ) throws -> NIK {
                let date = padded(day + (isWoman ? 40 : 0)) + padded(month) + padded(year % 100)
                return try #require(NIK(region + date + padded(serial, 4)))
            }
            func good(
                region other: String? = nil, day otherDay: Int? = nil, month otherMonth: Int? = nil,
                year otherYear: Int? = nil, serial: Int? = nil
            ) throws -> NIK {
                try nik(
                    region: other ?? region, day: otherDay ?? day, month: otherMonth ?? month, year: otherYear ?? year,
                    serial: serial ?? .random(in: 1...9_999, using: &random), isWoman: isWoman)
            }
            let birthDate = "\(year)-\(padded(month))-\(padded(day))"
            let sex = isWoman ? "F" : "M"
            for (date, sex) in [(birthDate, sex), (nil, sex), (birthDate, nil), (nil, nil)] as [(String?, String?)] {
                #expect(try good().fault(birthDate: date, sex: sex) == nil)
            }
            for position in [0, 2, 4] {
                let region = region.prefix(position) + "00" + region.dropFirst(position + 2)
                #expect(try good(region: String(region)).fault(birthDate: birthDate, sex: sex) == .region)
            }
            #expect(try good(day: day % 31 + 1).fault(birthDate: birthDate, sex: sex) == .birthDate)
            #expect(try good(month: month % 12 + 1).fault(birthDate: birthDate, sex: sex) == .birthDate)
            #expect(try good(year: year + 1).fault(birthDate: birthDate, sex: sex) == .birthDate)
            #expect(try good(month: month + 12).fault(birthDate: nil, sex: sex) == .birthDate)
            #expect(
                try good(day: length + (month == 2 && !isLeap ? 2 : 1)).fault(birthDate: nil, sex: nil) == .birthDate)
            #expect(try good().fault(birthDate: birthDate, sex: isWoman ? "M" : "F") == .sex)
            #expect(try good(serial: 0).fault(birthDate: birthDate, sex: sex) == .serial)
        }
    }
}
