import type { Page } from '@playwright/test';
import { axe } from '../support/axe.ts';
import { type Portal as Running, Portal, signIn } from '../support/portal.ts';
import { at, english, expect, test } from '../support/site.ts';

const password = 'correct-horse-battery';
let portal: Running;
let root: Awaited<ReturnType<Running['superuser']>>;

test.describe.configure({ mode: 'serial' });
test.beforeAll(async () => {
  portal = await Portal.start({ demo: true });
  root = await portal.superuser();
});
test.afterAll(async () => { await portal.close(); });

/** Signs a person of the demo in, on this page. */
async function be(page: Page, handle: string): Promise<string> {
  const person = await root.collection('users').getFirstListItem(`handle='${handle}'`);
  await root.collection('users').update(person.id, { password, passwordConfirm: password });
  if (!person.email) await root.collection('users').update(person.id, { email: `${handle}@example.com`, verified: true });
  const client = await signIn(portal.url, 'users', person.email || `${handle}@example.com`, password);
  await page.addInitScript((stored) => localStorage.setItem('pocketbase_auth', stored), JSON.stringify({ token: client.authStore.token, record: client.authStore.record }));
  return client.authStore.token;
}

for (const path of ['/badges', '/badges/first-article', '/reputation']) {
  test(`${path} is sound in both languages, on paper and in the dark, wide and narrow`, async ({ page, trouble }) => {
    for (const url of [path, english(path)]) {
      for (const [width, colorScheme] of [[390, 'dark'], [1440, 'light']] as const) {
        await page.setViewportSize({ width, height: 900 });
        await page.emulateMedia({ colorScheme });
        await page.goto(at(url), { waitUntil: 'networkidle' });
        expect(await axe(page), `${url} at ${width}`).toEqual([]);
        expect(await page.evaluate(() => document.documentElement.scrollWidth - innerWidth), `${url} at ${width}: wider than the window`).toBeLessThanOrEqual(0);
      }
    }
    expect(trouble.list).toEqual([]);
  });
}

test('a badge leads to who has it, and back', async ({ page }) => {
  await page.goto(`${portal.url}/badges`);
  await page.getByRole('link', { name: '落笔' }).click();
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('落笔');
  await expect(page.locator('.holders a')).toHaveCount(12);
  await page.getByRole('navigation', { name: /位置|路径|Breadcrumb/i }).getByRole('link').click();
  await expect(page).toHaveURL(`${portal.url}/badges`);
});

test('a guest sees the rules, a member also where they stand and why', async ({ page, trouble }) => {
  await page.goto(`${portal.url}/reputation`, { waitUntil: 'networkidle' });
  await expect(page.locator('qiao-standing')).toBeEmpty();
  await be(page, 'chen-mo');
  for (const [width, url] of [[390, '/reputation'], [1440, '/en/reputation']] as const) {
    await page.setViewportSize({ width, height: 900 });
    await page.goto(portal.url + url, { waitUntil: 'networkidle' });
    const standing = page.locator('.standing');
    await expect(standing.locator('.now b')).toHaveText(/^\d+$/);
    const total = Number(await standing.locator('.now b').textContent());
    expect(total).toBeGreaterThan(0);
    await standing.locator('summary').click();
    await expect(standing.locator('li')).toHaveCount(20);
    await expect(standing.locator('li a').first()).toHaveAttribute('href', /\/articles\//);
    while (await standing.locator('button').isVisible()) {
      const rows = await standing.locator('li').count();
      await standing.locator('button').click();
      await expect.poll(async () => (await standing.locator('li').count()) > rows || !(await standing.locator('button').isVisible())).toBe(true);
    }
    const each = await standing.locator('li b').allTextContents();
    expect(each.map((n) => Number(n.replace('−', '-'))).reduce((all, n) => all + n, 0), 'the rows add up to the whole').toBe(total);
    expect(await axe(page), url).toEqual([]);
    expect(await page.evaluate(() => document.documentElement.scrollWidth - innerWidth)).toBeLessThanOrEqual(0);
  }
  expect(trouble.list).toEqual([]);
});

test('a stricter policy shows at once, and says to newcomers what is missing', async ({ page }) => {
  await root.collection('policy').update('qiaopolicy00000', { preset: 'strict' });
  await page.goto(`${portal.url}/reputation`);
  await expect(page.getByText('“严格”')).toBeVisible();
  const newcomer = await root.collection('users').create({ email: 'new@example.com', password, passwordConfirm: password, verified: true, handle: 'new-here', name: '新人' });
  const { authStore } = await signIn(portal.url, 'users', 'new@example.com', password);
  const article = await root.collection('article_cards').getFirstListItem("slug='rag-chunking'");
  const vote = (language: string) => fetch(`${portal.url}/api/collections/votes/records`, {
    method: 'POST', headers: { authorization: authStore.token, 'content-type': 'application/json', 'accept-language': language },
    body: JSON.stringify({ user: newcomer.id, kind: 'article', target: article.id, value: 1 }),
  });
  for (const [language, words] of [['zh-CN', /还差 30/], ['en', /30 are missing/]] as const) {
    const answer = await vote(language);
    expect(answer.status).toBe(403);
    expect((await answer.json()).message).toMatch(words);
  }
  await root.collection('policy').update('qiaopolicy00000', { preset: 'open' });
  expect((await vote('en')).status).toBe(200);
});
