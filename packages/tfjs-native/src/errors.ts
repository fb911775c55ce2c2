/** What went wrong, stable across releases. */
export type NativeErrorCode =
  | 'TFJS_NATIVE_NOT_SET_UP'
  | 'TFJS_NATIVE_BROKEN'
  | 'TFJS_NATIVE_ADDON_LOAD'
  | 'TFJS_NATIVE_CHECK_FAILED'
  | 'TFJS_NATIVE_UNSUPPORTED_PLATFORM'
  | 'TFJS_NATIVE_NO_PYTHON'
  | 'TFJS_NATIVE_NO_VENV'
  | 'TFJS_NATIVE_NO_COMPILER'
  | 'TFJS_NATIVE_COMPILE_FAILED'
  | 'TFJS_NATIVE_INSTALL_FAILED'
  | 'TFJS_NATIVE_HOME_NOT_WRITABLE'
  | 'TFJS_NATIVE_BAD_ARGUMENT'
  | 'TFJS_NATIVE_NOT_A_GRAPH'
  | 'TFJS_NATIVE_NO_TEMPORARY_FOLDER'
  | 'TFJS_NATIVE_WASM_MISSING'
  | 'TFJS_NATIVE_WASM_LOAD'

/** Everything a user can cause here; `hint` is what to do next. */
export class NativeBackendError extends Error {
  override readonly name = 'NativeBackendError'
  readonly code: NativeErrorCode
  readonly hint: string

  constructor(code: NativeErrorCode, message: string, hint: string, cause?: unknown) {
    super(`${message}\n${hint}`, cause === undefined ? undefined : { cause })
    this.code = code
    this.hint = hint
  }
}
