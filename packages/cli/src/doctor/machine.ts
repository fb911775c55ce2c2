import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { availableParallelism, cpus, totalmem } from 'node:os'
import type { Finding } from './finding.ts'

/** Node, the packages that matter, and what the system gives us. */
export function machine(): Finding[] {
  return [node(), packages(), threads()]
}

/** As `engines` of every package of ours says. */
export function isSupported(version: string): boolean {
  const [major = 0, minor = 0] = version.split('.').map(Number)
  return major >= 24 || (major === 22 && minor >= 12) || (major === 20 && minor >= 19)
}

function node(): Finding {
  const { versions, platform, arch } = process
  const ok = isSupported(versions.node)
  const hint = ok ? undefined : 'install Node 20.19, 22.12, 24 or newer'
  return { subject: 'node', ok, detail: `${versions.node} on ${platform} ${arch}`, hint }
}

function packages(): Finding {
  const { version } = JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8'))
  const sdk = createRequire(import.meta.resolve('@facegan/node'))
  const names = ['onnxruntime-node', 'onnxruntime-web', 'sharp']
  const found = names.map((name) => [name, versionOf(name, sdk)] as const)
  const installed = found.filter(([, installed]) => installed !== undefined)
  const detail = [['facegan', version], ...installed].map((pair) => pair.join(' ')).join(', ')
  const absent = found
    .filter(([name, installed]) => !installed && name !== 'onnxruntime-web')
    .map(([name]) => name)
  return absent.length === 0
    ? { subject: 'packages', ok: true, detail }
    : {
        subject: 'packages',
        ok: false,
        detail: `${detail}; not ${absent.join(', ')}`,
        hint: 'install facegan again',
      }
}

function versionOf(name: string, require: NodeJS.Require): string | undefined {
  for (const folder of require.resolve.paths(name) ?? [])
    try {
      return JSON.parse(readFileSync(`${folder}/${name}/package.json`, 'utf8')).version
    } catch {
      continue
    }
  return undefined
}

function threads(): Finding {
  const usable = availableParallelism()
  const limited = usable < cpus().length ? ` (of ${cpus().length}; this process is held to fewer)` : ''
  const model = cpus()[0]?.model.trim() ?? 'unknown processor'
  const memory = `${(totalmem() / 2 ** 30).toFixed(0)} GiB of memory`
  return { subject: 'threads', ok: true, detail: `${usable}${limited}, ${model}, ${memory}` }
}
