import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { appendFile, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { openCells, resultsFile } from './cells.ts'

let folder: string
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'facegan-cells-'))
})
afterEach(() => rm(folder, { recursive: true }))

describe('cells', () => {
  it('are found again by equal keys, in whatever order their fields are', async () => {
    const cells = await openCells<number[]>(folder)
    await cells.put({ method: 'crc', split: { seed: 1, perPerson: 3 } }, [0.5, 1])
    expect(cells.get({ split: { perPerson: 3, seed: 1 }, method: 'crc' })).toEqual([0.5, 1])
    await cells.close()

    const again = await openCells<number[]>(folder)
    expect(again.get({ split: { perPerson: 3, seed: 1 }, method: 'crc' })).toEqual([0.5, 1])
    expect(again.get({ split: { perPerson: 3, seed: 2 }, method: 'crc' })).toBeUndefined()
    expect(again.get({ split: [3, 1], method: 'crc' })).toBeUndefined()
    await again.close()
  })

  it('without a folder are kept in memory', async () => {
    const cells = await openCells<string>()
    await cells.put({ a: 1 }, 'kept')
    expect(cells.get({ a: 1 })).toBe('kept')
    await cells.close()
  })

  it('drop a last line that was cut short, in the middle of a letter even, and go on there', async () => {
    const cells = await openCells<string>(folder)
    await cells.put({ a: 1 }, 'whole')
    await cells.close()
    const cut = Buffer.from('{"key":{"a":2},"value":"hä')
    await appendFile(join(folder, resultsFile), cut.subarray(0, -1))

    const again = await openCells<string>(folder)
    expect([again.get({ a: 1 }), again.get({ a: 2 })]).toEqual(['whole', undefined])
    await again.put({ a: 2 }, 'anew')
    await again.close()
    expect(await readFile(join(folder, resultsFile), 'utf8')).toBe(
      '{"key":{"a":1},"value":"whole"}\n{"key":{"a":2},"value":"anew"}\n',
    )
  })

  it.each(['[1,2]', '{"key":{}}', '{"key":3,"value":1}', 'null', '{"key'])(
    'name a line that is no result: %s',
    async (line) => {
      await writeFile(join(folder, resultsFile), `{"key":{},"value":1}\n${line}\n`)
      await expect(openCells(folder)).rejects.toMatchObject({
        code: 'FACEGAN_RESULTS_FOLDER',
        message: expect.stringContaining(`Line 2 of ${join(folder, resultsFile)} is no result`),
      })
    },
  )

  it('belong to one process at a time', async () => {
    const cells = await openCells(folder)
    await expect(openCells(folder)).rejects.toMatchObject({
      code: 'FACEGAN_RESULTS_FOLDER',
      message: expect.stringContaining(`${folder} is being written by process ${process.pid}`),
      hint: expect.stringContaining('two at a time need two folders'),
    })
    await cells.close()
    await (await openCells(folder)).close()
  })

  it('say so where a folder cannot be written', async () => {
    const file = join(folder, 'a-file')
    await writeFile(file, '')
    await expect(openCells(file)).rejects.toMatchObject({
      code: 'FACEGAN_RESULTS_FOLDER',
      message: expect.stringContaining(`Results could not be written to ${file}`),
    })
  })

  it('outlive a process that is killed while it writes', async () => {
    const child = spawn(
      process.execPath,
      [
        '--input-type=module',
        '-e',
        `import { openCells } from '@facegan/recognition'
        const cells = await openCells(${JSON.stringify(folder)})
        for (let i = 0; ; i++) {
          await cells.put({ i }, 'x'.repeat(5000))
          console.log(i)
        }`,
      ],
      { cwd: join(import.meta.dirname, '../..'), stdio: ['ignore', 'pipe', 'inherit'] },
    )
    let told = -1
    for await (const line of createInterface({ input: child.stdout })) {
      told = Number(line)
      if (told === 20) child.kill('SIGKILL')
    }
    if (child.exitCode === null && child.signalCode === null) await once(child, 'exit')
    expect(told).toBeGreaterThanOrEqual(20)

    const cells = await openCells<string>(folder)
    for (let i = 0; i <= told; i++) expect(cells.get({ i })).toBe('x'.repeat(5000))
    await cells.put({ i: 'after' }, 'going on')
    await cells.close()
  })
})
