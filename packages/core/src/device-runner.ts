import { compareDevices, type LastBatch, type Verdict } from './device-trial.ts'
import type { FaceNumbers } from './draw-faces.ts'
import { DisposedError, WorkerCrashedError, messageOf, type DeviceAttempt } from './errors.ts'
import type { Runner } from './face-maker.ts'

/** The network now runs elsewhere; no face was lost or made twice. */
export interface DeviceChange<D extends string = string> {
  readonly from: D
  readonly to: D
  /** `faster`: a trial showed it. `failed`: what ran before stopped working. */
  readonly why: 'faster' | 'failed'
  /** One sentence with the numbers, or the failure's message. */
  readonly detail: string
}

/** Opens the network on a device. */
export type OpenDevice<D extends string> = (device: D, life: DeviceLife) => Promise<Runner>

export interface DeviceLife {
  /** Called when its thread died. */
  readonly onCrash: (cause: unknown) => void
  /** Whether a pending run keeps the process alive: one that nobody waits for must not. */
  readonly holdsProcess: () => boolean
}

export interface DeviceRunnerOptions<D extends string> {
  readonly open: OpenDevice<D>
  /** Where to go when a device fails. */
  readonly fallback: D
  /** What to try once there was enough work, in order of preference. */
  readonly faster: readonly D[]
  /** Devices that were passed over so far; those that fail or lose a trial are added. */
  readonly skipped: DeviceAttempt[]
  readonly onChange: (change: DeviceChange<D>) => void
  /** Told how every trial ended that could be held. */
  readonly onTrial?: (device: D, verdict: Verdict) => void
  /** Work after which a trial is worth its cost; read after every run. @default 2000 */
  readonly trialAfterMs?: number | undefined
  /** Milliseconds on a clock. @default performance.now */
  readonly now?: () => number
}

/** A device with the network on it. */
interface Place<D extends string> {
  readonly device: D
  readonly runner: Runner
  /** Runs in flight. */
  running: number
  /** No longer in use: disposed of when its last run ends. */
  retired: boolean
}

/**
 * A network that can change its device between two batches. It starts on one, tries what may be faster once there
 * was work enough to pay for the trial, and falls back when a device fails: the batch that failed is run again there.
 */
export class DeviceRunner<D extends string> implements Runner {
  readonly #options: DeviceRunnerOptions<D>
  readonly #untried: D[]
  readonly #now: () => number
  #device: D
  /** Undefined after a crash of the last device there is: the next run opens it again. */
  #place: Promise<Place<D>> | undefined
  #disposed = false
  #trial: Promise<void> | undefined
  #candidate: Runner | undefined
  #last: LastBatch | undefined
  /** Of the present device: when at least one run was in flight, and faces made meanwhile. */
  #busyMs = 0
  #busySince = 0
  #faces = 0

  private constructor(options: DeviceRunnerOptions<D>, device: D) {
    this.#options = options
    this.#untried = [...options.faster]
    this.#now = options.now ?? (() => performance.now())
    this.#device = device
  }

  /** @throws what opening the device throws */
  static async start<D extends string>(device: D, options: DeviceRunnerOptions<D>): Promise<DeviceRunner<D>> {
    const started = new DeviceRunner(options, device)
    await started.#reach(device)
    return started
  }

  /** Goes on from a device that is open already. */
  static adopt<D extends string>(
    device: D,
    runner: Runner,
    options: DeviceRunnerOptions<D>,
  ): DeviceRunner<D> {
    const adopted = new DeviceRunner(options, device)
    adopted.#place = Promise.resolve(adopted.#settle(device, runner))
    return adopted
  }

  /** Where the network runs now. */
  get device(): D {
    return this.#device
  }

  async run(numbers: FaceNumbers, count: number): Promise<Uint8ClampedArray<ArrayBuffer>> {
    const reached = this.#place ?? this.#reach(this.#device)
    const place = await reached
    if (place.retired) {
      if (this.#place === reached) this.#place = undefined
      return this.run(numbers, count)
    }
    this.#begin(place)
    let pixels
    try {
      pixels = await place.runner.run(numbers, count)
    } catch (cause) {
      this.#end(place, 0)
      if (this.#disposed || !(await this.#leave(place, cause))) throw cause
      return this.run(numbers, count)
    }
    this.#end(place, count)
    if (this.#untried.length > 0) {
      this.#last = { numbers, count, pixels }
      if (this.#busyMs >= (this.#options.trialAfterMs ?? 2000)) void this.#tryFaster()
    }
    return pixels
  }

  /** Starts every thread, and settles on a device now. */
  async warmUp(): Promise<void> {
    const place = await this.#place
    await place?.runner.warmUp?.()
    await this.#tryFaster()
  }

  async dispose(): Promise<void> {
    this.#disposed = true
    const place = await this.#place?.catch(() => undefined)
    // a candidate that is still being opened is disposed of when it is open
    await Promise.all([place?.runner.dispose(), this.#candidate?.dispose()])
  }

  #reach(device: D): Promise<Place<D>> {
    const reaching: Promise<Place<D>> = this.#options
      .open(device, {
        // between two runs nobody is told: the next one opens it again, or goes elsewhere
        onCrash: () => {
          if (this.#place !== reaching || device !== this.#options.fallback) return
          this.#place = undefined
          void reaching.then((place) => this.#retire(place))
        },
        holdsProcess: () => true,
      })
      .then((runner) => this.#settle(device, runner))
    this.#place = reaching
    reaching.catch(() => {
      if (this.#place === reaching) this.#place = undefined
    })
    return reaching
  }

  #settle(device: D, runner: Runner): Place<D> {
    this.#device = device
    this.#busyMs = 0
    this.#faces = 0
    return { device, runner, running: 0, retired: false }
  }

  /** @returns whether there is another device to run on */
  async #leave(place: Place<D>, cause: unknown): Promise<boolean> {
    const { fallback, skipped } = this.#options
    if (place.device === fallback) {
      if (cause instanceof WorkerCrashedError) this.#retire(place)
      return false
    }
    if (!place.retired) {
      // the first to fail opens the way, for all that were in flight with it
      this.#retire(place)
      skipped.push({ device: place.device, cause })
      this.#device = fallback
      await this.#reach(fallback)
      this.#tell({ from: place.device, to: fallback, why: 'failed', detail: messageOf(cause) })
    }
    return true
  }

  #retire(place: Place<D>): void {
    place.retired = true
    if (place.running === 0) void place.runner.dispose()
  }

  #begin(place: Place<D>): void {
    if (place.running++ === 0) this.#busySince = this.#now()
  }

  #end(place: Place<D>, faces: number): void {
    const now = this.#now()
    if (!place.retired) {
      this.#busyMs += now - this.#busySince
      this.#busySince = now
      this.#faces += faces
    }
    if (--place.running === 0 && place.retired) void place.runner.dispose()
  }

  /** Gives every faster device its trial, once. */
  #tryFaster(): Promise<void> {
    if (this.#untried.length === 0 || this.#device !== this.#options.fallback) return Promise.resolve()
    this.#trial ??= this.#trials().finally(() => (this.#trial = undefined))
    return this.#trial
  }

  async #trials(): Promise<void> {
    for (let device; (device = this.#untried.shift()) && !this.#disposed;) {
      const batch = this.#last
      if (!batch) return
      let adopted = false
      try {
        const rate = this.#faces / (this.#busyMs / 1000)
        const life = { onCrash: () => {}, holdsProcess: () => adopted }
        this.#candidate = await this.#options.open(device, life)
        if (this.#disposed) throw new DisposedError()
        const verdict = await compareDevices(this.#candidate, batch, rate, this.#now)
        this.#options.onTrial?.(device, verdict)
        if (!verdict.faster) throw new Error(verdict.detail)
        adopted = true
        await this.#moveTo(device, this.#candidate, verdict.detail)
        this.#candidate = undefined
        return
      } catch (cause) {
        await this.#candidate?.dispose()
        this.#candidate = undefined
        if (!this.#disposed) this.#options.skipped.push({ device, cause })
      }
    }
  }

  async #moveTo(device: D, runner: Runner, detail: string): Promise<void> {
    const from = this.#device
    const old = await this.#place
    this.#place = Promise.resolve(this.#settle(device, runner))
    if (old) this.#retire(old)
    this.#tell({ from, to: device, why: 'faster', detail })
  }

  /** In a turn of its own: what a listener throws is not the network's failure. */
  #tell(change: DeviceChange<D>): void {
    queueMicrotask(() => this.#options.onChange(change))
  }
}
