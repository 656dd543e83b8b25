import { gzipSync } from 'node:zlib';
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
  if (path !== 'about:blank') await page.goto(portal.url + path);
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

/** Asks and answers by REST, as a superuser: nobody's limits count what tests begin with. */
const question = (title: string, fields: Record<string, unknown> = {}) => root.collection('questions').create({
  title, body: '试过 `pprof`，看到很多 goroutine 停在 `chan receive`。', lang: 'zh', tags: [tag], author: id('su-wen'), status: 'published', ...fields,
});
const answered = (to: string, who: string, body: string) => root.collection('answers').create({ question: to, author: id(who), body, status: 'published' });
const at = (q: { id: string; slug?: unknown }) => `/questions/${q.id}/${String(q.slug)}`;
const stored = (collection: string, id: string) => root.collection(collection).getOne(id);
/** Somebody in a browser of their own. */
async function person(context: BrowserContext, who: string, path: string): Promise<Page> {
  const own = await context.browser()!.newContext({ locale: path.startsWith('/en') ? 'en' : 'zh-CN' });
  return open(own, who, path);
}
const post = (page: Page, of: string) => page.locator(`[data-answer="${of}"], [data-question="${of}"]`);
const votes = (page: Page, of: string) => page.locator(`[data-acts$=":${of}"]`);

test.describe('a question’s page', () => {
  test('answer, comment, vote, accept, edit, history, roll back, delete', async ({ context }) => {
    test.setTimeout(180_000);
    const q = await question('怎样确认一个 goroutine 已经退出？');
    const page = await open(context, 'he-yu', at(q));
    const trouble = watch(page);

    // an answer: the editor comes on focus, and no key is lost
    const form = page.locator('qiao-answer form');
    await form.locator('textarea').click();
    await page.keyboard.type('用 `errgroup` 等它：');
    await expect(form.getByRole('toolbar')).toBeVisible();
    await page.keyboard.type('`g.Wait()` 返回就是退出了。');
    await expect(form.locator('textarea')).toHaveValue('用 `errgroup` 等它：`g.Wait()` 返回就是退出了。');
    await expect(form.locator('.state')).not.toBeEmpty();
    await page.reload();
    await expect(page.locator('qiao-answer textarea')).toHaveValue(/errgroup/); // the draft is there again
    await page.getByRole('button', { name: '发布回答' }).click();
    const mine = page.locator('article[data-answer]');
    await expect(mine).toHaveCount(1);
    const answer = (await mine.getAttribute('data-answer'))!;
    await expect(mine.locator('.prose').first()).toContainText('返回就是退出了');
    await expect(page.locator('qiao-answer')).toContainText('你已经回答过');

    // a comment on the question
    await post(page, q.id).getByRole('button', { name: '评论', exact: true }).click();
    await page.getByLabel('评论内容').fill('用的是哪个版本？');
    await page.getByRole('button', { name: '发表' }).click();
    await expect(post(page, q.id).locator('.remark')).toContainText('用的是哪个版本？');

    // votes: others' count, one's own don't
    await votes(page, q.id).getByRole('button', { name: '赞同' }).click();
    await expect(votes(page, q.id).locator('[data-score]')).toHaveAttribute('data-score', '1');
    await expect.poll(() => root.collection('stats').getOne(q.id).then((s) => s.votes)).toBe(1);
    await votes(page, answer).getByRole('button', { name: '赞同' }).click();
    await expect(votes(page, answer).getByRole('alert')).toContainText('自己的内容');
    await expect(votes(page, answer).locator('[data-score]')).toHaveAttribute('data-score', '0');
    expect(trouble.list).toEqual([]);
    expect(await axe(page)).toEqual([]);

    // the asker accepts, takes it back, accepts
    const asker = await person(context, 'su-wen', at(q));
    const accept = post(asker, answer).getByRole('button', { name: '采纳' });
    await accept.click();
    await expect(post(asker, answer)).toHaveClass(/accepted/);
    await expect.poll(async () => (await stored('questions', q.id)).accepted).toBe(answer);
    await post(asker, answer).getByRole('button', { name: '已采纳' }).click();
    await expect.poll(async () => (await stored('questions', q.id)).accepted).toBe('');
    await accept.click();
    await expect.poll(async () => (await stored('questions', q.id)).accepted).toBe(answer);

    // an edit with a note, and the way back
    await post(page, answer).getByRole('button', { name: '编辑' }).click();
    const editing = post(page, answer).locator('form.editing');
    await editing.locator('textarea').fill('用 `sync.WaitGroup` 等它。');
    await editing.getByLabel('修改说明').fill('换了做法');
    await editing.getByRole('button', { name: '保存修改' }).click();
    await expect(post(page, answer).locator('.post-main > .prose')).toContainText('sync.WaitGroup');
    await expect(editing).toHaveCount(0);
    const revisions = await root.collection('post_revisions').getFullList({ filter: `target='${answer}'`, sort: 'number' });
    expect(revisions.map((r) => r.note)).toEqual(['', '换了做法']);
    await post(page, answer).getByRole('button', { name: '修改历史' }).click();
    const past = page.getByRole('dialog', { name: '修改历史' });
    await expect(past.getByRole('listitem')).toHaveCount(2);
    await past.getByRole('button', { name: '看改动' }).first().click();
    await expect(past.locator('ins').first()).toBeVisible();
    expect(await axe(page)).toEqual([]);
    page.once('dialog', (dialog) => dialog.accept());
    await past.getByRole('button', { name: '恢复这一版' }).click();
    await expect(post(page, answer).locator('.post-main > .prose')).toContainText('errgroup');

    // deleting asks first; the asker’s page no longer has the accepted answer of a deleted one
    await post(page, answer).getByRole('button', { name: '删除' }).click();
    const sheet = page.getByRole('dialog');
    await sheet.getByLabel('原因').fill('写错了');
    await sheet.getByRole('button', { name: '删除' }).click();
    await expect(post(page, answer)).toHaveCount(0);
    await expect.poll(async () => [(await stored('answers', answer)).status, (await stored('questions', q.id)).accepted]).toEqual(['deleted', '']);
    await expect(page.locator('qiao-answer textarea')).toBeVisible(); // one may answer again
    await asker.context().close();
  });

  test('what one may not do is said, and what others may', async ({ context }) => {
    const q = await question('怎样写一个不会泄漏的 worker pool？', { body: '期望队列关掉以后都退出。' });
    const a = await answered(q.id, 'he-yu', '关掉 channel，`range` 就会结束。');
    // a guest sees where to sign in
    const guest = await open(context, '', at(q));
    await votes(guest, a.id).getByRole('button', { name: '赞同' }).click();
    await expect(votes(guest, a.id).getByRole('link', { name: '登录' })).toHaveAttribute('href', /sign-in#to=/);
    await expect(guest.locator('qiao-answer').getByRole('link')).toHaveText('登录后回答');
    expect(await axe(guest)).toEqual([]);
    // a vote that takes more reputation is taken back with the reason, and an edit becomes a suggestion
    const [policy] = await root.collection('policy').getFullList();
    await root.collection('policy').update(policy.id, { preset: 'custom', abilities: { ...policy.abilities, vote_down: 125, edit: 0 } });
    const page = await person(context, 'lin-xi', at(q));
    await votes(page, a.id).getByRole('button', { name: '反对' }).click();
    await expect(votes(page, a.id).getByRole('alert')).toContainText('125');
    await expect(votes(page, a.id).locator('[data-score]')).toHaveAttribute('data-score', '0');
    await page.context().close();
    const other = await person(context, 'lin-xi', at(q));
    await post(other, a.id).getByRole('button', { name: '建议修改' }).click();
    const form = post(other, a.id).locator('form.editing');
    await form.locator('textarea').fill('关掉 channel，`for range` 就会结束。');
    await form.getByRole('button', { name: '提交修改建议' }).click();
    await expect(form.locator('#e-' + a.id + '-note-wrong')).not.toBeEmpty(); // a reviewer wants to know why
    await form.getByLabel('修改说明').fill('说全了');
    await form.getByRole('button', { name: '提交修改建议' }).click();
    await expect(post(other, a.id)).toContainText('建议已提交');
    expect((await root.collection('post_edits').getFirstListItem(`target='${a.id}'`)).author).toBe(id('lin-xi'));
    await other.context().close();
  });

  test('two who edit at once: both changes stay', async ({ context }) => {
    const q = await question('两个人同时改会怎样？', { body: '第一段。\n\n中间。\n\n最后一段。' });
    const page = await open(context, 'su-wen', at(q));
    await post(page, q.id).getByRole('button', { name: '编辑' }).click();
    const form = post(page, q.id).locator('form.editing');
    await form.locator('textarea').fill('第一段，我改的。\n\n中间。\n\n最后一段。');
    await root.collection('questions').update(q.id, { body: '第一段。\n\n中间。\n\n最后一段，别人改的。' });
    await form.getByRole('button', { name: '保存修改' }).click();
    await expect(form.getByRole('alert')).toContainText('合并');
    await expect(form.locator('textarea')).toHaveValue('第一段，我改的。\n\n中间。\n\n最后一段，别人改的。');
    await form.getByRole('button', { name: '保存修改' }).click();
    await expect(form).toHaveCount(0);
    expect((await stored('questions', q.id)).body).toBe('第一段，我改的。\n\n中间。\n\n最后一段，别人改的。');
  });

  test('two browsers: answers wait behind a bar, counts and the accepted answer come at once', async ({ context }) => {
    const q = await question('怎样限制同时运行的 goroutine 数量？');
    const first = await answered(q.id, 'he-yu', Array.from({ length: 40 }, (_, i) => `第 ${i} 段，占些地方。`).join('\n\n'));
    const page = await open(context, 'lin-xi', at(q));
    await expect(votes(page, first.id).getByRole('button', { name: '赞同' })).toBeVisible();
    const reading = post(page, first.id).locator('p', { hasText: '第 20 段' });
    await reading.evaluate((e) => e.scrollIntoView({ block: 'start' }));
    const before = await reading.evaluate((e) => e.getBoundingClientRect().top);

    const other = await person(context, 'su-wen', at(q));
    await other.locator('qiao-answer textarea').fill('用带缓冲的 channel 当信号量。');
    await other.getByRole('button', { name: '发布回答' }).click();
    await expect(other.locator('article[data-answer]')).toHaveCount(2);
    const bar = page.getByRole('button', { name: '1 个新回答' });
    await expect(bar).toBeVisible();
    expect(await reading.evaluate((e) => e.getBoundingClientRect().top)).toBeCloseTo(before, 0);
    await votes(other, first.id).getByRole('button', { name: '赞同' }).click();
    await expect(votes(page, first.id).locator('[data-score]')).toHaveAttribute('data-score', '1');
    await post(other, first.id).getByRole('button', { name: '采纳' }).click();
    await expect(post(page, first.id)).toHaveClass(/accepted/);
    await post(other, q.id).getByRole('button', { name: '评论', exact: true }).click();
    await other.getByLabel('评论内容').fill('多谢。');
    await other.getByRole('button', { name: '发表' }).click();
    await expect(post(page, q.id).getByRole('button', { name: '1 条新评论' })).toBeAttached();
    await bar.click();
    await expect(page.locator('article[data-answer]')).toHaveCount(2);
    await expect(bar).toHaveCount(0);
    await other.context().close();
  });

  test('on a phone, in English, by keyboard', async ({ browser }) => {
    const q = await question('How do I stop a ticker?', { lang: 'en', body: 'I tried `Reset`, but it goes on.' });
    const a = await answered(q.id, 'he-yu', 'Call `Stop`, and drain the channel.');
    const context = await browser.newContext({ viewport: { width: 390, height: 800 }, locale: 'en' });
    const page = await open(context, 'lin-xi', `/en${at(q)}`);
    const up = votes(page, a.id).getByRole('button', { name: 'Upvote' });
    await up.focus();
    await page.keyboard.press('Enter');
    await expect(up).toHaveAttribute('aria-pressed', 'true');
    expect(await page.evaluate(() => document.documentElement.scrollWidth - innerWidth)).toBeLessThanOrEqual(0);
    await page.locator('qiao-answer textarea').focus();
    await expect(page.getByRole('toolbar')).toBeVisible();
    expect(await axe(page)).toEqual([]);
    expect(await page.evaluate(() => document.documentElement.scrollWidth - innerWidth)).toBeLessThanOrEqual(0);
    await page.keyboard.type('Use a context.');
    await page.keyboard.press('Control+Enter');
    await expect(page.locator('article[data-answer]')).toHaveCount(2);
    await context.close();
  });

  test('it loads at most 20 KB of JavaScript and 15 KB of CSS for who reads, and the editor at most as much again', async ({ context }) => {
    const q = await question('How heavy is this page?', { lang: 'en' });
    await answered(q.id, 'he-yu', 'See for yourself.');
    for (const who of ['', 'lin-xi']) {
      const page = await person(context, who, 'about:blank');
      const loads: Promise<[string, number]>[] = [];
      page.on('requestfinished', (request) => {
        const type = request.resourceType();
        if (type === 'script' || type === 'stylesheet') loads.push(request.response().then(async (answer) => [type, gzipSync(await answer!.body()).length]));
      });
      const sum = async (type: string) => (await Promise.all(loads)).filter(([of]) => of === type).reduce((all, [, bytes]) => all + bytes, 0);
      await page.goto(portal.url + at(q));
      await expect(votes(page, q.id).getByRole('button').first()).toBeVisible();
      await page.waitForLoadState('networkidle');
      const most = who ? 24 : 20; // who is signed in has an account, a bell and what is theirs
      expect(await sum('script'), `JavaScript for ${who || 'a guest'}`).toBeLessThanOrEqual(most * 1024);
      expect(await sum('stylesheet')).toBeLessThanOrEqual(15 * 1024);
      if (who) {
        await page.locator('qiao-answer textarea').focus();
        await expect(page.getByRole('toolbar')).toBeVisible();
        await page.waitForLoadState('networkidle');
        expect(await sum('script')).toBeLessThanOrEqual(44 * 1024);
        expect(await sum('stylesheet')).toBeLessThanOrEqual(20 * 1024);
      }
      await page.context().close();
    }
  });
});
