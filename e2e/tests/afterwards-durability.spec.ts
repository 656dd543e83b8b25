import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { idOf, kills } from '../support/kills.ts';
import { PostOffice } from '../support/mails.ts';
import { Portal, root as rootUser, scratch, signIn } from '../support/portal.ts';
import { expect, test } from '../support/site.ts';

const password = 'correct-horse-battery';
const people = 40;

test('killed while follow-up mails are queued or sent, the program writes to everybody who was registered, and to nobody twice', async () => {
  const rounds = kills(4);
  const dir = await scratch('follow-up');
  const office = await PostOffice.start();
  let portal = await Portal.start({ dir: join(dir, 'pb_data') });
  try {
    let root = await portal.superuser();
    await office.serve(root);
    await root.settings.update({ rateLimits: { enabled: false } });
    const author = await root.collection('users').create({ email: 'author@example.com', password, passwordConfirm: password, verified: true, handle: 'author', name: '作者' });
    const at = (hours: number) => new Date(Date.now() + hours * 3_600_000).toISOString();
    const queue = (event: string) => root.send<{ queued: number }>(`/api/qiao/events/${event}/followup`, { method: 'POST' });
    const refused = (event: string) => queue(event).then(() => 200, (error: { status: number }) => error.status);
    const rows = (filter: string) => root.collection('outbox').getFullList({ batch: 1000, filter });
    const events: { title: string; came: string[] }[] = [];
    let before = 0;
    for (let round = 0; round < rounds; round++) {
      const title = `第 ${round} 次被打断的活动`;
      const event = (await root.collection('events').create({
        title, slug: `round-${round}`, kind: 'meetup', mode: 'online', status: 'published', lang: 'zh', zone: 'Asia/Shanghai', starts: at(-4), ends: at(-1), author: author.id,
      })).id;
      await root.collection('event_registration').create({ event, waitlist: 'fifo', guests: true });
      await root.collection('event_afterwards').create({ event, came_text: '谢谢。', missed_text: '下次见。' });
      const ticket = (await root.collection('event_tickets').create({ event, name: '票', mode: 'online' })).id;
      const came: string[] = [];
      await Promise.all([0, 1, 2, 3].map(async (worker) => {
        for (let n = worker; n < people; n += 4) {
          const id = idOf('reg', round, worker, n);
          await root.collection('registrations').create({ id, event, ticket, name: `${n}`, email: `${id}@example.com`, lang: 'zh', state: 'confirmed' });
          if (n % 10 === 9) await root.collection('registrations').update(id, { state: 'cancelled' });
          else came.push(id);
        }
      }));
      events.push({ title, came });

      const letters = () => office.letters.filter((mail) => (mail.subject + mail.text).includes(title) && /谢谢。|下次见。/.test(mail.text)).length;
      if (round % 2 === 0) {
        // in the moment of asking: all of it is there afterwards or nothing
        const asked = queue(event).then(({ queued }) => queued, () => 0);
        await new Promise((resolve) => setTimeout(resolve, Math.random() * 3)); // the clock of a crash, not of the test
        await portal.kill();
        const acknowledged = await asked;
        portal = await Portal.start({ dir: join(dir, 'pb_data') });
        root = await signIn(portal.url, '_superusers', rootUser.email, rootUser.password);
        const there = (await rows("kind = 'afterwards.mail'")).filter((row) => came.includes(row.key)).length;
        expect([0, came.length], 'queued by halves').toContain(there);
        if (acknowledged) expect(there, 'what was acknowledged').toBe(acknowledged);
        if (there) expect(await refused(event)).toBe(409);
        else { expect((await queue(event)).queued).toBe(came.length); before++; }
      } else {
        // in the midst of sending
        expect((await queue(event)).queued).toBe(came.length);
        const some = Math.floor(Math.random() * came.length * 0.8);
        await expect.poll(letters, { timeout: 60_000, intervals: [2] }).toBeGreaterThanOrEqual(some);
        await portal.kill();
        portal = await Portal.start({ dir: join(dir, 'pb_data') });
        root = await signIn(portal.url, '_superusers', rootUser.email, rootUser.password);
        expect(await refused(event), 'asked once more').toBe(409);
      }
    }

    // what a dead process had in hand is taken over once its lease is over
    await expect.poll(async () => (await rows("state = 'waiting' || state = 'running'")).length, { timeout: 180_000 }).toBe(0);
    const written = await rows("kind = 'afterwards.mail'"), mails = await rows("kind = 'mail' && key ~ 'afterwards.mail:'");
    let sent = 0, unsure = 0;
    for (const { title, came } of events) {
      for (const id of came) {
        expect(written.filter((row) => row.key === id).map((row) => row.state), `${title}: written to ${id}`).toEqual(['done']);
        const mail = mails.filter((row) => row.key === `afterwards.mail:${id}`);
        expect(mail.length, `${title}: mails to ${id}`).toBe(1);
        const got = office.letters.filter((letter) => letter.to === `${id}@example.com` && /谢谢。|下次见。/.test(letter.text)).length;
        // where nobody can know whether a server took it in the moment of a kill, it isn't sent again
        if (mail[0]?.state === 'unknown') {
          unsure++;
          expect(got, `${title}: uncertain letters to ${id}`).toBeLessThanOrEqual(1);
          continue;
        }
        expect({ state: mail[0]?.state, got }, `${title}: letters to ${id}`).toEqual({ state: 'done', got: 1 });
        sent++;
      }
    }
    const everybody = events.flatMap(({ came }) => came);
    expect(written.map((row) => row.key as string).filter((id) => !everybody.includes(id)), 'written to who had cancelled').toEqual([]);
    expect(unsure, 'each of the workers has one in hand at most').toBeLessThanOrEqual(4 * rounds);
    console.log(`${rounds} kills, ${before} of them before anything was queued: ${sent} of ${everybody.length} mails sent once, ${unsure} uncertain`);
  } finally {
    await portal.close();
    await office.close();
    await rm(dir, { recursive: true, force: true });
  }
});
