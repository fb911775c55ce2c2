import { dirname, extname, join, resolve } from 'node:path'
import { InvalidOptionError, resolveInterpolateOptions } from '@facegan/core'
import {
  animation,
  loadGenerator,
  makeFolder,
  writeFaces,
  writeFileAtomically,
  type ImageFormat,
  type NodeFace,
  type NodeFaceGenerator,
  type WrittenFace,
} from '@facegan/node'
import type { Invocation } from '../command.ts'
import { faceSettings, modelChoice } from '../face-options.ts'
import { integerOption, numberOption } from '../number-option.ts'
import { enlarging } from './enlarging.ts'
import { pictureFormatOf, refuseFile, refuseOptions } from './out-path.ts'
import { rawForm, refuseScreen, writeRaw } from './to-stdout.ts'

/** `facegan interpolate`: an animation, a folder of frames, or either on stdout. */
export async function interpolateFrom(invocation: Invocation): Promise<void> {
  const { options, terminal } = invocation
  const seeds = String(options['seeds'])
  const walk = {
    frames: integerOption(options, 'frames', 2),
    loop: options['oneWay'] !== true,
    ...faceSettings(invocation),
  }
  const write = writerFor(invocation)
  resolveInterpolateOptions(seeds, walk) // wrong options are refused before anything is read
  const generator = await loadGenerator(modelChoice(invocation))
  try {
    await write(generator.interpolate(seeds, walk), generator)
    terminal.settle()
  } finally {
    await generator.dispose()
  }
}

type Writer = (frames: AsyncIterable<NodeFace>, generator: NodeFaceGenerator) => Promise<void>

/** Chosen by `--out` and `--format`. @throws InvalidOptionError on options that do not go together */
function writerFor(invocation: Invocation): Writer {
  const { options } = invocation
  const format = options['format'] as ImageFormat | 'raw' | undefined
  if (options['out'] === '-') return toStdout(invocation, format)
  const out = resolve(String(options['out'] ?? 'walk.webp'))
  if (format === 'raw')
    throw new InvalidOptionError('--format', 'png, webp or jpeg for files', format, 'raw goes to `--out -`')
  if (extname(out).toLowerCase() === '.webp') return toAnimation(invocation, out)
  const expected = 'a .webp for an animation, a folder for frames, or - for stdout'
  if (pictureFormatOf(out)) throw new InvalidOptionError('--out', expected, out)
  refuseFile(out, expected)
  return toFrames(invocation, out, format)
}

function toAnimation({ options, terminal }: Invocation, out: string): Writer {
  refuseOptions(options, ['index', 'format'], 'for an animation')
  const playing = playingOf(options)
  return async (stream, { device, manifest }) => {
    const frames = await collect(stream)
    const file = await animation(frames, playing)
    await makeFolder(dirname(out))
    await writeFileAtomically(out, file)
    const report = { device, model: manifest.name, file: out, frames: frames.length }
    terminal.print(options['json'] ? `${JSON.stringify(report)}\n` : `${out}\n`)
  }
}

function toFrames({ options, terminal }: Invocation, out: string, format: ImageFormat | undefined): Writer {
  refuseOptions(options, ['fps', 'scale', 'kernel'], 'for a folder of frames')
  return async (stream, { device, manifest }) => {
    const faces: WrittenFace[] = []
    const index = options['index'] === true
    const onWritten = (face: WrittenFace) => void faces.push({ ...face, file: join(out, face.file) })
    await writeFaces(stream, out, { format, names: 'number', index, onWritten })
    const report = { device, model: manifest.name, faces }
    terminal.print(options['json'] ? `${JSON.stringify(report)}\n` : `${out}\n`)
  }
}

function toStdout({ options, terminal }: Invocation, format: ImageFormat | 'raw' | undefined): Writer {
  refuseOptions(options, ['json', 'index'], 'with --out -')
  if (format !== 'webp' && format !== 'raw')
    throw new InvalidOptionError('--format', 'webp or raw with --out -', format)
  if (format === 'raw') refuseOptions(options, ['fps', 'scale', 'kernel'], 'for raw frames')
  const playing = playingOf(options)
  refuseScreen(terminal)
  return async (stream, { manifest: { image } }) => {
    if (format === 'webp') return terminal.write(await animation(await collect(stream), playing))
    terminal.note(`${rawForm(image.width, image.height)}\n`)
    await writeRaw(stream, terminal)
  }
}

function playingOf(options: Invocation['options']) {
  return { fps: numberOption(options, 'fps'), ...enlarging(options) }
}

async function collect(stream: AsyncIterable<NodeFace>): Promise<NodeFace[]> {
  const frames: NodeFace[] = []
  for await (const frame of stream) frames.push(frame)
  return frames
}
