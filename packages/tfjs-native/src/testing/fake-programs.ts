import { chmodSync, mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

/** A new folder under the system's temporary one. */
export const temporaryFolder = (): string => mkdtempSync(join(tmpdir(), 'tfjs-native-test-'))

/**
 * An environment whose PATH holds nothing but the given shell scripts. The scripts themselves see the
 * system's tools.
 */
export function fakePath(programs: Readonly<Record<string, string>>): NodeJS.ProcessEnv {
  const folder = temporaryFolder()
  for (const [name, script] of Object.entries(programs)) {
    const path = join(folder, name)
    writeFileSync(path, `#!/bin/sh\nPATH=/usr/bin:/bin\n${script}\n`)
    chmodSync(path, 0o755)
  }
  return { PATH: folder }
}

/** A script that answers setup's question about a Python; `then` handles every other call. */
export function fakePython(
  { version = '3.11.7', hasVenv = true, implementation = 'CPython', bits = 64 } = {},
  then = 'exit 1',
): string {
  const answer = JSON.stringify({ executable: '$0', version, implementation, bits, hasVenv })
  return `case "$*" in *ensurepip*) printf '%s\\n' '${answer}' | sed "s#\\$0#$0#"; exit 0;; esac\n${then}`
}
