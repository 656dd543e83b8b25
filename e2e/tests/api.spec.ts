import { createRequire } from 'node:module';
import { readFileSync } from 'node:fs';
import PocketBase, { ClientResponseError } from 'pocketbase';
import { expect, test } from '@playwright/test';
import { Portal, guest, qiao, signIn } from '../support/portal.ts';

// The official SDK on a portal of its own, as another front end would use it.
test.describe.configure({ mode: 'serial' });

let portal: Portal;
let root: PocketBase;
let member: PocketBase;
let memberId: string;

test.beforeAll(async () => {
  portal = await Portal.start({ demo: true });
  root = await portal.superuser();
  memberId = (await root.collection('users').create({
    email: 'member@example.com', password: 'member-password-1', passwordConfirm: 'member-password-1', verified: true, handle: 'a-member', name: '成员',
  })).id;
  member = await signIn(portal.url, 'users', 'member@example.com', 'member-password-1');
});
test.afterAll(() => portal?.close());

/** The status of a request that must fail. */
async function refused(request: Promise<unknown>): Promise<number> {
  try { await request; } catch (error) { if (error instanceof ClientResponseError) return error.status; throw error; }
  throw new Error('it was allowed');
}

test('cards of articles: newest first, filtered, paged, without their texts', async () => {
  const cards = guest(portal.url).collection('article_cards');
  const page = await cards.getList(1, 10, { sort: '-published' });
  expect(page.items).toHaveLength(10);
  expect(page.totalItems).toBeGreaterThanOrEqual(40);
  expect(page.items.map((card) => card.published)).toEqual([...page.items.map((card) => card.published)].sort().reverse());
  for (const card of page.items) {
    expect(card).not.toHaveProperty('body');
    expect(card.title).toMatch(/\S/);
    expect(card.minutes).toBeGreaterThan(0);
  }
  const second = await cards.getList(2, 10, { sort: '-published', skipTotal: true });
  expect(second.totalItems).toBe(-1);
  expect(second.items.map((card) => card.id)).not.toContain(page.items[0].id);
  const tutorials = await cards.getList(1, 50, { filter: "kind = 'tutorial' && lang = 'zh'", sort: '-hot' });
  expect(tutorials.items.length).toBeGreaterThan(0);
  expect(tutorials.items.every((card) => card.kind === 'tutorial' && card.lang === 'zh')).toBe(true);
  const one = await cards.getFirstListItem(guest(portal.url).filter('slug = {:slug}', { slug: 'rag-chunking' }));
  expect((await cards.getOne(one.id)).title).toBe(one.title);
});

test('columns, tags, authors, communities, series and the site are public', async () => {
  const anyone = guest(portal.url);
  expect((await anyone.collection('column_cards').getFullList()).map((column) => column.kind)).toEqual(expect.arrayContaining(['individual', 'enterprise', 'partner', 'official']));
  expect((await anyone.collection('tag_cards').getFullList()).length).toBeGreaterThanOrEqual(60);
  expect((await anyone.collection('author_cards').getFullList()).length).toBeGreaterThanOrEqual(10);
  expect((await anyone.collection('communities').getFullList()).length).toBeGreaterThan(10);
  expect((await anyone.collection('series').getFullList()).length).toBeGreaterThanOrEqual(4);
  expect((await anyone.collection('site').getFullList())).toHaveLength(1);
});

test('an article comes with its author, column, series and tags, and its rendered text', async () => {
  const anyone = guest(portal.url);
  const article = await anyone.collection('articles').getFirstListItem("slug = 'rag-chunking'", { expand: 'author,column,series,tags' });
  expect(article.expand?.author.handle).toBe('ye-qing');
  expect(article.expand?.author).not.toHaveProperty('email');
  expect(article.expand?.series.slug).toBe('rag-in-practice');
  expect(article.expand?.tags.length).toBeGreaterThan(1);
  const rendition = await anyone.collection('renditions').getOne(article.id);
  expect(rendition.html).toContain('<h2');
  expect(article).not.toHaveProperty('origin');
});

test('search answers in the documented shape', async () => {
  const answer = await guest(portal.url).send('/api/qiao/search', { query: { q: 'SQLite', perPage: 5 } });
  expect(answer).toMatchObject({ page: 1, perPage: 5 });
  expect(answer.total).toBeGreaterThan(0);
  expect(answer.items[0]).toEqual(expect.objectContaining({ kind: expect.any(String), id: expect.any(String), url: expect.stringMatching(/^\//), title: expect.any(String), snippet: expect.any(String) }));
  expect(Object.keys(answer.facets)).toEqual(expect.arrayContaining(['kind', 'tag', 'lang']));
  expect((await fetch(portal.url + answer.items[0].url)).status).toBe(200);
});

test('a member writes a draft that nobody else sees, and an editor publishes it', async () => {
  const anyone = guest(portal.url);
  const draft = await member.collection('articles').create({ title: '成员的第一篇', body: '# 开头\n\n这是**草稿**。', author: memberId });
  expect(draft.status).toBe('draft');
  expect(draft.slug).toMatch(/^[a-z0-9-]+$/);
  expect(await refused(anyone.collection('articles').getOne(draft.id))).toBe(404);
  expect(await refused(anyone.collection('renditions').getOne(draft.id))).toBe(404);
  expect((await fetch(`${portal.url}/articles/${draft.slug}`)).status).toBe(404);
  expect((await anyone.send('/api/qiao/search', { query: { q: '成员的第一篇' } })).items.map((item: { id: string }) => item.id)).not.toContain(draft.id);

  expect(await refused(member.collection('articles').update(draft.id, { status: 'published' })), 'a member can\'t publish').toBe(400);
  await member.collection('articles').update(draft.id, { status: 'pending' });
  expect(await refused(anyone.collection('articles').getOne(draft.id))).toBe(404);

  await root.collection('articles').update(draft.id, { status: 'published' });
  expect((await anyone.collection('article_cards').getOne(draft.id)).title).toBe('成员的第一篇');
  const page = await (await fetch(`${portal.url}/articles/${draft.slug}`)).text();
  expect(page).toContain('<strong>草稿</strong>');
  expect((await anyone.send('/api/qiao/search', { query: { q: '成员的第一篇' } })).items[0].id).toBe(draft.id);
  expect(await (await fetch(`${portal.url}/`)).text(), 'on the home page at once').toContain('成员的第一篇');

  await root.collection('articles').delete(draft.id);
  expect((await fetch(`${portal.url}/articles/${draft.slug}`)).status, 'gone').toBe(410);
  expect(await (await fetch(`${portal.url}/`)).text()).not.toContain('成员的第一篇');
});

test('a guest and a member can only do what is theirs', async () => {
  const anyone = guest(portal.url);
  const article = await anyone.collection('article_cards').getFirstListItem("slug = 'rag-chunking'");
  expect(await refused(anyone.collection('articles').create({ title: '来客', body: 'x', author: memberId }))).toBe(400);
  expect([403, 404]).toContain(await refused(anyone.collection('articles').update(article.id, { title: '改掉' })));
  expect([403, 404]).toContain(await refused(member.collection('articles').update(article.id, { title: '改掉' })));
  expect([403, 404]).toContain(await refused(member.collection('articles').delete(article.id)));
  expect([400, 403, 404], 'nobody makes themselves an editor').toContain(await refused(member.collection('users').update(memberId, { roles: ['editor'] })));
  expect([400, 403, 404]).toContain(await refused(member.collection('users').update(memberId, { trust: 9 }).then((user) => { if (user.trust !== 9) throw new ClientResponseError({ status: 400 }); })));
  expect([403, 404]).toContain(await refused(member.collection('stats').update(article.id, { votes: 1000 })));
  for (const hidden of ['slugs', 'search_queries']) expect(await refused(anyone.collection(hidden).getList()), hidden).toBe(403);
});

test('errors come in the language of the one who asks', async () => {
  const ask = (language: string) => fetch(`${portal.url}/api/collections/articles/records`, {
    method: 'POST', headers: { 'Content-Type': 'application/json', 'Accept-Language': language, Authorization: member.authStore.token },
    body: JSON.stringify({ title: '', body: 'x', author: memberId }),
  }).then((answer) => answer.json());
  const zh = await ask('zh-CN');
  const en = await ask('en');
  expect(zh.data.title.code).toBe(en.data.title.code);
  expect(zh.data.title.message).toMatch(/\p{Script=Han}/u);
  expect(en.data.title.message).not.toMatch(/\p{Script=Han}/u);
});

test('realtime: a browser hears of an article that is published and changed', async ({ page }) => {
  const sdk = readFileSync(createRequire(import.meta.url).resolve('pocketbase').replace(/pocketbase\.[^/]*$/, 'pocketbase.umd.js'), 'utf8');
  await page.goto(`${portal.url}/about`);
  await page.evaluate(sdk);
  await page.evaluate(async () => {
    const world = globalThis as unknown as { PocketBase: typeof PocketBase; heard: string[] };
    world.heard = [];
    const client = new world.PocketBase(location.origin);
    await client.collection('articles').subscribe('*', (event) => world.heard.push(`${event.action} ${event.record.title}`));
  });
  const heard = () => page.evaluate(() => (globalThis as unknown as { heard: string[] }).heard);
  await root.collection('articles').create({ title: '秘密的草稿', body: 'x', author: memberId, status: 'draft' });
  const made = await root.collection('articles').create({ title: '实时的文章', body: 'x', author: memberId, status: 'published' });
  await root.collection('articles').update(made.id, { title: '改过的文章' });
  await expect.poll(heard).toEqual(['create 实时的文章', 'update 改过的文章']);
  await root.collection('articles').delete(made.id);
  await expect.poll(heard).toContain('delete 改过的文章');
  expect((await heard()).join(), 'drafts are not announced').not.toContain('秘密');
});

test('guessing passwords is slowed down', async () => {
  const own = await Portal.start();
  try {
    const answers: number[] = [];
    for (let i = 0; i < 15; i++) answers.push(await refused(guest(own.url).collection('users').authWithPassword('nobody@example.com', 'wrong')));
    expect(answers[0]).toBe(400);
    expect(answers.at(-1)).toBe(429);
  } finally { await own.close(); }
});

test('oversized and disguised uploads are refused, and nothing is half written', async () => {
  const before = (await root.collection('articles').getList(1, 1)).totalItems;
  const upload = (name: string, type: string, content: BlobPart) => member.collection('articles').create({ title: '附件', body: 'x', author: memberId, files: [new File([content], name, { type })] });
  expect(await refused(upload('photo.png', 'image/png', '<script>alert(1)</script>'))).toBe(400);
  expect(await refused(upload('page.html', 'text/html', '<!doctype html><script>alert(1)</script>'))).toBe(400);
  expect([400, 413]).toContain(await refused(upload('big.png', 'image/png', new Uint8Array(11 << 20))));
  expect((await root.collection('articles').getList(1, 1)).totalItems).toBe(before);
  expect((await fetch(`${portal.url}/`)).status).toBe(200);
});

test('signing in as somebody who is not there fails the same way as with a wrong password', async () => {
  expect(await refused(guest(portal.url).collection('users').authWithPassword('nobody@example.com', 'x'))).toBe(400);
  expect(await refused(guest(portal.url).collection('users').authWithPassword('member@example.com', 'x'))).toBe(400);
  expect((await qiao(['superuser', 'upsert', 'not-an-address', 'x', '--dir', portal.dir])).code).not.toBe(0);
});
