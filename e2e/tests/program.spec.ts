import { copyFile, mkdir, readFile, readdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { axe } from '../support/axe.ts';
import { Portal, binary, qiao, scratch } from '../support/portal.ts';
import { english, expect, test, watch } from '../support/site.ts';

// A program below the folder for temporary files takes itself for one that `go run` made, and looks for its files in the
// working folder: these tests put that folder elsewhere.
const installed = { TMPDIR: '/var/tmp' };

test('the program says its version, and help lists the commands', async () => {
  const version = await qiao(['--version']);
  expect(version.code).toBe(0);
  expect(version.stdout).toMatch(/^qiao \S+ \(PocketBase .+\)\n$/);
  if (process.env.QIAO_BUILT) expect(version.stdout).toContain('v0.0.0-e2e');
  const help = await qiao(['--help']);
  expect(help.code).toBe(0);
  for (const command of ['serve', 'superuser', 'reindex', 'import', 'export']) expect(help.stdout).toMatch(new RegExp(`^\\s+${command}\\s`, 'm'));
});

test('what goes wrong has an exit code and says why', async () => {
  const dir = await scratch('wrong');
  try {
    for (const args of [
      ['no-such-command'],
      ['serve', '--no-such-flag'],
      ['serve', '--http', 'not an address', '--dir', join(dir, 'a')],
      ['superuser', 'create', 'not-an-address', 'x', '--dir', join(dir, 'b')],
      ['import', 'markdown', join(dir, 'nowhere'), '--dir', join(dir, 'c')],
      ['import', 'wordpress', join(dir, 'nowhere.xml'), '--dir', join(dir, 'c')],
      ['export', 'markdown', '--dir', join(dir, 'c')],
    ]) {
      const outcome = await qiao(args, { cwd: dir });
      expect(outcome.code, args.join(' ')).not.toBe(0);
      expect(outcome.stderr + outcome.stdout, args.join(' ')).toMatch(/\S/);
      expect(outcome.stderr + outcome.stdout, args.join(' ')).not.toMatch(/panic:|goroutine \d/);
    }
  } finally { await rm(dir, { recursive: true, force: true }); }
});

test('one file in an empty folder is a whole portal, friendly while it is empty', async ({ page }) => {
  const dir = await scratch('alone');
  await copyFile(binary(), join(dir, 'qiao'));
  const portal = await Portal.start({ bin: join(dir, 'qiao'), dir: join(dir, 'pb_data'), env: installed });
  try {
    // the link that creates the first superuser is printed last
    await expect.poll(() => portal.output).toContain(`${portal.url}/_/#/pbinstall/`);
    expect(portal.output).toContain(`${portal.url}/\n`);
    expect(portal.output).toContain(`${portal.url}/_/`);
    expect(portal.output).toContain(`${portal.url}/api/`);
    const trouble = watch(page);
    for (const path of ['/', '/articles', '/tags', '/columns', '/communities', '/search', '/search?q=go', '/about']) {
      for (const url of [path, english(path)]) {
        const answer = await page.goto(portal.url + url, { waitUntil: 'networkidle' });
        expect(answer?.status(), url).toBe(200);
        await expect(page.locator('h1'), url).toHaveCount(1);
        expect((await page.locator('main').innerText()).length, `${url} says something`).toBeGreaterThan(10);
        expect(await axe(page), url).toEqual([]);
      }
    }
    for (const document of ['/feed.xml', '/atom.xml', '/feed.json', '/sitemap.xml', '/robots.txt']) expect((await fetch(portal.url + document)).status, document).toBe(200);
    expect(trouble.list).toEqual([]);
    expect((await fetch(`${portal.url}/_/`)).status).toBe(200);
    expect((await readdir(dir)).sort()).toEqual(['pb_data', 'qiao']);
  } finally {
    await portal.close();
    await rm(dir, { recursive: true, force: true });
  }
});

test('the demo content goes into an empty portal only', async () => {
  const dir = await scratch('demo');
  try {
    const first = await Portal.start({ dir, demo: true });
    const count = async (portal: Portal) => (await (await fetch(`${portal.url}/api/collections/article_cards/records?perPage=1`)).json()).totalItems as number;
    const articles = await count(first);
    expect(articles).toBeGreaterThanOrEqual(40);
    await first.stop();
    const second = await Portal.start({ dir, demo: true });
    expect(await count(second)).toBe(articles);
    await second.close();
  } finally { await rm(dir, { recursive: true, force: true }); }
});

test('a file in a pb_public folder beside the program wins, and a change of it is seen', async () => {
  const dir = await scratch('public');
  await copyFile(binary(), join(dir, 'qiao'));
  await mkdir(join(dir, 'pb_public', 'css'), { recursive: true });
  await writeFile(join(dir, 'pb_public', 'robots.txt'), 'User-agent: *\nDisallow: /mine\n');
  await writeFile(join(dir, 'pb_public', 'hello.html'), '<!doctype html><title>hello</title>');
  const portal = await Portal.start({ bin: join(dir, 'qiao'), dir: join(dir, 'pb_data'), env: installed });
  const text = async (path: string) => (await fetch(portal.url + path)).text();
  try {
    expect(await text('/robots.txt')).toContain('/mine');
    expect(await text('/hello.html')).toContain('hello');
    expect(await text('/'), 'the rest is built in').toContain('<main');
    await writeFile(join(dir, 'pb_public', 'about.html'), '<!doctype html><title>later</title>');
    await writeFile(join(dir, 'pb_public', 'css', 'tokens.css'), ':root { --paper: rebeccapurple; }');
    await expect.poll(() => text('/about.html')).toContain('later');
    await expect.poll(async () => text((await text('/')).match(/\/assets\/[^"]+site\.css/)![0])).toContain('rebeccapurple');
    expect((await fetch(`${portal.url}/%2e%2e/qiao`)).status, 'nothing outside of the folder').toBe(404);
  } finally {
    await portal.close();
    await rm(dir, { recursive: true, force: true });
  }
});

test('what another process imports is on the pages of the one that serves', async () => {
  const portal = await Portal.start();
  const dir = await scratch('import');
  const list = async () => (await fetch(`${portal.url}/articles`)).text();
  try {
    expect(await list()).not.toContain('从文件来的文章');
    await writeFile(join(dir, 'one.md'), '---\ntitle: 从文件来的文章\ndate: 2024-05-01\nauthor: 张三\n---\n\n正文。\n');
    const report = join(dir, 'report.jsonl');
    const imported = await qiao(['import', 'markdown', dir, '--dir', portal.dir, '--report', report]);
    expect(imported.code, imported.stderr).toBe(0);
    expect(imported.stdout).toContain('1 imported');
    await expect.poll(list).toContain('从文件来的文章');
    const line = JSON.parse((await readFile(report, 'utf8')).trim()) as { file: string; outcome: string; url: string };
    expect(line).toMatchObject({ file: 'one.md', outcome: 'imported' });
    expect((await fetch(portal.url + line.url)).status).toBe(200);
    expect((await qiao(['import', 'markdown', dir, '--dir', portal.dir])).stdout).toContain('1 unchanged');
  } finally {
    await portal.close();
    await rm(dir, { recursive: true, force: true });
  }
});
