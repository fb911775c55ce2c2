import { randomUUID } from 'node:crypto'
import { createRequire } from 'node:module'
import type { Tensor } from '@tensorflow/tfjs'
import { tensorflowBackend } from './native-backend.ts'
import { requireVendored } from './require-vendored.ts'
import { tf } from './tf.ts'

/** What we use of google-protobuf's, which brings no types. */
interface BinaryWriter {
  writeDouble(field: number, value: number): void
  writeInt64(field: number, value: number): void
  writeEnum(field: number, value: number): void
  writeBytes(field: number, value: Uint8Array): void
  getResultBuffer(): Uint8Array
}
const { BinaryWriter } = createRequire(import.meta.url)('google-protobuf') as {
  BinaryWriter: new () => BinaryWriter
}

/** Field numbers of TensorFlow's `Event`, in core/util/event.proto. */
const eventFields = { wallTime: 1, step: 2, summary: 5, sessionLog: 7 }
const sessionLogFields = { status: 1 }
const sessionStart = 1
const rgb = 3

/**
 * Writes TensorBoard events. Beside `tfjsNode().summaryFileWriter` it has pictures, can take steps back after a
 * restart, and closes its file.
 *
 * Throws TFJS_NATIVE_NOT_SET_UP before `useNativeBackend()`, and TensorFlow's own error where a file cannot be written.
 */
export class SummaryWriter {
  readonly #resource: Tensor

  /** @param folder gets a new event file; made when it is missing */
  constructor(folder: string) {
    const { binding } = tensorflowBackend()
    this.#resource = tensorflowBackend().executeSingleOutput(
      'SummaryWriter',
      [
        // a name of its own: two writers of a folder must not share a file that one of them closes
        { name: 'shared_name', type: binding.TF_ATTR_STRING, value: randomUUID() },
        { name: 'container', type: binding.TF_ATTR_STRING, value: '' },
      ],
      [],
    )
    this.#run('CreateSummaryFileWriter', () => [
      tf.scalar(folder),
      tf.scalar(100, 'int32'), // events kept back at most
      tf.scalar(120_000, 'int32'), // for so many ms at most
      tf.scalar('.v2'),
    ])
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
    this.#run('FlushSummaryWriter', () => [])
  }

  /** Flushes and ends the file; nothing can be written afterwards. */
  close(): void {
    try {
      this.#run('CloseSummaryWriter', () => [])
    } finally {
      this.#resource.dispose()
    }
  }

  #summary(step: number, values: readonly unknown[]): void {
    const { Summary } = requireVendored('proto/api_pb.js')
    this.#event(step, eventFields.summary, new Summary().setValueList(values).serializeBinary())
  }

  #event(step: number, field: number, message: Uint8Array): void {
    const event = new BinaryWriter()
    event.writeDouble(eventFields.wallTime, Date.now() / 1000)
    event.writeInt64(eventFields.step, step)
    event.writeBytes(field, message)
    this.#run('ImportEvent', () => [tf.scalar(event.getResultBuffer() as never, 'string')])
  }

  #run(operation: string, inputs: () => readonly Tensor[]): void {
    tf.tidy(() => {
      tensorflowBackend().executeMultipleOutputs(operation, [], [this.#resource, ...inputs()], 0)
    })
  }
}
