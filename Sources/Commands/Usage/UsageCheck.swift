import Texts
import Vocabulary

extension CommandTree {
    /// What keeps `arguments` from being a command, in the order in which somebody wants to hear it: a command or an option that
    /// there is not, then what is missing. Nil where nothing does, by the parser's own rules for what is a value.
    func fault(in arguments: [String], _ language: Language) -> UsageFault? {
        let (command, _, rest) = descend(arguments)
        guard command.commands.isEmpty else {
            guard let unknown = rest.first(where: { !$0.hasPrefix("-") }) ?? rest.first else { return nil }
            if unknown.hasPrefix("-") { return .unknownOption(unknown, nearest: command.nearestOptions(unknown)) }
            return .unknownCommand(unknown, nearest: nearest(unknown, of: command.commands.map(\.name)))
        }
        return command.fault(inRest: rest, language)
    }

    private func nearestOptions(_ typed: String) -> [String] {
        // Without hyphens, which say nothing about what was meant.
        func bare(_ name: String) -> String { String(name.drop { $0 == "-" }) }
        let names = arguments.flatMap(\.names)
        return nearest(bare(typed), of: names.map(bare)).compactMap { meant in names.first { bare($0) == meant } }
    }

    private func fault(inRest rest: [String], _ language: Language) -> UsageFault? {
        var given: Set<String> = []
        var values: [String] = []
        var missing: UsageFault?
        var rest = rest[...]
        while let word = rest.popFirst() {
            if word == "--" {
                values += rest
                break
            }
            guard word.hasPrefix("-"), word != "-" else {
                values.append(word)
                continue
            }
            let parts = word.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
            guard let known = arguments.first(where: { $0.names.contains(parts[0]) }) else {
                return .unknownOption(parts[0], nearest: nearestOptions(parts[0]))
            }
            given.formUnion(known.names)
            if known.kind == .flag {
                if parts.count > 1 { return .valueNotTaken(parts[0]) }
                continue
            }
            if parts.count > 1 {
                if parts[1].isEmpty { missing = missing ?? .missingValue(parts[0], about: known.about) }
                continue
            }
            func isValue(_ word: String?) -> Bool { word.map { !$0.hasPrefix("-") || $0 == "-" } ?? false }
            guard isValue(rest.first) else {
                missing = missing ?? .missingValue(parts[0], about: known.about)
                continue
            }
            rest.removeFirst()
            while known.isGreedy, isValue(rest.first) { rest.removeFirst() }
        }
        return missing ?? lack(given, values, language)
    }

    /// What must be there and is not, or is there and is too much.
    private func lack(_ given: Set<String>, _ values: [String], _ language: Language) -> UsageFault? {
        let places = arguments.filter { $0.kind == .positional }
        let needed = places.filter { !$0.isOptional }
        if values.count < needed.count {
            let first = needed[values.count]
            return .missingArgument(placeholder(first.valueName, language), about: first.about)
        }
        for option in arguments
        where option.kind == .option && !option.isOptional && given.isDisjoint(with: option.names) {
            return .missingOption(option.names[0], about: option.about)
        }
        guard values.count > places.count, !places.contains(where: \.isRepeating) else { return nil }
        return .surplusArgument(values[places.count])
    }
}
