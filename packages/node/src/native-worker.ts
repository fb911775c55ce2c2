// The entry of threads on onnxruntime-node. Only here is it loaded, so that no run ever blocks the main thread.

import * as ort from 'onnxruntime-node'
import { serveSession } from './serve-session.ts'

serveSession(ort)
