/**
 * A network of 3x3 convolutions, each with batch norm and ReLU; the last one of each stage has stride 2. That learns as
 * well as pooling does (Springenberg et al. 2015, arXiv:1412.6806), for a third of the work.
 */
export interface CnnArchitecture {
  /** Channels of each convolution of each stage. */
  readonly stages: readonly (readonly number[])[]
  /** Numbers in the embedding, which one dense layer makes of the last maps. */
  readonly embedding: number
}

export const architectures = {
  /** Four convolutions, half a million numbers: for hundreds of pictures. */
  small: { stages: [[32], [64], [128], [128]], embedding: 128 },
  /** In the manner of VGG (Simonyan and Zisserman 2015, arXiv:1409.1556): eight convolutions, two at each size. */
  vgg: {
    stages: [
      [32, 32],
      [64, 64],
      [128, 128],
      [256, 256],
    ],
    embedding: 256,
  },
} as const satisfies Record<string, CnnArchitecture>

export type ArchitectureName = keyof typeof architectures

/** A convolution or the dense layer: the names of its tensors and their shapes. */
export interface CnnLayer {
  readonly name: string
  readonly kind: 'convolution' | 'dense'
  readonly kernelShape: readonly number[]
  /** Of a convolution. */
  readonly stride: 1 | 2
}

/** @param size side of the pictures in pixels */
export function layersOf({ stages, embedding }: CnnArchitecture, size: number): readonly CnnLayer[] {
  const layers: CnnLayer[] = []
  let channels = 1
  let side = size
  stages.forEach((widths, stage) => {
    widths.forEach((width, i) => {
      layers.push({
        name: `stage${stage + 1}_${i + 1}`,
        kind: 'convolution',
        kernelShape: [3, 3, channels, width],
        stride: i === widths.length - 1 ? 2 : 1,
      })
      channels = width
    })
    side = Math.ceil(side / 2)
  })
  layers.push({
    name: 'embedding',
    kind: 'dense',
    kernelShape: [side * side * channels, embedding],
    stride: 1,
  })
  return layers
}
