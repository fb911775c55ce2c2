/** For `catch`: a file or folder that is not there reads as `value`; every other trouble stays an error. */
export function whenMissing<T>(value: T): (error: unknown) => T {
  return (error) => {
    if ((error as { code?: string }).code === 'ENOENT') return value
    throw error
  }
}
