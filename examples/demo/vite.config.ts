import { fileURLToPath } from 'node:url'
import { defineConfig } from 'vite'
import { contentSecurityPolicy } from './build/content-security-policy.ts'
import { modelCard } from './build/model-card.ts'
import { outputFiles } from './build/output-files.ts'

const here = (path: string) => fileURLToPath(new URL(path, import.meta.url))

/** With these a page may share memory between threads; without them it runs on one. */
const headers = {
  'Cross-Origin-Opener-Policy': 'same-origin',
  'Cross-Origin-Embedder-Policy': 'require-corp',
}

export default defineConfig({
  root: here('.'),
  base: './', // any folder of any host
  plugins: [modelCard(), contentSecurityPolicy(), outputFiles()],
  server: { headers },
  // a port of its own: a service worker stays with its address, and should not meet other projects there
  preview: { headers, port: 6464 },
  build: {
    modulePreload: { polyfill: false },
    rolldownOptions: {
      input: {
        index: here('index.html'),
        'model-card': here('model-card.html'),
        'service-worker': here('src/service-worker/service-worker.ts'),
      },
      output: {
        // its address must stay, and its folder is how far it reaches
        entryFileNames: ({ name }) => (name === 'service-worker' ? '[name].js' : 'assets/[name]-[hash].js'),
      },
    },
  },
})
