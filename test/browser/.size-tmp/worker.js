import '@facegan/web/wasm-worker.js'
