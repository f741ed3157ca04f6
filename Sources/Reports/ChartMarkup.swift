import Texts
import Vocabulary

// The drawing is stretched to the width that there is; words and numbers stand in HTML beside it, so they keep their
// size on a telephone. Whoever does not see the bars reads the summary and the list.

extension Markup {
    mutating func add(_ chart: Chart, number: Int) {
        guard chart.peak > 0 else {
            element(.p, text: chart.summary)
            return
        }
        element(.figure, .style(.chart)) { figure in
            figure.element(.figcaption) { caption in
                caption.element(.strong, text: chart.title)
                caption.element(.p, text: chart.summary)
            }
            switch chart.form {
            case .columns: figure.addColumns(chart, number)
            case .ranking: figure.addRanking(chart)
            }
        }
    }

    private mutating func addColumns(_ chart: Chart, _ number: Int) {
        element(.div, .style(.columns)) { columns in
            columns.element(.div, .style(.peak), .hidden, text: String(chart.peak))
            columns.element(
                .svg, .style(.bars), .role(.img), .describedBy(.chartTitle(number), .chartText(number)),
                .viewBox(width: chart.bars.count * 10, height: 100), .stretched
            ) { svg in
                svg.element(.title, .id(.chartTitle(number)), text: chart.title)
                svg.element(.desc, .id(.chartText(number)), text: chart.summary)
                for (place, bar) in chart.bars.enumerated() where bar.value > 0 {
                    // The least that is not nothing is still seen.
                    let height = max(2, bar.value * 100 / chart.peak)
                    svg.empty(
                        .rect, .style(bar.isHollow ? .hollow : .bar),
                        .box(x: place * 10 + 1, y: 100 - height, width: 8, height: height))
                }
                svg.empty(.line, .style(.base), .from(x: 0, y: 100), .to(x: chart.bars.count * 10, y: 100))
            }
            columns.element(.div, .style(.axis), .hidden) { axis in
                for bar in chart.bars { axis.element(.span, text: bar.shortLabel) }
            }
        }
        element(.ul, .style(.numbers), .role(.list)) { list in
            for bar in chart.bars where bar.value > 0 {
                list.element(.li) { item in
                    item.element(.span, text: bar.label)
                    item.addFixed(" ")
                    item.element(.strong, text: String(bar.value))
                }
            }
        }
    }

    private mutating func addRanking(_ chart: Chart) {
        element(.ul, .style(.ranking), .role(.list)) { list in
            for bar in chart.bars {
                list.element(.li) { item in
                    item.element(.span, text: bar.label)
                    item.element(.svg, .hidden, .viewBox(width: 1_000, height: 10), .stretched) { svg in
                        guard bar.value > 0 else { return }
                        svg.empty(
                            .rect, .style(bar.isHollow ? .hollow : .bar),
                            .box(x: 0, y: 0, width: max(4, bar.value * 1_000 / chart.peak), height: 10))
                    }
                    item.element(.strong, text: String(bar.value))
                }
            }
        }
    }
}
