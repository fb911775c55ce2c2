import { loadGenerator, type DeviceChange, type LoadOptions } from '@facegan/web'
import { failure, levelsOf } from './json.ts'

/** What the tests of loading and moving ask of the page. All that goes in or out is JSON. */
export const loadingFunctions = {
  /** Loads, makes one face, disposes. @returns its RGBA, and what was told of the download */
  async loadOnce(options: JsonOptions) {
    const downloads: number[] = []
    const onDownload: LoadOptions['onDownload'] = ({ bytes, total }) => downloads.push(bytes / total)
    const generator = await loadGenerator({ ...options, onDownload })
    const pixels = levelsOf(await generator.generate({ seeds: 5 }))
    await generator.dispose()
    return { pixels, downloads, version: generator.manifest.version }
  },

  failureOfLoading: (options: JsonOptions) => failure(loadGenerator(options)),

  /** Addresses under which something is kept, without the page's own origin. */
  async keptKeys(): Promise<string[]> {
    const cache = await caches.open('facegan-models')
    const requests = await cache.keys()
    return requests.map(({ url }) => url.replace(location.origin, ''))
  },

  /** Changes a byte of everything that is kept of generators. */
  async damageKept(): Promise<void> {
    const cache = await caches.open('facegan-models')
    for (const request of await cache.keys()) {
      if (!request.url.includes('at=')) continue
      const kept = await cache.match(request)
      const bytes = new Uint8Array((await kept?.arrayBuffer()) ?? [])
      bytes[bytes.length >> 1] ^= 1
      await cache.put(request, new Response(bytes))
    }
  },

  /**
   * Makes faces, batch by batch, until so many are made or a device lost or won its trial.
   *
   * @returns every seed in the order it came, RGBA of all, and what was told of devices
   */
  async makeUntilSettled({ most, batchSize, ...options }: JsonOptions & { most: number; batchSize: number }) {
    const changes: DeviceChange[] = []
    const generator = await loadGenerator({ ...options, onDeviceChange: (change) => changes.push(change) })
    const [seeds, faces]: [number[], { data: Uint8ClampedArray<ArrayBuffer> }[]] = [[], []]
    for await (const face of generator.stream({ seeds: `0-${most - 1}`, batchSize })) {
      seeds.push(face.seed)
      faces.push(face)
      if (generator.skipped.length > 0 && options.device !== 'webgpu') break
      if (changes.some(({ why }) => why === 'faster')) break
      document.title = String(seeds.length)
    }
    const skipped = generator.skipped.map(({ device: name, cause }) => `${name}: ${String(cause)}`)
    await generator.dispose()
    return { seeds, pixels: levelsOf(faces), changes, device: generator.device, skipped }
  },
}

type JsonOptions = Omit<LoadOptions, 'signal' | 'onDownload' | 'onDeviceChange' | 'model'> & {
  readonly model?: string
}
