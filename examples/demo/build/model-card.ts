import { readFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { marked } from 'marked'
import type { Plugin } from 'vite'

const place = '<!-- the model card -->'

/** Puts the built-in model's card, which is Markdown, into the page that has a place for it. */
export function modelCard(): Plugin {
  return {
    name: 'model-card',
    transformIndexHtml: {
      order: 'pre',
      async handler(html) {
        if (!html.includes(place)) return html
        const path = createRequire(import.meta.url).resolve('@facegan/model-faces-64/MODEL_CARD.md')
        const card = await marked.parse(await readFile(path, 'utf8'))
        return html.replace(place, () => readable(card))
      },
    },
  }
}

function readable(card: string): string {
  return (
    card
      // Markdown has no table without a head
      .replaceAll(/<thead>\s*<tr>\s*(<th><\/th>\s*)+<\/tr>\s*<\/thead>/g, '')
      // wide tables scroll by themselves, also by keyboard
      .replaceAll('<table>', '<div class="table" tabindex="0" role="group" aria-label="Table"><table>')
      .replaceAll('</table>', '</table></div>')
  )
}
