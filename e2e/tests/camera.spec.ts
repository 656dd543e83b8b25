import { type BrowserContextOptions, type Browser, type Page, expect } from '@playwright/test';
import type PocketBase from 'pocketbase';
import { axe } from '../support/axe.ts';
import { giveDetector, reads, shoot, test } from '../support/film.ts';
import { Portal, signIn } from '../support/portal.ts';
import { watch } from '../support/site.ts';

const password = 'correct-horse-battery';
const phone = { viewport: { width: 390, height: 800 } };
const english = { ...phone, locale: 'en-GB', timezoneId: 'America/New_York' };
let portal: Portal;
let root: PocketBase;
let event = '';
const people: Record<string, PocketBase> = {};
const codes: Record<string, string> = {};
const id = (who: string) => people[who]!.authStore.record!.id;

test.describe.configure({ mode: 'serial' });

test.beforeAll(async () => {
  portal = await Portal.start();
  root = await portal.superuser();
  await root.settings.update({ rateLimits: { enabled: false } });
  for (const handle of ['organiser', 'gate', 'gate-two', 'wang', 'chen', 'li', 'zhao']) {
    await root.collection('users').create({ handle, name: handle, email: `${handle}@example.com`, password, passwordConfirm: password, verified: true });
    people[handle] = await signIn(portal.url, 'users', `${handle}@example.com`, password);
  }
  const soon = (hours: number) => new Date(Date.now() + hours * 3_600_000).toISOString();
  event = (await root.collection('events').create({
    title: '镜头前的晚上', slug: 'jing-tou', kind: 'meetup', mode: 'offline', status: 'published', lang: 'zh', zone: 'Asia/Shanghai',
    starts: soon(2), ends: soon(5), author: id('organiser'), venue: '桥头茶馆', city: '成都',
  })).id;
  const mine = people.organiser!;
  await mine.collection('event_registration').create({ event, waitlist: 'fifo' });
  const ticket = (await mine.collection('event_tickets').create({ event, name: '现场票', mode: 'in_person', capacity: 9 })).id;
  for (const handle of ['gate', 'gate-two']) await mine.collection('event_staff').create({ event, user: id(handle), role: 'gate' });
  for (const handle of ['wang', 'chen', 'li', 'zhao']) {
    await people[handle]!.collection('registrations').create({ event, ticket, user: id(handle), name: handle });
    codes[handle] = (await people[handle]!.send(`/api/qiao/events/${event}/registration`, {})).mine[0].code.toUpperCase(); // as the picture has it
  }
});
test.afterAll(async () => { await portal?.close(); });

/** Opens the check-in page as a helper whose browser reads codes. */
async function open(browser: Browser, who: string, { path = '/events/jing-tou/checkin', detector = true, ...options }: BrowserContextOptions & { path?: string; detector?: boolean }) {
  const context = await browser.newContext(options);
  const { token, record } = people[who]!.authStore;
  await context.addInitScript((auth) => localStorage.setItem('pocketbase_auth', auth), JSON.stringify({ token, record }));
  if (detector) await giveDetector(context);
  const page = await context.newPage();
  const trouble = watch(page);
  await page.goto(portal.url + path);
  await expect(page.locator('[data-count] strong')).toBeVisible();
  return { context, page, trouble };
}

/** Films the tickets of people, as the portal draws their codes. */
async function film(browser: Browser, file: string, ...who: string[]) {
  const page = await browser.newPage();
  await shoot(page, file, await Promise.all(who.map(async (one) => new Uint8Array(await (await fetch(`${portal.url}/tickets/${codes[one]!.toLowerCase()}/qr.png`)).arrayBuffer()))));
  await page.close();
}

const arrivals = async () => (await root.collection('check_ins').getFullList({ filter: `event = '${event}' && undone = ''`, sort: 'created', expand: 'registration' })).map((a) => a.expand?.registration.name);
const arrived = (page: Page) => page.locator('[data-count] strong');
const entries = (page: Page) => page.locator('[data-entry]');
const stream = (page: Page) => page.evaluateHandle(() => document.querySelector('video')!.srcObject as MediaStream);
const tracks = (of: Awaited<ReturnType<typeof stream>>) => of.evaluate((s) => s.getTracks().map((t) => t.readyState));

/** Waits until the camera has read a code a good deal more often, for longer than the same code is one scan. */
async function hold(page: Page, code: string) {
  const before = await reads(page, code);
  await expect.poll(() => reads(page, code), { timeout: 60_000 }).toBeGreaterThan(before + 40);
}

test('the camera takes in whose ticket it sees, once', async ({ browser, film: file }) => {
  await film(browser, file, 'wang');
  const { context, page, trouble } = await open(browser, 'gate', phone);
  await context.grantPermissions(['camera'], { origin: portal.url });
  await expect(arrived(page)).toHaveText('0');
  const video = page.locator('video');
  await expect(video).toBeHidden();

  await page.getByRole('button', { name: '用摄像头扫码' }).click();
  await expect(video).toBeVisible();
  await expect(page.locator('[data-outcome="ok"]')).toContainText('wang');
  await expect(page.locator('[data-outcome="ok"]')).toContainText('签到成功');
  await expect(page.locator('[data-outcome="ok"]')).toBeInViewport({ ratio: 1 }); // below the picture, on a phone
  await expect(arrived(page)).toHaveText('1');
  expect(await arrivals()).toEqual(['wang']);
  expect(await axe(page)).toEqual([]);
  expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(390);

  // the ticket stays where it is: that is the same scan
  const scan = await page.locator('[data-nonce]').getAttribute('data-nonce');
  await hold(page, codes.wang!);
  await expect(page.locator('[data-outcome="ok"]')).toHaveAttribute('data-nonce', scan!);
  await expect(entries(page)).toHaveCount(1);
  await expect(arrived(page)).toHaveText('1');

  const running = await stream(page);
  expect(await tracks(running)).toEqual(['live']);
  await page.getByRole('button', { name: '关闭摄像头' }).click();
  await expect(video).toBeHidden();
  expect(await tracks(running)).toEqual(['ended']);
  await expect(page.locator('[data-outcome="ok"]')).toBeVisible();

  // once more is another scan, of somebody who is in
  await page.getByRole('button', { name: '用摄像头扫码' }).click();
  await expect(page.locator('[data-outcome="already"]')).toContainText(/wang.*已经签到过|已经签到过.*wang/s);
  await expect(page.locator('[data-outcome="already"]')).toContainText(/\d\d:\d\d，由 gate 签到/);
  expect(await arrivals()).toEqual(['wang']);
  expect(await axe(page)).toEqual([]);

  // unplugged, or taken by a call: the page says so
  const second = await stream(page);
  await second.evaluate((s) => s.getTracks().forEach((t) => t.dispatchEvent(new Event('ended'))));
  await expect(page.getByRole('alert')).toHaveText('摄像头打不开，请检查权限，或输入票号。');
  await expect(video).toBeHidden();
  expect(await tracks(second)).toEqual(['ended']);
  expect(trouble.list).toEqual([]);
  await context.close();
});

test('two tickets in one picture are two scans, and a helper who leaves the staff has no camera on', async ({ browser, film: file }) => {
  await film(browser, file, 'wang', 'chen');
  const { context, page, trouble } = await open(browser, 'gate-two', { ...english, path: '/en/events/jing-tou/checkin' });
  await context.grantPermissions(['camera'], { origin: portal.url });
  await expect(arrived(page)).toHaveText('1');
  await page.getByRole('button', { name: 'Scan with the camera' }).click();
  await expect(page.locator('[data-entry="ok"]')).toContainText('chen');
  await expect(arrived(page)).toHaveText('2');
  expect(await arrivals()).toEqual(['wang', 'chen']);
  await expect(page.locator('[data-outcome]')).toContainText(/Checked in|Has arrived before/);
  await expect(page.locator('[data-outcome]')).toBeInViewport({ ratio: 1 });
  expect(await axe(page)).toEqual([]);
  expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(390);

  await Promise.all([hold(page, codes.wang!), hold(page, codes.chen!)]); // both are told by then
  const last = await page.locator('[data-nonce]').getAttribute('data-nonce');
  await Promise.all([hold(page, codes.wang!), hold(page, codes.chen!)]);
  await expect(page.locator('[data-outcome]')).toHaveAttribute('data-nonce', last!);
  expect(trouble.list).toEqual([]);

  const running = await stream(page);
  const [staff] = await root.collection('event_staff').getFullList({ filter: `event = '${event}' && user = '${id('gate-two')}'` });
  await root.collection('event_staff').delete(staff!.id);
  await page.getByRole('searchbox').first().fill(codes.wang!);
  await page.getByRole('searchbox').first().press('Enter');
  await expect(page.getByRole('alert')).toContainText('neither an organiser nor at the gate');
  await expect.poll(() => tracks(running)).toEqual(['ended']);
  await context.close();
});

for (const [lang, options, start, said, ok, who] of [
  ['zh', phone, '用摄像头扫码', '摄像头打不开，请检查权限，或输入票号。', '签到成功', 'li'],
  ['en', { ...english, path: '/en/events/jing-tou/checkin' }, 'Scan with the camera', 'The camera could not be opened. Check its permission, or type the code.', 'Checked in', 'zhao'],
] as const) {
  test(`a camera that may not be used is told of, and typing goes on (${lang})`, async ({ browser, film: file }) => {
    await film(browser, file, 'wang');
    const { context, page, trouble } = await open(browser, 'gate', options);
    await context.grantPermissions([], { origin: portal.url }); // no others
    await page.getByRole('button', { name: start }).click();
    await expect(page.getByRole('alert')).toHaveText(said);
    await expect(page.locator('video')).toBeHidden();
    await expect(page.getByRole('button', { name: start })).toBeEnabled();
    expect(await axe(page)).toEqual([]);
    await page.getByRole('searchbox').first().fill(codes[who]!);
    await page.getByRole('searchbox').first().press('Enter');
    await expect(page.locator('[data-outcome="ok"]')).toContainText(ok);
    await expect(page.getByText(said)).toHaveCount(0);
    expect(await arrivals()).toContain(who);

    // once it may, the camera works without opening the page anew
    await context.grantPermissions(['camera'], { origin: portal.url });
    await page.getByRole('button', { name: start }).click();
    await expect(page.locator('[data-outcome="already"]')).toContainText('wang');
    expect(trouble.list).toEqual([]);
    await context.close();
  });
}

test('a browser that reads no QR codes has no button for it', async ({ browser, film: file }) => {
  await film(browser, file, 'wang');
  const none = await open(browser, 'gate', { ...phone, detector: false });
  await expect(none.page.locator('[data-state]')).toContainText('在线');
  await expect(none.page.getByRole('button', { name: '签到', exact: true })).toBeVisible();
  await expect(none.page.getByRole('button', { name: '用摄像头扫码' })).toHaveCount(0);
  await none.context.addInitScript(() => Object.assign(globalThis, { BarcodeDetector: class { static async getSupportedFormats() { return ['ean_13']; } } }));
  await none.page.reload();
  await expect(none.page.locator('[data-state]')).toContainText('在线');
  await expect(none.page.getByRole('button', { name: '用摄像头扫码' })).toHaveCount(0);
  expect(none.trouble.list).toEqual([]);
  await none.context.close();
});
