import { NoDeviceError, loadGenerator, probeDevices, type ConcreteDevice } from '@facegan/node'
import { describe, expect, it } from 'vitest'
import { concreteDevices, devices } from './devices.ts'
import { tinyModel } from './testing/fixtures.ts'

const absent = concreteDevices.filter((device) => !devices[device].look().available)
/** Loaded only to see whether it can be. */
const loads = (device: ConcreteDevice) =>
  loadGenerator({ model: tinyModel, device }).then(
    (generator) => generator.dispose().then(() => true),
    () => false,
  )

describe('probeDevices', () => {
  it('ran a network on the CPU and on WASM, and says of every device what loading it does', async () => {
    const reports = await probeDevices()
    expect(reports.map(({ device }) => device)).toEqual(['cuda', 'webgpu', 'coreml', 'dml', 'cpu', 'wasm'])
    for (const { device, available, detail, hint } of reports) {
      expect(await loads(device), device).toBe(available)
      expect(detail).not.toBe('')
      const needsHint = !available && ['cuda', 'webgpu'].includes(device)
      expect(!needsHint || typeof hint === 'string', device).toBe(true)
    }
    const works = reports.filter(({ available }) => available).map(({ device }) => device)
    expect(works).toEqual(expect.arrayContaining(['cpu', 'wasm']))
    const untested = reports.filter((report) => report.untested).map(({ device }) => device)
    expect(untested).toEqual(['coreml', 'dml'])
  })
})

describe.each(absent)('where there is no %s', (device) => {
  it('asking for it by name says what is missing and how to get it', async () => {
    const loading = loadGenerator({ model: tinyModel, device })
    await expect(loading).rejects.toThrow(NoDeviceError)
    const { detail, hint } = devices[device].look()
    await expect(loading).rejects.toMatchObject({
      message: `No device could load the generator. Tried, in order:\n  ${device}: ${detail}`,
      hint: hint ?? "use `device: 'auto'`",
    })
  })
})

it('auto starts on the CPU and says which GPUs it need not try, and why', async () => {
  await using generator = await loadGenerator({ model: tinyModel })
  expect(generator.device).toBe('cpu')
  const passedOver = generator.skipped.map(({ device, cause }) => [device, (cause as Error).message])
  const expected = ['cuda', 'webgpu'].filter((device) => absent.includes(device as ConcreteDevice))
  expect(passedOver).toEqual(
    expect.arrayContaining(
      expected.map((device) => [device, devices[device as ConcreteDevice].look().detail]),
    ),
  )
})
