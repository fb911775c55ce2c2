import type { KnownModel } from '@facegan/node'
import type { Command } from '../command.ts'

export const modelsList: Command = {
  name: 'list',
  summary: 'List the models that need no network: built-in ones, and those fetched before',
  examples: ['facegan models list', 'facegan models list --json'],
  options: [{ flags: '--json', help: 'print them as JSON' }],
  async run({ options, terminal }) {
    const { listModels } = await import('@facegan/node')
    const models = await listModels()
    if (options['json']) return terminal.print(`${JSON.stringify(models.map(jsonOf), null, 2)}\n`)
    for (const known of models) {
      const { kind, manifest, model, path, bytes, fetched } = known
      const { name, version, image, files } = manifest
      const size = `${bytes.toLocaleString('en')} bytes`
      const missing =
        bytes < files.generator.bytes ? ` of ${files.generator.bytes.toLocaleString('en')}, not done` : ''
      terminal.print(`${name} ${version}  ${image.width}x${image.height}, ${size}${missing}\n`)
      terminal.print(
        kind === 'built-in' ? '  built in\n' : `  fetched ${fetched?.slice(0, 10)} from ${model}\n`,
      )
      terminal.print(`  ${path}\n`)
    }
  },
}

function jsonOf({ manifest, ...rest }: KnownModel): object {
  const { name, version, licence, image, files } = manifest
  return {
    name,
    version,
    licence,
    image,
    sha256: files.generator.sha256,
    size: files.generator.bytes,
    ...rest,
  }
}
