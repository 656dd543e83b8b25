import { type Browser, type BrowserContextOptions, type Page, expect, test } from '@playwright/test';
import type PocketBase from 'pocketbase';
import { axe } from '../support/axe.ts';
import { type Mail, PostOffice } from '../support/mails.ts';
import { Portal, signIn } from '../support/portal.ts';
import { type Trouble, watch } from '../support/site.ts';

const password = 'correct-horse-battery';
const phone = { viewport: { width: 390, height: 800 } };
const desk = { viewport: { width: 1440, height: 1000 } };
const title = '连接池里的幽灵 <b>';
let portal: Portal;
let root: PocketBase;
let office: PostOffice;
let event = '';
const people: Record<string, PocketBase> = {};
const troubles: Trouble[] = [];

test.describe.configure({ mode: 'serial' });

test.beforeAll(async () => {
  portal = await Portal.start();
  root = await portal.superuser();
  office = await PostOffice.start();
  await office.serve(root);
  await root.settings.update({ rateLimits: { enabled: false } });
  for (const handle of ['organiser', 'wang', 'chen', 'first', 'second']) {
    await root.collection('users').create({ handle, name: handle, email: `${handle}@example.com`, password, passwordConfirm: password, verified: true, locale: handle === 'chen' ? 'en' : 'zh-CN' });
    people[handle] = await signIn(portal.url, 'users', `${handle}@example.com`, password);
  }
  // ten in the morning in Shanghai, in thirty days
  const day = new Date(Date.now() + 30 * 86_400_000).toISOString().slice(0, 10);
  event = (await root.collection('events').create({
    title: '桥上大会', slug: 'qiao-da-hui', kind: 'conference', mode: 'offline', status: 'published', lang: 'zh', zone: 'Asia/Shanghai',
    starts: `${day}T02:00:00Z`, ends: `${day}T08:00:00Z`, author: people.organiser!.authStore.record!.id, venue: '桥头会堂', city: '成都',
  })).id;
});

test.afterAll(async () => {
  await portal?.close();
  await office?.close();
});

/** A page of somebody's, in which nothing may go wrong. */
async function open(browser: Browser, who: string, path: string, options: BrowserContextOptions = phone): Promise<Page> {
  const context = await browser.newContext({ locale: 'zh-CN', timezoneId: 'Asia/Shanghai', ...options });
  if (who) {
    const { token, record } = people[who]!.authStore;
    await context.addInitScript(([t, r]) => localStorage.setItem('pocketbase_auth', JSON.stringify({ token: t, record: r })), [token, record] as const);
  }
  const page = await context.newPage();
  troubles.push(watch(page));
  page.on('dialog', (dialog) => dialog.accept());
  await page.goto(portal.url + path);
  return page;
}

/** Waits for a mail and gives it; there is one only. */
async function letter(to: string, subject: string): Promise<Mail> {
  const found = () => office.letters.filter((mail) => mail.to === to && mail.subject.startsWith(subject));
  await expect.poll(() => found().length, { timeout: 20_000 }).toBe(1);
  return found()[0]!;
}

const fits = async (page: Page) => expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(page.viewportSize()!.width);

test('an organiser opens a call and invites reviewers', async ({ browser }) => {
  const page = await open(browser, 'organiser', '/events/qiao-da-hui/call', desk);
  const closes = new Date(Date.now() + 10 * 86_400_000).toISOString().slice(0, 10);
  await page.getByLabel('截止', { exact: true }).fill(`${closes}T23:59`);
  await page.getByLabel('征集说明').fill('讲讲你**踩过的坑**。');
  await page.getByLabel('评分项').fill('内容\n表达');
  await page.getByLabel('匿名评审').check();
  await page.getByLabel('接受', { exact: true }).fill('请在两周内确认。');
  await page.getByRole('button', { name: '保存', exact: true }).click();
  await expect(page.getByText('已保存。')).toBeVisible();
  for (const handle of ['first', 'second']) {
    await page.getByLabel('用户名').fill(handle);
    await page.getByRole('button', { name: '加入' }).click();
    await expect(page.locator('[data-staff=reviewer]', { hasText: handle })).toBeVisible();
  }
  expect(await axe(page)).toEqual([]);
  await page.getByLabel('用户名').fill('nobody-here');
  await page.getByRole('button', { name: '加入' }).click();
  await expect(page.getByRole('alert')).toContainText('没有这个用户名');
  const shown = await open(browser, '', '/events/qiao-da-hui');
  await expect(shown.locator('#call')).toContainText(`23:59 (Asia/Shanghai, UTC+08:00)`);
});

test('a member proposes on a phone, another in English', async ({ browser }) => {
  const guest = await open(browser, '', '/events/qiao-da-hui/propose');
  await expect(guest.getByRole('link', { name: '登录' }).last()).toBeVisible();
  await expect(guest.locator('.prose strong')).toHaveText('踩过的坑');

  const page = await open(browser, 'wang', '/events/qiao-da-hui/propose');
  await page.getByRole('button', { name: '提交议题' }).click();
  await expect(page.locator('#p-title')).toHaveAttribute('aria-invalid', 'true');
  await page.getByLabel('标题', { exact: true }).fill(title);
  await page.locator('#p-abstract').fill('一次**超时**引出的故事。');
  await page.getByRole('button', { name: '添加讲者' }).click();
  const second = page.getByRole('group', { name: '讲者 2' });
  await second.getByLabel('姓名').fill('站外的人');
  await page.getByLabel('给组织者的话').fill('我是 wang');
  await fits(page);
  expect(await axe(page)).toEqual([]);
  await expect(page.getByText('草稿已存在这台设备上')).toBeVisible();
  await page.reload(); // nothing is lost
  await expect(page.getByLabel('标题', { exact: true })).toHaveValue(title);
  await page.getByRole('button', { name: '提交议题' }).click();
  await expect(page.locator('[data-proposal]')).toContainText('已提交');
  await letter('wang@example.com', '已收到你的议题');
  await page.getByRole('link', { name: '我的议题' }).last().click();
  await expect(page.locator('[data-proposal]')).toContainText('评审中');
  await page.getByRole('link', { name: '修改' }).click();
  await page.getByLabel('标题', { exact: true }).fill(`${title} 二`);
  await page.getByRole('button', { name: '保存修改' }).click();
  await expect(page.locator('[data-proposal]')).toContainText('修改已保存');
  await page.goto(`${portal.url}/proposals`);
  await expect(page.locator('[data-proposal]')).toContainText(`${title} 二`);
  await fits(page);
  expect(await axe(page)).toEqual([]);

  const english = await open(browser, 'chen', '/en/events/qiao-da-hui/propose', { ...phone, locale: 'en-GB' });
  await english.getByLabel('Title', { exact: true }).fill('Boring on purpose');
  await english.getByLabel('Language of the talk').selectOption('en');
  await english.locator('#p-abstract').fill('Five years of one queue.');
  expect(await axe(english)).toEqual([]);
  await english.getByRole('button', { name: 'Propose', exact: true }).click();
  await expect(english.locator('[data-proposal]')).toContainText('Sent');
  await letter('chen@example.com', 'We have your proposal: Boring on purpose');
});

test('two review without knowing who proposes, an organiser decides and tells all at once', async ({ browser }) => {
  for (const [who, score] of [['first', '5'], ['second', '2']] as const) {
    const page = await open(browser, who, '/events/qiao-da-hui/proposals', who === 'first' ? phone : desk);
    const card = page.locator('.proposal', { hasText: '连接池里的幽灵' });
    await card.locator('summary').click();
    await expect(card).not.toContainText('wang');
    await expect(card).not.toContainText('站外的人');
    await expect(card.locator('.figures')).toContainText('–'); // others' scores pull
    await card.getByLabel('内容').selectOption(score);
    await card.getByLabel('表达').selectOption(score);
    await card.getByLabel('评语').fill(`${who} 的评语 <i>`);
    await card.getByRole('button', { name: '保存评审' }).click();
    await expect(card.locator('.figures')).toContainText(who === 'first' ? '5' : '3.5');
    await fits(page);
    expect(await axe(page)).toEqual([]);
  }
  const page = await open(browser, 'organiser', '/events/qiao-da-hui/proposals', desk);
  await page.getByLabel('排序').selectOption('平均分');
  const card = page.locator('.proposal').first();
  await expect(card).toContainText('3.5');
  await card.locator('summary').click();
  await expect(card).toContainText('first 的评语 <i>');
  await expect(card).toContainText('站外的人');
  await card.getByLabel('写给提议人的话').fill('期待见面。');
  await card.getByRole('button', { name: '接受' }).click();
  await expect(card.locator('[data-outcome=accepted]')).toContainText('尚未通知');
  const other = page.locator('.proposal', { hasText: 'Boring' });
  await other.locator('summary').click();
  await other.getByRole('button', { name: '候补' }).click();
  await expect(other.locator('[data-outcome=waitlisted]')).toBeVisible();
  expect(await axe(page)).toEqual([]);
  await page.getByRole('button', { name: '通知全部 2 位' }).click();
  await expect(page.getByText('已通知 2 个议题的提议人。')).toBeVisible();
  const mail = await letter('wang@example.com', '议题入选');
  expect(mail.text).toContain('请在两周内确认。');
  expect(mail.text).toContain('期待见面。');
  expect(mail.html).not.toContain('幽灵 <b>');
  expect((await letter('chen@example.com', 'In reserve')).headers['content-language']).toBe('en');

  const mine = await open(browser, 'wang', new URL(mail.links.find((href) => href.endsWith('/proposals'))!).pathname);
  await expect(mine.locator('[data-proposal]')).not.toContainText('评语');
  await mine.getByRole('button', { name: '确认参加' }).click();
  await expect(mine.locator('[data-proposal]')).toContainText('已确认');
});

test('what is confirmed comes onto the agenda by drag and by keyboard, and clashes are named', async ({ browser }) => {
  await people.organiser!.collection('event_sessions').create({ event, title: '开场', kind: 'keynote', room: '一号厅', starts: (await root.collection('events').getOne(event)).starts, ends: new Date(Date.parse((await root.collection('events').getOne(event)).starts.replace(' ', 'T')) + 1_800_000) });
  const page = await open(browser, 'organiser', '/events/qiao-da-hui/schedule', { viewport: { width: 1440, height: 1800 } });
  const waiting = page.locator('[data-waiting]');
  await expect(waiting).toContainText('连接池里的幽灵');
  await waiting.dragTo(page.locator('[data-at="11:00"][data-room="一号厅"]'));
  const slot = page.locator('.grid [data-session]', { has: page.locator('strong', { hasText: '幽灵' }) });
  await expect(slot).toContainText('11:00–11:30');
  await expect(waiting).toHaveCount(0);
  await expect(page.locator('[data-clashes="0"]')).toBeVisible();
  expect(await axe(page)).toEqual([]);

  // the same without a mouse: into the room and the time of another
  await slot.getByRole('button', { name: /^移动/ }).focus();
  await page.keyboard.press('Enter');
  const dialog = page.getByRole('dialog');
  const at = dialog.getByLabel('开始');
  await at.fill((await at.inputValue()).replace('11:00', '10:15'));
  await dialog.getByLabel('分会场或主题').fill('后端');
  expect(await axe(page)).toEqual([]);
  await dialog.getByLabel('分会场或主题').press('Enter');
  await expect(page.locator('[data-clashes="1"]')).toContainText('房间“一号厅”与');
  await slot.dragTo(page.locator('[data-at="13:30"][data-room="一号厅"]'));
  await expect(page.locator('[data-clashes="0"]')).toBeVisible();

  const small = await open(browser, 'organiser', '/events/qiao-da-hui/schedule');
  await expect(small.locator('.grid [data-session]')).toHaveCount(2);
  await fits(small);
  expect(await axe(small)).toEqual([]);

  const shown = await open(browser, '', '/events/qiao-da-hui');
  await expect(shown.locator('main')).toContainText(`${title} 二`);
  await shown.getByRole('link', { name: 'wang' }).first().click();
  await expect(shown).toHaveURL(/\/speakers\/wang/);
  await expect(shown.locator('main')).toContainText('连接池里的幽灵');
  await fits(shown);
  expect(troubles.flatMap((t) => t.list).filter((line) => !/^(400|404): |status of (400|404)/.test(line.replace('console: ', '')))).toEqual([]);
});
