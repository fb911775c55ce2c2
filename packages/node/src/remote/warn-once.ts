const said = new Set<string>()

/**
 * A process warning, on stderr unless the program handles it.
 *
 * @param subject of which this is said once, however it is worded
 */
export function warnOnce(code: string, subject: string, message: string): void {
  const key = `${code} ${subject}`
  if (said.has(key)) return
  said.add(key)
  process.emitWarning(message, { type: 'FaceganWarning', code })
}
