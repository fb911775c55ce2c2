import { InvalidOptionError, NoDeviceError } from '@facegan/core'
import type { ConcreteDevice } from '@facegan/node'
import type { DeviceSpeed } from '../bench/bench-device.ts'
import type { Command, Invocation } from '../command.ts'
import { modelChoice, modelOptions } from '../face-options.ts'
import { integerOption } from '../number-option.ts'

const defaultSizes = '1,8,32,128'
const mostSizes = 16

export const bench: Command = {
  name: 'bench',
  summary: 'Measure how fast a model makes faces here, on every device that works',
  examples: [
    'facegan bench',
    'facegan bench --device cpu --threads 1 --batch-sizes 1,16',
    'facegan bench --model ./my-model --seconds 5 --json',
  ],
  options: [
    ...modelOptions.map((option) =>
      option.flags.includes('--device')
        ? { ...option, help: 'one of doctor’s (default: every one that works)' }
        : option,
    ),
    { flags: '--threads <number>', help: 'CPU threads (default: as many as the machine runs at once)' },
    { flags: '-b, --batch-sizes <list>', help: `faces at once (default: ${defaultSizes})` },
    { flags: '--seconds <number>', help: 'time for each batch size (default: 1)' },
    { flags: '--json', help: 'print the figures as JSON' },
  ],
  async run(invocation) {
    const { options, terminal } = invocation
    const sizes = batchSizes(options['batchSizes'])
    const seconds = integerOption(options, 'seconds', 1) ?? 1
    const threads = integerOption(options, 'threads', 1)
    const { benchDevice } = await import('../bench/bench-device.ts')
    const found: DeviceSpeed[] = []
    for (const device of await devicesOf(invocation)) {
      terminal.progress(`${device}: ${sizes.length} batch sizes, ${seconds} s each`)
      const choice = { ...modelChoice(invocation), device, threads }
      const speed = await benchDevice(choice, sizes, seconds)
      terminal.settle()
      found.push(speed)
      if (!options['json']) terminal.print(table(speed))
    }
    if (options['json']) terminal.print(`${JSON.stringify(found, null, 2)}\n`)
  },
}

/** The one that was asked for, or all that work. */
async function devicesOf({ options }: Invocation): Promise<readonly ConcreteDevice[]> {
  const asked = options['device'] as ConcreteDevice | 'auto' | undefined
  if (asked !== undefined && asked !== 'auto') return [asked]
  const { probeDevices } = await import('@facegan/node')
  const working = (await probeDevices()).filter(({ available, untested }) => available && !untested)
  if (working.length === 0) throw new NoDeviceError([], 'run `facegan doctor`')
  return working.map(({ device }) => device)
}

/** @throws InvalidOptionError */
function batchSizes(text: unknown): number[] {
  const sizes = String(text ?? defaultSizes)
    .split(',')
    .map(Number)
  const right =
    sizes.length <= mostSizes && sizes.every((size) => Number.isInteger(size) && size >= 1 && size <= 4096)
  if (right) return sizes
  throw new InvalidOptionError(
    '--batch-sizes',
    `up to ${mostSizes} integers from 1 to 4096, such as ${defaultSizes}`,
    text,
  )
}

function table({ device, model, loadMs, firstFaceMs, speeds }: DeviceSpeed): string {
  const head = `${model} on ${device}: ready after ${loadMs.toFixed(0)} ms, the first face ${firstFaceMs.toFixed(0)} ms later\n`
  const rows = speeds.map(({ batchSize, facesPerSecond, medianMs, p95Ms }) =>
    [String(batchSize), rate(facesPerSecond), medianMs.toFixed(1), p95Ms.toFixed(1)]
      .map((cell, column) => cell.padStart([7, 11, 14, 10][column]!))
      .join(''),
  )
  return `${head}  batch    faces/s   ms a batch       p95\n${rows.join('\n')}\n`
}

/** Three digits say all that a measurement of a second knows. */
function rate(value: number): string {
  return Number(value.toPrecision(3)).toLocaleString('en')
}
