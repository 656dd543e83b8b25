import { gzipSync } from 'node:zlib';
import { type BrowserContext, type Page, expect, test } from '@playwright/test';
import type PocketBase from 'pocketbase';
import { axe } from '../support/axe.ts';
import { Portal, signIn } from '../support/portal.ts';
import { watch } from '../support/site.ts';

const password = 'correct-horse-battery';
let portal: Portal;
let root: PocketBase;
const people: Record<string, PocketBase> = {};
let column = '';

test.describe.configure({ mode: 'default' });

test.beforeAll(async () => {
  portal = await Portal.start();
  root = await portal.superuser();
  await root.settings.update({ rateLimits: { enabled: false } });
  for (const handle of ['chen-mo', 'he-yu', 'lin-xi']) {
    await root.collection('users').create({ handle, name: handle, email: `${handle}@example.com`, password, passwordConfirm: password, verified: true });
    people[handle] = await signIn(portal.url, 'users', `${handle}@example.com`, password);
  }
  const owner = people['lin-xi'].authStore.record!.id;
  column = (await root.collection('columns').create({ slug: 'cloud', name: '云上', kind: 'individual', status: 'active', lang: 'zh', owner })).id;
  await people['lin-xi'].collection('column_members').create({ column, user: people['chen-mo'].authStore.record!.id, role: 'author' });
  await root.collection('tags').create({ slug: 'go', name: 'Go 语言', name_en: 'Go', category: 'other' });
});
test.afterAll(() => portal?.close());

/** Opens the editor as somebody. */
async function write(context: BrowserContext, who: string, hash = '', path = '/write'): Promise<Page> {
  const { token, record } = people[who].authStore;
  await context.addInitScript((auth) => localStorage.setItem('pocketbase_auth', auth), JSON.stringify({ token, record }));
  const page = await context.newPage();
  await page.goto(`${portal.url}${path}${hash && `#${hash}`}`);
  await expect(page.locator('[data-write]')).toBeVisible();
  return page;
}
const body = (page: Page) => page.locator('#w-body');
const state = (page: Page) => page.locator('[data-w=state]');
const saved = (page: Page) => expect(state(page)).toHaveAttribute('data-state', 'saved');
const stored = (id: string) => root.collection('articles').getOne(id);
const article = (fields: Record<string, unknown> = {}) => people['chen-mo'].collection('articles').create({
  title: '一篇', body: '甲\n\n乙\n\n丙\n', kind: 'article', lang: 'zh', author: people['chen-mo'].authStore.record!.id, ...fields,
});
/** Pastes as the clipboard would. */
const paste = (page: Page, html: string, text: string) => body(page).evaluate((area, [html, text]) => {
  const data = new DataTransfer();
  data.setData('text/html', html);
  data.setData('text/plain', text);
  area.focus();
  area.dispatchEvent(new ClipboardEvent('paste', { clipboardData: data, bubbles: true, cancelable: true }));
}, [html, text] as const);

test('a draft saves itself, looks as published, and is submitted', async ({ context }) => {
  const page = await write(context, 'chen-mo');
  const trouble = watch(page);
  await page.locator('#w-title').fill('自己保存的文章');
  await body(page).fill('## 小节\n\n一段 **重要** 的话，公式 $x^2$。\n\n```go\nfmt.Println("hi")\n```\n');
  await expect(page).toHaveURL(/#\w{15}$/);
  await saved(page);
  const id = page.url().split('#')[1];
  expect((await stored(id)).body).toContain('**重要**');
  const preview = page.locator('[data-w=seen]');
  await expect(preview.locator('math')).toHaveCount(1);
  await expect(preview.locator('strong')).toHaveText('重要');
  await expect(page.locator('[data-w=count]')).toContainText('10 字');

  await page.locator('summary').first().click();
  await page.locator('#w-tag').fill('语言');
  await page.getByRole('option', { name: 'Go 语言' }).click();
  await expect(page.locator('[data-w=tags] button')).toHaveCount(1);
  await page.locator('#w-column').selectOption(column);
  await page.locator('#w-canonical').fill('not an address');
  await page.locator('[data-w=go]').click();
  await expect(page.locator('#w-canonical')).toHaveAttribute('aria-invalid', 'true');
  await expect(page.locator('#w-canonical-wrong')).not.toBeEmpty();
  trouble.list.length = 0; // the refusal above
  await page.locator('#w-canonical').fill('');
  await page.locator('[data-w=go]').click();
  await expect(page.locator('[data-w=notice]')).toContainText('已提交');
  const now = await stored(id);
  expect([now.status, now.column, now.tags.length, now.slug]).toEqual(['pending', column, 1, 'zi-ji-bao-cun-de-wen-zhang']);
  await page.reload();
  await expect(body(page)).toHaveValue(/小节/);
  expect(trouble.list).toEqual([]);

  // the column's owner publishes it, and then changes what is live
  const owner = await write(await context.browser()!.newContext({ locale: 'zh-CN' }), 'lin-xi', id);
  await owner.locator('[data-w=go]').click();
  await expect(owner.locator('[data-w=notice]')).toContainText('已发布');
  await body(owner).fill('改过的正文。');
  await saved(owner);
  await owner.locator('summary').first().click();
  await owner.locator('#w-cover').setInputFiles({ name: 'bridge.png', mimeType: 'image/png', buffer: Buffer.from('iVBORw0KGgoAAAANSUhEUgAAAAgAAAAICAIAAABLbSncAAAAEklEQVR4nGNkYPjPgA0wMgxJCQA8IAEHsfXL5QAAAABJRU5ErkJggg==', 'base64') });
  await expect(owner.locator('[data-w=cover]')).toHaveText('bridge.png');
  expect((await stored(id)).body).toContain('小节'); // readers still see the last version
  expect((await stored(id)).cover).toBe(''); // the cover waits too
  await owner.locator('[data-w=go]').click();
  await expect(owner.locator('[data-w=notice]')).toContainText('已发布');
  await expect.poll(async () => (await stored(id)).body).toBe('改过的正文。'); // the notice may still be that of the first time
  expect((await stored(id)).cover).toMatch(/^bridge_\w{10}\.png$/);
  await owner.context().close();
});

test('tools change the text, undo takes it back, and an input method is never disturbed', async ({ context }) => {
  const page = await write(context, 'chen-mo');
  await body(page).fill('重点');
  await body(page).selectText();
  await page.keyboard.press('Control+b');
  await expect(body(page)).toHaveValue('**重点**');
  await page.keyboard.press('Control+z');
  await expect(body(page)).toHaveValue('重点');
  await body(page).evaluate((area: HTMLTextAreaElement) => { area.focus(); area.dispatchEvent(new CompositionEvent('compositionstart', { bubbles: true })); });
  await page.keyboard.press('Control+b');
  await page.locator('[data-do=quote]').evaluate((b: HTMLElement) => b.click());
  await expect(body(page)).toHaveValue('重点');
  await body(page).evaluate((area) => area.dispatchEvent(new CompositionEvent('compositionend', { bubbles: true })));
  await body(page).fill('- 一');
  await body(page).press('End');
  await page.keyboard.press('Enter');
  await page.keyboard.type('二');
  await expect(body(page)).toHaveValue('- 一\n- 二');
  // one stop for the tab key, arrows inside
  await page.locator('[data-do=bold]').focus();
  await page.keyboard.press('ArrowRight');
  await expect(page.locator('[data-do=italic]')).toBeFocused();
  expect(await page.locator('[data-do][tabindex="0"]').count()).toBe(1);
});

test('rich text comes in as Markdown, plain text as it is', async ({ context }) => {
  const page = await write(context, 'chen-mo');
  await paste(page, `<meta charset="utf-8"><b style="font-weight:normal"><h2>题</h2><p>一<strong>二</strong><a href="https://example.org/a(b)">链</a> <em>斜 </em>x<code>a\`b</code></p>
    <ul><li>一<ul><li>内</li></ul></li><li>二</li></ul><ol start="3"><li><p>三</p></li></ol><blockquote><p>引</p><p>文</p></blockquote>
    <pre><code class="language-js">let a = 1;\nlet b;</code></pre><table><tr><th>a|b</th><th>c</th></tr><tr><td>1</td><td>2</td></tr></table>
    <img src="https://example.org/x.png" alt="图"><img src="data:image/png;base64,xx"><script>alert(1)</script><a href="javascript:alert(1)">坏</a></b>`, 'x');
  await expect(body(page)).toHaveValue(/坏/);
  expect(await body(page).inputValue()).toBe([
    '## 题', '', '一**二**[链](https://example.org/a%28b%29) *斜* x`` a`b ``', '', '- 一', '', '  - 内', '- 二', '', '3. 三', '', '> 引', '>', '> 文', '',
    '```js', 'let a = 1;', 'let b;', '```', '', '| a\\|b | c |', '| --- | --- |', '| 1 | 2 |', '', '![图](https://example.org/x.png)坏',
  ].join('\n').replace('- 一\n\n  - 内', '- 一\n  - 内'));
  await body(page).fill('');
  await paste(page, '<div style="color:red"><span>const a = *b;</span></div>', 'const a = *b;');
  await expect(body(page)).toHaveValue('const a = *b;');
});

test('a picture is uploaded into the text, and what is none is refused', async ({ context }) => {
  const page = await write(context, 'chen-mo');
  await page.locator('#w-title').fill('有图');
  const png = await page.evaluate(async () => {
    const canvas = document.createElement('canvas');
    canvas.width = 2400;
    canvas.height = 100;
    const c = canvas.getContext('2d')!;
    for (let x = 0; x < 2400; x += 3) { c.fillStyle = `rgb(${(x * 7) % 255} ${(x * 13) % 255} ${(x * 29) % 255})`; c.fillRect(x, 0, 3, 100); }
    return canvas.toDataURL('image/png').split(',')[1];
  });
  await page.locator('[data-w=pick]').setInputFiles([
    { name: '桥.png', mimeType: 'image/png', buffer: Buffer.from(png, 'base64') },
    { name: 'evil.exe', mimeType: 'application/x-msdownload', buffer: Buffer.from('MZ') },
  ]);
  await expect(body(page)).toHaveValue(/^!\[桥\]\([\w-]+\.png\)\n$/);
  await expect(page.locator('[data-w=uploads]')).toContainText('不是可以插入的图片');
  await expect(page.locator('[data-w=seen] img')).toHaveAttribute('src', /\/api\/files\/articles\//);
  expect(await page.locator('[data-w=seen] img').evaluate((img: HTMLImageElement) => img.decode().then(() => img.naturalWidth))).toBeLessThanOrEqual(2400);
  await saved(page);
});

test('two who write at once: different places are merged, the same place is theirs to choose', async ({ browser }) => {
  const { id } = await article();
  await root.collection('articles').update(id, { coauthors: [people['he-yu'].authStore.record!.id] });
  const [one, two] = [await browser.newContext({ locale: 'zh-CN' }), await browser.newContext({ locale: 'zh-CN' })];
  const a = await write(one, 'chen-mo', id);
  const b = await write(two, 'he-yu', id);
  await body(a).fill('甲，陈默改\n\n乙\n\n丙\n');
  await saved(a);
  await expect.poll(async () => (await stored(id)).body).toContain('陈默改');
  await body(b).fill('甲\n\n乙\n\n丙，何宇改\n');
  await expect(body(b)).toHaveValue('甲，陈默改\n\n乙\n\n丙，何宇改\n');
  await saved(b);
  expect((await stored(id)).body).toBe('甲，陈默改\n\n乙\n\n丙，何宇改\n');

  // now both at the same line
  await body(a).fill('甲，陈默改\n\n乙一\n\n丙\n');
  await body(b).fill('甲，陈默改\n\n乙二\n\n丙，何宇改\n');
  const dialogs = [a, b].map((page) => page.getByRole('dialog'));
  await expect.poll(async () => (await dialogs[0].count()) + (await dialogs[1].count())).toBe(1);
  const [page, dialog] = await dialogs[0].count() ? [a, dialogs[0]] : [b, dialogs[1]];
  await expect(dialog).toContainText('乙一');
  await expect(dialog).toContainText('乙二');
  expect(await axe(page)).toEqual([]);
  await dialog.getByText('都留').click();
  await dialog.getByRole('button', { name: '就这样合并' }).click();
  await saved(page);
  const text = (await stored(id)).body;
  for (const words of ['乙一', '乙二', '陈默改', '何宇改']) expect(text).toContain(words);
  await one.close();
  await two.close();
});

test('another tab hears of what is saved', async ({ context }) => {
  const { id } = await article();
  const a = await write(context, 'chen-mo', id);
  const b = await write(context, 'chen-mo', id);
  await expect(b.locator('[data-w=notice]')).toContainText('另一个标签页');
  await body(a).fill('甲\n\n乙\n\n丙\n\n丁');
  await expect(body(b)).toHaveValue('甲\n\n乙\n\n丙\n\n丁');
});

test('a lost connection and a crash lose nothing', async ({ context }) => {
  const { id } = await article();
  const page = await write(context, 'chen-mo', id);
  await context.setOffline(true);
  await body(page).fill('离线写的');
  await expect(state(page)).toHaveAttribute('data-state', 'offline');
  await context.setOffline(false);
  await saved(page);
  expect((await stored(id)).body).toBe('离线写的');

  let cut = true;
  await context.route('**/records/**', (route) => (cut && route.request().method() === 'PATCH' ? route.abort() : route.continue()));
  await body(page).fill('崩溃前写的');
  await expect(state(page)).toHaveAttribute('data-state', 'offline');
  const crashed = page.waitForEvent('crash');
  page.goto('chrome://crash').catch(() => { /* that is what it does: no chance to say good-bye */ });
  await crashed;
  await page.close();
  cut = false;
  const again = await write(context, 'chen-mo', id);
  await expect(body(again)).toHaveValue('离线写的');
  await again.getByRole('button', { name: '看看差别' }).click();
  await expect(again.getByRole('dialog')).toContainText('崩溃前写的');
  await again.getByRole('dialog').getByRole('button', { name: '关闭' }).click();
  await again.getByRole('button', { name: '恢复' }).click();
  await expect(body(again)).toHaveValue('崩溃前写的');
  await expect.poll(async () => (await stored(id)).body).toBe('崩溃前写的');
});

test('Chinese typography is checked, and mended with a click', async ({ context }) => {
  const page = await write(context, 'chen-mo');
  const cases: [string, string][] = [
    ['在Qiao上写,就是这样.', '在 Qiao 上写，就是这样。'],
    ['真的吗？？他说"你好"...后来', '真的吗？他说“你好”……后来'],
    ['３个ＡＢＣ（说明 )', '3 个 ABC（说明 )'],
    ['版本(第二版)可用 ，很好。 是吗', '版本（第二版）可用，很好。是吗'],
    ['角度为90°的角，占15%的人用C++', '角度为 90° 的角，占 15% 的人用 C++'],
    ['”反了“吧', '“反了”吧'],
    ['代码`a,b中文c`、$中a$、<b title="中a">、[链a](https://e.org/中a)、https://e.org/a', '代码`a,b中文c`、$中a$、<b title="中a">、[链 a](https://e.org/中a)、https://e.org/a'],
    ['---\ntitle: 中a\n---\n```\n中a,文\n```\n\n    中a缩进\n\n后a', '---\ntitle: 中a\n---\n```\n中a,文\n```\n\n    中a缩进\n\n后 a'],
    ['价格 3.14、1,000、10:30，英文 (note), "quote"...', '价格 3.14、1,000、10:30，英文 (note), "quote"...'],
    ['本来就对：“好”（是的）……', '本来就对：“好”（是的）……'],
  ];
  const fixed = await page.evaluate(async (texts) => {
    const asset = document.querySelector<HTMLScriptElement>('script[src*="write.js"]')!.src.replace(/js-.*/, 'js/write/typography.js');
    const { fixAll, check } = await import(asset);
    return { all: texts.map((t) => fixAll(t)), lone: check('「没有关上').map((f: { kind: string; from: number; text?: string }) => [f.kind, f.from, f.text]) };
  }, cases.map(([from]) => from));
  expect(fixed.all).toEqual(cases.map(([, to]) => to));
  expect(fixed.lone).toEqual([['pair', 0, undefined]]);

  await body(page).fill('在Qiao上写,很好');
  await page.locator('[data-w=check]').click();
  await expect(page.locator('#w-checks li')).toHaveCount(3);
  await page.locator('#w-checks').getByRole('button', { name: '修正', exact: true }).first().click();
  await expect(page.locator('#w-checks li')).toHaveCount(2);
  await page.getByRole('button', { name: '全部修正' }).click();
  await expect(body(page)).toHaveValue('在 Qiao 上写，很好');
});

test('import says why an address is refused', async ({ context }) => {
  const page = await write(context, 'chen-mo');
  await page.locator('[data-w=import]').click();
  await page.locator('#w-url').fill(portal.url);
  await page.getByRole('dialog').getByRole('button', { name: '导入' }).click();
  await expect(page.getByRole('dialog')).toContainText('公开网页');
  expect(await axe(page)).toEqual([]);
});

test('the editor is light, accessible, and fits a phone, in both languages', async ({ browser }) => {
  for (const [path, width] of [['/write', 1440], ['/en/write', 390], ['/write', 390]] as const) {
    const context = await browser.newContext({ viewport: { width, height: 844 }, locale: path.startsWith('/en') ? 'en' : 'zh-CN' });
    const { token, record } = people['chen-mo'].authStore;
    await context.addInitScript((auth) => localStorage.setItem('pocketbase_auth', auth), JSON.stringify({ token, record }));
    const page = await context.newPage();
    const trouble = watch(page);
    const sizes = { script: 0, stylesheet: 0 };
    page.on('response', async (answer) => {
      const type = answer.request().resourceType();
      if (type === 'script' || type === 'stylesheet') sizes[type] += gzipSync(await answer.body()).length;
    });
    await page.goto(`${portal.url}${path}`, { waitUntil: 'networkidle' });
    await body(page).fill('# 题\n\n字');
    if (width < 992) {
      await expect(page.locator('#w-seen')).toBeHidden();
      await page.locator('#w-tab-seen').click();
      await expect(body(page)).toBeHidden();
    }
    await expect(page.locator('[data-w=seen] h2, [data-w=seen] h1')).toHaveCount(1);
    await page.locator('summary').first().click();
    expect(await axe(page)).toEqual([]);
    expect(await page.evaluate(() => document.documentElement.scrollWidth - innerWidth)).toBeLessThanOrEqual(0);
    expect(sizes.script).toBeLessThanOrEqual(20 * 1024);
    expect(sizes.stylesheet).toBeLessThanOrEqual(15 * 1024);
    expect(trouble.list).toEqual([]);
    await context.close();
  }
  const guest = await browser.newPage();
  await guest.goto(`${portal.url}/write`);
  await expect(guest.getByRole('link', { name: '去登录' })).toBeVisible();
  await expect(guest.locator('[data-write]')).toBeHidden();
  await guest.close();
});
