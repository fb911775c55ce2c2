import { createHash } from 'node:crypto'

/** CSS pixels a side of a portrait. */
export const side = 128

const style = `
  :root { color-scheme: light dark; --ink: #1c2024; --soft: #5f6b76; --paper: #f7f5f1; --card: #fff; --line: #e4dfd6 }
  @media (prefers-color-scheme: dark) {
    :root { --ink: #eceae6; --soft: #a3a8ad; --paper: #16181b; --card: #1f2226; --line: #33373c }
  }
  * { box-sizing: border-box }
  body { margin: 0; background: var(--paper); color: var(--ink); font: 16px/1.5 system-ui, sans-serif }
  main { max-width: 62rem; margin: 0 auto; padding: 4rem 1.5rem }
  h1 { margin: 0; font-size: 2.25rem; line-height: 1.2; letter-spacing: -.02em }
  header p { margin: .5rem 0 2.5rem; color: var(--soft); max-width: 38rem }
  ul { list-style: none; margin: 0; padding: 0; display: grid; gap: 1.25rem;
    grid-template-columns: repeat(auto-fill, minmax(13rem, 1fr)) }
  li { background: var(--card); border: 1px solid var(--line); border-radius: 1rem; padding: 1.75rem 1rem 1.5rem;
    text-align: center }
  img { display: block; margin: 0 auto 1rem; border-radius: 50%; background: var(--line) }
  h2 { margin: 0; font-size: 1.0625rem; line-height: 1.3 }
  li p { margin: .2rem 0 0; color: var(--soft); font-size: .9375rem }
  footer { margin-top: 2.5rem; color: var(--soft); font-size: .875rem }
`

/** Nothing but this style and pictures of our own; no script, nothing from elsewhere. */
export const contentSecurityPolicy = [
  "default-src 'none'",
  "img-src 'self'",
  `style-src 'sha256-${createHash('sha256').update(style).digest('base64')}'`,
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join('; ')

/**
 * @param {readonly { seed: number, name: string, role: string }[]} team
 * @param {(seed: number, pixels: number) => string} pathOf a picture
 */
export function renderPage(team, pathOf) {
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Our team</title>
<link rel="icon" href="${pathOf(team[0].seed, side)}">
<style>${style}</style>
</head>
<body>
<main>
<header>
<h1>Our team</h1>
<p>Twelve people you have never met, and never will: every portrait was generated, and belongs to nobody.</p>
</header>
<ul>
${team.map((person, n) => card(person, pathOf, n)).join('\n')}
</ul>
<footer>Portraits: synthetic, made by facegan.</footer>
</main>
</body>
</html>
`
}

/** `width` and `height` keep the layout still while pictures come; those below the fold come when they are needed. */
function card({ seed, name, role }, pathOf, n) {
  const sharp = `${pathOf(seed, side)} 1x, ${pathOf(seed, 2 * side)} 2x`
  const alt = `Portrait of ${name}, ${role} (a generated face)`
  return `<li>
<img src="${pathOf(seed, side)}" srcset="${sharp}" width="${side}" height="${side}" alt="${escape(alt)}" ${n < 8 ? '' : 'loading="lazy" '}decoding="async">
<h2>${escape(name)}</h2>
<p>${escape(role)}</p>
</li>`
}

/** Text as HTML shows it, inside elements and quoted attributes. */
function escape(text) {
  return text.replaceAll(/[&<>"']/g, (character) => `&#${character.codePointAt(0)};`)
}
