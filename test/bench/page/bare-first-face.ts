// The same by hand, with ONNX Runtime Web in a worker and a plain export.

import { bare } from '../src/web/protocol.ts'
import { openPeer } from './peers.ts'

const latentSize = 64
const canvas = document.querySelector('canvas')!
const peer = await openPeer(bare, navigator.hardwareConcurrency)
const normal = () => Math.sqrt(-2 * Math.log(1 - Math.random())) * Math.cos(2 * Math.PI * Math.random())
const z = Float32Array.from({ length: latentSize }, normal)
const pixels = await peer.draw(z, 1, 1)
canvas.getContext('2d')!.putImageData(new ImageData(pixels, 64, 64), 0, 0)
performance.mark('first face')
