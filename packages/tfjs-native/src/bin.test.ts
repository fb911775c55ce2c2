import { type ChildProcess, spawn } from 'node:child_process'
import {
  cpSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  utimesSync,
  writeFileSync,
} from 'node:fs'
import { dirname, join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { describe, expect, it } from 'vitest'
import { locateNative } from './locate-native.ts'
import { fakePath, fakePython, temporaryFolder } from './testing/fake-programs.ts'

const BIN = fileURLToPath(new URL('../dist/bin.js', import.meta.url))

interface Outcome {
  readonly code: number | null
  readonly stdout: string
  readonly stderr: string
}

function start(
  args: readonly string[],
  env: NodeJS.ProcessEnv,
): { child: ChildProcess; done: Promise<Outcome> } {
  const child = spawn(process.execPath, [BIN, ...args], { env })
  let stdout = ''
  let stderr = ''
  child.stdout.on('data', (chunk) => (stdout += chunk))
  child.stderr.on('data', (chunk) => (stderr += chunk))
  return {
    child,
    done: new Promise((resolve) => child.on('close', (code) => resolve({ code, stdout, stderr }))),
  }
}

const run = (args: readonly string[], env: NodeJS.ProcessEnv): Promise<Outcome> => start(args, env).done

describe('tfjs-native', () => {
  it('prints its help and exits with 0', async () => {
    const { code, stdout } = await run(['--help'], process.env)
    expect(code).toBe(0)
    expect(stdout).toContain('tfjs-native setup [--cuda] [--home DIR]')
  })

  it.each([[[]], [['install']], [['setup', '--gpu']], [['setup', 'now']], [['setup', '--home', '']]])(
    'exits with 2 on wrong use: %j',
    async (args) => {
      const { code, stderr, stdout } = await run(args, process.env)
      expect(code).toBe(2)
      expect(stderr).toContain('tfjs-native --help')
      expect(stdout).toBe('')
    },
  )

  it('check exits with 1 and names the setup command where nothing is set up', async () => {
    const { code, stderr } = await run(['check'], { ...process.env, TFJS_NATIVE_HOME: temporaryFolder() })
    expect(code).toBe(1)
    expect(stderr).toContain(`node ${BIN} setup`)
  })

  it('check computes with the real installation, under this Node', async () => {
    const { code, stdout, stderr } = await run(['check'], process.env)
    expect(stderr).toBe('') // neither TensorFlow's log nor a deprecation warning
    expect(code).toBe(0)
    expect(stdout).toContain(`TensorFlow 2.15.1`)
    expect(stdout).toContain(process.version)
  })

  it('setup without Python exits with 1 and says what to install', async () => {
    const { code, stderr } = await run(['setup', '--home', temporaryFolder()], fakePath({ 'apt-get': '' }))
    expect(code).toBe(1)
    expect(stderr).toContain('needs Python 3.10 or 3.11')
    expect(stderr).toContain('Install it: ')
  })

  it('setup into a folder that cannot be made says so', async () => {
    const file = join(temporaryFolder(), 'file')
    writeFileSync(file, '')
    const { code, stderr } = await run(['setup', '--home', join(file, 'home')], process.env)
    expect(code).toBe(1)
    expect(stderr).toContain('TFJS_NATIVE_HOME')
  })
})

/**
 * Everything of a setup but the waiting: a Python whose environments borrow the packages of the real
 * installation, and a compiler that hands out its addon. The check at the end is real.
 */
function standIns() {
  const real = locateNative()
  if (!real) throw new Error('run `tfjs-native setup` before the tests')
  const realLib = join(real.home, 'python/lib')
  const version = readdirSync(realLib).find((name) => name.startsWith('python3'))!
  const site = `lib/${version}/site-packages`
  const env = fakePath({
    'g++': `case "$*" in *--version*) exit 0;; esac
      while [ "$1" != -o ]; do shift; done; cp '${real.addon}' "$2"`,
    'python3.11': fakePython(
      {},
      `case "$*" in
        *venv*) for folder; do :; done; mkdir -p "$folder/bin"; cp "$0" "$folder/bin/python"
          ln -s '${realLib}' "$folder/lib";;
        *importlib.metadata*) [ ! -e "$CALLS.changed" ] || echo 'tensorflow-cpu is 2.16.1, not 2.15.1';;
        *tensorflow*) echo "\${0%/bin/python}/${site}/tensorflow"; echo ${version.slice(6)}.7;;
        *pip*) echo installed >> "$CALLS"; [ ! -e "$CALLS.slow" ] || exec sleep 20;;
      esac`,
    ),
  })
  const calls = join(temporaryFolder(), 'calls')
  return {
    home: temporaryFolder(),
    env: { ...env, CALLS: calls },
    installs: () => (existsSync(calls) ? readFileSync(calls, 'utf8').split('\n').length - 1 : 0),
    beSlow: () => writeFileSync(`${calls}.slow`, ''),
    beQuick: () => rmSync(`${calls}.slow`),
    changePackages: () => writeFileSync(`${calls}.changed`, ''),
    mendPackages: () => rmSync(`${calls}.changed`),
  }
}

/** Starts a setup and returns while pip is at work in it. */
async function startAndReachPip(stand: ReturnType<typeof standIns>) {
  stand.beSlow()
  const started = start(['setup', '--home', stand.home], stand.env)
  while (stand.installs() === 0) await sleep(20)
  stand.beQuick()
  return started
}

describe('tfjs-native setup', () => {
  it('builds once, then finds it; a damaged addon is built anew', async () => {
    const stand = standIns()
    const first = await run(['setup', '--home', stand.home], stand.env)
    expect(first.stderr).toContain('check: convolution and gradients: ')
    expect(first.code).toBe(0)
    const second = await run(['setup', '--home', stand.home], stand.env)
    expect(second).toMatchObject({ code: 0, stdout: first.stdout })
    expect(second.stderr).toContain('Already there')
    expect(stand.installs()).toBe(1)

    writeFileSync(join(first.stdout.trim(), 'addon/tfjs_binding.node'), 'damaged')
    const third = await run(['setup', '--home', stand.home], stand.env)
    expect(third).toMatchObject({ code: 0, stdout: first.stdout })
    expect(stand.installs()).toBe(2)
  })

  it('check says what is wrong with a damaged one, and setup mends it', { timeout: 180_000 }, async () => {
    const stand = standIns()
    const folder = (await run(['setup', '--home', stand.home], stand.env)).stdout.trim()
    const env = { ...stand.env, TFJS_NATIVE_HOME: stand.home }
    const addon = join(folder, 'addon/tfjs_binding.node')
    const record = join(folder, 'installation.json')
    const damages: [expected: string, damage: () => void, repair?: () => void][] = [
      ['The Python environment is gone', () => rmSync(join(folder, 'python'), { recursive: true })],
      ["TensorFlow's library is gone", () => rmSync(join(folder, 'python/lib'))],
      // of the right size, so that only loading it tells
      ['does not load in Node', () => writeFileSync(addon, Buffer.alloc(statSync(addon).size))],
      [
        'was built for TensorFlow 2.9.1, and loads TensorFlow 2.15.1',
        () => writeFileSync(record, readFileSync(record, 'utf8').replace('2.15.1', '2.9.1')),
      ],
      ['tensorflow-cpu is 2.16.1, not 2.15.1', stand.changePackages, stand.mendPackages],
    ]
    for (const [index, [expected, damage, repair]] of damages.entries()) {
      damage()
      const check = await run(['check'], env)
      expect(check.code, expected).toBe(1)
      expect(check.stderr).toContain(expected)
      expect(check.stderr).toContain(`Run: node ${BIN} setup`)
      repair?.()
      const setup = await run(['setup'], env)
      expect(setup.code, setup.stderr).toBe(0)
      if (repair) continue // what made the environment wrong is outside it here
      expect(setup.stderr).toContain('is built anew')
      expect(setup.stderr).toContain(expected)
      expect(stand.installs()).toBe(index + 2)
    }
    expect((await run(['check'], env)).stdout).toContain('computes on')
  })

  it('keeps working when its folder is moved', async () => {
    const stand = standIns()
    const { stdout } = await run(['setup', '--home', stand.home], stand.env)
    const moved = temporaryFolder()
    cpSync(dirname(stdout.trim()), moved, { recursive: true, verbatimSymlinks: true })
    rmSync(stand.home, { recursive: true })
    const check = await run(['check'], { ...stand.env, TFJS_NATIVE_HOME: moved })
    expect(check.stdout).toContain('computes on')
  })

  it('two at once build one installation', async () => {
    const stand = standIns()
    const [first, second] = await Promise.all([
      run(['setup', '--home', stand.home], stand.env),
      run(['setup', '--home', stand.home], stand.env),
    ])
    expect([first.code, second.code]).toEqual([0, 0])
    expect(first.stdout).toBe(second.stdout)
    expect(stand.installs()).toBe(1)
    expect(`${first.stderr}${second.stderr}`).toContain('Already there')
  })

  it('a run that was killed half-way does not confuse the next', async () => {
    const stand = standIns()
    const { child, done } = await startAndReachPip(stand)
    child.kill('SIGKILL')
    await done
    const left = readdirSync(stand.home)
    expect(left.filter((name) => name.endsWith('.partial'))).toHaveLength(1)
    // as if the ten seconds had passed after which a lock nobody holds is taken over
    const longAgo = new Date(Date.now() - 60_000)
    utimesSync(
      join(
        stand.home,
        left.find((name) => name.endsWith('.lock'))!,
      ),
      longAgo,
      longAgo,
    )

    const next = await run(['setup', '--home', stand.home], stand.env)
    expect(next.code).toBe(0)
    expect(readdirSync(stand.home)).toHaveLength(1)
  })

  it('Ctrl-C leaves nothing behind', async () => {
    const stand = standIns()
    mkdirSync(stand.home, { recursive: true })
    const { child, done } = await startAndReachPip(stand)
    child.kill('SIGINT')
    const { code, stderr } = await done
    expect(code).toBe(1)
    expect(stderr).toContain('Stopped')
    expect(readdirSync(stand.home)).toEqual([])
  })
})
