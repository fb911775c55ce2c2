import { spread } from '../rounds.ts'
import { peers, type RecognitionResult } from './bench.ts'
import type { RecognitionTurn } from './protocol.ts'

/** The result as Markdown: what ran where, every method's accuracy and cost, and ours over theirs. */
export function reportRecognition(result: RecognitionResult): string {
  const { machine, turns, versions } = result
  const rows = Object.entries(turns).map(([name, own]) => {
    const cells = [
      name,
      accuracy(own),
      middle(own, 'trainCpuSeconds').toFixed(3),
      middle(own, 'testCpuMilliseconds').toFixed(3),
    ]
    return `| ${cells.join(' | ')} |`
  })
  const ratios = Object.entries(peers)
    .filter(([peer, ours]) => turns[peer] && turns[ours])
    .map(([peer, ours]) => {
      const over = (of: 'trainCpuSeconds' | 'testCpuMilliseconds') =>
        show(turns[ours]!.map((turn, round) => turn[of] / turns[peer]![round]![of]))
      return `| ${ours} over ${peer} | ${over('trainCpuSeconds')} | ${over('testCpuMilliseconds')} |`
    })
  const named = Object.entries(versions).map(([name, version]) => `${name} ${version}`)
  return [
    `### \`${result.workload}\`: ${result.people} people, ${result.trainPictures} pictures to learn from, ${result.testPictures} to name`,
    '',
    `${machine.cpu}, ${machine.cores} cores, ${machine.system}; ${named.join(', ')}. One thread each. Other programs kept ` +
      `${machine.busyCores} cores busy before the start; load average ${result.loadAfter} at the end. ` +
      `Seeds 0 to ${Object.values(turns)[0]!.length - 1}, one a round, in alternating order.`,
    '',
    '| | rank 1, %: mean ± sd | CPU s to train | CPU ms a picture |',
    '|---|---|---|---|',
    ...rows,
    '',
    '| CPU time, round by round: median (min-max) | to train | a picture |',
    '|---|---|---|',
    ...ratios,
    '',
  ].join('\n')
}

function accuracy(turns: readonly RecognitionTurn[]): string {
  const percent = turns.map((turn) => turn.accuracy * 100)
  const mean = percent.reduce((sum, value) => sum + value, 0) / percent.length
  if (percent.length === 1) return mean.toFixed(1)
  const squares = percent.reduce((sum, value) => sum + (value - mean) ** 2, 0)
  return `${mean.toFixed(1)} ± ${Math.sqrt(squares / (percent.length - 1)).toFixed(1)}`
}

function middle(turns: readonly RecognitionTurn[], of: 'trainCpuSeconds' | 'testCpuMilliseconds'): number {
  return spread(turns.map((turn) => turn[of])).median
}

function show(ratios: readonly number[]): string {
  const { median, min, max } = spread(ratios)
  return `**${median.toFixed(2)}** (${min.toFixed(2)}-${max.toFixed(2)})`
}
