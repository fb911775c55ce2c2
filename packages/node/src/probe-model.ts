import type { ModelManifest } from '@facegan/core'

/** A network of one number, y = 6 z; made by `scripts/make-probe-model.py`. */
export function probeGraph(): Uint8Array<ArrayBuffer> {
  return new Uint8Array(Buffer.from(base64.join(''), 'base64'))
}

/** What its manifest would say: latent of 1, picture of 1x1. */
export const probeManifest: ModelManifest = {
  format: 'facegan-model',
  formatVersion: 1,
  name: 'probe',
  version: '1.0.0',
  licence: 'Apache-2.0',
  files: { generator: { path: 'probe.onnx', bytes: 1, sha256: '0'.repeat(64) } },
  latent: { size: 1, distribution: 'normal' },
  image: { width: 1, height: 1, channels: 3 },
  input: { name: 'z' },
  output: { name: 'y', encoding: 'packed-rgba' },
  weights: 'float32',
}

const base64 = [
  'CAg6iQIKEQoBegoBVxIBYSIGTWF0TXVsChIKAWEKAVMSAWIiB1Jlc2hhcGUKGAoBYgoBSxIBYyINQ29udlRyYW5zcG9zZQoX',
  'CgFjEgFkIgRDYXN0KgkKAnRvGAagAQIKEgoBZAoBWBIBeSIHU3F1ZWV6ZRIFcHJvYmUqDwgBCAEQAUIBV0oEAAAAQCopCAQQ',
  'B0IBU0og//////////8BAAAAAAAAAAEAAAAAAAAAAQAAAAAAAAAqEwgBCAEIAQgBEAFCAUtKBAAAQEAqEQgBEAdCAVhKCAEA',
  'AAAAAAAAWhQKAXoSDwoNCAESCQoDEgFOCgIIAWIYCgF5EhMKEQgGEg0KAxIBTgoCCAEKAggBQgQKABAR',
]
