import type { Reporter, TestModule } from 'vitest/node'

/** Ends a run with one plain line that any script can read: `Tests: 212 passed, 0 failed, 0 skipped`. */
export default class ClosingLine implements Reporter {
  onTestRunEnd(modules: readonly TestModule[]): void {
    const count = { passed: 0, failed: 0, skipped: 0 }
    for (const module of modules) {
      let failed = 0
      for (const test of module.children.allTests()) {
        const { state } = test.result()
        if (state === 'passed') count.passed += 1
        else if (state === 'skipped') count.skipped += 1
        else failed += 1
      }
      // a file that could not even be loaded has no tests, and has failed
      count.failed += failed === 0 && module.state() === 'failed' ? 1 : failed
    }
    process.on('exit', () => {
      process.stdout.write(
        `Tests: ${count.passed} passed, ${count.failed} failed, ${count.skipped} skipped\n`,
      )
    })
  }
}
