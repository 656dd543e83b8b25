import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { idOf, kills } from '../support/kills.ts';
import { Portal, guest, qiao, root as rootUser, scratch, signIn } from '../support/portal.ts';
import { expect, test } from '../support/site.ts';

test('what was acknowledged before kill -9 is there afterwards, in records, lists, pages and search', async () => {
  const rounds = kills(3);
  const dir = await scratch('kill');
  let portal = await Portal.start({ dir: join(dir, 'pb_data') });
  try {
    let root = await portal.superuser();
    const author = await root.collection('users').create({ email: 'author@example.com', password: 'author-password-1', passwordConfirm: 'author-password-1', verified: true, handle: 'author', name: '作者' });
    const acknowledged = new Map<string, string>(); // id -> title as last acknowledged
    const asked = new Map<string, string>(); // id -> title of the write whose answer was lost

    for (let round = 0; round < rounds; round++) {
      let stopped = false;
      let made = 0;
      const write = async (worker: number) => {
        for (let n = 0; !stopped; n++) {
          const id = idOf('r', round, worker, n);
          const title = `第 ${round} 轮 ${worker} 号的第 ${n} 篇`;
          try {
            await root.collection('articles').create({ id, title, slug: id, body: `正文 ${id}`, author: author.id, status: 'published' });
            acknowledged.set(id, title);
            made++;
            if (n % 3 === 0) {
              asked.set(id, `${title}，改`);
              await root.collection('articles').update(id, { title: `${title}，改` });
              acknowledged.set(id, `${title}，改`);
              asked.delete(id);
            }
          } catch { return; } // the server is gone
        }
      };
      const writers = [0, 1, 2, 3].map(write);
      const reader = (async () => { while (!stopped) await fetch(`${portal.url}/articles`).then((answer) => answer.text()).catch(() => undefined); })();
      await expect.poll(() => made, { timeout: 60_000 }).toBeGreaterThan(20);
      await portal.kill();
      stopped = true;
      await Promise.all([...writers, reader]);

      portal = await Portal.start({ dir: join(dir, 'pb_data') });
      root = await signIn(portal.url, '_superusers', rootUser.email, rootUser.password);
      const kept = new Map((await guest(portal.url).collection('article_cards').getFullList({ batch: 500 })).map((card) => [card.id, card]));
      const lost = [...acknowledged].filter(([id, title]) => ![title, asked.get(id)].includes(kept.get(id)?.title));
      expect(lost, 'every acknowledged write').toEqual([]); // one question a round: there are thousands of writes
    }

    console.log(`${rounds} kills: ${acknowledged.size} articles acknowledged, all there`);

    const last = [...acknowledged].at(-1)!;
    const page = await (await fetch(`${portal.url}/articles/${last[0]}`)).text();
    expect(page).toContain(last[1]);
    expect(await (await fetch(`${portal.url}/articles`)).text()).toContain(`/articles/`);
    const found = await guest(portal.url).send('/api/qiao/search', { query: { q: `"${last[1].split('，')[0]}"` } });
    expect(found.items.map((item: { id: string }) => item.id)).toContain(last[0]);

    // a change is on the page that was kept in memory before the writer has its answer
    await root.collection('articles').update(last[0], { title: '重启之后改的题目' });
    expect(await (await fetch(`${portal.url}/articles/${last[0]}`)).text()).toContain('重启之后改的题目');

    // the counters and lists agree with the records
    const total = (await guest(portal.url).collection('article_cards').getList(1, 1)).totalItems;
    const profile = await guest(portal.url).collection('author_cards').getFirstListItem("handle = 'author'");
    expect(profile.articles).toBe(total);
    await portal.stop();
    const rebuilt = await qiao(['reindex', '--dir', join(dir, 'pb_data')]);
    expect(rebuilt.code).toBe(0);
    expect(Number(rebuilt.stdout.match(/\d+/)![0])).toBeGreaterThanOrEqual(total);
  } finally {
    await portal.close();
    await rm(dir, { recursive: true, force: true });
  }
});

test('asked to stop, the program finishes what it is at and exits with 0', async () => {
  const portal = await Portal.start();
  const slow = fetch(`${portal.url}/articles`);
  expect((await slow).status).toBe(200);
  await portal.stop();
  expect(portal.exitCode).toBe(0);
  await portal.close();
});
