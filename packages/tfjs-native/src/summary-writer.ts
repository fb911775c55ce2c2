import { createRequire } from 'node:module'
import { EventFile } from './event-file.ts'
import { requireVendored } from './require-vendored.ts'

/** What we use of google-protobuf's, which brings no types. */
interface BinaryWriter {
  writeDouble(field: number, value: number): void
  writeInt64(field: number, value: number): void
  writeEnum(field: number, value: number): void
  writeBytes(field: number, value: Uint8Array): void
  writeString(field: number, value: string): void
  getResultBuffer(): Uint8Array
}
const { BinaryWriter } = createRequire(import.meta.url)('google-protobuf') as {
  BinaryWriter: new () => BinaryWriter
}

/** Field numbers of TensorFlow's `Event`, in core/util/event.proto. */
const eventFields = { wallTime: 1, step: 2, fileVersion: 3, summary: 5, sessionLog: 7 }
const sessionLogFields = { status: 1 }
const sessionStart = 1
const rgb = 3

/**
 * Writes TensorBoard events, whatever computes. Beside `tfjsNode().summaryFileWriter` it has pictures, can take steps
 * back after a restart, and closes its file.
 *
 * Throws the system's own error where a file cannot be written.
 */
export class SummaryWriter {
  readonly #file: EventFile

  /** @param folder gets a new event file; made when it is missing */
  constructor(folder: string) {
    this.#file = new EventFile(folder)
    const version = newEvent()
    version.writeString(eventFields.fileVersion, 'brain.Event:2')
    this.#file.add(version.getResultBuffer())
  }

  /** Values by tag. @param step a whole number from 0 up */
  scalars(step: number, values: Readonly<Record<string, number>>): void {
    const { Summary } = requireVendored('proto/api_pb.js')
    const entries = Object.entries(values)
    this.#summary(
      step,
      entries.map(([tag, value]) => new Summary.Value().setTag(tag).setSimpleValue(value)),
    )
  }

  /** @param png an encoded RGB picture */
  image(step: number, tag: string, png: Uint8Array, width: number, height: number): void {
    const { Summary } = requireVendored('proto/api_pb.js')
    const image = new Summary.Image()
      .setWidth(width)
      .setHeight(height)
      .setColorspace(rgb)
      .setEncodedImageString(png)
    this.#summary(step, [new Summary.Value().setTag(tag).setImage(image)])
  }

  /**
   * Call it first in every session. From the second session of a folder on, TensorBoard then forgets what earlier ones
   * wrote of `step` and later steps: a process that was killed had gone on past its last checkpoint.
   */
  startSession(step: number): void {
    const log = new BinaryWriter()
    log.writeEnum(sessionLogFields.status, sessionStart)
    this.#event(step, eventFields.sessionLog, log.getResultBuffer())
  }

  /** Brings all events to the disk. */
  flush(): void {
    this.#file.flush()
  }

  /** Flushes and ends the file; nothing can be written afterwards. */
  close(): void {
    this.#file.close()
  }

  #summary(step: number, values: readonly unknown[]): void {
    const { Summary } = requireVendored('proto/api_pb.js')
    this.#event(step, eventFields.summary, new Summary().setValueList(values).serializeBinary())
  }

  #event(step: number, field: number, message: Uint8Array): void {
    const event = newEvent()
    event.writeInt64(eventFields.step, step)
    event.writeBytes(field, message)
    this.#file.add(event.getResultBuffer())
  }
}

function newEvent(): BinaryWriter {
  const event = new BinaryWriter()
  event.writeDouble(eventFields.wallTime, Date.now() / 1000)
  return event
}
