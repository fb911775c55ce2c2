import { messageOf, type DeviceReport } from '@facegan/core'
import { concreteDevices, devices, type ConcreteDevice } from './devices.ts'
import { openOnDevice } from './open-on-device.ts'
import { probeGraph, probeManifest } from './probe-model.ts'

/**
 * What this machine can run faces on. A device counts as available when a small network ran on it just now and gave
 * the right number; whatever is missing is named, with the way to get it.
 */
export async function probeDevices(): Promise<DeviceReport<ConcreteDevice>[]> {
  const reports: DeviceReport<ConcreteDevice>[] = []
  for (const device of concreteDevices) reports.push(await probe(device))
  return reports
}

async function probe(device: ConcreteDevice): Promise<DeviceReport<ConcreteDevice>> {
  const { look, remedy, untested } = devices[device]
  const found = { ...look(), ...(untested && { untested }) }
  if (!found.available) return { device, ...found }
  try {
    const request = Promise.resolve({ manifest: probeManifest, model: probeGraph() })
    const life = { onCrash: () => {}, holdsProcess: () => true }
    const runner = await openOnDevice(device, 1, request, life)
    try {
      const [y] = await runner.run({ latents: Float32Array.of(7), noise: new Float32Array(0) }, 1)
      if (y !== 42) throw new Error(`6 x 7 came out as ${y}`)
    } finally {
      await runner.dispose()
    }
    return { device, ...found }
  } catch (error) {
    return {
      device,
      ...found,
      available: false,
      detail: `${found.detail}, but: ${messageOf(error)}`,
      hint: remedy,
    }
  }
}
