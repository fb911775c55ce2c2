export { copyDistance } from './copy-distance.ts'
export { describeFaces, type FaceDescription } from './describe-faces.ts'
export { detectFaces, type DetectedFaces } from './detect-faces.ts'
export { MissingFaceApiError } from './errors.ts'
export { faceBoxes } from './face-boxes.ts'
export { faceEmbeddings, faceEmbeddingSpace } from './face-embeddings.ts'
export { faceLandmarks } from './face-landmarks.ts'
export { disposeFaceNetworks } from './face-networks.ts'
export type { HeadPose } from './head-pose.ts'
export {
  likeness,
  type LikenessInput,
  type LikenessPoint,
  type LikenessReport,
  type LikePair,
  type NamedEmbeddings,
  type RealPair,
} from './likeness.ts'
export { loadPictures, type NamedPictures } from './load-pictures.ts'
export { makeUp, type MakeUp, type Part } from './make-up.ts'
export type { JudgeOptions } from './picture-batches.ts'
export type { Rate } from './rate-test.ts'
export { verification, type Verification } from './verification.ts'
export { bestBoxes, type FaceBox } from './yolo-boxes.ts'
