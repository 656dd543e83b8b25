import { readFileSync } from 'node:fs';
import { expect, test, type Page } from '@playwright/test';
import { axe } from '../support/axe.ts';
import { Portal, root, signIn } from '../support/portal.ts';
import { watch } from '../support/site.ts';

// The first run of an empty portal, and what a member may do with their data.
test.describe.configure({ mode: 'serial' });

let portal: Portal;
test.beforeAll(async () => { portal = await Portal.start(); });
test.afterAll(() => portal?.close());

/** Signs a browser in as the SDK keeps it. */
async function enter(page: Page, email: string, password: string): Promise<string> {
  const { authStore } = await signIn(portal.url, 'users', email, password);
  await page.goto(`${portal.url}/about`);
  await page.evaluate((kept) => localStorage.setItem('pocketbase_auth', kept), JSON.stringify({ token: authStore.token, record: authStore.record }));
  return authStore.record!.id;
}

test('who creates the superuser names the site', async ({ page }) => {
  const trouble = watch(page);
  await portal.superuser();
  await page.goto(`${portal.url}/welcome`);
  await expect(page.getByRole('link', { name: '登录' }).last()).toBeVisible();
  await enter(page, root.email, root.password);
  for (const colorScheme of ['light', 'dark'] as const) {
    await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
    await page.setViewportSize({ width: colorScheme === 'light' ? 390 : 1440, height: 900 });
    await page.goto(`${portal.url}/welcome`);
    await expect(page.getByLabel('站点名称')).toBeVisible();
    expect(await axe(page)).toEqual([]);
  }
  await page.getByLabel('站点名称').fill('榕树下');
  await page.getByLabel('英文名称').fill('Banyan');
  await page.getByLabel('ICP 备案号').fill('闽ICP备00000000号');
  await page.getByLabel('宽松').check();
  await page.getByRole('button', { name: '保存' }).click();
  await expect(page.locator('main').getByRole('status')).toHaveText('保存好了。');
  await page.goto(`${portal.url}/en`);
  await expect(page.locator('footer')).toContainText('Banyan');
  await expect(page.locator('footer')).toContainText('闽ICP备00000000号');
  expect(trouble.list).toEqual([]);
});

test('a member takes the data along, leaves, and comes back', async ({ page }) => {
  const admin = await portal.superuser();
  await admin.collection('users').create({
    email: 'member@example.com', password: 'member-password-1', passwordConfirm: 'member-password-1', verified: true, handle: 'a-member', name: '成员',
  });
  const id = await enter(page, 'member@example.com', 'member-password-1');
  await page.goto(`${portal.url}/settings/data`);
  const button = page.getByRole('button', { name: '下载 ZIP' });
  await expect(button).toBeVisible();
  expect(await axe(page)).toEqual([]);
  const [download] = await Promise.all([page.waitForEvent('download'), button.click()]);
  expect(download.suggestedFilename()).toMatch(/^qiao-a-member-.*\.zip$/);
  expect(readFileSync(await download.path()).subarray(0, 2).toString()).toBe('PK');

  await page.getByLabel('用密码确认').fill('wrong');
  await page.getByRole('button', { name: '注销账号' }).click();
  await expect(page.getByRole('alert').filter({ hasText: '密码不正确' })).toBeVisible();
  await page.getByLabel('用密码确认').fill('member-password-1');
  await page.getByRole('button', { name: '注销账号' }).click();
  await expect(page.locator('main').getByRole('status')).toContainText('账号将在');
  expect((await admin.collection('users').getOne(id)).leaving_at).not.toBe('');
  await page.getByRole('button', { name: '取消注销' }).click();
  await expect(page.getByLabel('用密码确认')).toBeVisible();
  expect((await admin.collection('users').getOne(id)).leaving_at).toBe('');
});
