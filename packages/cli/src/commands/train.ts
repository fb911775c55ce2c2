import { InvalidOptionError } from '@facegan/core'
import type {
  EvaluationLine,
  DataSource,
  LoadProgress,
  TrainConfig,
  TrainProgress,
  TrainingCost,
} from '@facegan/trainer'
import type { Command, Invocation } from '../command.ts'
import { integerOption, numberOption } from '../number-option.ts'
import { optionalPackage } from '../optional-package.ts'

type Trainer = typeof import('@facegan/trainer')

export const train: Command = {
  name: 'train',
  summary: 'Train a face GAN on your own pictures, or go on with a run',
  examples: [
    'facegan train --data photos --out run --minutes 10',
    'facegan train --data photos --out run --config mine.ts # your own sizes, losses, schedules',
    'facegan train --resume --out run --minutes 60          # go on where it stopped, even after a crash',
    'facegan train --data big.tar --data small.tar@3 --out run   # every small one three times an epoch',
  ],
  options: [
    {
      flags: '--data <path>',
      help: 'a folder, .tar or .zip of JPEG, PNG or WebP; @N behind it shows it N times an epoch; may be given several times',
      repeatable: true,
    },
    { flags: '-o, --out <run>', help: 'the run folder', required: true },
    { flags: '--preset <name>', help: 'networks and numbers: faces-64 (default) or dcgan-32' },
    {
      flags: '--config <file>',
      help: 'a .json, .ts or .js file in place of --preset: a preset and what is different',
    },
    { flags: '--minutes <number>', help: 'stop after this time' },
    {
      flags: '--kimg <number>',
      help: 'stop after so many thousand pictures seen (default: 1000 where nothing else is given)',
    },
    { flags: '--epochs <number>', help: 'stop after so many passes over the pictures' },
    {
      flags: '--evaluate-every <kimg>',
      help: 'measure the averaged generator (KID) after so many thousand pictures; 0 for never (default: 50)',
    },
    {
      flags: '--patience <count>',
      help: 'stop once so many evaluations in a row were no better than the best by more than its standard error',
    },
    { flags: '--resume', help: 'go on with the run in --out' },
    { flags: '--batch-size <number>', help: 'pictures an update (default: 32)' },
    {
      flags: '--loss <name>',
      help: "the objective (default: the preset's)",
      choices: ['non-saturating', 'saturating', 'least-squares', 'hinge', 'wasserstein', 'relativistic'],
    },
    { flags: '--learning-rate <number>', help: "of both networks, constant (default: the preset's)" },
    { flags: '--mirror', help: 'show each picture mirrored half of the time' },
    { flags: '--seed <number>', help: 'the number that weights, latents and order follow from (default: 0)' },
    { flags: '--checkpoint-every <seconds>', help: 'time between checkpoints (default: 300)' },
  ],
  async run({ options, terminal }) {
    const trainer = await optionalPackage(import('@facegan/trainer'))
    const start = options['resume'] ? resumed(options) : await newRun(options, trainer)
    const result = await trainer.train({
      out: String(options['out']),
      start,
      budget: {
        minutes: numberOption(options, 'minutes'),
        kimg: numberOption(options, 'kimg'),
        epochs: numberOption(options, 'epochs'),
      },
      checkpointEverySeconds: numberOption(options, 'checkpointEvery'),
      evaluateEveryKimg: options['evaluateEvery'] === '0' ? 0 : numberOption(options, 'evaluateEvery'),
      patience: integerOption(options, 'patience', 1),
      signal: terminal.signal,
      onCost: (cost) => terminal.note(`${describeCost(cost, options)}\n`),
      onProgress: (progress) => terminal.progress(progressLine(progress)),
      onEvaluation: (evaluation) => terminal.note(`${evaluationLine(evaluation)}\n`),
      onLoading: (progress) => terminal.progress(loadingLine(progress)),
      onMessage: (message) => terminal.note(`${message}\n`),
    })
    terminal.settle()
    const { out } = options
    terminal.note(
      result.stoppedBy === 'signal'
        ? `Stopped at ${result.kimg.toFixed(1)} kimg. Go on with: facegan train --resume --out ${out}\n`
        : `${result.stoppedBy === 'converged' ? 'Converged' : 'Done'} at ${result.kimg.toFixed(1)} kimg. Next: facegan export ${out} --out model\n`,
    )
    terminal.print(`${result.checkpoint}\n`)
  },
}

/** Options that say what a run computes; a run that goes on has them already. */
const fixedByRun = ['data', 'preset', 'config', 'batchSize', 'loss', 'learningRate', 'mirror', 'seed']

function resumed(options: Invocation['options']): undefined {
  for (const name of fixedByRun)
    if (options[name] !== undefined)
      throw new InvalidOptionError(name, 'left out with --resume, which takes it from the run', options[name])
}

async function newRun(
  options: Invocation['options'],
  trainer: Trainer,
): Promise<{ config: TrainConfig; data: DataSource[] }> {
  const data = ((options['data'] as string[] | undefined) ?? []).map(parseSource)
  if (data.length === 0)
    throw new InvalidOptionError('--data', 'a folder, .tar or .zip of pictures', undefined)
  const { preset, config: file } = options
  if (preset !== undefined && file !== undefined)
    throw new InvalidOptionError('--preset', 'left out with --config, which names its own', preset)
  const base =
    file === undefined
      ? trainer.presetNamed(String(preset ?? 'faces-64'))
      : await trainer.loadConfigFile(String(file))
  const learningRate = numberOption(options, 'learningRate')
  const { generator, discriminator } = base.optimizer
  const loss = options['loss'] as TrainConfig['objective']['loss'] | undefined
  const config: TrainConfig = {
    ...base,
    objective: { ...base.objective, ...(loss ? { loss } : {}) },
    optimizer: {
      generator: { ...generator, learningRate: learningRate ?? generator.learningRate },
      discriminator: { ...discriminator, learningRate: learningRate ?? discriminator.learningRate },
    },
    batchSize: integerOption(options, 'batchSize', 2) ?? base.batchSize,
    mirror: options['mirror'] === true || base.mirror,
    seed: integerOption(options, 'seed', 0) ?? base.seed,
  }
  return { data, config: trainer.checkConfig(config) }
}

/** Two lines on what a run will take, before it begins. */
function describeCost(cost: TrainingCost, options: Invocation['options']): string {
  const { generatorParameters, discriminatorParameters, modelBytes, operationsPerImage, imagesPerSecond } =
    cost
  const kimg = numberOption(options, 'kimg') ?? 1000
  const seconds = (kimg * 1000) / imagesPerSecond
  return [
    `Generator ${millions(generatorParameters)} weights (a model of ${millions(modelBytes)}B), discriminator ${millions(discriminatorParameters)}.`,
    `About ${(operationsPerImage / 1e9).toFixed(1)} GFLOP a picture; ${imagesPerSecond.toFixed(0)} pictures a second here: ` +
      `${kimg.toLocaleString('en')} kimg take ${duration(seconds)}.`,
  ].join('\n')
}

function millions(count: number): string {
  return `${(count / 1e6).toFixed(1)} M`
}

/** `photos` or `photos@3` */
function parseSource(text: string): DataSource {
  const match = /^(.+)@(\d+)$/.exec(text)
  if (!match) return { path: text, repeat: 1 }
  const repeat = Number(match[2])
  if (repeat < 1) throw new InvalidOptionError('--data', 'a path, with @1 or more behind it', text)
  return { path: match[1], repeat }
}

function loadingLine({ done, total }: LoadProgress): string {
  return `Reading pictures: ${done.toLocaleString('en')}${total === undefined ? '' : ` of ${total.toLocaleString('en')}`}`
}

function evaluationLine({ kimg, kid, floor }: EvaluationLine): string {
  const { value, standardError } = kid
  const real = floor ? `; pictures held out: ${floor.value.toFixed(4)}` : ''
  return `Evaluated at ${kimg.toFixed(1)} kimg: KID ${value.toFixed(4)} ± ${standardError.toFixed(4)}${real}`
}

function progressLine(progress: TrainProgress): string {
  const { step, kimg, imagesPerSecond, lossG, lossD, accuracyReal, accuracyFake, secondsLeft } = progress
  return [
    `step ${step.toLocaleString('en')}`,
    `${kimg.toFixed(1)} kimg`,
    `${imagesPerSecond.toFixed(0)} img/s`,
    `loss G ${lossG.toFixed(2)} D ${lossD.toFixed(2)}`,
    `D right on ${percent(accuracyReal)} real, ${percent(accuracyFake)} generated`,
    `${duration(secondsLeft)} left`,
  ].join('  ·  ')
}

function percent(share: number): string {
  return `${Math.round(100 * share)} %`
}

function duration(seconds: number): string {
  if (seconds < 90) return `${Math.ceil(seconds)} s`
  if (seconds < 90 * 60) return `${Math.round(seconds / 60)} min`
  return `${(seconds / 3600).toFixed(1)} h`
}
