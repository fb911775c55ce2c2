import { manifestFileName } from '@facegan/core'

/** Name -> where its manifest is; each model is a package of data that is looked up when it is asked for. */
export const builtInModels: ReadonlyMap<string, () => Promise<URL>> = new Map([
  ['faces-64', async () => (await import('@facegan/model-faces-64')).files[manifestFileName]],
])
