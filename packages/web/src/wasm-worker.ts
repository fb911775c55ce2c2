import * as ort from 'onnxruntime-web/wasm'
import { serveSession } from './serve-session.ts'

serveSession({ ort, executionProvider: 'wasm', wasmFile: 'ort-wasm-simd-threaded.wasm' })
