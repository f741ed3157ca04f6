import Testing
import Texts
import Vocabulary

struct RelationTests {
    @Test(arguments: [
        ("korban", Relation.victim), ("KORBAN", .victim), (" Korban ", .victim), ("saksi korban", .victim),
        ("anak-korban", .childVictim), ("Anak Korban", .childVictim), ("anak_korban", .childVictim),
        ("anak  -  korban", .childVictim), ("child victim", .childVictim), ("anak saksi", .childWitness),
        ("Anak yang Berkonflik dengan Hukum", .childSuspect), ("Orang Tua", .parent), ("orangtua", .parent),
        ("orang tua korban", .parent), ("wali", .guardian), ("Pelapor", .reporter), ("lain-lain", .other),
    ])
    func `whatever is read as a relation is written by its code`(written: String, relation: Relation) throws {
        #expect(try Relation(written: written) == relation)
        for relation in Relation.allCases { #expect(try Relation(written: relation.rawValue) == relation) }
    }

    @Test(arguments: ["anak", "Anak", " ANAK ", "child", "anak-"])
    func `a child is called by both words, or it is asked which child is meant`(written: String) {
        #expect(throws: RelationFault.bareChild) { try Relation(written: written) }
        for relation in [Relation.childVictim, .childWitness, .childSuspect] {
            #expect(relation.rawValue.hasPrefix("anak-") && relation.text(.indonesian).split(separator: " ").count > 1)
        }
    }

    @Test(arguments: [
        "", "tetangga", "korban 2", "anakkorban", "anak tetangga", "bukan korban", "korban/saksi", "k\u{f6}rban",
    ])
    func `what is none of the list is none`(written: String) {
        #expect(throws: RelationFault.notListed) { try Relation(written: written) }
    }

    @Test func `victims are the victim and the child victim, and nobody else`() {
        #expect(Relation.allCases.filter(\.isVictim) == [.victim, .childVictim])
        #expect(Relation.allCases.filter { !$0.getsNotice } == [.childSuspect])
    }

    @Test func `each relation has words of its own in both languages`() throws {
        for language in Language.allCases {
            #expect(Set(Relation.allCases.map { $0.text(language) }).count == Relation.allCases.count)
            let question = Sentence.askField(IdentityField.relation).text(language)
            for relation in Relation.allCases { #expect(question.contains(relation.rawValue)) }
        }
        // What a table shows may be typed back.
        for relation in Relation.allCases {
            for language in Language.allCases { #expect(try Relation(written: relation.text(language)) == relation) }
        }
    }
}
