import { mkdir, writeFile } from 'node:fs/promises'
import { dirname, resolve } from 'node:path'
import { FaceganError, InvalidOptionError } from '@facegan/core'
import type { LikenessReport, MakeUp } from '@facegan/trainer/judge'
import type { Command } from '../command.ts'
import type { JudgeReport } from '../judge/judge-model.ts'
import { integerOption } from '../number-option.ts'
import { optionalPackage } from '../optional-package.ts'

export const judge: Command = {
  name: 'judge',
  summary: "Check that a model's faces are faces, whom they look like, and that they are nobody's",
  examples: [
    'facegan judge run                                    # a run knows its own training pictures',
    'facegan judge faces-64 --data portraits.tar --data fellows.tar --out report.json',
    'facegan judge model --data photos --held-out other-people --require',
  ],
  arguments: [['<model>', "a run folder, a model folder, or a built-in model's name"]],
  options: [
    {
      flags: '--data <path>',
      help: 'the pictures it was trained on, a folder or .tar; may be given several times',
      repeatable: true,
    },
    {
      flags: '--held-out <path>',
      help: 'pictures of other people (default: each training picture against all others)',
      repeatable: true,
    },
    {
      flags: '--labelled <path>',
      help: 'pictures in one folder a person: says how well the judge tells people apart at this size',
    },
    { flags: '-n, --count <number>', help: 'faces to judge, seeds 0 and up (default: 10000)' },
    { flags: '-o, --out <file>', help: 'write the whole report there, as JSON' },
    { flags: '--require', help: 'exit with 1 where the faces are not shown to be nobody’s' },
    { flags: '--json', help: 'print the whole report as JSON' },
  ],
  async run({ operands, options, terminal }) {
    const count = integerOption(options, 'count', 1) ?? 10_000
    if (count > 1_000_000) throw new InvalidOptionError('--count', 'at most 1000000', count)
    const data = ((options['data'] as string[] | undefined) ?? []).map(withoutRepeat)
    const heldOut = ((options['heldOut'] as string[] | undefined) ?? []).map(withoutRepeat)
    const { judgeModel } = await optionalPackage(import('../judge/judge-model.ts'))
    const report = await judgeModel({
      model: operands[0],
      data,
      heldOut,
      labelled: options['labelled'] as string | undefined,
      count,
      requireTraining: options['require'] === true,
      signal: terminal.signal,
      onMessage: (message) => terminal.progress(message),
    })
    terminal.settle()
    const json = `${JSON.stringify(report, null, 2)}\n`
    if (options['out'] !== undefined) {
      const out = resolve(String(options['out']))
      await mkdir(dirname(out), { recursive: true })
      await writeFile(out, json)
    }
    terminal.print(options['json'] ? json : textOf(report))
    if (options['require'] && report.likeness && !report.likeness.holds) throw new LikenessError()
  },
}

/** `--require` was given, and generated faces match training faces too often. */
class LikenessError extends FaceganError {
  constructor() {
    super(
      'FACEGAN_LIKENESS',
      'Generated faces match training faces more often than the faces of strangers do.',
      { hint: 'look at the closest pairs in the report; train on more people, or for a shorter time' },
    )
  }
}

/** `photos@3` of a training command is `photos` here. */
function withoutRepeat(path: string): string {
  return path.replace(/@\d+$/, '')
}

function textOf(report: JudgeReport): string {
  const { model, size, count, exactlyOneFace, likeness, verification } = report
  const lines = [
    `${model}, ${size}x${size}, seeds 0-${count - 1}`,
    '',
    `Exactly one face found   ${beside(percent(exactlyOneFace.generated), exactlyOneFace.training)}`,
    ...makeUpLines(report.makeUp.generated, report.makeUp.training),
  ]
  if (verification)
    lines.push(
      '',
      `The judge at ${size} pixels: ${percent(verification.accuracy)} of pairs told right at best; with one false match in a thousand it sees ${percent(verification.trueMatchRate)} of pairs of one person.`,
    )
  return `${[...lines, '', ...(likeness ? likenessLines(likeness) : ['Likeness was not checked: give --data the training pictures.'])].join('\n')}\n`
}

function makeUpLines(generated: MakeUp, training: MakeUp | undefined): string[] {
  const row = (name: string, of: (set: MakeUp) => number) =>
    `  ${name.padEnd(23)}${beside(percent(of(generated)), training && of(training))}`
  return [
    'Make-up',
    ...Object.keys(generated.ages).map((band) => row(`age ${band}`, ({ ages }) => ages[band].share)),
    row('feminine', (set) => set.genderPresentation.feminine.share),
    row('masculine', (set) => set.genderPresentation.masculine.share),
    row('unclear', (set) => set.genderPresentation.unclear.share),
    row('smiling', ({ smiling }) => smiling.share),
    row('looking ahead', ({ frontal }) => frontal.share),
    row('evenly lit', ({ evenlyLit }) => evenlyLit.share),
    `  ${generated.caveat}`,
  ]
}

function likenessLines({ holds, points, counts, closest, samePerson, reference }: LikenessReport): string[] {
  const others = reference === 'held-out' ? 'held-out people' : 'each training picture against all others'
  return [
    `Nobody's face: ${counts.generated.toLocaleString('en')} faces and ${counts.heldOut.toLocaleString('en')} real ones (${others}), each against ${counts.training.toLocaleString('en')} training pictures`,
    ...points.map(
      ({ name, threshold, generated, heldOut, holds: pointHolds }) =>
        `  ${name.padEnd(13)} within ${threshold.toFixed(3)}:  generated ${percent(generated.rate).padStart(7)}  real ${percent(heldOut.rate).padStart(7)}  ${pointHolds ? 'holds' : 'FAILS'}`,
    ),
    `  closest: ${closest
      .slice(0, 3)
      .map(({ seed, file, distance }) => `seed ${seed} and ${file} (${distance.toFixed(3)})`)
      .join(', ')}`,
    `  Real pictures closer than ${samePerson.closerThan.toFixed(3)} are taken for people who are there twice, and left out: ${samePerson.pairs.length}.`,
    holds
      ? 'Holds: generated faces match training faces no more often than strangers do.'
      : 'Does not hold: generated faces match training faces more often than strangers do.',
  ]
}

function beside(generated: string, training: number | undefined): string {
  return training === undefined ? generated : `${generated.padStart(7)}   training ${percent(training)}`
}

function percent(share: number): string {
  return `${(100 * share).toFixed(1)} %`
}
