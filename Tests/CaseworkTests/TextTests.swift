import AgeKeys
import Casework
import Ledger
import Sodium
import Testing
import Vocabulary

struct TextTests {
    // MARK: Round trips

    @Test func `every action stands in a request and comes back`() throws {
        for action in Samples.actions {
            let request = try Samples.request(action)
            #expect(try Request(parsing: request.text) == request, "\(action.name.rawValue)")
        }
        #expect(Set(Samples.actions.map(\.name)) == Set(ActionName.allCases))
    }

    @Test(arguments: Samples.kinds) func `what is read is written back byte for byte`(_ kind: Samples.Kind) throws {
        #expect(try kind.rewrite(kind.bytes) == kind.bytes)
    }

    @Test func `every outcome and place stands in an entry and comes back`() throws {
        let world = try World()
        let request = world.request(.showCase(world.caseID), by: "siti@unit-ppa", as: World.penyidik)
        let note = try world.note(request)
        for outcome in [Entry.Outcome.allowed] + Denial.allCases.map({ .denied($0) }) {
            for place in [nil, world.trail[2].place] {
                for matches in [[], [Match(caseID: world.caseID, owner: World.owner)]] {
                    for (shown, suppressed, access) in [
                        (nil, 0, nil), (Digest.of("s"), 9, Access.grant(.make())), (nil, 0, .owner), (nil, 1, .asker),
                        (nil, 0, .approver), (nil, 0, .audit),
                    ] {
                        let entry = Entry(
                            sequence: .max, time: world.now, outcome: outcome, place: place, access: access,
                            shown: shown, matches: matches, suppressed: suppressed, note: note, request: request)
                        #expect(try Entry(parsing: entry.bytes) == entry)
                    }
                }
            }
        }
    }

    @Test func `entries and changes of a case are counted to 2^53 and no further`() throws {
        let world = try World()
        let request = world.request(.showCase(world.caseID), by: "siti@unit-ppa", as: World.penyidik)
        let note = try world.note(request)
        func entry(_ number: Int, _ changes: Int) -> Entry {
            Entry(
                sequence: 7, time: world.now, outcome: .allowed,
                place: .init(
                    caseID: world.caseID, number: number, previous: Digest.of("p"),
                    trail: ChainHead(count: changes, digest: Digest.of("t"))), note: note, request: request)
        }
        #expect(try Entry(parsing: entry(1 << 53, 1 << 53).bytes).place?.number == 1 << 53)
        #expect(refuses { _ = try Entry(parsing: entry(1 << 53 + 1, 1).bytes) })
        #expect(refuses { _ = try Entry(parsing: entry(1, .max).bytes) })
    }

    @Test func `what an entry is about is its case`() throws {
        let world = try World()
        let open = Action.open(world.document, .penyidikan)
        let placed = try world.entry(open, by: "siti@unit-ppa", as: World.penyidik)
        #expect(placed.caseID == world.caseID)
        let denied = try world.entry(
            .prepare(.caseID(world.caseID), for: .documentAdd), by: "siti@unit-ppa", as: World.penyidik,
            outcome: .denied(.noGrant))
        #expect(denied.shownAction == .documentAdd)
        #expect(placed.shownAction == .documentOpen)
    }

    // MARK: Strictness

    /// Card: its own signature. The others: a changed text is either refused or says something else, under another hash
    /// than the one that was signed; never two texts for one value.
    @Test(arguments: Samples.kinds)
    func `a flipped bit is refused, or makes another text that reads as itself`(_ kind: Samples.Kind) throws {
        for index in kind.bytes.indices {
            for bit in UInt8(0)..<8 {
                var bytes = kind.bytes
                bytes[index] ^= 1 << bit
                guard let rewritten = try? kind.rewrite(bytes) else { continue }
                #expect(!kind.isSelfVerifying, "byte \(index), bit \(bit)")
                #expect(rewritten == bytes, "byte \(index), bit \(bit)")
            }
        }
    }

    @Test func `a flipped bit in an entry's request or signature is refused, or caught by the signature`() throws {
        let world = try World()
        let kind = try Samples.entry()
        let key = try #require(world.roster.people[handle("siti@unit-ppa")]).card.noteKey
        let start =
            try #require(String(validating: kind.bytes, as: UTF8.self)).split(separator: "\n\n")[0].utf8.count + 2
        #expect(try Entry(parsing: kind.bytes).note.isSigned(by: key))
        for index in kind.bytes.indices where index >= start {
            for bit in UInt8(0)..<8 {
                var bytes = kind.bytes
                bytes[index] ^= 1 << bit
                guard let entry = try? Entry(parsing: bytes) else { continue }
                #expect(!entry.note.isSigned(by: key), "byte \(index), bit \(bit)")
            }
        }
    }

    @Test(arguments: Samples.kinds) func `a text cut anywhere is refused`(_ kind: Samples.Kind) throws {
        for count in 0..<kind.bytes.count {
            let cut = Array(kind.bytes.prefix(count))
            // A list may end earlier where nothing follows it; then the text is another one, under another hash.
            if let rewritten = try? kind.rewrite(cut) {
                #expect(
                    rewritten == cut && ["manifest", "request", "export", "move"].contains(kind.description), "\(count)"
                )
                #expect(cut.last == 0x0a)
            }
        }
    }

    @Test(arguments: Samples.kinds) func `lines are neither more nor fewer nor elsewhere`(_ kind: Samples.Kind) throws {
        // Of the lines before the signatures; repeatable lines may be one more or fewer, and are then another text.
        let repeatable = [
            "agency ", "role ", "compartment ", "approvals ", "admin ", "item ", "sealed-to ", "match ", "recipient ",
        ]
        let text = try Samples.text(kind.bytes)
        let lines = text.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
        func refused(_ lines: [String]) -> Bool {
            let bytes = Array(lines.joined(separator: "\n").utf8)
            return bytes == kind.bytes || (try? kind.rewrite(bytes)) == nil
        }
        for index in lines.indices.dropLast() {
            let isOneOfMany =
                repeatable.contains { lines[index].hasPrefix($0) }
                || kind.description == "charter" && ["purpose ", "label-"].contains { lines[index].hasPrefix($0) }
            for extra in ["", "x", "x y", " ", "name x", "end"] {
                var more = lines
                more.insert(extra, at: index)
                #expect(refused(more), "\(extra) at \(index)")
            }
            for changed in [lines[index] + " ", " " + lines[index], lines[index] + "\r", lines[index] + "\t"] {
                var other = lines
                other[index] = changed
                // An agency's title is text, and a thing's name is one more name that nobody asks for.
                let isFreeText =
                    changed == lines[index] + " "
                    && ["agency ", "timezone ", "item ", "label-"].contains { lines[index].hasPrefix($0) }
                #expect(refused(other) || isFreeText, "\(changed.debugDescription)")
            }
            guard !isOneOfMany, !lines[index].isEmpty else { continue }
            var fewer = lines
            fewer.remove(at: index)
            var twice = lines
            twice.insert(lines[index], at: index)
            var swapped = lines
            swapped.swapAt(index, index + 1)
            let isOptional = ["suppressed ", "shown ", "case ", "record ", "by-", "of-", "since ", "until "].contains {
                lines[index].hasPrefix($0)
            }
            #expect(refused(fewer) || isOptional, "\(lines[index])")
            #expect(refused(twice), "\(lines[index])")
            #expect(refused(swapped), "\(lines[index])")
        }
    }

    @Test(arguments: Samples.kinds) func `CR LF is no line's end`(_ kind: Samples.Kind) throws {
        let lines = try Samples.text(kind.bytes).split(separator: "\n", omittingEmptySubsequences: false)
        let all = Array(lines.joined(separator: "\r\n").utf8)
        #expect(refuses { _ = try kind.rewrite(all) })
        for index in lines.indices.dropLast() {
            var some = lines.map(String.init)
            some[index] += "\r"
            #expect(refuses { _ = try kind.rewrite(Array(some.joined(separator: "\n").utf8)) }, "\(lines[index])")
        }
    }

    @Test(arguments: Samples.kinds) func `numbers and hashes have one form`(_ kind: Samples.Kind) throws {
        let lines = try Samples.text(kind.bytes).split(separator: "\n", omittingEmptySubsequences: false).map(
            String.init)
        for (index, line) in lines.enumerated() {
            let words = line.split(separator: " ", omittingEmptySubsequences: false).map(String.init)
            // Titles and names are free text.
            guard words.count > 1, !["agency", "name", "timezone", "—"].contains(words[0]) else { continue }
            for (position, word) in words.enumerated().dropFirst() {
                var others: [String] = []
                if UInt64(word) != nil {
                    others = ["0" + word, "+" + word, "-" + word, word + ".0", "", "18446744073709551616", "\u{662}"]
                }
                if Digest(hex: word) != nil {
                    others = [word.uppercased(), "0x" + word, word + "00", String(word.dropLast())]
                }
                for other in others where other != word {
                    var changed = words
                    changed[position] = other
                    var text = lines
                    text[index] = changed.joined(separator: " ")
                    #expect(
                        refuses { _ = try kind.rewrite(Array(text.joined(separator: "\n").utf8)) }, "\(text[index])")
                }
            }
        }
    }

    @Test func `a number beyond what a machine counts is refused, not clamped`() throws {
        let text = try Samples.request(.createCase(.make(), generation: 1, epochs: [])).text
        for number in ["9223372036854775808", "18446744073709551615", "18446744073709551616"] {
            let other = text.replacing("generation 1\n", with: "generation \(number)\n")
            #expect(other != text)
            #expect(refuses { _ = try Request(parsing: other) })
        }
    }

    // MARK: Names of people

    @Test(arguments: ["Caf\u{e9}", "Cafe\u{301}", "\u{202e}itiS", "\u{301}Siti", "名前", "Siti\u{a0}R", "Siti ", " Siti"])
    func `a personal name is kept as its bytes`(_ name: String) throws {
        let card = try World().card("siti@unit-ppa", name: name)
        let read = try Card(parsing: card.note.encoded)
        #expect(read.name.utf8.elementsEqual(name.utf8))
        #expect(read.digest == card.digest && read.fingerprint == card.fingerprint)
    }

    @Test func `a name that reads the same in other bytes makes another card`() throws {
        let world = try World()
        let (composed, decomposed) = try (
            world.card("siti@unit-ppa", name: "Caf\u{e9}"), world.card("siti@unit-ppa", name: "Cafe\u{301}")
        )
        #expect(composed.name == decomposed.name)
        #expect(composed.digest != decomposed.digest && composed.fingerprint != decomposed.fingerprint)
        #expect(composed != decomposed)
    }

    @Test(arguments: ["", "Siti\n", "Siti\r", "\u{1b}[31mSiti", "Siti\u{0}", "Siti\u{7f}", "Siti\u{9b}31m", "a\u{85}b"])
    func `a name with a control character is refused`(_ name: String) throws {
        let world = try World()
        #expect(throws: BadName(.personName)) { try world.card("siti@unit-ppa", name: name) }
    }

    @Test func `a name has at most 200 bytes`() throws {
        let world = try World()
        let name = String(repeating: "\u{e9}", count: 100)
        #expect(try Card(parsing: world.card("siti@unit-ppa", name: name).note.encoded).name == name)
        #expect(refuses { _ = try world.card("siti@unit-ppa", name: name + "a") })
    }

    @Test func `a recipient is the text of a key that is one, and of no other`() throws {
        let world = try World()
        func isRead(_ text: String) throws -> Bool {
            let card = try world.card("siti@unit-ppa", recipient: text)
            return !refuses { _ = try Card(parsing: card.note.encoded) }
        }
        let text = recipient("siti")
        #expect(try isRead(text))
        let characters = Array(text.utf8)
        let read = Bech32.publicBytes(of: characters.span, prefix: HybridKey.prefix, byteCount: HybridKey.byteCount)
        let key = try #require(read)
        func encoded(_ bytes: [UInt8], prefix: String = HybridKey.prefix) throws -> String {
            try Bech32.encode(bytes.span, prefix: prefix).withBytes { text in
                String(decoding: (0..<text.count).map { text[$0] }, as: UTF8.self)
            }
        }
        #expect(try encoded(key) == text)
        // Another length, another kind, another case, a letter that is not what it was.
        for other in [
            "age1x", "age1pq1", String(text.dropLast()), text + "q", text.uppercased(), try encoded(key + [0]),
            try encoded(Array(key.dropLast())), try encoded(key, prefix: "age"),
            "age1pq1" + String(repeating: "q", count: 1_952),
            String(text.dropLast()) + (text.hasSuffix("q") ? "p" : "q"),
        ] { #expect(try !isRead(other), "\(other.prefix(20))…") }
        // A coefficient that is not below q: 0xd01 is 3329.
        var large = key
        large[0] = 0x01
        large[1] = large[1] & 0xf0 | 0x0d
        #expect(try !isRead(encoded(large)))
        large[0] = 0x00
        #expect(try isRead(encoded(large)))
        var last = key
        last[1_150] = last[1_150] & 0x0f | 0x10
        last[1_151] = 0xd0
        #expect(try !isRead(encoded(last)))
        // Points of small order: 0, 1, and one of order 8.
        let order8 = try #require(Hex.decode("e0eb7a7c3b41b8ae1656e3faf19fc46ada098deb9c32b1fd866205165f49b800"))
        for point in [[UInt8](repeating: 0, count: 32), [1] + [UInt8](repeating: 0, count: 31), order8] {
            #expect(try !isRead(encoded(Array(key.prefix(1_184)) + point)))
        }
    }

    @Test func `a fingerprint is eight groups of four`() throws {
        let fingerprint = try World().card("siti@unit-ppa").fingerprint
        let groups = fingerprint.split(separator: "-")
        #expect(groups.count == 8 && groups.allSatisfy { $0.utf8.count == 4 })
    }

    @Test func `a card is signed once, by its own key`() throws {
        let world = try World()
        let card = try world.card("siti@unit-ppa")
        let other = try world.card("budi@unit-ppa")
        var second = card.note
        try second.add(other.note.signatures[0])
        #expect(refuses { _ = try Card(parsing: second.encoded) })
        #expect(refuses { _ = try Card(parsing: world.signed(card.note.text, by: "budi@unit-ppa")) })
        // Two uses of one key are refused: a cosignature must not pass for a request.
        let key = try SigningKey(seed: try Secret.makeRandom(byteCount: 32))
        let same = try Card.make(
            handle: card.handle, name: "Siti", signingKey: key, cosign: key.verifyingKey, recipient: recipient("x"))
        #expect(refuses { _ = try Card(parsing: same.note.encoded) })
    }

    // MARK: Manifests

    @Test func `a manifest is sorted, without doubles, and as it says`() throws {
        let hash = Digest.of("x").hex
        func refused(_ items: [String]) -> Bool {
            refuses { _ = try Manifest(parsing: (["brankas/manifest/v1"] + items).joined(separator: "\n") + "\n") }
        }
        #expect(!refused([]))
        #expect(!refused(["item 1 \(hash) a", "item 2 \(hash) b"]))
        #expect(refused(["item 2 \(hash) b", "item 1 \(hash) a"]))
        #expect(refused(["item 1 \(hash) a", "item 1 \(hash) a"]))
        #expect(refused(["item 1 \(hash) a", "item 2 \(hash) a"]))
        #expect(refused(["item 01 \(hash) a"]) && refused(["item 1 \(hash)"]) && refused(["item 1 \(hash) "]))
        #expect(refused(["item 9223372036854775808 \(hash) a"]))
        #expect(
            refused(["item 1 \(hash) a\u{9f}"]) && refused(["item 1 \(hash) " + String(repeating: "a", count: 301)]))
        // The Kelvin sign is a K to Swift, and not to whoever compares bytes.
        #expect(refused(["item 1 \(hash) envelope \u{212a}"]) && refused(["item 1 \(hash) \u{e9}"]))
        // Two names that are equal to Swift and not to SHA-256.
        #expect(refused(["item 1 \(hash) cafe\u{301}", "item 1 \(hash) caf\u{e9}"]))
    }

    @Test(.timeLimit(.minutes(5))) func `lists have a limit`() throws {
        let hash = Digest.of("x").hex
        func manifest(_ count: Int) -> String {
            "brankas/manifest/v1\n" + (0..<count).map { "item 1 \(hash) n\(10_000_000 + $0)\n" }.joined()
        }
        #expect(try Manifest(parsing: manifest(10_000)).items.count == 10_000)
        #expect(refuses { _ = try Manifest(parsing: manifest(10_001)) })
        func enrolment(_ count: Int) throws -> String {
            let roles = (0..<count).map { role("unit-ppa/r\($0)") }
            return try Samples.request(
                .enroll(handle("siti@unit-ppa"), roles: roles, card: Digest.of("c"), newKeys: [])
            ).text
        }
        #expect(!refuses { _ = try Request(parsing: enrolment(1_000)) })
        #expect(refuses { _ = try Request(parsing: enrolment(1_001)) })
        #expect(refuses { _ = try Entry(parsing: [UInt8](repeating: 0x0a, count: Entry.byteLimit + 1)) })
        #expect(refuses { _ = try Charter(parsing: String(repeating: "\n", count: 262_145)) })
    }

    @Test func `only what the roster stands on is public`() {
        let siti = handle("siti@unit-ppa")
        let key = RoleGeneration(role: World.penyidik, generation: 1)
        let epoch = EpochName(compartment: .identity, epoch: 1)
        for name in [ItemName.genesis, .charter, .keysFile, .card(siti), .roleKey(key)] { #expect(name.isPublic) }
        for name in [
            ItemName.roleSeed(key, for: siti), .searchKey(for: siti), .custodianSeed, .metadata, .metadataHalf, .key,
            .keyHalf, .keyRefresh, .payload, .tokens, .holding(epoch, .owner(key)), .envelope(epoch, .owner(key)),
            .envelope,
            .basis, .reason,
        ] { #expect(!name.isPublic) }
    }

    // MARK: No crash

    @Test(arguments: Samples.kinds) func `random bytes crash no reader`(_ kind: Samples.Kind) {
        var dice = Dice(seed: 10)
        for _ in 0..<1_000 {
            let bytes = dice.bytes(Int.random(in: 0...400, using: &dice))
            #expect(refuses { _ = try kind.rewrite(bytes) })
            let first = kind.bytes.prefix { $0 != 0x0a } + [0x0a]
            #expect(refuses { _ = try kind.rewrite(Array(first) + bytes + [0x0a]) } || kind.description == "manifest")
        }
    }

    @Test(arguments: Samples.kinds) func `mutated bytes crash no reader and read as themselves`(_ kind: Samples.Kind) {
        var dice = Dice(seed: 11)
        let tokens: [[UInt8]] = [
            [0x0a], [0x20], [0x0d, 0x0a], [0], [0xff], Array("\u{301}".utf8), Array("99999999999999999999".utf8),
            Array("-1".utf8), Array("\u{2028}".utf8), Array("\n\n".utf8), Array("— ".utf8),
        ]
        for _ in 0..<3_000 {
            var bytes = kind.bytes
            for _ in 0..<Int.random(in: 1...4, using: &dice) {
                let index = Int.random(in: 0...bytes.count, using: &dice)
                switch Int.random(in: 0..<5, using: &dice) {
                case 0: bytes.insert(contentsOf: tokens.randomElement(using: &dice)!, at: index)
                case 1: bytes.removeSubrange(index..<min(bytes.count, index + Int.random(in: 0...40, using: &dice)))
                case 2 where index < bytes.count: bytes[index] = UInt8.random(in: 0...255, using: &dice)
                case 3:
                    bytes.insert(contentsOf: bytes[..<index].suffix(Int.random(in: 0...80, using: &dice)), at: index)
                default: bytes.replaceSubrange(index..., with: bytes[index...].reversed())
                }
                if bytes.isEmpty { bytes = [0x0a] }
            }
            if let rewritten = try? kind.rewrite(bytes) { #expect(rewritten == bytes) }
        }
    }
}
