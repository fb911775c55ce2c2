import { runConverter } from './run-converter.ts'

/** Whether a model is given by its address. */
export function isAddress(model: string): boolean {
  return model.includes('://')
}

/**
 * Downloads a model once, for the converter and for the proof.
 *
 * @param folder a new folder
 * @returns the path of its model.json, or of the Keras file
 * @throws ConvertError when the server does not give all of it
 */
export async function fetchModel(
  address: string,
  folder: string,
  { signal, onMessage }: { signal?: AbortSignal | undefined; onMessage: (message: string) => void },
): Promise<string> {
  onMessage('Downloading …')
  return (await runConverter(['fetch', address, folder], signal)).trim()
}
