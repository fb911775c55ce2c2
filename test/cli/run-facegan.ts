import { spawn, type ChildProcess } from 'node:child_process'
import { fileURLToPath } from 'node:url'

export const bin = fileURLToPath(new URL('../../packages/cli/dist/bin.js', import.meta.url))

export interface Outcome {
  readonly code: number | null
  readonly signal: NodeJS.Signals | null
  readonly stdout: string
  /** stdout as it came. */
  readonly output: Buffer
  readonly stderr: string
}

/**
 * Starts `facegan …` as a user's shell would.
 *
 * @param fileBlocks no file may grow longer than so many blocks of the shell's, 512 or 1024 bytes each
 */
export function startFacegan(
  args: readonly string[],
  env: NodeJS.ProcessEnv = {},
  cwd?: string,
  fileBlocks?: number,
): { child: ChildProcess; ended: Promise<Outcome> } {
  const limited = ['sh', '-c', `ulimit -f ${fileBlocks} && exec "$@"`, 'sh']
  const [program, ...rest] = [...(fileBlocks === undefined ? [] : limited), process.execPath, bin, ...args]
  const child = spawn(program!, rest, { cwd, env: { ...process.env, ...env } })
  const chunks: Buffer[] = []
  let stderr = ''
  child.stdout.on('data', (chunk: Buffer) => chunks.push(chunk))
  child.stderr.on('data', (chunk) => (stderr += chunk))
  const ended = new Promise<Outcome>((resolve) => {
    child.on('close', (code, signal) => {
      const output = Buffer.concat(chunks)
      resolve({ code, signal, stdout: output.toString(), output, stderr })
    })
  })
  return { child, ended }
}

/** Runs `facegan …` to its end. */
export function facegan(...args: readonly string[]): Promise<Outcome> {
  return startFacegan(args).ended
}
