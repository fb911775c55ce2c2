/**
 * Every error that facegan raises on purpose: a stable `code`, a message that says what happened and what was
 * expected, and a `hint` that says what to do next. Bugs throw plain `Error`.
 */

const marker = Symbol.for('facegan.error')

export class FaceganError extends Error {
  readonly code: string
  /** What to do next, as one sentence or one command. */
  readonly hint: string | undefined
  /** A registered symbol, so that the check survives two installed copies of this package. */
  readonly [marker] = true

  constructor(code: string, message: string, options: { hint?: string | undefined; cause?: unknown } = {}) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause })
    this.name = new.target.name
    this.code = code
    this.hint = options.hint
  }

  static isInstance(value: unknown): value is FaceganError {
    return typeof value === 'object' && value !== null && marker in value
  }
}

/** An option has a wrong type or lies outside its range. */
export class InvalidOptionError extends FaceganError {
  constructor(option: string, expected: string, actual: unknown, hint?: string) {
    super('FACEGAN_INVALID_OPTION', `\`${option}\` must be ${expected}; got ${show(actual)}.`, { hint })
  }
}

/** Asked for more faces in one array than memory should hold. */
export class TooManyFacesError extends FaceganError {
  constructor(count: number, sizeBytes: number, limitBytes: number) {
    super(
      'FACEGAN_TOO_MANY_FACES',
      `${count} faces are ${gibibytes(sizeBytes)} GiB of pixels; one array may hold ${gibibytes(limitBytes)} GiB.`,
      { hint: 'use `streamFaces`, which needs the memory of two batches however many faces it makes' },
    )
  }
}

/** `facegan.json` is missing, is not JSON, or does not describe a model that this version can run. */
export class InvalidManifestError extends FaceganError {
  constructor(where: string, problems: readonly string[], cause?: unknown) {
    super('FACEGAN_INVALID_MANIFEST', `${where} is not a valid model manifest:\n${indent(problems)}`, {
      hint: 'export the model again with `facegan export RUN --out MODEL`',
      cause,
    })
  }
}

/** The model that was named, or a file of it, is not there. */
export class ModelNotFoundError extends FaceganError {
  constructor(model: string, reason: string, options: { hint?: string; cause?: unknown } = {}) {
    super('FACEGAN_MODEL_NOT_FOUND', `No model at ${model}: ${reason}.`, options)
  }
}

/** A file of the model is not the one its manifest describes: another length or another SHA-256. */
export class ModelCorruptError extends FaceganError {
  constructor(file: string, what: 'length' | 'SHA-256', expected: string, actual: string) {
    super('FACEGAN_MODEL_CORRUPT', `${file} has the wrong ${what}: expected ${expected}, found ${actual}.`, {
      hint: 'the file was cut short or changed; fetch or export the model again',
    })
  }
}

/** The ONNX file is the one that the manifest names, but cannot be opened or is another network. */
export class InvalidModelError extends FaceganError {
  constructor(file: string, problems: readonly string[], cause?: unknown) {
    super(
      'FACEGAN_INVALID_MODEL',
      `${file} does not hold the generator of its manifest:\n${indent(problems)}`,
      {
        hint: 'export the model again with `facegan export RUN --out MODEL`; for others: `facegan models describe`',
        cause,
      },
    )
  }
}

/** What was tried, in order, and why it did not work. */
export interface DeviceAttempt {
  readonly device: string
  readonly cause: unknown
}

/** No device could load the generator. */
export class NoDeviceError extends FaceganError {
  readonly attempts: readonly DeviceAttempt[]

  constructor(attempts: readonly DeviceAttempt[], hint: string) {
    const lines = attempts.map(({ device, cause }) => `${device}: ${messageOf(cause)}`)
    super('FACEGAN_NO_DEVICE', `No device could load the generator. Tried, in order:\n${indent(lines)}`, {
      hint,
      cause: attempts.at(-1)?.cause,
    })
    this.attempts = attempts
  }
}

/** The thread that runs the network ended; what it had in hand is lost, the next call starts afresh. */
export class WorkerCrashedError extends FaceganError {
  constructor(cause: unknown) {
    super('FACEGAN_WORKER_CRASHED', `The inference worker stopped: ${messageOf(cause)}`, {
      hint: 'load the generator again; a smaller `batchSize` helps when memory ran out',
      cause,
    })
  }
}

/** A generator was used after `dispose()`. */
export class DisposedError extends FaceganError {
  constructor() {
    super('FACEGAN_DISPOSED', 'This generator was disposed.', { hint: 'call `loadGenerator` again' })
  }
}

export function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error)
}

function show(value: unknown): string {
  if (typeof value === 'string') return JSON.stringify(value)
  if (typeof value === 'function') return 'a function'
  if (typeof value !== 'object' || value === null) return String(value)
  try {
    const text = JSON.stringify(value)
    return text.length > 60 ? `${text.slice(0, 60)}…` : text
  } catch {
    return 'an object'
  }
}

function indent(lines: readonly string[]): string {
  return lines.map((line) => `  ${line.replaceAll('\n', '\n  ')}`).join('\n')
}

function gibibytes(bytes: number): string {
  return (bytes / 2 ** 30).toPrecision(3)
}
