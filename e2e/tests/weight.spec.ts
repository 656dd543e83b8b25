import { stat } from 'node:fs/promises';
import { gzipSync } from 'node:zlib';
import { binary } from '../support/portal.ts';
import { at, english, expect, pages, test } from '../support/site.ts';

const KB = 1024;

for (const path of pages) {
  test(`${path} loads at most 20 KB of JavaScript and 15 KB of CSS`, async ({ page }) => {
    for (const url of [path, english(path)]) {
      const loads: Promise<{ type: string; bytes: number }>[] = [];
      page.removeAllListeners('requestfinished');
      page.on('requestfinished', (request) => {
        const type = request.resourceType();
        if (type !== 'script' && type !== 'stylesheet') return;
        loads.push(request.response().then(async (answer) => {
          const body = await answer!.body();
          const encoding = answer!.headers()['content-encoding'];
          if (body.length > KB) expect(encoding, `${request.url()} comes compressed`).toMatch(/^(br|gzip|zstd)$/);
          return { type, bytes: encoding ? gzipSync(body).length : body.length }; // gzip is what every visitor gets at least
        }));
      });
      await page.goto(at(url), { waitUntil: 'networkidle' });
      // whatever loads on use counts too
      if (await page.locator('input[data-suggest]:visible').count()) await page.locator('input[data-suggest]:visible').first().focus();
      await page.waitForLoadState('networkidle');
      const sum = async (wanted: string) => (await Promise.all(loads)).filter((load) => load.type === wanted).reduce((all, load) => all + load.bytes, 0);
      const [scripts, styles] = [await sum('script'), await sum('stylesheet')];
      expect(scripts).toBeGreaterThan(0);
      expect(styles).toBeGreaterThan(0);
      expect(scripts, `${url}: bytes of JavaScript`).toBeLessThanOrEqual(20 * KB);
      expect(styles, `${url}: bytes of CSS`).toBeLessThanOrEqual(15 * KB);
    }
  });
}

test('the program is at most 60 MB', async () => {
  test.skip(!process.env.QIAO_BUILT, 'the program was given, not built as for a release');
  const size = (await stat(binary())).size;
  console.log(`the program: ${(size / 1e6).toFixed(1)} MB`);
  expect(size).toBeLessThanOrEqual(60e6);
});

test('pages are kept, revalidated and compressed', async ({ request }) => {
  const first = await request.get(at('/articles'), { headers: { 'Accept-Encoding': 'gzip' } });
  const tag = first.headers().etag;
  expect(tag).toMatch(/^(W\/)?"/);
  expect(first.headers()['content-encoding']).toBe('gzip');
  expect(first.headers().vary).toContain('Accept-Encoding');
  const again = await request.get(at('/articles'), { headers: { 'Accept-Encoding': 'gzip', 'If-None-Match': tag } });
  expect(again.status()).toBe(304);
  expect((await again.body()).length).toBe(0);
  const asset = (await first.text()).match(/\/assets\/[^"]+site\.css/)![0];
  expect((await request.get(at(asset))).headers()['cache-control']).toContain('immutable');
});
