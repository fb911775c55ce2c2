import type { DeviceRunnerOptions } from '@facegan/core'
import { startDevice, type ConcreteDevice } from './devices.ts'
import type { ResolvedLoadOptions } from './load-options.ts'
import type { ModelSource } from './model-source.ts'

type Remembering = Pick<DeviceRunnerOptions<ConcreteDevice>, 'trialAfterMs' | 'onTrial' | 'onChange'>

/**
 * Which device won the trial of a model in this browser is kept, so that the next visit need not find out again: a
 * winner gets its trial at once, a loser none. Another version of a browser is another browser: its compilers changed.
 */
export function rememberingTrials(
  { manifest }: Pick<ModelSource, 'manifest'>,
  { onDeviceChange }: Pick<ResolvedLoadOptions, 'onDeviceChange'>,
): Remembering {
  const key = `facegan ${manifest.files.generator.sha256}`
  return {
    get trialAfterMs() {
      const winner = recall(key)
      if (!winner) return undefined
      return winner === startDevice ? Infinity : 0
    },
    onTrial: (candidate, { faster }) => remember(key, faster ? candidate : startDevice),
    onChange(change) {
      if (change.why === 'failed') remember(key, undefined)
      onDeviceChange(change)
    },
  }
}

function recall(key: string): string | undefined {
  const [device, ...browser] = attempt(() => localStorage.getItem(key))?.split(' ') ?? []
  return browser.join(' ') === navigator.userAgent ? device : undefined
}

function remember(key: string, device: ConcreteDevice | undefined): void {
  attempt(() =>
    device ? localStorage.setItem(key, `${device} ${navigator.userAgent}`) : localStorage.removeItem(key),
  )
}

/** Storage is refused to sandboxed frames and by strict settings; then every visit finds out for itself. */
function attempt<T>(use: () => T): T | undefined {
  try {
    return use()
  } catch {
    return undefined
  }
}
