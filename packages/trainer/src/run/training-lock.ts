import { RunFolderError } from '../errors.ts'
import { cannotWrite } from './cannot-write.ts'
import type { LockPurpose } from './folder-lock.ts'

/** One trainer a run folder. */
export const trainingLock: LockPurpose = {
  name: 'training',
  held: 'is being trained',
  subject: 'This run',
  rule: 'one trainer a run folder',
  goOn: '--resume',
  error: (message, hint) => new RunFolderError(message, hint),
  cannotWrite: (folder, cause) => cannotWrite('The lock', folder, cause),
}

/** What the lock puts into a run folder. */
export function belongsToLock(name: string): boolean {
  return name.startsWith(`${trainingLock.name}.`)
}
