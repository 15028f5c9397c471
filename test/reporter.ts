import type { Reporter, TestModule } from 'vitest/node'

/** Ends the output with the plain line `N passed, N failed`, so that runs can be counted by a script. */
export default class CountReporter implements Reporter {
  onTestRunEnd(modules: readonly TestModule[], errors: readonly unknown[]): void {
    const count = { passed: 0, failed: errors.length, skipped: 0, pending: 0 }
    for (const module of modules) {
      const tests = [...module.children.allTests()]
      for (const test of tests) count[test.result().state]++
      // A file that cannot be loaded, or a hook of it that fails, is a failure even with no test to blame.
      if (module.state() === 'failed' && !tests.some((test) => test.result().state === 'failed'))
        count.failed++
    }
    const skipped = count.skipped + count.pending
    console.log(
      `\n${count.passed} passed, ${count.failed} failed${skipped > 0 ? `, ${skipped} skipped` : ''}`,
    )
  }
}
