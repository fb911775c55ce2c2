// The entry of threads on onnxruntime-web, for places where onnxruntime-node cannot go.

import * as ort from 'onnxruntime-web'
import { serveSession } from './serve-session.ts'

ort.env.wasm.numThreads = 1 // several of these share the work
serveSession(ort)
