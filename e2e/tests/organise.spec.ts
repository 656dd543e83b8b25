import { type Browser, type Page, expect, test } from '@playwright/test';
import type PocketBase from 'pocketbase';
import { axe } from '../support/axe.ts';
import { Portal, signIn } from '../support/portal.ts';
import { watch } from '../support/site.ts';

const password = 'correct-horse-battery';
const phone = { width: 390, height: 844 };
const hostile = '<b onmouseover="window.bad=1">{{.}}</b> \' " 桥';
let portal: Portal;
let root: PocketBase;
const people: Record<string, PocketBase> = {};
let column = '';

test.describe.configure({ mode: 'serial' });

test.beforeAll(async () => {
  portal = await Portal.start();
  root = await portal.superuser();
  await root.settings.update({ rateLimits: { enabled: false } });
  for (const [handle, locale] of [['owner', 'zh-CN'], ['writer', 'zh-CN'], ['helper', 'en'], ['mate', 'zh-CN'], ['visitor', 'zh-CN']] as const) {
    await root.collection('users').create({ handle, name: handle, email: `${handle}@example.com`, password, passwordConfirm: password, verified: true, locale });
    people[handle] = await signIn(portal.url, 'users', `${handle}@example.com`, password);
  }
  column = (await root.collection('columns').create({ name: '桥头技术', slug: 'qiaotou', kind: 'individual', status: 'active', lang: 'zh', owner: id('owner') })).id;
  await root.collection('column_members').create({ column, user: id('writer'), role: 'author' });
  await root.collection('event_series').create({ title: '桥头夜话', slug: 'yehua', column, author: id('owner') });
  await root.collection('tags').create({ slug: 'go', name: 'Go 语言', name_en: 'Go', category: 'other' });
  await root.collection('speakers').create({ name: '老讲者', slug: 'old-speaker', company: '桥下' });
});
test.afterAll(() => portal?.close());

const id = (who: string) => people[who]!.authStore.record!.id as string;

/** Opens a page as somebody, or as a guest; nothing may go wrong in the console. */
async function open(browser: Browser, who: string, path: string, { viewport = { width: 1280, height: 900 }, timezoneId = 'Asia/Shanghai' } = {}): Promise<{ page: Page; trouble: ReturnType<typeof watch> }> {
  const context = await browser.newContext({ viewport, timezoneId, locale: path.startsWith('/en') ? 'en-GB' : 'zh-CN' });
  if (who) {
    const { token, record } = people[who]!.authStore;
    await context.addInitScript((auth) => localStorage.setItem('pocketbase_auth', auth), JSON.stringify({ token, record }));
  }
  const page = await context.newPage();
  const trouble = watch(page);
  await page.goto(portal.url + path);
  return { page, trouble };
}

/** Nothing reaches over the edge of a phone. */
const fits = (page: Page) => page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);

/** A day from now, as a field for local times has it. */
const inDays = (days: number, clock: string) => `${new Date(Date.now() + days * 86_400_000).toISOString().slice(0, 10)}T${clock}`;

let event = '';
let slug = '';

test('an event is made, survives a reload, and is published', async ({ browser }) => {
  const { page, trouble } = await open(browser, 'owner', '/events');
  await page.getByRole('link', { name: '举办活动' }).click();
  await expect(page.locator('[data-event-form]')).toBeVisible();
  await expect(page.locator('[name=zone]')).toHaveValue('Asia/Shanghai');
  expect(await axe(page)).toEqual([]);
  await page.getByRole('button', { name: '保存', exact: true }).click();
  await expect(page.locator('#o-title-wrong')).toBeVisible();
  trouble.list.length = 0; // the refusal

  await page.getByLabel('活动名称').fill(hostile);
  await page.getByLabel('类型').selectOption('workshop');
  await page.getByLabel('开始').fill(inDays(9, '14:00'));
  await expect(page.getByLabel('结束')).toHaveValue(inDays(9, '16:00'));
  await page.getByLabel('城市').fill('成都');
  await page.getByLabel('场地', { exact: true }).fill(hostile);
  await page.getByLabel('坐标').fill('北边');
  await page.getByLabel('由谁举办').selectOption(column);
  await page.getByLabel('系列').selectOption({ label: '桥头夜话' });
  await page.locator('#o-body').fill(`## 带什么\n\n${hostile}\n\n<script>window.bad = 1</script>`);
  await page.getByRole('tab', { name: '预览' }).click();
  await expect(page.locator('.seen h2')).toHaveText('带什么');
  await page.getByRole('tab', { name: '编辑' }).click();
  await page.locator('#o-tag').fill('Go');
  await page.locator('#o-tag-list [role=option]').first().click();
  await expect(page.locator('[data-w=state]')).toHaveText('有改动还没有保存，已留在这台设备上');

  await page.reload();
  await expect(page.locator('[data-w=notice]')).toContainText('已恢复');
  await expect(page.getByLabel('活动名称')).toHaveValue(hostile);
  await expect(page.getByLabel('系列')).not.toHaveValue('');
  await expect(page.locator('[data-w=tags]')).toContainText('Go 语言');
  await page.getByRole('button', { name: '保存', exact: true }).click();
  await expect(page.locator('#o-place-wrong')).toContainText('纬度');
  await page.getByLabel('坐标').fill('30.6421, 104.0433');
  await page.getByLabel('国家或地区代码').fill('12');
  trouble.list.length = 0;
  await page.getByRole('button', { name: '保存', exact: true }).click();
  await expect(page.locator('#o-country-wrong')).toBeVisible();
  trouble.list.length = 0; // the refusal
  await page.getByLabel('国家或地区代码').fill('cn');
  await page.locator('[name=cover]').setInputFiles({ name: 'cover.png', mimeType: 'image/png', buffer: Buffer.from('iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==', 'base64') });
  await page.getByRole('button', { name: '保存', exact: true }).click();
  await expect(page.locator('[data-w=state]')).toHaveAttribute('data-state', 'saved');
  await expect(page).toHaveURL(/\/events\/edit#[a-z0-9]{15}$/);
  await expect(page.locator('img.cover')).toBeVisible();
  event = new URL(page.url()).hash.slice(1);
  const made = await root.collection('events').getOne(event);
  slug = made.slug;
  expect(made).toMatchObject({ title: hostile, status: 'draft', author: id('owner'), column, country: 'CN', place: { lat: 30.6421, lon: 104.0433 }, kind: 'workshop' });
  expect(new Date(made.starts.replace(' ', 'T')).toISOString()).toBe(`${inDays(9, '06:00')}:00.000Z`);
  expect(made.cover).not.toBe('');

  await page.locator('[data-w=status]').getByRole('button', { name: '发布' }).click();
  await expect(page.locator('[data-status=published]')).toBeVisible();
  expect(await axe(page)).toEqual([]);
  await page.getByRole('link', { name: '活动页', exact: true }).click();
  await expect(page.locator('h1')).toHaveText(hostile);
  await expect(page.locator('.ev-plate')).toContainText('14:00–16:00');
  const row = page.locator('[data-organise-event] nav');
  await expect(row.locator('a:visible')).toHaveCount(11);
  await expect(row.locator('[aria-current=page]')).toHaveText('活动页');
  await expect(row.getByRole('link', { name: '议程', exact: true })).toHaveAttribute('href', `/events/agenda#${event}`);
  await expect(row.getByRole('link', { name: '会后', exact: true })).toHaveAttribute('href', `/events/afterwards#${event}`);
  await expect(row.getByRole('link', { name: '比赛', exact: true })).toHaveCount(0);
  expect(await axe(page)).toEqual([]);
  expect(await page.evaluate(() => (window as { bad?: number }).bad)).toBeUndefined();
  expect(trouble.list).toEqual([]);
});

test('two organisers edit at once, and both count; another zone keeps what the clocks show', async ({ browser }) => {
  const { page, trouble } = await open(browser, 'owner', `/en/events/edit#${event}`, { timezoneId: 'Europe/Berlin' });
  await expect(page.getByLabel('Name of the event')).toHaveValue(hostile);
  await people.owner!.collection('events').update(event, { venue: '二楼', summary: '对方写的' });
  await page.getByLabel('In a sentence').fill('我写的');
  await page.getByLabel('Time zone').fill('Asia/Tokyo');
  await page.getByRole('button', { name: 'Save', exact: true }).click();
  const dialog = page.getByRole('dialog');
  await expect(dialog).toContainText('对方写的');
  await dialog.getByRole('button').first().click();
  await expect(page.locator('[data-w=state]')).toHaveAttribute('data-state', 'saved');
  await expect(page.getByLabel('Venue', { exact: true })).toHaveValue('二楼');
  const now = await root.collection('events').getOne(event);
  expect(now).toMatchObject({ venue: '二楼', summary: '我写的', zone: 'Asia/Tokyo' });
  expect(new Date(now.starts.replace(' ', 'T')).toISOString()).toBe(`${inDays(9, '05:00')}:00.000Z`);
  await page.getByLabel('Whole days').check();
  await expect(page.getByLabel('Begins')).toHaveAttribute('type', 'date');
  await page.getByLabel('Time zone').fill('Nowhere/Land');
  await page.getByRole('button', { name: 'Save', exact: true }).click();
  await expect(page.locator('#o-zone-wrong')).toBeVisible();
  await expect(page.getByLabel('Time zone')).toHaveAttribute('aria-invalid', 'true');
  trouble.list = trouble.list.filter((line) => !/400/.test(line));
  await page.reload();
  await page.getByRole('button', { name: 'Discard them' }).click();
  await expect(page.getByLabel('Time zone')).toHaveValue('Asia/Tokyo');
  await people.owner!.collection('events').update(event, { zone: 'Asia/Shanghai', starts_local: inDays(9, '14:00'), ends_local: inDays(9, '16:00') });
  expect(trouble.list).toEqual([]);
});

test('an agenda of two tracks, with speakers known and new', async ({ browser }) => {
  const { page, trouble } = await open(browser, 'owner', `/events/agenda#${event}`, { viewport: phone });
  await expect(page.getByText('还没有议程')).toBeVisible();
  await page.getByRole('button', { name: '添加一场' }).click();
  const sheet = page.getByRole('dialog');
  await expect(sheet.getByLabel('开始')).toHaveValue(inDays(9, '14:00'));
  await sheet.getByRole('button', { name: '保存' }).click();
  await expect(sheet.locator('.wrong').first()).toBeVisible();
  trouble.list = trouble.list.filter((line) => !/400/.test(line));
  await sheet.getByLabel('标题').fill(`一 ${hostile}`);
  await sheet.getByLabel('分会场').fill('甲');
  await sheet.getByRole('searchbox').fill('老讲');
  await sheet.getByRole('button', { name: '老讲者' }).click();
  await sheet.getByRole('searchbox').fill('新讲者 <b>');
  await sheet.getByRole('button', { name: '添加新讲者' }).click();
  await expect(sheet.locator('.tags li')).toHaveCount(2);
  expect(await axe(page)).toEqual([]);
  await sheet.getByRole('button', { name: '保存' }).click();
  await expect(page.locator('[data-session]')).toHaveCount(1);
  await expect(page.locator('[data-session]')).toContainText('14:00–14:30');
  await page.getByRole('button', { name: '添加一场' }).click();
  await expect(sheet.getByLabel('开始')).toHaveValue(inDays(9, '14:30'));
  await sheet.getByLabel('标题').fill('二');
  await sheet.getByLabel('分会场').fill('乙');
  await sheet.getByLabel('开始').fill(inDays(9, '14:00'));
  await sheet.getByLabel('结束').fill(inDays(9, '13:00'));
  await sheet.getByRole('button', { name: '保存' }).click();
  await expect(sheet.getByLabel('结束')).toHaveAttribute('aria-invalid', 'true');
  trouble.list = trouble.list.filter((line) => !/400/.test(line));
  await sheet.getByLabel('结束').fill(inDays(9, '14:45'));
  await sheet.getByRole('button', { name: '保存' }).click();
  await expect(page.locator('[data-session]')).toHaveCount(2);
  await page.getByRole('button', { name: '修改介绍 新讲者' }).click();
  await sheet.getByLabel('职位').fill('守桥人');
  await sheet.getByRole('button', { name: '保存' }).click();
  await expect(page.getByText('守桥人')).toBeVisible();
  await page.getByRole('button', { name: '修改 二' }).click();
  await sheet.getByLabel('房间').fill('茶室');
  await sheet.getByRole('button', { name: '保存' }).click();
  await expect(page.getByText('茶室')).toBeVisible();
  expect(await axe(page)).toEqual([]);
  expect(await fits(page)).toBeLessThanOrEqual(0);
  await page.goto(`${portal.url}/events/${slug}`);
  await expect(page.locator('.tracks .track')).toHaveCount(2);
  await expect(page.locator('.ev-people')).toContainText('新讲者 <b>');
  await page.goto(`${portal.url}/events/agenda#${event}`);
  page.once('dialog', (asks) => asks.accept());
  await page.locator('[data-session]').nth(1).getByRole('button', { name: '删除' }).click();
  await expect(page.locator('[data-session]')).toHaveCount(1);
  expect(trouble.list).toEqual([]);
});

test('who helps to organise finds the agenda and nothing that they may not, also of a draft', async ({ browser }) => {
  await root.collection('event_staff').create({ event, user: id('mate'), role: 'organiser' });
  const { page, trouble } = await open(browser, 'mate', `/events/${slug}`, { viewport: phone });
  const row = page.locator('[data-organise-event] nav');
  await expect(row).toBeVisible();
  await expect(row.getByRole('link', { name: '议程', exact: true })).toBeVisible();
  await expect(row.locator('[data-page=edit]')).toBeHidden();
  await expect(row.locator('a:visible')).toHaveCount(10);
  await row.getByRole('link', { name: '议程', exact: true }).click();
  await expect(page).toHaveURL(new RegExp(`/events/agenda#${event}$`));
  await expect(page.getByText(hostile, { exact: true })).toBeVisible();
  await expect(page.locator('nav[data-organise] [data-page=edit]')).toBeHidden();
  await expect(page.locator('[data-session]')).toHaveCount(1);
  await expect(page.getByRole('button', { name: /^修改介绍/ })).toHaveCount(0); // speakers are for those who run columns
  await page.getByRole('button', { name: '添加一场' }).click();
  const sheet = page.getByRole('dialog');
  await sheet.getByLabel('标题').fill('志愿者排的一场');
  await sheet.getByRole('searchbox').fill('没有这个人');
  await expect(sheet.getByText('没有找到这位讲者。')).toBeVisible();
  await expect(sheet.getByRole('button', { name: /^添加新讲者/ })).toHaveCount(0);
  await sheet.getByRole('button', { name: '保存' }).click();
  const one = page.locator('[data-session]').filter({ hasText: '志愿者排的一场' });
  await expect(one).toBeVisible();
  expect(await axe(page)).toEqual([]);
  expect(await fits(page)).toBeLessThanOrEqual(0);
  await one.getByRole('button', { name: '修改' }).click();
  await sheet.getByLabel('房间').fill('小厅');
  await sheet.getByRole('button', { name: '保存' }).click();
  await expect(one).toContainText('小厅');
  page.once('dialog', (asks) => asks.accept());
  await one.getByRole('button', { name: '删除' }).click();
  await expect(page.locator('[data-session]')).toHaveCount(1);
  // a page that doesn't know what one may do asks
  await page.goto(`${portal.url}/events/${slug}/manage`);
  await expect(page.locator('nav[data-organise] [data-page=agenda]')).toBeVisible();
  await expect(page.locator('nav[data-organise] [data-page=edit]')).toBeHidden();

  const draft = (await root.collection('events').create({ title: '还没公布的活动', kind: 'meetup', mode: 'online', status: 'draft', lang: 'zh', zone: 'Asia/Shanghai', author: id('owner') })).id;
  await root.collection('event_staff').create({ event: draft, user: id('mate'), role: 'organiser' });
  await page.goto(`${portal.url}/events/agenda#${draft}`);
  await page.reload(); // another # alone is the same page
  await expect(page.getByText('还没公布的活动')).toBeVisible();
  await page.getByRole('button', { name: '添加一场' }).click();
  await sheet.getByLabel('标题').fill('时间待定的一场');
  await sheet.getByRole('button', { name: '保存' }).click();
  await expect(page.locator('[data-session]')).toHaveText(/时间待定的一场/);
  expect(trouble.list).toEqual([]);

  await root.collection('event_staff').create({ event: draft, user: id('visitor'), role: 'gate' });
  await root.collection('event_staff').create({ event, user: id('visitor'), role: 'gate' });
  for (const one of [event, draft]) {
    const gate = await open(browser, 'visitor', `/events/agenda#${one}`);
    await expect(gate.page.getByRole('alert')).toContainText('没有这个活动');
    await expect(gate.page.getByRole('button', { name: '添加一场' })).toHaveCount(0);
  }
  await root.collection('events').delete(draft);
  for (const row of await root.collection('event_staff').getFullList({ filter: `event='${event}'` })) await root.collection('event_staff').delete(row.id);
});

test('registration is set up by two at once, and a member registers', async ({ browser }) => {
  const { page, trouble } = await open(browser, 'owner', `/events/registration#${event}`, { viewport: phone });
  await page.getByRole('button', { name: '在本站开放报名' }).click();
  const sheet = page.getByRole('dialog');
  await page.getByRole('button', { name: '添加票种' }).click();
  await sheet.getByLabel('名称').fill(`现场 ${hostile}`);
  await sheet.getByLabel('名额').fill('1');
  expect(await axe(page)).toEqual([]);
  await sheet.getByRole('button', { name: '保存' }).click();
  await expect(page.locator('[data-ticket]')).toContainText('已占 0 / 1');

  await page.getByRole('button', { name: '添加问题' }).click();
  await sheet.getByLabel('问题').fill('口味');
  await sheet.getByLabel('怎样回答').selectOption('choice');
  await sheet.getByLabel('选项').fill('吃辣\n不吃辣\n');
  await sheet.getByLabel('必答').check();
  await sheet.getByRole('button', { name: '保存' }).click();
  await page.getByRole('button', { name: '添加问题' }).click();
  await sheet.getByLabel('问题').fill(`多辣 ${hostile}`);
  await sheet.getByLabel('只在这样回答时才问').selectOption({ label: '口味' });
  await sheet.getByLabel('回答是').selectOption('吃辣');
  await sheet.getByRole('button', { name: '保存' }).click();
  await page.getByRole('button', { name: '添加问题' }).click();
  await sheet.getByLabel('问题').fill('遵守行为准则');
  await sheet.getByLabel('怎样回答').selectOption('consent');
  await sheet.getByLabel('必答').check();
  await sheet.getByRole('button', { name: '保存' }).click();
  await expect(page.locator('[data-question]')).toHaveCount(3);
  await page.locator('[data-question]').nth(2).getByRole('button', { name: '上移' }).click();
  await expect(page.locator('[data-question]').nth(1)).toContainText('遵守行为准则');

  await page.getByRole('button', { name: '添加帮手' }).click();
  await sheet.getByLabel('用户名').fill('nobody-there');
  await sheet.getByRole('button', { name: '添加' }).click();
  await expect(sheet.locator('.wrong')).toContainText('没有这个用户名');
  await sheet.getByLabel('用户名').fill('@helper');
  await sheet.getByLabel('职责').selectOption('organiser');
  await sheet.getByRole('button', { name: '添加' }).click();
  await expect(page.locator('[data-staff]')).toContainText('helper');
  expect(await axe(page)).toEqual([]);
  expect(await fits(page)).toBeLessThanOrEqual(0);

  // the helper, in English and another zone, changes one thing while the owner changes another
  const other = await open(browser, 'helper', `/en/events/registration#${event}`, { timezoneId: 'America/New_York' });
  await other.page.getByLabel('Colleagues that one may bring').fill('2');
  await page.getByLabel('写在确认邮件里的话').fill(hostile);
  await page.getByLabel('报名截止').fill(inDays(9, '12:00'));
  await page.locator('[data-settings]').getByRole('button', { name: '保存' }).click();
  await expect(page.getByText('已保存。')).toBeVisible();
  await other.page.locator('[data-settings]').getByRole('button', { name: 'Save' }).click();
  await expect(other.page.getByText('Saved.')).toBeVisible();
  await expect(other.page.getByLabel('Closes', { exact: true })).toHaveValue(inDays(9, '12:00'));
  expect(await axe(other.page)).toEqual([]);
  expect(other.trouble.list).toEqual([]);
  const settings = await root.collection('event_registration').getFirstListItem(`event='${event}'`);
  expect(settings).toMatchObject({ party: 2, message: hostile });
  expect(settings.closes).toContain('04:00:00');
  await other.page.goto(`${portal.url}/en/events/edit#${event}`);
  await expect(other.page.locator('[data-w=gate]')).toBeVisible();
  await expect(other.page.locator('[data-event-form]')).toBeHidden();

  const { page: visitor, trouble: none } = await open(browser, 'visitor', `/events/${slug}`, { viewport: phone });
  await expect(visitor.locator('[data-organise-event] nav')).toBeHidden();
  await visitor.getByLabel('口味').selectOption('吃辣');
  await visitor.getByLabel('多辣').fill('微辣');
  await visitor.getByLabel('遵守行为准则').check();
  await visitor.getByRole('button', { name: '报名', exact: true }).click();
  await expect(visitor.locator('[data-seat="confirmed"]')).toBeVisible();
  expect(none.list).toEqual([]);
  await page.goto(`${portal.url}/events/${slug}/manage`);
  await expect(page.locator('[data-attendee]')).toContainText('微辣');
  await expect(page.locator('nav[data-organise] a:visible')).toHaveCount(11);
  await page.locator('nav[data-organise]').getByRole('link', { name: '报名设置' }).click();
  await page.getByRole('button', { name: '修改 现场' }).click();
  await sheet.getByLabel('名额').fill('0');
  await sheet.getByRole('button', { name: '保存' }).click();
  await expect(page.locator('[data-ticket]')).toContainText('已占 1 / 不限');
  expect(trouble.list).toEqual([]);
});

test('who may not publish is told who does, and others see nothing', async ({ browser }) => {
  const { page, trouble } = await open(browser, 'writer', `/events/new#column=${column}`, { viewport: phone });
  await expect(page.getByLabel('由谁举办')).toHaveValue(column);
  await page.getByLabel('活动名称').fill('作者的活动');
  await page.getByRole('button', { name: '保存', exact: true }).click();
  await expect(page.locator('[data-w=status]')).toContainText('由专栏编辑、小组组织者');
  await expect(page.getByRole('button', { name: '发布' })).toHaveCount(0);
  expect(await axe(page)).toEqual([]);
  expect(await fits(page)).toBeLessThanOrEqual(0);
  const draft = page.url().split('#')[1]!;

  const visitor = await open(browser, 'visitor', `/events/edit#${draft}`);
  await expect(visitor.page.locator('[data-w=gate]')).toContainText('没有这个活动');
  await expect(visitor.page.locator('[data-event-form]')).toBeHidden();
  await visitor.page.goto(`${portal.url}/events/registration#${draft}`);
  await expect(visitor.page.getByRole('alert')).toContainText('没有这个活动');
  await visitor.page.goto(`${portal.url}/events/agenda#${event}`);
  await expect(visitor.page.getByRole('alert')).toContainText('没有这个活动');
  const guest = await open(browser, '', '/en/events/new');
  await expect(guest.page.getByRole('main').getByRole('link', { name: 'Sign in' })).toBeVisible();
  expect(guest.trouble.list).toEqual([]);

  page.once('dialog', (asks) => asks.accept());
  await page.getByRole('button', { name: '删除草稿' }).click();
  await expect(page).toHaveURL(/\/events\/new$/);
  await expect(page.locator('[data-w=notice]')).toBeHidden();
  await expect(page.getByLabel('活动名称')).toHaveValue('');
  await page.getByText('我建的活动').click();
  await expect(page.locator('.drafts li')).toHaveText('还没有。');
  expect(trouble.list).toEqual([]);
});

test('an event is cancelled with a word to those who wanted to come', async ({ browser }) => {
  const { page, trouble } = await open(browser, 'owner', `/events/edit#${event}`, { viewport: phone });
  await page.getByRole('button', { name: '取消活动' }).click();
  await page.getByLabel('为什么取消').fill(`场地漏水 ${hostile}`);
  await page.getByRole('button', { name: '确定取消活动' }).click();
  await expect(page.locator('[data-status=cancelled]')).toBeVisible();
  expect(await axe(page)).toEqual([]);
  await page.goto(`${portal.url}/events/${slug}`);
  await expect(page.locator('.ev-note')).toContainText('场地漏水');
  await page.goto(`${portal.url}/events/edit#${event}`);
  page.once('dialog', (asks) => asks.accept());
  await page.getByRole('button', { name: '归档' }).click();
  await expect(page.locator('[data-status=archived]')).toBeVisible();
  expect(trouble.list).toEqual([]);
});
