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

test.beforeAll(async () => {
  portal = await Portal.start();
  root = await portal.superuser();
  await root.settings.update({ rateLimits: { enabled: false } });
  for (const [handle, roles] of [['su-wen', []], ['he-yu', []], ['lin-xi', []], ['mei-feng', ['moderator']]] as const) {
    await root.collection('users').create({ handle, name: handle, email: `${handle}@example.com`, password, passwordConfirm: password, verified: true, roles });
    people[handle] = await signIn(portal.url, 'users', `${handle}@example.com`, password);
  }
  tag = (await root.collection('tags').create({ slug: 'go', name: 'Go 语言', category: 'other' })).id;
  // a vote decides alone, and everybody may give one; a bounty can be afforded by whoever was voted for once
  await root.collection('qa_settings').update('qiaoqasettings0', { close_votes: 1, bounty_min: 5 });
  await root.collection('policy').update('qiaopolicy00000', { preset: 'custom', abilities: { vote_up: 0, close: 0 } });
});
test.afterAll(() => portal?.close());

const id = (who: string) => people[who].authStore.record!.id;
/** Asks as a superuser: nobody's limits count what tests begin with. */
const ask = (title: string) => root.collection('questions').create({ title, body: '试过了，不行。', lang: 'zh', status: 'published', author: id('su-wen'), tags: [tag] });

async function open(context: BrowserContext, who: string, path: string): Promise<Page> {
  const { token, record } = people[who].authStore;
  await context.addInitScript((auth) => localStorage.setItem('pocketbase_auth', auth), JSON.stringify({ token, record }));
  const page = await context.newPage();
  await page.goto(portal.url + path);
  return page;
}

test('a question is closed as a duplicate, and opened again', async ({ context }) => {
  const original = await ask('切片为什么会共享底层数组？');
  const again = await ask('append 之后原来的切片也变了？');
  const page = await open(context, 'he-yu', `/questions/${again.id}`);
  const trouble = watch(page);
  await page.getByRole('button', { name: '建议关闭' }).click();
  const sheet = page.getByRole('dialog');
  await sheet.getByRole('radio', { name: /重复/ }).check();
  await sheet.getByLabel('与哪个问题重复？').fill(`${portal.url}/questions/${original.id}/x`);
  expect(await axe(page)).toEqual([]);
  await sheet.getByRole('button', { name: '投票关闭' }).click();
  await expect(page.getByRole('button', { name: '建议重开' })).toBeVisible();
  await expect(page.locator('.q-note.closed')).toContainText('切片为什么会共享底层数组？');
  const closed = await root.collection('questions').getOne(again.id);
  expect([closed.closed, closed.duplicate_of]).toEqual(['duplicate', original.id]);
  await page.getByRole('button', { name: '建议重开' }).click();
  await page.getByRole('dialog').getByRole('button', { name: '投票重开' }).click();
  await expect(page.getByRole('button', { name: '建议关闭' })).toBeVisible();
  expect((await root.collection('questions').getOne(again.id)).closed).toBe('');
  expect(trouble.list).toEqual([]);
});

test('what is refused is said in the sheet', async ({ context }) => {
  const q = await ask('怎样优雅地退出一个协程？');
  const page = await open(context, 'he-yu', `/en/questions/${q.id}`);
  await page.getByRole('button', { name: 'Suggest to close' }).click();
  const sheet = page.getByRole('dialog');
  await sheet.getByRole('radio', { name: /Duplicate/ }).check();
  await sheet.getByLabel('Which question does it repeat?').fill(q.id);
  await sheet.getByRole('button', { name: 'Vote to close' }).click();
  await expect(sheet.getByRole('alert')).toContainText('does not repeat itself');
});

test('a moderator closes at once, and merges on the page of moderation', async ({ context }) => {
  const original = await ask('怎样取消一个请求？');
  const again = await ask('请求超时了怎么取消？');
  const answer = await root.collection('answers').create({ question: again.id, author: id('lin-xi'), status: 'published', body: '传一个上下文。' });
  const page = await open(context, 'mei-feng', `/questions/${again.id}`);
  await expect(page.getByRole('button', { name: '关闭', exact: true })).toBeVisible();
  await page.getByRole('link', { name: '管理' }).click();
  await page.getByRole('radio', { name: '合并' }).check();
  await page.getByLabel('并入哪里').fill(`${portal.url}/questions/${original.id}`);
  await page.getByLabel('理由').fill('同一个问题');
  await page.getByRole('button', { name: '确认' }).click();
  await expect(page.getByText('已处理，当事人')).toBeVisible();
  expect((await root.collection('answers').getOne(answer.id)).question).toBe(original.id);
  await page.goto(`${portal.url}/questions/${again.id}`);
  await expect(page).toHaveURL(new RegExp(`/questions/${original.id}/`));
});

test('a bounty is offered, and given to an answer, at phone width', async ({ context }) => {
  const q = await ask('映射可以并发读写吗？');
  await people['lin-xi'].collection('answers').create({ question: q.id, author: id('lin-xi'), body: '用 sync.Map。' });
  await root.collection('users').update(id('he-yu'), { bio: '写字的人' });
  const earned = await people['he-yu'].collection('articles').create({ title: '一篇文章', body: '正文', kind: 'article', lang: 'zh', author: id('he-yu') });
  await root.collection('articles').update(earned.id, { status: 'published' });
  await people['su-wen'].collection('votes').create({ user: id('su-wen'), kind: 'article', target: earned.id, value: 1 });
  const page = await open(context, 'he-yu', `/questions/${q.id}`);
  await page.setViewportSize({ width: 390, height: 844 });
  const trouble = watch(page);
  await page.getByRole('button', { name: '发起悬赏' }).click();
  const sheet = page.getByRole('dialog');
  await sheet.getByLabel('悬赏多少声望').fill('5');
  expect(await axe(page)).toEqual([]);
  await sheet.getByRole('button', { name: '确认悬赏' }).click();
  await expect(page.locator('.q-note.bounty')).toBeVisible();
  await page.getByRole('button', { name: '授予悬赏 +5' }).click();
  await page.getByRole('dialog').getByRole('button', { name: '授予', exact: true }).click();
  await expect(page.getByRole('button', { name: '发起悬赏' })).toBeVisible();
  const [bounty] = (await root.collection('bounties').getList(1, 1, { filter: `question = '${q.id}'` })).items;
  expect([bounty.state, bounty.winner, bounty.paid]).toEqual(['awarded', id('lin-xi'), 5]);
  expect((await root.collection('users').getOne(id('lin-xi'))).reputation).toBe(5);
  expect(trouble.list).toEqual([]);
});
