import type { EvaluationLine, LoadProgress, TrainProgress } from '@facegan/trainer'
import type { Terminal } from './terminal.ts'

/** How a run looks in a terminal: text in, text out. */

type Color = Pick<Terminal['color'], 'cyan' | 'dim' | 'yellow'>

/** A piece of a row, plain for its width and painted for the eye. */
interface Piece {
  readonly plain: string
  readonly painted: string
}

const margin = '  '
const gap = '   '
/** Narrower than this a bar says nothing. */
const narrowestBar = 8
const widestBar = 40

/**
 * Two rows: how far the run is, and how it goes. What does not fit is left out, the least important first.
 *
 * @param kimg of the budget, where it is told in kimg
 */
export function trainingView(
  progress: TrainProgress,
  kimg: number | undefined,
  columns: number,
  color: Color,
): string {
  const { share, secondsLeft, secondsSinceCheckpoint: saved } = progress
  const { step, imagesPerSecond, lossG, lossD, accuracyReal, accuracyFake } = progress
  const dim = (plain: string): Piece => ({ plain, painted: color.dim(plain) })
  const seen = kimg === undefined ? '' : ` of ${kimg.toLocaleString('en')}`
  const far = [
    text(percent(share).padStart(4)),
    text(`${thousands(progress.kimg)}${seen} kimg`),
    ...(secondsLeft > 0 ? [text(`${duration(secondsLeft)} left`)] : []),
  ]

  const losses = join([dim('loss'), dim('G'), text(fixed(lossG)), dim('D'), text(fixed(lossD))], ' ')
  const at = join([dim('step'), text(step.toLocaleString('en'))], ' ')
  const speed = join([text(imagesPerSecond.toFixed(0).padStart(3)), dim('img/s')], ' ')
  const [real, fake] = [text(percent(accuracyReal)), text(percent(accuracyFake))]
  const right = join([dim('D right on'), real, dim('real,'), fake, dim('generated')], ' ')
  const rightShort = join([dim('D right'), text(`${real.plain.slice(0, -2)}/${fake.plain}`)], ' ')
  const kept = saved === undefined ? [] : [dim(`saved ${duration(saved)} ago`)]
  const how = [
    [at, losses, right, speed, ...kept],
    [at, losses, rightShort, speed, ...kept],
    [at, losses, rightShort, speed],
    [at, losses, speed],
    [at, losses],
    [at],
  ]
  return `${barRow(share, far, columns, color)}\n${fitting(how, columns)}`
}

/** One row while pictures load. */
export function loadingView({ done, total }: LoadProgress, columns: number, color: Color): string {
  if (total === undefined) return fitting([[text(`Reading pictures: ${thousands(done, 0)}`)]], columns)
  const label = text(`Reading pictures: ${thousands(done, 0)} of ${thousands(total, 0)}`)
  return barRow(done / total, [label], columns, color)
}

/** The log line of a pipe or a file, which nothing redraws. */
export function progressLine(progress: TrainProgress): string {
  const { step, kimg, imagesPerSecond, lossG, lossD, accuracyReal, accuracyFake, secondsLeft } = progress
  return [
    `step ${step.toLocaleString('en')}`,
    `${kimg.toFixed(1)} kimg`,
    `${imagesPerSecond.toFixed(0)} img/s`,
    `loss G ${fixed(lossG)} D ${fixed(lossD)}`,
    `D right on ${percent(accuracyReal)} real, ${percent(accuracyFake)} generated`,
    `${duration(secondsLeft)} left`,
  ].join('  ·  ')
}

export function loadingLine({ done, total }: LoadProgress): string {
  return `Reading pictures: ${thousands(done, 0)}${total === undefined ? '' : ` of ${thousands(total, 0)}`}`
}

export function evaluationLine({ kimg, kid, floor }: EvaluationLine): string {
  const { value, standardError } = kid
  const real = floor ? `; pictures held out: ${floor.value.toFixed(4)}` : ''
  return `Evaluated at ${thousands(kimg)} kimg: KID ${value.toFixed(4)} ± ${standardError.toFixed(4)}${real}`
}

/** A warning among the messages of a run, broken at words and indented under its label. */
export function warningText(message: string, columns: number, color: Color): string {
  const label = 'warning: '
  const width = Math.max(20, columns - label.length)
  const lines = message.split('\n').flatMap((line) => wrapped(line, width))
  return `${color.yellow(label.trimEnd())} ${lines.join(`\n${' '.repeat(label.length)}`)}`
}

/** Messages of a terminal, broken at words. */
export function noteText(message: string, columns: number): string {
  return message
    .split('\n')
    .flatMap((line) => wrapped(line, columns))
    .join('\n')
}

/** 45 s, 12 min, 3 h 20 min, 4.5 days */
export function duration(seconds: number): string {
  if (!Number.isFinite(seconds)) return 'no end'
  if (seconds < 90) return `${Math.ceil(seconds)} s`
  const minutes = Math.round(seconds / 60)
  if (minutes < 90) return `${minutes} min`
  if (minutes < 48 * 60) return `${Math.floor(minutes / 60)} h ${minutes % 60} min`
  return `${(minutes / 60 / 24).toFixed(1)} days`
}

function barRow(share: number, pieces: readonly Piece[], columns: number, color: Color): string {
  for (let count = pieces.length; count > 0; count--) {
    const shown = join(pieces.slice(0, count), gap)
    const room = columns - 1 - margin.length - gap.length - shown.plain.length
    if (room >= narrowestBar)
      return `${margin}${bar(share, Math.min(room, widestBar), color)}${gap}${shown.painted}`
    // the numbers matter more than the bar
    if (margin.length + shown.plain.length < columns) return `${margin}${shown.painted}`
  }
  return ''
}

function bar(share: number, width: number, color: Color): string {
  const full = Math.round(Math.min(1, Math.max(0, share)) * width)
  return color.cyan('━'.repeat(full)) + color.dim('─'.repeat(width - full))
}

function text(plain: string): Piece {
  return { plain, painted: plain }
}

/** The first of the rows that leaves the last column free, where a terminal would begin to wrap. */
function fitting(rows: readonly (readonly Piece[])[], columns: number): string {
  for (const row of rows) {
    const { plain, painted } = join(row, gap)
    if (margin.length + plain.length < columns) return margin + painted
  }
  return ''
}

function join(pieces: readonly Piece[], separator: string): Piece {
  return {
    plain: pieces.map(({ plain }) => plain).join(separator),
    painted: pieces.map(({ painted }) => painted).join(separator),
  }
}

function wrapped(text: string, width: number): string[] {
  const lines = ['']
  const indent = /^ */.exec(text)![0]
  for (const word of text.slice(indent.length).split(' ')) {
    const last = lines.at(-1)!
    if (last === '') lines[lines.length - 1] = word
    else if (indent.length + last.length + 1 + word.length < width)
      lines[lines.length - 1] = `${last} ${word}`
    else lines.push(word)
  }
  return lines.map((line) => indent + line)
}

function thousands(count: number, digits = 1): string {
  return count.toLocaleString('en', { minimumFractionDigits: digits, maximumFractionDigits: digits })
}

function fixed(loss: number): string {
  return loss.toFixed(2)
}

function percent(share: number): string {
  return `${Math.round(100 * share)} %`
}
