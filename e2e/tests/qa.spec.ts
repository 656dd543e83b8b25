import { type BrowserContext, type Page, expect, test } from '@playwright/test';
import type PocketBase from 'pocketbase';
import { axe } from '../support/axe.ts';
import { Portal, signIn } from '../support/portal.ts';
import { watch } from '../support/site.ts';

const password = 'correct-horse-battery';
let portal: Portal;
let root: PocketBase;
const people: Record<string, PocketBase> = {};
let tag = '';

test.describe.configure({ mode: 'default' });

test.beforeAll(async () => {
  portal = await Portal.start();
  root = await portal.superuser();
  await root.settings.update({ rateLimits: { enabled: false } });
  for (const handle of ['su-wen', 'he-yu', 'lin-xi']) {
    await root.collection('users').create({ handle, name: handle, email: `${handle}@example.com`, password, passwordConfirm: password, verified: true, reputation: 100 });
    people[handle] = await signIn(portal.url, 'users', `${handle}@example.com`, password);
  }
  tag = (await root.collection('tags').create({ slug: 'go', name: 'Go 语言', name_en: 'Go', category: 'other' })).id;
  await root.collection('tags').create({ slug: 'sqlite', name: 'SQLite', category: 'other' });
});
test.afterAll(() => portal?.close());

const id = (who: string) => people[who].authStore.record!.id;

/** Opens a page as somebody, or as a guest. */
async function open(context: BrowserContext, who: string, path: string): Promise<Page> {
  if (who) {
    const { token, record } = people[who].authStore;
    await context.addInitScript((auth) => localStorage.setItem('pocketbase_auth', auth), JSON.stringify({ token, record }));
  }
  const page = await context.newPage();
  await page.goto(portal.url + path);
  return page;
}

const state = (page: Page) => page.locator('[data-w=state]');

test.describe('asking', () => {
  test('a draft saves itself, shows what is similar, and is asked', async ({ context }) => {
    const like = await root.collection('articles').create({ title: '定位 goroutine 泄漏：哪一处没有退出', body: '先看 pprof。', kind: 'article', lang: 'zh', author: id('lin-xi'), status: 'published' });
    const page = await open(context, 'su-wen', '/ask#tag=go');
    const trouble = watch(page);
    await expect(page.locator('[data-w=tags] button')).toHaveText(/Go 语言/);
    await page.locator('#a-title').fill('Go 的 goroutine 泄漏，怎样定位是哪一处没有退出？');
    const similar = page.locator('[data-w=similar]');
    await expect(similar.getByRole('link', { name: /哪一处没有退出/ })).toHaveAttribute('href', `/articles/${like.slug}`);
    await page.locator('#a-body').fill('我试过 pprof，期望 goroutine 数量回落，结果一直涨。\n\n```go\nfor { <-ch }\n```\n');
    await expect(page).toHaveURL(/#id=\w{15}$/);
    await expect(state(page)).toHaveAttribute('data-state', 'saved');
    await expect(page.locator('[data-point].done')).toHaveCount(5);
    const draft = page.url().split('=')[1];
    expect((await root.collection('questions').getOne(draft)).status).toBe('draft');
    await similar.getByRole('button', { name: '不再提示' }).click();
    await expect(similar).toBeHidden();
    await expect(page.locator('[data-w=drafts] a')).toHaveCount(1);
    await page.getByRole('tab', { name: '预览' }).click();
    await expect(page.locator('.seen pre')).toContainText('for');
    const preview = await page.locator('.seen .prose').innerHTML();
    expect(await axe(page)).toEqual([]);
    expect(trouble.list).toEqual([]);
    await page.getByRole('button', { name: '发布问题' }).click();
    await page.waitForURL(new RegExp(`/questions/${draft}/`));
    const now = await root.collection('questions').getOne(draft);
    expect([now.status, now.tags]).toEqual(['published', [tag]]);
    expect(preview).toContain(now.html.match(/<pre[^]*?<\/pre>/)[0].slice(0, 20));
  });

  test('what is missing is said beside its field', async ({ context }) => {
    const page = await open(context, 'su-wen', '/en/ask');
    await page.locator('#a-title').fill('What is missing here?');
    await page.getByRole('button', { name: 'Publish question' }).click();
    await expect(page.locator('#a-body')).toHaveAttribute('aria-invalid', 'true');
    await expect(page.locator('.wrong').first()).not.toBeEmpty();
    expect(await axe(page)).toEqual([]);
  });

  test('a guest’s text is there again after signing in', async ({ context }) => {
    const page = await open(context, '', '/ask');
    await page.locator('#a-title').fill('没登录也能先写吗？');
    await page.locator('#a-body').fill('先写好再登录。');
    await page.getByRole('button', { name: '登录并发布' }).click();
    await page.waitForURL(/sign-in#to=%2Fask/);
    await page.getByLabel('邮箱').fill('he-yu@example.com');
    await page.getByLabel('密码', { exact: true }).fill(password);
    await page.getByRole('button', { name: '登录', exact: true }).click();
    await page.waitForURL(/\/ask/);
    await expect(page.locator('#a-title')).toHaveValue('没登录也能先写吗？');
    await expect(page.locator('#a-body')).toHaveValue('先写好再登录。');
    await expect(page).toHaveURL(/#id=\w{15}$/);
    expect((await root.collection('questions').getOne(page.url().split('=')[1])).author).toBe(id('he-yu'));
  });

  test('by keyboard alone, on a phone', async ({ browser }) => {
    const context = await browser.newContext({ viewport: { width: 390, height: 800 }, locale: 'zh-CN' });
    const page = await open(context, 'su-wen', '/ask');
    await page.locator('#a-title').focus();
    await page.keyboard.type('键盘怎么提问？');
    await page.keyboard.press('Enter');
    await expect(page.locator('#a-body')).toBeFocused();
    await page.keyboard.type('只用键盘，试过 Tab。');
    await page.locator('#a-tag').focus();
    await page.keyboard.type('sqli');
    await expect(page.getByRole('option', { name: 'SQLite' })).toBeVisible();
    await page.keyboard.press('Enter');
    await expect(page.locator('[data-w=tags] button')).toHaveText(/SQLite/);
    expect(await page.evaluate(() => document.documentElement.scrollWidth - innerWidth)).toBeLessThanOrEqual(0);
    await page.keyboard.press('Control+Enter');
    await page.waitForURL(/\/questions\/\w{15}\//);
    await context.close();
  });
});
