import { spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import fc from 'fast-check'
import sharp from 'sharp'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { startFacegan } from '../cli/run-facegan.ts'

const example = fileURLToPath(new URL('../../examples/drawn', import.meta.url))

let folder: string
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'facegan-drawn-'))
})
afterAll(() => rm(folder, { recursive: true }))

/** Runs `draw.mjs …` to its end. */
function draw(...args: readonly string[]) {
  const { status, stdout, stderr } = spawnSync(process.execPath, [join(example, 'draw.mjs'), ...args], {
    cwd: folder,
    encoding: 'utf8',
    timeout: 60_000,
  })
  return { code: status, stdout, stderr }
}

async function filesOf(name: string): Promise<Map<string, Buffer>> {
  const names = (await readdir(join(folder, name))).toSorted()
  return new Map(
    await Promise.all(names.map(async (file) => [file, await readFile(join(folder, name, file))] as const)),
  )
}

describe('draw.mjs', () => {
  it('draws different opaque 64x64 pictures, one file a seed', async () => {
    const { code, stdout, stderr } = draw('--count', '24', '--out', 'drawings')
    expect(code).toBe(0)
    expect(stdout).toBe('drawings\n')
    expect(stderr).toContain('Next: pnpm facegan train --data drawings')
    const files = await filesOf('drawings')
    expect(files.size).toBe(24)
    expect(new Set([...files.values()].map(String)).size).toBe(24)
    for (const bytes of files.values()) {
      const { format, width, height, channels } = await sharp(bytes).metadata()
      expect({ format, width, height, channels }).toEqual({
        format: 'png',
        width: 64,
        height: 64,
        channels: 3,
      })
      const { entropy } = await sharp(bytes).stats()
      expect(entropy).toBeGreaterThan(3) // a flat picture has 0
    }
  })

  it('a seed is a drawing, whichever run it is drawn in', async () => {
    draw('--count', '6', '--out', 'first')
    draw('--count', '3', '--seed', '3', '--out', 'later')
    const [first, later] = await Promise.all([filesOf('first'), filesOf('later')])
    expect([...later.keys()]).toEqual(['boat-0000000003.png', 'boat-0000000004.png', 'boat-0000000005.png'])
    for (const [name, bytes] of later) expect(bytes.equals(first.get(name)!), name).toBe(true)
  })

  it.each([
    [[], '`--out` must be a folder for the drawings; got undefined.'],
    [['--out', ''], '`--out` must be a folder for the drawings; got "".'],
    [['--out', 'no', '--count', '0'], '`--count` must be a whole number from 1 to 100000; got "0".'],
    [['--out', 'no', '--count', 'many'], '`--count` must be a whole number from 1 to 100000; got "many".'],
    [['--out', 'no', '--count', '1.5'], '`--count` must be a whole number from 1 to 100000; got "1.5".'],
    [
      ['--out', 'no', '--count', '2', '--seed', '4294967295'],
      '`--seed` must be a whole number from 0 to 4294967294; got "4294967295".',
    ],
    [['--out', 'no', '--colour', 'red'], "Unknown option '--colour'"],
    [['boats'], "Unexpected argument 'boats'"],
  ])('wrong use ends with 2 and says why: %j', async (args, message) => {
    const { code, stdout, stderr } = draw(...args)
    expect(stderr).toContain(`error: ${message}`)
    expect(stderr).toContain('hint: node examples/drawn/draw.mjs --help')
    expect(stderr).not.toMatch(/\n {4}at /)
    expect(stdout).toBe('')
    expect(code).toBe(2)
    expect(await readdir(folder)).not.toContain('no')
  })

  it('a folder that cannot be made ends with 1 and names it', () => {
    const { code, stderr } = draw('--count', '1', '--out', join(example, 'draw.mjs', 'inside'))
    expect(code).toBe(1)
    expect(stderr).toMatch(/^error: .*draw\.mjs/)
  })

  it('--help prints every option', () => {
    const { code, stdout } = draw('--help')
    expect(code).toBe(0)
    for (const option of ['--count', '--seed', '--out']) expect(stdout).toContain(option)
  })
})

describe('traits', () => {
  it('every seed gives a picture without a hole', async () => {
    const { traitsOf } = await import(join(example, 'traits.mjs'))
    const { pictureOf } = await import(join(example, 'picture.mjs'))
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 2 ** 32 - 1 }), (seed) => {
        expect(pictureOf(traitsOf(seed))).not.toMatch(/NaN|undefined|Infinity|null|object/)
      }),
    )
  })

  it('every hull, rig, colour and pattern occurs, and hull and rig are independent', async () => {
    const { traitsOf } = await import(join(example, 'traits.mjs'))
    const { hulls, rigs } = await import(join(example, 'boat.mjs'))
    const { hullColours, sailColours, accentColours } = await import(join(example, 'colours.mjs'))
    const all = Array.from({ length: 400 }, (_, seed) => traitsOf(seed))
    const seen = (name: string) => new Set(all.map((traits) => traits[name])).size
    expect(seen('hullColour')).toBe(hullColours.length)
    expect(seen('sail')).toBe(new Set(sailColours).size)
    expect(seen('accent')).toBe(accentColours.length)
    expect(seen('pattern')).toBe(4)
    const pairs = new Set(all.map(({ hull, rig }) => `${hull} ${rig}`))
    expect(pairs.size).toBe(Object.keys(hulls).length * Object.keys(rigs).length)
  })
})

it('every file that its page names is there', async () => {
  const page = await readFile(join(example, 'README.md'), 'utf8')
  const paths = Array.from(page.matchAll(/(?:\]\(|src=")([^)":#]+)/g), ([, path]) => path)
  expect(paths.length).toBeGreaterThan(7)
  for (const path of paths) expect(existsSync(join(example, path)), path).toBe(true)
})

it(
  'the commands of its page lead from drawings to a sheet of generated boats',
  { timeout: 300_000 },
  async () => {
    const page = await readFile(join(example, 'README.md'), 'utf8')
    const [, block] = /<!-- commands -->\n```sh\n([\s\S]*?)```/.exec(page)!
    const [drawing, ...commands] = block.trim().split('\n')
    expect(drawing).toMatch(/^node examples\/drawn\/draw\.mjs /)
    const drawn = draw(
      ...drawing.split(' ').slice(2).join(' ').replace('--count 3000', '--count 40').split(' '),
    )
    expect(drawn.code, drawn.stderr).toBe(0)
    expect(commands).toHaveLength(3)
    for (const command of commands) {
      // a few steps instead of minutes
      const args = command.replace(/--minutes \d+/, '--kimg 0.1').split(' ')
      expect(args.splice(0, 2)).toEqual(['pnpm', 'facegan'])
      const { code, stderr } = await startFacegan(args, {}, folder).ended
      expect(code, `${command}\n${stderr}`).toBe(0)
    }
    const { width, height } = await sharp(join(folder, 'boats.webp')).metadata()
    expect([width, height]).toEqual([8 * 128, 5 * 128])
  },
)
