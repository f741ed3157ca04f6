package import Texts
import Vocabulary

/// What of a ledger deserves a second look. None of it is proof of anything: each finding says what was seen, by which
/// measure, and in which entries.
package struct SecondLook: Sendable {
    /// Where the ordinary ends.
    package struct Measures: Sendable {
        /// Offices work from this hour, up to the other. Wider than any office's own hours, so that who comes early or
        /// finishes a letter is not listed.
        package var firstHour = 7
        package var endHour = 18
        /// This many openings by one person …
        package var burst = 10
        /// … within this many minutes: faster than anybody reads.
        package var burstMinutes = 10
        /// A purpose is unusual for a role below this share of its openings, in percent …
        package var purposePercent = 5
        /// … where the role opened at least so often: before that there is no custom.
        package var purposeOpenings = 40
        /// Days without a change of the case.
        package var quietDays = 90
        /// Searches of one person on one day that found nothing: one or two are a misspelt name.
        package var fruitlessSearches = 3
        /// Denials of one person on one day.
        package var denials = 5

        package init() {}
    }

    package struct Finding: Sendable {
        package let suspicion: Suspicion
        /// The entries that it rests on, in the order of the ledger.
        package let entries: [UInt64]
    }

    package let measures: Measures

    package init(_ measures: Measures = Measures()) {
        self.measures = measures
    }

    /// The findings, by their kind and then by their first entry.
    package func findings(_ input: ReviewInput, _ language: Language) -> [Finding] {
        let openings = input.acts.filter(\.isOpening)
        return SuspicionKind.allCases.flatMap { kind in
            let found =
                switch kind {
                case .burst: bursts(openings, language)
                case .purpose: purposes(openings, input.roles, input.origin.labels, language)
                case .lateOpening: lateOpenings(input, language)
                case .denials:
                    days(of: input.acts.filter { !$0.isAllowed }, atLeast: measures.denials) {
                        .denials($0, day: $1.text(language), count: $2)
                    }
                case .fruitlessSearches:
                    days(of: input.acts.filter { $0.isSearch && $0.matches == 0 }, atLeast: measures.fruitlessSearches)
                    {
                        .fruitlessSearches($0, day: $1.text(language), count: $2)
                    }
                case .outsideHours: outsideHours(input.acts, language)
                }
            return found.sorted {
                ($0.entries.first ?? 0, $0.suspicion.person) < ($1.entries.first ?? 0, $1.suspicion.person)
            }
        }
    }

    package func isOutsideHours(_ moment: Moment) -> Bool {
        switch moment.day.weekday {
        case .saturday, .sunday: true
        default: !(measures.firstHour..<measures.endHour).contains(moment.hour)
        }
    }

    /// What the measures are, in words.
    package func rules(_ language: Language) -> [String] {
        let hours = workingHours(language)
        return [
            SuspicionRule.outsideHours(hours: hours), .burst(count: measures.burst, minutes: measures.burstMinutes),
            .purpose(percent: measures.purposePercent, openings: measures.purposeOpenings),
            .late(days: measures.quietDays), .fruitless(count: measures.fruitlessSearches),
            .denials(count: measures.denials),
        ].map { $0.text(language) }
    }

    package func workingHours(_ language: Language) -> String {
        language.time(hour: measures.firstHour, minute: 0) + "–" + language.time(hour: measures.endHour, minute: 0)
    }

    // MARK: Each kind

    /// One finding for what a person opened on a day, and one for each export: a case that left at night is told by itself,
    /// though no record was in it.
    private func outsideHours(_ acts: [Act], _ language: Language) -> [Finding] {
        let outside = acts.filter { isOutsideHours($0.time) }
        let opened = days(of: outside.filter { $0.isOpening && !$0.isExport }, atLeast: 1) { person, day, count in
            .outsideHours(person, weekday: day.weekday, day: day.text(language), count: count)
        }
        let exported = ExportLine.lines(outside).map { line in
            let day = line.first.time.day
            return Finding(
                suspicion: .exportOutsideHours(
                    line.first.person.text, caseID: line.first.caseID ?? "", records: line.records.count,
                    to: line.first.recipients, weekday: day.weekday, time: line.first.time.text(language)),
                entries: line.entries)
        }
        return opened + exported
    }

    /// Windows that overlap are one finding.
    private func bursts(_ openings: [Act], _ language: Language) -> [Finding] {
        let span = Int64(measures.burstMinutes) * 60
        return Dictionary(grouping: openings, by: \.person).flatMap { person, acts in
            var findings: [Finding] = []
            var first = 0
            var run: ClosedRange<Int>?
            func report() {
                guard let found = run.map({ acts[$0] }), let start = found.first, let end = found.last else { return }
                let minutes = max(1, start.time.minutes(until: end.time))
                findings.append(
                    Finding(
                        suspicion: .burst(
                            person.text, count: found.count, minutes: minutes, time: start.time.text(language)),
                        entries: found.map(\.sequence)))
            }
            for last in acts.indices {
                while acts[last].time.seconds - acts[first].time.seconds > span { first += 1 }
                guard last - first + 1 >= measures.burst else { continue }
                if let open = run, first <= open.upperBound {
                    run = open.lowerBound...last
                } else {
                    report()
                    run = first...last
                }
            }
            report()
            return findings
        }
    }

    private struct Habit: Hashable {
        let person: Person
        let role: String
        let purpose: Purpose
    }

    private func purposes(
        _ openings: [Act], _ roles: [RoleLine], _ labels: Labels, _ language: Language
    ) -> [Finding] {
        // An owner's export may name none.
        let openings = openings.filter { $0.purpose != nil }
        let known = Dictionary(roles.map { ($0.role, $0) }, uniquingKeysWith: { first, _ in first })
        let perRole = Dictionary(grouping: openings, by: \.role)
        let counts = perRole.mapValues { Dictionary(grouping: $0, by: \.purpose).mapValues(\.count) }
        let habits = openings.reduce(into: [Habit: [Act]]()) { habits, act in
            guard let purpose = act.purpose else { return }
            habits[Habit(person: act.person, role: act.role, purpose: purpose), default: []].append(act)
        }
        return habits.compactMap { habit, acts in
            let all = perRole[habit.role]?.count ?? 0
            let same = counts[habit.role]?[habit.purpose] ?? 0
            let why: Suspicion.Misfit
            if habit.purpose == .darurat {
                why = .emergency
            } else if let own = known[habit.role]?.purposes {
                guard !own.contains(habit.purpose) else { return nil }
                why = .notItsOwn
            } else if habit.purpose == .pengawasan,
                let role = known[habit.role], !role.capabilities.contains(.audit)
            {
                why = .noOversight
            } else if all >= measures.purposeOpenings, same * 100 < measures.purposePercent * all {
                why = .unusual(same, of: all)
            } else {
                return nil
            }
            return Finding(
                suspicion: .purpose(
                    habit.person.text, role: habit.role, purpose: labels.text(habit.purpose, language),
                    count: acts.count, why),
                entries: acts.map(\.sequence))
        }
    }

    /// One finding for a person and a case.
    private func lateOpenings(_ input: ReviewInput, _ language: Language) -> [Finding] {
        struct Reader: Hashable {
            let person: Person
            let caseID: String
        }
        var lastStep: [String: Moment] = [:]
        for line in input.cases { lastStep[line.caseID] = line.lastStep }
        var late: [Reader: (step: Moment, acts: [Act])] = [:]
        for act in input.acts {
            guard let caseID = act.caseID else { continue }
            // What leaves in an export changes nothing in the case, and is itself what may come late.
            if act.isStep, !act.isExport { lastStep[caseID] = act.time }
            guard act.isOpening, let step = lastStep[caseID],
                act.time.day.number - step.day.number > measures.quietDays
            else { continue }
            late[Reader(person: act.person, caseID: caseID), default: (step, [])].acts.append(act)
        }
        return late.compactMap { reader, found in
            guard let first = found.acts.first else { return nil }
            return Finding(
                suspicion: .lateOpening(
                    reader.person.text, caseID: reader.caseID, count: found.acts.count,
                    days: first.time.day.number - found.step.day.number, lastStep: found.step.day.text(language)),
                entries: found.acts.map(\.sequence))
        }
    }

    /// A finding for each day on which a person did `acts` often enough.
    private func days(
        of acts: [Act], atLeast limit: Int, _ suspicion: (_ person: String, Day, _ count: Int) -> Suspicion
    ) -> [Finding] {
        struct PersonDay: Hashable {
            let person: Person
            let day: Day
        }
        let days = Dictionary(grouping: acts) { PersonDay(person: $0.person, day: $0.time.day) }
        return days.compactMap { key, acts in
            let count = acts.reduce(acts.count) { $0 + $1.suppressed }
            guard count >= limit else { return nil }
            return Finding(suspicion: suspicion(key.person.text, key.day, count), entries: acts.map(\.sequence))
        }
    }
}
