import { spawn } from 'node:child_process'

export interface CommandResult {
  /** Exit status; -1 where the program was ended by a signal. */
  readonly code: number
  readonly stdout: string
  readonly stderr: string
}

export interface CommandOptions {
  readonly env?: NodeJS.ProcessEnv
  readonly signal?: AbortSignal
  readonly cwd?: string
}

/**
 * Runs a program without a shell and collects what it writes.
 *
 * @returns undefined where there is no such program; rejects only when `signal` aborts
 */
export function runCommand(
  file: string,
  args: readonly string[],
  { env = process.env, signal, cwd }: CommandOptions = {},
): Promise<CommandResult | undefined> {
  signal?.throwIfAborted()
  return new Promise((resolve, reject) => {
    const child = spawn(file, args, {
      env,
      cwd,
      stdio: ['ignore', 'pipe', 'pipe'],
      ...(signal && { signal }),
    })
    let stdout = ''
    let stderr = ''
    child.stdout.setEncoding('utf8').on('data', (text: string) => (stdout += text))
    child.stderr.setEncoding('utf8').on('data', (text: string) => (stderr += text))
    child.on('error', (error: NodeJS.ErrnoException) => {
      if (signal?.aborted) reject(signal.reason)
      else if (error.code === 'ENOENT' || error.code === 'EACCES') resolve(undefined)
      else reject(error)
    })
    child.on('close', (code) => {
      if (signal?.aborted) reject(signal.reason)
      else resolve({ code: code ?? -1, stdout, stderr })
    })
  })
}

/** The end of a program's output, for an error message. */
export function lastLines({ stdout, stderr }: CommandResult, count = 15): string {
  const text = stderr.trim() || stdout.trim() || '(it wrote nothing)'
  return text
    .split('\n')
    .slice(-count)
    .map((line) => `  ${line}`)
    .join('\n')
}
