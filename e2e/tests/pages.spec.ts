import { axe } from '../support/axe.ts';
import { at, english, expect, pages, test } from '../support/site.ts';

// Every kind of page, in both languages, both themes, on a phone and on a wide screen.
for (const path of pages) {
  for (const [lang, url] of [['zh-CN', path], ['en', english(path)]] as const) {
    test(`${url} is a sound page`, async ({ page, trouble }) => {
      for (const width of [390, 1440]) {
        await page.setViewportSize({ width, height: 900 });
        await page.emulateMedia({ colorScheme: 'light', reducedMotion: 'reduce' });
        const answer = await page.goto(at(url), { waitUntil: 'networkidle' });
        expect(answer?.status(), `${width} px`).toBe(200);
        expect(await page.locator('html').getAttribute('lang'), `${width} px`).toBe(lang);
        await expect(page.locator('h1'), `${width} px`).toHaveCount(1);
        expect(await page.title(), `${width} px`).toMatch(/\S/);
        for (const colorScheme of ['light', 'dark'] as const) {
          const where = `${colorScheme}, ${width} px`;
          await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
          const wider = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
          expect(wider, `${where}: pixels that the page is wider than the window`).toBeLessThanOrEqual(0);
          expect.soft(await axe(page), `axe, ${where}`).toEqual([]);
        }
      }
      expect(trouble.list).toEqual([]);
    });

    test(`${url} says which address and languages it has`, async ({ request }) => {
      const html = await (await request.get(at(url))).text();
      const canonical = html.match(/<link rel="canonical" href="([^"]+)"/)?.[1];
      const alternates = [...html.matchAll(/<link rel="alternate" hreflang="([^"]+)" href="([^"]+)"/g)].map(([, lang, href]) => ({ lang, href }));
      if (path.includes('sort=') || path.includes('view=')) { // another order or form of what another page has
        expect(html, 'not for search engines').toContain('<meta name="robots" content="noindex');
        expect(canonical).toBeUndefined();
        return;
      }
      if (path.startsWith('/search?')) { // results belong to the search page, for other search engines
        expect(canonical).toBe(at(url.split('?')[0]));
        return;
      }
      expect(canonical, 'an absolute address').toMatch(/^http/);
      expect(decodeURIComponent(canonical!.replaceAll('&amp;', '&'))).toContain(url.split('?')[0]);
      expect(alternates.map((alternate) => alternate.lang)).toEqual(['zh-CN', 'en', 'x-default']);
      const other = alternates.find((alternate) => alternate.lang === (lang === 'en' ? 'zh-CN' : 'en'));
      const back = await (await request.get(other!.href.replaceAll('&amp;', '&'))).text();
      expect(back, 'the other language leads back here').toContain(`href="${alternates.find((alternate) => alternate.lang === lang)!.href}"`);
    });
  }
}

for (const [url, status] of [['/no-such-page', 404], ['/en/no-such-page', 404], ['/articles/no-such-article', 404], ['/en/columns/no-such-column', 404]] as const) {
  test(`${url} answers ${status} with a page that helps`, async ({ page }) => {
    for (const colorScheme of ['light', 'dark'] as const) {
      await page.emulateMedia({ colorScheme });
      const answer = await page.goto(at(url));
      expect(answer?.status()).toBe(status);
      await expect(page.locator('h1')).toHaveCount(1);
      await expect(page.locator('main a[href]').first()).toBeVisible();
      expect(await axe(page)).toEqual([]);
    }
  });
}

for (const [given, wanted] of [['/articles/', '/articles'], ['/Articles', '/articles'], ['/en/', '/en'], ['/articles?utm_source=x&sort=hot', '/articles?sort=hot']] as const) {
  test(`${given} leads to its one address, ${wanted}`, async ({ request }) => {
    const answer = await request.get(at(given), { maxRedirects: 0 });
    expect(answer.status()).toBe(301);
    expect(answer.headers().location).toMatch(new RegExp(`${wanted.replace('?', '\\?')}$`));
  });
}
