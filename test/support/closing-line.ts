import type { Reporter, TestModule } from 'vitest/node';

/** Ends the output with `N passed, N failed` alone on a line, for programs that read it. */
export default class ClosingLine implements Reporter {
  onTestRunEnd(modules: ReadonlyArray<TestModule>, errors: ReadonlyArray<unknown>): void {
    let passed = 0;
    let failed = errors.length;
    let skipped = 0;
    for (const module of modules) {
      const tests = [...module.children.allTests()];
      for (const test of tests) {
        const { state } = test.result();
        if (state === 'passed') passed += 1;
        else if (state === 'failed') failed += 1;
        else skipped += 1;
      }
      // A file that cannot even be loaded has no tests to count.
      if (module.errors().length > 0) failed += 1;
    }
    const line = `${passed} passed, ${failed} failed${skipped > 0 ? `, ${skipped} skipped` : ''}`;
    // After the summary of the reporter before us, which writes at the same moment.
    process.once('exit', () => process.stdout.write(`\n${line}\n`));
  }
}
