/** What the benchmark's page adds to the style of pages: a table of column groups, thin lines for what is not the point. */
export const benchmarkStyle = `
.grid-table th, .grid-table td { padding-left: 10px; padding-right: 10px }
.grid-table thead tr:first-child th { border-bottom: 0 }
.grid-table td { font-size: 14.5px } .grid-table td small { font-size: 12px; margin-left: 3px }
.grid-table .group { border-left: 1px solid var(--line) } .grid-table th.over { text-align: left; color: var(--ink); font-weight: 620; font-size: 14px; padding-bottom: 0 }
.grid-table th:first-child, .grid-table td:first-child { padding-left: 2px }
.grid-table td.best { color: var(--model); font-weight: 680 } .grid-table td.best small { color: inherit; opacity: .75 }
.grid-table td.as-good { font-weight: 640 } .grid-table td.none { color: var(--soft) }
.grid-table tr.chosen td { background: var(--wash); border-bottom: 0 } .grid-table tr.chosen td:first-child { padding-left: 10px }
.grid-table tr.pretrained td { color: var(--soft) } .grid-table tr.pretrained td:first-child small { display: block; margin: 0; line-height: 1.2 }
.grid-table tbody tr:not(.chosen):hover td { background: color-mix(in srgb, var(--wash) 55%, transparent) }
.over-table { margin: 30px 0 -8px }
.curve.rest { stroke: var(--anchor); stroke-width: 1.25; opacity: .5 } .curve.other { stroke: var(--other) }
.legend { font-size: 13.5px; color: var(--soft); margin: 14px 0 0; max-width: none } .legend .key { margin-right: 22px; white-space: nowrap } .legend .key::before { margin-right: 7px }
.legend .key.rest { color: var(--anchor) }
.key.rest span { color: var(--soft) }
.methods { display: grid; grid-template-columns: 174px 1fr; margin: 18px 0 0; font-size: 15px }
.methods dt, .methods dd { padding: 9px 0; border-top: 1px solid var(--line); margin: 0 }
.methods dt { font: 13.5px/1.7 ui-monospace, 'SF Mono', Menlo, Consolas, monospace } .methods dd small { color: var(--soft); font-size: 13.5px; display: block }
.figures.sets-1 { grid-template-columns: 1fr } .figures.sets-2 { grid-template-columns: 1fr 1fr } .figures.sets-3 { grid-template-columns: repeat(3, 1fr) }
@media (max-width: 760px) { .figures.sets-2, .figures.sets-3 { grid-template-columns: 1fr } .figures.sets-2 > div, .figures.sets-3 > div { padding-left: 0; border-left: 0 }
  .methods { grid-template-columns: 1fr } .methods dd { border-top: 0; padding-top: 0 } }
`
