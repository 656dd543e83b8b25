import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { idOf, kills } from '../support/kills.ts';
import { Portal, guest, root as rootUser, scratch, signIn } from '../support/portal.ts';
import { expect, test } from '../support/site.ts';

const password = 'a-good-password-1';

test('questions, answers, votes and acceptances that were acknowledged before kill -9 are there, and all that follows from them agrees', async () => {
  const rounds = kills(3);
  const dir = await scratch('qa-kill');
  let portal = await Portal.start({ dir: join(dir, 'pb_data') });
  try {
    let root = await portal.superuser();
    await root.settings.update({ rateLimits: { enabled: false } });
    const account = (handle: string) => root.collection('users').create({ email: `${handle}@example.com`, password, passwordConfirm: password, verified: true, handle, name: handle });
    const [asker, answerer, voter] = [await account('asker'), await account('answerer'), await account('voter')];
    const tag = await root.collection('tags').create({ slug: 'go', name: 'Go', category: 'language' });
    const acknowledged: [collection: string, id: string][] = [];
    const accepted = new Map<string, string>();
    for (let round = 0; round < rounds; round++) {
      let stopped = false;
      let made = 0;
      const write = async (worker: number) => {
        for (let n = 0; !stopped; n++) {
          try {
            const id = idOf('r', round, worker, n);
            const answer = id.replace('r', 'a');
            const keep = (collection: string, of = id) => { acknowledged.push([collection, of]); made++; };
            await root.collection('questions').create({ id, title: `问题 ${id}`, lang: 'zh', author: asker.id, status: 'published', tags: [tag.id], body: `细节 ${id}` });
            keep('questions');
            await root.collection('answers').create({ id: answer, question: id, author: answerer.id, status: 'published', body: `回答 ${id}` });
            keep('answers', answer);
            await root.collection('votes').create({ id, user: voter.id, kind: 'answer', target: answer, value: 1 });
            keep('votes');
            await root.collection('questions').update(id, { accepted: answer, body: `改过的细节 ${id}` });
            accepted.set(id, answer);
            made++;
          } catch { return; } // the server is gone
        }
      };
      const writers = [0, 1, 2, 3].map(write);
      const enough = 12 + Math.floor(Math.random() * 20);
      await expect.poll(() => made, { timeout: 60_000, intervals: [20] }).toBeGreaterThan(enough);
      await portal.kill();
      stopped = true;
      await Promise.all(writers);

      portal = await Portal.start({ dir: join(dir, 'pb_data') });
      root = await signIn(portal.url, '_superusers', rootUser.email, rootUser.password);
      const all = (collection: string) => root.collection(collection).getFullList({ batch: 1000 });
      const [questions, answers, votes, revisions, stats, ledger] = [await all('questions'), await all('answers'), await all('votes'), await all('post_revisions'), await all('stats'), await all('reputation_events')];
      for (const [collection, list] of [['questions', questions], ['answers', answers], ['votes', votes]] as const) {
        const ids = new Set(list.map((r) => r.id));
        expect(acknowledged.filter(([of, id]) => of === collection && !ids.has(id)), `acknowledged ${collection}`).toEqual([]);
      }
      const count = (id: string) => stats.filter((s) => s.id === id);
      for (const q of questions) {
        if (accepted.has(q.id)) expect(q.accepted, 'an acknowledged acceptance').toBe(accepted.get(q.id));
        expect(stats.find((s) => s.id === q.id && s.kind === 'questions')?.answers, `the answers of ${q.id}`).toBe(answers.filter((a) => a.question === q.id).length);
        expect(revisions.filter((r) => r.kind === 'question' && r.target === q.id).map((r) => r.number).sort(), `the revisions of ${q.id}`).toEqual(q.accepted ? [1, 2] : [1]);
        expect(ledger.filter((e) => e.cause === `accepted:${q.id}`).length, `what accepting gives at ${q.id}`).toBe(q.accepted ? 1 : 0);
        expect(count(q.id).length).toBe(1);
      }
      const cards = await guest(portal.url).collection('question_cards').getFullList({ batch: 1000 });
      expect(cards.length, 'what the public sees').toBe(questions.length);
    }
  } finally {
    await portal.close();
    await rm(dir, { recursive: true, force: true });
  }
});
