import { expect, test } from '@playwright/test';
import type PocketBase from 'pocketbase';
import { axe } from '../support/axe.ts';
import { Portal, signIn } from '../support/portal.ts';
import { watch } from '../support/site.ts';

const password = 'correct-horse-battery';
let portal: Portal;
let root: PocketBase;
let editor: PocketBase;
let member: PocketBase;

test.describe.configure({ mode: 'default' });

test.beforeAll(async () => {
  portal = await Portal.start({ demo: true });
  root = await portal.superuser();
  await root.settings.update({ rateLimits: { enabled: false } });
  for (const [handle, roles] of [['site-editor', ['editor']], ['an-author', []]] as const) {
    await root.collection('users').create({ handle, name: handle, email: `${handle}@example.com`, password, passwordConfirm: password, verified: true, roles });
  }
  editor = await signIn(portal.url, 'users', 'site-editor@example.com', password);
  member = await signIn(portal.url, 'users', 'an-author@example.com', password);
});
test.afterAll(() => portal?.close());

/** A day from now, as a form for local times writes it. */
const inDays = (days: number, clock: string) => `${new Date(Date.now() + days * 86_400_000).toISOString().slice(0, 10)}T${clock}`;

for (const [lang, prefix] of [['zh', ''], ['en', '/en']] as const) {
  test(`a reader finds an event in the list, the calendar and by its city (${lang})`, async ({ page }) => {
    const trouble = watch(page);
    await page.setViewportSize({ width: 390, height: 844 });
    await page.goto(`${portal.url}${prefix}/events`);
    await expect(page.locator('.ev-row').first()).toBeVisible();
    await expect(page.locator('.ev-row.off')).toHaveCount(1);
    expect(await axe(page)).toEqual([]);
    await page.locator('.filters').getByRole('link', { name: '成都' }).click();
    await expect(page).toHaveURL(/city=/);
    for (const row of await page.locator('.ev-row').all()) await expect(row).toContainText('成都');
    await page.getByRole('link', { name: lang === 'zh' ? '月历' : 'Calendar', exact: true }).click();
    await expect(page.locator('.days')).toBeVisible();
    expect(await axe(page)).toEqual([]);
    await page.goto(`${portal.url}${prefix}/events?view=month&month=2001-02`);
    await expect(page.locator('.month-none a')).toBeVisible();
    await page.locator('.month-none a').click();
    await expect(page.locator('.chip').first()).toBeVisible();
    await page.goto(`${portal.url}${prefix}/events/dev-conference`);
    await expect(page.locator('.tracks .track')).toHaveCount(3);
    await expect(page.locator('.slots').first().locator('.slot').first()).toContainText('08:30');
    expect(await axe(page)).toEqual([]);
    expect(await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth)).toBeLessThanOrEqual(0);
    await page.goto(`${portal.url}${prefix}/events/rag-evaluation-workshop`);
    await expect(page.locator('.ev-after a')).toHaveCount(3);
    expect(await axe(page)).toEqual([]);
    await page.locator('.ev-people a').first().click();
    await expect(page.locator('.ev-row h3').first()).toBeVisible();
    expect(trouble.list).toEqual([]);
  });
}

test('an event is written, published, moved and cancelled, and its page follows', async ({ page }) => {
  const mine = await member.collection('events').create({
    title: '<b>南京</b> 数据库之夜', kind: 'meetup', mode: 'offline', city: '南京', venue: '先锋书店', zone: 'Asia/Shanghai', author: member.authStore.record!.id,
    starts_local: inDays(8, '19:00'), ends_local: inDays(8, '21:00'), body: '三个分享。<script>window.bad = 1</script>',
  });
  const url = `${portal.url}/events/${mine.slug}`;
  expect((await page.goto(url))?.status()).toBe(404);
  await expect(member.collection('events').update(mine.id, { status: 'published' })).rejects.toMatchObject({ status: 400 });
  await editor.collection('events').update(mine.id, { status: 'published' });
  await page.goto(url);
  await expect(page.locator('h1')).toHaveText('<b>南京</b> 数据库之夜');
  await expect(page.locator('.ev-plate')).toContainText('19:00–21:00');
  await expect(page.locator('.ev-plate')).toContainText('Asia/Shanghai, GMT+8');
  expect(await page.evaluate(() => (window as { bad?: number }).bad)).toBeUndefined();

  await member.collection('events').update(mine.id, { starts_local: inDays(8, '18:30'), ends_local: inDays(8, '21:00'), notice: '改为 18:30 开始。' });
  await page.reload();
  await expect(page.locator('.ev-note')).toContainText('改为 18:30 开始。');
  await expect(page.locator('.ev-plate')).toContainText('18:30–21:00');
  await member.collection('event_sessions').create({ event: mine.id, title: '开场', kind: 'keynote', starts: '', ends: '' });
  await page.reload();
  await expect(page.locator('.ev-agenda')).toContainText('开场');
  await editor.collection('events').update(mine.id, { status: 'cancelled' });
  await page.reload();
  await expect(page.locator('.ev-note.off')).toBeVisible();
  const ld = JSON.parse(await page.locator('script[type="application/ld+json"]').first().textContent() ?? '');
  expect([ld['@type'], ld.eventStatus, ld.location[0].address.addressLocality]).toEqual(['Event', 'https://schema.org/EventCancelled', '南京']);
  expect((await root.collection('events').getOne(mine.id)).sequence).toBe(2);
  await page.goto(`${portal.url}/search?q=${encodeURIComponent('数据库之夜')}`);
  await expect(page.locator('.hits .row').first()).toContainText('数据库之夜');
});

test.describe('without scripts', () => {
  test.use({ javaScriptEnabled: false });
  test('everything is there', async ({ page }) => {
    await page.setViewportSize({ width: 390, height: 844 });
    await page.goto(`${portal.url}/events/dev-conference`);
    await expect(page.locator('.ev-plate')).toContainText('GMT+8');
    await expect(page.locator('[data-your-time]')).toBeHidden();
    await page.locator('.ev-cal summary').click();
    await expect(page.locator('.ev-cal a').first()).toHaveAttribute('href', '/events/dev-conference.ics');
    await page.goto(`${portal.url}/events?view=month`);
    await expect(page.locator('.chip').first()).toBeVisible();
  });
});

test.describe('somebody far away', () => {
  test.use({ timezoneId: 'America/New_York' });
  test('is told their own time as well', async ({ page }) => {
    await page.goto(`${portal.url}/events/vector-search-shanghai`);
    await expect(page.locator('[data-your-time]')).toContainText('06:00');
    await expect(page.locator('.ev-plate')).toContainText('19:00–21:00');
  });
});

test('the lists are data and feeds as well', async ({ request }) => {
  const list = await (await request.get(`${portal.url}/api/qiao/events?kind=meetup&perPage=2`)).json();
  expect(list.items).toHaveLength(2);
  expect(list.items.every((item: { kind: string }) => item.kind === 'meetup')).toBe(true);
  expect((await request.get(`${portal.url}/api/qiao/events?kind=party`)).status()).toBe(400);
  for (const path of ['/events', '/events/in/成都', '/events/series/chengdu-go', '/columns/starbridge-tech/events', '/groups/chengdu-go/events']) {
    expect((await (await request.get(`${portal.url}${path}/feed.json`)).json()).items.length, path).toBeGreaterThan(0);
  }
  const moved = await root.collection('events').getFirstListItem('slug = "harbour-hackathon"');
  await root.collection('events').update(moved.id, { slug: 'harbour-weekend' });
  const answer = await request.get(`${portal.url}/events/harbour-hackathon`, { maxRedirects: 0 });
  expect([answer.status(), answer.headers().location]).toEqual([301, '/events/harbour-weekend']);
});
