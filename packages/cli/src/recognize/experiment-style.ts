/** What the experiment's page adds to the style of pages. */
export const experimentStyle = `
.verdicts { display: grid; grid-template-columns: repeat(3, 1fr); margin: 26px 0 0; border-top: 1px solid var(--line); border-bottom: 1px solid var(--line) }
.verdicts > div { padding: 20px 22px 18px; border-left: 1px solid var(--line) } .verdicts > div:first-child { padding-left: 0; border-left: 0 }
.verdicts dt { font-size: 13.5px; color: var(--soft) } .verdicts dd { margin: 2px 0 8px; font-size: 22px; font-weight: 620; letter-spacing: -.015em; line-height: 1.25 }
.verdicts .supported dd { color: var(--floor) } .verdicts .against dd { color: var(--model) }
.verdicts small { font-size: 13px; color: var(--soft); display: block; line-height: 1.5 }
.arms td { white-space: nowrap } .arms td:first-child { white-space: normal; min-width: 11em } .arms .key { display: block; padding-left: 20px; text-indent: -20px } .arms td small { display: block; font-size: 12px; line-height: 1.3 }
.arms tr.baseline td { background: var(--wash); font-weight: 600 } .arms td.sure { font-weight: 650 }
.arms .key { color: inherit } .under { margin-top: 14px; font-size: 14px; max-width: none }
.terms .key { display: block; padding-left: 20px; text-indent: -20px; color: inherit }
.baseline .whisker { stroke: var(--ink) } .baseline .dot { fill: var(--ink) }
.gan .whisker { stroke: var(--model) } .gan .dot { fill: var(--model) } .key.gan::before { color: var(--model) }
.control .whisker { stroke: var(--anchor) } .control .dot { fill: var(--anchor) } .key.control::before { color: var(--anchor) }
.key.baseline::before { color: var(--ink) }
.terms.wide { grid-template-columns: 240px 1fr; max-width: none }
@media (max-width: 760px) { .verdicts { grid-template-columns: 1fr } .verdicts > div { padding-left: 0; border-left: 0; border-top: 1px solid var(--line) } .verdicts > div:first-child { border-top: 0 } .terms.wide { grid-template-columns: 1fr } }
`
