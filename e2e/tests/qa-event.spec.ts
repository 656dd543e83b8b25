import { type Browser, type Page, expect, test } from '@playwright/test';
import type PocketBase from 'pocketbase';
import { axe } from '../support/axe.ts';
import { Portal, signIn } from '../support/portal.ts';
import { watch } from '../support/site.ts';

// Asking in an event: from its page to the form and back, and what its organiser hears.
const password = 'correct-horse-battery';
let portal: Portal;
let root: PocketBase;
const people: Record<string, PocketBase> = {};
const id = (who: string) => people[who].authStore.record!.id;

test.beforeAll(async () => {
  portal = await Portal.start();
  root = await portal.superuser();
  await root.settings.update({ rateLimits: { enabled: false } });
  for (const handle of ['zu-zhi', 'su-wen']) {
    await root.collection('users').create({ handle, name: handle, email: `${handle}@example.com`, password, passwordConfirm: password, verified: true, reputation: 100 });
    people[handle] = await signIn(portal.url, 'users', `${handle}@example.com`, password);
  }
  await root.collection('tags').create({ slug: 'go', name: 'Go 语言', name_en: 'Go', category: 'other' });
});
test.afterAll(() => portal?.close());

async function person(browser: Browser, who: string, path: string): Promise<Page> {
  const own = await browser.newContext({ locale: path.startsWith('/en') ? 'en' : 'zh-CN', viewport: { width: 390, height: 844 } });
  if (who) {
    const { token, record } = people[who].authStore;
    await own.addInitScript((auth) => localStorage.setItem('pocketbase_auth', auth), JSON.stringify({ token, record }));
  }
  const page = await own.newPage();
  await page.goto(portal.url + path);
  return page;
}

async function sound(page: Page): Promise<void> {
  expect(await page.evaluate(() => document.documentElement.scrollWidth - innerWidth)).toBeLessThanOrEqual(0);
  for (const colorScheme of ['light', 'dark'] as const) {
    await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
    expect(await axe(page)).toEqual([]);
  }
}

const languages = [
  { path: '', title: '缓存答疑夜 <b>第一场</b>', ask: '就这场活动提问', publish: '发布问题', leave: '不在活动中提问', waits: '1 个问题在等回答', told: '在你组织的活动' },
  { path: '/en', title: 'Cache clinic <b>one</b>', ask: 'Ask about this event', publish: 'Publish question', leave: 'Don’t ask in it', waits: '1 question waits for an answer', told: 'asks in your event' },
] as const;

for (const say of languages) {
  test(`a question is asked in an event, stands on its page, and its organiser hears of it, ${say.path ? 'in English' : 'in Chinese'}`, async ({ browser }) => {
    const event = await root.collection('events').create({
      title: say.title, kind: 'webinar', mode: 'online', status: 'published', lang: say.path ? 'en' : 'zh', author: id('zu-zhi'), zone: 'Asia/Shanghai',
      starts: '2030-12-01 12:00:00.000Z', ends: '2030-12-01 13:00:00.000Z',
    });
    const page = await person(browser, 'su-wen', `${say.path}/events/${event.slug}`);
    const trouble = watch(page);
    await sound(page);
    await page.getByRole('link', { name: say.ask }).click();
    await page.waitForURL(new RegExp(`${say.path}/ask#event=${event.slug}$`));
    const place = page.locator('[data-w=event]');
    await expect(place.getByRole('link')).toHaveText(say.title);
    await expect(place.getByRole('link')).toHaveAttribute('href', `${say.path}/events/${event.slug}`);
    await sound(page);

    // taken away and brought back: nothing was saved by that
    await place.getByRole('button', { name: say.leave }).click();
    await expect(place).toBeHidden();
    await page.reload();
    await expect(place.getByRole('link')).toHaveText(say.title);
    expect((await root.collection('questions').getFullList({ filter: `author='${id('su-wen')}' && status='draft'` })).length).toBe(0);

    const title = `How should keys be named? ${say.path || 'zh'}`;
    await page.locator('#a-title').fill(title);
    // another text for each: the same twice would wait for a moderator
    await page.locator('#a-body').fill(say.path ? 'We tried prefixes and expected fewer collisions.' : '用过前缀，期望不再撞键，结果还是撞了。');
    await page.locator('#a-tag').fill('go');
    await page.locator('.tagger [role=option]').first().click();
    await expect(page).toHaveURL(/#id=\w{15}$/);
    await page.reload(); // the draft knows where it is asked
    await expect(place.getByRole('link')).toHaveText(say.title);
    await page.getByRole('button', { name: say.publish }).click();
    await page.waitForURL(/\/questions\/\w{15}\//);
    await page.getByRole('link', { name: say.title }).click();
    await page.waitForURL(new RegExp(`${say.path}/events/${event.slug}$`));
    await expect(page.locator('.q-event')).toContainText(title);
    await page.getByRole('link', { name: say.waits }).click();
    await page.waitForURL(new RegExp(`${say.path}/events/${event.slug}/questions\\?filter=unanswered$`));
    await expect(page.locator('.q-row')).toHaveCount(1);
    await sound(page);
    expect(trouble.list).toEqual([]);
    await page.context().close();

    const organiser = await person(browser, 'zu-zhi', `${say.path}/notifications`);
    await expect(organiser.getByRole('link', { name: new RegExp(`${say.told}.*${title.replace('?', '\\?')}`) })).toBeVisible();
    await organiser.context().close();
  });
}

test('a text written before signing in is asked in its event, and a draft event is none to ask in', async ({ browser }) => {
  const base = { kind: 'webinar', mode: 'online', lang: 'zh', author: id('zu-zhi'), zone: 'Asia/Shanghai', starts: '2030-12-01 12:00:00.000Z', ends: '2030-12-01 13:00:00.000Z' };
  const open = await root.collection('events').create({ ...base, title: '公开的活动', status: 'published' });
  const draft = await root.collection('events').create({ ...base, title: '没公开的活动', status: 'draft' });
  const guest = await person(browser, '', `/ask#event=${open.id}`);
  await guest.locator('#a-title').fill('没登录也能先写吗？');
  const place = guest.locator('[data-w=event]');
  await expect(place.getByRole('link')).toHaveText('公开的活动');
  await expect.poll(() => guest.evaluate(() => JSON.stringify(localStorage))).toContain('没登录');
  await guest.goto('about:blank');
  await guest.goto(`${portal.url}/ask`);
  await expect(guest.locator('#a-title')).toHaveValue('没登录也能先写吗？');
  await expect(place.getByRole('link')).toHaveText('公开的活动');
  await guest.context().close();

  const organiser = await person(browser, 'zu-zhi', `/ask#event=${draft.slug}`);
  await expect(organiser.locator('[data-ask]')).toBeVisible();
  await organiser.waitForLoadState('networkidle');
  await expect(organiser.locator('[data-w=event]')).toBeHidden();
  await organiser.context().close();
});
