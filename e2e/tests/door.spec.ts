import { type BrowserContext, type Page, expect, test } from '@playwright/test';
import type PocketBase from 'pocketbase';
import { axe } from '../support/axe.ts';
import { Line } from '../support/line.ts';
import { Portal, signIn } from '../support/portal.ts';
import { watch } from '../support/site.ts';

const password = 'correct-horse-battery';
const phone = { viewport: { width: 390, height: 800 } };
let portal: Portal;
let root: PocketBase;
let line: Line;
let event = '';
const people: Record<string, PocketBase> = {};
const codes: Record<string, string> = {};
const id = (who: string) => people[who]!.authStore.record!.id;

test.describe.configure({ mode: 'serial' });

test.beforeAll(async () => {
  portal = await Portal.start();
  line = await Line.to(portal.url);
  root = await portal.superuser();
  await root.settings.update({ rateLimits: { enabled: false } });
  const handles = ['organiser', 'gate', 'gate-two', 'wang', 'chen', 'li', 'zhao', 'member'];
  for (const handle of handles) {
    await root.collection('users').create({ handle, name: handle, email: `${handle}@example.com`, password, passwordConfirm: password, verified: true, company: handle === 'wang' ? '桥梁公司' : '' });
    people[handle] = await signIn(portal.url, 'users', `${handle}@example.com`, password);
  }
  const soon = (hours: number) => new Date(Date.now() + hours * 3_600_000).toISOString();
  event = (await root.collection('events').create({
    title: '桥上的下午 <b>', slug: 'qiao-shang', kind: 'meetup', mode: 'offline', status: 'published', lang: 'zh', zone: 'Asia/Shanghai',
    starts: soon(2), ends: soon(5), author: id('organiser'), venue: '桥头茶馆', city: '成都',
  })).id;
  const mine = people.organiser!;
  await mine.collection('event_registration').create({ event, waitlist: 'fifo' });
  const ticket = (await mine.collection('event_tickets').create({ event, name: '现场票', mode: 'in_person', capacity: 5 })).id;
  for (const handle of ['gate', 'gate-two']) await mine.collection('event_staff').create({ event, user: id(handle), role: 'gate' });
  for (const handle of ['wang', 'chen', 'li', 'zhao']) {
    await people[handle]!.collection('registrations').create({ event, ticket, user: id(handle), name: `${handle} <i>` });
    codes[handle] = (await people[handle]!.send(`/api/qiao/events/${event}/registration`, {})).mine[0].code;
  }
});
test.afterAll(async () => {
  await line?.close();
  await portal?.close();
});

async function open(context: BrowserContext, who: string, path: string): Promise<Page> {
  if (who) {
    const { token, record } = people[who]!.authStore;
    await context.addInitScript((auth) => { if (!sessionStorage.getItem('left')) localStorage.setItem('pocketbase_auth', auth); }, JSON.stringify({ token, record }));
  }
  const page = await context.newPage();
  await page.goto(path.startsWith('http') ? path : portal.url + path);
  return page;
}

/** Types something at the door. */
async function type(page: Page, text: string) {
  await page.getByRole('searchbox').first().fill(text);
  await page.getByRole('searchbox').first().press('Enter');
}

const arrivals = async () => (await root.collection('check_ins').getFullList({ filter: `event = '${event}' && undone = ''` }));
const count = (page: Page) => page.locator('[data-count] strong');

test('check in by code and by name, without a connection, and after it came back', async ({ browser }) => {
  const context = await browser.newContext(phone);
  const page = await open(context, 'gate', `${line.url}/events/qiao-shang/checkin`);
  const trouble = watch(page);
  await expect(page.locator('[data-state]')).toContainText('在线');
  await expect(page.locator('[data-count]')).toHaveText('0 已到 / 4 应到');
  expect(await axe(page)).toEqual([]);
  const scripts = await page.evaluate(() => (performance.getEntriesByType('resource') as PerformanceResourceTiming[]).filter((e) => e.name.endsWith('.js')).map((e) => e.encodedBodySize));
  expect(scripts.reduce((a, b) => a + b, 0), 'the scripts of the page, compressed').toBeLessThan(20 * 1024);

  // typed, as it stands on the ticket
  await type(page, codes.wang!.toUpperCase().replace(/(....)(?=.)/g, '$1-'));
  await expect(page.locator('[data-outcome="ok"]')).toContainText('wang <i>');
  await expect(count(page)).toHaveText('1');
  await type(page, codes.wang!);
  await expect(page.locator('[data-outcome="already"]')).toContainText('由 gate 签到');
  await type(page, '0'.repeat(24));
  await expect(page.locator('[data-outcome="refused"]')).toContainText('不是有效的票号');
  expect(await axe(page)).toEqual([]);
  expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(390);
  expect(trouble.list).toEqual([]);

  // the connection goes; the page opens again all the same, with its list
  await expect.poll(() => page.evaluate(async () => (await caches.keys()).length)).toBe(1);
  await expect.poll(() => page.evaluate(async () => !!navigator.serviceWorker.controller)).toBe(true);
  await context.setOffline(true);
  line.cut();
  await type(page, 'CHEN');
  await page.locator('[data-person]').getByRole('button', { name: '签到' }).click();
  await expect(page.locator('[data-outcome="pending"]')).toContainText('chen <i>');
  await expect(page.locator('[data-state]')).toContainText('1 次签到待同步');
  await page.reload();
  await expect(page.locator('[data-state]')).toContainText('离线');
  await expect(page.locator('[data-state]')).toContainText('1 次签到待同步');
  await expect(count(page)).toHaveText('2');
  await type(page, codes.li!);
  await expect(page.locator('[data-outcome="pending"]')).toContainText('li <i>');
  await type(page, codes.chen!);
  await expect(page.locator('[data-outcome="already"]')).toBeVisible();
  await expect(page.locator('[data-state]')).toContainText('2 次签到待同步');
  expect(await axe(page)).toEqual([]);
  expect((await arrivals()).length).toBe(1);

  // meanwhile somebody else checks one of them in
  await people['gate-two']!.send('/api/qiao/checkins', { method: 'POST', body: { event, code: codes.chen, nonce: 'other-door-1' } });
  line.mend();
  await context.setOffline(false);
  await expect(page.locator('[data-state]')).toHaveText('在线，名单已同步', { timeout: 30_000 });
  await expect(page.locator('[data-entry="already"]')).toContainText('chen <i>');
  await expect(page.locator('[data-entry="ok"]').first()).toContainText('li <i>');
  const all = await arrivals();
  expect(all.length).toBe(3);
  expect(new Set(all.map((a) => a.registration)).size).toBe(3);
  await context.close();
});

test('two helpers see each other, and take in who has no registration while there are seats', async ({ browser }) => {
  const one = await open(await browser.newContext(phone), 'gate', '/events/qiao-shang/checkin');
  const two = await open(await browser.newContext({ ...phone, locale: 'en-GB', timezoneId: 'America/New_York' }), 'gate-two', '/en/events/qiao-shang/checkin');
  const troubles = [watch(one), watch(two)];
  await expect(count(one)).toHaveText('3');
  await expect(count(two)).toHaveText('3');
  await type(two, codes.zhao!);
  await expect(two.locator('[data-outcome="ok"]')).toContainText('Checked in');
  await expect(count(one)).toHaveText('4'); // by itself
  await type(one, codes.zhao!);
  await expect(one.locator('[data-outcome="already"]')).toContainText('由 gate-two 签到');

  await two.getByText('Register at the door').click();
  await two.getByLabel('Name', { exact: true }).fill('路过的人');
  await expect(two.getByLabel('Ticket', { exact: true })).toContainText('1 left');
  expect(await axe(two)).toEqual([]);
  await two.getByRole('button', { name: 'Register and check in' }).click();
  await expect(two.locator('[data-outcome="ok"]')).toContainText('路过的人');
  await expect(count(one)).toHaveText('5');
  await two.getByText('Register at the door').click();
  await expect(two.getByText('No ticket can be given at the door now.')).toBeVisible();
  await expect.poll(async () => (await people.organiser!.collection('event_tickets').getFullList({ filter: `event = '${event}'` }))[0]?.taken).toBe(5);
  expect(troubles.flatMap((t) => t.list)).toEqual([]);

  // an organiser takes somebody off the staff: the list goes
  const [staff] = await root.collection('event_staff').getFullList({ filter: `event = '${event}' && user = '${id('gate-two')}'` });
  await root.collection('event_staff').delete(staff!.id);
  await type(two, codes.zhao!);
  await expect(two.getByRole('alert')).toContainText('neither an organiser nor at the gate');
  const left = (page: Page) => page.evaluate(() => new Promise<number>((resolve) => {
    const asked = indexedDB.open('qiao-door');
    asked.onsuccess = () => {
      const db = asked.result;
      if (!db.objectStoreNames.contains('people')) { db.close(); resolve(0); return; }
      const all = db.transaction('people').objectStore('people').count();
      all.onsuccess = () => { db.close(); resolve(all.result); };
    };
  }));
  expect(await left(two)).toBe(0);

  // and signing out deletes it
  expect(await left(one)).toBe(5);
  await one.evaluate(() => sessionStorage.setItem('left', '1'));
  await one.goto(`${portal.url}/`);
  await one.locator('qiao-account button').first().click();
  await Promise.all([one.waitForEvent('load'), one.getByRole('button', { name: '退出登录' }).click()]);
  expect(await left(one)).toBe(0);
});

test('a member who is no staff is told so', async ({ browser }) => {
  const page = await open(await browser.newContext(phone), 'member', '/events/qiao-shang/checkin');
  await expect(page.getByRole('alert')).toContainText('你不是这个活动的组织者或签到员');
  expect(await axe(page)).toEqual([]);
  const guest = await open(await browser.newContext(phone), '', '/en/events/qiao-shang/checkin');
  await expect(guest.getByRole('link', { name: 'Sign in' }).last()).toBeVisible();
});

test('badges are printed with name, company, ticket and code', async ({ browser }) => {
  const page = await open(await browser.newContext(), 'organiser', '/events/qiao-shang/badges');
  const trouble = watch(page);
  await expect(page.locator('[data-badge]')).toHaveCount(5);
  await expect(page.locator('[data-badge]', { hasText: 'wang <i>' })).toContainText('桥梁公司');
  await expect(page.locator('[data-badge] svg path')).toHaveCount(5);
  expect(await axe(page)).toEqual([]);
  await page.emulateMedia({ media: 'print' });
  await expect(page.getByRole('button', { name: '打印这一页' })).toBeHidden();
  const box = await page.locator('[data-badge]').first().boundingBox();
  expect(Math.round(box!.width / 96 * 25.4)).toBe(90);
  const member = await open(await browser.newContext(), 'gate', '/events/qiao-shang/badges');
  await expect(member.getByRole('alert')).toBeVisible();
  expect(trouble.list).toEqual([]);
});

test('a ticket opens without a connection once it was opened', async ({ browser }) => {
  const context = await browser.newContext(phone);
  const page = await open(context, '', `${line.url}/tickets/${codes.wang}`);
  const trouble = watch(page);
  await expect(page.locator('[data-kept]')).toContainText('没有网络也能打开');
  expect(await axe(page)).toEqual([]);
  expect(trouble.list).toEqual([]);
  await context.setOffline(true);
  line.cut();
  await page.reload();
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('桥上的下午 <b>');
  await expect.poll(() => page.getByRole('img', { name: /票号/ }).evaluate((img) => (img as HTMLImageElement).naturalWidth)).toBeGreaterThan(0);
  expect(await page.evaluate(() => getComputedStyle(document.querySelector('.ticket')!).display)).toBe('grid'); // its style sheet, too
  line.mend();
  await context.close();
});

test('my events, and a calendar of them that can be revoked', async ({ browser }) => {
  const page = await open(await browser.newContext({ ...phone, locale: 'en-GB' }), 'wang', '/en/my/events');
  const trouble = watch(page);
  await expect(page.locator('[data-event]')).toContainText('(Asia/Shanghai)');
  await expect(page.getByRole('link', { name: 'See the ticket' })).toBeVisible();
  await page.getByRole('button', { name: 'Make an address' }).click();
  const address = await page.locator('[data-calendar]').inputValue();
  expect(address).toMatch(/\/calendar\/\w{40}\.ics$/);
  expect(await axe(page)).toEqual([]);
  const calendar = await fetch(address);
  expect(calendar.headers.get('content-type')).toContain('text/calendar');
  expect((await calendar.text()).match(/SUMMARY:.*/g)).toEqual(['SUMMARY:桥上的下午 <b>']);
  await page.getByRole('button', { name: 'Past' }).click();
  await expect(page.getByText('No past events.')).toBeVisible();
  await page.getByRole('button', { name: 'Revoke the address' }).click();
  await expect(page.getByText('Revoked: the address is good no more.')).toBeVisible();
  expect((await fetch(address)).status).toBe(404);
  expect(trouble.list).toEqual([]);
});
