import { expect, test } from '@playwright/test';
import type { Page } from '@playwright/test';
import type PocketBase from 'pocketbase';
import { axe } from '../support/axe.ts';
import { Portal, signIn } from '../support/portal.ts';

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

/** Gives somebody of the demo a password, and signs a page in as them. */
async function as(page: Page, handle: string): Promise<PocketBase> {
  const user = await root.collection('users').getFirstListItem(`handle='${handle}'`);
  const email = `${handle}@example.com`;
  await root.collection('users').update(user.id, { email, password: 'a-good-password', passwordConfirm: 'a-good-password', verified: true });
  const client = await signIn(portal.url, 'users', email, 'a-good-password');
  const kept = JSON.stringify({ token: client.authStore.token, record: client.authStore.record });
  await page.addInitScript((s) => localStorage.setItem('pocketbase_auth', s), kept);
  return client;
}

test('a member reports, a moderator hides, the author appeals, another moderator brings it back', async ({ browser }) => {
  const errors: string[] = [];
  const open = async (handle: string, width: number) => {
    const page = await (await browser.newContext({ viewport: { width, height: 900 } })).newPage();
    page.on('pageerror', (e) => errors.push(e.message));
    const client = await as(page, handle);
    return { page, client };
  };
  const article = await root.collection('articles').getFirstListItem("slug='cache-consistency'", { expand: 'author' });
  const author = article.expand?.author.handle as string;
  const reporter = author === 'su-he' ? 'wu-tong' : 'su-he';

  const member = await open(reporter, 390);
  await member.page.goto(`${portal.url}/articles/${article.slug}`);
  await member.page.locator(`[data-report="article:${article.id}"]`).click();
  const sheet = member.page.getByRole('dialog', { name: '举报' });
  await expect(sheet).toBeVisible();
  expect(await axe(member.page)).toEqual([]);
  await sheet.getByLabel('广告或刷屏').check();
  await sheet.getByLabel('补充说明').fill('<img src=x onerror=alert(1)> 全是推销');
  await sheet.getByRole('button', { name: '提交举报' }).click();
  await expect(sheet.getByText('已收到')).toBeVisible();
  await sheet.getByRole('button', { name: '关闭' }).click();
  await member.page.locator(`[data-report="article:${article.id}"]`).click();
  await sheet.getByLabel('广告或刷屏').check();
  await sheet.getByRole('button', { name: '提交举报' }).click();
  await expect(sheet.getByRole('alert')).toContainText('已经举报过');

  const moderator = await open('mei-feng', 1280);
  await moderator.page.goto(`${portal.url}/moderation`);
  await expect(moderator.page.getByRole('link', { name: article.title })).toBeVisible();
  expect(await axe(moderator.page)).toEqual([]);
  await moderator.page.getByRole('link', { name: article.title }).click();
  await expect(moderator.page.getByText('<img src=x onerror=alert(1)> 全是推销')).toBeVisible();
  expect(await axe(moderator.page)).toEqual([]);
  await moderator.page.getByLabel('隐藏').check();
  await moderator.page.getByLabel('理由', { exact: true }).fill('通篇推销，请修改后再发。');
  await moderator.page.getByRole('button', { name: '确认' }).click();
  await expect(moderator.page.getByText('已处理')).toBeVisible();
  expect((await fetch(`${portal.url}/articles/${article.slug}`)).status).toBe(410);
  await moderator.page.goto(`${portal.url}/moderation#audit`);
  await moderator.page.reload();
  await expect(moderator.page.getByText('通篇推销，请修改后再发。').first()).toBeVisible();
  expect(await axe(moderator.page)).toEqual([]);

  const entry = await root.collection('audit_log').getFirstListItem(`action='hide' && target='${article.id}'`);
  const writer = await open(author, 390);
  await writer.page.goto(`${portal.url}/appeal#${entry.id}`);
  await expect(writer.page.getByText('通篇推销，请修改后再发。')).toBeVisible();
  expect(await axe(writer.page)).toEqual([]);
  await writer.page.getByLabel('为什么认为有误？').fill('提到产品是为了说明取舍。');
  await writer.page.getByRole('button', { name: '提交申诉' }).click();
  await expect(writer.page.getByText('等待另一位版主复核')).toBeVisible();

  // who decided doesn't answer
  await moderator.page.goto(`${portal.url}/moderation#appeals`);
  await moderator.page.reload();
  await moderator.page.getByLabel('答复').fill('维持。');
  await moderator.page.getByRole('button', { name: '维持原决定' }).click();
  await expect(moderator.page.getByRole('alert')).toContainText('另一位版主');

  const editor = await open('lin-qiao', 390);
  await editor.page.goto(`${portal.url}/en/moderation#appeals`);
  await expect(editor.page.getByText('提到产品是为了说明取舍。')).toBeVisible();
  expect(await axe(editor.page)).toEqual([]);
  await editor.page.getByLabel('Answer').fill('Fair enough.');
  await editor.page.getByRole('button', { name: 'Undo the decision' }).click();
  await expect(editor.page.getByText('No appeals are waiting.')).toBeVisible();
  expect((await fetch(`${portal.url}/articles/${article.slug}`)).status).toBe(200);
  await writer.page.reload();
  await expect(writer.page.getByText('申诉成立')).toBeVisible();
  expect(errors).toEqual([]);
});
