import type { Browser, Page } from '@playwright/test';
import type PocketBase from 'pocketbase';
import { axe } from '../support/axe.ts';
import { Portal, signIn } from '../support/portal.ts';
import { expect, test } from '../support/site.ts';

// A portal of its own: what moderators do would disturb the others.
let portal: Portal;
let root: PocketBase;
test.beforeAll(async () => {
  portal = await Portal.start({ demo: true });
  root = await portal.superuser();
  await root.settings.update({ rateLimits: { enabled: false } });
});
test.afterAll(() => portal?.close());
test.describe.configure({ mode: 'serial' });

const errors: string[] = [];
test.afterEach(() => expect(errors.splice(0)).toEqual([]));

/** A page of its own that somebody of the demo is signed in to. */
async function open(browser: Browser, handle: string, width = 1280, colorScheme: 'light' | 'dark' = 'light'): Promise<Page> {
  const user = await root.collection('users').getFirstListItem(`handle='${handle}'`);
  const email = `${handle}@example.com`;
  await root.collection('users').update(user.id, { email, password: 'a-good-password', passwordConfirm: 'a-good-password', verified: true });
  const { token, record } = (await signIn(portal.url, 'users', email, 'a-good-password')).authStore;
  const context = await browser.newContext({ viewport: { width, height: 900 }, colorScheme });
  await context.addInitScript((auth) => localStorage.setItem('pocketbase_auth', auth), JSON.stringify({ token, record }));
  const page = await context.newPage();
  page.on('pageerror', (e) => errors.push(e.message));
  return page;
}

const get = (path: string) => fetch(portal.url + path, { redirect: 'manual' });

/** Reports what the page shows. */
async function report(page: Page, what: string, reason: string, text: string): Promise<void> {
  await page.locator(`[data-report="${what}"]`).click();
  const sheet = page.getByRole('dialog', { name: '举报' });
  await expect(sheet).toBeVisible();
  expect(await axe(page)).toEqual([]);
  await sheet.getByLabel(reason).check();
  await sheet.getByLabel('补充说明').fill(text);
  await sheet.getByRole('button', { name: '提交举报' }).click();
  await expect(sheet.getByText('已收到')).toBeVisible();
  await sheet.getByRole('button', { name: '关闭' }).click();
}

/** Decides on the case that the page shows. */
async function decide(page: Page, action: string, reason: string): Promise<void> {
  await page.getByLabel(action, { exact: true }).check();
  await page.getByLabel('理由', { exact: true }).fill(reason);
  await page.getByRole('button', { name: '确认' }).click();
  await expect(page.getByText('已处理')).toBeVisible();
}

/** Expects what the bell tells first, and goes where it leads. */
async function rings(page: Page, text: string): Promise<void> {
  await page.goto(portal.url);
  await page.getByRole('button', { name: /^通知，\d+ 条未读/ }).click();
  const first = page.locator('.bell-box .told').first();
  await expect(first).toContainText(text);
  expect(await axe(page)).toEqual([]);
  await first.getByRole('link').first().click();
}

test('a reader reports an event from its page, a moderator sees it with its words and hides it, its organisers hear of it, and it comes back', async ({ browser }) => {
  test.setTimeout(120_000);
  const event = await root.collection('events').getFirstListItem("slug='chengdu-go-next'", { expand: 'author' });
  expect(event.expand?.author.handle).toBe('wu-tong');
  const group = await root.collection('groups').getOne(event.group, { expand: 'organisers' });
  const other = (group.expand?.organisers as { handle: string }[]).find((one) => one.handle !== 'wu-tong')!;
  const second = await root.collection('users').getFirstListItem("handle='qin-chuan'");
  await root.collection('event_staff').create({ event: event.id, user: second.id, role: 'organiser' });

  const reader = await open(browser, 'xu-zhi', 390);
  await reader.goto(`${portal.url}/events/${event.slug}`);
  await report(reader, `event:${event.id}`, '广告或刷屏', '<img src=x onerror=alert(1)> 像是招聘会');

  const moderator = await open(browser, 'mei-feng');
  await moderator.goto(`${portal.url}/moderation`);
  const line = moderator.locator('.item', { hasText: event.title });
  await expect(line).toContainText('活动');
  await expect(line).toContainText('广告或刷屏');
  await line.getByRole('link', { name: event.title }).click();
  await expect(moderator.getByText('<img src=x onerror=alert(1)> 像是招聘会')).toBeVisible();
  await expect(moderator.getByRole('group', { name: '内容' }), 'what the event says of itself').toContainText(event.summary);
  await expect(moderator.getByRole('group', { name: '内容' }), 'and where it is to be').toContainText(event.venue);
  expect(await axe(moderator)).toEqual([]);
  await decide(moderator, '隐藏', '先核对主办方，核对完就恢复。');
  expect((await get(`/events/${event.slug}`)).status).toBe(404);
  expect(await (await get('/events')).text()).not.toContain(event.title);

  // its author may appeal; who organises it with them goes to the event, which is theirs to see as a draft
  const author = await open(browser, 'wu-tong', 390, 'dark');
  await rings(author, `你的内容“${event.title}”被隐藏了`);
  await expect(author).toHaveURL(/\/appeal#\w{15}$/);
  await expect(author.getByText('先核对主办方，核对完就恢复。')).toBeVisible();
  await expect(author.getByLabel('为什么认为有误？')).toBeVisible();
  const organiser = await open(browser, 'qin-chuan');
  await rings(organiser, `你的内容“${event.title}”被隐藏了`);
  await expect(organiser).toHaveURL(`${portal.url}/events/${event.slug}/manage`);
  await expect(organiser.getByText('程小满'), 'their list of attendees').toBeVisible();
  const chief = await open(browser, other.handle);
  await rings(chief, `你的内容“${event.title}”被隐藏了`);
  await expect(chief.getByLabel('活动名称')).toHaveValue(event.title);
  // and who reported it has an answer
  await rings(reader, '你的举报已处理');

  await moderator.goto(`${portal.url}/moderation#case/event/${event.id}`);
  await moderator.reload();
  await decide(moderator, '恢复', '核对过了，是社区自己的活动。');
  expect((await get(`/events/${event.slug}`)).status).toBe(200);
  expect(await (await get('/events')).text()).toContain(event.title);
  await rings(author, `你的内容“${event.title}”恢复显示了`);
});

test('a talk and an entry are reported where they stand, and gone from there when they are hidden', async ({ browser }) => {
  test.setTimeout(120_000);
  const talk = await root.collection('event_sessions').getFirstListItem("title ~ '中文检索的两千道题'", { expand: 'event' });
  const entry = await root.collection('entries').getFirstListItem("title ~ '到号叫我'", { expand: 'event,user' });
  const hall = `/events/${talk.expand?.event.slug}`, shown = `/events/${entry.expand?.event.slug}/contest/${entry.id}`;
  const reader = await open(browser, 'luo-an', 390, 'dark');
  await reader.goto(portal.url + hall);
  await reader.locator('details', { has: reader.locator(`[data-report="session:${talk.id}"]`) }).locator('summary').click();
  await report(reader, `session:${talk.id}`, '与主题无关', '去年讲过一样的。');
  await reader.goto(portal.url + shown);
  await report(reader, `entry:${entry.id}`, '泄露隐私', '视频里有人的脸。');

  const moderator = await open(browser, 'mei-feng', 390);
  for (const [kind, title, name, words, text] of [['session', talk.title, '议程', '去年讲过一样的。', talk.abstract], ['entry', entry.title, '参赛作品', '视频里有人的脸。', '显示屏']] as const) {
    await moderator.goto(`${portal.url}/moderation`);
    await moderator.getByLabel('对象').selectOption(name);
    await moderator.getByRole('link', { name: title }).click();
    await expect(moderator.getByText(words)).toBeVisible();
    await expect(moderator.getByRole('group', { name: '内容' })).toContainText(text);
    await expect(moderator.getByRole('link', { name: '在站点上查看' })).toHaveAttribute('href', kind === 'session' ? `${hall}#s-${talk.id}` : shown);
    expect(await axe(moderator)).toEqual([]);
    await decide(moderator, '隐藏', '请打码或更换后告诉我们。');
  }
  expect(await (await get(hall)).text()).not.toContain(talk.title);
  expect((await get(shown)).status).toBe(404);
  await rings(await open(browser, 'lin-qiao'), `你的内容“${talk.title}”被隐藏了`);
  await rings(await open(browser, entry.expand?.user.handle), `你的内容“${entry.title}”被隐藏了`);
});

test('the demo has reports about events in the queue, and its judges and winners hear of it in the bell', async ({ browser }) => {
  const moderator = await open(browser, 'mei-feng', 1280, 'dark');
  await moderator.goto(`${portal.url}/en/moderation`);
  await moderator.getByLabel('About').selectOption('Event');
  await moderator.getByRole('link', { name: /向量检索/ }).click();
  await expect(moderator.getByText('怕有人白跑一趟')).toBeVisible();
  expect(await axe(moderator)).toEqual([]);
  const told = async (handle: string, text: string) => {
    const page = await open(browser, handle, 390);
    await page.goto(`${portal.url}/notifications`);
    const one = page.locator('.told', { hasText: text }).first();
    await expect(one).toBeVisible();
    await one.getByRole('link').first().click();
    await expect(page).toHaveURL(/\/events\/riverside-hackathon\/contest(\/judge)?$/);
  };
  await told('ye-qing', '你在《江边二十四小时：少排一次队》获得“一等奖”');
  await told('han-lu', '你受邀担任《江边二十四小时：少排一次队》的评委');
});
