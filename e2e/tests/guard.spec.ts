import { expect, test, type Page } from '@playwright/test';
import { axe } from '../support/axe.ts';
import { Portal, qiao, signIn } from '../support/portal.ts';
import { watch } from '../support/site.ts';
import { mkdtemp, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { tmpdir } from 'node:os';

// What waits for a moderator, from the rule to the decision.
test.describe.configure({ mode: 'serial' });

let portal: Portal;
test.beforeAll(async () => { portal = await Portal.start(); });
test.afterAll(() => portal?.close());

const password = 'a-long-password-1';

async function enter(page: Page, email: string): Promise<void> {
  const { authStore } = await signIn(portal.url, 'users', email, password);
  await page.goto(`${portal.url}/moderation/held`);
  await page.evaluate((kept) => localStorage.setItem('pocketbase_auth', kept), JSON.stringify({ token: authStore.token, record: authStore.record }));
}

test('a comment with a word to be seen waits until a moderator releases it', async ({ page }) => {
  const trouble = watch(page);
  const admin = await portal.superuser();
  const account = (handle: string, roles: string[]) => admin.collection('users').create({
    email: `${handle}@example.com`, password, passwordConfirm: password, verified: true, handle, name: handle, roles,
  });
  const [member, , editor] = [await account('lin-xia', []), await account('mod', ['moderator']), await account('chief', ['editor'])];
  await admin.collection('policy').update('qiaopolicy00000', { preset: 'open' });
  const article = await admin.collection('articles').create({ title: '大家来谈', author: editor.id, kind: 'article', lang: 'zh', status: 'published', body: '正文。' });

  // the rules come from a list while the portal serves
  const folder = await mkdtemp(join(tmpdir(), 'qiao-words-'));
  await writeFile(join(folder, 'list.txt'), '# 一份词表\n加微信\n赌博网站\n');
  const imported = await qiao(['words', 'import', join(folder, 'list.txt'), '--list', '广告', '--dir', portal.dir]);
  expect(imported.stdout).toContain('2 added');
  const asMember = await signIn(portal.url, 'users', 'lin-xia@example.com', password);
  let held = { id: '', state: '' };
  await expect.poll(async () => {
    held = await asMember.collection('comments').create({ kind: 'article', target: article.id, author: member.id, body: `第 ${Date.now()} 次：想要的话 加 微·信 <b>聊</b>。` });
    return held.state;
  }, { intervals: [300] }).toBe('pending');
  const second = await asMember.collection('comments').create({ kind: 'article', target: article.id, author: member.id, body: '还有賭**博**网站，也来看看。' });
  expect(second.state).toBe('pending');

  await enter(page, 'lin-xia@example.com');
  await page.goto(`${portal.url}/moderation/held`);
  await expect(page.getByText('这一页给版主、站点编辑和声望足够的成员看')).toBeVisible();

  await enter(page, 'mod@example.com');
  for (const [colorScheme, width] of [['light', 390], ['dark', 1440], ['light', 1440], ['dark', 390]] as const) {
    await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
    await page.setViewportSize({ width, height: 900 });
    await page.goto(`${portal.url}/moderation/held`);
    await expect(page.locator('.held')).toHaveCount(2);
    expect(await axe(page)).toEqual([]);
    expect(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth)).toBe(true);
    if (process.env.QIAO_SHOTS) await page.screenshot({ path: join(process.env.QIAO_SHOTS, `held-${colorScheme}-${width}.png`), fullPage: true });
  }
  await expect(page.locator('.held').first().locator('mark')).toHaveText('加 微·信');
  await expect(page.locator('.held').first()).toContainText('规则“加微信”（广告）');
  await page.locator('.held').first().getByRole('button', { name: '放行' }).click();
  await expect(page.locator('main').getByRole('status')).toHaveText('已放行。');
  await page.locator('.held').first().getByRole('button', { name: '不通过' }).click();
  await expect(page.getByText('没有待审的内容')).toBeVisible();
  expect((await admin.collection('comments').getOne(held.id)).state).toBe('visible');
  expect((await admin.collection('comments').getOne(second.id)).state).toBe('hidden');

  await page.goto(`${portal.url}/en/moderation/held`);
  await expect(page.getByText('Nothing waits.')).toBeVisible();
  expect(trouble.list).toEqual([]);
});
