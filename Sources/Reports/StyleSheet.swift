/// How pages look: on a desk, on a telephone, on A4; light and dark. Nothing is said by colour alone.
///
/// The page's policy lets in this very sheet, by its hash, and no other: not one that a text could smuggle in.
package enum StyleSheet {
    package static let text = common + tables + charts + desk + phone + print

    /// SHA-256 of `text` in base 64. A test holds them together, and says the new one.
    package static let digest = "WuQLUhqgWlE9Ky24FsCrgOXmXad20gEFoBZEhT0/V4g="

    private static let common = """
        :root { color-scheme: light dark; --paper: #fff; --ink: #1b1f24; --soft: #5a6470; --rule: #d5dae0;
          --tint: #f3f5f8; --accent: #1d4f91; --warn: #8a2a0b; --warn-tint: #fdf1ea; }
        @media (prefers-color-scheme: dark) { :root { --paper: #14171b; --ink: #e7eaee; --soft: #a3adb8; --rule: #373e47;
          --tint: #1d2228; --accent: #8ab4f0; --warn: #f2a283; --warn-tint: #2e1f18; } }
        * { box-sizing: border-box; }
        html { -webkit-text-size-adjust: 100%; text-size-adjust: 100%; }
        body { margin: 0 auto; max-width: 52rem; padding: 1.5rem 1.25rem 4rem; background: var(--paper); color: var(--ink);
          font: 1rem/1.5 system-ui, "Segoe UI", Roboto, "Noto Sans", "Liberation Sans", Arial, sans-serif;
          overflow-wrap: break-word; }
        header { border-bottom: 3px solid var(--accent); padding-bottom: 1rem; }
        h1 { font-size: 1.75rem; line-height: 1.2; margin: 0 0 .5rem; }
        h2 { font-size: 1.25rem; line-height: 1.3; margin: 0 0 .75rem; }
        h3 { font-size: 1.05rem; line-height: 1.35; margin: 1.5rem 0 .5rem; }
        p { margin: 0 0 .75rem; max-width: 46rem; }
        li { margin: 0 0 .25rem; max-width: 46rem; }
        section { padding-top: 2rem; }
        a { color: var(--accent); }
        .lead { font-size: 1.05rem; }
        .facts { display: grid; gap: .3rem 1.5rem; margin: .75rem 0; }
        .facts div { display: grid; grid-template-columns: minmax(7rem, 11rem) minmax(0, 1fr); gap: .75rem; }
        .facts dt { color: var(--soft); }
        .facts dd { margin: 0; overflow-wrap: anywhere; }
        .figures { display: grid; grid-template-columns: repeat(auto-fit, minmax(8.5rem, 1fr)); gap: .75rem; margin: 0 0 1rem; }
        .figures div { display: flex; flex-direction: column-reverse; justify-content: flex-end; border: 1px solid var(--rule);
          border-radius: .4rem; padding: .6rem .8rem; }
        .figures dt { color: var(--soft); font-size: .9rem; line-height: 1.3; }
        .figures dd { margin: 0; font-size: 1.7rem; line-height: 1.2; font-weight: 650; font-variant-numeric: tabular-nums; }
        .caution { border-left: .3rem solid var(--warn); background: var(--warn-tint); padding: .7rem 1rem; font-weight: 550; }
        .finding { border: 1px solid var(--rule); border-left: .3rem solid var(--warn); border-radius: .3rem;
          padding: .6rem 1rem; margin: 0 0 .75rem; break-inside: avoid; }
        .finding h3 { margin: 0 0 .2rem; font-size: 1rem; color: var(--warn); }
        .finding p { margin: 0; }
        .whole { white-space: nowrap; }
        .evidence, .note { color: var(--soft); font-size: .9rem; }
        @media screen { section { overflow-x: auto; } }
        .letter { border: 1px solid var(--rule); border-radius: .3rem; padding: 1.25rem 1.5rem; margin: 0 0 1.5rem;
          background: var(--tint); }
        .code, .proof { font-family: ui-monospace, "Cascadia Mono", Consolas, "DejaVu Sans Mono", "Liberation Mono", monospace;
          font-size: .85em; overflow-wrap: anywhere; }
        .proof { white-space: pre-wrap; border: 1px solid var(--rule); background: var(--tint); padding: .75rem 1rem;
          line-height: 1.4; margin: 0 0 1rem; }
        nav { padding-top: 1.25rem; }
        nav h2 { font-size: 1rem; margin: 0 0 .4rem; }
        nav ol { margin: 0; padding-left: 2rem; columns: 16rem; column-gap: 2rem; }

        """

    private static let tables = """
        table { border-collapse: collapse; width: 100%; margin: 0 0 1rem; font-size: .92rem; line-height: 1.4; }
        th, td { text-align: left; vertical-align: top; padding: .4rem .6rem .4rem 0; border-bottom: 1px solid var(--rule); }
        th:last-child, td:last-child { padding-right: 0; }
        thead th { color: var(--soft); font-weight: 600; border-bottom: 2px solid var(--rule); vertical-align: bottom; }
        .group th { padding-top: 1.1rem; font-weight: 650; overflow-wrap: anywhere; }
        .number { text-align: right; font-variant-numeric: tabular-nums; }
        .time { white-space: nowrap; font-variant-numeric: tabular-nums; }
        td.code { white-space: nowrap; }
        td.period { min-width: 6.5rem; }
        td.long { overflow-wrap: anywhere; min-width: 8rem; }
        tr.marked td { font-weight: 600; color: var(--warn); }

        """

    private static let charts = """
        .chart { margin: 1rem 0 1.5rem; break-inside: avoid; }
        .chart figcaption p { margin: .2rem 0 .6rem; }
        .columns { padding: 0 1.5rem; }
        .columns .bars { display: block; width: 100%; height: 9rem; overflow: visible; }
        .peak { font-size: .8rem; color: var(--soft); border-bottom: 1px dashed var(--rule); line-height: 1.3; }
        .axis { display: flex; font-size: .75rem; color: var(--soft); line-height: 1.8; min-height: 1.35rem; }
        .axis span { flex: 1 1 0; min-width: 0; display: flex; justify-content: center; white-space: nowrap; }
        .bar { fill: var(--accent); stroke: var(--accent); stroke-width: 1; vector-effect: non-scaling-stroke; }
        .hollow { fill: var(--paper); stroke: var(--accent); stroke-width: 1.5; vector-effect: non-scaling-stroke; }
        .base { stroke: var(--soft); stroke-width: 1; vector-effect: non-scaling-stroke; }
        .numbers { list-style: none; margin: .5rem 0 0; padding: 0; columns: 9.5rem; column-gap: 1.5rem; font-size: .85rem; }
        .numbers li { display: flex; justify-content: space-between; gap: .5rem; margin: 0; break-inside: avoid;
          border-bottom: 1px dotted var(--rule); font-variant-numeric: tabular-nums; }
        .ranking { list-style: none; margin: 0; padding: 0; }
        .ranking li { display: grid; grid-template-columns: minmax(9rem, 17rem) minmax(0, 1fr) 3.5rem; gap: .75rem; max-width: none;
          align-items: center; margin: 0 0 .3rem; font-size: .92rem; line-height: 1.3; }
        .ranking span { overflow-wrap: anywhere; }
        .ranking svg { display: block; width: 100%; height: .9rem; overflow: visible; }
        .ranking strong { text-align: right; font-variant-numeric: tabular-nums; }

        """

    private static let desk = """
        @media screen and (min-width: 72rem) {
          body:has(> nav) { max-width: 80rem; display: grid; grid-template-columns: 14rem minmax(0, 1fr); column-gap: 3rem;
            padding: 2rem 2.5rem 4rem; align-items: start; }
          body:has(> nav) > header { grid-column: 1 / -1; }
          nav { position: sticky; top: 0; padding-top: 2.2rem; max-height: 100vh; overflow-y: auto; }
          nav ol { columns: auto; }
          header .facts { grid-template-columns: 1fr 1fr; }
        }

        """

    private static let phone = """
        @media screen and (max-width: 60rem) { table { font-size: .85rem; } }
        @media screen and (max-width: 40rem) {
          table { font-size: .95rem; }
          body { padding: 1rem .9rem 3rem; }
          h1 { font-size: 1.45rem; }
          .facts div { grid-template-columns: minmax(0, 1fr); gap: 0; }
          .facts dt { font-size: .85rem; }
          .figures { grid-template-columns: 1fr 1fr; gap: .5rem; }
          .figures dd { font-size: 1.4rem; }
          .letter { padding: 1rem; }
          thead { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); }
          table, tbody, tr, td, .group th { display: block; width: 100%; }
          tr { border: 1px solid var(--rule); border-radius: .3rem; padding: .4rem .7rem; margin: 0 0 .6rem; }
          tr.marked { border-left: .3rem solid var(--warn); }
          tr.group { border: 0; padding: 0; margin: .9rem 0 .3rem; }
          .group th { border: 0; padding: 0; }
          td, td.number { display: flow-root; border: 0; padding: .1rem 0 .1rem 8.6rem; text-align: left; white-space: normal;
            overflow-wrap: anywhere; }
          td::before { content: attr(data-label); float: left; width: 8rem; margin-left: -8.6rem; color: var(--soft);
            font: 400 .85rem/1.5 system-ui, sans-serif; overflow-wrap: break-word; }
          td:empty { display: none; }
          td .whole { white-space: normal; }
          .columns { padding: 0 1.2rem; }
          .axis { font-size: .7rem; }
          .numbers { columns: 8rem; column-gap: 1rem; }
          .ranking li { grid-template-columns: minmax(0, 1fr) 3.5rem; gap: 0 .75rem; margin: 0 0 .6rem; }
          .ranking span { grid-column: 1 / -1; }
        }

        """

    private static let print = """
        @page { size: A4; margin: 16mm 15mm 18mm;
          @bottom-left { content: "Brankas"; font: 8pt sans-serif; color: #555; }
          @bottom-right { content: counter(page) " / " counter(pages); font: 8pt sans-serif; color: #555; } }
        @media print {
          :root { color-scheme: light; --paper: #fff; --ink: #000; --soft: #444; --rule: #bbb; --tint: #fff; --accent: #1d4f91;
            --warn: #7a2408; --warn-tint: #fff; }
          html { font-size: 9.5pt; }
          body { max-width: none; padding: 0; line-height: 1.4; }
          h1 { font-size: 17pt; } h2 { font-size: 13pt; } h3 { font-size: 10.5pt; }
          h2, h3, .group { break-after: avoid; }
          section { padding-top: 14pt; }
          section.new-page { break-before: page; padding-top: 0; }
          p, li { max-width: none; orphans: 3; widows: 3; }
          thead { display: table-header-group; }
          tr, .facts, .figures div, .caution { break-inside: avoid; }
          table { font-size: 8.5pt; }
          th, td { padding-top: 2.5pt; padding-bottom: 2.5pt; }
          .bar { print-color-adjust: exact; -webkit-print-color-adjust: exact; }
          .columns .bars { height: 35mm; }
          .figures { grid-template-columns: repeat(5, 1fr); gap: 6pt; }
          .figures dd { font-size: 15pt; }
          .letter { border: 0; padding: 0; font-size: 10.5pt; line-height: 1.5; }
          .letter + .letter { break-before: page; }
          .letter h3 { font-size: 10.5pt; }
          p:has(+ table) { break-after: avoid; }
          .caution { border: 1px solid #444; border-left: .3rem solid var(--warn); }
          a { color: inherit; text-decoration: none; }
        }

        """
}
