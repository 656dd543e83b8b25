import type { BrowserContext, Page } from '@playwright/test';
import type PocketBase from 'pocketbase';
import { axe } from '../support/axe.ts';
import { PostOffice } from '../support/mails.ts';
import { Portal, signIn } from '../support/portal.ts';
import { type Trouble, expect, test, watch } from '../support/site.ts';

// The way of a visitor through the whole portal, as everybody concerned sees it: in both languages, on a desk and on a phone.

const password = 'a-good-password-1';
const image = Buffer.from('iVBORw0KGgoAAAANSUhEUgAAAAgAAAAICAIAAABLbSncAAAAEklEQVR4nGNkYPjPgA0wMgxJCQA8IAEHsfXL5QAAAABJRU5ErkJggg==', 'base64');

const zh = {
  prefix: '', verify: /确认你在/, verified: /邮箱已确认/, column: '专栏名称', address: '地址', about: '打算写什么', apply: '提交申请', applications: '看我的申请',
  approve: '批准', submitted: '已提交', publish: '通过并发布', published: '已发布', post: '发表', unread: /通知，[1-9]/, report: '举报', spam: '广告或刷屏', sendReport: '提交举报', received: '已收到',
  hide: '隐藏', reason: '理由', confirm: '确认', done: '已处理', why: '为什么认为有误？', appeal: '提交申诉', waits: '等待',
};
const en: typeof zh = {
  prefix: '/en', verify: /Confirm your/, verified: /confirmed/, column: 'Name of the column', address: 'Address', about: 'What it will be about', apply: 'Send the application', applications: 'See my applications',
  approve: 'Approve', submitted: 'Submitted', publish: 'Approve and publish', published: 'Published', post: 'Post', unread: /Notifications, [1-9]/, report: 'Report', spam: 'Spam', sendReport: 'Send report', received: 'we have it',
  hide: 'Hide', reason: 'Reason', confirm: 'Confirm', done: 'Done.', why: 'Why is it wrong?', appeal: 'Send the appeal', waits: 'waits',
};

let portal: Portal;
let office: PostOffice;
let root: PocketBase;

test.beforeAll(async () => {
  office = await PostOffice.start();
  portal = await Portal.start();
  root = await portal.superuser();
  await root.settings.update({ rateLimits: { enabled: false } });
  await office.serve(root);
});
test.afterAll(async () => {
  await portal?.close();
  await office?.close();
});

// every walk has people, columns and texts of its own, marked with its number, on one portal
for (const [walk, [name, says, width]] of ([['zh, on a desk', zh, 1440], ['en, on a phone', en, 390], ['zh, on a phone', zh, 390], ['en, on a desk', en, 1440]] as const).entries()) {
  test(`from a visitor to an author who appeals (${name})`, async ({ browser }) => {
    test.setTimeout(240_000);
    const troubles: Trouble[] = [];
    const contexts: BrowserContext[] = [];
    const own = (word: string) => `${word}-${walk}`;
    const title = `桥与水 ${walk}`;
    const email = `${own('wu-tong')}@example.com`;
    const at = (path: string) => `${portal.url}${says.prefix}${path}`;
    const open = async (who?: PocketBase): Promise<Page> => {
      const context = await browser.newContext({ locale: says.prefix ? 'en-GB' : 'zh-CN', viewport: { width, height: 900 }, reducedMotion: 'reduce' });
      contexts.push(context);
      if (who) await context.addInitScript((kept) => localStorage.setItem('pocketbase_auth', kept), JSON.stringify({ token: who.authStore.token, record: who.authStore.record }));
      const page = await context.newPage();
      troubles.push(watch(page));
      return page;
    };
    /** The page is sound as it is now. */
    const sound = async (page: Page, where: string): Promise<void> => {
      expect.soft(await axe(page), where).toEqual([]);
      expect.soft(await page.evaluate(() => document.documentElement.scrollWidth - innerWidth), `${where}: wider than the window`).toBeLessThanOrEqual(0);
    };
    try {
      const people: Record<string, PocketBase> = {};
      const ids: Record<string, string> = {};
      for (const [who, roles] of [['boss', ['editor']], ['mod', ['moderator']], ['reader', []]] as const) {
        const handle = own(who);
        ids[who] = (await root.collection('users').create({ handle, name: handle, email: `${handle}@example.com`, password, passwordConfirm: password, verified: true, roles, locale: says.prefix ? 'en' : 'zh-CN' })).id;
        people[who] = await signIn(portal.url, 'users', `${handle}@example.com`, password);
      }
      const cloud = await root.collection('columns').create({ name: own('云上'), slug: own('cloud'), kind: 'individual', status: 'active', lang: 'zh', owner: ids.boss });

      // a visitor joins, and proves the address by the mail
      const writer = await open();
      await writer.goto(at('/join'));
      await writer.locator('#handle').fill(own('wu-tong'));
      await writer.locator('#email').fill(email);
      await writer.locator('#password').fill(password);
      await writer.locator('form[data-join] .btn').click();
      await expect(writer.locator('h1')).toHaveText(/欢迎|Welcome/);
      await expect.poll(() => office.letters.some((mail) => mail.to === email && says.verify.test(mail.subject)), { timeout: 30_000 }).toBe(true);
      const letter = office.letters.find((mail) => mail.to === email && says.verify.test(mail.subject))!;
      const link = new URL(letter.links.find((l) => l.includes('/verify'))!);
      await writer.goto(`${portal.url}${link.pathname}${link.hash}`);
      await expect(writer.locator('[data-verify]')).toHaveText(says.verified);
      const me = await root.collection('users').getFirstListItem(`handle='${own('wu-tong')}'`);
      expect(me.verified).toBe(true);

      // applies for a column, which an editor approves
      await writer.goto(at('/columns/apply'));
      await writer.getByLabel(says.column).fill(own('Notes from the river'));
      await writer.getByLabel(says.address).fill(own('river'));
      await writer.getByLabel(says.about).fill('One piece a week.');
      await sound(writer, 'the application');
      await writer.getByRole('button', { name: says.apply }).click();
      await expect(writer.getByRole('link', { name: says.applications })).toBeVisible();
      const boss = await open(people.boss);
      await boss.goto(at('/review/applications'));
      await boss.locator('.item', { hasText: own('river') }).getByRole('button', { name: says.approve, exact: true }).click();
      await boss.getByRole('dialog').getByRole('button', { name: says.approve, exact: true }).click();
      await expect.poll(async () => (await root.collection('columns').getList(1, 1, { filter: `slug='${own('river')}'` })).totalItems).toBe(1);
      await expect(writer.locator('qiao-bell button').first()).toHaveAccessibleName(says.unread);

      // writes with a picture for the editor's column, and submits
      await root.collection('column_members').create({ column: cloud.id, user: me.id, role: 'author' });
      await writer.goto(at('/write'));
      await writer.locator('#w-title').fill(title);
      await writer.locator('#w-body').fill('## 桥\n\n它连着两岸。\n\n');
      await expect(writer).toHaveURL(/#\w{15}$/);
      await writer.locator('[data-w=pick]').setInputFiles([{ name: 'bridge.png', mimeType: 'image/png', buffer: image }]);
      await expect(writer.locator('#w-body')).toHaveValue(/!\[bridge\]\([\w-]+\.png\)/);
      await writer.locator('summary').first().click();
      await writer.locator('#w-column').selectOption(cloud.id);
      await expect(writer.locator('[data-w=state]')).toHaveAttribute('data-state', 'saved');
      await sound(writer, 'the editor');
      await writer.locator('[data-w=go]').click();
      await expect(writer.locator('[data-w=notice]')).toContainText(says.submitted);
      const id = writer.url().split('#')[1]!;

      // is reviewed and published
      await boss.goto(at(`/review#${id}`));
      await boss.reload();
      await boss.getByRole('button', { name: says.publish }).click();
      await expect(boss.locator('.badge', { hasText: says.published })).toBeVisible();
      await sound(boss, 'the review');
      const article = await root.collection('articles').getOne(id);
      expect(article.status).toBe('published');
      await writer.goto(at(`/articles/${article.slug}`));
      await expect(writer.locator('article .prose img')).toBeVisible();

      // a second member comments and mentions the author, who hears of it at once
      await writer.goto(at('/columns'));
      const bell = writer.locator('qiao-bell button').first();
      await bell.click();
      await writer.locator('.bell-box button').first().click(); // all read
      await expect(bell).not.toHaveAccessibleName(says.unread);
      await writer.keyboard.press('Escape');
      const reader = await open(people.reader);
      await reader.goto(at(`/articles/${article.slug}`));
      await reader.locator('.talk-open').click();
      await reader.locator('textarea').fill(`写得好，@${own('wu-tong')} 下一篇写什么？`);
      await reader.locator('[data-talk-form]').getByRole('button', { name: says.post, exact: true }).click();
      await expect(reader.locator('.said a.mention')).toHaveAttribute('href', new RegExp(`/people/${own('wu-tong')}`));
      await sound(reader, 'the discussion');
      await expect(bell).toHaveAccessibleName(says.unread);

      // the article is reported, a moderator hides it
      await reader.locator(`[data-report="article:${id}"]`).click();
      const sheet = reader.getByRole('dialog', { name: says.report });
      await sheet.getByLabel(says.spam).check();
      await sheet.getByRole('button', { name: says.sendReport }).click();
      await expect(sheet.getByText(says.received)).toBeVisible();
      await reader.goto(at('/about')); // how far somebody read a page that is gone isn't kept
      const mod = await open(people.mod);
      await mod.goto(at('/moderation'));
      await mod.getByRole('link', { name: title }).click();
      await mod.getByLabel(says.hide, { exact: true }).check();
      await mod.getByLabel(says.reason, { exact: true }).fill('Please say whose bridge it is.');
      await sound(mod, 'the decision');
      await mod.getByRole('button', { name: says.confirm }).click();
      await expect(mod.getByText(says.done)).toBeVisible();
      expect((await fetch(at(`/articles/${article.slug}`))).status).toBe(410);

      // the author is told, and appeals
      await writer.goto(at('/notifications'));
      await writer.locator('main a[href*="/appeal#"]').first().click();
      await expect(writer.getByText('Please say whose bridge it is.')).toBeVisible();
      await writer.getByLabel(says.why).fill('It is nobody’s: it is a figure of speech.');
      await sound(writer, 'the appeal');
      await writer.getByRole('button', { name: says.appeal }).click();
      await expect.poll(async () => (await root.collection('appeals').getFullList({ filter: `user='${me.id}' && state='open'` })).length).toBe(1);
      expect(troubles.flatMap((t) => t.list)).toEqual([]);
    } finally {
      await Promise.all(contexts.map((context) => context.close()));
    }
  });
}
