import { claimOf, remake, whyNotMade } from './claim.ts'
import { comparePixels, type PixelDifference } from './compare-pixels.ts'
import type { Kernels } from './enlarge-pixels.ts'
import { messageOf } from './errors.ts'
import type { FaceGenerator } from './generator.ts'
import type { PictureFile } from './image-format.ts'
import type { SyntheticLabel } from './label.ts'
import { readPicture } from './picture-file.ts'
import type { Pixels } from './pixels.ts'
import type { Verification } from './verification.ts'

/** What a runtime brings to verify files. */
export interface PictureVerifier {
  /** @throws whatever, with a message that is a clause */
  readonly readFile: () => Uint8Array | Promise<Uint8Array>
  readonly readLabel: (
    xmp: Uint8Array | undefined,
  ) => SyntheticLabel | undefined | Promise<SyntheticLabel | undefined>
  /** As a viewer would show it. @throws whatever, on a damaged file */
  readonly decode: (bytes: Uint8Array, file: PictureFile) => Promise<Pixels>
  /** @throws what is wrong with the model, rather than with the file */
  readonly loadGenerator: () => Promise<FaceGenerator>
  readonly kernels: Kernels
  readonly signal: AbortSignal | undefined
}

/**
 * How far a lossy file may be off, in levels. JPEG and WebP at quality 75 to 100 were at most 5.2 off on average and 11 in a block
 * (300 faces at each of five qualities, 1,500 at 90); with half the chroma at quality 80, 5.7 and 14.3 (400 faces). Of 375,000 pairs of other
 * seeds none came nearer than 18 and 34.
 */
const lossyLimits = { mean: 6, block: 15 }
/** Devices differ by one level; enlarged smoothly, that overshoots. */
const exactLimits = { plain: 1, smooth: 2 }

/** What `verifyFace` does, once for every runtime; each step costs more than the one before. */
export async function verifyPicture(verifier: PictureVerifier): Promise<Verification> {
  const { readLabel, decode, loadGenerator, kernels, signal } = verifier
  let bytes: Uint8Array
  let file: PictureFile
  try {
    bytes = await verifier.readFile()
    file = await readPicture(bytes)
  } catch (error) {
    return { verdict: 'unreadable', detail: clauseOf(error) }
  }
  const label = await readLabel(file.xmp)
  if (!label) return { verdict: 'no-label', detail: 'no label of facegan in it' }

  const generator = await loadGenerator()
  const { manifest } = generator
  const wrong = whyNotMade(label, manifest, file)
  if (wrong && whyNotMade(label, manifest, turned(file))) return { ...wrong, label }
  const enlarge = kernels[label.sheet?.kernel ?? 'nearest']
  if (!enlarge)
    return {
      verdict: 'not-verifiable',
      detail: 'enlarged smoothly, as only Node does; verify it there',
      label,
    }
  let shown: Pixels
  try {
    shown = await decode(bytes, file)
  } catch (error) {
    return { verdict: 'unreadable', detail: clauseOf(error), label }
  }
  const { width, height } = shown
  const stillWrong = whyNotMade(label, manifest, { ...file, width, height })
  if (stillWrong) return { ...stillWrong, label }
  const expected = await remake(label, generator, enlarge, signal)
  const difference = comparePixels(shown, expected)
  const claim = claimOf(label)
  if (isSame(difference, file, label)) return { verdict: 'same', detail: claim, label, difference }
  const off = `${difference.mean.toFixed(1)} levels off on average, ${difference.max} at most`
  return { verdict: 'different', detail: `claims ${claim}, but is ${off}`, label, difference }
}

/** Exif may ask for a quarter turn. */
function turned({ width, height, ...rest }: PictureFile): PictureFile {
  return { ...rest, width: height, height: width }
}

function isSame(
  { mean, block, max }: PixelDifference,
  { lossless }: PictureFile,
  { sheet }: SyntheticLabel,
): boolean {
  if (!lossless) return mean <= lossyLimits.mean && block <= lossyLimits.block
  return max <= (sheet && sheet.kernel === 'lanczos' ? exactLimits.smooth : exactLimits.plain)
}

function clauseOf(error: unknown): string {
  return messageOf(error).split('\n')[0]
}
