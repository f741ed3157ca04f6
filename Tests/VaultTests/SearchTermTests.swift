import Casework
import Testing
import Vault
import Vocabulary

struct SearchTermTests {
    private func terms(_ json: String) throws -> [String] {
        SearchTerm.of(identity: try JSON(parsing: Array(json.utf8))).map(\.text)
    }

    @Test func `an identity is found by its NIK, names and numbers`() throws {
        let json = """
            {"name":"Siti Nurbaya, S.Pd.","nik":"16 09 01 450710 0001","alias":"Mawar","phone":"0812-3456-7890",
            "address":"Muaradua","guardian":"Baginda","notes":"081200000000","birthDate":"2010-07-05","sex":"F"}
            """
        #expect(
            try terms(json) == [
                "alias\nmawar", "guardian\nbaginda", "name\nbaya", "name\nmawar", "name\nnur", "name\nsiti",
                "nik\n1609014507100001", "phone\n6281234567890",
            ])
    }

    @Test(arguments: [
        ("08151234567 (ibu) atau 0815 765 4321 ext. 12", ["62815765" + "4321", "628151234567"]),
        (
            "08151234567 (ibu) atau +62 815-7654-321 ext. 12; ayah: 0818.222.3334",
            ["628151234567", "628157654321", "628182223334"]
        ),
        ("HP 0812 3456 7890 0813 1111 2222", ["6281234567890", "6281311112222"]),
        ("Ibu: (0711) 123456, rumah", ["62711123456"]), ("0817-111-222-3\nsetelah pukul 18.00", ["628171112223"]),
    ])
    func `numbers are found among the words that stand around them`(text: String, numbers: [String]) throws {
        let identity = JSON.object([.init("phone", .string(text))])
        #expect(SearchTerm.of(identity: identity).map(\.text) == numbers.sorted().map { "phone\n" + $0 })
        for number in numbers { #expect(SearchTerm.asked(.phone, "+" + number)?.map(\.text) == ["phone\n" + number]) }
    }

    @Test func `a NIK's term is the bytes it has always been`() {
        #expect(SearchTerm.asked(.nik, "1609014507100001")?.map(\.text) == ["nik\n1609014507100001"])
    }

    @Test(arguments: [
        "081234567890, 081311112222", "081234567890;081311112222", "081234567890/081311112222",
        "081234567890 atau 081311112222", "081234567890 ATAU +6281311112222", "081311112222\\n081234567890, 0812",
        "081234567890, tidak ada, 081311112222, 0812 3456 7890",
    ])
    func `one field holds several numbers`(text: String) throws {
        #expect(try terms(#"{"phone":"\#(text)"}"#) == ["phone\n6281234567890", "phone\n6281311112222"])
        let array = #"{"phone":["081311112222",7,"\#(text)"]}"#
        #expect(try terms(array) == ["phone\n6281234567890", "phone\n6281311112222"])
    }

    @Test(arguments: [
        "{}", "[]", "null", "\"nik\"", #"{"nik":"123"}"#, #"{"nik":1609014507100001}"#, #"{"name":""}"#,
        #"{"name":null}"#,
        #"{"phone":"tidak ada"}"#, #"{"NIK":"1609014507100001"}"#, #"{"name":{"name":"Siti"}}"#, #"{"name":"\u0000🙂"}"#,
        #"{"alias":[["Siti"]]}"#,
    ])
    func `what is malformed or something else finds nothing`(json: String) throws {
        #expect(try terms(json).isEmpty)
    }

    @Test func `name and alias are one kind, and a word in both is one term`() throws {
        #expect(
            try terms(#"{"name":"Siti Mawar","alias":["Mawar","Bunga / Melati"]}"#) == [
                "alias\nbunga", "alias\nmawar", "alias\nmelati", "name\nbunga", "name\nmawar", "name\nmelati",
                "name\nsiti",
            ])
    }

    @Test func `terms are distinct, sorted by bytes and at most 64, the NIK among them`() throws {
        let many = (100..<900).map { "kata\($0)" }.joined(separator: " ")
        let phones = (100..<900).map { "0812345\($0)" }.joined(separator: ",")
        let json = #"{"alias":"\#(many)","phone":"\#(phones)","name":"\#(many)","nik":"1609014507100001"}"#
        let found = try terms(json)
        #expect(found.count == SearchTerm.countLimit)
        #expect(found.contains("nik\n1609014507100001"))
        #expect(found.filter { $0.hasPrefix("name\n") }.count == NameWords.countLimit)
        #expect(Set(found).count == found.count)
        #expect(found == found.sorted { Array($0.utf8).lexicographicallyPrecedes(Array($1.utf8)) })
    }

    @Test func `whatever of a name is asked for, its identity has`() throws {
        for (stored, asked) in NameTables.alike {
            let has = Set(SearchTerm.of(identity: .object([.init("name", .string(stored))])))
            let wants = try #require(SearchTerm.asked(.name, asked))
            #expect(!wants.isEmpty && has.isSuperset(of: wants), "\(stored) \(asked)")
        }
        let has = Set(SearchTerm.of(identity: .object([.init("name", "Siti Nurbaya"), .init("alias", "Mawar")])))
        #expect(has.isSuperset(of: try #require(SearchTerm.asked(.name, "mawar siti"))))
        #expect(!has.isSuperset(of: try #require(SearchTerm.asked(.name, "mawar putih"))))
    }

    @Test func `a kind asks for its own kind alone`() throws {
        #expect(SearchTerm.asked(.phone, "0812 3456 7890")?.map(\.text) == ["phone\n6281234567890"])
        #expect(SearchTerm.asked(.name, "Joesoef")?.map(\.text) == ["name\nyusuf"])
        #expect(SearchTerm.asked("Joesoef", as: .guardian).map(\.text) == ["guardian\nyusuf"])
        #expect(SearchTerm.asked("Joesoef", as: .alias).map(\.text) == ["alias\nyusuf"])
        #expect(SearchTerm.asked(.name, "1609014507100001") != SearchTerm.asked(.nik, "1609014507100001"))
        #expect(SearchTerm.asked(.phone, "590123") != SearchTerm.asked(.name, "590123"))
    }

    @Test(arguments: [
        (FindKind.nik, ""), (.nik, "123"), (.nik, "Siti"), (.name, ""), (.name, " .,- "), (.name, "🙂"), (.phone, ""),
        (.phone, "0812"), (.phone, "Siti"), (.phone, "081234567890, 081311112222"),
    ])
    func `where nothing usable was typed nothing is asked`(kind: FindKind, text: String) {
        #expect(SearchTerm.asked(kind, text) == nil)
    }
}
