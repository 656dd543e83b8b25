import { createServer, request } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
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
  for (const [handle, roles] of [['su-wen', []], ['he-yu', []], ['mo-li', ['moderator']]] as const) {
    await root.collection('users').create({ handle, name: handle, email: `${handle}@example.com`, password, passwordConfirm: password, verified: true, reputation: 100, roles });
    people[handle] = await signIn(portal.url, 'users', `${handle}@example.com`, password);
  }
  tag = (await root.collection('tags').create({ slug: 'go', name: 'Go 语言', name_en: 'Go', category: 'other' })).id;
});
test.afterAll(() => portal?.close());

const id = (who: string) => people[who].authStore.record!.id;
const question = (title: string, fields: Record<string, unknown> = {}) => root.collection('questions').create({
  title, body: '试过 `pprof`，看到很多 goroutine 停在 `chan receive`。', lang: 'zh', tags: [tag], author: id('su-wen'), status: 'published', ...fields,
});
const answered = (to: string, who: string, body: string) => root.collection('answers').create({ question: to, author: id(who), body, status: 'published' });
const at = (q: { id: string; slug?: unknown }) => `/questions/${q.id}/${String(q.slug)}`;
const post = (page: Page, of: string) => page.locator(`[data-answer="${of}"], [data-question="${of}"]`);

/** Opens a page as somebody, or as a guest, in a browser of their own. */
async function open(context: BrowserContext, who: string, path: string, options: { width?: number } = {}): Promise<Page> {
  const own = await context.browser()!.newContext({ locale: path.startsWith('/en') ? 'en' : 'zh-CN', viewport: { width: options.width ?? 1280, height: 800 } });
  if (who) {
    const { token, record } = people[who].authStore;
    await own.addInitScript((auth) => localStorage.setItem('pocketbase_auth', auth), JSON.stringify({ token, record }));
  }
  const page = await own.newPage();
  await page.goto(portal.url + path);
  return page;
}

/** A small picture in a colour of its own. */
const picture = (page: Page, color: string) => page.evaluate((fill) => {
  const canvas = document.createElement('canvas');
  canvas.width = 320;
  canvas.height = 120;
  const c = canvas.getContext('2d')!;
  c.fillStyle = fill;
  c.fillRect(0, 0, 320, 120);
  return canvas.toDataURL('image/png').split(',')[1];
}, color);

/** Pastes or drops a file on what has the focus. */
const bring = (page: Page, kind: 'paste' | 'drop', name: string, base64: string) => page.locator('#q-answer').evaluate((area, file) => {
  const data = new DataTransfer();
  data.items.add(new File([Uint8Array.from(atob(file.base64), (c) => c.charCodeAt(0))], file.name, { type: 'image/png' }));
  area.dispatchEvent(file.kind === 'paste' ? new ClipboardEvent('paste', { clipboardData: data, bubbles: true, cancelable: true }) : new DragEvent('drop', { dataTransfer: data, bubbles: true, cancelable: true }));
}, { kind, name, base64 });

test('pictures in a new answer: pasted, dropped and picked, kept over a reload, and sent with it', async ({ context }) => {
  const q = await question('怎样在回答里放图？');
  const page = await open(context, 'he-yu', at(q));
  const trouble = watch(page);
  const area = page.locator('#q-answer');
  await area.click();
  await expect(page.getByRole('toolbar')).toBeVisible();
  await area.fill('三张图：\n\n');
  await area.press('Control+End');
  await bring(page, 'paste', '粘贴.png', await picture(page, '#1b7f79'));
  await expect(area).toHaveValue(/!\[粘贴\]\(picture-\w+\.png\)/);
  await bring(page, 'drop', '拖放.png', await picture(page, '#c8452d'));
  await expect(area).toHaveValue(/!\[拖放\]\(picture-\w+\.png\)/);
  await page.locator('qiao-answer input[type=file]').setInputFiles([
    { name: '选择.png', mimeType: 'image/png', buffer: Buffer.from(await picture(page, '#e4dccb'), 'base64') },
    { name: 'evil.exe', mimeType: 'application/x-msdownload', buffer: Buffer.from('MZ') },
  ]);
  await expect(area).toHaveValue(/!\[选择\]\(picture-\w+\.png\)/);
  await expect(page.locator('qiao-answer .uploads')).toContainText('不是可以插入的图片');
  await expect(page.locator('qiao-answer .state')).not.toBeEmpty();

  await page.reload();
  await expect(page.locator('#q-answer')).toHaveValue(/粘贴[^]*拖放[^]*选择/);
  if (await page.getByRole('tab', { name: '预览' }).isVisible()) await page.getByRole('tab', { name: '预览' }).click();
  const seen = page.locator('qiao-answer .seen img');
  await expect(seen).toHaveCount(3);
  for (const img of await seen.all()) expect(await img.evaluate((e: HTMLImageElement) => e.decode().then(() => e.naturalWidth))).toBe(320);
  expect(await axe(page)).toEqual([]);

  await page.getByRole('button', { name: '发布回答' }).click();
  const shown = page.locator('article[data-answer] .prose').first().locator('img');
  await expect(shown).toHaveCount(3);
  for (const img of await shown.all()) {
    await expect(img).toHaveAttribute('src', /^\/api\/files\/answers\/\w{15}\/picture_\w+\.png$/);
    await expect(img).toHaveAttribute('width', '320');
    await img.scrollIntoViewIfNeeded();
    expect(await img.evaluate((e: HTMLImageElement) => e.decode().then(() => e.naturalWidth))).toBe(320);
  }
  const stored = await root.collection('answers').getFirstListItem(`question='${q.id}'`);
  expect(stored.files).toHaveLength(3);
  for (const name of stored.files) expect(stored.body).toContain(`](${name})`);
  // nothing is left on the device
  expect(await page.evaluate(() => new Promise((done) => {
    indexedDB.open('qiao').onsuccess = (event) => {
      (event.target as IDBOpenDBRequest).result.transaction('pictures').objectStore('pictures').count().onsuccess = (counted) => done((counted.target as IDBRequest).result);
    };
  }))).toBe(0);
  expect(trouble.list).toEqual([]);
  await page.context().close();
});

test('what was deleted: its author sees that, a moderator brings the answer and the question back', async ({ context }) => {
  const q = await question('删掉的回答还能找回来吗？');
  await answered(q.id, 'mo-li', '留着的回答。');
  const a = await answered(q.id, 'he-yu', '删掉的回答，`defer` 那一段。<script>alert(1)</script>');
  const page = await open(context, 'he-yu', at(q));
  const trouble = watch(page);
  await post(page, a.id).getByRole('button', { name: '删除' }).click();
  await page.getByRole('dialog').getByRole('button', { name: '删除' }).click();
  await expect(post(page, a.id)).toHaveCount(0);
  await page.getByText('已删除的回答').click();
  const gone = page.locator(`[data-gone-post="${a.id}"]`);
  await expect(gone).toContainText('defer');
  await expect(gone).toContainText('请联系版主');
  await expect(gone.getByRole('button')).toHaveCount(0);
  expect(await axe(page)).toEqual([]);

  const guest = await open(context, '', at(q));
  await expect(guest.locator('[data-answer]')).toHaveCount(1);
  await expect(guest.locator('.q-gone')).toHaveCount(0);
  await guest.context().close();

  for (const width of [390, 1280]) {
    const mod = await open(context, 'mo-li', at(q), { width });
    const problems = watch(mod);
    await mod.getByText('已删除的回答').click();
    const one = mod.locator(`[data-gone-post="${a.id}"]`);
    await expect(one).toContainText('he-yu');
    expect(await axe(mod)).toEqual([]);
    expect(await mod.evaluate(() => document.documentElement.scrollWidth - innerWidth)).toBeLessThanOrEqual(0);
    if (width === 1280) {
      await one.getByRole('button', { name: '恢复' }).click();
      await mod.getByRole('dialog').getByLabel('说明').fill('删错了');
      await mod.getByRole('dialog').getByRole('button', { name: '恢复' }).click();
      await expect(post(mod, a.id)).toBeVisible();
      await expect(mod.locator('.q-gone')).toHaveCount(0);
    }
    expect(problems.list).toEqual([]);
    await mod.context().close();
  }
  expect((await root.collection('answers').getOne(a.id)).status).toBe('published');
  expect((await root.collection('audit_log').getFirstListItem(`target='${a.id}'`, { sort: '-created' })).reason).toBe('删错了');
  expect(trouble.list).toEqual([]);
  await page.context().close();

  // the question: its asker deletes it, its address says that it is gone, and to a moderator what it was
  const lost = await question('How do I undelete this?', { lang: 'en', body: 'Once **deleted**.' });
  const asker = await open(context, 'su-wen', `/en${at(lost)}`);
  await post(asker, lost.id).getByRole('button', { name: 'Delete' }).click();
  await asker.getByRole('dialog').getByRole('button', { name: 'Delete' }).click();
  await asker.waitForURL(/\/en\/questions$/);
  await asker.goto(`${portal.url}/en${at(lost)}`);
  await expect(asker.locator('.gone-post')).toContainText('Only you and moderators');
  expect(await axe(asker)).toEqual([]);
  await asker.context().close();
  const stranger = await open(context, 'he-yu', `/en${at(lost)}`);
  await expect(stranger.locator('h1')).toBeVisible();
  await stranger.waitForLoadState('networkidle');
  await expect(stranger.locator('.gone-post')).toHaveCount(0);
  await stranger.context().close();
  const mod = await open(context, 'mo-li', `/en${at(lost)}`);
  await expect(mod.locator('.gone-post strong')).toHaveText('deleted');
  await mod.getByRole('button', { name: 'Bring it back' }).click();
  await mod.getByRole('dialog').getByRole('button', { name: 'Bring it back' }).click();
  await expect(mod.locator(`[data-question="${lost.id}"]`)).toBeVisible();
  await mod.context().close();
});

/** A way to the portal that can be cut: then it answers as a proxy does whose server is away. */
async function way(): Promise<{ url: string; cut(): void; mend(): void; close(): Promise<void> }> {
  const sockets = new Set<Socket>();
  let away = false;
  const server = createServer((asked, answer) => {
    if (away) { answer.writeHead(502).end(); return; }
    const to = request(portal.url + asked.url, { method: asked.method, headers: asked.headers }, (from) => { answer.writeHead(from.statusCode ?? 502, from.headers); from.pipe(answer); });
    to.on('error', () => answer.destroy());
    answer.on('close', () => to.destroy());
    asked.pipe(to);
  });
  server.on('connection', (socket) => { sockets.add(socket); socket.on('close', () => sockets.delete(socket)); });
  await new Promise<void>((done) => { server.listen(0, '127.0.0.1', done); });
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    cut() { away = true; for (const socket of sockets) socket.destroy(); },
    mend() { away = false; },
    close: () => new Promise((done) => { for (const socket of sockets) socket.destroy(); server.close(() => done()); }),
  };
}

/** The page has subscribed, once more. */
const subscribed = (page: Page) => page.waitForResponse((answer) => answer.url().endsWith('/api/realtime') && answer.request().method() === 'POST' && answer.status() === 204);

for (const how of ['the server is away', 'the device is offline'] as const) {
  test(`while ${how} the page stays as it is, and then catches up where it is being read`, async ({ context }) => {
    test.setTimeout(120_000);
    const to = await way();
    const q = await question('断线的时候发生了什么？');
    const first = await answered(q.id, 'he-yu', Array.from({ length: 40 }, (_, i) => `第 ${i} 段，占些地方。`).join('\n\n'));
    const second = await answered(q.id, 'mo-li', '后来删掉的回答。');
    const own = await context.browser()!.newContext({ locale: 'zh-CN', viewport: { width: 1000, height: 700 } });
    const { token, record } = people['su-wen'].authStore;
    await own.addInitScript((auth) => localStorage.setItem('pocketbase_auth', auth), JSON.stringify({ token, record }));
    const page = await own.newPage();
    const connected = subscribed(page);
    await page.goto(to.url + at(q));
    await connected;
    await page.locator('#q-answer').fill('正在写的回答');
    const reading = post(page, first.id).locator('p', { hasText: '第 20 段' });
    await reading.evaluate((e) => e.scrollIntoView({ block: 'start' }));
    const before = await reading.evaluate((e) => e.getBoundingClientRect().top);

    if (how === 'the device is offline') await own.setOffline(true); // which leaves the connections that there are
    to.cut();
    if (how === 'the device is offline') to.mend();
    await root.collection('votes').create({ user: id('mo-li'), kind: 'answer', target: first.id, value: 1 });
    await root.collection('questions').update(q.id, { accepted: first.id, body: '问题也改了。\n\n长了一段。\n\n又长了一段。' });
    await root.collection('comments').create({ author: id('mo-li'), kind: 'question', target: q.id, body: '断线时的评论' });
    await root.collection('answers').update(second.id, { status: 'deleted' });
    const third = await answered(q.id, 'mo-li', '断线时的回答。');
    await expect(page.locator('.arrived button')).toHaveCount(0);
    const again = subscribed(page);
    if (how === 'the device is offline') await own.setOffline(false);
    to.mend();
    await again;

    await expect(page.getByRole('button', { name: '1 个新回答' })).toBeVisible();
    await expect(page.locator(`[data-acts$=":${first.id}"] [data-score]`)).toHaveAttribute('data-score', '1');
    await expect(post(page, first.id)).toHaveClass(/accepted/);
    await expect(post(page, q.id).locator('.prose').first()).toContainText('又长了一段');
    await expect(post(page, q.id).locator('.remark')).toContainText('断线时的评论');
    await expect(post(page, second.id)).toHaveCount(0);
    expect(await reading.evaluate((e) => e.getBoundingClientRect().top)).toBeCloseTo(before, 0);
    await expect(page.locator('#q-answer')).toHaveValue('正在写的回答');

    // and what happens from now on is told again
    await root.collection('votes').create({ user: id('mo-li'), kind: 'question', target: q.id, value: 1 });
    await expect(page.locator(`[data-acts$=":${q.id}"] [data-score]`)).toHaveAttribute('data-score', '1');
    await page.getByRole('button', { name: '1 个新回答' }).click();
    await expect(post(page, third.id)).toBeVisible();
    await expect(page.locator('.arrived button')).toHaveCount(0);
    await own.close();
    await to.close();
  });
}

test('who is asked late what is theirs has all buttons, and nothing that stands there is called new', async ({ context }) => {
  const q = await question('慢的时候也一样吗？');
  const first = await answered(q.id, 'mo-li', '一样。');
  const page = await open(context, 'he-yu', '/about');
  let release = () => {};
  const held = new Promise<void>((done) => { release = done; });
  await page.route(`**/api/qiao/questions/${q.id}/mine`, async (route) => { await held; await route.continue(); });
  const listening = subscribed(page);
  await page.goto(portal.url + at(q));
  await listening;
  await root.collection('answers').update(first.id, { body: '一样，改过一次。' }); // which the page hears of before it knows its reader
  await page.waitForTimeout(1000); // nothing is to be seen meanwhile
  await expect(page.locator('.arrived button')).toHaveCount(0);
  release();
  for (const of of [q.id, first.id]) await expect(post(page, of).getByRole('button', { name: '建议修改' })).toBeVisible();
  await expect(page.getByRole('button', { name: /个新回答/ })).toHaveCount(0);
  await page.context().close();
});
