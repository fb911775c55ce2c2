import { execFile } from 'node:child_process'
import { promisify } from 'node:util'
import { beforeAll, describe, expect, it } from 'vitest'
import { useNativeBackend } from '@facegan/tfjs-native'
import { Gan, presetNamed } from '@facegan/trainer'
import { assertSameParameters, type TrainerResult } from './bench.ts'
import { finite } from './measure-steps.ts'
import { peerCommand } from './python.ts'
import { reportTrainer } from './report.ts'
import { workloads } from './workloads.ts'

beforeAll(async () => {
  await useNativeBackend()
})

describe('what is compared is the same', () => {
  it.each(workloads)('$name has as many parameters as our networks', ({ preset, parameters }) => {
    const gan = new Gan(presetNamed(preset))
    expect({
      generator: gan.networks.generator.countParams(),
      discriminator: gan.networks.discriminator.countParams(),
    }).toEqual(parameters)
    gan.dispose()
  })

  it('and so have the Keras peers', async () => {
    const modules = workloads.map(({ peers }) => peers.keras)
    const script = `
import json, ${modules.join(', ')}
print(json.dumps([[m.generator.count_params(), m.discriminator.count_params()] for m in (${modules.join(', ')})]))`
    const { command, env } = peerCommand('')
    const { stdout } = await promisify(execFile)(command[0]!, ['-c', script], {
      env: { ...process.env, ...env },
    })
    expect(JSON.parse(stdout)).toEqual(
      workloads.map(({ parameters }) => [parameters.generator, parameters.discriminator]),
    )
  })

  it.each(workloads)(
    'a turn of $name holds whole periods of its penalties',
    ({ preset, steps, batchSize }) => {
      const { objective, batchSize: trained } = presetNamed(preset)
      expect(steps % objective.penaltyEvery).toBe(0)
      expect(steps % 5).toBe(0) // the averaged generator's, here and in the peers
      expect(batchSize).toBe(trained)
    },
  )

  it('another network or a loss that is no number is refused', () => {
    const [dcgan] = workloads
    expect(() => assertSameParameters('Keras', dcgan!.parameters, dcgan!)).not.toThrow()
    expect(() => assertSameParameters('Keras', { ...dcgan!.parameters, generator: 7 }, dcgan!)).toThrow(
      'The generator of dcgan-32 has 7 parameters in Keras; expected 3481088.',
    )
    const turn = { seconds: 1, cpuSeconds: 1, lossD: 0.5, lossG: 0.5 }
    expect(finite('Keras', turn)).toBe(turn)
    expect(() => finite('Keras', { ...turn, lossG: null })).toThrow(
      expect.objectContaining({ code: 'BENCH_NOT_COMPARABLE' }),
    )
  })
})

const round = (facegan: number, Keras: number, PyTorch: number) =>
  Object.fromEntries(
    Object.entries({ facegan, Keras, PyTorch }).map(([name, milliseconds]) => [
      name,
      { milliseconds, cpuMilliseconds: 2 * milliseconds },
    ]),
  )

it('the report holds medians, spreads, and the ratio to each round’s faster peer', () => {
  const result: TrainerResult = {
    workload: 'dcgan-32',
    batchSize: 32,
    stepsPerTurn: 10,
    machine: { cpu: 'Some CPU', cores: 2, system: 'linux 6', busyCores: 0.05 },
    loadAfter: 2,
    threads: 2,
    openmpWaitPolicy: 'default',
    versions: { TensorFlow: '2.15.1' },
    variants: { facegan: 'together', Keras: 'apart', PyTorch: 'together' },
    parameters: { generator: 1, discriminator: 1 },
    rounds: [round(110, 100, 120), round(120, 150, 100), round(100, 100, 100)],
  }
  const report = reportTrainer(result)
  expect(report).toContain('Some CPU, 2 cores, linux 6; TensorFlow 2.15.1.')
  expect(report).toContain('| facegan | together | 110 (100-120) | 220 (200-240) | 291 |')
  expect(report).toContain('| Keras | apart | 100 (100-150) | 200 (200-300) | 320 |')
  expect(report).toContain('**1.10 (1.00-1.20)** (1.10, 1.20, 1.00); by CPU time 1.10 (1.00-1.20).')
})
