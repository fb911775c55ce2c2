import { InvalidOptionError } from '@facegan/core'
import type { Command } from '../command.ts'

export const webAssets: Command = {
  name: 'web-assets',
  summary: 'Write what a page fetches into a folder of your site: scripts, workers, WebAssembly, model',
  examples: [
    'facegan web-assets public/facegan                    # 44 MB; for a face a page fetches 17, or 6.4 compressed',
    'facegan web-assets public/facegan --model my-model   # a model of your own',
    'facegan web-assets public/facegan --force            # after an update of @facegan/web',
  ],
  arguments: [['<folder>', 'made where it is missing; files of the same content stay']],
  options: [
    { flags: '-m, --model <model>', help: 'built-in name or folder (default: the built-in model)' },
    { flags: '--url <path>', help: 'where your site serves the folder (default: guessed from its name)' },
    { flags: '--force', help: 'replace files of other content' },
    { flags: '--json', help: 'print files, import map and options as JSON' },
  ],
  async run({ operands, options, terminal }) {
    const [folder] = operands
    const { instructionsFor, instructionsText, likelyUrl } = await import('../web-assets/instructions.ts')
    const url = options['url'] === undefined ? likelyUrl(folder) : urlOption(String(options['url']))
    const { findWebPackage } = await import('../web-assets/find-web-package.ts')
    const { listAssets } = await import('../web-assets/files.ts')
    const { placeFiles } = await import('../web-assets/place-files.ts')
    const model = options['model'] as string | undefined
    const assets = await listAssets(findWebPackage(process.cwd()), model, terminal.signal)
    const force = options['force'] === true
    const files = await placeFiles(folder, assets.files, { force, signal: terminal.signal })
    const instructions = instructionsFor(url, assets.model)
    if (options['json'])
      return terminal.print(`${JSON.stringify({ folder, url, files, ...instructions }, null, 2)}\n`)
    const written = files.filter((file) => file.written)
    const megabytes = files.reduce((sum, { bytes }) => sum + bytes, 0) / 1e6
    terminal.note(
      `${files.length} files in ${folder}, ${megabytes.toFixed(1)} MB: ${written.length} written, ` +
        `${files.length - written.length} were there\n\n`,
    )
    terminal.print(instructionsText(instructions, url))
  },
}

/** @throws InvalidOptionError */
function urlOption(text: string): string {
  if (!/^(\/|https?:\/\/)[^\s'"<>]*$/i.test(text))
    throw new InvalidOptionError('--url', 'a path that starts with /, or an http(s) address', text)
  return text.endsWith('/') ? text : `${text}/`
}
