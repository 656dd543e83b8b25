import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { Page } from '@playwright/test';
import type PocketBase from 'pocketbase';
import type { RecordModel } from 'pocketbase';
import { PostOffice, mails } from '../support/mails.ts';
import { Portal, guest, root as rootUser, scratch, signIn } from '../support/portal.ts';
import { axe } from '../support/axe.ts';
import { at, expect, test } from '../support/site.ts';

test('a mail to set a new password leaves through the outbox and can be read', async () => {
  const root = await signIn(at(''), '_superusers', rootUser.email, rootUser.password);
  const user = await root.collection('users').create({ email: 'forgetful@example.com', password: 'forgotten-1234', passwordConfirm: 'forgotten-1234', verified: true });
  try {
    await guest(at('')).collection('users').requestPasswordReset(user.email);
    const mail = await mails.to('forgetful@example.com');
    expect(mail.from).toContain('qiao@example.org');
    expect(mail.links.length).toBeGreaterThan(0);
    await expect.poll(async () => (await root.collection('outbox').getFullList({ filter: `kind = 'mail' && payload ~ 'forgetful@'` }))[0]?.state).toBe('done');
  } finally {
    await root.collection('users').delete(user.id);
  }
});

test('killed while a server takes mail, the program sends the rest afterwards and nothing twice', async () => {
  test.setTimeout(240_000);
  const dir = await scratch('mail');
  const office = await PostOffice.start();
  let portal = await Portal.start({ dir: join(dir, 'pb_data') });
  try {
    const root = await portal.superuser();
    await office.serve(root);
    await root.settings.update({ rateLimits: { enabled: false } });
    const people = Array.from({ length: 12 }, (_, i) => `member${i}@example.com`);
    for (const email of people) await root.collection('users').create({ email, password: 'password-1234', passwordConfirm: 'password-1234', verified: true });
    office.hold();
    for (const email of people) await guest(portal.url).collection('users').requestPasswordReset(email);
    // PocketBase answers a request for a new password before it writes the mail
    await expect.poll(async () => (await root.collection('outbox').getFullList({ filter: "kind = 'mail'" })).length, { timeout: 30_000 }).toBe(people.length);
    await expect.poll(() => office.waiting, { timeout: 30_000 }).toBeGreaterThan(0);
    await portal.kill();
    office.release();
    expect(office.letters.length, 'who died before the answer has delivered nothing').toBe(0);

    portal = await Portal.start({ dir: join(dir, 'pb_data') });
    // what was in the dead one's hands is taken up when its lease is over
    await expect.poll(() => office.letters.length, { timeout: 120_000 }).toBe(people.length);
    expect([...new Set(office.letters.map((mail) => mail.to))].length).toBe(people.length);
    const after = await signIn(portal.url, '_superusers', rootUser.email, rootUser.password);
    await expect.poll(async () => (await after.collection('outbox').getFullList({ filter: "state != 'done'" })).length).toBe(0);
  } finally {
    await portal.close();
    await office.close();
    await rm(dir, { recursive: true, force: true });
  }
});

test.describe('on a portal with a member', () => {
  let portal: Portal;
  let office: PostOffice;
  let root: PocketBase;
  let member: RecordModel;
  let article: RecordModel;

  test.describe.configure({ mode: 'serial' });
  test.beforeAll(async () => {
    portal = await Portal.start();
    office = await PostOffice.start();
    root = await portal.superuser();
    await office.serve(root);
    await root.settings.update({ rateLimits: { enabled: false } });
    for (const badge of await root.collection('badges').getFullList()) await root.collection('badges').update(badge.id, { active: false });
    member = await root.collection('users').create({ email: 'member@example.com', password: 'password-1234', passwordConfirm: 'password-1234', verified: true, handle: 'member', name: '林桥', zone: 'Asia/Shanghai' });
    article = await root.collection('articles').create({ title: '桥是怎样建成的', slug: 'bridges', body: '一段正文。', author: member.id, status: 'published' });
  });
  test.afterAll(async () => {
    await portal.close();
    await office.close();
  });

  /** Somebody new votes for the article. */
  async function vote(name: string) {
    const fan = await root.collection('users').create({ email: `${name}@example.com`, password: 'password-1234', passwordConfirm: 'password-1234', verified: true, handle: name, name });
    await root.collection('votes').create({ user: fan.id, kind: 'article', target: article.id, value: 1 });
  }

  async function enter(page: Page) {
    const client = await signIn(portal.url, 'users', 'member@example.com', 'password-1234');
    await page.addInitScript((kept) => { if (!localStorage.getItem('pocketbase_auth')) localStorage.setItem('pocketbase_auth', kept); },
      JSON.stringify({ token: client.authStore.token, record: client.authStore.record }));
  }

  test('the bell counts in realtime, shows the newest, and leads there', async ({ page, trouble }) => {
    await page.goto(`${portal.url}/about`);
    await expect(page.locator('qiao-bell'), 'guests have none').toBeHidden();
    await enter(page);
    await page.goto(`${portal.url}/about`);
    const bell = page.getByRole('button', { name: /^通知/ });
    await expect(bell).toBeVisible();
    const listening = page.waitForResponse((answer) => answer.url().endsWith('/api/realtime') && answer.request().method() === 'POST');
    await page.reload();
    await listening;
    await vote('fan-one');
    await expect(bell).toHaveAccessibleName('通知，1 条未读');
    await vote('fan-two');
    await bell.click();
    const first = page.locator('.bell-box .told').first();
    await expect(first).toContainText('fan-two 等 2 人赞了你的文章《桥是怎样建成的》');
    await expect(bell, 'of one group there is one').toHaveAccessibleName('通知，1 条未读');
    expect(await axe(page)).toEqual([]);
    await page.keyboard.press('Escape');
    await expect(page.locator('.bell-box')).toBeHidden();
    await bell.click();
    await first.getByRole('link').click();
    await expect(page).toHaveURL(`${portal.url}/articles/bridges`);
    await expect(bell).toHaveAccessibleName('通知，没有未读');
    expect(trouble.list).toEqual([]);
  });

  for (const [lang, width] of [['', 390], ['/en', 1440]] as const) {
    test(`the page of all, by day and kind, at ${width} px${lang && ' in English'}`, async ({ page, trouble }) => {
      await page.setViewportSize({ width, height: 900 });
      await enter(page);
      await vote(`fan-${width}`);
      await page.goto(`${portal.url}${lang}/notifications`);
      const item = page.locator('main .told').first();
      await expect(item).toContainText(lang ? `fan-${width} upvoted your article` : `fan-${width} 赞了你的文章`);
      await expect(page.locator('.day h2').first()).toHaveText(lang ? 'Today' : '今天');
      expect(await axe(page)).toEqual([]);
      expect(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth), 'nothing is wider than the page').toBe(true);
      await page.locator('.notices-bar select').selectOption('reply');
      await expect(page.locator('main .told')).toHaveCount(0);
      await expect(page).toHaveURL(/#kind=reply$/);
      await page.locator('.notices-bar select').selectOption('vote');
      await page.getByRole('button', { name: lang ? 'Mark all read' : '全部标为已读' }).last().click();
      await expect(page.locator('main .told.new')).toHaveCount(0);
      await expect(item, 'the list is there again').toBeVisible();
      const count = await page.locator('main .told').count();
      await item.getByRole('button').click();
      await expect(page.locator('main .told')).toHaveCount(count - 1);
      expect(trouble.list).toEqual([]);
    });
  }

  test('choices are saved, mail comes, and its link ends it and takes that back', async ({ page, trouble }) => {
    await enter(page);
    await page.goto(`${portal.url}/settings/notifications`);
    await page.getByRole('radio', { name: '赞: 立即发邮件' }).check();
    await expect(page.getByRole('status').getByText('已保存').or(page.locator('.saved', { hasText: '已保存' })).first()).toBeVisible();
    await page.getByRole('radio', { name: '每天早上 8 点' }).check();
    await page.reload();
    await expect(page.getByRole('radio', { name: '赞: 立即发邮件' })).toBeChecked();
    await expect(page.getByRole('radio', { name: '每天早上 8 点' })).toBeChecked();
    expect(await axe(page)).toEqual([]);

    await vote('fan-mail');
    await expect.poll(() => office.letters.filter((mail) => mail.to === 'member@example.com').length).toBe(1);
    const mail = office.letters.find((letter) => letter.to === 'member@example.com')!;
    expect(mail.subject).toContain('赞了你的文章《桥是怎样建成的》');
    expect(mail.text).toContain('Asia/Shanghai');
    const link = mail.links.find((address) => address.includes('/unsubscribe#'))!;
    await page.goto(link);
    await page.getByRole('button', { name: '退订' }).click();
    await expect(page.getByText('已退订')).toBeVisible();
    await page.getByRole('button', { name: '恢复' }).click();
    await expect(page.getByText('已恢复')).toBeVisible();
    expect(await axe(page)).toEqual([]);
    expect(trouble.list).toEqual([]);
  });
});
