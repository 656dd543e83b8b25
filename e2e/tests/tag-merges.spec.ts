import { type Browser, type Page, expect, test } from '@playwright/test';
import type PocketBase from 'pocketbase';
import { axe } from '../support/axe.ts';
import { Portal, signIn } from '../support/portal.ts';
import { watch } from '../support/site.ts';

const password = 'correct-horse-battery';
let portal: Portal;
let root: PocketBase;
const people: Record<string, PocketBase> = {};

test.beforeAll(async () => {
  portal = await Portal.start();
  root = await portal.superuser();
  await root.settings.update({ rateLimits: { enabled: false } });
  for (const [handle, roles] of [['bian-ji', ['editor']], ['he-yu', []]] as const) {
    await root.collection('users').create({ handle, name: handle, email: `${handle}@example.com`, password, passwordConfirm: password, verified: true, reputation: 100, roles });
    people[handle] = await signIn(portal.url, 'users', `${handle}@example.com`, password);
  }
});
test.afterAll(() => portal?.close());

async function person(browser: Browser, who: string, path: string, width = 1280): Promise<Page> {
  const own = await browser.newContext({ locale: path.startsWith('/en') ? 'en' : 'zh-CN', viewport: { width, height: 844 } });
  if (who) {
    const { token, record } = people[who].authStore;
    await own.addInitScript((auth) => localStorage.setItem('pocketbase_auth', auth), JSON.stringify({ token, record }));
  }
  const page = await own.newPage();
  await page.goto(portal.url + path);
  return page;
}

const languages = [
  { path: '', slug: 'golang', width: 390, link: '合并…', into: '并入哪个标签', note: '为什么合并', sure: '确认合并', moves: '1 篇文章、2 个问题、1 位关注者', done: '已完成', moved: '移动了 4 条记录' },
  { path: '/en', slug: 'golang-en', width: 390, link: 'Merge…', into: 'The tag that it becomes', note: 'Why', sure: 'Merge them', moves: '1 article, 2 questions and 1 follower', done: 'Done', moved: '4 records moved' },
] as const;

for (const say of languages) {
  test(`an editor merges a tag into another, and sees before what will move, ${say.path ? 'in English' : 'in Chinese'}`, async ({ browser }) => {
    const reader = people['he-yu'].authStore.record!.id;
    const kept = await root.collection('tags').create({ slug: `${say.slug}-kept`, name: `保留 ${say.slug}`, name_en: `Kept ${say.slug}`, category: 'language' });
    const old = await root.collection('tags').create({ slug: say.slug, name: `旧的 ${say.slug} <b>`, name_en: `Old ${say.slug} <b>`, category: 'language' });
    for (const title of ['第一个问题？', '第二个问题？']) await root.collection('questions').create({ title, body: '正文。', lang: 'zh', tags: [old.id], author: reader, status: 'published' });
    await root.collection('articles').create({ title: `一篇 ${say.slug} 文章`, body: '正文。', kind: 'article', lang: 'zh', author: reader, tags: [old.id], status: 'published' });
    await root.collection('follows').create({ user: reader, kind: 'tag', target: old.id });

    for (const path of [`/tags/${say.slug}`, `/tags/${say.slug}/questions`]) {
      const stranger = await person(browser, 'he-yu', say.path + path);
      await stranger.waitForLoadState('networkidle');
      await expect(stranger.getByRole('link', { name: say.link })).toHaveCount(0);
      await stranger.context().close();
    }

    const page = await person(browser, 'bian-ji', `${say.path}/tags/${say.slug}/questions`, say.width);
    const trouble = watch(page);
    await page.getByRole('link', { name: say.link }).click();
    await page.waitForURL(new RegExp(`/tag-merges#tag=${old.id}$`));
    await expect(page.locator('[data-bench=tag-merges] form')).toContainText(`${say.slug} <b>`);
    await page.getByRole('combobox', { name: say.into }).fill(`${say.slug}-kept`);
    await page.getByRole('option').first().click();
    const plan = page.locator('.merge-plan').first();
    await expect(plan).toContainText(say.moves);
    await expect(plan).toContainText(`/tags/${say.slug}-kept`);
    expect(await axe(page)).toEqual([]);
    expect(await page.evaluate(() => document.documentElement.scrollWidth - innerWidth)).toBeLessThanOrEqual(0);
    await page.getByLabel(say.note).fill('同一个东西 <i>');
    await page.getByRole('button', { name: say.link }).click();
    const dialog = page.getByRole('dialog');
    await expect(dialog).toContainText(say.moves);
    expect(await axe(page)).toEqual([]);
    await dialog.getByRole('button', { name: say.sure }).click();
    await expect(dialog).toHaveCount(0);
    const line = page.locator('[data-merge]').first();
    await expect(line).toContainText('同一个东西 <i>');
    await expect(line).toContainText(say.done, { timeout: 30_000 }); // a job moves what there is
    await expect(line).toContainText(say.moved);
    await page.emulateMedia({ colorScheme: 'dark' });
    expect(await axe(page)).toEqual([]);
    expect(trouble.list).toEqual([]);
    await page.goto(`${portal.url}${say.path}/tags/${say.slug}`);
    await expect(page).toHaveURL(new RegExp(`/tags/${say.slug}-kept$`));
    expect((await root.collection('tags').getOne(kept.id)).synonyms).toContain(say.slug);
    await page.context().close();
  });
}

test('the page is for site editors', async ({ browser }) => {
  const page = await person(browser, 'he-yu', '/tag-merges', 390);
  await expect(page.locator('[data-bench=tag-merges]')).toHaveText('这一页只给站点编辑用。');
  expect(await axe(page)).toEqual([]);
  await page.context().close();
  const guest = await person(browser, '', '/tag-merges', 390);
  await expect(guest.locator('[data-bench=tag-merges]').getByRole('link')).toHaveAttribute('href', /sign-in#to=/);
  await guest.context().close();
});
