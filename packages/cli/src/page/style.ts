/** The style of pages: one column, quiet, what it is about in the one strong colour; light and dark. */
export const pageStyle = `
:root { color-scheme: light dark; --paper: #fbfaf7; --card: #ffffff; --ink: #1d1b18; --soft: #6b665e; --line: #e5e1d9;
  --model: #c4481f; --floor: #17766a; --other: #5a50b8; --anchor: #968f84; --wash: #f6ece6; }
@media (prefers-color-scheme: dark) { :root { --paper: #151412; --card: #1d1b19; --ink: #ece8e1; --soft: #a09a90;
  --line: #34312d; --model: #f5885b; --floor: #56c3b2; --other: #a79ff5; --anchor: #8b857b; --wash: #2d211b; } }
* { box-sizing: border-box }
body { margin: 0; background: var(--paper); color: var(--ink); font: 16px/1.55 system-ui, -apple-system, 'Segoe UI', sans-serif;
  font-variant-numeric: tabular-nums; -webkit-font-smoothing: antialiased }
main { max-width: 1040px; margin: 0 auto; padding: 64px 32px 96px }
h1 { font-size: 40px; line-height: 1.1; letter-spacing: -.025em; font-weight: 650; margin: 0 0 8px }
h2 { font-size: 21px; letter-spacing: -.01em; font-weight: 620; margin: 72px 0 6px }
h3 { font-size: 15px; font-weight: 600; margin: 0 0 10px }
p { margin: 0 0 14px; max-width: 68ch }
.lead, .soft, figcaption { color: var(--soft) }
.lead { font-size: 17px; margin-bottom: 28px }
figure { margin: 0 }
figcaption { font-size: 13.5px; margin-top: 10px; max-width: 68ch }
.sheet img { display: block; width: 100%; border-radius: 10px }
.figures { display: grid; grid-template-columns: repeat(4, 1fr); margin: 32px 0 0; border-top: 1px solid var(--line); border-bottom: 1px solid var(--line) }
.figures > div { padding: 20px 20px 18px; border-left: 1px solid var(--line) }
.figures > div:first-child { padding-left: 0; border-left: 0 }
.figures dt { font-size: 13.5px; color: var(--soft) }
.figures dd { margin: 2px 0 4px; font-size: 32px; font-weight: 620; letter-spacing: -.02em; color: var(--model); line-height: 1.2 }
.figures small { font-size: 13px; color: var(--soft); display: block; line-height: 1.45 }
.findings { list-style: none; margin: 28px 0 0; padding: 0; max-width: 76ch }
.findings li { padding: 3px 0 3px 26px; position: relative }
.findings li::before { position: absolute; left: 2px; font-weight: 700 }
.good::before { content: '✓'; color: var(--floor) } .bad::before { content: '!'; color: var(--model); padding-left: 4px } .note::before { content: '–'; color: var(--soft) }
.scroll { overflow-x: auto }
table { width: 100%; border-collapse: collapse; font-size: 15px; margin: 18px 0 0 }
th { font-weight: 500; font-size: 13px; color: var(--soft); text-align: right; padding: 8px 0 8px 20px; white-space: nowrap; border-bottom: 1px solid var(--line) }
td { text-align: right; padding: 9px 0 9px 20px; border-bottom: 1px solid var(--line); white-space: nowrap }
th:first-child, td:first-child { text-align: left; padding-left: 10px }
.narrow { max-width: 520px }
td small { color: var(--soft); font-size: 13px }
tr.model td { background: var(--wash); font-weight: 600 } tr.model .narrow { max-width: 520px }
td small { font-weight: 400 }
td:last-child, th:last-child { padding-right: 10px }
.key::before { content: ''; display: inline-block; width: 9px; height: 9px; border-radius: 50%; margin-right: 10px; background: currentColor }
.key.model { color: var(--model) } .key.floor { color: var(--floor) } .key.other { color: var(--other) } .key.anchor { color: var(--anchor) }
.key span { color: var(--ink) }
.plots { display: grid; grid-template-columns: 1fr 1fr; gap: 40px; margin-top: 26px }
svg { display: block; width: 100%; height: auto; overflow: visible; font: 13px system-ui, sans-serif }
.grid { stroke: var(--line) } .zero { stroke: var(--soft) } .tick { fill: var(--soft); font-size: 12px } .name { fill: var(--ink) }
.whisker { stroke-width: 2.5; stroke-linecap: round; opacity: .55 } .curve { fill: none; stroke-width: 2.5; stroke-linejoin: round }
.model .whisker, .curve.model { stroke: var(--model) } .model .dot { fill: var(--model) } .model .name { font-weight: 650 }
.floor .whisker, .curve.floor { stroke: var(--floor) } .floor .dot { fill: var(--floor) }
.other .whisker { stroke: var(--other) } .other .dot { fill: var(--other) }
.anchor .whisker { stroke: var(--anchor) } .anchor .dot { fill: var(--anchor) }
dl.terms { display: grid; grid-template-columns: 150px 1fr; gap: 10px 24px; margin: 18px 0 0; font-size: 15px; max-width: 860px }
dl.terms dt { font-weight: 600 } dl.terms dd { margin: 0; color: var(--soft) }
footer { margin-top: 72px; padding-top: 18px; border-top: 1px solid var(--line); font-size: 13px; color: var(--soft); overflow-wrap: anywhere }
@media (max-width: 760px) { main { padding: 36px 18px 64px } .figures { grid-template-columns: 1fr 1fr } .plots { grid-template-columns: 1fr }
  .figures > div:nth-child(odd) { padding-left: 0; border-left: 0 } .figures > div:nth-child(n+3) { border-top: 1px solid var(--line) } dl.terms { grid-template-columns: 1fr; gap: 2px } dl.terms dd { margin-bottom: 12px } h1 { font-size: 32px } }
@media print { body { background: #fff } h2 { break-after: avoid } }
`
