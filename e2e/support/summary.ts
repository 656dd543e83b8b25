import type { FullResult, Reporter, Suite, TestCase } from '@playwright/test/reporter';

/** Closes the run with one line that a script can read: "e2e: N passed, N failed, N skipped". */
export default class Summary implements Reporter {
  #all: TestCase[] = [];

  onBegin(_config: unknown, suite: Suite) { this.#all = suite.allTests(); }

  onEnd(result: FullResult) {
    const count = { passed: 0, failed: 0, skipped: 0 };
    for (const test of this.#all) {
      const outcome = test.outcome();
      if (outcome === 'flaky') console.log(`passed only the second time: ${test.parent.title} ${test.title}`);
      if (outcome === 'expected' || outcome === 'flaky') count.passed++;
      else if (outcome === 'skipped') count.skipped++;
      else count.failed++;
      const why = test.annotations.find((note) => note.type === 'skip')?.description;
      if (outcome === 'skipped' && why) console.log(`skipped: ${test.title}: ${why}`);
    }
    if (result.status !== 'passed' && count.failed === 0) count.failed = 1; // the run itself broke
    console.log(`e2e: ${count.passed} passed, ${count.failed} failed, ${count.skipped} skipped`);
  }

  printsToStdio() { return true; }
}
