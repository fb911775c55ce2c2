import { resolveLoadOptions, type LoadOptions } from './load-options.ts'
import { readSource, type ModelSource } from './model-source.ts'

/**
 * A model's manifest and its checked ONNX file, read or fetched as `loadGenerator` does it, but not opened.
 *
 * @throws ModelNotFoundError, InvalidManifestError, ModelCorruptError, OfflineError
 */
export async function readModel(
  options: Omit<LoadOptions, 'device' | 'threads' | 'onDeviceChange'> = {},
): Promise<ModelSource> {
  const { model, ...reading } = resolveLoadOptions(options)
  return readSource(model, reading)
}
