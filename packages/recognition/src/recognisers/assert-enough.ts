import { RecognitionDataError } from '../errors.ts'
import type { LabelledFaces } from '../labelled-faces.ts'
import type { Recogniser } from '../recogniser.ts'

/** Below this neither a grid of cells nor a block of gradients has room. */
const smallestSize = 16

/**
 * @returns how many people have a picture
 * @throws RecognitionDataError
 */
export function assertEnough(
  { name, picturesPerPerson }: Pick<Recogniser, 'name' | 'picturesPerPerson'>,
  { labels, size }: LabelledFaces,
): number {
  const people = new Set(labels).size
  if (size < smallestSize)
    throw new RecognitionDataError(
      `Pictures of ${size}x${size} pixels are too small for ${name}; it needs ${smallestSize}x${smallestSize} at least.`,
      'bring them to a larger size, such as 64',
    )
  if (people < 2)
    throw new RecognitionDataError(
      `${name} learns what tells people apart, and there are pictures of ${people}.`,
      'give it pictures of two people at least',
    )
  if (labels.length < people * picturesPerPerson)
    throw new RecognitionDataError(
      `${name} learns from differences between pictures of one person, and needs two of each on average; there are ` +
        `${labels.length} pictures of ${people} people.`,
      'give more pictures, or take one that works with a single picture of each: mix-wpca, lbp-wpca, lbp, eigenfaces',
    )
  return people
}
