import * as node from '@facegan/node'
import * as web from '@facegan/web'
import { seedOfText } from '@facegan/web/seed-of-text'
import { expect, it } from 'vitest'

/** What only one runtime can have: its own face, files and a cache there, pages here. */
const ownOfNode = [
  'FileNotWrittenError',
  'NodeFace',
  'OfflineError',
  'OtherDatasetError',
  'clearModels',
  'contactSheet',
  'listModels',
  'makeFolder',
  'readModel',
  'tarFaces',
  'writeFaces',
  'writeFileAtomically',
  'writeShards',
]
/** In the web SDK it is an entry of its own, `@facegan/web/seed-of-text`. */
const elsewhereInWeb = ['seedOfText']
const ownOfWeb = ['NotEncodedError', 'WebFace', 'WorkerScriptError']

it('apart from what only one runtime can have, @facegan/node and @facegan/web export the same', () => {
  expect(Object.keys(web)).toEqual(expect.arrayContaining(ownOfWeb))
  expect(shared(Object.keys(web), ownOfWeb)).toEqual(
    shared(Object.keys(node), [...ownOfNode, ...elsewhereInWeb]),
  )
})

it('a text has the same seed in both, and in Python: `printf %s ada | sha256sum`', () => {
  expect(seedOfText('ada')).toBe(0xfdee430d)
  expect(node.seedOfText('ada')).toBe(seedOfText('ada'))
})

function shared(names: string[], own: string[]): string[] {
  return names.filter((name) => !own.includes(name)).toSorted()
}
