import { at, expect, test, watch } from '../support/site.ts';

test.describe('keyboard', () => {
  test('the first key press reaches a link that skips to the text', async ({ page }) => {
    await page.goto(at('/articles/writing-guide'));
    await page.keyboard.press('Tab');
    const skip = page.locator(':focus');
    await expect(skip).toHaveAttribute('href', '#main');
    await expect(skip).toBeInViewport();
    await page.keyboard.press('Enter');
    await expect(page.locator('#main')).toBeFocused();
    await page.keyboard.press('Tab');
    expect(await page.evaluate(() => !!document.activeElement?.closest('main')), 'the next one is in the text').toBe(true);
  });

  test('the order of the keys is the order of the page, and the focus can be seen', async ({ page }) => {
    await page.setViewportSize({ width: 1440, height: 900 });
    await page.goto(at('/'));
    let last = -1;
    for (let i = 0; i < 25; i++) {
      await page.keyboard.press('Tab');
      const at = await page.evaluate(() => {
        const all = [...document.querySelectorAll('*')];
        const focus = document.activeElement!;
        const style = getComputedStyle(focus);
        const ring = (s: CSSStyleDeclaration) => s.outlineStyle !== 'none' && parseFloat(s.outlineWidth) > 0 || s.boxShadow !== 'none';
        return { index: all.indexOf(focus), name: focus.outerHTML.slice(0, 120), seen: ring(style) || !!focus.parentElement && ring(getComputedStyle(focus.parentElement)) };
      });
      expect(at.index, at.name).toBeGreaterThan(last);
      expect(at.seen, `a ring around ${at.name}`).toBe(true);
      last = at.index;
    }
  });

  test('a slash goes to the search field, arrows choose a suggestion', async ({ page, trouble }) => {
    await page.setViewportSize({ width: 1440, height: 900 });
    await page.goto(at('/'), { waitUntil: 'networkidle' });
    await page.keyboard.press('/');
    const field = page.locator('input[data-suggest]:focus');
    await expect(field).toBeVisible();
    await expect(field).toHaveValue('');
    await page.keyboard.type('sqlite');
    const options = page.getByRole('option');
    await expect(options.first()).toBeVisible();
    await expect(field).toHaveAttribute('aria-expanded', 'true');
    await page.keyboard.press('ArrowDown');
    await expect(options.first()).toHaveAttribute('aria-selected', 'true');
    await expect(field).toHaveAttribute('aria-activedescendant', (await options.first().getAttribute('id'))!);
    await page.keyboard.press('ArrowUp');
    await expect(options.first()).toHaveAttribute('aria-selected', 'false');
    await page.keyboard.press('Escape');
    await expect(options.first()).toBeHidden();
    await page.keyboard.type('3');
    await page.keyboard.press('Backspace');
    await expect(options.first()).toBeVisible();
    await page.keyboard.press('ArrowDown');
    const title = await options.first().locator('span').first().textContent();
    await page.keyboard.press('Enter');
    await expect(page.locator('h1')).toContainText(title!.trim());
    expect(trouble.list).toEqual([]);
  });

  test('Enter without a choice searches', async ({ page }) => {
    await page.setViewportSize({ width: 1440, height: 900 });
    await page.goto(at('/en'), { waitUntil: 'networkidle' });
    await page.keyboard.press('/');
    await page.keyboard.type('sqlite');
    await page.keyboard.press('Enter');
    await expect(page).toHaveURL(/\/en\/search\?q=sqlite/);
    await expect(page.locator('mark').first()).toBeVisible();
  });
});

test('the theme is switched, remembered, and follows the system again', async ({ page }) => {
  await page.emulateMedia({ colorScheme: 'light' });
  await page.goto(at('/'));
  const ground = () => page.evaluate(() => getComputedStyle(document.documentElement).backgroundColor + getComputedStyle(document.body).backgroundColor);
  const light = await ground();
  const toggle = page.locator('[data-theme-toggle]').first();
  await toggle.click();
  await expect(toggle).toHaveAttribute('aria-pressed', 'true');
  const dark = await ground();
  expect(dark).not.toBe(light);
  await page.goto(at('/articles/writing-guide'));
  expect(await ground(), 'on the next page').toBe(dark);
  await page.locator('[data-theme-toggle]').first().click();
  expect(await ground()).toBe(light);
  await page.emulateMedia({ colorScheme: 'dark' });
  await page.reload();
  expect(await ground(), 'after choosing what the system prefers, the system decides').toBe(dark);
});

test('a code block is copied as it was written', async ({ page, context }) => {
  await context.grantPermissions(['clipboard-read', 'clipboard-write']);
  await page.goto(at('/articles/writing-guide'), { waitUntil: 'networkidle' });
  const block = page.locator('.code').filter({ has: page.locator('[data-copy]') }).first();
  await block.locator('[data-copy]').click();
  const copied = await page.evaluate(() => navigator.clipboard.readText());
  expect(copied.trim().length).toBeGreaterThan(10);
  expect(copied).toBe((await block.locator('pre').evaluate((pre) => pre.textContent ?? '')).replace(/\n$/, ''));
  expect(copied, 'no line numbers').not.toMatch(/^\s*1\s+\S.*\n\s*2\s/);
});

test('a video asks its host for nothing before the click', async ({ page }) => {
  const foreign: string[] = [];
  await page.route(/^https?:\/\/(?!127\.0\.0\.1)/, (route) => { foreign.push(route.request().url()); return route.abort(); });
  await page.goto(at('/articles/writing-guide'), { waitUntil: 'networkidle' });
  const video = page.locator('[data-embed-src]').first();
  await video.scrollIntoViewIfNeeded();
  await page.waitForLoadState('networkidle');
  expect(foreign).toEqual([]);
  await expect(video.locator('iframe')).toHaveCount(0);
  await video.locator('a').first().click();
  await expect(video.locator('iframe')).toHaveAttribute('src', /^https:\/\/player\.bilibili\.com\//);
  await expect.poll(() => foreign.length).toBeGreaterThan(0);
});

test('no page asks another host for anything', async ({ page }) => {
  const foreign: string[] = [];
  page.on('request', (request) => { if (new URL(request.url()).origin !== new URL(at('/')).origin && !request.url().startsWith('data:')) foreign.push(request.url()); });
  for (const path of ['/', '/articles', '/communities', '/articles/writing-guide', '/people/lin-qiao', '/search?q=go']) await page.goto(at(path), { waitUntil: 'networkidle' });
  expect(foreign).toEqual([]);
});

test('the paper version of an article is the text alone, dark on light', async ({ page }) => {
  await page.emulateMedia({ media: 'print', colorScheme: 'dark' });
  await page.goto(at('/articles/writing-guide'));
  await expect(page.locator('h1')).toBeVisible();
  await expect(page.locator('body > header')).toBeHidden();
  await expect(page.locator('[data-copy]').first()).toBeHidden();
  await expect(page.locator('[data-theme-toggle]')).toBeHidden();
  const brightness = await page.evaluate(() => {
    const canvas = document.createElement('canvas').getContext('2d')!; // turns any notation of a colour into numbers
    canvas.fillStyle = getComputedStyle(document.querySelector('main p')!).color;
    canvas.fillRect(0, 0, 1, 1);
    return [...canvas.getImageData(0, 0, 1, 1).data].slice(0, 3).reduce((a, b) => a + b, 0) / 3;
  });
  expect(brightness, 'dark text although the screen is dark').toBeLessThan(90);
  const pdf = await page.pdf({ format: 'A4' });
  expect(pdf.length).toBeGreaterThan(10_000);
});

test.describe('without JavaScript', () => {
  test.use({ javaScriptEnabled: false });

  test('pages are complete', async ({ page }) => {
    const trouble = watch(page);
    for (const path of ['/', '/en', '/articles', '/articles/writing-guide', '/tags', '/columns/rust-lab', '/people/lin-qiao', '/communities', '/about']) {
      const answer = await page.goto(at(path));
      expect(answer?.status(), path).toBe(200);
      await expect(page.locator('h1'), path).toHaveCount(1);
      expect((await page.locator('main').innerText()).length, path).toBeGreaterThan(100);
      await expect(page.locator('[data-theme-toggle]').first(), 'a button that would do nothing').toBeHidden();
    }
    expect(trouble.list).toEqual([]);
  });

  test('search is a plain form', async ({ page }) => {
    await page.setViewportSize({ width: 1440, height: 900 });
    await page.goto(at('/'));
    await page.locator('header input[name=q]').fill('数据库');
    await page.locator('header input[name=q]').press('Enter');
    await expect(page).toHaveURL(/\/search\?q=/);
    await expect(page.locator('main mark').first()).toBeVisible();
  });

  test('a video is a link', async ({ page }) => {
    await page.goto(at('/articles/writing-guide'));
    await expect(page.locator('[data-embed-src] a').first()).toHaveAttribute('href', /^https:\/\/www\.bilibili\.com\/video\//);
  });

  test('formulas are drawn', async ({ page }) => {
    await page.goto(at('/articles/writing-guide'));
    const box = await page.locator('math').first().boundingBox();
    expect(box!.width).toBeGreaterThan(5);
  });
});
