import { faceEmbeddings } from '@facegan/trainer/judge'
import * as v from 'valibot'
import { mirrored } from '../mirror.ts'
import type { FaceFeatures, Recogniser } from '../recogniser.ts'

const width = 128
const settingsSchema = v.object({ size: v.pipe(v.number(), v.integer(), v.minValue(16), v.maxValue(1024)) })

/**
 * Nearest neighbours on a network that others trained: dlib's ResNet-29 (King 2017, `dlib_face_recognition_resnet_model_v1`;
 * the residual network of He et al. 2015, arXiv:1512.03385), as `@vladmandic/face-api` carries it. The embeddings of a
 * picture and of its mirror image are averaged: on LFW's training pictures, leave-one-out, 99.6 % against 99.5 % come to
 * their own person at ten pictures each, 99.4 against 99.1 at five; on Yale B's, 72.1 against 67.9 at ten.
 *
 * It learns nothing from your pictures, so one of each person is enough. What it knows comes, as its author says, from
 * about 3 million pictures of 7,485 people: FaceScrub, VGG and pictures from the internet; he says that he made sure to
 * avoid overlap with the people of LFW. Nobody asked those people. It tells people apart less well under hard side
 * light, and was reported to do so for faces that are rare in such collections.
 *
 * @throws MissingFaceApiError, also when restored: a model file does not carry the network
 */
export const faceEmbedding: Recogniser = {
  name: 'face-embedding',
  title: 'Face embedding (pretrained)',
  source: "King 2017, dlib's ResNet-29; He et al. 2015, arXiv:1512.03385",
  picturesPerPerson: 1,
  pretrained: { verification: 0.566, identification: 0.44 },
  fit: ({ size }, { signal } = {}) => featuresOf(size, signal),
  restore: async ({ settings }) => featuresOf(v.parse(settingsSchema, settings).size),
}

async function featuresOf(size: number, signal?: AbortSignal): Promise<FaceFeatures> {
  await faceEmbeddings(new Uint8Array(0), size, { signal }) // what is missing is missed now, not at the first picture
  return {
    size,
    width,
    distance: 'euclidean',
    async embed(pixels) {
      const plain = await faceEmbeddings(pixels, size)
      const turned = await faceEmbeddings(mirrored(pixels, size), size)
      return plain.map((value, i) => (value + turned[i]) / 2)
    },
    state: () => ({ settings: { size }, tensors: {} }),
    dispose() {}, // the network is shared: `disposeFaceNetworks` of the trainer's judge frees it
  }
}
