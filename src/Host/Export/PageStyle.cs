namespace Riverrun.Host.Export;

/// <summary>The style sheet of every page we write; light and dark follow the reader's system.</summary>
internal static class PageStyle
{
    /// <summary>CSS without any reference to the outside.</summary>
    public const string Css = """
        :root { color-scheme: light dark;
          --paper: #fbfcfd; --card: #ffffff; --ink: #17212b; --soft: #5a6876; --line: #e1e7ec; --grid: #e9eef2; --accent: #0b6e99;
          --warm-up: #a9d9ea; --stable: #4ba9cf; --decay: #135c86; --flag: #e07a1f;
          --c0: #0b6e99; --c1: #d1495b; --c2: #2a8f57; --c3: #7d55c7; --c4: #c9760a; --c5: #008577; --c6: #b5179e; --c7: #6d6875; }
        @media (prefers-color-scheme: dark) { :root {
          --paper: #0f161c; --card: #161f27; --ink: #e6edf3; --soft: #97a6b4; --line: #26323d; --grid: #212c36; --accent: #59c2ee;
          --warm-up: #1d5068; --stable: #2f8fba; --decay: #8fdcff; --flag: #ffb454;
          --c0: #4cc2f1; --c1: #ff8593; --c2: #5fd68b; --c3: #b79af0; --c4: #ffc15e; --c5: #4dd6c4; --c6: #f27fd5; --c7: #b8b3c2; } }
        * { box-sizing: border-box; }
        body { margin: 0; background: var(--paper); color: var(--ink); font: 16px/1.55 system-ui, -apple-system, "Segoe UI", Roboto, "DejaVu Sans", sans-serif; }
        main { max-width: 1060px; margin: 0 auto; padding: 2.5rem 1.25rem 4rem; }
        h1 { font-size: clamp(1.6rem, 4vw, 2.3rem); line-height: 1.15; margin: 0 0 .4rem; letter-spacing: -.02em; overflow-wrap: anywhere; }
        h2 { font-size: 1.25rem; margin: 2.8rem 0 .8rem; letter-spacing: -.01em; }
        .table + .table, .facts + p { margin-top: 1.2rem; } .table + p { margin: 1.1rem 0 .5rem; } h3 { font-size: 1rem; margin: 1.6rem 0 .5rem; overflow-wrap: anywhere; }
        p { max-width: 46rem; margin: .4rem 0; } .soft, caption, figcaption { color: var(--soft); }
        .failure { border-left: 4px solid var(--c1); padding: .4rem .9rem; background: var(--card); overflow-wrap: anywhere; }
        .facts { display: grid; grid-template-columns: repeat(auto-fit, minmax(8.5rem, 1fr)); gap: .75rem; margin: 1.4rem 0 0; }
        .facts div, figure, .sample, .scroll.table { background: var(--card); border: 1px solid var(--line); border-radius: 10px; }
        .facts div { padding: .7rem .9rem; } .facts dt { color: var(--soft); font-size: .8rem; }
        .facts dd { margin: 0; font-size: 1.15rem; font-weight: 600; font-variant-numeric: tabular-nums; overflow-wrap: anywhere; }
        .scroll { overflow-x: auto; } table { border-collapse: collapse; width: 100%; font-size: .92rem; }
        caption { text-align: left; padding: .7rem .9rem 0; font-size: .88rem; }
        th, td { text-align: left; padding: .5rem .9rem; border-top: 1px solid var(--line); white-space: nowrap; }
        thead th { border-top: 0; color: var(--soft); font-weight: 500; font-size: .84rem; } tbody th { font-weight: 600; }
        .n { text-align: right; font-variant-numeric: tabular-nums; } code { font: .88em ui-monospace, "Cascadia Mono", Menlo, "DejaVu Sans Mono", monospace; }
        tr.own td, tr.own th { background: color-mix(in srgb, var(--accent) 9%, transparent); }
        .gained { color: var(--c2); } .lost { color: var(--c1); }
        figure { margin: 0 0 1.1rem; padding: .9rem 1rem .7rem; position: relative; } figcaption { font-size: .9rem; margin-bottom: .3rem; }
        figure svg { display: block; width: 100%; min-width: 640px; height: auto; } figure .legend svg { display: inline-block; width: 28px; min-width: 0; margin-right: .4rem; }
        .small { display: grid; grid-template-columns: repeat(auto-fill, minmax(min(26rem, 100%), 1fr)); gap: 0 1.1rem; } .small svg { min-width: 0; } details { margin: .6rem 0; } summary { cursor: pointer; color: var(--soft); margin-bottom: .8rem; }
        svg text { fill: var(--soft); font-size: 12px; font-variant-numeric: tabular-nums; } svg .name { fill: var(--ink); font-size: 12.5px; font-weight: 600; }
        .river .name, .river .value { paint-order: stroke; stroke: var(--card); stroke-width: 4px; stroke-linejoin: round; }
        .axes:has([value=steps]:checked) .over-tokens, .axes:has([value=tokens]:checked) .over-steps { display: none; }
        .choice label { margin-right: 1.2rem; } svg .strong { fill: var(--ink); font-weight: 600; } .grid line { stroke: var(--grid); } .grid .tick, .axis { stroke: var(--soft); }
        .series polyline { fill: none; stroke: var(--c); stroke-width: 1.8; stroke-linejoin: round; stroke-linecap: round; }
        .series .band { fill: var(--c); opacity: .16; } .series .point { fill: var(--card); stroke: var(--c); stroke-width: 1.3; }
        .series .budget { fill: var(--c); stroke: var(--card); stroke-width: 2; }
        .c0 { --c: var(--c0); } .c1 { --c: var(--c1); } .c2 { --c: var(--c2); } .c3 { --c: var(--c3); } .c4 { --c: var(--c4); } .c5 { --c: var(--c5); } .c6 { --c: var(--c6); } .c7 { --c: var(--c7); }
        .d1 polyline { stroke-dasharray: 7 4; } .d2 polyline { stroke-dasharray: 2 4; } .d3 polyline { stroke-dasharray: 10 3 2 3; }
        .legend { list-style: none; display: flex; flex-wrap: wrap; gap: .25rem 1.1rem; margin: .5rem 0 0; padding: 0; font-size: .84rem; color: var(--soft); }
        .legend li { display: flex; align-items: center; overflow-wrap: anywhere; } .swatch { width: 22px; height: 8px; border-radius: 4px; margin-right: .4rem; }
        .swatch.warm-up { background: var(--warm-up); } .swatch.stable { background: var(--stable); } .swatch.decay { background: var(--decay); }
        .swatch.planned { background: repeating-linear-gradient(90deg, var(--stable) 0 4px, transparent 4px 7px); opacity: .6; }
        .dot { width: 9px; height: 9px; border-radius: 50%; margin-right: .4rem; background: var(--card); border: 2px solid var(--ink); } .dot.budget { width: 13px; height: 13px; background: var(--flag); border-color: var(--card); outline: 1px solid var(--line); }
        .water path { fill: none; stroke-linejoin: round; } .water .warm-up { stroke: var(--warm-up); } .water .stable { stroke: var(--stable); } .water .decay { stroke: var(--decay); }
        .water .planned { stroke-dasharray: 3 5; opacity: .5; } .river .checkpoint { fill: var(--card); stroke: var(--ink); stroke-width: 1.5; }
        .river circle.budget { fill: var(--flag); stroke: var(--card); stroke-width: 2.5; } .river circle.budget.planned { fill: var(--card); stroke: var(--flag); }
        .cursor { stroke: var(--soft); stroke-dasharray: 3 3; } .readout { position: absolute; pointer-events: none; background: var(--card); border: 1px solid var(--line); border-radius: 8px; padding: .35rem .6rem; font-size: .8rem; box-shadow: 0 4px 14px rgb(0 0 0 / .18); white-space: pre; font-variant-numeric: tabular-nums; z-index: 1; }
        .sample { padding: .8rem 1rem; margin: 0 0 .9rem; } .sample p { margin: 0 0 .4rem; font-size: .88rem; }
        .sample blockquote { margin: 0; white-space: pre-wrap; overflow-wrap: anywhere; font: .9rem/1.6 ui-monospace, "Cascadia Mono", Menlo, "DejaVu Sans Mono", monospace; } .sample mark { background: none; color: var(--accent); font-weight: 600; }
        footer { margin-top: 3rem; font-size: .85rem; } @media print { figure, .sample { break-inside: avoid; } }
        """;
}
