import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { idOf, kills } from '../support/kills.ts';
import { Portal, root as rootUser, scratch, signIn } from '../support/portal.ts';
import { expect, test } from '../support/site.ts';

// What is settled once and for good, by hand, by the clock and by a job, while the program is killed: bounties, and tags that
// are merged.
const password = 'a-good-password-1';
const wealth = 1_000_000;
const due = 24; // bounties of a round whose time is over
const tagged = 250; // questions of a round with a tag that is merged: several transactions

test('bounties and merges of tags that kill -9 interrupts end once: nothing is paid twice, nothing is lost, and a merge goes on', async () => {
  const rounds = kills(2);
  const dir = await scratch('settling');
  let portal = await Portal.start({ dir: join(dir, 'pb_data') });
  try {
    let root = await portal.superuser();
    await root.settings.update({ rateLimits: { enabled: false } });
    const account = (handle: string) => root.collection('users').create({ email: `${handle}@example.com`, password, passwordConfirm: password, verified: true, handle, name: handle });
    const [asker, answerer] = [await account('asker'), await account('answerer')];
    await root.collection('reputation_events').create({ user: asker.id, rule: 'manual', points: wealth });
    const into = await root.collection('tags').create({ slug: 'go', name: 'Go', category: 'language' });
    const sql = async (query: string): Promise<unknown[][]> => (await root.send('/api/sql', { method: 'POST', body: { query } })).rows ?? [];
    const number = async (query: string) => Number((await sql(query))[0][0]);
    const ask = (id: string, tag: string) => root.collection('questions').create({ id, title: `问题 ${id}`, lang: 'zh', author: asker.id, status: 'published', tags: [tag], body: '细节' });
    const answer = (question: string) => root.collection('answers').create({ id: question.replace('q', 'a'), question, author: answerer.id, status: 'published', body: '回答' });
    const offer = (question: string) => root.collection('bounties').create({ id: question.replace('q', 'b'), question, user: asker.id, amount: 51, message: '' });
    /** Does something for each of n, a few at a time. */
    const each = async (n: number, act: (i: number) => Promise<unknown>) => {
      let next = 0;
      await Promise.all([0, 1, 2, 3].map(async () => { while (next < n) await act(next++); }));
    };
    const offered = new Set<string>(); // what was acknowledged
    const awarded = new Set<string>();
    const refunded = new Set<string>();

    /** Every query gives what is wrong. */
    const check = async (when: string) => {
      for (const [what, query] of Object.entries({
        'what a bounty took': "SELECT id FROM bounties b WHERE (SELECT group_concat(points) FROM reputation_events WHERE cause = 'bounty:' || b.id AND user = b.user) IS NOT '' || -b.amount",
        'what a bounty paid': `SELECT id, state, paid FROM bounties b WHERE (SELECT group_concat(points) FROM reputation_events WHERE cause = 'bounty_won:' || b.id AND user = b.winner)
          IS NOT CASE b.state WHEN 'awarded' THEN '' || b.paid END OR b.state = 'awarded' AND b.paid NOT IN (b.amount, b.amount / 2)`,
        'what a bounty gave back': `SELECT id, state FROM bounties b WHERE (SELECT group_concat(points) FROM reputation_events WHERE cause = 'bounty_back:' || b.id AND user = b.user)
          IS NOT CASE b.state WHEN 'refunded' THEN '' || b.amount END`,
        'entries of the ledger without a cause': `SELECT cause FROM reputation_events WHERE rule LIKE 'bounty%' AND (points != applied OR substr(cause, instr(cause, ':') + 1) NOT IN (SELECT id FROM bounties))`,
        'reputations that are not the sum of their ledger': 'SELECT handle, reputation FROM users u WHERE reputation != (SELECT coalesce(sum(applied), 0) FROM reputation_events WHERE user = u.id)',
        'the list of questions with a bounty': `SELECT * FROM (SELECT question FROM question_shelves WHERE shelf = 'all+bounty'
          EXCEPT SELECT b.question FROM bounties b JOIN questions q ON q.id = b.question AND q.status = 'published' WHERE b.state IN ('open', 'grace')) UNION ALL
          SELECT * FROM (SELECT b.question FROM bounties b JOIN questions q ON q.id = b.question AND q.status = 'published' WHERE b.state IN ('open', 'grace') EXCEPT SELECT question FROM question_shelves WHERE shelf = 'all+bounty')`,
      })) expect(await sql(query), `${what}, ${when}`).toEqual([]);
      const list = await root.collection('bounties').getFullList({ batch: 1000, fields: 'id,state,paid,amount,answer,winner' });
      const now = new Map(list.map((b) => [b.id, b]));
      expect([...offered].filter((id) => !now.has(id)), `acknowledged bounties, ${when}`).toEqual([]);
      expect([...awarded].map((id) => now.get(id)!).filter((b) => b.state !== 'awarded' || b.paid !== b.amount || b.winner !== answerer.id), `acknowledged awards, ${when}`).toEqual([]);
      expect([...refunded].filter((id) => now.get(id)!.state !== 'refunded'), `acknowledged refunds, ${when}`).toEqual([]);
      const total = (state: string[], field: 'amount' | 'paid') => list.filter((b) => state.includes(b.state)).reduce((sum, b) => sum + b[field], 0);
      const points = async (who: string) => (await root.collection('users').getOne(who)).reputation;
      expect(await points(answerer.id), `what the answers earned, ${when}`).toBe(total(['awarded'], 'paid'));
      expect(await points(asker.id), `what is left to who asks, ${when}`).toBe(wealth - total(['open', 'grace', 'awarded'], 'amount'));
    };

    for (let round = 0; round < rounds; round++) {
      const named = (worker: string, n: number) => idOf('q', round, worker, n);
      const old = await root.collection('tags').create({ slug: `old-${round}`, name: `旧标签 ${round}`, category: 'language' });
      await each(tagged, (n) => ask(named('t', n), old.id));
      // bounties that are over: of every three, one has an answer that was found good, one another, one none
      await each(due, async (n) => {
        const id = named('d', n);
        await ask(id, into.id);
        await offer(id);
        if (n % 3) await answer(id);
        if (n % 3 === 1) await sql(`UPDATE stats SET votes = 5 WHERE id = '${id.replace('q', 'a')}'`);
        offered.add(id.replace('q', 'b'));
      });
      await sql("UPDATE bounties SET ends = '2020-01-01 00:00:00.000Z', grace_ends = '2020-01-02 00:00:00.000Z' WHERE state IN ('open', 'grace')");

      let stopped = false;
      let made = 0;
      const refused: unknown[] = [];
      /** Calls until the server is gone; what it refuses is noted, unless it may be. */
      const write = async (act: (n: number) => Promise<unknown>, most = Infinity, ...may: number[]) => {
        for (let n = 0; !stopped && n < most; n++) {
          try {
            await act(n);
            made++;
          } catch (error) {
            const { status, response } = error as { status?: number; response?: unknown };
            if (!status) return;
            if (!may.includes(status)) refused.push(response);
          }
        }
      };
      const fresh = (worker: string) => write(async (n) => {
        const id = named(worker, n);
        const bounty = id.replace('q', 'b');
        await ask(id, into.id);
        await offer(id);
        offered.add(bounty);
        await answer(id);
        if (n % 2) {
          await root.collection('bounties').update(bounty, { answer: id.replace('q', 'a') });
          awarded.add(bounty);
        } else {
          await root.collection('questions').update(id, { locked: true });
          refunded.add(bounty);
        }
      });
      const writers = [fresh('1'), fresh('2')];
      await expect.poll(() => made > 3 || refused.length > 0, { timeout: 60_000, intervals: [20] }).toBe(true);
      await root.collection('tag_merges').create({ merged: old.id, target: into.id, note: '同一个东西' });
      // the clock and who offered them are after the same bounties: the one that comes second is refused
      writers.push(write(async (n) => {
        const id = named('d', 3 * (due / 3 - 1 - n) + 1 + (n % 2));
        await root.collection('bounties').update(id.replace('q', 'b'), { answer: id.replace('q', 'a') });
        awarded.add(id.replace('q', 'b'));
      }, due / 3, 409), write(() => root.crons.run('bounties.end'), 1));
      // every other kill comes in the middle of the merge, the others at any time
      if (round % 2 === 0) await expect.poll(() => number(`SELECT moved FROM tag_merges WHERE merged = '${old.id}'`), { timeout: 60_000, intervals: [5] }).toBeGreaterThan(0);
      else await new Promise((resolve) => { setTimeout(resolve, Math.random() * 500); }); // the clock of a crash, not of the test
      await portal.kill();
      stopped = true;
      await Promise.all(writers);
      expect(refused, 'what the server refused').toEqual([]);

      portal = await Portal.start({ dir: join(dir, 'pb_data') });
      root = await signIn(portal.url, '_superusers', rootUser.email, rootUser.password);
      await check(`after kill ${round + 1}`);

      // what the dead process had in hand is free once its lease runs out, and goes on where it was
      await sql("DELETE FROM leases WHERE job = 'bounties.end'");
      await root.crons.run('bounties.end');
      const open = "SELECT count(*) FROM bounties WHERE state IN ('open', 'grace') AND ends < '2021'";
      await expect.poll(() => number(open), { timeout: 60_000, intervals: [50, 200] }).toBe(0);
      await check(`settled after kill ${round + 1}`);
      for (const [id, state, paid] of (await sql(`SELECT id, state, paid FROM bounties WHERE id LIKE 'b${round}wdn%'`)) as string[][]) {
        const found = Number(/n(\d+)x/.exec(id)![1]) % 3 === 1;
        if (!awarded.has(id) && Number(paid) !== 51) expect([state, Number(paid)], `what the clock made of ${id}`).toEqual(found ? ['awarded', 25] : ['refunded', 0]);
      }
    }

    // a merge goes on once the lease of the process that had it in hand has run out; some were interrupted more than once
    await expect.poll(() => number("SELECT count(*) FROM tag_merges WHERE state = 'running'"), { timeout: 120_000, intervals: [500] }).toBe(0);
    await check('in the end');
    expect(await sql(`SELECT id FROM questions WHERE tags != '["${into.id}"]'`), 'questions with another tag than the one that is left').toEqual([]);
    expect(await number("SELECT count(*) FROM questions WHERE id LIKE 'q%wt%'"), 'questions that had a merged tag').toBe(rounds * tagged);
    expect(await sql(`SELECT merged, moved FROM tag_merges WHERE moved != ${tagged}`), 'merges that moved a record twice or never').toEqual([]);
    expect(await number('SELECT count(*) FROM tag_merges')).toBe(rounds);
    expect(await number(`SELECT (SELECT count(*) FROM question_shelves WHERE shelf = 'tag:${into.id}') - (SELECT count(*) FROM questions WHERE status = 'published')`), 'the list of the tag').toBe(0);
    expect((await root.collection('tags').getFullList()).map((t) => t.id), 'tags that are left').toEqual([into.id]);
    const merges = (await sql("SELECT group_concat(attempts, ' ') FROM outbox WHERE kind = 'experts.merge'"))[0][0];
    expect(await sql("SELECT id, state, error FROM outbox WHERE kind = 'experts.merge' AND state NOT IN ('done', 'skipped')"), 'merges that the outbox gave up').toEqual([]);
    console.log(`${rounds} kills: ${offered.size} bounties offered, ${awarded.size} awarded by hand, ${rounds * tagged} questions moved to another tag, merges begun ${merges} times`);
  } finally {
    await portal.close();
    await rm(dir, { recursive: true, force: true });
  }
});
