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
let group = '';

test.describe.configure({ mode: 'serial' });

test.beforeAll(async () => {
  portal = await Portal.start();
  root = await portal.superuser();
  await root.settings.update({ rateLimits: { enabled: false } });
  for (const [handle, roles] of [['founder', []], ['helper', []], ['visitor', []], ['reader', ['editor']]] as const) {
    await root.collection('users').create({ handle, name: handle, email: `${handle}@example.com`, password, passwordConfirm: password, verified: true, roles });
    people[handle] = await signIn(portal.url, 'users', `${handle}@example.com`, password);
  }
  await root.collection('tags').create({ slug: 'go', name: 'Go 语言', name_en: 'Go', category: 'other' });
});
test.afterAll(() => portal?.close());

const id = (who: string) => people[who]!.authStore.record!.id as string;

/** Opens a page as somebody, or as a guest; nothing may go wrong in the console. */
async function open(browser: Browser, who: string, path: string, viewport = { width: 1280, height: 900 }): Promise<{ page: Page; trouble: ReturnType<typeof watch> }> {
  const context = await browser.newContext({ viewport, timezoneId: 'Asia/Shanghai', locale: path.startsWith('/en') ? 'en-GB' : 'zh-CN' });
  if (who) {
    const { token, record } = people[who]!.authStore;
    await context.addInitScript((auth) => localStorage.setItem('pocketbase_auth', auth), JSON.stringify({ token, record }));
  }
  const page = await context.newPage();
  const trouble = watch(page);
  await page.goto(portal.url + path);
  return { page, trouble };
}

const fits = (page: Page) => page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
const inDays = (days: number, clock: string) => `${new Date(Date.now() + days * 86_400_000).toISOString().slice(0, 10)}T${clock}`;

test('a member proposes a group on a phone, and it is nowhere until it is approved', async ({ browser }) => {
  const { page, trouble } = await open(browser, 'founder', '/groups', phone);
  await expect(page.getByRole('heading', { name: '还没有小组' })).toBeVisible();
  await page.getByRole('link', { name: '发起小组' }).click();
  await page.getByRole('button', { name: '提交申请' }).click();
  await expect(page.locator('.wrong').first()).toBeVisible();
  trouble.list.length = 0; // the refusal
  await page.getByLabel('名称').fill(hostile);
  await page.getByLabel('城市', { exact: true }).fill('成都');
  await page.getByLabel('一句话介绍').fill('每月一次');
  await page.getByLabel('详细介绍').fill(`## 做什么\n\n${hostile}`);
  await page.getByLabel('链接').fill('没有网址');
  await page.getByRole('button', { name: '提交申请' }).click();
  await expect(page.locator('.wrong')).toContainText('名称和一个');
  await page.getByLabel('链接').fill('往期 幻灯片 https://example.com/slides');
  await page.locator('#g-tag').fill('Go');
  await page.locator('#g-tag-list [role=option]').first().click();
  expect(await axe(page)).toEqual([]);
  expect(await fits(page)).toBeLessThanOrEqual(0);
  await page.getByRole('button', { name: '提交申请' }).click();
  await expect(page.locator('[data-status=proposed]')).toBeVisible();
  group = page.url().split('#')[1]!;
  const saved = await root.collection('groups').getOne(group);
  expect(saved).toMatchObject({ status: 'proposed', owner: id('founder'), city: '成都', links: [{ label: '往期 幻灯片', url: 'https://example.com/slides' }] });
  expect(saved.tags).toHaveLength(1);
  expect((await fetch(`${portal.url}/groups/${saved.slug}`)).status).toBe(404);
  const stranger = await open(browser, 'visitor', `/groups/edit#${group}`);
  await expect(stranger.page.getByRole('alert')).toContainText('没有这个小组');
  expect(trouble.list).toEqual([]);
});

test('a site editor declines with a reason, then approves', async ({ browser }) => {
  const { page, trouble } = await open(browser, 'reader', '/groups/edit');
  await page.getByRole('link', { name: hostile }).click();
  await page.getByRole('button', { name: '不通过' }).click();
  await expect(page.locator('[data-told]')).toContainText('原因');
  trouble.list.length = 0;
  await page.getByLabel('没有通过的原因').fill('请写明在哪里聚');
  await page.getByRole('button', { name: '不通过' }).click();
  await expect(page.locator('[data-status=declined]')).toBeVisible();

  const founder = await open(browser, 'founder', `/groups/edit#${group}`);
  await expect(founder.page.getByText('请写明在哪里聚')).toBeVisible();
  await founder.page.getByLabel('一句话介绍').fill('每月一次，在江边');
  await founder.page.getByRole('button', { name: '保存' }).click();
  await expect(founder.page.getByText('已保存。')).toBeVisible();
  await founder.page.getByRole('button', { name: '再次申请' }).click();
  await expect(founder.page.locator('[data-status=proposed]')).toBeVisible();
  expect(founder.trouble.list).toEqual([]);

  await page.reload();
  await page.getByRole('button', { name: '通过', exact: true }).click();
  await expect(page.locator('[data-status=active]')).toBeVisible();
  expect(await axe(page)).toEqual([]);
  await founder.page.goto(`${portal.url}/notifications`);
  await expect(founder.page.getByText('通过了，可以请人加入')).toBeVisible();
  await root.collection('groups').update(group, { slug: 'riverside' });
  expect(trouble.list).toEqual([]);
});

test('people join it, choose to be named or not, and leave', async ({ browser }) => {
  const guest = await open(browser, '', '/en/groups/riverside', phone);
  await expect(guest.page.getByRole('link', { name: 'Sign in to join' })).toBeVisible();
  expect(await axe(guest.page)).toEqual([]);
  expect(await fits(guest.page)).toBeLessThanOrEqual(0);
  const { page, trouble } = await open(browser, 'helper', '/groups/riverside', phone);
  await page.getByRole('button', { name: '加入小组' }).click();
  await expect(page.getByLabel('在成员名单里显示我')).toBeChecked();
  await guest.page.reload();
  await expect(guest.page.locator('#members')).toContainText('helper');
  expect(await fits(page)).toBeLessThanOrEqual(0);
  expect(await axe(page)).toEqual([]);
  await page.getByLabel('在成员名单里显示我').uncheck();
  await expect.poll(async () => (await fetch(`${portal.url}/groups/riverside`)).text()).not.toContain('helper');
  await page.reload();
  await expect(page.getByLabel('在成员名单里显示我')).not.toBeChecked();
  page.once('dialog', (asks) => asks.accept());
  await page.getByRole('button', { name: '退出小组' }).click();
  await page.getByRole('button', { name: '加入小组' }).click();
  await expect(page.getByLabel('在成员名单里显示我')).toBeChecked();
  await expect(page.getByRole('link', { name: '举办活动' })).toHaveCount(0);
  expect(trouble.list).toEqual([]);
  expect(guest.trouble.list).toEqual([]);
});

test('the owner makes an organiser of a member, who publishes an event from the page of the group', async ({ browser }) => {
  const founder = await open(browser, 'founder', '/groups/riverside');
  await founder.page.getByRole('link', { name: '管理' }).click();
  await founder.page.locator('[data-role=member]').getByRole('button', { name: '设为组织者' }).click();
  await expect(founder.page.locator('[data-role=organiser]')).toContainText('helper');
  expect(founder.trouble.list).toEqual([]);

  const { page, trouble } = await open(browser, 'helper', '/groups/riverside');
  await page.getByRole('link', { name: '举办活动' }).click();
  await expect(page.getByLabel('由谁举办')).toHaveValue(`@${group}`);
  await page.getByLabel('活动名称').fill('江边夜话');
  await page.getByLabel('开始').fill(inDays(9, '19:00'));
  await page.getByLabel('城市').fill('成都');
  await page.getByRole('button', { name: '保存', exact: true }).click();
  await expect(page.locator('[data-w=state]')).toHaveAttribute('data-state', 'saved');
  await page.getByRole('button', { name: '发布' }).click();
  await expect(page.locator('[data-status=published]')).toBeVisible();
  const event = await root.collection('events').getFirstListItem("title='江边夜话'");
  expect(event).toMatchObject({ group, column: '', status: 'published' });
  await page.reload();
  await expect(page.getByLabel('由谁举办')).toHaveValue(`@${group}`);
  await page.goto(`${portal.url}/events/${event.slug}`);
  await expect(page.locator('main a[href="/groups/riverside"]').first()).toContainText('桥');
  const ld = await page.locator('script[type="application/ld+json"]').first().textContent();
  expect(JSON.parse(ld!).organizer ?? JSON.parse(ld!)['@graph']?.[0].organizer).toMatchObject({ url: `${portal.url}/groups/riverside` });
  const calendar = await (await fetch(`${portal.url}/groups/riverside/events.ics`)).text();
  expect(calendar).toContain('SUMMARY:江边夜话');
  await page.goto(`${portal.url}/groups/riverside`);
  await expect(page.locator('.ev-rows')).toContainText('江边夜话');
  await page.getByRole('link', { name: '全部活动' }).click();
  await expect(page).toHaveURL(/\/groups\/riverside\/events$/);
  expect(trouble.list).toEqual([]);
});

test('it is handed over, archived, and brought back', async ({ browser }) => {
  const { page, trouble } = await open(browser, 'founder', `/groups/edit#${group}`);
  page.on('dialog', (asks) => asks.accept());
  await page.locator('[data-role=organiser]').getByRole('button', { name: '交给 TA' }).click();
  await expect(page.locator('[data-role=owner]')).toContainText('helper');
  await expect(page.getByRole('button', { name: '归档' })).toHaveCount(0);
  const owner = await open(browser, 'helper', `/groups/edit#${group}`);
  owner.page.on('dialog', (asks) => asks.accept());
  await owner.page.getByRole('button', { name: '归档' }).click();
  await expect(owner.page.locator('[data-status=archived]')).toBeVisible();
  const guest = await open(browser, '', '/groups/riverside');
  await expect(guest.page.getByText('这个小组已经归档')).toBeVisible();
  await expect(guest.page.locator('[data-group] *')).toHaveCount(0);
  await owner.page.getByRole('button', { name: '恢复' }).click();
  await expect(owner.page.locator('[data-status=active]')).toBeVisible();
  expect([trouble.list, owner.trouble.list, guest.trouble.list]).toEqual([[], [], []]);
});

test('the pages are whole without scripts', async ({ browser }) => {
  const context = await browser.newContext({ javaScriptEnabled: false });
  const page = await context.newPage();
  await page.goto(`${portal.url}/groups?kind=city&city=${encodeURIComponent('成都')}`);
  await page.locator('.card a').click();
  await expect(page.getByRole('heading', { name: '做什么' })).toBeVisible();
  await expect(page.locator('.ev-rows')).toContainText('江边夜话');
  await expect(page.locator('main [onmouseover]')).toHaveCount(0);
  await page.goto(`${portal.url}/groups/new`);
  expect(await page.content()).toContain('这一页需要 JavaScript。'); // which a script can't see
});
