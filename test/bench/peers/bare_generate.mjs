// What somebody would write without a package: one face of a plain export, as a PNG file.

import { readFile, writeFile } from 'node:fs/promises'
import * as ort from 'onnxruntime-node'
import sharp from 'sharp'

const [model, latentSize, out] = process.argv.slice(2)
const session = await ort.InferenceSession.create(await readFile(model))
const normal = () => Math.sqrt(-2 * Math.log(1 - Math.random())) * Math.cos(2 * Math.PI * Math.random())
const z = Float32Array.from({ length: Number(latentSize) }, normal)
const { images } = await session.run({ z: new ort.Tensor('float32', z, [1, z.length]) })
const [, height, width, channels] = images.dims
const levels = Uint8Array.from(images.data, (x) => Math.max(0, Math.min(255, Math.round((x + 1) * 127.5))))
const png = await sharp(levels, { raw: { width, height, channels } }).png().toBuffer()
await writeFile(out, png)
