/** How a page uses the folder, as data and as text. All addresses are paths on the site. */
export interface Instructions {
  readonly importMap: { readonly imports: Readonly<Record<string, string>> }
  /** For `generateFaces`, `loadGenerator` and `FaceElement`, in a page that a bundler made. */
  readonly options: {
    /** Left out where it is the built-in one. */
    readonly model?: string
    readonly assets: {
      readonly worker: { readonly wasm: string; readonly webgpu: string }
      readonly wasm: string
      /** Of the built-in model. */
      readonly model?: string
    }
  }
}

const builtIn = 'faces-64'

/** @param url where the folder is served, with slashes at both ends */
export function instructionsFor(url: string, model: string): Instructions {
  const folder = { model: `${url}${model}/` }
  const isBuiltIn = model === builtIn
  return {
    importMap: {
      imports: {
        '@facegan/web': `${url}facegan.js`,
        '@facegan/web/element': `${url}element.js`,
        '@facegan/web/seed-of-text': `${url}seed-of-text.js`,
      },
    },
    options: {
      ...(!isBuiltIn && folder),
      assets: {
        worker: { wasm: `${url}wasm-worker.js`, webgpu: `${url}webgpu-worker.js` },
        wasm: url,
        ...(isBuiltIn && folder),
      },
    },
  }
}

export function instructionsText({ importMap, options }: Instructions, url: string): string {
  const { model, assets } = options
  // the scripts find the built-in model by themselves
  const own = model === undefined ? '' : `, model: '${model}'`
  return `Served as ${url} (elsewhere: run this again with --url), without a bundler:

  <canvas width="64" height="64"></canvas>
  <script type="importmap">
${indent(JSON.stringify(importMap, null, 2), 4)}
  </script>
  <script type="module">
    import { generateFaces } from '@facegan/web'
    const [face] = await generateFaces({ seeds: 7${own} })
    face.drawTo(document.querySelector('canvas'))
  </script>

With a bundler that leaves workers alone, such as esbuild or Rollup:

  await generateFaces({
    seeds: 7${own},
    assets: {
      worker: { wasm: '${assets.worker.wasm}', webgpu: '${assets.worker.webgpu}' },
      wasm: '${assets.wasm}',${assets.model === undefined ? '' : `\n      model: '${assets.model}',`}
    },
  })
`
}

/**
 * Where a folder is probably served: sites are served from `public`, `static`, `dist` and the like.
 *
 * @param folder as it was given
 */
export function likelyUrl(folder: string): string {
  const parts = folder.split(/[\\/]/).filter((part) => part !== '' && part !== '.')
  const site = parts.findLastIndex((part) => /^(public|static|dist|build|out|www|htdocs|_site)$/.test(part))
  const inside = site >= 0 ? parts.slice(site + 1) : parts.slice(-1)
  return inside.length > 0 ? `/${inside.map(encodeURIComponent).join('/')}/` : '/'
}

function indent(text: string, columns: number): string {
  return text.replaceAll(/^/gm, ' '.repeat(columns))
}
