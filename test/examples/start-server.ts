import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { createInterface } from 'node:readline'

/** Starts a server of an example as its page says, and waits for the line that names its address. */
export async function startServer(file: string, env: NodeJS.ProcessEnv = {}, args: readonly string[] = []) {
  const child = spawn(process.execPath, [file, ...args], {
    env: { ...process.env, PORT: '0', NO_COLOR: '1', ...env }, // an address with colours in it is none
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  const exit = once(child, 'exit') as Promise<[code: number | null, signal: NodeJS.Signals | null]>
  let stderr = ''
  child.stderr.on('data', (chunk) => (stderr += chunk))
  for await (const line of createInterface(child.stdout)) {
    const [url] = /http:[^"\s]+/.exec(line) ?? []
    if (url === undefined) continue
    child.stdout.resume()
    return {
      url,
      child,
      exit,
      stderr: () => stderr,
      async stop() {
        child.kill('SIGTERM')
        await exit
      },
    }
  }
  throw new Error(`${file} ended before it listened:\n${stderr}`)
}
