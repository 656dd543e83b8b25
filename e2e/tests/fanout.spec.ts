import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import type PocketBase from 'pocketbase';
import { kills } from '../support/kills.ts';
import { PostOffice } from '../support/mails.ts';
import { Portal, root as rootUser, scratch, signIn } from '../support/portal.ts';
import { expect, test } from '../support/site.ts';

const password = 'correct-horse-battery';
const followers = 60;
const byMail = 12;

/** Does something for each, a few at a time. */
async function each(n: number, act: (i: number) => Promise<unknown>): Promise<void> {
  let next = 0;
  await Promise.all([0, 1, 2, 3].map(async () => { while (next < n) await act(next++); }));
}

test('killed while it tells followers of new articles, the program misses nobody and tells nobody twice', async () => {
  const rounds = kills(3);
  const dir = await scratch('fanout');
  const office = await PostOffice.start();
  let portal = await Portal.start({ dir: join(dir, 'pb_data') });
  let root: PocketBase = await portal.superuser();
  try {
    await office.serve(root);
    await root.settings.update({ rateLimits: { enabled: false } });
    const author = await root.collection('users').create({ email: 'author@example.com', password, passwordConfirm: password, verified: true, handle: 'author', name: '作者' });
    await each(followers, async (i) => {
      const user = await root.collection('users').create({ email: `f${i}@example.com`, password, passwordConfirm: password, verified: true, handle: `f${i}`, name: `f${i}` });
      await root.collection('follows').create({ user: user.id, kind: 'user', target: author.id });
      if (i < byMail) await root.collection('notification_settings').create({ user: user.id, choices: { new_article: 'mail' } });
    });

    const articles: string[] = [];
    for (let round = 0; round < rounds; round++) {
      const title = `第 ${round} 次被打断的文章`;
      await root.collection('articles').create({ title, slug: `round-${round}`, body: '正文', author: author.id, kind: 'article', lang: 'zh', status: 'published' });
      articles.push(title); // it was acknowledged: everybody is to hear of it
      await new Promise((resolve) => setTimeout(resolve, Math.random() * 1500)); // the clock of a crash, not of the test
      await portal.kill();
      portal = await Portal.start({ dir: join(dir, 'pb_data') });
      root = await signIn(portal.url, '_superusers', rootUser.email, rootUser.password);
    }

    // what a dead process had in hand is taken over once its lease is over
    await expect.poll(async () => (await root.collection('outbox').getList(1, 1, { filter: "state = 'waiting' || state = 'running'" })).totalItems, { timeout: 180_000 }).toBe(0);
    for (const title of articles) {
      const article = await root.collection('articles').getFirstListItem(`title = '${title}'`);
      const told = await root.collection('notifications').getFullList({ batch: 1000, filter: `target = '${article.id}' && kind = 'new_article'`, fields: 'user,count' });
      expect(told.length, `${title}: notifications`).toBe(followers);
      expect(new Set(told.map((n) => n.user)).size, `${title}: people told`).toBe(followers);
      expect(told.filter((n) => n.count !== 1), `${title}: told more than once`).toEqual([]);
    }
    // a mail whose server may have taken it in the moment of a kill is never sent again: it is marked as unknown
    const unsure = (await root.collection('outbox').getList(1, 1, { filter: "state = 'unknown'" })).totalItems;
    const failed = (await root.collection('outbox').getList(1, 1, { filter: "state = 'failed'" })).totalItems;
    const letters = office.letters.filter((mail) => articles.some((title) => (mail.subject + mail.text).includes(title)));
    const sent = new Set(letters.map((mail) => `${mail.to} ${articles.find((title) => (mail.subject + mail.text).includes(title))}`));
    console.log(`${rounds} kills: ${articles.length * followers} notifications, ${letters.length} of ${articles.length * byMail} mails, ${unsure} unknown`);
    expect(letters.length, 'mails sent twice').toBe(sent.size);
    expect(failed).toBe(0);
    expect(letters.length + unsure, 'mails missed').toBeGreaterThanOrEqual(articles.length * byMail);
  } finally {
    await portal.close();
    await office.close();
    await rm(dir, { recursive: true, force: true });
  }
});
