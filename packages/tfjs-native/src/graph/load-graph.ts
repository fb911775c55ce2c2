import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { NativeBackendError } from '../errors.ts'
import type { TfjsBinding } from '../load-addon.ts'
import type { GraphNode } from './recording.ts'
import { TAG, encodeSavedModel } from './saved-model.ts'

/**
 * Hands a graph to TensorFlow, by way of a temporary file, since the addon loads graphs from disk alone.
 *
 * @returns the addon's number of it, to run and to delete
 * @throws NativeBackendError TFJS_NATIVE_NO_TEMPORARY_FOLDER
 */
export function loadGraph(binding: TfjsBinding, nodes: readonly GraphNode[]): number {
  const folder = temporaryFolder()
  try {
    writeFileSync(join(folder, 'saved_model.pb'), encodeSavedModel(nodes, binding))
    return binding.loadSavedModel(folder, TAG)
  } catch (cause) {
    throw 'code' in (cause as Error) ? noTemporaryFolder(cause) : cause
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

function temporaryFolder(): string {
  try {
    return mkdtempSync(join(tmpdir(), 'tfjs-native-graph-'))
  } catch (cause) {
    throw noTemporaryFolder(cause)
  }
}

function noTemporaryFolder(cause: unknown): NativeBackendError {
  return new NativeBackendError(
    'TFJS_NATIVE_NO_TEMPORARY_FOLDER',
    `A graph could not be written to ${tmpdir()}: ${(cause as Error).message}`,
    'Make room there, or let TMPDIR name a folder that may be written to.',
    cause,
  )
}
