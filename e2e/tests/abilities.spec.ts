import type { BrowserContext, Page } from '@playwright/test';
import { axe } from '../support/axe.ts';
import { type Portal as Running, Portal, signIn } from '../support/portal.ts';
import { expect, test } from '../support/site.ts';

const password = 'correct-horse-battery';
let portal: Running;
let root: Awaited<ReturnType<Running['superuser']>>;

test.describe.configure({ mode: 'serial' });
test.beforeAll(async () => {
  portal = await Portal.start({ demo: true });
  root = await portal.superuser();
});
test.afterAll(async () => { await portal.close(); });

/** A page of somebody with so much reputation, or as much as they have. */
async function as(context: BrowserContext, handle: string, points = 0): Promise<Page> {
  const { id } = await root.collection('users').getFirstListItem(`handle='${handle}'`);
  const email = `${handle}@example.com`;
  await root.collection('users').update(id, { email, verified: true, password, passwordConfirm: password });
  if (points) await root.collection('reputation_events').create({ user: id, rule: 'manual', cause: `test:${handle}`, points });
  const client = await signIn(portal.url, 'users', email, password);
  const page = await context.newPage();
  await page.addInitScript((stored) => localStorage.setItem('pocketbase_auth', stored), JSON.stringify({ token: client.authStore.token, record: client.authStore.record }));
  return page;
}

const article = '/articles/api-quickstart';

test('who has the reputation changes the tags of an article, with a tag that is new', async ({ context, trouble }) => {
  const page = await as(context, 'luo-an', 1000);
  for (const [width, url] of [[390, `/en${article}`], [1440, article]] as const) {
    await page.setViewportSize({ width, height: 900 });
    await page.goto(portal.url + url, { waitUntil: 'networkidle' });
    await page.locator('qiao-retag button').click();
    await page.locator('#retag').fill('混沌工程');
    await expect(page.getByRole('option').last()).toContainText('混沌工程');
    expect(await axe(page), `${url} at ${width}`).toEqual([]);
    expect(await page.evaluate(() => document.documentElement.scrollWidth - innerWidth)).toBeLessThanOrEqual(0);
  }
  await page.getByRole('option', { name: '新建标签“混沌工程”' }).click();
  await page.locator('.retag').getByRole('button', { name: '保存' }).click();
  await expect(page.locator('.stand .tags').getByRole('link', { name: '混沌工程' })).toBeVisible();
  expect(await root.collection('revisions').getList(1, 1, { filter: "editor.handle = 'luo-an' && article.slug = 'api-quickstart'" })).toMatchObject({ totalItems: 1 });
  expect(trouble.list).toEqual([]);
});

test('who has the reputation closes a discussion and opens it again, and only that', async ({ context }) => {
  const page = await as(context, 'luo-an');
  await page.goto(portal.url + article, { waitUntil: 'networkidle' });
  await expect(page.locator('.manage select')).toHaveCount(0);
  await page.locator('.manage').getByRole('button', { name: '关闭讨论' }).click();
  await expect(page.locator('[data-talk][data-closed]')).toHaveCount(1);
  await page.locator('.manage').getByRole('button', { name: '重新开放讨论' }).click();
  await expect(page.locator('[data-talk]:not([data-closed])')).toHaveCount(1);
});

test('who has the reputation sees first posts, and nothing else that waits', async ({ context }) => {
  const page = await as(context, 'luo-an');
  const target = (await root.collection('articles').getFirstListItem("slug='api-quickstart'")).id;
  const author = (await root.collection('users').getFirstListItem("handle='qin-chuan'")).id;
  for (const [body, reasons] of [['大家好，我是新来的。', ['first']], ['别处的坏话。', ['word']]] as const) {
    const comment = await root.collection('comments').create({ kind: 'article', target, author, body, state: 'pending' });
    await root.collection('holds').create({ kind: 'comment', target: comment.id, author, reasons, excerpt: body, wanted: 'visible', state: 'open' });
  }
  await page.goto(portal.url, { waitUntil: 'networkidle' });
  await page.locator('qiao-account .me').click();
  await page.getByRole('link', { name: '审阅新成员' }).click();
  await expect(page.locator('.held')).toHaveCount(1);
  await expect(page.locator('.held')).toContainText('我是新来的');
  await page.getByRole('button', { name: '放行' }).click();
  await expect(page.locator('[data-held]')).toContainText('已放行');
  expect(await root.collection('comments').getFirstListItem("body='大家好，我是新来的。'")).toMatchObject({ state: 'visible' });
});

test('who lacks the reputation is offered none of it', async ({ context }) => {
  await root.collection('policy').update('qiaopolicy00000', { preset: 'standard' });
  const page = await as(context, 'ye-qing');
  await page.goto(portal.url + article, { waitUntil: 'networkidle' });
  await expect(page.locator('qiao-account .me')).toBeVisible();
  await expect(page.locator('qiao-retag button')).toHaveCount(0);
  await expect(page.locator('.manage')).toHaveCount(0);
  await page.goto(`${portal.url}/moderation/held`, { waitUntil: 'networkidle' });
  await expect(page.locator('[data-held]')).toContainText('声望足够的成员');
});
