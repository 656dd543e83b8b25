import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { BrowserContext } from '@playwright/test';
import type PocketBase from 'pocketbase';
import { axe } from '../support/axe.ts';
import { idOf, kills } from '../support/kills.ts';
import { Portal, guest, root as rootUser, scratch, signIn } from '../support/portal.ts';
import { expect, test, watch } from '../support/site.ts';

const password = 'member-password-1';

async function member(root: PocketBase, handle: string, roles: string[] = []): Promise<PocketBase> {
  const email = `${handle}@example.com`;
  await root.collection('users').create({ email, password, passwordConfirm: password, verified: true, handle, name: handle, roles });
  return signIn(root.baseURL, 'users', email, password);
}

/** Signs a browser in, as the page of signing in does. */
async function carry(context: BrowserContext, who: PocketBase): Promise<void> {
  await context.addInitScript((kept) => localStorage.setItem('pocketbase_auth', kept), JSON.stringify({ token: who.authStore.token, record: who.authStore.record }));
}

test('members talk below an article: write, mention, answer, vote, edit, delete, and hear of each other', async ({ browser }) => {
  test.setTimeout(100_000);
  const portal = await Portal.start();
  try {
    const root = await portal.superuser();
    await root.settings.update({ rateLimits: { enabled: false } }); // one address asks for everything
    const author = await member(root, 'author', ['editor']);
    const [one, two] = [await member(root, 'chen-mo', ['moderator']), await member(root, 'lin-xi', ['moderator'])];
    const body = Array.from({ length: 60 }, (_, i) => `第 ${i + 1} 段，足够长的正文，读到一半时可以停下来，回头再继续。`).join('\n\n');
    const article = await author.collection('articles').create({ title: '值得讨论的文章', slug: 'talked', body, author: author.authStore.record!.id, kind: 'article', lang: 'zh', status: 'published' });
    const url = `${portal.url}/articles/talked`;

    // a guest reads and is asked to sign in
    const visitor = await (await browser.newContext({ locale: 'zh-CN' })).newPage();
    const trouble = watch(visitor);
    await visitor.goto(url);
    await expect(visitor.locator('[data-talk-form] a')).toHaveAttribute('href', /sign-in/);
    await expect(visitor.locator('.bar')).toContainText('0 赞同');

    const [first, second] = [await browser.newContext({ locale: 'zh-CN' }), await browser.newContext({ locale: 'zh-CN', viewport: { width: 390, height: 844 } })];
    await carry(first, one);
    await carry(second, two);
    const [a, b] = [await first.newPage(), await second.newPage()];
    const troubles = [watch(a), watch(b)];
    await a.goto(url);
    await b.goto(url);
    await b.locator('#comments').scrollIntoViewIfNeeded();
    await visitor.locator('#comments').scrollIntoViewIfNeeded();

    // a draft survives a reload; names are completed by keyboard; Ctrl+Enter posts, but not while an input method composes
    await a.locator('.talk-open').click();
    await expect(a.locator('textarea')).toBeFocused();
    await a.keyboard.type('草稿');
    await a.reload();
    await a.locator('.talk-open').click();
    await expect(a.locator('textarea')).toHaveValue('草稿');
    await a.locator('textarea').fill('写得好，@lin');
    await expect(a.getByRole('option', { name: /lin-xi/ })).toBeVisible();
    await a.keyboard.press('Enter');
    await expect(a.locator('textarea')).toHaveValue('写得好，@lin-xi ');
    await a.locator('textarea').dispatchEvent('compositionstart');
    await a.keyboard.press('Control+Enter');
    await expect(a.locator('.said')).toHaveCount(0);
    await a.locator('textarea').dispatchEvent('compositionend');
    await a.keyboard.press('Control+Enter');
    await expect(a.locator('.said')).toHaveCount(1);
    await expect(a.locator('.said a.mention')).toHaveAttribute('href', '/people/lin-xi');

    // the others are offered it, and nothing moves until they ask
    await expect(b.getByRole('button', { name: '1 条新评论' })).toBeVisible();
    await expect(visitor.getByRole('button', { name: '1 条新评论' })).toBeVisible();
    await expect(b.locator('.said')).toHaveCount(0);
    await b.getByRole('button', { name: '1 条新评论' }).click();
    await expect(b.locator('.said.fresh')).toContainText('写得好');

    // vote, twice and back; answer
    const votes = b.locator('.said .votes');
    await votes.getByRole('button', { name: '赞同' }).click();
    await expect(votes.locator('.num')).toHaveText('1');
    await votes.getByRole('button', { name: '反对' }).click();
    await expect(votes.locator('.num')).toHaveText('-1');
    await votes.getByRole('button', { name: '反对' }).click();
    await expect(votes.locator('.num')).toHaveText('0');
    await b.getByRole('button', { name: '回复' }).click();
    await b.locator('textarea').fill('谢谢 **你**\n第二行 <script>alert(1)</script>');
    await b.getByRole('button', { name: '发表' }).click();
    await expect(b.locator('.answers .said')).toContainText('第二行 <script>');

    // edit, and its history
    await b.locator('.answers').getByRole('button', { name: '编辑' }).click();
    await expect(b.locator('.answers textarea')).toHaveValue(/第二行/); // what is typed before it is there comes behind it
    await b.locator('.answers textarea').fill('改过的回复');
    await b.getByRole('button', { name: '保存' }).click();
    await expect(b.locator('.answers .said .prose')).toHaveText('改过的回复');
    await b.getByRole('button', { name: '已编辑' }).click();
    await expect(b.locator('.past')).toContainText('第二行');

    // the first comment goes, its answer stays
    await expect(a.getByRole('button', { name: '1 条新评论' })).toBeVisible();
    await a.getByRole('button', { name: '1 条新评论' }).click();
    await expect(a.locator('.answers .said')).toContainText('改过的回复');
    a.once('dialog', (dialog) => dialog.accept());
    await a.locator('.thread > .said').getByRole('button', { name: '删除' }).click();
    await expect(a.locator('.thread')).toContainText('这条评论已被删除');
    await expect(a.locator('.said')).toHaveCount(1);

    // bookmark and follow are still so after a reload
    await a.locator('.bar').getByRole('button', { name: '收藏' }).click();
    await expect(a.locator('.bar [aria-pressed="true"]')).toContainText('已收藏');
    await a.locator('.bar').getByRole('button', { name: '关注讨论' }).click();
    await expect(a.locator('.bar')).toContainText('已关注讨论');
    await a.reload();
    await expect(a.locator('.bar [aria-pressed="true"]')).toHaveCount(2);
    await a.goto(`${portal.url}/bookmarks`);
    await expect(a.getByRole('link', { name: '值得讨论的文章' })).toHaveAttribute('href', '/articles/talked');
    await a.getByRole('searchbox').last().fill('不存在');
    await expect(a.locator('.own')).toContainText('没有找到');

    // go on reading
    await one.collection('reads').create({ user: one.authStore.record!.id, article: article.id, position: 0.6 });
    await a.goto(url);
    await a.getByRole('button', { name: /上次读到 60%/ }).click();
    expect(await a.evaluate(() => scrollY)).toBeGreaterThan(600);
    await a.goto(`${portal.url}/reading`);
    await expect(a.getByRole('link', { name: '值得讨论的文章' })).toHaveAttribute('href', '/articles/talked#continue');

    // a link to a comment on a later page leads there, with and without a script
    let last = '';
    for (let i = 0; i < 51; i++) last = (await root.collection('comments').create({ author: one.authStore.record!.id, kind: 'article', target: article.id, body: `第 ${i} 条`, state: 'visible' })).id;
    await visitor.goto(`${url}#comment-${last}`);
    await expect(visitor).toHaveURL(new RegExp(`comments=2#comment-${last}$`));
    await expect(visitor.locator(`#comment-${last}`)).toBeInViewport();
    await visitor.goto(`${portal.url}/en/comments/${last}`);
    await expect(visitor).toHaveURL(`${portal.url}/en/articles/talked?comments=2#comment-${last}`);

    for (const page of [a, b, visitor]) expect(await axe(page)).toEqual([]);
    // who leaves a page while it subscribes has no connection any more
    const left = (line: string) => /404: .*\/api\/realtime$|Failed to load resource: .* 404/.test(line);
    expect([trouble, ...troubles].flatMap((t) => t.list).filter((line) => !left(line))).toEqual([]);
  } finally {
    await portal.close();
  }
});

test('what is typed right after opening a form is in it, however slow the rest of the form comes', async ({ browser }) => {
  const portal = await Portal.start();
  try {
    const root = await portal.superuser();
    await root.settings.update({ rateLimits: { enabled: false } });
    const author = await member(root, 'author', ['editor']);
    await member(root, 'other');
    const article = await author.collection('articles').create({ title: '一篇', slug: 'typed', body: '正文。', author: author.authStore.record!.id, kind: 'article', lang: 'zh', status: 'published' });
    await author.collection('comments').create({ author: author.authStore.record!.id, kind: 'article', target: article.id, body: '原来的话', parent: '' });
    const context = await browser.newContext({ locale: 'zh-CN' });
    await carry(context, author);
    const page = await context.newPage();
    const trouble = watch(page);
    /** What was asked for and isn't let through yet. */
    const held: (() => void)[] = [];
    await page.route(/talk-form|comments\/records\/\w+\?fields=body/, (route) => { held.push(() => { route.continue(); }); });
    await page.goto(`${portal.url}/articles/typed`);

    await page.locator('.talk-open').focus();
    await page.keyboard.press('Enter');
    await page.keyboard.type('first keys');
    await expect(page.locator('.talk-form textarea')).toHaveValue('first keys');
    await expect.poll(() => held.length).toBe(1);
    await page.keyboard.type(', @oth');
    held.shift()!();
    await expect(page.locator('.talk-form .foot-row')).toBeVisible();
    await page.getByRole('option', { name: /other/ }).click(); // a name that was begun before is completed all the same
    await page.keyboard.type('more'); // the focus is where it was
    await expect(page.locator('.talk-form textarea')).toHaveValue('first keys, @other more');
    expect(await axe(page)).toEqual([]);
    await page.locator('.talk-form').getByRole('button', { name: '取消' }).click();

    await page.locator('.said').getByRole('button', { name: '编辑' }).click();
    await page.keyboard.type('，补充');
    await expect.poll(() => held.length).toBe(1);
    await expect(page.locator('.said .talk-form').getByRole('button', { name: '保存' })).toBeDisabled(); // it would replace the whole text
    held.shift()!();
    await expect(page.locator('.said .talk-form textarea')).toHaveValue('原来的话，补充');
    await page.keyboard.type('一句');
    await page.locator('.said .talk-form').getByRole('button', { name: '保存' }).click();
    await expect(page.locator('.said .prose')).toHaveText('原来的话，补充一句');
    expect(trouble.list).toEqual([]);
    await context.close();
  } finally {
    await portal.close();
  }
});

test('what is said while a page begins to listen is offered too, and one subscription follows the other', async ({ browser }) => {
  const portal = await Portal.start();
  try {
    const root = await portal.superuser();
    await root.settings.update({ rateLimits: { enabled: false } });
    const author = await member(root, 'author', ['editor']);
    const other = await member(root, 'other');
    const article = await author.collection('articles').create({ title: '一篇', slug: 'heard', body: '正文。', author: author.authStore.record!.id, kind: 'article', lang: 'zh', status: 'published' });
    const say = (body: string) => author.collection('comments').create({ author: author.authStore.record!.id, kind: 'article', target: article.id, body, parent: '' });
    const context = await browser.newContext({ locale: 'zh-CN' });
    await carry(context, other);
    const page = await context.newPage();
    let open = 0, most = 0, held: (() => void) | undefined;
    const asked: string[][] = [];
    await page.route('**/api/realtime', async (route) => {
      if (route.request().method() !== 'POST') { await route.continue(); return; }
      most = Math.max(most, ++open);
      asked.push(route.request().postDataJSON().subscriptions);
      if (asked.at(-1)!.includes(`talk/${article.id}`)) await new Promise<void>((go) => { held = go; });
      await route.fulfill({ response: await route.fetch() });
      open--;
    });
    await page.goto(`${portal.url}/articles/heard`);
    await page.locator('#comments').scrollIntoViewIfNeeded();
    await expect.poll(() => held).toBeDefined();
    await say('听之前说的');
    held!();
    await expect(page.getByRole('button', { name: '1 条新评论' })).toBeVisible();
    await say('听之后说的');
    await expect(page.getByRole('button', { name: '2 条新评论' })).toBeVisible();
    expect(asked.at(-1)).toContain('notifications/*');
    expect(most).toBe(1);
    await context.close();
  } finally {
    await portal.close();
  }
});

test('what was acknowledged before kill -9 is there, and the counters are what the rows say', async () => {
  const rounds = kills(4);
  const dir = await scratch('talk-kill');
  let portal = await Portal.start({ dir: join(dir, 'pb_data') });
  try {
    let root = await portal.superuser();
    await root.settings.update({ rateLimits: { enabled: false } });
    const author = await root.collection('users').create({ email: 'author@example.com', password, passwordConfirm: password, verified: true, handle: 'author', name: '作者' });
    const article = await root.collection('articles').create({ title: '正在讨论', slug: 'talked', body: '正文', author: author.id, kind: 'article', lang: 'zh', status: 'published' });
    const acknowledged: [collection: string, id: string][] = [];
    for (let round = 0; round < rounds; round++) {
      let stopped = false;
      let made = 0;
      const write = async (worker: number) => {
        for (let n = 0; !stopped; n++) {
          try {
            const id = idOf('r', round, worker, n);
            await root.collection('users').create({ id, email: `${id}@example.com`, password, passwordConfirm: password, verified: true, handle: id, name: id });
            const about = { id, kind: 'article', target: article.id };
            for (const [collection, more] of [
              ['votes', { user: id, value: n % 3 ? 1 : -1 }], ['follows', { user: id }], ['bookmarks', { user: id }],
              ['comments', { author: id, body: `第 ${n} 条`, state: 'visible' }],
            ] as const) {
              await root.collection(collection).create({ ...about, ...more });
              acknowledged.push([collection, id]);
              made++;
            }
          } catch { return; } // the server is gone
        }
      };
      const writers = [0, 1, 2, 3].map(write);
      const enough = 8 + Math.floor(Math.random() * 20);
      await expect.poll(() => made, { timeout: 60_000, intervals: [20] }).toBeGreaterThan(enough);
      await portal.kill();
      stopped = true;
      await Promise.all(writers);

      portal = await Portal.start({ dir: join(dir, 'pb_data') });
      root = await signIn(portal.url, '_superusers', rootUser.email, rootUser.password);
      for (const collection of ['votes', 'follows', 'bookmarks', 'comments']) {
        const there = await root.collection(collection).getFullList({ batch: 1000, filter: `target = '${article.id}'` });
        const ids = new Set(there.map((r) => r.id));
        expect(acknowledged.filter(([of, id]) => of === collection && !ids.has(id)), `acknowledged ${collection}`).toEqual([]);
        const counter = collection === 'follows' ? 'followers' : collection;
        const sum = collection === 'votes' ? there.reduce((all, vote) => all + vote.value, 0) : there.length;
        expect((await guest(portal.url).collection('stats').getOne(article.id))[counter], `the count of ${collection}`).toBe(sum);
        // the author was told of each comment and each vote for it, once
        const kind = { comments: 'comment', votes: 'vote' }[collection];
        if (!kind) continue;
        const told = await root.collection('notifications').getFullList({ batch: 1000, filter: `user = '${author.id}' && kind = '${kind}' && target = '${article.id}'` });
        const causes = there.filter((r) => kind === 'comment' || r.value > 0).length;
        expect(told.reduce((all, n) => all + n.count, 0), `what the author was told of ${collection}`).toBe(causes);
      }
    }
    console.log(`${rounds} kills: ${acknowledged.length} votes, follows, bookmarks and comments acknowledged, all there`);
  } finally {
    await portal.close();
    await rm(dir, { recursive: true, force: true });
  }
});
