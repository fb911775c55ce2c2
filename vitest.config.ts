import { availableParallelism } from 'node:os'
import { defineConfig } from 'vitest/config'

export default defineConfig({
  test: {
    include: ['packages/**/src/**/*.test.ts', 'test/**/*.test.ts'],
    // nothing in the user's own cache folder; tests of the picture cache choose one
    env: { FACEGAN_CACHE: 'off' },
    // tests wait for browsers, servers and child processes half of the time: on two cores, two files at once
    maxWorkers: Math.max(2, availableParallelism() - 1),
    // two cores, and TensorFlow, Chromium or a worker pool behind many a test
    testTimeout: 60_000,
    hookTimeout: 120_000,
    expect: { poll: { timeout: 20_000 } },
    reporters: ['default', './test/closing-line.ts'],
  },
})
