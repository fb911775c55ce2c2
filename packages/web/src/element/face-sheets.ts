/**
 * Styles as objects, which every content security policy allows: no `<style>`, no `style` attribute.
 * The canvas is as large as the host, so the box has its size before there is a face.
 */
const base = `
  :host { display: inline-block; width: 64px; height: 64px; vertical-align: middle; }
  :host([hidden]) { display: none; }
  canvas {
    display: block; width: 100%; height: 100%; object-fit: cover; border-radius: inherit;
    background: color-mix(in srgb, currentColor 8%, transparent);
  }
  canvas[part~='error'] { outline: 1px dashed color-mix(in srgb, currentColor 40%, transparent); outline-offset: -1px; }
`
const sheets = new Map<number | undefined, CSSStyleSheet>()

/** @param size CSS pixels; undefined for the natural 64, or what the page's CSS says */
export function sheetsFor(size: number | undefined): CSSStyleSheet[] {
  const common = sheet(undefined, base)
  return size === undefined
    ? [common]
    : [common, sheet(size, `:host { width: ${size}px; height: ${size}px; }`)]
}

function sheet(key: number | undefined, css: string): CSSStyleSheet {
  const known = sheets.get(key)
  if (known) return known
  const made = new CSSStyleSheet()
  made.replaceSync(css)
  sheets.set(key, made)
  return made
}
