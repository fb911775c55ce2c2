import { createHash } from 'node:crypto'
import { contactSheet } from '@facegan/node'
import { contentSecurityPolicy, renderPage, side } from './page.mjs'
import { team as ourTeam } from './team.mjs'

/**
 * A page and its pictures, as a function from Request to Response: what Hono, Remix, SvelteKit, Astro and Next's route handlers take.
 *
 * @param {import('@facegan/node').NodeFaceGenerator} generator
 * @param {typeof ourTeam} [team]
 * @returns {(request: Request) => Promise<Response>}
 */
export function teamRoute(generator, team = ourTeam) {
  // in the path, so that another model's pictures have other addresses, and these may be kept for ever
  const version = generator.manifest.files.generator.sha256.slice(0, 8)
  const pathOf = (seed, pixels) => `/faces/${version}/${seed}-${pixels}.webp`
  const html = renderPage(team, pathOf)
  const etag = `"${createHash('sha256').update(html).digest('base64url').slice(0, 22)}"`
  const seeds = team.map(({ seed }) => seed)
  const pictures = new Map(
    seeds.flatMap((seed) => [side, 2 * side].map((pixels) => [pathOf(seed, pixels), { seed, pixels }])),
  )

  /** All faces in one run of the network, at the first picture asked for. */
  let faces
  const drawn = () => (faces ??= generator.generate({ seeds, truncation }).catch(forget))
  function forget(error) {
    faces = undefined
    throw error
  }

  async function picture({ seed, pixels }) {
    const face = (await drawn()).find((one) => one.seed === seed)
    const scale = pixels / face.width
    const bytes = await contactSheet([face], { scale, kernel: 'lanczos', format: 'webp' })
    return new Response(bytes, { headers: { 'content-type': 'image/webp', ...forEver } })
  }

  function page(request) {
    const headers = { etag, 'cache-control': 'public, max-age=60, stale-while-revalidate=3600' }
    const known = (request.headers.get('if-none-match') ?? '')
      .split(',')
      .map((tag) => tag.trim().replace(/^W\//, ''))
    if (known.includes(etag)) return new Response(null, { status: 304, headers })
    return new Response(html, {
      headers: {
        ...headers,
        'content-type': 'text/html; charset=utf-8',
        'content-security-policy': contentSecurityPolicy,
      },
    })
  }

  return async (request) => {
    if (request.method !== 'GET' && request.method !== 'HEAD')
      return new Response('Only GET and HEAD.\n', { status: 405, headers: { allow: 'GET, HEAD' } })
    const { pathname } = new URL(request.url)
    if (pathname === '/team') return page(request)
    const wanted = pictures.get(pathname)
    if (wanted) return picture(wanted)
    return new Response('Nothing here; the page is /team.\n', { status: 404 })
  }
}

/** A little nearer to the average face: fewer odd ones. */
const truncation = 0.8

const forEver = {
  'cache-control': 'public, max-age=31536000, immutable',
  'x-content-type-options': 'nosniff',
}
