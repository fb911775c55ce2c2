import { dirname, join } from 'node:path'
import { FaceganError, type ModelManifest } from '@facegan/core'
import { loadGenerator, readModel, type LoadOptions, type NodeFaceGenerator } from '@facegan/node'
import sharp from 'sharp'
import { exists } from '../model/exists.ts'

export interface CheckFinding {
  readonly subject: string
  /** Undefined where there was nothing to check. */
  readonly ok: boolean | undefined
  readonly detail: string
}

/** A model is whole, and yet not what it says. */
export class ModelCheckError extends FaceganError {
  constructor(problems: readonly string[]) {
    super('FACEGAN_MODEL_CHECK', `The model does not do what it should: ${problems.join('; ')}.`, {
      hint: 'on another device or release of ONNX Runtime a face may differ by a level; by more, export or fetch the model again',
    })
  }
}

/**
 * Hashes a model, opens it and draws the faces of its samples.
 *
 * @throws ModelNotFoundError, InvalidManifestError, ModelCorruptError, InvalidModelError, NoDeviceError, OfflineError
 */
export async function checkModel(
  options: LoadOptions,
): Promise<{ findings: CheckFinding[]; integrity: string }> {
  const { device: _, ...reading } = options
  const { manifest, integrity, manifestWhere } = await readModel(reading)
  const { name, version, image, latent, files } = manifest
  const findings: CheckFinding[] = [
    {
      subject: 'manifest',
      ok: true,
      detail: `${name} ${version}, ${image.width}x${image.height} from ${latent.size} numbers, licence ${manifest.licence}`,
    },
    {
      subject: 'file',
      ok: true,
      detail: `${files.generator.path}, ${files.generator.bytes.toLocaleString('en')} bytes, SHA-256 ${files.generator.sha256}`,
    },
  ]
  await using generator = await loadGenerator({ ...options, onDownload: undefined })
  findings.push({ subject: 'opens', ok: true, detail: `on ${generator.device}` })
  findings.push(await checkSteadiness(generator, options.signal))
  findings.push(await checkSamples(generator, manifest, manifestWhere, options.signal))
  return { findings, integrity }
}

/** A seed is a face, whatever is drawn beside it. */
async function checkSteadiness(
  generator: NodeFaceGenerator,
  signal: AbortSignal | undefined,
): Promise<CheckFinding> {
  const together = await generator.generate({ seeds: '0-3', batchSize: 4, signal })
  const alone = await generator.generate({ seeds: '0-3', batchSize: 1, signal })
  const { max } = differenceOf(
    together.map(({ data }) => data),
    alone.map(({ data }) => data),
  )
  const detail = `four seeds drawn together and alone differ by ${max} of 255 levels`
  return { subject: 'seeds', ok: max <= 1, detail }
}

async function checkSamples(
  generator: NodeFaceGenerator,
  { image: { width, height }, parity }: ModelManifest,
  manifestWhere: string,
  signal: AbortSignal | undefined,
): Promise<CheckFinding> {
  const subject = 'samples'
  const path = join(dirname(manifestWhere), 'samples.webp')
  if (/^https?:/.test(manifestWhere))
    return { subject, ok: undefined, detail: 'of a model behind a URL are not fetched' }
  if (!(await exists(path))) return { subject, ok: undefined, detail: 'the model has no samples.webp' }
  const { data, info } = await sharp(path).removeAlpha().raw().toBuffer({ resolveWithObject: true })
  const [columns, rows] = [info.width / width, info.height / height]
  if (!Number.isInteger(columns) || !Number.isInteger(rows))
    return {
      subject,
      ok: false,
      detail: `${info.width}x${info.height} pixels hold no faces of ${width}x${height}`,
    }
  const faces = await generator.generate({ seeds: `0-${columns * rows - 1}`, signal })
  const drawn = faces.map((face) => face.data.filter((_, i) => i % 4 !== 3))
  const kept = faces.map((_, n) =>
    cut(data, info.width, (n % columns) * width, Math.floor(n / columns) * height, width, height),
  )
  const { max, mean } = differenceOf(drawn, kept)
  const allowed = parity?.toleranceLevels ?? 1
  const detail = `${faces.length} faces differ from samples.webp by at most ${max} of 255 levels, ${mean.toPrecision(2)} on average (allowed: ${allowed})`
  return { subject, ok: max <= allowed, detail }
}

/** A tile of an RGB picture. */
function cut(data: Uint8Array, stride: number, left: number, top: number, width: number, height: number) {
  const tile = new Uint8ClampedArray(width * height * 3)
  for (let y = 0; y < height; y++) {
    const from = ((top + y) * stride + left) * 3
    tile.set(data.subarray(from, from + width * 3), y * width * 3)
  }
  return tile
}

function differenceOf(a: readonly Uint8ClampedArray[], b: readonly Uint8ClampedArray[]) {
  let [max, sum, count] = [0, 0, 0]
  a.forEach((face, n) => {
    for (let i = 0; i < face.length; i++) {
      const difference = Math.abs(face[i] - b[n][i])
      max = Math.max(max, difference)
      sum += difference
    }
    count += face.length
  })
  return { max, mean: sum / count }
}
