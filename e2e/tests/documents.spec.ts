import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseAtomFeed, parseJsonFeed, parseRssFeed } from 'feedsmith';
import { problems } from '../support/jsonld.ts';
import { at, english, expect, pages, test } from '../support/site.ts';

for (const [owner, leads] of [['', 'articles'], ['/columns/rust-lab', 'articles'], ['/tags/rust', 'articles'], ['/people/lin-qiao', 'articles'], ['/questions', 'questions'], ['a question', 'answers']] as const) {
  test(`a second parser reads the feeds of ${owner || 'the site'}`, async ({ request }) => {
    const list = await (await request.get(at('/api/qiao/questions?sort=score'))).json();
    const base = owner === 'a question' ? `/questions/${list.items.find((q: { answers: number }) => q.answers > 0).id}` : owner;
    const text = async (path: string, type: RegExp) => {
      const answer = await request.get(at(path));
      expect(answer.status(), path).toBe(200);
      expect(answer.headers()['content-type'], path).toMatch(type);
      return answer.text();
    };
    const rss = parseRssFeed(await text(`${base}/feed.xml`, /^application\/(rss\+)?xml/));
    const atom = parseAtomFeed(await text(`${base}/atom.xml`, /^application\/(atom\+)?xml/));
    const json = parseJsonFeed(await text(`${base}/feed.json`, /^application\/feed\+json/));
    expect(rss.title).toMatch(/\S/);
    const lists = [
      rss.items?.map((item) => ({ title: item.title, url: item.link, date: item.pubDate })),
      atom.entries?.map((entry) => ({ title: typeof entry.title === 'string' ? entry.title : (entry.title as { value?: string } | undefined)?.value, url: entry.links?.find((link) => link.rel !== 'self')?.href, date: entry.published })),
      json.items?.map((item) => ({ title: item.title, url: item.url, date: item.date_published })),
    ];
    for (const list of lists) {
      expect(list!.length).toBeGreaterThan(0);
      for (const item of list!) {
        expect(item.title).toMatch(/\S/);
        expect(item.url).toMatch(new RegExp(`^http.*/${leads}/`));
        expect(Date.parse(item.date as string)).toBeGreaterThan(Date.parse('2020-01-01'));
      }
      expect(list!.map((item) => item.url)).toEqual(lists[0]!.map((item) => item.url));
    }
    for (const item of json.items!) expect(item.content_html ?? '', 'addresses in a feed are absolute').not.toMatch(/\s(href|src)="(?!https?:|mailto:|#|data:)/);
  });
}

test('the sitemap leads to pages that are there, once each', async ({ request }) => {
  const index = await request.get(at('/sitemap.xml'));
  expect(index.headers()['content-type']).toMatch(/xml/);
  const locations = (xml: string) => [...xml.matchAll(/<loc>([^<]+)<\/loc>/g)].map(([, url]) => url.replaceAll('&amp;', '&'));
  const parts = locations(await index.text());
  expect(parts.length).toBeGreaterThan(2);
  const all: string[] = [];
  for (const part of parts) {
    const xml = await (await request.get(part)).text();
    expect(xml, part).toContain('xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"');
    expect(xml.length, 'at most 50 MB').toBeLessThan(50 << 20);
    const here = locations(xml);
    expect(here.length, 'at most 50,000 addresses').toBeLessThanOrEqual(50_000);
    for (const [, date] of xml.matchAll(/<lastmod>([^<]+)<\/lastmod>/g)) expect(Number.isNaN(Date.parse(date)), date).toBe(false);
    all.push(...here);
  }
  expect(new Set(all).size).toBe(all.length);
  const wrong: string[] = [];
  for (const url of all) {
    const answer = await request.get(url, { maxRedirects: 0 });
    const html = await answer.text();
    if (answer.status() !== 200 || html.includes('content="noindex"') || !html.includes(`<link rel="canonical" href="${url.replaceAll('&', '&amp;')}"`)) wrong.push(`${answer.status()} ${url}`);
  }
  expect(wrong, 'each is its own canonical address').toEqual([]);
  expect(all.length).toBeGreaterThan(100);
});

test('robots.txt names the sitemap and lets readers in', async ({ request }) => {
  const text = await (await request.get(at('/robots.txt'))).text();
  expect(text).toContain(`Sitemap: ${at('/sitemap.xml')}`);
  expect(text).not.toMatch(/^Disallow: \/$/m);
});

test('the OpenSearch description leads to results', async ({ request }) => {
  for (const path of ['/opensearch.xml', '/en/opensearch.xml']) {
    const xml = await (await request.get(at(path))).text();
    const template = xml.match(/template="([^"]+\{searchTerms\}[^"]*)"/)![1];
    expect((await request.get(template.replace('{searchTerms}', 'go').replaceAll('&amp;', '&'))).status()).toBe(200);
  }
});

test('structured data and Open Graph say what the pages show', async ({ request }) => {
  const wanted: Record<string, string[]> = {
    '/': ['Organization'], '/articles/rag-chunking': ['Article', 'BreadcrumbList'], '/people/lin-qiao': ['Person'], '/columns/rust-lab': ['BreadcrumbList'],
  };
  for (const path of pages) {
    if (path.startsWith('/search?')) continue;
    for (const url of [path, english(path)]) {
      const html = await (await request.get(at(url))).text();
      const found = [...html.matchAll(/<script type="application\/ld\+json">(.*?)<\/script>/gs)].map(([, json]) => JSON.parse(json) as unknown);
      expect(problems(found), url).toEqual([]);
      for (const type of wanted[path] ?? []) expect(JSON.stringify(found), `${url} has ${type}`).toMatch(new RegExp(`"@type":"\\w*${type}"`));
      for (const property of ['og:title', 'og:type', 'og:url', 'og:image', 'og:site_name']) expect(html, `${url} ${property}`).toMatch(new RegExp(`<meta property="${property}" content="[^"]+">`));
      const image = html.match(/<meta property="og:image" content="([^"]+)">/)![1];
      expect(image).toMatch(/^http/);
      expect((await request.get(image)).status(), image).toBe(200);
    }
  }
});

test('the Nu checker finds no error in any page', async ({ request }) => {
  const java = await new Promise<boolean>((resolve) => execFile('java', ['-version'], (error) => resolve(!error)));
  test.skip(!java, 'the Nu checker needs Java, which is not installed here');
  test.setTimeout(240_000);
  const dir = await mkdtemp(join(tmpdir(), 'qiao-html-'));
  try {
    for (const [i, url] of [...pages, ...pages.map(english), '/no-such-page'].entries()) {
      await writeFile(join(dir, `${String(i).padStart(2, '0')}${url.replaceAll(/[^a-z0-9]+/gi, '_')}.html`), await (await request.get(at(url))).text());
    }
    const jar = createRequire(import.meta.url).resolve('vnu-jar/build/dist/vnu.jar');
    const report = await new Promise<string>((resolve) => {
      execFile('java', ['-Xss1m', '-jar', jar, '--errors-only', '--format', 'json', '--exit-zero-always', dir], { maxBuffer: 64 << 20 }, (_error, _stdout, stderr) => resolve(stderr));
    });
    const { messages } = JSON.parse(report) as { messages: { url: string; lastLine: number; message: string; extract?: string }[] };
    const said = messages.map((one) => `${one.url.split('/').pop()}: ${one.message} ${one.extract?.replaceAll('\n', ' ') ?? ''}`);
    expect(said).toEqual([]);
  } finally { await rm(dir, { recursive: true, force: true }); }
});
