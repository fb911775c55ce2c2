/**
 * Defaults for the variables that TensorFlow's C++ side reads when it is loaded; what the user set
 * stays. Takes effect in the main thread only, since a worker's `process.env` is a copy.
 */
export function quietTensorflow(env: NodeJS.ProcessEnv = process.env): void {
  // 3 hides errors too: the CUDA build logs three harmless "factory already registered" at that
  // level, and real errors reach us as exceptions
  env['TF_CPP_MIN_LOG_LEVEL'] ??= '3'
  // else TensorFlow takes all of the GPU's memory at once
  env['TF_FORCE_GPU_ALLOW_GROWTH'] ??= 'true'
}
