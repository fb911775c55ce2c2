import { FaceganError, messageOf, type Face } from '@facegan/core'
import type { ConcreteDevice } from '@facegan/node'
import type { Finding } from './finding.ts'

const lookMs = 1000
/** A device slower than this is not made to work for a second on batches of 32. */
const slow = 20

/** Length and hash of the model, checked as every load checks them. */
export async function modelIntegrity(model: string | undefined): Promise<Finding> {
  const subject = 'model'
  try {
    const { loadGenerator } = await import('@facegan/node')
    await using generator = await loadGenerator({ model })
    const { name, version, image, latent, files } = generator.manifest
    const { bytes, sha256 } = files.generator
    const size = `${image.width}x${image.height} from ${latent.size} numbers, ${bytes.toLocaleString('en')} bytes`
    return {
      subject,
      ok: true,
      detail: `${name} ${version}, ${size}, SHA-256 ${sha256.slice(0, 12)}… as it should be`,
    }
  } catch (error) {
    const { hint } = error as { hint?: string }
    const remedy = model === undefined ? 'install facegan again' : hint
    return {
      subject,
      ok: false,
      detail: messageOf(error),
      hint: remedy ?? 'run `facegan doctor` without --model',
    }
  }
}

/** How fast each working device is, for about a second each, and whether it draws what the first one draws. */
export async function speed(
  model: string | undefined,
  working: readonly ConcreteDevice[],
): Promise<Finding[]> {
  const findings: Finding[] = []
  let reference: readonly Face[] | undefined
  for (const device of working.toSorted((a, b) => Number(b === 'cpu') - Number(a === 'cpu'))) {
    const subject = `${device} speed`
    try {
      const { first, facesPerSecond, faces } = await measure(model, device)
      const rate = facesPerSecond.toPrecision(3)
      const detail = `${Number(rate).toLocaleString('en')} faces a second; the first after ${first.toFixed(0)} ms`
      reference ??= faces
      const levels = largestDifference(faces, reference)
      findings.push(
        levels <= 1
          ? { subject, ok: true, detail, facesPerSecond: Number(rate) }
          : {
              subject,
              ok: false,
              detail: `${detail}; pixels differ from the CPU's by ${levels} levels`,
              hint: otherFaces,
            },
      )
    } catch (error) {
      const hint = FaceganError.isInstance(error) ? error.hint : undefined
      findings.push({ subject, ok: false, detail: messageOf(error), hint: hint ?? 'use `--device cpu`' })
    }
  }
  return findings
}

const otherFaces =
  'do not use this device with this model; please report it with the output of `facegan doctor --json`'

async function measure(model: string | undefined, device: ConcreteDevice) {
  const { loadGenerator } = await import('@facegan/node')
  let begun = performance.now()
  await using generator = await loadGenerator({ model, device })
  await generator.generate({ seeds: 0 })
  const first = performance.now() - begun
  const few = { seeds: '0-3', batchSize: 4 }
  const faces = await generator.generate(few)
  begun = performance.now()
  await generator.generate(few)
  const rateOfFew = 4 / ((performance.now() - begun) / 1000)
  if (rateOfFew < slow) return { first, faces, facesPerSecond: rateOfFew }

  await generator.warmup()
  let made = 0
  begun = performance.now()
  for await (const _ of generator.stream({ count: 2 ** 32 }))
    if (++made % 32 === 0 && performance.now() - begun > lookMs) break
  return { first, faces, facesPerSecond: made / ((performance.now() - begun) / 1000) }
}

function largestDifference(a: readonly Face[], b: readonly Face[]): number {
  let largest = 0
  a.forEach(({ data }, n) =>
    data.forEach((level, i) => (largest = Math.max(largest, Math.abs(level - (b[n]?.data[i] ?? 255))))),
  )
  return largest
}
