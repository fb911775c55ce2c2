import * as node from '@facegan/node'
import * as web from '@facegan/web'
import { expect, it } from 'vitest'

/** What only one runtime can have: its own face, files and a cache there, pages here. */
const ownOfNode = [
  'FileNotWrittenError',
  'NodeFace',
  'OfflineError',
  'OtherDatasetError',
  'animation',
  'clearModels',
  'contactSheet',
  'listModels',
  'makeFolder',
  'readModel',
  'tarFaces',
  'verifyFace',
  'writeFaces',
  'writeFileAtomically',
  'writeShards',
]
const ownOfWeb = ['InsecureContextError', 'WebFace', 'WorkerScriptError']

it('apart from what only one runtime can have, @facegan/node and @facegan/web export the same', () => {
  expect(Object.keys(web)).toEqual(expect.arrayContaining(ownOfWeb))
  expect(shared(Object.keys(web), ownOfWeb)).toEqual(shared(Object.keys(node), ownOfNode))
})

function shared(names: string[], own: string[]): string[] {
  return names.filter((name) => !own.includes(name)).toSorted()
}
