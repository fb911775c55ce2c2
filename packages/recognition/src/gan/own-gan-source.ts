import { renderLatents } from '@facegan/trainer'
import type { FaceSource } from '../experiment/face-source.ts'
import type { LabelledFaces } from '../labelled-faces.ts'
import { ownGanPreset, trainOwnGan, type OwnGanOptions } from './train-own-gan.ts'

/** The faces of a GAN that has seen nothing but these pictures. */
export async function ownGanSource(
  pictures: LabelledFaces,
  options: OwnGanOptions,
): Promise<FaceSource & { dispose(): void }> {
  const gan = await trainOwnGan(pictures, options)
  const { imageSize, latentSize } = ownGanPreset.network
  return {
    fingerprint: `own ${options.kimg} kimg`,
    size: imageSize,
    latentSize,
    render: async (latents) => renderLatents(gan.networks.ema, latents),
    dispose: () => gan.dispose(),
  }
}
