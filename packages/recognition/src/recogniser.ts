import type { DistanceName } from './distances.ts'
import type { LabelledFaces } from './labelled-faces.ts'

/** A way to learn, from pictures of known people, what tells people apart. */
export interface Recogniser {
  /** As the command line and model files name it: `lbp-lda`. */
  readonly name: string
  /** As tables and pages name it: `LBP + LDA`. */
  readonly title: string
  /** The paper it comes from. */
  readonly source: string
  /** Pictures that it needs of each person: two where it learns from differences between pictures of one. */
  readonly picturesPerPerson: 1 | 2
  /** It learns for minutes where others take seconds, so a benchmark has it only where it is named. */
  readonly slow?: true
  /**
   * For recognisers that learn nothing from `faces`: distances, measured elsewhere, that 1 % of pairs of different people,
   * and 1 % of strangers among some sixty people, lie below. They are the bound where there are few pictures to measure on.
   */
  readonly pretrained?: { readonly verification: number; readonly identification: number }
  /**
   * @throws RecognitionDataError where `faces` are too few
   */
  fit(faces: LabelledFaces, options?: FitOptions): Promise<FaceFeatures>
  /** What `state` gave, as features again. */
  restore(state: FeatureState): Promise<FaceFeatures>
}

export interface FitOptions {
  /** Of whatever is drawn while it learns; the same seed and pictures give the same features. @default 0 */
  readonly seed?: number | undefined
  /** Stops it; the promise rejects with `signal.reason`. */
  readonly signal?: AbortSignal | undefined
  /** How far it is, 0 to 1; only recognisers that take long tell. */
  readonly onProgress?: ((share: number) => void) | undefined
}

/** What a recogniser learned: pictures to vectors that lie close together for one person. */
export interface FaceFeatures {
  /** Side of the pictures that it takes. */
  readonly size: number
  /** Numbers in a vector. */
  readonly width: number
  /** How vectors are compared. */
  readonly distance: DistanceName
  /**
   * @param pixels [N,size,size,3] levels
   * @returns [N,width]
   */
  embed(pixels: Uint8Array): Promise<Float32Array>
  /**
   * [N,width] what `embed` gives for the pictures that it learned from, where learning found that out anyway: for
   * linear methods half of the work. Features that come out of a file have none.
   */
  readonly learned?: Float32Array
  /**
   * For recognisers whose answer is not their nearest picture, such as a network's softmax: a score for each person that
   * it was fitted on, higher is likelier.
   *
   * @param pixels [N,size,size,3] levels
   * @returns [N,P]
   */
  classify?(pixels: Uint8Array): Promise<Float32Array>
  /** All that makes these features again in another process. */
  state(): FeatureState
  dispose(): void
}

/** Numbers with a shape. */
export interface StateTensor {
  readonly shape: readonly number[]
  readonly data: Float32Array
}

/** What a model file keeps of features. */
export interface FeatureState {
  /** JSON. */
  readonly settings: Readonly<Record<string, unknown>>
  readonly tensors: Readonly<Record<string, StateTensor>>
}
