import type { Page } from '@playwright/test';
import type PocketBase from 'pocketbase';
import { axe } from '../support/axe.ts';
import { Portal, signIn } from '../support/portal.ts';
import { expect, test, watch } from '../support/site.ts';

const password = 'a-good-password-1';
const text = '第一段说桥：它连着两岸。\n\n第二段说水，水在桥下流。\n\n```go\nfmt.Println("桥")\n```\n\n最后一段又说桥。';

/** A portal with people in their parts, and a column of the owner's. */
async function cast(): Promise<{ portal: Portal; root: PocketBase; ids: Record<string, string> }> {
  const portal = await Portal.start();
  const root = await portal.superuser();
  await root.settings.update({ rateLimits: { enabled: false } });
  const ids: Record<string, string> = {};
  for (const handle of ['owner', 'reviewer', 'author', 'boss']) {
    ids[handle] = (await root.collection('users').create({ handle, name: `${handle[0].toUpperCase()}${handle.slice(1)}`, email: `${handle}@example.com`, password, passwordConfirm: password, verified: true, roles: handle === 'boss' ? ['editor'] : [] })).id;
  }
  ids.column = (await root.collection('columns').create({ name: '云上', slug: 'cloud', kind: 'individual', status: 'active', lang: 'zh', owner: ids.owner })).id;
  await root.collection('column_members').create({ column: ids.column, user: ids.reviewer, role: 'editor' });
  await root.collection('column_members').create({ column: ids.column, user: ids.author, role: 'author' });
  ids.article = (await root.collection('articles').create({ title: '桥与水', author: ids.author, kind: 'article', lang: 'zh', status: 'draft', column: ids.column, body: text })).id;
  return { portal, root, ids };
}

/** Opens a page as somebody, as the site keeps who signed in. */
async function as(page: Page, url: string, who: string, path: string): Promise<void> {
  const client = await signIn(url, 'users', `${who}@example.com`, password);
  await page.goto(`${url}/about`);
  await page.evaluate((auth) => localStorage.setItem('pocketbase_auth', JSON.stringify(auth)), { token: client.authStore.token, record: client.authStore.record });
  await page.goto(`${url}${path}`);
}

test('an article goes from its author to a reviewer and back, and is published', async ({ browser }) => {
  const { portal, root, ids } = await cast();
  const [author, reviewer] = await Promise.all([browser.newPage(), browser.newPage()]);
  const trouble = [watch(author), watch(reviewer)];
  try {
    await as(reviewer, portal.url, 'reviewer', '/review');
    await expect(reviewer.getByText('没有要审的稿子')).toBeVisible();

    await as(author, portal.url, 'author', '/mine');
    await author.getByRole('button', { name: '提交审稿' }).click();
    await author.getByLabel(/给编辑的话/).fill('请看第二段');
    await author.getByRole('dialog').getByRole('button', { name: '提交审稿' }).click();
    await expect(author.getByText('还没有人领取')).toBeVisible();
    expect(await axe(author)).toEqual([]);

    // the queue hears of it by itself
    await expect(reviewer.getByRole('link', { name: '桥与水' })).toBeVisible();
    await reviewer.getByRole('button', { name: '领取' }).click();
    await expect(reviewer.getByText(/审稿人 Reviewer/)).toBeVisible();
    expect(await axe(reviewer)).toEqual([]);
    await reviewer.getByRole('link', { name: '桥与水' }).click();
    await expect(reviewer.getByText('请看第二段')).toBeVisible();

    // a suggestion for the words that are selected
    await reviewer.locator('.raw', { hasText: '水在桥下流' }).evaluate((source) => {
      const range = document.createRange(), node = source.firstChild!, at = node.textContent!.indexOf('水在桥下流');
      range.setStart(node, at);
      range.setEnd(node, at + 5);
      getSelection()!.removeAllRanges();
      getSelection()!.addRange(range);
    });
    await reviewer.getByRole('button', { name: '批注 2' }).click();
    await expect(reviewer.locator('.write-note blockquote')).toHaveText('水在桥下流');
    await reviewer.getByRole('textbox', { name: '意见' }).fill('换个说法 <b>粗</b>');
    await reviewer.getByLabel('同时提出修改').check();
    await reviewer.getByLabel('建议改成').fill('水从桥下流过');
    await reviewer.getByRole('button', { name: '发表' }).click();
    await expect(reviewer.locator('mark')).toHaveText('水在桥下流');
    await expect(reviewer.getByText('换个说法 <b>粗</b>')).toBeVisible();
    expect(await axe(reviewer)).toEqual([]);

    // the author applies it, answers another, and both see it at once
    await author.getByRole('link', { name: '1 条意见待处理' }).click();
    await author.getByRole('button', { name: '采纳' }).click();
    await expect(author.locator('.raw', { hasText: '水从桥下流过' })).toBeVisible();
    await expect(reviewer.locator('.raw', { hasText: '水从桥下流过' })).toBeVisible();
    await reviewer.getByRole('button', { name: '对整篇说' }).click();
    await reviewer.getByRole('textbox', { name: '意见' }).fill('很好');
    await reviewer.getByRole('button', { name: '发表' }).click();
    await author.getByRole('button', { name: '回复' }).last().click();
    await author.getByRole('textbox', { name: '回复' }).fill('谢谢');
    await author.getByRole('button', { name: '发表' }).click();
    await expect(reviewer.getByText('谢谢')).toBeVisible();
    await reviewer.locator('.note', { hasText: '谢谢' }).getByRole('button', { name: '标为已解决' }).click();
    await expect(reviewer.locator('.note.settled', { hasText: '谢谢' })).toHaveCount(1);
    await reviewer.getByRole('tab', { name: '发布后的样子' }).click();
    await expect(reviewer.locator('.prose pre')).toContainText('fmt.Println');

    await reviewer.getByRole('tab', { name: '与线上的差异' }).click();
    await expect(reviewer.getByText('没有可对照的版本')).toBeVisible();

    // sent back with a reason, which the author reads
    await reviewer.getByRole('button', { name: '退回' }).click();
    await reviewer.getByLabel('退回的原因').fill('还差一个结尾');
    await reviewer.getByRole('dialog').getByRole('button', { name: '退回' }).click();
    await expect(reviewer.locator('.badge', { hasText: '已退回' })).toBeVisible();
    await author.goto(`${portal.url}/mine`);
    await expect(author.getByText('还差一个结尾')).toBeVisible();
    await author.getByRole('button', { name: '提交审稿' }).click();
    await author.getByRole('dialog').getByRole('button', { name: '提交审稿' }).click();

    // scheduled: a time to come, in the reviewer's own zone
    await expect(reviewer.getByRole('button', { name: '排期发布' })).toBeVisible();
    await reviewer.getByRole('button', { name: '排期发布' }).click();
    await reviewer.getByLabel('发布时间').fill('2001-01-02T08:00');
    await reviewer.getByRole('dialog').getByRole('button', { name: '排期发布' }).click();
    await expect(reviewer.getByRole('alert')).toHaveText('要排期到将来的时间。');
    await reviewer.getByLabel('发布时间').fill('2099-01-02T08:00');
    await reviewer.getByRole('dialog').getByRole('button', { name: '排期发布' }).click();
    await expect(reviewer.locator('.badge', { hasText: '已排期' })).toBeVisible();
    expect((await root.collection('articles').getOne(ids.article)).publish_at).toMatch(/^2099-01-02 00:00/);
    await author.reload();
    await expect(author.getByText('定时发布：')).toBeVisible();
    await reviewer.getByRole('button', { name: '通过并发布' }).click();
    await expect(reviewer.locator('.badge', { hasText: '已发布' })).toBeVisible();
    expect((await root.collection('submissions').getFullList({ filter: `article='${ids.article}'` })).map((s) => s.state).sort()).toEqual(['accepted', 'rejected']);
    expect(trouble.flatMap((t) => t.list)).toEqual([]);
  } finally {
    await Promise.all([author.close(), reviewer.close()]);
    await portal.close();
  }
});

test('a column is applied for, approved and managed', async ({ browser }) => {
  const { portal, ids } = await cast();
  const [author, boss] = await Promise.all([browser.newPage({ viewport: { width: 390, height: 844 } }), browser.newPage()]);
  const trouble = watch(boss);
  try {
    await as(author, portal.url, 'author', '/en/columns/apply');
    await author.getByLabel('Name of the column').fill('Notes from the river');
    await author.getByLabel('Address').fill('cloud');
    await author.getByLabel('What it will be about').fill('One piece a week.');
    await author.getByRole('button', { name: 'Send the application' }).click();
    await expect(author.locator('.wrong')).toContainText('cloud'); // another column's address
    expect(await axe(author)).toEqual([]);
    await author.getByLabel('Address').fill('river');
    await author.getByRole('button', { name: 'Send the application' }).click();
    await author.getByRole('link', { name: 'See my applications' }).click();
    await expect(author.getByText('Waits for an answer')).toBeVisible();

    await as(boss, portal.url, 'boss', '/review/applications');
    await expect(boss.getByText('One piece a week.')).toBeVisible();
    expect(await axe(boss)).toEqual([]);
    await boss.getByRole('button', { name: '批准', exact: true }).click();
    await boss.getByRole('dialog').getByRole('button', { name: '批准', exact: true }).click();
    await expect(boss.getByText('没有这样的申请')).toBeVisible();
    await expect(author.getByText('Approved', { exact: true })).toBeVisible();

    // its owner finds the way from its page
    await author.goto(`${portal.url}/en/columns/river`);
    await author.getByRole('link', { name: 'Manage' }).click();
    await author.getByLabel('In one sentence').fill('Where the water goes');
    await author.getByRole('button', { name: 'Save' }).click();
    await expect(author.getByText('Saved.')).toBeVisible();
    await author.getByLabel('User name').fill('nobody-here');
    await author.getByRole('button', { name: 'Add', exact: true }).click();
    await expect(author.getByText('There is no such user name.')).toBeVisible();
    await author.getByLabel('User name').fill('@reviewer');
    await author.getByRole('button', { name: 'Add', exact: true }).click();
    await expect(author.getByRole('link', { name: 'Reviewer' })).toBeVisible();
    expect(await axe(author)).toEqual([]);
    expect(await author.evaluate(() => document.documentElement.scrollWidth <= innerWidth)).toBe(true);

    // others are not shown the way, nor let in
    await as(author, portal.url, 'reviewer', '/columns/cloud');
    await expect(author.getByRole('link', { name: '管理' })).toBeVisible();
    await as(author, portal.url, 'author', '/columns/cloud');
    await expect(author.getByRole('heading', { name: '云上' })).toBeVisible();
    await expect(author.getByRole('link', { name: '管理' })).toHaveCount(0);
    await author.goto(`${portal.url}/columns/manage#${ids.column}`);
    await expect(author.getByRole('alert')).toContainText('没有这个专栏');
    await author.goto(`${portal.url}/review#${ids.article}`);
    await expect(author.getByText('桥与水')).toBeVisible();
    expect(trouble.list).toEqual([]);
  } finally {
    await Promise.all([author.close(), boss.close()]);
    await portal.close();
  }
});
