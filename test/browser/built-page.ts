import { fileURLToPath } from 'node:url'
import { build } from 'vite'
import { temporaryFolder } from './temporary-folder.ts'

let built: Promise<string> | undefined

/** The folder that `vite build` makes of `page/`, with Vite's defaults: what a user of the package gets. */
export function builtPage(): Promise<string> {
  built ??= buildPage()
  return built
}

/** For a later build, once its folder is gone. */
export function forgetBuiltPage(): void {
  built = undefined
}

async function buildPage(): Promise<string> {
  const outDir = temporaryFolder()
  await build({
    root: fileURLToPath(new URL('page', import.meta.url)),
    configFile: false,
    logLevel: 'error',
    build: { outDir, emptyOutDir: true },
  })
  return outDir
}
