import * as ort from 'onnxruntime-web/webgpu'
import { serveSession } from './serve-session.ts'

serveSession({ ort, executionProvider: 'webgpu', wasmFile: 'ort-wasm-simd-threaded.asyncify.wasm' })
