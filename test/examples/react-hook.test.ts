import { execFile } from 'node:child_process'
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { generateFaces, seedOfText } from '@facegan/node'
import type { Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { closeChromium, launch } from '../browser/chromium.ts'
import { serve } from '../browser/static-server.ts'
import { missingLinks, root } from './run-example.ts'

const execute = promisify(execFile)
const example = 'examples/react-hook'
const vite = join(root, example, 'node_modules/vite/bin/vite.js')

let folder: string
let server: Awaited<ReturnType<typeof serve>>
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'facegan-react-'))
  const options = ['build', '--outDir', folder, '--emptyOutDir', '--logLevel', 'error']
  // the tests' own NODE_ENV would give React's development build
  const env = { ...process.env, NODE_ENV: 'production' }
  await execute(process.execPath, [vite, ...options], { cwd: join(root, example), env })
  server = await serve({ folders: { '/': folder }, isolated: true })
})
afterAll(async () => {
  await server.close()
  await closeChromium()
  await rm(folder, { recursive: true })
})

/** How far a canvas is from Node's face, in levels of 255. */
async function distance(
  page: Page,
  label: string,
  name: string,
  edit?: Record<string, number>,
): Promise<number> {
  const levels = await page
    .getByRole('img', { name: label, exact: true })
    .first()
    .evaluate((canvas: HTMLCanvasElement) => {
      const { width, height } = canvas
      return Array.from(canvas.getContext('2d')!.getImageData(0, 0, width, height).data)
    })
  const [face] = await generateFaces({ seeds: seedOfText(name), edit, device: 'cpu' })
  expect(levels).toHaveLength(face!.data.length)
  return levels.reduce((most, level, i) => Math.max(most, Math.abs(level - face!.data[i]!)), 0)
}

const idle = (page: Page) =>
  page.waitForFunction(() => document.querySelectorAll('[aria-busy="false"]').length === 7)

describe('the page', () => {
  it('shows the faces that Node gives these names, and follows a field and a slider to their last value', async () => {
    const page = await (await launch()).newPage()
    const said: string[] = []
    page.on('console', (message) => said.push(message.text()))
    page.on('pageerror', (error) => said.push(String(error)))
    await page.goto(server.origin)
    await idle(page)
    expect(await distance(page, 'Face of Grace', 'Grace')).toBeLessThanOrEqual(1)

    await page.getByLabel('Name').fill('')
    await page.getByLabel('Name').pressSequentially('Linus')
    const slider = page.getByLabel('Smile')
    for (const smile of ['-2', '-1', '0.5', '2']) await slider.fill(smile)
    await idle(page)
    expect(await distance(page, 'Face of Linus', 'Linus', { smile: 2 })).toBeLessThanOrEqual(1)
    expect(await distance(page, 'Face of Donald', 'Donald')).toBeLessThanOrEqual(1)
    expect(said).toEqual([])
    await page.close()
  })

  it('says on the page why there is no face', async () => {
    const page = await (await launch()).newPage()
    await page.route('**/*.onnx', (route) => route.abort())
    await page.goto(server.origin)
    await page.getByRole('alert').first().waitFor()
    expect(await page.getByRole('alert').allInnerTexts()).toEqual(
      Array.from({ length: 7 }, () => expect.stringMatching(/^No model at faces-64: .*could not be fetched/)),
    )
    await page.close()
  })
})

it('links of its page lead somewhere, and a clone can run it as it says', async () => {
  const page = await readFile(join(root, example, 'README.md'), 'utf8')
  expect(page).toContain('pnpm@10.34.8 --dir examples/react-hook dev')
  expect(await missingLinks(example)).toEqual([])
})
