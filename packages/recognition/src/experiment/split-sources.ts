import { ownGanSource } from '../gan/own-gan-source.ts'
import { splitOf, type Split } from '../protocols/split.ts'
import type { ArmContext, SourceName } from './arms.ts'
import { trainEncoder, type Encoder } from './encoder.ts'
import { experimentDefaults, type ExperimentOptions, type ExperimentSet } from './experiment-options.ts'
import { gaussianSource, type FaceSource } from './face-source.ts'
import { Once } from './once.ts'

/** Which pictures are learned from. */
export interface SplitChoice {
  readonly set: ExperimentSet
  readonly perPerson: number
  readonly seed: number
}

/** Pictures of one split, and where its arms have their faces from; each is made once. */
export class SplitSources {
  readonly split: Split
  readonly #choice: SplitChoice
  readonly #options: ExperimentOptions
  readonly #shared: Once<SourceName, Encoder>
  readonly #sources = new Once<SourceName, FaceSource & { dispose?(): void }>()
  readonly #encoders = new Once<SourceName, Encoder>()

  /** @param shared encoders of what is the same in every split; disposed of elsewhere */
  constructor(choice: SplitChoice, options: ExperimentOptions, shared: Once<SourceName, Encoder>) {
    const { set, perPerson, seed } = choice
    this.#choice = choice
    this.#options = options
    this.#shared = shared
    this.split = splitOf(set.faces, { perPerson, seed, testPerPerson: set.testPerPerson })
  }

  isFor({ set, perPerson, seed }: SplitChoice): boolean {
    return set === this.#choice.set && perPerson === this.#choice.perPerson && seed === this.#choice.seed
  }

  get context(): ArmContext {
    const { others, signal } = this.#options
    const source = (name: SourceName) => this.#sources.get(name, () => this.#make(name))
    return {
      train: this.split.train,
      seed: this.#choice.seed,
      others,
      signal,
      source,
      encoder: (name) =>
        (name === 'generated' ? this.#shared : this.#encoders).get(name, async () =>
          trainEncoder(await source(name), { seed: 0, signal }),
        ),
    }
  }

  dispose(): void {
    this.#sources.dispose()
    this.#encoders.dispose()
  }

  async #make(name: SourceName): Promise<FaceSource & { dispose?(): void }> {
    const { generator, ownGanKimg = experimentDefaults.ownGanKimg, signal } = this.#options
    const { train } = this.split
    if (name === 'gaussian') return gaussianSource(train)
    if (name === 'own-gan') return ownGanSource(train, { kimg: ownGanKimg, seed: this.#choice.seed, signal })
    const { fingerprint, size, latentSize } = generator! // the caller disposes of it
    return { fingerprint, size, latentSize, render: (latents, stop) => generator!.render(latents, stop) }
  }
}
