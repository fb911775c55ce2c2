import { files as faces64 } from '@facegan/model-faces-64'

/** Name -> addresses of its files, wherever the bundler put them: often not in one folder, nor under these names. */
export const builtInModels: ReadonlyMap<string, Readonly<Record<string, URL>>> = new Map([
  ['faces-64', faces64],
])
