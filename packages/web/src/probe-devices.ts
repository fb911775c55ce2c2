import type { DeviceReport } from '@facegan/core'
import { concreteDevices, type ConcreteDevice } from './devices.ts'

/** What this browser and this page can run faces on. Asks the browser only; loads no runtime. */
export async function probeDevices(): Promise<DeviceReport<ConcreteDevice>[]> {
  const { lookForDevice } = await import('./look-for-device.ts')
  return Promise.all(concreteDevices.map(async (device) => ({ device, ...(await lookForDevice(device)) })))
}
