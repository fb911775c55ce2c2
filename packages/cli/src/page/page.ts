import { escape } from './html.ts'
import { pageStyle } from './style.ts'

/**
 * An HTML page that needs nothing beside itself: no script, no font, no other file.
 *
 * @param body HTML inside `<main>`
 * @param style more CSS
 */
export function htmlPage(title: string, body: string, style = ''): string {
  return `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${escape(title)}</title>
<style>${pageStyle}${style}</style>
<main>
${body}
</main>
</html>
`
}
