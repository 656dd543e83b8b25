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
const ids: Record<string, string> = {};

test.describe.configure({ mode: 'serial' });

test.beforeAll(async () => {
  portal = await Portal.start();
  root = await portal.superuser();
  office = await PostOffice.start();
  await office.serve(root);
  await root.settings.update({ rateLimits: { enabled: false } });
  for (const handle of ['organiser', 'member']) {
    await root.collection('users').create({ handle, name: handle, email: `${handle}@example.com`, password, passwordConfirm: password, verified: true, locale: 'zh-CN' });
    people[handle] = await signIn(portal.url, 'users', `${handle}@example.com`, password);
  }
  const at = (hours: number) => new Date(Date.now() + hours * 3_600_000).toISOString();
  event = (await root.collection('events').create({
    title: '桥上的下午', slug: 'qiao-xia-wu', kind: 'meetup', mode: 'hybrid', status: 'published', lang: 'zh', zone: 'Asia/Shanghai',
    starts: at(-4), ends: at(-1), author: people.organiser!.authStore.record!.id, venue: '桥头茶馆', city: '成都', recording_url: 'https://video.example/all',
  })).id;
  await root.collection('event_registration').create({ event, waitlist: 'fifo', guests: true });
  const ticket = (await root.collection('event_tickets').create({ event, name: '现场票', mode: 'in_person', capacity: 30 })).id;
  const online = (await root.collection('event_tickets').create({ event, name: '线上票', mode: 'online', position: 2 })).id;
  const come = async (name: string, more: object) => {
    ids[name] = (await root.collection('registrations').create({ event, ticket, name, email: `${name}@example.com`, lang: 'zh', state: 'confirmed', ...more })).id;
  };
  await come('member', { user: people.member!.authStore.record!.id, email: '', source: 'weibo' });
  await come('guest', { lang: 'en', zone: 'America/New_York' });
  await come('online', { ticket: online });
  await come('missed', {});
  for (const name of ['member', 'guest']) await people.organiser!.send('/api/qiao/checkins', { method: 'POST', body: { event, registration: ids[name], nonce: `scan-of-${name}` } });
});
test.afterAll(async () => {
  await portal?.close();
  await office?.close();
});

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

/** The mail to an address with this in its subject; there is one. */
async function letter(to: string, subject: string) {
  const found = () => office.letters.filter((mail) => mail.to === to && mail.subject.includes(subject));
  await expect.poll(() => found().length, { timeout: 20_000 }).toBe(1);
  return found()[0]!;
}

const wide = (page: Page) => page.evaluate(() => document.documentElement.scrollWidth);

test('organisers set certificates, a survey and the mail, and send it', async ({ browser }) => {
  const page = await open(await browser.newContext(phone), 'organiser', `/events/afterwards#${event}`);
  const trouble = watch(page);
  page.on('dialog', (dialog) => dialog.accept());
  await page.getByLabel('给到场的人参与证明').check();
  await page.getByLabel('开放问卷').check();
  await page.getByLabel('颁发者').fill('桥头社区');
  await page.getByRole('button', { name: '保存' }).first().click();
  await expect(page.getByRole('status').filter({ hasText: '已保存' }).first()).toBeVisible();
  await page.getByRole('button', { name: '放几个常用的问题' }).click();
  await expect(page.locator('[data-survey-question]')).toHaveCount(4);
  await page.getByRole('button', { name: '添加问题' }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByLabel('问题', { exact: true }).fill('喜欢哪些？');
  await dialog.getByLabel('怎样回答').selectOption('choices');
  await dialog.getByLabel('选项').fill('茶\n桥');
  await dialog.getByRole('button', { name: '保存' }).click();
  await expect(page.locator('[data-survey-question]')).toHaveCount(5);

  // who was there online, by the list of the meeting
  await page.getByLabel('邮箱').fill('Online@example.com, nobody@example.com');
  await page.getByRole('button', { name: '记为到场' }).click();
  await expect(page.getByText('记下了 1 位。 没有报名的邮箱：nobody@example.com')).toBeVisible();

  await page.getByLabel('对到场的人说的话').fill('谢谢各位。');
  await page.getByLabel('对没到场的人说的话').fill('下次见。');
  await page.locator('section', { has: page.getByRole('heading', { name: '会后邮件' }) }).getByRole('button', { name: '保存' }).click();
  await expect(page.getByText('发给 3 位到场的人、1 位没到场的人。')).toBeVisible();
  expect(await axe(page)).toEqual([]);
  expect(await wide(page)).toBeLessThanOrEqual(390);
  await page.getByRole('button', { name: '现在发出' }).click();
  await expect(page.getByText('正在发出 4 封。')).toBeVisible();
  expect((await letter('missed@example.com', '错过了也没关系')).text).toContain('下次见。');
  expect((await letter('online@example.com', '谢谢你来参加')).text).toContain('谢谢各位。');
  expect(trouble.list).toEqual([]);
});

test('a guest gets a certificate and answers the survey by the link in the mail', async ({ browser }) => {
  const mail = await letter('guest@example.com', 'Thank you for coming');
  expect(mail.headers['content-language']).toBe('en');
  const page = await open(await browser.newContext({ ...phone, locale: 'en-GB' }), '', mail.links.find((href) => href.includes('/afterwards#'))!);
  const trouble = watch(page);
  await page.getByLabel('Name on the certificate').fill('Grace <b>Guest</b>');
  expect(await axe(page)).toEqual([]);
  await page.getByRole('button', { name: 'Make the certificate' }).click();
  await expect(page.locator('[data-certificate-name]')).toHaveText('Grace <b>Guest</b>');
  await page.locator('[data-survey]').getByRole('button', { name: 'Send' }).click(); // what is required isn't answered
  const first = page.getByRole('group', { name: /总的来说/ });
  await first.getByLabel('4').check();
  await page.getByRole('group', { name: '喜欢哪些？' }).getByLabel('桥').check();
  await page.getByLabel('哪一点最值得改进？').fill('茶再热一点。');
  await page.locator('[data-survey]').getByRole('button', { name: 'Send' }).click();
  await expect(page.getByRole('status')).toHaveText('Sent. Thank you.');
  expect(await wide(page)).toBeLessThanOrEqual(390);

  // anybody verifies it
  await page.getByRole('link', { name: 'Open the certificate' }).click();
  await expect(page.getByText('This certificate is genuine.')).toBeVisible();
  await expect(page.locator('.cert-name')).toHaveText('Grace <b>Guest</b>');
  await expect(page.locator('.cert')).toContainText('桥头社区');
  await expect(page.locator('body')).not.toContainText('guest@example.com');
  expect(await axe(page)).toEqual([]);
  expect(await wide(page)).toBeLessThanOrEqual(390);
  const code = await page.locator('.cert-code').textContent();
  await page.goto(`${portal.url}/certificates`);
  await page.getByLabel('证明编号').fill(code!.toLowerCase());
  await page.getByRole('button', { name: '核验' }).click();
  await expect(page.getByText('这份证明是真的。')).toBeVisible();
  const forged = await page.goto(`${portal.url}/certificates/0000000000000000`);
  expect(forged!.status()).toBe(404);
  await expect(page.getByRole('alert')).toContainText('没有这个编号的证明');
  expect(await axe(page)).toEqual([]);
  expect(trouble.list.filter((t) => !t.includes('404'))).toEqual([]);
});

test('a certificate is one landscape page of A4', async ({ browser }) => {
  const context = await browser.newContext();
  const page = await open(context, 'member', '/my/events');
  await page.getByRole('button', { name: '参加过的' }).click();
  await page.getByRole('link', { name: '证明、问卷和录像' }).click();
  await page.getByRole('button', { name: '生成参与证明' }).click();
  await page.getByRole('link', { name: '打开证明' }).click();
  await expect(page.locator('.cert')).toBeVisible();
  const pdf = (await page.pdf({ preferCSSPageSize: true })).toString('latin1');
  expect(pdf.match(/\/Type\s*\/Page\b/g)).toHaveLength(1);
  const [, width, height] = /\/MediaBox\s*\[\s*0\s+0\s+([\d.]+)\s+([\d.]+)/.exec(pdf)!;
  expect(Number(width)).toBeGreaterThan(Number(height));
});

test('organisers see numbers with plots and tables, what the survey says, and take both along', async ({ browser }) => {
  const page = await open(await browser.newContext({ ...phone, acceptDownloads: true, colorScheme: 'dark' }), 'organiser', '/events/qiao-xia-wu/numbers');
  const trouble = watch(page);
  await expect(page.locator('.sums')).toContainText('25');
  await expect(page.locator('svg.plot')).not.toHaveCount(0);
  for (const plot of await page.locator('svg.plot').all()) {
    await expect(plot.locator('> title')).not.toBeEmpty();
    await expect(plot.locator('> desc')).not.toBeEmpty();
  }
  await expect(page.getByRole('row', { name: /weibo/ })).toContainText('1');
  const results = page.locator('[data-survey-results]');
  await expect(results).toContainText('4 位报名的人里，1 位填写。');
  await expect(results).toContainText('茶再热一点。');
  await expect(results).not.toContainText('guest');
  expect(await axe(page)).toEqual([]);
  expect(await wide(page)).toBeLessThanOrEqual(390);
  for (const [name, ending] of [['导出数据 CSV', '.csv'], ['导出数据 XLSX', '.xlsx'], ['导出名单 XLSX', '.xlsx'], ['导出回答 CSV', '.csv']]) {
    const [download] = await Promise.all([page.waitForEvent('download'), page.getByRole('button', { name }).click()]);
    expect(download.suggestedFilename()).toContain(ending);
    const file = await readFile(await download.path());
    expect(file.subarray(0, 2).toString('latin1')).toBe(ending === '.xlsx' ? 'PK' : '\u00ef\u00bb');
  }
  expect(trouble.list).toEqual([]);
});

test('where somebody comes from is what the organiser wrote into the link', async ({ browser }) => {
  const soon = (hours: number) => new Date(Date.now() + hours * 3_600_000).toISOString();
  const next = await root.collection('events').create({
    title: '下一次', slug: 'xia-yi-ci', kind: 'meetup', mode: 'online', status: 'published', lang: 'zh', zone: 'Asia/Shanghai', starts: soon(48), ends: soon(50), author: people.organiser!.authStore.record!.id,
  });
  await root.collection('event_registration').create({ event: next.id, waitlist: 'fifo' });
  await root.collection('event_tickets').create({ event: next.id, name: '线上票', mode: 'online' });
  const page = await open(await browser.newContext(phone), 'member', '/events/xia-yi-ci#from=Weibo');
  await page.getByRole('button', { name: '报名', exact: true }).click();
  await expect(page.locator('[data-seat="confirmed"]')).toBeVisible();
  expect((await root.collection('registrations').getFirstListItem(`event='${next.id}'`)).source).toBe('weibo');
});
