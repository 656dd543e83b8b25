import { chromium, expect, test } from '@playwright/test';
import lighthouse from 'lighthouse';
import { at, question } from '../support/site.ts';

// The mobile preset with simulated throttling, so that this machine's load counts as little as it can; the middle of three runs.
const runs = 3;
const categories = ['performance', 'accessibility', 'best-practices', 'seo'] as const;

for (const [name, path] of [['home', '/'], ['article', '/articles/writing-guide'], ['list', '/articles'], ['search', '/search'], ['results', '/search?q=SQLite'], ['questions', '/questions'], ['question', question]] as const) {
  test(`Lighthouse finds ${name} good`, async () => {
    const port = 9333;
    const browser = await chromium.launch({
      executablePath: process.env.CHROMIUM_PATH ?? '/usr/bin/chromium',
      args: [`--remote-debugging-port=${port}`, '--headless', '--no-sandbox', '--disable-gpu', '--disable-background-networking', '--disable-component-update', '--disable-sync'],
    });
    const scores: Record<string, number[]> = {};
    const faults = new Set<string>();
    try {
      await fetch(at(path)).then((answer) => answer.text()); // the page is in the cache, as for all visitors but the first
      for (let run = 0; run < runs; run++) {
        const result = await lighthouse(at(path), { port, output: 'json', logLevel: 'error', onlyCategories: [...categories], throttlingMethod: 'simulate' });
        const { lhr } = result!;
        if (lhr.runtimeError) throw new Error(lhr.runtimeError.message);
        for (const category of categories) (scores[category] ??= []).push(Math.round((lhr.categories[category].score ?? 0) * 100));
        for (const category of categories) for (const { id, weight } of lhr.categories[category].auditRefs) {
          const { score } = lhr.audits[id];
          if (weight > 0 && score !== null && score < 0.9) faults.add(`${category}: ${id} ${score} ${lhr.audits[id].displayValue ?? ''}`);
        }
      }
    } finally { await browser.close(); }
    const middle = Object.fromEntries(categories.map((category) => [category, scores[category].sort((a, b) => a - b)[Math.floor(runs / 2)]]));
    console.log(`${name}: ${categories.map((category) => `${category} ${middle[category]}`).join(', ')}${[...faults].map((fault) => `\n    ${fault}`).join('')}`);
    for (const category of categories) {
      expect(middle[category], category).toBeGreaterThanOrEqual(95);
    }
  });
}
