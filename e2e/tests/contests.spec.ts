import { type BrowserContext, type Page, expect, test } from '@playwright/test';
import type PocketBase from 'pocketbase';
import { axe } from '../support/axe.ts';
import { Portal, signIn } from '../support/portal.ts';
import { type Trouble, watch } from '../support/site.ts';

const password = 'correct-horse-battery';
const phone = { viewport: { width: 390, height: 800 } };
let portal: Portal;
let root: PocketBase;
const people: Record<string, PocketBase> = {};
const events: Record<string, string> = {};
const troubles: Trouble[] = [];

test.describe.configure({ mode: 'serial' });

test.beforeAll(async () => {
  portal = await Portal.start();
  root = await portal.superuser();
  await root.settings.update({ rateLimits: { enabled: false } });
  for (const handle of ['organiser', 'leader', 'mate', 'rival', 'strict', 'mild']) {
    await root.collection('users').create({ handle, name: handle, email: `${handle}@example.com`, password, passwordConfirm: password, verified: true });
    people[handle] = await signIn(portal.url, 'users', `${handle}@example.com`, password);
  }
  const soon = (hours: number) => new Date(Date.now() + hours * 3_600_000).toISOString();
  for (const [slug, kind] of [['hack', 'hackathon'], ['karting', 'race']] as const) {
    events[slug] = (await root.collection('events').create({
      title: `江边的${slug}`, slug: `${slug}-night`, kind, mode: 'offline', status: 'published', lang: 'zh', zone: 'Asia/Shanghai', starts: soon(-1), ends: soon(24), author: id('organiser'), venue: '旧仓库', city: '武汉',
    })).id;
  }
});
test.afterAll(async () => { await portal?.close(); });
test.afterEach(() => { expect(troubles.flatMap((t) => t.list)).toEqual([]); });

const id = (who: string) => people[who]!.authStore.record!.id;

/** Opens a page as somebody, or as a guest. */
async function open(context: BrowserContext, who: string, path: string): Promise<Page> {
  if (who) {
    const { token, record } = people[who]!.authStore;
    await context.addInitScript((auth) => localStorage.setItem('pocketbase_auth', auth), JSON.stringify({ token, record }));
  }
  const page = await context.newPage();
  troubles.push(watch(page));
  await page.goto(portal.url + path);
  return page;
}

test('a team, an entry, two judges, a leaderboard unsealed, an award on a profile', async ({ browser }) => {
  // the organiser sets the competition up
  const organiser = await open(await browser.newContext(), 'organiser', '/events/hack-night/contest/manage');
  troubles.at(-1)!.list = []; // nothing is there yet
  await organiser.getByLabel('规则（Markdown）').fill('**自己写**，当天交。');
  await organiser.getByLabel('每队最多几人').fill('2');
  await organiser.getByLabel('评分项', { exact: true }).fill('idea, 创意, 60, 0, 10\ncraft, 完成度, 40, 0, 10');
  await organiser.getByLabel('截止后公开作品').check();
  await organiser.getByRole('button', { name: '保存设置' }).click();
  await expect(organiser.getByText('封存中：只有组织者能看到。')).toBeVisible();
  for (const judge of ['strict', 'mild']) {
    await organiser.getByLabel('用户名').first().fill(judge);
    await organiser.getByRole('button', { name: '邀请评委' }).click();
    await expect(organiser.getByRole('link', { name: judge })).toBeVisible();
  }
  expect(await axe(organiser)).toEqual([]);

  // a team is founded on a phone, and joined in English by its code
  const leader = await open(await browser.newContext(phone), 'leader', '/events/hack-night/contest');
  await leader.getByLabel('队名').fill('桥队');
  expect(await axe(leader)).toEqual([]);
  await leader.getByRole('button', { name: '新建队伍' }).click();
  const code = await leader.locator('[data-code]').textContent();
  const mate = await open(await browser.newContext({ locale: 'en-GB' }), 'mate', '/en/events/hack-night/contest');
  await mate.getByRole('textbox', { name: 'Code' }).fill('wrong-code');
  await mate.getByRole('button', { name: 'Join', exact: true }).click();
  await expect(mate.getByRole('alert')).toContainText('ask the leader for the new one');
  troubles.at(-1)!.list = []; // refused, as it should be
  await mate.getByRole('textbox', { name: 'Code' }).fill(code!.toLowerCase());
  await mate.getByRole('button', { name: 'Join', exact: true }).click();
  await expect(mate.locator('[data-mine]').getByText('桥队', { exact: true })).toBeVisible();
  expect(await axe(mate)).toEqual([]);
  const rival = await open(await browser.newContext(), 'rival', '/events/hack-night/contest');
  await rival.getByLabel('队名').fill('船队');
  await rival.getByRole('button', { name: '新建队伍' }).click();
  await expect(rival.locator('[data-code]')).toBeVisible();

  // both hand in; the mate goes on from the leader's version
  for (const [page, title] of [[leader, '长桥'], [rival, '小船']] as const) {
    await page.getByRole('link', { name: '提交作品' }).click();
    await page.getByLabel('作品名称').fill(title);
    await page.locator('#entry-body').fill(`## ${title}\n\n**能用**，<script>alert(1)</script>`);
    await page.getByLabel('代码仓库').fill('https://example.com/git');
    expect(await axe(page)).toEqual([]);
    await page.getByRole('button', { name: '提交', exact: true }).click();
    await expect(page.getByText('已提交第 1 版')).toBeVisible();
  }
  await mate.goto(`${portal.url}/en/events/hack-night/contest/entry`);
  await mate.getByLabel('Files').setInputFiles({ name: 'plan.txt', mimeType: 'text/plain', buffer: Buffer.from('the plan of a bridge') });
  await mate.getByRole('button', { name: 'Hand in', exact: true }).click();
  await expect(mate.getByText('Version 2 is handed in')).toBeVisible();

  // the deadline passes
  const contest = (await root.collection('contests').getFirstListItem(`event='${events.hack}'`)).id;
  const past = new Date(Date.now() - 1000).toISOString();
  await root.collection('contests').update(contest, { teams_until: past, entries_due: past });
  await leader.goto(`${portal.url}/events/hack-night/contest/entry`);
  await expect(leader.getByText('作品提交已经截止。')).toBeVisible();

  // two judges score; one is a conflict of the other's
  for (const [judge, long, small] of [['strict', 6, 3], ['mild', 9, 8]] as const) {
    const page = await open(await browser.newContext(), judge, '/events/hack-night/contest/judge');
    for (const [title, points] of [['长桥', long], ['小船', small]] as const) {
      const entry = page.locator('[data-entry]', { has: page.getByRole('heading', { name: new RegExp(`^${title}`), level: 2 }).first() });
      await entry.getByLabel('创意 (0–10 分)').fill(String(points));
      await entry.getByLabel('完成度 (0–10 分)').fill(String(points));
      await entry.getByLabel('总评').fill('评委的悄悄话');
      await entry.getByRole('button', { name: '保存分数' }).click();
      await expect(entry.getByText('已保存')).toBeVisible();
    }
    expect(await axe(page)).toEqual([]);
  }

  // sealed: guests see entries and no score
  const guest = await open(await browser.newContext(phone), '', '/events/hack-night/contest');
  await expect(guest.getByText('排行榜暂不公开')).toBeVisible();
  await expect(guest.getByRole('link', { name: '长桥' })).toBeVisible();
  expect(await guest.content()).not.toContain('悄悄话');
  expect(await axe(guest)).toEqual([]);
  await guest.getByRole('link', { name: '长桥' }).click();
  await expect(guest.getByRole('link', { name: /^plan_/ })).toBeVisible();
  expect(await axe(guest)).toEqual([]);

  // an award, and the results are revealed
  await organiser.reload();
  const awards = organiser.getByRole('form', { name: '颁奖' });
  await awards.getByLabel('奖项').fill('一等奖');
  await awards.getByLabel('队伍').selectOption({ label: '桥队' });
  await awards.getByRole('button', { name: '颁奖' }).click();
  await expect(organiser.getByRole('strong').filter({ hasText: '一等奖' })).toBeVisible();
  await guest.goto(`${portal.url}/people/mate`);
  await expect(guest.getByText('一等奖')).toHaveCount(0);
  await organiser.getByRole('button', { name: '公布结果' }).click();
  await organiser.getByRole('dialog').getByRole('button', { name: '公布结果' }).click();
  await expect(organiser.getByText('已公开：所有人都能看到。')).toBeVisible();
  await guest.goto(`${portal.url}/events/hack-night/contest`);
  const rows = guest.locator('.ct-table tbody tr');
  await expect(rows.first()).toContainText('长桥');
  await expect(rows.first()).toContainText('75');
  await expect(rows.nth(1)).toContainText('55');
  expect(await axe(guest)).toEqual([]);
  expect(await guest.locator('[data-board]').count()).toBe(1);
  await guest.goto(`${portal.url}/en/people/mate`);
  await expect(guest.getByRole('link', { name: '一等奖' })).toBeVisible();
  expect(await axe(guest)).toEqual([]);
});

test('a table of results is imported, with its faults told by line', async ({ browser }) => {
  await people.organiser!.collection('contests').create({ event: events.karting, kind: 'race', leaderboard: 'live' });
  const page = await open(await browser.newContext(), 'organiser', '/events/karting-night/contest/manage');
  const put = async (text: string) => {
    await page.getByLabel('CSV 文件').setInputFiles({ name: 'results.csv', mimeType: 'text/csv', buffer: Buffer.from(text) });
    await page.getByRole('button', { name: '导入' }).click();
  };
  await put('参赛号,姓名,第1圈,第2圈\n7,林桥,1:02.345,DNF\n8,=1+1,59.1,\n');
  await expect(page.getByText('第 3 行“姓名”：')).toBeVisible();
  troubles.at(-1)!.list = []; // refused, as it should be
  await put('参赛号,姓名,第1圈,第2圈\n7,林桥,1:02.345,DNF\n8,周远,59.1,59.100\n');
  await expect(page.getByText('新增 2，更新 0，未变 0，删除 0。')).toBeVisible();
  expect(await axe(page)).toEqual([]);
  const guest = await open(await browser.newContext(phone), '', '/en/events/karting-night/contest');
  await expect(guest.locator('.ct-table tbody tr').first()).toContainText('59.100');
  expect(await axe(guest)).toEqual([]);
  // who has the page open sees the next time come in
  await put('参赛号,姓名,第1圈,第2圈\n7,林桥,1:02.345,DNF\n8,周远,59.1,59.100\n9,陈默,58.5,\n');
  await expect(guest.locator('.ct-table tbody tr').first()).toContainText('58.500');
  await guest.goto(`${portal.url}/events/karting-night`);
  await guest.getByRole('link', { name: '规则与成绩' }).click();
  await expect(guest.getByRole('heading', { name: '成绩' })).toBeVisible();
});
