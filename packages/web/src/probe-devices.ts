import type { DeviceReport } from '@facegan/core'
import { concreteDevices, devices, type ConcreteDevice } from './devices.ts'

/** What this browser and this page can run faces on. Asks the browser only; loads no runtime. */
export function probeDevices(): Promise<DeviceReport<ConcreteDevice>[]> {
  return Promise.all(concreteDevices.map(async (device) => ({ device, ...(await devices[device].look()) })))
}
