import Casework
import Ledger
import Sodium
import Testing
import Vocabulary

/// The lines of every action in a request: in their order, all there, once.
struct ActionTextTests {
    /// Lines that may be one fewer: the request then says something else, and its signature does not hold.
    private static let optional: [ActionName: Set<String>] = [
        .personEnroll: ["member", "new-key"], .personDismiss: ["new-key"], .caseCreate: ["epoch"], .caseList: ["after"],
        .identityUpdate: ["reason"], .documentAdd: ["sealed-to"], .documentMove: ["sealed-to"],
        .auditExport: ["case"], .caseExport: ["record", "recipient", "grant"], .exportRequest: ["record", "recipient"],
        .grantRequest: ["compartment"],
        .grantCreate: ["person", "compartment", "parent", "answers"], .grantList: ["case"],
        .identityOpen: ["version"], .documentCheck: ["for"], .caseRekey: ["sealed-to"],
        .auditRead: ["case", "record", "by-actor", "by-role", "of-action", "of-outcome", "since", "until"],
    ]
    private static let repeatable: Set<String> = [
        "member", "new-key", "epoch", "sealed-to", "recipient", "compartment", "record",
    ]
    /// Of these the order says nothing, so there is but one.
    private static let sorted: Set<String> = ["compartment", "person"]

    private func key(_ line: String) -> String { String(line.split(separator: " ")[0]) }

    /// The lines of `action`'s own, with those before them.
    private func lines(_ action: Action) throws -> (all: [String], own: Range<Int>) {
        let lines = try Samples.request(action).text.split(separator: "\n").map(String.init)
        let start = try #require(lines.firstIndex { $0.hasPrefix("manifest ") }) + 1
        return (lines, start..<lines.count)
    }

    private func request(_ lines: [String]) -> Request? {
        let text = lines.joined(separator: "\n") + "\n"
        guard let request = try? Request(parsing: text) else { return nil }
        #expect(request.text == text)
        return request
    }

    @Test(arguments: Samples.actions) func `a line of an action that is missing, doubled or elsewhere is refused`(
        _ action: Action
    ) throws {
        let (all, own) = try lines(action)
        let optional = Self.optional[action.name] ?? []
        #expect(request(all) != nil)
        for index in own {
            let name = key(all[index])
            var fewer = all
            fewer.remove(at: index)
            // An opening without holders is one line; with them they can't stand alone.
            let isLoneOpening = name == "opens" && index == all.count - 1
            if let other = request(fewer) {
                #expect(optional.contains(name) || isLoneOpening, "\(action.name.rawValue) without \(name)")
                #expect(other.action != action)
            }
            var twice = all
            twice.insert(all[index], at: index)
            let isList = Self.repeatable.contains(name) && !(action.name == .documentAdd && name == "epoch")
            let isPerson = action.name == .grantCreate && name == "person"
            if request(twice) != nil {
                #expect(isList || isPerson, "\(action.name.rawValue) with \(name) twice")
            }
            for extra in ["", "x", "x y", " ", "\(name)", "\(name) "] {
                var more = all
                more.insert(extra, at: index)
                #expect(request(more) == nil, "\(action.name.rawValue): \(extra.debugDescription)")
            }
            for changed in [all[index] + " ", " " + all[index], all[index] + "\r", all[index] + " x"] {
                var other = all
                other[index] = changed
                #expect(request(other) == nil, "\(action.name.rawValue): \(changed.debugDescription)")
            }
            guard index + 1 < all.count, all[index] != all[index + 1] else { continue }
            var swapped = all
            swapped.swapAt(index, index + 1)
            if request(swapped) != nil {
                let isUnsorted = name == key(all[index + 1]) && !Self.sorted.contains(name)
                #expect(isUnsorted, "\(action.name.rawValue): \(name) and \(key(all[index + 1])) swapped")
            }
        }
    }

    @Test(arguments: Samples.actions) func `an action that is cut or flipped is refused, or is another`(
        _ action: Action
    ) throws {
        var dice = Dice(seed: 12)
        let text = Array(try Samples.request(action).text.utf8)
        func other(_ bytes: [UInt8]) -> Action? {
            guard let text = String(validating: bytes, as: UTF8.self), let request = try? Request(parsing: text) else {
                return nil
            }
            #expect(request.text.utf8.elementsEqual(bytes))
            return request.action
        }
        let (all, own) = try lines(action)
        let start = all[..<own.lowerBound].reduce(0) { $0 + $1.utf8.count + 1 }
        for index in start..<text.count {
            var flipped = text
            flipped[index] ^= 1 << UInt8.random(in: 0..<8, using: &dice)
            #expect(other(flipped) != action, "byte \(index)")
            let cut = Array(text.prefix(index))
            #expect(other(cut) != action, "cut at \(index)")
            if text[index - 1] != 0x0a { #expect(other(cut) == nil, "cut at \(index)") }
        }
    }

    @Test(arguments: Samples.actions) func `an action under another's name is refused, or is that other`(
        _ action: Action
    ) throws {
        let (all, _) = try lines(action)
        #expect(all[1] == "action \(action.name.rawValue)")
        for name in ActionName.allCases where name != action.name {
            var renamed = all
            renamed[1] = "action \(name.rawValue)"
            if let other = request(renamed) { #expect(other.action.name == name) }
        }
    }

    @Test func `what is asked for and granted is written in one order`() throws {
        let ask = Ask(
            id: .make(), caseID: .make(), compartments: ["statement", "evidence"].map(part), purpose: .penuntutan,
            basis: Digest.of("b"))
        #expect(ask.compartments == ["evidence", "statement"].map(part))
        let text = try Samples.request(.requestGrant(ask)).text
        let swapped = text.replacing(
            "compartment evidence\ncompartment statement\n", with: "compartment statement\ncompartment evidence\n")
        #expect(swapped != text && refuses { _ = try Request(parsing: swapped) })
    }

    @Test func `a recipient is a hash, and a handle where a card was given`() throws {
        let hash = Digest.of("x").hex
        let text = try Samples.request(
            .export(
                ExportCase(
                    caseID: .make(), record: nil, purpose: .penyidikan, basis: Digest.of("b"),
                    recipients: [ExportRecipientName(digest: Digest.of("x"), handle: handle("siti@unit-ppa"))]))
        ).text
        func reads(_ recipient: String) -> Bool {
            let other = text.replacing("recipient \(hash) siti@unit-ppa\n", with: "recipient \(recipient)\n")
            return (try? Request(parsing: other)) != nil
        }
        #expect(reads("\(hash) siti@unit-ppa") && reads(hash) && reads("\(Digest.of("y").hex) budi@unit-ppa"))
        for recipient in [
            "", " ", hash.uppercased(), "\(hash) ", "\(hash)  siti@unit-ppa", "siti@unit-ppa", "\(hash) Siti@unit-ppa",
            "\(hash) siti@unit-ppa x", "\(hash.dropLast())", "\(hash) \u{301}siti@unit-ppa",
            "\(hash)\u{a0}siti@unit-ppa",
        ] {
            #expect(!reads(recipient), "\(recipient.debugDescription)")
        }
    }
}
