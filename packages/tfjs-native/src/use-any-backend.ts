import { useNativeBackend } from './native-backend.ts'
import { isWasm } from './wasm/wasm-backend.ts'

/**
 * For code that computes on whatever was chosen: leaves WASM in place where it is in use, and makes the native
 * backend the one where nothing is.
 *
 * @throws NativeBackendError as `useNativeBackend`
 */
export async function useAnyBackend(): Promise<void> {
  if (!isWasm()) await useNativeBackend()
}
