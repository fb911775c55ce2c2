#!/usr/bin/env node
import { parseArgs } from 'node:util'
import { nativeHome } from './native-home.ts'
import { inspectInstallation, requireInstallation } from './locate-native.ts'
import { setupCommand } from './package-paths.ts'
import { checkInstallation } from './setup/check-installation.ts'
import { setup } from './setup/setup.ts'

const HELP = `tfjs-native: TensorFlow.js on the native TensorFlow library, in Node

Usage
  tfjs-native setup [--cuda] [--home DIR]   make the Python environment, compile the addon
  tfjs-native check                         say what is wrong with it, or compute with it
  tfjs-native --help

Options
  --cuda      TensorFlow with CUDA libraries, for an NVIDIA GPU (Linux x64, about 3 GB)
  --home DIR  where to put it; set TFJS_NATIVE_HOME to the same folder afterwards
              (default ${nativeHome()})

Needs Linux with glibc, Python 3.10 or 3.11 (or uv), and a C++ compiler.
Exit codes: 0 done, 1 failed, 2 wrong use.
`

/** Wrong use of the command line: exit code 2. */
class UsageError extends Error {}

async function main(args: string[]): Promise<void> {
  const { values, positionals } = parse(args)
  if (values.help) {
    process.stdout.write(HELP)
    return
  }
  const [command, ...rest] = positionals
  if (rest.length > 0) throw new UsageError(`Too many arguments: ${rest.join(' ')}`)
  if (command === 'setup') await runSetup(values.cuda ?? false, values.home)
  else if (command === 'check') await runCheck()
  else throw new UsageError(command ? `No such command: ${command}` : 'No command given')
}

function parse(args: string[]) {
  try {
    return parseArgs({
      args,
      allowPositionals: true,
      options: {
        cuda: { type: 'boolean' },
        home: { type: 'string' },
        help: { type: 'boolean', short: 'h' },
      },
    })
  } catch (error) {
    throw new UsageError((error as Error).message)
  }
}

async function runSetup(cuda: boolean, home: string | undefined): Promise<void> {
  if (home === '') throw new UsageError('--home needs a folder')
  const controller = new AbortController()
  const stop = (): void => controller.abort(new Error('Stopped; what was begun is removed.'))
  process.once('SIGINT', stop).once('SIGTERM', stop)
  const result = await setup({
    accelerator: cuda ? 'cuda' : 'cpu',
    ...(home !== undefined && { home }),
    log: (line) => process.stderr.write(`${line}\n`),
    signal: controller.signal,
  })
  if (home !== undefined && !result.home.startsWith(nativeHome())) {
    process.stderr.write(
      `Set TFJS_NATIVE_HOME to that folder so that it is found: export TFJS_NATIVE_HOME=${home}\n`,
    )
  }
  process.stdout.write(`${result.home}\n`)
}

async function runCheck(): Promise<void> {
  const installation = requireInstallation()
  const { tensorflowVersion, device } = await checkInstallation(installation)
  process.stdout.write(
    `TensorFlow ${tensorflowVersion} (${installation.accelerator} build) computes on ${device} ` +
      `in Node ${process.version}: ${installation.home}\n`,
  )
  const cuda = inspectInstallation(nativeHome(), 'cuda')
  if (installation.accelerator === 'cpu' && cuda.status === 'broken') {
    process.stderr.write(
      `The CUDA build beside it is damaged. ${cuda.problem}\nRun: ${setupCommand('cuda')}\n`,
    )
  }
  if (installation.accelerator === 'cuda' && device === 'cpu') {
    process.stderr.write('No GPU was found. TF_CPP_MIN_LOG_LEVEL=0 shows what TensorFlow looked for.\n')
  }
}

main(process.argv.slice(2)).catch((error: unknown) => {
  const usage = error instanceof UsageError
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`)
  if (usage) process.stderr.write('tfjs-native --help lists what there is.\n')
  process.exitCode = usage ? 2 : 1
})
