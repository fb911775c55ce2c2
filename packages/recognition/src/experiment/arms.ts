import { classicAugmentation, noAugmentation, type PictureAugmentation } from '../cnn/augment-pictures.ts'
import type { PictureGroup } from '../cnn/picture-groups.ts'
import { greyLevels } from '../features/grey.ts'
import { pickFaces, type LabelledFaces } from '../labelled-faces.ts'
import { drawIdentities, drawMoved, drawStrangers, type DrawnFaces } from './draw-faces.ts'
import type { Encoder } from './encoder.ts'
import type { FaceSource } from './face-source.ts'
import { pretrainingShare } from './pretraining-share.ts'

/** Where faces come from that are in no photograph. */
export type SourceName = 'generated' | 'own-gan' | 'gaussian'

/** What an arm may ask for. */
export interface ArmContext {
  readonly train: LabelledFaces
  readonly seed: number
  /** Real faces of people who are not in the set; labels mean nothing. */
  readonly others: LabelledFaces | undefined
  source(name: SourceName): Promise<FaceSource>
  /** Of that source, trained once. */
  encoder(name: SourceName): Promise<Encoder>
  readonly signal: AbortSignal | undefined
}

/** What is done differently from the baseline; left out, nothing is. */
export interface ArmChanges {
  readonly augmentation?: PictureAugmentation
  /** Steps more, as a share of those that all arms have. */
  readonly moreSteps?: number
  /** See `TargetRule`. */
  readonly smoothing?: number
  /** Pictures beside the real ones, of which every batch has as many in every arm. Labels from 0 up are people of their own. */
  readonly extra?: PictureGroup
  /** People to learn before the real ones, for `pretrainingShare` of the steps that follow. */
  readonly pretraining?: DrawnFaces
}

/** One way to train the same network on the same real pictures. */
export interface Arm {
  readonly name: string
  readonly title: string
  /** What it is in a sentence, for the page. */
  readonly about: string
  /** Whether its faces were made by a GAN; the others are controls. */
  readonly kind: 'baseline' | 'control' | 'gan'
  /** Whether `--quick` has it. */
  readonly quick: boolean
  readonly sources: readonly (SourceName | 'others')[]
  prepare(context: ArmContext): Promise<ArmChanges>
}

/** Pictures beside 48 real ones in a batch: the three to one of a few hundred real pictures and a thousand drawn ones. */
const extraPerBatch = 16
const strangers = 1000
/** As many people as a network of this size can hold apart; the moves differ from person to person by half of what people do. */
const pretrainingPeople = 400
const pretrainingPictures = 8
const spread = 0.3

const sourceTitles: Record<SourceName, string> = {
  generated: 'the GAN',
  'own-gan': "the split's own GAN",
  gaussian: 'Gaussian fakes',
}

const noteOf = (source: SourceName) =>
  source === 'own-gan' ? " That GAN has seen the split's training pictures and nothing else." : ''

const kindOf = (source: SourceName) => (source === 'gaussian' ? 'control' : 'gan')

/** Zheng et al. 2017, arXiv:1701.07717: pictures of nobody, whose target is every person alike (LSRO). */
function outliers(source: SourceName, quick: boolean): Arm {
  return {
    name: `outliers-${source}`,
    title: `Outliers from ${sourceTitles[source]}`,
    about: `A thousand pictures from ${sourceTitles[source]}, each of which the network should take for everybody alike.${noteOf(source)}`,
    kind: kindOf(source),
    quick,
    sources: [source],
    async prepare({ source: open, seed, signal }) {
      const grey = await drawStrangers(await open(source), strangers, seed * strangers, signal)
      return { extra: { grey, labels: nobody(strangers), perBatch: extraPerBatch } }
    },
  }
}

function identities(source: SourceName, quick: boolean): Arm {
  return {
    name: `identities-${source}`,
    title: `More people from ${sourceTitles[source]}`,
    about: `As many people again, from ${sourceTitles[source]}, with as many pictures of each: one latent a person and small moves about it.${noteOf(source)}`,
    kind: kindOf(source),
    quick,
    sources: [source],
    async prepare({ train, source: open, seed, signal }) {
      const people = train.people.length
      const perPerson = Math.max(2, Math.round(train.labels.length / people))
      const drawn = await drawIdentities(await open(source), people, perPerson, spread, seed, signal)
      return { extra: { ...drawn, labels: drawn.labels.map((p) => p + people), perBatch: extraPerBatch } }
    },
  }
}

function pretraining(source: SourceName, quick: boolean): Arm {
  return {
    name: `pretraining-${source}`,
    title: `Pretraining on ${sourceTitles[source]}`,
    about: `The network first learns ${pretrainingPeople} people from ${sourceTitles[source]}, for half as many steps again, then the real ones.${noteOf(source)}`,
    kind: kindOf(source),
    quick,
    sources: [source],
    async prepare({ source: open, seed, signal }) {
      const drawn = drawIdentities(
        await open(source),
        pretrainingPeople,
        pretrainingPictures,
        spread,
        seed,
        signal,
      )
      return { pretraining: await drawn }
    },
  }
}

function moved(source: SourceName): Arm {
  return {
    name: `moved-${source}`,
    title: `The same people from ${sourceTitles[source]}`,
    about: `Each real picture is projected to a latent of ${sourceTitles[source]}, moved a little four times, and drawn again under its person's name.${noteOf(source)}`,
    kind: kindOf(source),
    quick: false,
    sources: [source],
    async prepare({ train, source: open, encoder, seed, signal }) {
      const latents = (await encoder(source)).latentsOf(greyLevels(train.pixels))
      const drawn = await drawMoved(await open(source), latents, train.labels, 4, spread, seed, signal)
      return { extra: { ...drawn, perBatch: extraPerBatch } }
    },
  }
}

/** In the order of the report; the first is what the others are compared with. */
export const arms: readonly Arm[] = [
  {
    name: 'baseline',
    title: 'Baseline',
    about: 'Real pictures, with flips, small turns, shifts, zooms and changes of light.',
    kind: 'baseline',
    quick: true,
    sources: [],
    prepare: async () => ({ augmentation: classicAugmentation }),
  },
  {
    name: 'longer-baseline',
    title: 'Longer baseline',
    about: 'The baseline for half as many steps again: what pretraining costs, spent on the real pictures.',
    kind: 'control',
    quick: true,
    sources: [],
    prepare: async () => ({ moreSteps: pretrainingShare }),
  },
  {
    name: 'no-augmentation',
    title: 'No augmentation',
    about: 'Real pictures as they are: what a weak baseline would be.',
    kind: 'control',
    quick: false,
    sources: [],
    prepare: async () => ({ augmentation: noAugmentation }),
  },
  {
    name: 'label-smoothing',
    title: 'Label smoothing',
    about:
      'A tenth of every target is spread over all people: what outliers do to targets, without outliers.',
    kind: 'control',
    quick: true,
    sources: [],
    prepare: async () => ({ smoothing: 0.1 }),
  },
  {
    name: 'outliers-others',
    title: 'Outliers: real strangers',
    about: 'A thousand photographs of other people in the place of generated faces.',
    kind: 'control',
    quick: true,
    sources: ['others'],
    async prepare({ others }) {
      const count = others!.labels.length
      const kept = Math.min(count, strangers)
      // evenly spaced, for files in order of their names often come source by source
      const chosen = Array.from({ length: kept }, (_, i) => Math.floor((i * count) / kept))
      const grey = greyLevels(pickFaces(others!, chosen).pixels)
      return { extra: { grey, labels: nobody(kept), perBatch: extraPerBatch } }
    },
  },
  outliers('gaussian', true),
  outliers('generated', true),
  outliers('own-gan', false),
  identities('gaussian', false),
  identities('generated', true),
  identities('own-gan', false),
  pretraining('gaussian', true),
  pretraining('generated', true),
  pretraining('own-gan', false),
  moved('gaussian'),
  moved('generated'),
  moved('own-gan'),
]

function nobody(count: number): Int32Array {
  return new Int32Array(count).fill(-1)
}
