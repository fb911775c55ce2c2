import type { DeviceRunner, FaceNumbers, Runner } from '@facegan/core'
import type { ConcreteDevice } from './devices.ts'

/**
 * The network on the device that it started on. After its first batch, the runner that can change the device takes
 * over: until then its code is not needed, and need not be waited for.
 */
export class StartRunner implements Runner {
  readonly #device: ConcreteDevice
  readonly #first: Runner
  readonly #takeOver: () => Promise<DeviceRunner<ConcreteDevice>>
  #taking: Promise<Runner> | undefined
  #taken: DeviceRunner<ConcreteDevice> | undefined
  #disposed = false

  /** @param takeOver fetches and starts the other runner, which owns `first` from then on */
  constructor(device: ConcreteDevice, first: Runner, takeOver: () => Promise<DeviceRunner<ConcreteDevice>>) {
    this.#device = device
    this.#first = first
    this.#takeOver = takeOver
  }

  get device(): ConcreteDevice {
    return this.#taken?.device ?? this.#device
  }

  async run(numbers: FaceNumbers, count: number): Promise<Uint8ClampedArray<ArrayBuffer>> {
    if (!this.#taking) {
      try {
        return await this.#first.run(numbers, count)
      } catch {
        // the other one knows what to do when a device fails
      } finally {
        this.#taking ??= this.#take()
      }
    }
    const runner = await this.#taking
    return runner.run(numbers, count)
  }

  async warmUp(): Promise<void> {
    const runner = await (this.#taking ??= this.#take())
    await runner.warmUp?.()
  }

  async dispose(): Promise<void> {
    this.#disposed = true
    await (this.#taken ?? this.#first).dispose()
  }

  async #take(): Promise<Runner> {
    try {
      const taken = await this.#takeOver()
      if (!this.#disposed) this.#taken = taken
      return taken
    } catch {
      return this.#first // its file is gone, such as after a new release of the site: faces go on all the same
    }
  }
}
