import { InvalidOptionError } from '@facegan/core'
import type { DataSource, TrainCallbacks, TrainConfig, TrainingCost, TrainOptions } from '@facegan/trainer'
import type { Command, Invocation } from '../command.ts'
import { integerOption, numberOption } from '../number-option.ts'
import { optionalPackage } from '../optional-package.ts'
import {
  duration,
  evaluationLine,
  loadingLine,
  loadingView,
  noteText,
  progressLine,
  trainingView,
  warningText,
} from '../terminal/training-view.ts'

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
    { flags: '--batch-size <number>', help: "pictures an update (default: the preset's)" },
    {
      flags: '--loss <name>',
      help: "the objective (default: the preset's)",
      choices: ['non-saturating', 'saturating', 'least-squares', 'hinge', 'wasserstein', 'relativistic'],
    },
    { flags: '--learning-rate <number>', help: "of both networks, constant (default: the preset's)" },
    { flags: '--mirror', help: 'show each picture mirrored half of the time' },
    { flags: '--seed <number>', help: 'the number that weights, latents and order follow from (default: 0)' },
    {
      flags: '-d, --device <name>',
      help: 'native TensorFlow, wasm, or auto: wasm only where native does not load (default: auto)',
      choices: ['auto', 'native', 'wasm'],
    },
    { flags: '--checkpoint-every <seconds>', help: 'time between checkpoints (default: 300)' },
  ],
  async run({ options, terminal }) {
    const trainer = await optionalPackage(import('@facegan/trainer'))
    const run = options['resume'] ? resumed(options) : await newRun(options, trainer)
    const kimg = numberOption(options, 'kimg')
    const limited = options['minutes'] !== undefined || options['epochs'] !== undefined
    const kimgInView = kimg ?? (limited ? undefined : 1000)
    const { color, live, columns, note, progress } = terminal
    const say = (text: string) => note(`${noteText(text, columns())}\n`)
    const sayStopping = () =>
      say(color.dim('Stopping with a checkpoint after this step; Ctrl-C again: at once.'))
    if (live) terminal.signal.addEventListener('abort', sayStopping, { once: true })
    let training = false
    const limits = {
      minutes: numberOption(options, 'minutes'),
      kimg,
      epochs: numberOption(options, 'epochs'),
      patience: integerOption(options, 'patience', 1),
    }
    const onTheWay = {
      checkpointEverySeconds: numberOption(options, 'checkpointEvery'),
      evaluateEveryKimg: options['evaluateEvery'] === '0' ? 0 : numberOption(options, 'evaluateEvery'),
    }
    const callbacks: TrainCallbacks = {
      signal: terminal.signal,
      onCost: (cost) => say(color.dim(describeCost(cost, options))),
      onProgress: (now) => {
        training = true
        progress(live ? trainingView(now, kimgInView, columns(), color) : progressLine(now))
      },
      onEvaluation: (evaluation) => say(evaluationLine(evaluation)),
      onLoading: (now) => progress(live ? loadingView(now, columns(), color) : loadingLine(now)),
      onMessage: (message, kind) => {
        if (!training) terminal.clear() // pictures have been read
        if (kind === 'warning') note(`${warningText(message, columns(), color)}\n`)
        else say(message)
      },
    }
    const out = String(options['out'])
    const device = options['device'] as TrainOptions['device']
    const result = await trainer.trainGan({ out, device, ...run, ...limits, ...onTheWay }, callbacks)
    terminal.signal.removeEventListener('abort', sayStopping)
    terminal.settle()
    note(
      result.stoppedBy === 'signal'
        ? `Stopped at ${result.kimg.toFixed(1)} kimg. Go on with: facegan train --resume --out ${out}\n`
        : `${result.stoppedBy === 'converged' ? 'Converged' : 'Done'} at ${result.kimg.toFixed(1)} kimg. Next: facegan export ${out} --out model${result.device === 'wasm' ? whereToExport : ''}\n`,
    )
    terminal.print(`${result.checkpoint}\n`)
  },
}

/** Export proves itself in TensorFlow. */
const whereToExport =
  ',\nwhich needs `facegan setup`: here, or on a machine that the run folder is copied to.'

/** Options that say what a run computes; a run that goes on has them already. */
const fixedByRun = ['data', 'preset', 'config', 'batchSize', 'loss', 'learningRate', 'mirror', 'seed']

function resumed(options: Invocation['options']): { resume: true } {
  for (const name of fixedByRun)
    if (options[name] !== undefined)
      throw new InvalidOptionError(name, 'left out with --resume, which takes it from the run', options[name])
  return { resume: true }
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
    `Generator ${short(generatorParameters)} weights (a model of ${short(modelBytes)}B), discriminator ${short(discriminatorParameters)}.`,
    `About ${(operationsPerImage / 1e9).toPrecision(2)} GFLOP a picture; ${imagesPerSecond.toFixed(0)} pictures a second here: ` +
      `${kimg.toLocaleString('en')} kimg take ${duration(seconds)}.`,
  ].join('\n')
}

/** 2.7 M, 33 k */
function short(count: number): string {
  return count < 1e5 ? `${Math.round(count / 1e3)} k` : `${(count / 1e6).toFixed(1)} M`
}

/** `photos` or `photos@3` */
function parseSource(text: string): DataSource {
  const match = /^(.+)@(\d+)$/.exec(text)
  if (!match) return { path: text, repeat: 1 }
  const repeat = Number(match[2])
  if (repeat < 1) throw new InvalidOptionError('--data', 'a path, with @1 or more behind it', text)
  return { path: match[1], repeat }
}
