import { at, expect, test } from '../support/site.ts';

const limit = 4000; // more than the demo content has; it only bounds a list that has no end

test('every link inside of the site leads somewhere', async ({ request }) => {
  test.setTimeout(240_000);
  const base = new URL(at('/'));
  const from = new Map<string, string>([['/', 'the start'], ['/en', 'the start']]);
  const queue = [...from.keys()];
  const broken: string[] = [];
  let html = 0;
  while (queue.length && from.size <= limit) {
    await Promise.all(queue.splice(0, 8).map(async (path) => {
      const answer = await request.get(new URL(path, base).href, { maxRedirects: 0 });
      if (answer.status() >= 300) broken.push(`${answer.status()} ${path}, linked from ${from.get(path)}`);
      if (!answer.headers()['content-type']?.startsWith('text/html')) return;
      html++;
      const text = await answer.text();
      for (const [, attribute] of text.matchAll(/\s(?:href|src)="([^"#]+)/g)) {
        const url = new URL(attribute.replaceAll('&amp;', '&').replaceAll('&#43;', '+'), new URL(path, base));
        if (url.origin !== base.origin || url.pathname.startsWith('/_/')) continue;
        const next = url.pathname + url.search;
        if (!from.has(next)) { from.set(next, path); queue.push(next); }
      }
    }));
  }
  expect(broken).toEqual([]);
  expect(html, 'pages seen').toBeGreaterThan(100);
  console.log(`${from.size} addresses, ${html} of them pages`);
});

test('every fragment in an article leads to an element', async ({ request }) => {
  for (const path of ['/articles/writing-guide', '/articles/api-quickstart', '/articles/rag-chunking']) {
    const text = await (await request.get(at(path))).text();
    const ids = new Set([...text.matchAll(/\sid="([^"]+)"/g)].map(([, id]) => id));
    const missing = [...text.matchAll(/\shref="#([^"]+)"/g)].map(([, id]) => decodeURIComponent(id)).filter((id) => !ids.has(id));
    expect(missing, path).toEqual([]);
    expect(ids.size, path).toBeGreaterThan(5);
  }
});
