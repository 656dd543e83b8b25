import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Browser, BrowserContext, Page } from '@playwright/test';
import { gzipSync } from 'node:zlib';
import { axe } from '../support/axe.ts';
import { PostOffice, mails } from '../support/mails.ts';
import { Portal } from '../support/portal.ts';
import { at, english, expect, test, watch } from '../support/site.ts';

const password = 'correct-horse-battery';
let count = 0;

/** Somebody new: a handle and an address that nobody has. */
function somebody(): { handle: string; email: string } {
  const handle = `p${Date.now().toString(36)}${process.pid}${count++}`;
  return { handle, email: `${handle}@example.com` };
}

async function join(page: Page, who: { handle: string; email: string }, path = '/join'): Promise<void> {
  await page.goto(path.startsWith('http') ? path : at(path));
  await page.locator('#handle').fill(who.handle);
  await page.locator('#email').fill(who.email);
  await page.locator('#password').fill(password);
  if (await page.locator('#agreed').count()) await page.locator('#agreed').check();
  await page.locator('form[data-join] .btn').click();
  await expect(page.locator('h1')).toHaveText(/欢迎|Welcome/);
}

async function signOut(page: Page): Promise<void> {
  await page.locator('.me').click();
  await Promise.all([page.waitForEvent('load'), page.getByRole('button', { name: /退出登录|Sign out/ }).last().click()]);
  await expect(page.locator('qiao-account > a').first()).toBeVisible();
}

async function fillSignIn(page: Page, email: string, secret: string): Promise<void> {
  await page.locator('#email').fill(email);
  await page.locator('#password').fill(secret);
  await page.locator('[data-step=password] .btn:not(.quiet)').click();
}

async function enterCode(page: Page, email: string): Promise<void> {
  await expect(page.locator('#code')).toBeVisible();
  const code = (await mails.to(email, /验证码|sign-in code/)).html.match(/<strong>(\d+)<\/strong>/)![1]!;
  await page.locator('#code').fill(code);
  await page.locator('[data-step=code] .btn:not(.quiet)').click();
}

for (const [name, prefix, width] of [['zh, on a phone', '', 390], ['en, on a desk', '/en', 1440]] as const) {
  test(`joining, confirming, and coming back by password and by code (${name})`, async ({ page, trouble }) => {
    await page.setViewportSize({ width, height: 844 });
    const who = somebody();
    await page.goto(at(`${prefix}/tags`));
    await page.locator('qiao-account > a').first().click(); // to sign in, and from there to join
    await page.locator('[data-keep-to]').click();
    await expect(page.locator('form[data-join] fieldset')).toBeEnabled();
    await page.locator('form[data-join] .btn').click(); // nothing filled in
    await expect(page.locator('.trouble a')).toHaveCount(3 + await page.locator('#agreed').count());
    await page.locator('.trouble a').first().click();
    await expect(page.locator('#handle')).toBeFocused();
    await join(page, who, page.url());
    await expect(page.locator('.door .acts a').first()).toHaveAttribute('href', `${prefix}/tags`);
    expect(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth), 'nothing sticks out').toBe(true);
    expect(await axe(page)).toEqual([]);

    const letter = await mails.to(who.email, /确认你在|Confirm your/);
    const link = new URL(letter.links.find((l) => l.includes('/verify'))!);
    expect(link.pathname).toBe(`${prefix}/verify`);
    await page.goto(at(link.pathname + link.hash));
    await expect(page.locator('[data-verify]')).toHaveText(/邮箱已确认|confirmed/);
    expect(page.url(), 'the token is out of the address').not.toContain('#');

    await page.locator('.door .else a').click();
    await expect(page.locator('.me')).toBeVisible();
    await page.locator('.me').focus();
    await page.keyboard.press('Enter');
    await expect(page.locator('.menu')).toBeVisible();
    await page.keyboard.press('ArrowDown');
    await expect(page.locator('.menu a').first()).toBeFocused();
    expect(await axe(page)).toEqual([]);
    await page.keyboard.press('Escape');
    await expect(page.locator('.me')).toBeFocused();
    await expect(page.locator('.menu')).toBeHidden();
    await signOut(page);

    await page.goto(at(`${prefix}/sign-in#to=${encodeURIComponent(`${prefix}/columns`)}`));
    await fillSignIn(page, who.email, password);
    await expect(page).toHaveURL(at(`${prefix}/columns`));
    await signOut(page);

    await page.goto(at(`${prefix}/sign-in#to=https://evil.example/`));
    await page.locator('#email').fill(who.email);
    await page.locator('[data-send-code]').click();
    await enterCode(page, who.email);
    await expect(page).toHaveURL(at(prefix || '/'));
    expect(trouble.list).toEqual([]);
  });
}

test('a forgotten password, and what is said about a wrong one', async ({ page }) => {
  const who = somebody();
  await join(page, who);
  await signOut(page);
  await page.goto(at('/sign-in'));
  await fillSignIn(page, who.email, 'not the password');
  await expect(page.locator('[data-step=password] .trouble')).toHaveText('邮箱或密码不对。');
  await page.goto(at('/forgot'));
  for (const email of ['nobody-at-all@example.com', who.email]) {
    await page.goto(at('/forgot'));
    await page.locator('#email').fill(email);
    await page.locator('.door .btn').click();
    await expect(page.locator('.said')).toContainText('如果这个邮箱有账号');
  }
  const link = new URL((await mails.to(who.email, /重设/)).links.find((l) => l.includes('/reset'))!);
  await page.goto(at(link.pathname + link.hash));
  await page.locator('[data-show]').click();
  await expect(page.locator('#password')).toHaveAttribute('type', 'text');
  await page.locator('#password').fill('a-better-password');
  await page.locator('.door .btn').click();
  await expect(page.locator('.said')).toBeFocused();
  await page.goto(at(link.pathname + link.hash)); // works once
  await page.locator('#password').fill('a-worse-password');
  await page.locator('.door .btn').click();
  await expect(page.locator('.trouble')).toContainText('失效');
  await page.goto(at('/sign-in'));
  await fillSignIn(page, who.email, 'a-better-password');
  await expect(page.locator('.me')).toBeVisible();
});

test('a profile: what is shown, what is hidden, and a new handle', async ({ page, browser, trouble }) => {
  const who = somebody();
  await join(page, who);
  await page.goto(at('/settings'));
  await expect(page.locator('[data-profile] fieldset')).toBeEnabled();
  await page.locator('#name').fill('<b>陈默</b>');
  await page.locator('#bio').fill('写数据库的。');
  await page.locator('#city').fill('杭州');
  await page.locator('#company').fill('西溪软件');
  await page.locator('#expertise').fill('Go');
  await expect(page.locator('.chips li')).toHaveCount(1);
  await page.locator('[data-add-link]').click();
  await page.locator('.link-row input').nth(0).fill('博客');
  await page.locator('.link-row input').nth(1).fill('https://example.org/');
  await page.locator('#private-city').check();
  await page.locator('#avatar').setInputFiles({ name: 'me.png', mimeType: 'image/png', buffer: Buffer.from('iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==', 'base64') });
  await page.locator('[data-profile] .acts .btn').first().click();
  await expect(page.locator('[data-profile] .said')).toHaveText('已保存。');
  expect(await axe(page)).toEqual([]);
  await page.reload();
  await expect(page.locator('#city')).toHaveValue('杭州');
  await expect(page.locator('.chips li')).toHaveCount(1);
  await expect(page.locator('.me img')).toBeVisible();

  const guest = await (await browser.newContext()).newPage();
  await guest.goto(at(`/people/${who.handle}`));
  await expect(guest.locator('h1')).toHaveText('<b>陈默</b>');
  await expect(guest.locator('main')).toContainText('西溪软件');
  await expect(guest.locator('main')).toContainText('擅长');
  await expect(guest.locator('main')).not.toContainText('杭州');
  expect(await axe(guest)).toEqual([]);

  await page.locator('#handle').fill('admin');
  await page.locator('[data-profile] .acts .btn').first().click();
  await expect(page.locator('#handle-wrong')).toContainText('保留');
  await expect(page.locator('#handle')).toBeFocused();
  await page.locator('#handle').fill(`${who.handle}x`);
  await page.locator('[data-profile] .acts .btn').first().click();
  await expect(page.locator('[data-profile] .said')).toBeVisible();
  await guest.goto(at(`/people/${who.handle}`));
  await expect(guest).toHaveURL(at(`/people/${who.handle}x`));
  await guest.context().close();
  expect(trouble.list.filter((t) => !t.startsWith('400') && !t.includes('status of 400'))).toEqual([]);
});

test('devices, two steps, a new password and a new address', async ({ page, browser }) => {
  const who = somebody();
  await join(page, who);
  const link = new URL((await mails.to(who.email, /确认你在/)).links.find((l) => l.includes('/verify'))!);
  await page.goto(at(link.pathname + link.hash));
  await expect(page.locator('[data-verify]')).toContainText('已确认');

  const context: BrowserContext = await browser.newContext();
  const phone = await context.newPage();
  await phone.goto(at('/sign-in'));
  await fillSignIn(phone, who.email, password);
  await expect(phone.locator('.me')).toBeVisible();

  await page.goto(at('/settings/security'));
  const devices = page.locator('[data-devices] li');
  await expect(devices).toHaveCount(2);
  expect(await axe(page)).toEqual([]);
  await devices.filter({ hasNotText: '这台设备' }).getByRole('button').click();
  await expect(devices).toHaveCount(1);
  await phone.evaluate(() => sessionStorage.clear());
  await phone.goto(at('/settings/security'));
  await phone.reload();
  await expect(phone.locator('qiao-account > a').first()).toBeVisible();

  await page.locator('[data-mfa] .btn').click();
  await expect(page.locator('[data-mfa] .state')).toHaveText('已开启');
  await phone.goto(at('/sign-in'));
  await fillSignIn(phone, who.email, password);
  await enterCode(phone, who.email);
  await expect(phone.locator('.me')).toBeVisible();
  await page.locator('[data-mfa] .btn').click();
  await expect(page.locator('[data-mfa] .state')).toHaveText('未开启');

  await page.locator('#newEmail').fill(`new-${who.email}`);
  await page.locator('[data-new-email] .btn').click();
  await expect(page.locator('[data-security] > .said')).toContainText('新邮箱');
  const change = new URL((await mails.to(`new-${who.email}`, /新邮箱/)).links.find((l) => l.includes('/confirm-email'))!);

  await page.locator('#oldPassword').fill('wrong-password');
  await page.locator('[data-password] #password').fill('another-password');
  await page.locator('[data-password] .btn').click();
  await expect(page.locator('[data-password] .trouble')).toContainText('现在的密码不对');
  await page.goto(at(change.pathname + change.hash));
  await page.locator('#password').fill(password);
  await page.locator('.door .btn').click();
  await expect(page.locator('.said')).toContainText('邮箱已经更新');
  await page.goto(at('/sign-in'));
  await fillSignIn(page, `new-${who.email}`, password);
  await expect(page.locator('.me')).toBeVisible();

  await page.goto(at('/settings/security'));
  await expect(page.locator('[data-email]')).toContainText(`new-${who.email}`);
  await page.locator('#oldPassword').fill(password);
  await page.locator('[data-password] #password').fill('another-password');
  await page.locator('[data-password] .btn').click();
  await expect(page.locator('[data-security] > .said')).toContainText('密码已修改');
  await page.reload();
  await expect(devices).toHaveCount(1);
  page.on('dialog', (dialog) => dialog.accept());
  await page.locator('[data-everywhere]').click();
  await expect(page.locator('qiao-account > a').first()).toBeVisible();
  await context.close();
});

/** Who came with a provider that gives no address adds one by a mail. */
async function addAddress(page: Page, browser: Browser, portal: Portal, office: PostOffice, taken: string): Promise<void> {
  await page.locator('[data-no-address] a').click();
  const email = `added-${Date.now()}@example.com`;
  const ask = async (address: string): Promise<void> => {
    await page.locator('#newEmail').fill(address);
    await page.locator('[data-new-email] .btn').click();
    await expect(page.locator('[data-security] > .said')).toContainText('within half an hour');
  };
  await expect(page.locator('[data-email]')).toContainText('no e-mail address');
  await expect(page.locator('[data-new-email] .btn')).toHaveText('Add address');
  expect(await axe(page)).toEqual([]);
  await ask(taken); // somebody else's: nothing tells, and nothing is sent
  await ask(email);
  await expect.poll(() => office.letters.map((letter) => letter.to)).toEqual([email]);
  const link = new URL(office.letters[0]!.links.find((l) => l.includes('/confirm-email'))!);
  expect(link.pathname).toBe('/en/confirm-email');

  // not by somebody else, who only has the link
  const other = await (await browser.newContext()).newPage();
  await other.goto(portal.url + link.pathname + link.hash);
  await expect(other.locator('[data-say]')).toContainText('First sign in on this device');
  await expect(other.locator('main form .btn')).toBeHidden();
  expect(await axe(other)).toEqual([]);
  await other.context().close();

  await page.goto(portal.url + link.pathname + link.hash);
  await expect(page.locator('[data-say]')).toContainText(email);
  expect(page.url(), 'the token is out of the address').not.toContain('#');
  await expect(page.locator('#password')).toBeHidden();
  expect(await axe(page)).toEqual([]);
  await page.locator('.door .btn').click();
  await expect(page.locator('.said')).toContainText('Your address is added');
  await page.goto(`${portal.url}/en/settings/security`); // still signed in
  await expect(page.locator('[data-email]')).toHaveText(email);
  await expect(page.locator('[data-linked]')).toContainText('Linked');
  await page.goto(portal.url + link.pathname + link.hash); // works once
  await page.locator('.door .btn').click();
  await expect(page.locator('.trouble')).toContainText('expired');
}

test('another provider: joining, adding an address, linking and unlinking', async ({ page, browser }) => {
  const person = { sub: 'w-1', name: '林桥', email: '' };
  const provider = createServer((request, answer) => {
    const url = new URL(request.url!, 'http://localhost');
    if (url.pathname === '/auth') {
      const back = new URL(url.searchParams.get('redirect_uri')!);
      back.searchParams.set('code', 'secret-code');
      back.searchParams.set('state', url.searchParams.get('state')!);
      back.searchParams.set('iss', 'a parameter that nobody asked for');
      answer.writeHead(302, { location: back.href }).end();
    } else {
      answer.setHeader('content-type', 'application/json');
      answer.end(JSON.stringify(url.pathname === '/token' ? { access_token: 't', token_type: 'Bearer' } : person));
    }
  });
  await new Promise<void>((resolve) => provider.listen(0, '127.0.0.1', resolve));
  const url = `http://127.0.0.1:${(provider.address() as AddressInfo).port}`;
  const portal = await Portal.start();
  const office = await PostOffice.start();
  try {
    const root = await portal.superuser();
    await office.serve(root);
    const taken = 'taken@example.com';
    await root.collection('users').create({ handle: 'taken', email: taken, password, passwordConfirm: password, verified: true });
    const users = await root.collections.getOne('users');
    await root.collections.update('users', {
      oauth2: { ...users.oauth2, providers: [{ name: 'oidc', clientId: 'i', clientSecret: 's', displayName: '微信', authURL: `${url}/auth`, tokenURL: `${url}/token`, userInfoURL: `${url}/me`, pkce: true }] },
    });
    await root.collection('policy').update('qiaopolicy00000', { agreement: 'v1', terms: '条款', privacy: '隐私' });
    await page.goto(`${portal.url}/en/sign-in#to=%2Fen%2Ftags`);
    await page.getByRole('button', { name: '微信' }).click();
    await expect(page.locator('#agreed')).toBeVisible(); // new here: the terms first
    expect(page.url()).not.toContain('secret-code');
    expect(await axe(page)).toEqual([]);
    await page.locator('#agreed').check();
    await page.locator('.door .btn').click();
    await expect(page).toHaveURL(`${portal.url}/en/settings`);
    await expect(page.locator('#name')).toHaveValue('林桥');
    await expect(page.locator('#handle')).toHaveValue('lin-qiao');
    await addAddress(page, browser, portal, office, taken);
    await signOut(page);

    // a reply that nobody here asked for
    await page.goto(`${portal.url}/auth/callback?code=stolen&state=forged`);
    await expect(page.locator('[data-callback]')).toContainText('中断');
    await expect(page.locator('qiao-account > a').first()).toBeVisible();

    const who = somebody();
    await join(page, who, `${portal.url}/join`);
    person.sub = 'w-2';
    await page.goto(`${portal.url}/settings/security`);
    await page.locator('[data-linked] button').click();
    await expect(page.locator('[data-linked]')).toContainText('已关联');
    await page.locator('[data-linked] button').click();
    await expect(page.locator('[data-linked]')).not.toContainText('已关联');
  } finally {
    await portal.close();
    await office.close();
    provider.close();
  }
});

const pages = ['/join', '/sign-in', '/forgot', '/reset', '/verify', '/confirm-email', '/auth/callback', '/people/lin-qiao/activity'];

for (const path of pages) {
  test(`${path} is light, complete and accessible`, async ({ page }) => {
    for (const url of path === '/auth/callback' ? [path] : [path, english(path)]) {
      for (const [width, colorScheme] of [[390, 'light'], [1440, 'dark']] as const) {
        await page.setViewportSize({ width, height: 844 });
        await page.emulateMedia({ colorScheme });
        page.removeAllListeners();
        const trouble = watch(page);
        const sizes: Promise<number>[] = [];
        page.on('requestfinished', (request) => {
          if (request.resourceType() === 'script') sizes.push(request.response().then(async (r) => gzipSync(await r!.body()).length));
        });
        await page.goto(at(url), { waitUntil: 'networkidle' });
        expect((await Promise.all(sizes)).reduce((a, b) => a + b, 0), `${url}: bytes of JavaScript`).toBeLessThanOrEqual(20 * 1024);
        expect(await axe(page), url).toEqual([]);
        expect(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth), `${url}: nothing sticks out`).toBe(true);
        expect(trouble.list).toEqual([]);
      }
    }
  });
}

test('the header has room for who is signed in before the script comes', async ({ page }) => {
  await join(page, somebody());
  await page.addInitScript(() => {
    (window as unknown as { moved: number }).moved = 0;
    new PerformanceObserver((list) => {
      for (const entry of list.getEntries()) (window as unknown as { moved: number }).moved += (entry as PerformanceEntry & { value: number }).value;
    }).observe({ type: 'layout-shift', buffered: true });
  });
  for (const width of [390, 1440]) {
    await page.setViewportSize({ width, height: 844 });
    await page.goto(at('/about'), { waitUntil: 'networkidle' });
    await expect(page.locator('.me')).toBeVisible();
    expect(await page.evaluate(() => (window as unknown as { moved: number }).moved), `${width} px`).toBeLessThan(0.01);
    expect(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth), 'nothing sticks out').toBe(true);
  }
});
