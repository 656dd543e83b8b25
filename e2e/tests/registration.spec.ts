import { readFile } from 'node:fs/promises';
import { type BrowserContext, type Page, expect, test } from '@playwright/test';
import type PocketBase from 'pocketbase';
import { axe } from '../support/axe.ts';
import { PostOffice } from '../support/mails.ts';
import { Portal, signIn } from '../support/portal.ts';
import { watch } from '../support/site.ts';

const password = 'correct-horse-battery';
const phone = { viewport: { width: 390, height: 800 } };
let portal: Portal;
let root: PocketBase;
let office: PostOffice;
const people: Record<string, PocketBase> = {};
let event = '';

test.describe.configure({ mode: 'serial' });

test.beforeAll(async () => {
  portal = await Portal.start();
  root = await portal.superuser();
  office = await PostOffice.start();
  await office.serve(root);
  await root.settings.update({ rateLimits: { enabled: false } });
  for (const handle of ['organiser', 'first', 'second', 'gate']) {
    await root.collection('users').create({ handle, name: handle, email: `${handle}@example.com`, password, passwordConfirm: password, verified: true, locale: handle === 'second' ? 'en' : 'zh-CN', zone: handle === 'second' ? 'America/New_York' : '' });
    people[handle] = await signIn(portal.url, 'users', `${handle}@example.com`, password);
  }
  const soon = (hours: number) => new Date(Date.now() + hours * 3_600_000).toISOString();
  event = (await root.collection('events').create({
    title: '桥上的下午 <b>', slug: 'qiao-xia-wu', kind: 'meetup', mode: 'offline', status: 'published', lang: 'zh', zone: 'Asia/Shanghai',
    starts: soon(72), ends: soon(75), author: id('organiser'), venue: '桥头茶馆', city: '成都',
  })).id;
  const mine = people.organiser;
  await mine.collection('event_registration').create({ event, waitlist: 'fifo', guests: true, party: 1, message: '带上电脑。' });
  await mine.collection('event_tickets').create({ event, name: '现场票', mode: 'in_person', capacity: 1 });
  const food = await mine.collection('event_questions').create({ event, label: '口味', kind: 'choice', options: ['吃辣', '不吃辣'], required: true, position: 1 });
  await mine.collection('event_questions').create({ event, label: '多辣？', kind: 'text', required: true, only_if: food.id, only_if_value: '吃辣', position: 2 });
  await mine.collection('event_staff').create({ event, user: id('gate'), role: 'gate' });
});
test.afterAll(async () => {
  await portal?.close();
  await office?.close();
});

const id = (who: string) => people[who]!.authStore.record!.id;

/** Opens a page as somebody, or as a guest. */
async function open(context: BrowserContext, who: string, path: string): Promise<Page> {
  if (who) {
    const { token, record } = people[who]!.authStore;
    await context.addInitScript((auth) => localStorage.setItem('pocketbase_auth', auth), JSON.stringify({ token, record }));
  }
  const page = await context.newPage();
  await page.goto(path.startsWith('http') ? path : portal.url + path);
  return page;
}

/** The latest mail to an address with this in its subject. */
async function letter(to: string, subject: string) {
  await expect.poll(() => office.letters.some((mail) => mail.to === to && mail.subject.includes(subject)), { timeout: 20_000 }).toBe(true);
  return office.letters.findLast((mail) => mail.to === to && mail.subject.includes(subject))!;
}

test('register to full, wait, cancel, take the offered seat, arrive, export', async ({ browser }) => {
  // the first takes the only seat, on a phone
  const first = await open(await browser.newContext(phone), 'first', '/events/qiao-xia-wu');
  const trouble = watch(first);
  await expect(first.locator('[data-left]')).toHaveText('剩余 1 / 1');
  await first.getByLabel('口味').selectOption('吃辣');
  await first.getByLabel('多辣？').fill('微辣');
  expect(await axe(first)).toEqual([]);
  await first.getByRole('button', { name: '报名', exact: true }).click();
  await expect(first.locator('[data-seat="confirmed"]')).toBeVisible();
  const confirmed = await letter('first@example.com', '报名成功');
  expect(confirmed.text).toContain('带上电脑。');
  expect(confirmed.text).toContain('(Asia/Shanghai, UTC+08:00)');

  // the second waits, in English
  const second = await open(await browser.newContext({ ...phone, locale: 'en-GB', timezoneId: 'America/New_York' }), 'second', '/en/events/qiao-xia-wu/register');
  const trouble2 = watch(second);
  await expect(second.locator('[data-left]')).toHaveText('full');
  await second.getByLabel('口味').selectOption('不吃辣');
  await expect(second.getByLabel('多辣？')).toBeHidden();
  await second.getByRole('button', { name: 'Join the waiting list' }).click();
  await expect(second.locator('[data-seat="waiting"]')).toContainText('You are the next.');
  expect(await axe(second)).toEqual([]);
  await expect(first.locator('[data-left]')).toHaveText('名额已满，1 人候补'); // told in realtime

  // the ticket of the first, and the seat given back
  const ticket = await open(await browser.newContext(phone), '', `${portal.url}${await first.getByRole('link', { name: '查看票' }).getAttribute('href')}`);
  await expect(ticket.getByRole('img', { name: /票号/ })).toBeVisible();
  await expect(ticket.locator('body')).not.toContainText('first');
  expect(await axe(ticket)).toEqual([]);
  await first.getByRole('button', { name: '取消报名' }).click();
  await first.getByRole('dialog').getByRole('button', { name: '取消报名' }).click();
  await expect(first.locator('[data-seat="cancelled"]')).toBeVisible();
  await expect(second.locator('[data-seat="offered"]')).toBeVisible({ timeout: 15_000 }); // by itself

  // promoted by mail: the link alone is enough
  const offer = await letter('second@example.com', 'There is a seat for you');
  expect(offer.headers['content-language']).toBe('en');
  expect(offer.text).toContain('(America/New_York, UTC-');
  const link = offer.links.find((href) => href.includes('/registrations#'))!;
  const taken = await open(await browser.newContext({ ...phone, locale: 'en-GB' }), '', link);
  await taken.getByRole('button', { name: 'Take the seat' }).click();
  await expect(taken.locator('[data-seat="confirmed"]')).toBeVisible();
  expect(await axe(taken)).toEqual([]);
  await letter('second@example.com', 'You are registered');

  // at the door
  const own = await people.second!.send(`/api/qiao/events/${event}/registration`, {});
  const scan = (nonce: string) => people.gate!.send('/api/qiao/checkins', { method: 'POST', body: { event, code: own.mine[0].code, nonce } });
  expect((await scan('scan-0001')).outcome).toBe('arrived');
  expect((await scan('scan-0001')).outcome).toBe('arrived');
  expect(await scan('scan-0002')).toMatchObject({ outcome: 'already', by: 'gate', name: 'second' });

  // the organiser's list
  const desk = await open(await browser.newContext({ ...phone, acceptDownloads: true }), 'organiser', '/events/qiao-xia-wu/manage');
  const trouble3 = watch(desk);
  await desk.getByLabel('按姓名或邮箱查找').fill('secon');
  await expect(desk.locator('[data-attendee]')).toHaveCount(1);
  await expect(desk.locator('[data-attendee]')).toContainText('已签到');
  expect(await desk.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(390);
  expect(await axe(desk)).toEqual([]);
  const [download] = await Promise.all([desk.waitForEvent('download'), desk.getByRole('button', { name: '导出 CSV' }).click()]);
  const table = await readFile(await download.path(), 'utf8');
  expect(table).toContain('second@example.com,现场票,已确认');
  expect(table).toContain('first@example.com,现场票,已取消');
  for (const t of [trouble, trouble2, trouble3]) expect(t.list).toEqual([]);
});

test('a guest registers with an address, and gives the seat away', async ({ browser }) => {
  await people.organiser!.collection('event_tickets').create({ event, name: '线上票', mode: 'online', capacity: 5, position: 2 });
  const page = await open(await browser.newContext(phone), '', '/events/qiao-xia-wu');
  await expect(page.getByLabel('邮箱')).toBeHidden(); // what the event is about comes before a long form
  await page.getByText('填写邮箱报名').click();
  await expect(page.getByLabel('邮箱')).toBeVisible();
  expect(await axe(page)).toEqual([]);
  await page.goto(`${portal.url}/events/qiao-xia-wu/register`);
  await page.getByLabel('票种').selectOption('线上票');
  await page.getByLabel('姓名').fill('访客 <script>');
  await page.getByLabel('邮箱').fill('guest@example.com');
  await page.getByLabel('口味').selectOption('不吃辣');
  await page.getByRole('button', { name: '报名', exact: true }).click();
  await expect(page.getByRole('status')).toContainText('请到邮箱里点击确认链接');
  const mail = await letter('guest@example.com', '请确认报名');
  const mine = await open(await browser.newContext(phone), '', mail.links.find((href) => href.includes('/registrations#'))!);
  await mine.getByRole('button', { name: '确认报名' }).click();
  await expect(mine.locator('[data-seat="confirmed"]')).toContainText('访客 <script>');
  await mine.getByRole('button', { name: '转让' }).click();
  await mine.getByRole('dialog').getByLabel('姓名').fill('乙');
  await mine.getByRole('dialog').getByLabel('邮箱').fill('other@example.com');
  expect(await axe(mine)).toEqual([]);
  await mine.getByRole('dialog').getByRole('button', { name: '转让' }).click();
  await expect(mine.getByText('已转让')).toBeVisible();
  const given = await letter('other@example.com', '有人把名额转让给了你');
  const theirs = await open(await browser.newContext(phone), '', given.links.find((href) => href.includes('/registrations#'))!);
  await expect(theirs.locator('[data-seat="confirmed"]')).toContainText('乙');
  await mine.reload();
  await expect(mine.getByRole('alert')).toContainText('链接无效');
});

test('a file is sent with a registration, and the waiting list goes by points', async ({ browser }) => {
  const soon = (hours: number) => new Date(Date.now() + hours * 3_600_000).toISOString();
  const event = (await root.collection('events').create({
    title: '桥上的工作坊', slug: 'gong-zuo-fang', kind: 'workshop', mode: 'offline', status: 'published', lang: 'zh', zone: 'Asia/Shanghai', starts: soon(72), ends: soon(75), author: id('organiser'), city: '成都',
  })).id;
  const mine = people.organiser!;
  await mine.collection('event_registration').create({ event, waitlist: 'priority' });
  await mine.collection('event_tickets').create({ event, name: '现场票', mode: 'in_person', capacity: 1 });
  await mine.collection('event_questions').create({ event, label: '简历', kind: 'file', required: true, position: 1 });
  await mine.collection('event_questions').create({ event, label: '身份', kind: 'choice', options: ['学生', '其他'], points: { 学生: 5 }, position: 2 });
  const pdf = (name: string, text = '%PDF-1.7\n%%EOF\n') => ({ name, mimeType: 'application/pdf', buffer: Buffer.from(text) });

  const first = await open(await browser.newContext(phone), 'first', '/events/gong-zuo-fang');
  const trouble = watch(first);
  await first.getByLabel('简历').setInputFiles(pdf('cv.pdf', '<!doctype html><script>alert(1)</script>'));
  await first.getByRole('button', { name: '报名', exact: true }).click();
  await expect(first.getByRole('alert').or(first.getByRole('dialog'))).toContainText('不是可以接受的类型');
  trouble.list = trouble.list.filter((line) => !/400/.test(line)); // refused, as it should be
  await first.getByLabel('简历').setInputFiles(pdf('我的简历.pdf'));
  expect(await axe(first)).toEqual([]);
  await first.getByRole('button', { name: '报名', exact: true }).click();
  await expect(first.locator('[data-seat="confirmed"]')).toBeVisible();
  const [download] = await Promise.all([first.waitForEvent('download'), first.locator('[data-seat] a[href*="/files/"]').click()]);
  expect(await readFile(await download.path(), 'utf8')).toContain('%PDF');

  const second = await open(await browser.newContext({ ...phone, locale: 'en-GB' }), 'second', '/en/events/gong-zuo-fang');
  await expect(second.getByText('The waiting list goes by points, then by order of arrival. Answers that give points: 学生 +5.')).toBeVisible();
  await second.getByLabel('简历').setInputFiles(pdf('cv.pdf'));
  await second.getByLabel('身份').selectOption('学生');
  await second.getByRole('button', { name: 'Join the waiting list' }).click();
  await expect(second.locator('[data-seat="waiting"]')).toContainText('you have 5');
  expect(await axe(second)).toEqual([]);

  const desk = await open(await browser.newContext({ ...phone, acceptDownloads: true }), 'organiser', '/events/gong-zuo-fang/manage');
  const row = desk.locator('[data-attendee]', { hasText: 'second' });
  await expect(row).toContainText('积分 5');
  await row.getByRole('button', { name: '给积分' }).click();
  await desk.getByRole('dialog').getByLabel('积分').fill('3');
  expect(await axe(desk)).toEqual([]);
  await desk.getByRole('dialog').getByRole('button', { name: '保存' }).click();
  await expect(row).toContainText('积分 8');
  const [sent] = await Promise.all([desk.waitForEvent('download'), row.getByRole('button', { name: /^cv/ }).click()]);
  expect(await readFile(await sent.path(), 'utf8')).toContain('%PDF');
  expect(trouble.list).toEqual([]);
});
