import { stat } from 'node:fs/promises';
import { gzipSync } from 'node:zlib';
import type { Page } from '@playwright/test';
import type PocketBase from 'pocketbase';
import { Portal, binary, signIn } from '../support/portal.ts';
import { at, english, expect, pages, test } from '../support/site.ts';

const KB = 1024;
const password = 'a-good-password-1';

/** What files weigh, compressed as every visitor gets them at least, by their addresses. */
const weights = new Map<string, number>();

async function weight(url: string): Promise<number> {
  const known = weights.get(url);
  if (known !== undefined) return known;
  const answer = await fetch(url, { headers: { 'Accept-Encoding': 'gzip' } });
  const body = Buffer.from(await answer.arrayBuffer());
  const encoding = answer.headers.get('content-encoding');
  if (body.length > KB) expect(encoding, `${url} comes compressed`).toBe('gzip');
  const bytes = encoding ? gzipSync(body).length : body.length;
  weights.set(url, bytes);
  return bytes;
}

/** Adds up what a page loads from now on. */
function weigh(page: Page): () => Promise<{ script: number; stylesheet: number }> {
  const loads = { script: new Set<string>(), stylesheet: new Set<string>() };
  page.removeAllListeners('request');
  page.on('request', (request) => {
    const type = request.resourceType();
    if (type === 'script' || type === 'stylesheet') loads[type].add(request.url());
  });
  return async () => {
    await page.waitForLoadState('networkidle');
    const sum = async (urls: Set<string>) => (await Promise.all([...urls].map(weight))).reduce((all, bytes) => all + bytes, 0);
    return { script: await sum(loads.script), stylesheet: await sum(loads.stylesheet) };
  };
}

/** Fails when the page is heavier than any page may be. */
async function light(where: string, loaded: ReturnType<typeof weigh>): Promise<void> {
  const { script, stylesheet } = await loaded();
  if (process.env.QIAO_WEIGHTS) console.log(`${where}: ${script} bytes of JavaScript, ${stylesheet} of CSS`);
  expect(script).toBeGreaterThan(0);
  expect(stylesheet).toBeGreaterThan(0);
  expect(script, `${where}: bytes of JavaScript`).toBeLessThanOrEqual(20 * KB);
  expect(stylesheet, `${where}: bytes of CSS`).toBeLessThanOrEqual(15 * KB);
}

for (const path of pages) {
  test(`${path} loads at most 20 KB of JavaScript and 15 KB of CSS`, async ({ page }) => {
    for (const url of [path, english(path)]) {
      const loaded = weigh(page);
      await page.goto(at(url), { waitUntil: 'networkidle' });
      // whatever loads on use counts too
      if (await page.locator('input[data-suggest]:visible').count()) await page.locator('input[data-suggest]:visible').first().focus();
      await light(url, loaded);
    }
  });
}

test.describe('for members', () => {
  let portal: Portal;
  let who: PocketBase;
  let article = '', live = '', column = '', event = '', group = '';

  test.beforeAll(async () => {
    portal = await Portal.start();
    const root = await portal.superuser();
    await root.settings.update({ rateLimits: { enabled: false } });
    const make = (handle: string, roles: string[]) => root.collection('users').create({ handle, name: handle, email: `${handle}@example.com`, password, passwordConfirm: password, verified: true, roles });
    const me = await make('all-rights', ['editor', 'moderator']);
    const author = await make('an-author', []);
    who = await signIn(portal.url, 'users', 'all-rights@example.com', password);
    const other = await signIn(portal.url, 'users', 'an-author@example.com', password);
    column = (await root.collection('columns').create({ name: '云上', slug: 'cloud', kind: 'individual', status: 'active', lang: 'zh', owner: me.id })).id;
    await root.collection('column_members').create({ column, user: author.id, role: 'author' });
    await root.collection('tags').create({ slug: 'go', name: 'Go 语言', name_en: 'Go', category: 'other' });
    const text = { author: author.id, kind: 'article', lang: 'zh', body: '第一段说桥。\n\n第二段说水，水在桥下流。' };
    article = (await root.collection('articles').create({ ...text, title: '待审', column, status: 'pending' })).id;
    live = (await root.collection('articles').create({ ...text, title: '已发布', slug: 'live', status: 'published' })).slug;
    await root.collection('articles').create({ ...text, title: '我的', author: me.id, status: 'draft' });
    const days = (n: number) => new Date(Date.now() + n * 86_400_000).toISOString();
    event = (await root.collection('events').create({ title: '聚会', slug: 'gathering', kind: 'meetup', mode: 'hybrid', status: 'published', lang: 'zh', zone: 'Asia/Shanghai', starts: days(3), ends: days(4), author: me.id, city: '成都', body: '来。' })).id;
    group = (await root.collection('groups').create({ name: '成都小组', slug: 'chengdu', kind: 'city', city: '成都', status: 'active', owner: me.id, body: '每月一次。' })).id;
    await root.collection('group_members').create({ group, user: author.id, role: 'member' });
    await who.collection('event_registration').create({ event, waitlist: 'fifo', guests: true, party: 1 });
    await who.collection('event_tickets').create({ event, name: '现场票', mode: 'in_person', capacity: 2 });
    const food = await who.collection('event_questions').create({ event, label: '口味', kind: 'choice', options: ['辣', '不辣'], position: 1 });
    await who.collection('event_questions').create({ event, label: '多辣', kind: 'text', only_if: food.id, only_if_value: '辣', position: 2 });
    await who.collection('event_sessions').create({ event, title: '开场', kind: 'talk' });
    await other.collection('reports').create({ kind: 'user', target: me.id, reporter: author.id, reason: 'spam', text: '', state: 'open' });
  });
  test.afterAll(() => portal?.close());

  /** What is done on a page with its tools before it is weighed. */
  const uses: Record<string, (page: Page) => Promise<void>> = {
    '/write': async (page) => {
      await page.locator('#w-title').fill('桥');
      await page.locator('#w-body').fill('在Qiao上写,很好');
      await page.locator('[data-do=bold]').click();
      await page.locator('[data-w=pick]').setInputFiles([{ name: 'a.exe', mimeType: 'application/x-msdownload', buffer: Buffer.from('MZ') }]);
      await expect(page.locator('[data-w=uploads] li')).toHaveCount(1);
      await page.locator('summary').first().click();
      await page.locator('#w-tag').fill('Go');
      await page.locator('#w-tag-list [role=option]').first().click();
      await expect(page.locator('[data-w=state]')).toHaveAttribute('data-state', 'saved');
    },
    '/write#reading-again': async (page) => {
      await page.locator('#w-body').fill('在Qiao上写,很好');
      await page.locator('[data-w=check]').click();
      await page.getByRole('button', { name: /全部修正|Fix all/ }).click();
      await expect(page.locator('#w-body')).toHaveValue('在 Qiao 上写，很好');
      await expect(page.locator('[data-w=state]')).toHaveAttribute('data-state', 'saved');
    },
    '/write#from-elsewhere': async (page) => { // what comes from other places
      await page.locator('#w-body').evaluate((area) => {
        const data = new DataTransfer();
        data.setData('text/html', '<p>一<strong>二</strong></p>');
        area.focus();
        area.dispatchEvent(new ClipboardEvent('paste', { clipboardData: data, bubbles: true, cancelable: true }));
      });
      await expect(page.locator('#w-body')).toHaveValue(/\*\*二\*\*/);
      await expect(page.locator('[data-w=state]')).toHaveAttribute('data-state', 'saved');
    },
    '/write#from-the-web': async (page) => {
      await page.locator('[data-w=import]').click();
      await page.getByRole('dialog').getByRole('button').last().click();
    },
    '/review': async (page) => {
      await page.locator('main .item a').first().click();
      await page.locator('.passage .add').first().click();
      await page.locator('.write-note input[type=checkbox]').check();
      for (const tab of ['look', 'changes']) {
        await page.locator(`#t-${tab}`).click();
        await page.waitForLoadState('networkidle');
      }
    },
    '/about': async (page) => { // what every page has in its head
      await page.locator('input[data-suggest]:visible').first().fill('桥');
      await page.locator('qiao-bell button').first().click();
      await expect(page.locator('.bell-box h2')).toBeVisible();
      await page.locator('qiao-account button').first().click();
      await expect(page.locator('.menu a').first()).toBeVisible();
    },
    '/events/new': async (page) => {
      await page.locator('#o-title').fill('桥上');
      await page.locator('[name=starts]').fill('2030-01-02T10:00');
      await page.locator('#o-body').fill('在Qiao上,很好');
      await page.locator('[data-do=bold]').click();
      await page.locator('#o-tag').fill('Go');
      await page.locator('#o-tag-list [role=option]').first().click();
      await page.locator('[data-w=go]').click();
      await expect(page.locator('[data-w=state]')).toHaveAttribute('data-state', 'saved');
    },
    '/events/agenda#EVENT': async (page) => {
      await page.locator('[data-session] .acts button').first().click();
      await page.locator('#sp-find').fill('某人');
      await expect(page.locator('.found li')).not.toHaveCount(0);
    },
    '/events/registration#EVENT': async (page) => {
      await page.locator('[data-question]').last().locator('.acts button').nth(1).click();
      await expect(page.getByRole('dialog')).toBeVisible();
    },
    '/events/gathering': async (page) => {
      await expect(page.locator('[data-desk] :is(form, [data-seat])').first()).toBeVisible();
      const go = page.locator('[data-desk] form .btn');
      if (await go.count()) await go.click(); // in the other language the seat is there already
      await expect(page.locator('[data-seat]').first()).toBeVisible();
    },
    '/articles/live': async (page) => {
      await page.locator('.talk-open').click();
      await page.locator('.talk-form textarea').fill('很好，@an');
      await expect(page.locator('.talk-form [role=option]')).not.toHaveCount(0);
      await page.locator('.talk-form textarea').fill('很好');
      await page.locator('.talk-form .btn:not(.quiet)').click();
      await expect(page.locator('.said')).not.toHaveCount(0);
      await page.locator('[data-report^="article:"]').first().click();
      await expect(page.getByRole('dialog')).toBeVisible();
    },
  };

  for (const path of [
    '/about', '/ask', '/write', '/write#reading-again', '/write#from-elsewhere', '/write#from-the-web', '/write#ARTICLE', '/mine', '/review', '/review#ARTICLE', '/review/applications', '/columns/apply', '/columns/manage#COLUMN', '/columns/cloud', '/articles/live', '/people/an-author',
    '/settings', '/settings/security', '/settings/notifications', '/settings/data', '/notifications', '/bookmarks', '/reading', '/moderation', '/moderation/held', '/appeal',
    '/events/new', '/events/edit#EVENT', '/events/agenda#EVENT', '/events/registration#EVENT', '/events/afterwards#EVENT', '/events/gathering/numbers', '/events/gathering', '/events/gathering/manage', '/events/gathering/call', '/events/gathering/proposals', '/events/gathering/schedule', '/events/gathering/checkin', '/events/gathering/contest/manage', '/proposals', '/my/events',
    '/groups/new', '/groups/edit#GROUP', '/groups/edit', '/groups/chengdu',
    '/reputation', '/badges', '/welcome', '/join', '/sign-in', '/forgot',
  ]) {
    test(`${path} with its tools in use loads at most 20 KB of JavaScript and 15 KB of CSS`, async ({ browser }) => {
      for (const prefix of uses[path] ? ['', '/en'] : ['']) { // the words of Chinese are the longer ones in bytes
        const context = await browser.newContext({ viewport: { width: 1440, height: 900 }, locale: prefix ? 'en-GB' : 'zh-CN' });
        if (!/^\/(join|sign-in|forgot)/.test(path)) await context.addInitScript((kept) => localStorage.setItem('pocketbase_auth', kept), JSON.stringify({ token: who.authStore.token, record: who.authStore.record }));
        const page = await context.newPage();
        const loaded = weigh(page);
        page.setDefaultTimeout(10_000);
        await page.goto(portal.url + prefix + path.replace('ARTICLE', article).replace('COLUMN', column).replace('EVENT', event).replace('GROUP', group).replace('live', live), { waitUntil: 'networkidle' });
        await uses[path]?.(page);
        await light(prefix + path, loaded);
        await context.close();
      }
    });
  }
});

test('the program is at most 60 MB', async () => {
  test.skip(!process.env.QIAO_BUILT, 'the program was given, not built as for a release');
  const size = (await stat(binary())).size;
  console.log(`the program: ${(size / 1e6).toFixed(1)} MB`);
  expect(size).toBeLessThanOrEqual(60e6);
});

test('pages are kept, revalidated and compressed', async ({ request }) => {
  const first = await request.get(at('/articles'), { headers: { 'Accept-Encoding': 'gzip' } });
  const tag = first.headers().etag;
  expect(tag).toMatch(/^(W\/)?"/);
  expect(first.headers()['content-encoding']).toBe('gzip');
  expect(first.headers().vary).toContain('Accept-Encoding');
  const again = await request.get(at('/articles'), { headers: { 'Accept-Encoding': 'gzip', 'If-None-Match': tag } });
  expect(again.status()).toBe(304);
  expect((await again.body()).length).toBe(0);
  const asset = (await first.text()).match(/\/assets\/[^"]+site\.css/)![0];
  expect((await request.get(at(asset))).headers()['cache-control']).toContain('immutable');
});
