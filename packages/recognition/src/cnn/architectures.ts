/**
 * A network of 3x3 convolutions, each with batch norm and ReLU. The first has stride 2, which costs an aligned face
 * little; stages after it end in a 2x2 max pooling, where strides would learn far less from few pictures (71 against 56 % of LFW,
 * 5 pictures of a person, 400 steps).
 */
export interface CnnArchitecture {
  /** Channels of the first convolution. */
  readonly stem: number
  /** Channels of each convolution of each stage. */
  readonly stages: readonly (readonly number[])[]
  /** Numbers in the embedding, which one dense layer makes of the last maps. */
  readonly embedding: number
}

export const architectures = {
  /** Four convolutions, half a million numbers: for hundreds of pictures. */
  small: { stem: 32, stages: [[64], [128], [128]], embedding: 128 },
  /** In the manner of VGG: two convolutions at each size (Simonyan and Zisserman 2015, arXiv:1409.1556). */
  vgg: {
    stem: 32,
    stages: [
      [64, 64],
      [128, 128],
      [256, 256],
    ],
    embedding: 256,
  },
} as const satisfies Record<string, CnnArchitecture>

export type ArchitectureName = keyof typeof architectures

/** A convolution or the dense layer. */
export interface CnnLayer {
  /** What its tensors are named after. */
  readonly name: string
  readonly kind: 'convolution' | 'dense'
  readonly kernelShape: readonly number[]
  /** Of a convolution. */
  readonly stride: 1 | 2
  /** Whether a pooling follows. */
  readonly pooled: boolean
}

/** @param size side of the pictures in pixels */
export function layersOf({ stem, stages, embedding }: CnnArchitecture, size: number): readonly CnnLayer[] {
  const layers: CnnLayer[] = []
  const convolution = (name: string, from: number, to: number, stride: 1 | 2, pooled: boolean) =>
    layers.push({ name, kind: 'convolution', kernelShape: [3, 3, from, to], stride, pooled })

  convolution('stem', 1, stem, 2, false)
  let channels = stem
  let side = Math.ceil(size / 2)
  stages.forEach((widths, stage) => {
    widths.forEach((width, i) => {
      convolution(`stage${stage + 1}_${i + 1}`, channels, width, 1, i === widths.length - 1)
      channels = width
    })
    side = Math.floor(side / 2)
  })
  const kernelShape = [side * side * channels, embedding]
  layers.push({ name: 'embedding', kind: 'dense', kernelShape, stride: 1, pooled: false })
  return layers
}
