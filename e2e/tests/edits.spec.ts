import { type Browser, type Page, expect, test } from '@playwright/test';
import type PocketBase from 'pocketbase';
import { axe } from '../support/axe.ts';
import { Portal, signIn } from '../support/portal.ts';
import { watch } from '../support/site.ts';

// Suggested edits: somebody suggests one on the question's page, somebody else decides about it on /edits.
const password = 'correct-horse-battery';
let portal: Portal;
let root: PocketBase;
let tag = '';
const people: Record<string, PocketBase> = {};
const id = (who: string) => people[who].authStore.record!.id;

test.describe.configure({ mode: 'default' });

test.beforeAll(async () => {
  portal = await Portal.start();
  root = await portal.superuser();
  await root.settings.update({ rateLimits: { enabled: false } });
  const [policy] = await root.collection('policy').getFullList();
  await root.collection('policy').update(policy.id, { preset: 'custom', abilities: { ...policy.abilities, edit: 0, review: 500, edit_unreviewed: 5000 } });
  for (const [handle, roles] of [['su-wen', []], ['he-yu', []], ['lin-xi', ['moderator']]] as const) {
    await root.collection('users').create({ handle, name: handle, email: `${handle}@example.com`, password, passwordConfirm: password, verified: true, reputation: 100, roles });
    people[handle] = await signIn(portal.url, 'users', `${handle}@example.com`, password);
  }
  tag = (await root.collection('tags').create({ slug: 'go', name: 'Go 语言', name_en: 'Go', category: 'other' })).id;
});
test.afterAll(() => portal?.close());

async function person(browser: Browser, who: string, path: string, width: number): Promise<Page> {
  const own = await browser.newContext({ locale: path.startsWith('/en') ? 'en' : 'zh-CN', viewport: { width, height: 844 } });
  if (who) {
    const { token, record } = people[who].authStore;
    await own.addInitScript((auth) => localStorage.setItem('pocketbase_auth', auth), JSON.stringify({ token, record }));
  }
  const page = await own.newPage();
  await page.goto(portal.url + path);
  return page;
}

/** The page is as wide as its window, and fit for everybody. */
async function sound(page: Page): Promise<void> {
  expect(await page.evaluate(() => document.documentElement.scrollWidth - innerWidth)).toBeLessThanOrEqual(0);
  for (const colorScheme of ['light', 'dark'] as const) {
    await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
    expect(await axe(page)).toEqual([]);
  }
}

const languages = [
  { path: '', width: 390, suggest: '建议修改', note: '修改说明', send: '提交修改建议', approve: '批准', reject: '驳回', reason: '驳回的原因', approved: '已批准', rejected: '已驳回', none: '没有这样的修改建议', see: '看原文', waits: '有待审的修改' },
  { path: '/en', width: 390, suggest: 'Suggest an edit', note: 'What you changed', send: 'Suggest this edit', approve: 'Approve', reject: 'Reject', reason: 'Why it is rejected', approved: 'Approved', rejected: 'Rejected', none: 'No such suggestions', see: 'See the post', waits: 'Your edit awaits review' },
] as const;

for (const say of languages) {
  test(`a change is suggested, reviewed, approved and rejected, on a phone, in ${say.path ? 'English' : 'Chinese'}`, async ({ browser }) => {
    test.setTimeout(120_000);
    const lang = say.path ? 'en' : 'zh';
    const title = say.path ? 'Why do the slices share memory?' : '两个切片为什么共用一块内存？';
    const q = await root.collection('questions').create({ title, body: '切片共享底层数组, append 以后可能不再共享。', lang, tags: [tag], author: id('su-wen'), status: 'published' });
    const a = await root.collection('answers').create({ question: q.id, author: id('su-wen'), body: '看容量够不够。', status: 'published' });
    const post = (page: Page, of: string) => page.locator(`[data-answer="${of}"], [data-question="${of}"]`);

    // he-yu suggests two: one for the question, with another title, and one for the answer
    const page = await person(browser, 'he-yu', `${say.path}/questions/${q.id}/${q.slug}`, say.width);
    const trouble = watch(page);
    for (const [of, body, note] of [[q.id, '切片共享底层数组，`append` 以后可能不再共享。', '全角标点 <b>'], [a.id, '看容量够不够：买它！', '更生动']] as const) {
      await post(page, of).getByRole('button', { name: say.suggest }).click();
      const form = post(page, of).locator('form.editing');
      await form.locator('textarea').fill(body);
      if (of === q.id) await form.locator('input[name=title]').fill(`${title} `.replace('？', '（Go）？').trim());
      await form.getByLabel(say.note).fill(note);
      if (of === q.id) await sound(page);
      await form.getByRole('button', { name: say.send }).click();
      await expect(form).toHaveCount(0);
    }
    expect(trouble.list).toEqual([]);
    await page.reload();
    await expect(post(page, q.id).getByRole('button', { name: say.waits })).toBeVisible();
    await page.context().close();

    // lin-xi reviews: both wait, with what they would change
    const desk = await person(browser, 'lin-xi', `${say.path}/edits`, say.width);
    const problems = watch(desk);
    const items = desk.locator('[data-bench=edits] .item');
    await expect(items).toHaveCount(2);
    const [first, second] = [items.nth(0), items.nth(1)];
    await expect(first).toContainText('全角标点 <b>');
    await expect(first.locator('del', { hasText: ',' })).toHaveCount(1);
    await expect(first.locator('ins', { hasText: '，' })).toHaveCount(1);
    await expect(first.getByRole('link', { name: say.see })).toHaveAttribute('href', `${say.path}/questions/${q.id}`);
    await sound(desk);
    await second.getByRole('button', { name: say.reject }).click();
    const dialog = desk.getByRole('dialog');
    await expect(dialog).toBeVisible();
    await sound(desk);
    await dialog.getByLabel(say.reason).fill('不像技术回答 <i>');
    await dialog.getByRole('button', { name: say.reject }).click();
    await expect(items).toHaveCount(1);
    await items.getByRole('button', { name: say.approve }).click();
    await dialog.getByRole('button', { name: say.approve }).click();
    await expect(desk.locator('[data-bench=edits]')).toContainText(say.none);
    await desk.getByRole('button', { name: say.rejected }).click();
    await expect(items.first()).toContainText('不像技术回答 <i>');
    await expect(desk.getByRole('button', { name: say.rejected })).toHaveAttribute('aria-pressed', 'true');
    await desk.getByRole('button', { name: say.approved }).click();
    await expect(items.first()).toContainText('全角标点 <b>');
    await sound(desk);
    expect(problems.list).toEqual([]);
    await desk.context().close();

    // the text is the question's now, in the name of who suggested it, and the answer stays as it was
    expect((await root.collection('questions').getOne(q.id)).body).toContain('`append`');
    expect((await root.collection('answers').getOne(a.id)).body).toBe('看容量够不够。');
    const guest = await person(browser, '', `${say.path}/questions/${q.id}/revisions`, say.width);
    await expect(guest.locator('.rev').first()).toContainText('he-yu');
    await expect(guest.locator('.rev').first()).toContainText('全角标点 <b>');
    await sound(guest);
    await guest.goto(`${portal.url}${say.path}/edits`);
    await expect(guest.locator('[data-bench=edits] a.btn')).toBeVisible(); // to sign in
    await sound(guest);
    await guest.context().close();
  });
}

test('who may not decide isn’t asked to, a decision comes to others by itself, and one’s own can be withdrawn', async ({ browser }) => {
  const q = await root.collection('questions').create({ title: '谁来审？', body: '看这里。', lang: 'zh', tags: [tag], author: id('su-wen'), status: 'published' });
  const suggest = (who: string, body: string) => people[who].collection('post_edits').create({ kind: 'question', target: q.id, question: q.id, author: id(who), title: q.title, tags: [tag], body, note: '说全', state: 'open' });
  const one = await suggest('he-yu', '看这里，再看那里。');
  const asker = await person(browser, 'su-wen', `/edits#post=${q.id}`, 1280);
  await expect(asker.locator('.item')).toHaveCount(1);
  const mine = await person(browser, 'he-yu', `/edits#id=${one.id}`, 1280);
  await expect(mine.locator('.item').getByRole('button')).toHaveText(['撤回']);
  await mine.locator('.item').getByRole('button', { name: '撤回' }).click();
  await mine.getByRole('dialog').getByRole('button', { name: '撤回' }).click();
  await expect(mine.locator('.item').getByRole('button')).toHaveCount(0);
  await expect(asker.locator('.item')).toHaveCount(0); // without a reload
  await mine.context().close();
  await asker.context().close();

  await suggest('lin-xi', '看这里，别处不看。');
  const stranger = await person(browser, 'he-yu', `/edits#post=${q.id}`, 390);
  await expect(stranger.locator('.item ins').first()).toBeVisible(); // what it would change, and nothing to press
  await expect(stranger.locator('.item').getByRole('button')).toHaveCount(0);
  await sound(stranger);
  await stranger.context().close();
  const author = await person(browser, 'su-wen', `/edits#post=${q.id}`, 390);
  await expect(author.locator('.item').getByRole('button')).toHaveText(['批准', '驳回']);
  await author.context().close();
  expect((await root.collection('questions').getOne(q.id)).body).toBe('看这里。');
});
