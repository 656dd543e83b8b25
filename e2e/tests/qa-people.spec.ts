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
  for (const [handle, roles] of Object.entries({ 'su-wen': [], 'he-yu': [], 'lin-xi': [], chief: ['editor'] })) {
    await root.collection('users').create({ handle, name: handle, email: `${handle}@example.com`, password, passwordConfirm: password, verified: true, roles });
    people[handle] = await signIn(portal.url, 'users', `${handle}@example.com`, password);
  }
  tag = (await root.collection('tags').create({ slug: 'go', name: 'Go 语言', name_en: 'Go', synonyms: ['golang'], category: 'language' })).id;
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

/** A question of somebody's. */
const ask = (title: string) => people['su-wen'].collection('questions').create({ title, body: '怎么查？', lang: 'zh', status: 'published', author: id('su-wen'), tags: ['golang'] });

test('a question of another site is added, adopted by an editor, and answered here', async ({ browser }) => {
  const page = await open(await browser.newContext(), 'he-yu', '/questions/elsewhere');
  const trouble = watch(page);
  await page.getByRole('button', { name: '添加站外的问题' }).click();
  await page.getByLabel('问题的地址').fill('https://segmentfault.com/q/1010000000000001/a-2?utm_source=x');
  await page.getByLabel('标题').fill('协程泄漏怎么查？<b>');
  await page.getByLabel('原提问者').fill('甲');
  await page.getByLabel('许可').fill('CC BY-SA 4.0');
  await page.getByLabel('正文（可选，Markdown）').fill('内存**一直涨**。');
  await page.getByRole('combobox', { name: '标签' }).fill('golang');
  await page.getByRole('option', { name: 'Go 语言' }).click();
  expect(await axe(page)).toEqual([]);
  await page.getByRole('button', { name: '添加', exact: true }).click();
  await expect(page.getByRole('status').filter({ hasText: '已添加' })).toBeVisible();
  expect(trouble.list).toEqual([]);

  const editor = await open(await browser.newContext(), 'chief', '/questions/elsewhere');
  const entry = editor.locator('[data-entry]');
  await expect(entry.getByRole('link', { name: '协程泄漏怎么查？<b>' })).toHaveAttribute('href', 'https://segmentfault.com/q/1010000000000001');
  await entry.getByRole('button', { name: '收录', exact: true }).click();
  await editor.getByRole('dialog').getByRole('button', { name: '收录' }).click();
  await editor.waitForURL(/\/questions\/\w{15}/);
  const [adopted] = await root.collection('external_questions').getFullList();
  const question = await root.collection('questions').getOne(adopted.question);
  expect([adopted.state, question.author, question.source_url, question.tags]).toEqual(['adopted', '', adopted.url, [tag]]);
  await people['lin-xi'].collection('answers').create({ question: question.id, author: id('lin-xi'), body: '用 pprof 看。' });

  const mine = await open(await browser.newContext({ viewport: { width: 390, height: 800 } }), 'lin-xi', `/questions/${question.id}/${question.slug}`);
  await mine.getByRole('button', { name: '已同步到原站？' }).click();
  const sheet = mine.getByRole('dialog');
  await sheet.getByLabel('回答的地址').fill('https://evil.example/a');
  await sheet.getByRole('button', { name: '保存' }).click();
  await expect(sheet.getByRole('alert')).toContainText('SegmentFault');
  await sheet.getByLabel('回答的地址').fill('https://segmentfault.com/a/119');
  await sheet.getByRole('button', { name: '保存' }).click();
  await expect(sheet).toBeHidden();
  const guest = await open(await browser.newContext(), '', `/questions/${question.id}/${question.slug}`);
  await expect(guest.locator('[data-answer] a.ext')).toHaveAttribute('href', 'https://segmentfault.com/a/119');
});

test('somebody who knows is asked to answer and hears of it; an answer elsewhere is linked', async ({ browser }) => {
  await people['lin-xi'].collection('users').update(id('lin-xi'), { expertise: [tag] });
  const question = await ask('切片为什么会共享底层数组？');
  const page = await open(await browser.newContext(), 'he-yu', `/questions/${question.id}/${question.slug}`);
  const trouble = watch(page);
  await page.getByRole('button', { name: '邀请回答' }).click();
  const sheet = page.getByRole('dialog', { name: '邀请回答' });
  await expect(sheet.getByRole('link', { name: 'lin-xi' })).toBeVisible();
  expect(await axe(page)).toEqual([]);
  await sheet.getByRole('button', { name: '邀请 lin-xi' }).click();
  await expect(sheet.getByText('已邀请')).toBeVisible();
  expect(trouble.list).toEqual([]);
  await sheet.getByLabel('用户名').fill('su-wen');
  await sheet.getByRole('button', { name: '邀请', exact: true }).click();
  await expect(sheet.getByRole('status').filter({ hasText: '提问者' })).toBeVisible();
  await sheet.getByRole('button', { name: '关闭' }).click();

  const told = await people['lin-xi'].collection('notifications').getFullList({ query: { lang: 'zh' } });
  expect(told.find((n) => n.kind === 'invite')?.text).toBe('he-yu 邀请你回答《切片为什么会共享底层数组？》');
  await people['lin-xi'].collection('answers').create({ question: question.id, author: id('lin-xi'), body: '因为它们指着同一块内存。' });
  expect((await root.collection('answer_requests').getFullList()).map((r) => r.state)).toEqual(['answered']);

  await page.getByRole('button', { name: '添加站外的回答' }).click();
  const link = page.getByRole('dialog', { name: '添加站外的回答' });
  await link.getByLabel('回答的地址').fill('https://go.dev/blog/slices-intro');
  await link.getByLabel('标题').fill('Go Slices: usage and internals');
  await link.getByRole('button', { name: '添加' }).click();
  await expect(page.getByRole('link', { name: 'Go Slices: usage and internals' })).toBeVisible();
  await page.reload();
  await expect(page.getByRole('link', { name: 'Go Slices: usage and internals' })).toHaveAttribute('href', 'https://go.dev/blog/slices-intro');
});

test('a merged tag leads to the other one, on the page and for who asks', async ({ page }) => {
  const old = await root.collection('tags').create({ slug: 'go-lang', name: 'Go-Lang', category: 'language' });
  const question = await ask('合并之前的问题');
  await root.collection('questions').update(question.id, { tags: [old.id] });
  await people.chief.collection('tag_merges').create({ merged: old.id, target: tag, note: '同一个东西' });
  await expect.poll(async () => (await root.collection('tag_merges').getFullList())[0].state).toBe('done');
  expect((await root.collection('questions').getOne(question.id)).tags).toEqual([tag]);
  await page.goto(`${portal.url}/tags/go-lang`);
  await expect(page).toHaveURL(/\/tags\/go$/);
});

test('the weekly mail with unanswered questions is a choice', async ({ context }) => {
  const page = await open(context, 'he-yu', '/settings/notifications');
  const box = page.getByRole('checkbox', { name: /每周一早上 8 点，寄来/ });
  await expect(box).not.toBeChecked();
  await box.check();
  await expect(page.getByRole('status').filter({ hasText: '已保存' })).toBeVisible();
  const [kept] = await root.collection('notification_settings').getFullList();
  expect(kept.choices.unanswered).toBe('digest');
  await expect(page.getByRole('rowheader', { name: '邀请我回答' })).toBeVisible();
  expect(await axe(page)).toEqual([]);
});
